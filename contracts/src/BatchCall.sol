// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IBatchVerifier, Proof} from "./IVerifiers.sol";

/// @title A call of `verifyBatch`, written word by word
/// @dev Solidity keeps a claim's inputs and points apart in memory and gathers
/// them to call: that costs more than all else that a registry does for a batch.
library BatchCall {
    /// Selector, the table, where the claims begin, how many there are.
    uint256 private constant HEAD = 4 + 0x80;
    /// Of a claim: its inputs, then its proof.
    uint256 private constant INPUTS = 6 * 0x20;
    uint256 private constant PROOF = 10 * 0x20;

    /// A call with room for so many claims.
    function begin(uint256[2] memory table, uint256 count) internal pure returns (bytes memory data) {
        bytes memory head = abi.encodeWithSelector(IBatchVerifier.verifyBatch.selector, table, uint256(0x60), count);
        data = bytes.concat(head, new bytes(count * (INPUTS + PROOF)));
    }

    /// Writes the claim at a position that is less than the count.
    function put(bytes memory data, uint256 position, uint256[6] memory inputs, Proof calldata proof) internal pure {
        assembly ("memory-safe") {
            let place := add(add(data, add(0x20, HEAD)), mul(position, add(INPUTS, PROOF)))
            mcopy(place, inputs, INPUTS)
            calldatacopy(add(place, INPUTS), proof, PROOF)
        }
    }

    /// Returns if the verifier does, and reverts with its error if it does not.
    function send(bytes memory data, address verifier) internal view {
        Address.functionStaticCall(verifier, data);
    }
}
