// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {BatchClaim, Proof} from "../../src/IVerifiers.sol";

/// Takes any proof and costs next to nothing: a real verifier's gas comes on top.
contract FreeVerifier {
    bytes32 public KEY_ID;
    uint256 public INPUTS;
    bool public constant SINGLE_PARTY_KEY = false;

    constructor(bytes32 id, uint256 inputs) {
        (KEY_ID, INPUTS) = (id, inputs);
    }

    function verify(uint256[] calldata, Proof calldata) external view {}

    function verify(uint256[] calldata, uint256[2] calldata, Proof calldata) external view {}

    function verifyBatch(uint256[2] calldata, BatchClaim[] calldata) external view {}
}
