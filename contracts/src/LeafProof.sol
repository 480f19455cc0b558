// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {ISolvencyRegistry} from "./ISolvencyRegistry.sol";
import {Epoch} from "./SolvencyTypes.sol";
import {Transcript} from "./Transcript.sol";

/// @title Is this leaf under an epoch's roots?
/// @notice A node of a batch's tree is Poseidon of its two children. The caller
/// makes the leaf (docs/statement/tree.md) and must check all of what it stands
/// for: every slot, the class, the identity.
library LeafProof {
    error WrongDepth(uint256 given, uint256 expected);
    error PositionOutside(uint256 position);
    error NotReduced(uint256 value);
    error NotInEpoch();

    /// What leads from a root to a sealed epoch.
    struct RootProof {
        /// The hash chain before the batch.
        bytes32 before;
        uint256 lane;
        uint256 root;
        uint256 stateOut;
        /// Lane, root and state after it of every later batch.
        uint256[3][] later;
    }

    /// @notice The root over a leaf at a position.
    /// @param depth The shape's: a shorter path would show an inner node as a
    /// leaf, so it must come from the key and never from whoever brings the path.
    function rootOf(uint256 leaf, uint256 position, uint256[] memory path, uint256 depth)
        internal
        pure
        returns (uint256 node)
    {
        if (path.length != depth) revert WrongDepth(path.length, depth);
        if (position >> depth != 0) revert PositionOutside(position);
        node = _reduced(leaf);
        for (uint256 i = 0; i < depth; ++i) {
            uint256 other = _reduced(path[i]);
            bool right = (position >> i) & 1 == 1;
            node = PoseidonT3.hash(right ? [other, node] : [node, other]);
        }
    }

    /// @notice Returns if the root is the one of a batch of the epoch.
    function requireRoot(ISolvencyRegistry registry, bytes32 venue, uint64 epoch, RootProof memory proof)
        internal
        view
    {
        Epoch memory record = registry.epochOf(venue, epoch);
        if (proof.later.length >= record.batches) revert NotInEpoch();
        bytes32 chain = Transcript.link(proof.before, proof.lane, proof.root, proof.stateOut);
        for (uint256 i = 0; i < proof.later.length; ++i) {
            uint256[3] memory link = proof.later[i];
            chain = Transcript.link(chain, link[0], link[1], link[2]);
        }
        if (chain != record.links) revert NotInEpoch();
    }

    function _reduced(uint256 value) private pure returns (uint256) {
        if (value >= Transcript.R) revert NotReduced(value);
        return value;
    }
}
