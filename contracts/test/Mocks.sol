// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {BatchClaim, IPoseidonSequence, Proof} from "../src/IVerifiers.sol";
import {StatementHash} from "../src/StatementHash.sol";

/// A verifier for which a proof is the hash of what it is about: it accepts a
/// proof of exactly the inputs that a test computed, and none else.
contract MockVerifier {
    error ProofInvalid();

    bytes32 public KEY_ID;
    uint256 public INPUTS;
    bool public SINGLE_PARTY_KEY;

    constructor(bytes32 id, uint256 inputs, bool insecure) {
        (KEY_ID, INPUTS, SINGLE_PARTY_KEY) = (id, inputs, insecure);
    }

    function verify(uint256[] calldata inputs, Proof calldata proof) external view {
        _check(inputs, keccak256(abi.encode(KEY_ID, inputs)), proof);
    }

    function verify(uint256[] calldata inputs, uint256[2] calldata table, Proof calldata proof) external view {
        _check(inputs, keccak256(abi.encode(KEY_ID, inputs, table)), proof);
    }

    function verifyBatch(uint256[2] calldata table, BatchClaim[] calldata claims) external view {
        for (uint256 i = 0; i < claims.length; ++i) {
            bytes32 expected = keccak256(abi.encode(KEY_ID, StatementHash.batchInputs(claims[i].inputs), table));
            _check(StatementHash.batchInputs(claims[i].inputs), expected, claims[i].proof);
        }
    }

    function _check(uint256[] memory inputs, bytes32 expected, Proof calldata proof) private view {
        if (inputs.length != INPUTS || bytes32(proof.a[0]) != expected) revert ProofInvalid();
    }
}

/// Not Poseidon: any hash of tag and elements will do where proofs are mocks.
contract MockPoseidon is IPoseidonSequence {
    function hashSequence(uint256 tag, uint256[] calldata elements) external pure returns (uint256) {
        return uint256(keccak256(abi.encode(tag, elements))) >> 8;
    }

    function rootOf(uint256 leaf, uint256 position, uint256[] calldata path) external pure returns (uint256 node) {
        node = leaf;
        for (uint256 i = 0; i < path.length; ++i) {
            bool right = (position >> i) & 1 == 1;
            node = uint256(right ? keccak256(abi.encode(path[i], node)) : keccak256(abi.encode(node, path[i]))) >> 8;
        }
    }
}

contract MockToken is ERC20("Token", "T") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// A token that burns all the gas it gets.
contract GreedyToken {
    function balanceOf(address) external pure returns (uint256) {
        while (true) {}
        return 1;
    }
}

contract MockPriceFeed {
    int256 public price;
    uint256 public updated;
    bool public fails;

    function set(int256 next, uint256 at_, bool failing) external {
        (price, updated, fails) = (next, at_, failing);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        require(!fails);
        return (1, price, updated, updated, 1);
    }
}
