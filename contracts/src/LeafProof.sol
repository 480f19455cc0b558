// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence} from "./IVerifiers.sol";
import {KeyRegister} from "./KeyRegister.sol";
import {SolvencyRegistry} from "./SolvencyRegistry.sol";
import {Epoch, Key, Opening} from "./SolvencyTypes.sol";
import {Transcript} from "./Transcript.sol";

/// @title Was this account in a sealed epoch, with exactly these holdings and
/// this equity?
/// @notice docs/statement/tree.md. Depth and number of slots are the shape's,
/// read from the key that the epoch was proved under, and never from whoever
/// brings the path: a shorter path would show an inner node as a leaf, fewer
/// slots would leave out a debt.
/// @dev It says what was in the book at the snapshot. Whether the epoch may
/// still be relied on is for `status`, and whose the identity is for the caller.
library LeafProof {
    error WrongDepth(uint256 given, uint256 expected);
    error WrongSlots(uint256 given, uint256 expected);
    error NotAnAccount();
    error HoldingsOutOfOrder(uint256 slot);
    error LotsTooMany(uint256 slot);
    error FiguresTooWide();
    error BatchOutside(uint256 batch);
    error LaneUnknown(uint256 lane);
    error NotInEpoch();

    uint256 internal constant LEAF_TAG = 1;
    uint256 private constant SLOTS_PER_ELEMENT = 3;
    uint256 private constant SLOT_BITS = 81;
    uint256 private constant LOTS_BITS = 65;
    uint256 private constant FIGURE_BITS = 84;
    int256 private constant MAX_LOTS = 1 << 63;

    /// Lots of a row; row 0 with no lots is an empty slot.
    struct Holding {
        uint16 row;
        int256 lots;
    }

    /// What a trader's receipt holds. Class: 0 customer, 1 house, 2 fund.
    struct Account {
        uint208 identity;
        uint8 class;
        uint248 salt;
        /// In units of 1e-8 USD: what it has, and what it must have.
        int256 equity;
        int256 requirement;
        /// All slots of the shape, the empty ones first.
        Holding[] slots;
    }

    /// Where an account is: its batch in the chain, its place in the batch.
    struct Place {
        uint256 batch;
        uint256 position;
        uint256[] path;
    }

    /// @notice Returns if the account is in the sealed epoch of the opening.
    /// @param opening The epoch's, from the event EpochOpened of its sealer.
    /// @param links All its links: lane, root, state after, a word each.
    function requireAccount(
        SolvencyRegistry registry,
        Opening memory opening,
        bytes memory links,
        Place memory place,
        Account memory account
    ) internal view {
        requireLinks(registry.epochOf(opening.venue, opening.epoch), opening, links);
        (uint256 lane, uint256 root) = linkAt(links, place.batch);
        KeyRegister keys = registry.KEYS();
        Key memory key = keyOfLane(keys, opening, lane);
        if (account.slots.length != key.slots) revert WrongSlots(account.slots.length, key.slots);
        if (uint256(1) << place.path.length != key.accounts) {
            revert WrongDepth(place.path.length, _log2(key.accounts));
        }
        IPoseidonSequence poseidon = keys.POSEIDON();
        uint256 leaf = leafOf(poseidon, account);
        if (poseidon.rootOf(leaf, place.position, place.path) != root) revert NotInEpoch();
    }

    /// @notice An account's leaf. Refuses what no receipt holds; of lots, a circuit admits one bit more.
    function leafOf(IPoseidonSequence poseidon, Account memory account) internal view returns (uint256) {
        if (account.class > 2) revert NotAnAccount();
        uint256 slots = account.slots.length;
        uint256[] memory elements = new uint256[](3 + (slots + SLOTS_PER_ELEMENT - 2) / SLOTS_PER_ELEMENT);
        elements[0] = uint256(account.identity) << 2 | account.class;
        elements[1] = account.salt;
        elements[2] = _figure(account.equity) | _figure(account.requirement) << FIGURE_BITS;
        for (uint256 i = 0; i < slots; ++i) {
            Holding memory holding = account.slots[i];
            uint256 before = i == 0 ? 0 : account.slots[i - 1].row;
            bool empty = holding.row == 0 && before == 0 && holding.lots == 0;
            if (!empty && holding.row <= before) revert HoldingsOutOfOrder(i);
            if (holding.lots >= MAX_LOTS || holding.lots <= -MAX_LOTS) revert LotsTooMany(i);
            // In range, so the sum is positive.
            // forge-lint: disable-next-line(unsafe-typecast)
            uint256 slot = uint256(holding.row) << LOTS_BITS | uint256(holding.lots + 2 * MAX_LOTS);
            if (i == 0) {
                elements[2] |= slot << (2 * FIGURE_BITS);
            } else {
                uint256 other = i - 1;
                elements[3 + other / SLOTS_PER_ELEMENT] |= slot << (SLOT_BITS * (other % SLOTS_PER_ELEMENT));
            }
        }
        return poseidon.hashSequence(LEAF_TAG, elements);
    }

    /// @notice Returns if these are the opening and all links of the epoch.
    function requireLinks(Epoch memory record, Opening memory opening, bytes memory links) internal pure {
        if (links.length != record.batches * Transcript.LINK) revert NotInEpoch();
        if (Transcript.chain(keccak256(abi.encode(opening)), links) != record.links) revert NotInEpoch();
    }

    /// @notice A batch's lane and root.
    function linkAt(bytes memory links, uint256 batch) internal pure returns (uint256 lane, uint256 root) {
        if (batch >= links.length / Transcript.LINK) revert BatchOutside(batch);
        uint256 at = batch * Transcript.LINK;
        assembly ("memory-safe") {
            let link := add(add(links, 0x20), at)
            lane := mload(link)
            root := mload(add(link, 0x20))
        }
    }

    /// @notice The key that an opening has for a lane.
    function keyOfLane(KeyRegister keys, Opening memory opening, uint256 lane) internal view returns (Key memory key) {
        for (uint256 i = 0; i < opening.lanes.length; ++i) {
            key = keys.keyOf(opening.lanes[i].key);
            if (key.lane == lane) return key;
        }
        revert LaneUnknown(lane);
    }

    /// A signed figure as the leaf has it.
    function _figure(int256 units) private pure returns (uint256) {
        int256 half = int256(1) << (FIGURE_BITS - 1);
        if (units >= half || units < -half) revert FiguresTooWide();
        // In range, so the sum is not negative.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint256(units + half);
    }

    function _log2(uint256 power) private pure returns (uint256 depth) {
        while (power > 1) {
            power >>= 1;
            ++depth;
        }
    }
}
