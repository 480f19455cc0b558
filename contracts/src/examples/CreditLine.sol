// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {AccountClaim, MarginClaim} from "../AccountClaim.sol";
import {IStagedVerifier} from "../IVerifiers.sol";
import {SolvencyRegistry} from "../SolvencyRegistry.sol";
import {Opening, Standing, Status} from "../SolvencyTypes.sol";

/// @title Credit for whoever proves that their account at a venue can bear it
/// @notice An example. A borrower shows that some account of the venue's latest
/// epoch has enough equity beyond its requirement, and nobody learns which. An
/// account opens one line an epoch.
/// @dev A venue has every receipt: it can prove for each of its customers, take
/// the credit itself, and use up their accounts here; and it can make up accounts
/// with what is its own. Credit is as good as the venue's word. Nothing here
/// withdraws the verifier's key: a lender of real money needs a way to stop.
contract CreditLine {
    struct Line {
        address borrower;
        /// In units of 1e-8 USD.
        uint96 limit;
    }

    error WrongVenue(bytes32 given);
    error VenueNotFresh(Standing standing);
    error WindowUnknown();
    error AccountUsed(uint256 nullifier);
    error ClaimTooSmall();

    event WindowPinned(bytes32 indexed digest, uint256 window, uint256[] roots);
    event LineOpened(address indexed borrower, uint256 indexed nullifier, uint96 limit);

    SolvencyRegistry public immutable REGISTRY;
    IStagedVerifier public immutable VERIFIER;
    bytes32 public immutable VENUE;
    /// The lane whose accounts are asked, and the shape of its batches.
    uint8 public immutable LANE;
    uint32 public immutable ACCOUNTS;
    uint16 public immutable SLOTS;
    /// This contract on this chain, and nothing else.
    uint248 public immutable SCOPE;

    /// Half as much again as the requirement must be left.
    uint256 private constant RATIO = 15_000;

    mapping(bytes32 digest => mapping(uint256 window => bytes32)) public windows;
    /// By nullifier: a line also says that its account is used.
    mapping(uint256 nullifier => Line) public lines;

    constructor(
        SolvencyRegistry registry,
        IStagedVerifier verifier,
        bytes32 venue,
        uint8 lane,
        uint32 accounts,
        uint16 slots,
        bool insecureKeys
    ) {
        AccountClaim.requireAccountKey(verifier, insecureKeys);
        (REGISTRY, VERIFIER, VENUE, LANE) = (registry, verifier, venue, lane);
        (ACCOUNTS, SLOTS) = (accounts, slots);
        SCOPE = uint248(uint256(keccak256(abi.encode(block.chainid, address(this)))) >> 8);
    }

    /// @notice Keeps a window of an epoch's roots, for all who hide among them.
    /// Anyone may, once an epoch.
    function pin(Opening calldata opening, bytes calldata links, uint256 window) external {
        if (opening.venue != VENUE) revert WrongVenue(opening.venue);
        (bytes32 digest, uint256[] memory roots) =
            AccountClaim.windowOf(REGISTRY, opening, links, LANE, window, ACCOUNTS, SLOTS);
        windows[digest][window] = keccak256(abi.encodePacked(roots));
        emit WindowPinned(digest, window, roots);
    }

    /// @notice What a borrower's proof must be bound to.
    function nonceOf(address borrower) public view returns (bytes32) {
        return keccak256(abi.encode(SCOPE, borrower));
    }

    /// @notice Opens a line of as much as the proof says is left.
    function open(uint256 window, uint256[] calldata roots, MarginClaim calldata claim) external {
        Status memory s = REGISTRY.status(VENUE);
        if (s.standing != Standing.Fresh) revert VenueNotFresh(s.standing);
        if (windows[s.digest][window] != keccak256(abi.encodePacked(roots))) revert WindowUnknown();
        if (claim.ratio < RATIO || claim.least == 0) revert ClaimTooSmall();
        if (lines[claim.nullifier].borrower != address(0)) revert AccountUsed(claim.nullifier);
        AccountClaim.requireMargin(VERIFIER, s.digest, roots, nonceOf(msg.sender), SCOPE, claim);
        // Of 72 bits, which the claim's width was checked for.
        // forge-lint: disable-next-line(unsafe-typecast)
        uint96 limit = uint96(claim.least);
        lines[claim.nullifier] = Line(msg.sender, limit);
        emit LineOpened(msg.sender, claim.nullifier, limit);
    }
}
