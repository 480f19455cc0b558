// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// A staged proof, as the generated verifiers take it.
struct Proof {
    uint256[2] a;
    uint256[4] b;
    uint256[2] c;
    uint256[2] d;
}

/// A batch's claim among others of one table.
struct BatchClaim {
    uint256[6] inputs;
    Proof proof;
}

/// @title What every generated verifier says of its key
interface IKey {
    /// keccak-256 of the key's canonical bytes. Every challenge hashes it.
    function KEY_ID() external view returns (bytes32);
    /// How many numbers a claim is about. The challenge and what they fold into
    /// are the verifier's to compute.
    function INPUTS() external view returns (uint256);
    /// One party made the key alone, and can forge proofs with it.
    function SINGLE_PARTY_KEY() external view returns (bool);
}

/// @title Verifier of parameters proofs and of closing proofs
interface IStagedVerifier is IKey {
    /// Returns if the proof is valid, reverts if it is not.
    function verify(uint256[] calldata inputs, Proof calldata proof) external view;
}

/// @title Verifier of batch proofs
interface IBatchVerifier is IKey {
    /// Returns if the proof is valid, reverts if it is not.
    function verify(uint256[] calldata inputs, uint256[2] calldata parametersCommitment, Proof calldata proof)
        external
        view;
    /// Returns if every proof is valid, reverts if one is not.
    function verifyBatch(uint256[2] calldata parametersCommitment, BatchClaim[] calldata claims) external view;
}

/// @title Poseidon over tagged sequences and trees, as docs/statement/tree.md
/// defines them
/// @notice The hashes of the initial state and of the disclosure are made of
/// figures that were checked on chain. No proof binds the initial state, so this
/// contract is as trusted as a verifier.
interface IPoseidonSequence {
    function hashSequence(uint256 tag, uint256[] calldata elements) external view returns (uint256);
    /// @notice The root of a tree over a leaf at a position, of the depth of the
    /// path. Whoever asks must know the depth from elsewhere: a shorter path
    /// shows an inner node as a leaf.
    function rootOf(uint256 leaf, uint256 position, uint256[] calldata path) external view returns (uint256);
}
