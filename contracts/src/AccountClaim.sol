// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IStagedVerifier, Proof} from "./IVerifiers.sol";
import {LeafProof} from "./LeafProof.sol";
import {SolvencyRegistry} from "./SolvencyRegistry.sol";
import {Epoch, Key, Opening} from "./SolvencyTypes.sol";
import {Transcript} from "./Transcript.sol";

/// What somebody claims of an account that they do not show: its equity is at
/// least `least`, and `ratio` parts of 10,000 of its requirement beyond that.
struct MarginClaim {
    /// In units of 1e-8 USD.
    uint256 least;
    uint256 ratio;
    /// The last second in which the proof is good.
    uint64 expires;
    /// The account's number in the scope: one for each account, epoch and scope.
    uint256 nullifier;
    Proof proof;
}

/// @title Proofs of one account's margin
/// @notice docs/account-proofs.md. What the verifier is asked is computed here:
/// a prover brings only what the proof is about.
library AccountClaim {
    error ClaimTooWide();
    error Expired(uint64 expires);
    error WrongRoots(uint256 given);
    error WrongShape(uint256 accounts, uint256 slots);
    error NoSuchWindow(uint256 window);
    error NotAnAccountKey();
    error SinglePartyKey();

    /// Roots among which an account hides.
    uint256 internal constant ROOTS = 16;
    /// The inputs before the roots.
    uint256 private constant OWN = 5;
    uint256 private constant LEAST_BITS = 72;
    uint256 private constant RATIO_BITS = 24;

    /// @notice Returns if some customer's account under one of these roots is as
    /// claimed, in the epoch with this digest, for this nonce and scope.
    /// @param roots A window of a lane's roots, as `windowOf` reads it.
    /// @param nonce The caller's choice: whatever must not be moved to another
    /// use, the sender for one, belongs in it.
    function requireMargin(
        IStagedVerifier verifier,
        bytes32 digest,
        uint256[] memory roots,
        bytes32 nonce,
        uint248 scope,
        MarginClaim calldata claim
    ) internal view {
        if (roots.length != ROOTS) revert WrongRoots(roots.length);
        if (claim.least >> LEAST_BITS != 0 || claim.ratio >> RATIO_BITS != 0) revert ClaimTooWide();
        // Seconds are what is promised, and a block's time is near enough.
        // forge-lint: disable-next-line(block-timestamp)
        if (claim.expires < block.timestamp) revert Expired(claim.expires);
        uint256[] memory x = new uint256[](OWN + ROOTS);
        x[0] = uint256(keccak256(abi.encodePacked("plimsoll account 1", digest, nonce, claim.expires))) >> 8;
        (x[1], x[2], x[3], x[4]) = (claim.least, claim.ratio, scope, claim.nullifier);
        for (uint256 i = 0; i < ROOTS; ++i) {
            x[OWN + i] = roots[i];
        }
        verifier.verify(x, claim.proof);
    }

    /// @notice A sealed epoch's digest and the roots of a window of a lane's
    /// batches; the last root stands in every place that is left.
    /// @param links All links of the epoch: lane, root, state after, a word each.
    /// @param accounts Accounts of the lane's batches, as the verifier's key has it.
    /// @param slots Slots of an account there.
    function windowOf(
        SolvencyRegistry registry,
        Opening memory opening,
        bytes memory links,
        uint256 lane,
        uint256 window,
        uint256 accounts,
        uint256 slots
    ) internal view returns (bytes32 digest, uint256[] memory roots) {
        Epoch memory record = registry.epochOf(opening.venue, opening.epoch);
        LeafProof.requireLinks(record, opening, links);
        Key memory key = LeafProof.keyOfLane(registry.KEYS(), opening, lane);
        if (key.accounts != accounts || key.slots != slots) revert WrongShape(key.accounts, key.slots);
        return (record.digest, _window(links, lane, window));
    }

    /// @notice Returns if the verifier is of a key with as many inputs, which
    /// nobody made alone unless that is allowed. What it proves and for which
    /// shape, its id says to whoever knows the record of its ceremony.
    function requireAccountKey(IStagedVerifier verifier, bool singleParty) internal view {
        if (verifier.INPUTS() != OWN + ROOTS) revert NotAnAccountKey();
        if (verifier.SINGLE_PARTY_KEY() && !singleParty) revert SinglePartyKey();
    }

    function _window(bytes memory links, uint256 lane, uint256 window) private pure returns (uint256[] memory roots) {
        roots = new uint256[](ROOTS);
        uint256 found = 0;
        for (uint256 batch = 0; batch < links.length / Transcript.LINK; ++batch) {
            (uint256 its, uint256 root) = LeafProof.linkAt(links, batch);
            if (its != lane) continue;
            if (found / ROOTS == window) roots[found % ROOTS] = root;
            ++found;
        }
        // The last of the lane's windows may be begun only.
        if (window >= (found + ROOTS - 1) / ROOTS) revert NoSuchWindow(window);
        for (uint256 i = found - window * ROOTS; i < ROOTS; ++i) {
            roots[i] = roots[i - 1];
        }
    }
}
