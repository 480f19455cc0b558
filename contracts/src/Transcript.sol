// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Batch, Key, LaneKey, Opening} from "./SolvencyTypes.sol";

/// @title What is hashed with keccak-256: contexts, ρ and digests
/// @notice The same bytes as verifier/src/transcript.rs and
/// statement/src/context.rs hash. Nothing here is ever read from a submitter.
library Transcript {
    /// The order of BN254's groups: field elements are below it.
    uint256 internal constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    /// Bytes of a link: lane, root and state after it, a word each.
    uint256 internal constant LINK = 96;

    uint256 internal constant BATCH = 0;
    uint256 internal constant PARAMETERS = 1;
    uint256 internal constant CLOSING = 2;

    /// 208 bits of a hash, 8 for the kind of part, 32 for its position.
    function context(Opening memory o, uint256 part, uint32 position) internal view returns (uint256) {
        return contextOf(o) | part << 32 | position;
    }

    /// A context without part and position.
    function contextOf(Opening memory o) internal view returns (uint256) {
        bytes32 hash = keccak256(abi.encodePacked("plimsoll context 1\x00", chainId(), o.venue, o.epoch, o.time));
        return (uint256(hash) >> 48) << 40;
    }

    /// The point at which tables are compared, known only once all are committed
    /// to: nobody chooses it.
    function rho(Opening memory o) internal view returns (uint256) {
        bytes memory tables;
        for (uint256 i = 0; i < o.lanes.length; ++i) {
            LaneKey memory lane = o.lanes[i];
            tables = abi.encodePacked(tables, lane.key, lane.table[0], lane.table[1]);
        }
        uint256 own = context(o, PARAMETERS, 0);
        return uint256(keccak256(abi.encodePacked("plimsoll rho 1", own, o.parameters, o.lanes.length, tables))) % R;
    }

    /// The epoch's name. `links` are all links and `keys` the lanes' keys.
    function digest(Opening memory o, Key[] memory keys, bytes calldata links, uint256 state, uint256 disclosure)
        internal
        view
        returns (bytes32)
    {
        bytes memory lanes;
        for (uint256 i = 0; i < keys.length; ++i) {
            Key memory key = keys[i];
            lanes =
                abi.encodePacked(lanes, uint256(key.lane), uint256(key.accounts), uint256(key.slots), o.lanes[i].key);
            lanes = abi.encodePacked(lanes, o.lanes[i].table[0], o.lanes[i].table[1]);
        }
        bytes memory head = abi.encodePacked(
            "plimsoll epoch 1", uint256(chainId()), o.venue, uint256(o.epoch), uint256(o.time), o.previous, o.parameters
        );
        bytes memory pins = abi.encodePacked(o.funds, o.thresholds.length, o.thresholds);
        bytes memory tail = abi.encodePacked(context(o, CLOSING, 0), state, disclosure);
        return keccak256(
            bytes.concat(
                head,
                pins,
                abi.encodePacked(keys.length),
                lanes,
                abi.encodePacked(o.parametersKey, o.closingKey, links.length / LINK),
                links,
                tail
            )
        );
    }

    /// The links of batches of one lane, as whole words.
    function linksOf(uint256 lane, Batch[] calldata batches) internal pure returns (bytes memory links) {
        links = new bytes(batches.length * LINK);
        for (uint256 i = 0; i < batches.length; ++i) {
            Batch calldata batch = batches[i];
            assembly ("memory-safe") {
                let link := add(add(links, 0x20), mul(i, LINK))
                mstore(link, lane)
                // Root and state after are a batch's first words.
                calldatacopy(add(link, 0x20), batch, 0x40)
            }
        }
    }

    /// The registry's own hash chain, from `start` over all links.
    function chain(bytes32 start, bytes memory links) internal pure returns (bytes32 last) {
        last = start;
        for (uint256 at = 0; at < links.length; at += LINK) {
            assembly ("memory-safe") {
                let free := mload(0x40)
                mstore(free, last)
                mcopy(add(free, 0x20), add(add(links, 0x20), at), LINK)
                last := keccak256(free, add(LINK, 0x20))
            }
        }
    }

    /// @dev A chain whose id needs more than 64 bits cannot have a registry.
    function chainId() internal view returns (uint64) {
        require(block.chainid <= type(uint64).max);
        return uint64(block.chainid);
    }
}
