// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Batch, Disclosure, Draft, Epoch, Opening, Status} from "./SolvencyTypes.sol";
import {Proof} from "./IVerifiers.sol";

/// @title Is this venue solvent, as of when, under which parameters?
/// @notice An epoch is opened, fed with batch proofs in the order of its chain,
/// and sealed. Anyone may do so in a draft of their own; the first to seal wins.
interface ISolvencyRegistry {
    error RegistersDiffer();
    error WrongEpoch(uint64 given, uint64 expected);
    error WrongPrevious(bytes32 given, bytes32 expected);
    error TimeNotForward(uint64 given, uint64 last);
    error TimeInFuture(uint64 given);
    error TimeTooOld(uint64 given);
    error LaneCount(uint256 given);
    error LaneOrder(uint8 lane);
    error NotReduced(uint256 value);
    error OpeningDiffers();
    error NoBatches();
    error TooManyBatches(uint256 given);
    error LaneUnknown(uint256 index);
    error LaneUnused(uint256 index);
    error TooManyAccounts(uint256 said, uint256 places);
    error LinksDiffer();
    error NotTheVenues(bytes32 digest);
    error EpochUnknown(bytes32 venue, uint64 epoch);

    event EpochOpened(bytes32 indexed venue, uint64 indexed epoch, address indexed submitter, Opening opening);
    /// Batches of one lane, from the position `first` on. Their links, as `seal`
    /// takes all of them.
    event BatchesProven(
        bytes32 indexed venue, uint64 indexed epoch, address indexed submitter, uint32 first, bytes links
    );
    event EpochSealed(
        bytes32 indexed venue,
        uint64 indexed epoch,
        bytes32 digest,
        address submitter,
        Epoch record,
        Disclosure disclosure
    );

    /// @notice Opens the venue's next epoch in the caller's draft, which it
    /// replaces if there is one.
    function open(Opening calldata opening, Proof calldata parametersProof) external;

    /// @notice Appends batches of one lane, given by its place in the opening.
    function append(Opening calldata opening, uint256 lane, Batch[] calldata batches) external;

    /// @notice Seals the caller's draft.
    /// @param links All links: lane, root, state after, a word each.
    /// @param signature The authority's, over the digest; unread if it calls itself.
    function seal(
        Opening calldata opening,
        Disclosure calldata disclosure,
        bytes calldata links,
        Proof calldata closingProof,
        bytes calldata signature
    ) external returns (bytes32 digest);

    /// @notice What may be relied on now. Anything but Fresh is a no.
    function status(bytes32 venue) external view returns (Status memory);

    /// @notice A sealed epoch, whatever has become of it since.
    function epochOf(bytes32 venue, uint64 epoch) external view returns (Epoch memory);

    /// @notice The number of the latest sealed epoch; 0 if there is none.
    function latest(bytes32 venue) external view returns (uint64);

    function draftOf(bytes32 venue, address submitter) external view returns (Draft memory);
}
