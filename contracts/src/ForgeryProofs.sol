// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IBatchVerifier, IStagedVerifier, Proof} from "./IVerifiers.sol";
import {StatementHash} from "./StatementHash.sol";
import {StatementHashes} from "./StatementHashes.sol";
import {Disclosure, Key, Role} from "./SolvencyTypes.sol";

/// @title Anyone takes away a key that has proved a contradiction
/// @notice A forged statement looks like a true one, and can only be told by
/// another that cannot be true together with it. Two statements under one key
/// that contradict each other show that the key proves falsehoods: its trapdoor
/// is known, or its circuit is wrong, or a hash that it rests on is broken.
/// Whoever brings them takes the key away, and all epochs under its rules read
/// Halted. Nobody can bring them of a key that is sound.
///
/// A contradiction is one of:
/// - closing: two disclosures of one state that differ in a figure of which a
///   state has only one (accounts, longs, shorts, open interest). Bounds and
///   bands may differ, an honest venue can prove many;
/// - parameters: two fingerprints at one ρ for one hash of parameters;
/// - batch: two fingerprints at one ρ for one commitment to a table.
///
/// Not among them, because honest provers can make such pairs: two states after
/// one batch (each has a fresh salt), two batches of one position, two epochs of
/// one number. A forger who never contradicts himself is not caught here.
/// A proof that a verifier refuses is evidence of nothing.
abstract contract ForgeryProofs is StatementHashes {
    error NoContradiction();

    event ForgeryProven(bytes32 indexed key, address indexed by);

    /// @notice Two disclosures of one state.
    function proveForgedClosing(
        bytes32 key,
        uint256 context,
        uint256 state,
        Disclosure[2] calldata said,
        Proof[2] calldata proofs
    ) external {
        if (StatementHash.exactFigures(said[0]) == StatementHash.exactFigures(said[1])) {
            revert NoContradiction();
        }
        Key memory found = _keyFor(key, Role.Closing);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 hash = disclosureHash(found.rules, said[i]);
            IStagedVerifier(found.verifier).verify(StatementHash.closingInputs(context, state, hash), proofs[i]);
        }
        _forged(key);
    }

    /// @notice Two fingerprints of one table by its hash.
    /// @param fingerprints What the two proofs say φ is.
    function proveForgedParameters(
        bytes32 key,
        uint256[2] calldata contexts,
        uint256 parameters,
        uint256 rho,
        uint256[2] calldata fingerprints,
        Proof[2] calldata proofs
    ) external {
        if (fingerprints[0] == fingerprints[1]) revert NoContradiction();
        IStagedVerifier verifier = IStagedVerifier(_keyFor(key, Role.Parameters).verifier);
        for (uint256 i = 0; i < 2; ++i) {
            verifier.verify(StatementHash.parametersInputs(contexts[i], parameters, rho, fingerprints[i]), proofs[i]);
        }
        _forged(key);
    }

    /// @notice Two fingerprints of one table by its commitment.
    /// @param inputs Of two batches: context, root, states, ρ, φ.
    function proveForgedBatch(
        bytes32 key,
        uint256[2] calldata table,
        uint256[6][2] calldata inputs,
        Proof[2] calldata proofs
    ) external {
        if (inputs[0][4] != inputs[1][4] || inputs[0][5] == inputs[1][5]) {
            revert NoContradiction();
        }
        IBatchVerifier verifier = IBatchVerifier(_keyFor(key, Role.Batch).verifier);
        for (uint256 i = 0; i < 2; ++i) {
            verifier.verify(StatementHash.batchInputs(inputs[i]), table, proofs[i]);
        }
        _forged(key);
    }

    function _forged(bytes32 key) private {
        emit ForgeryProven(key, msg.sender);
        _removeKey(key);
    }
}
