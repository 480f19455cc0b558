// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "./ISolvencyRegistry.sol";
import {KeyRegister} from "./KeyRegister.sol";
import {Claim, Disclosure, Draft, Epoch, Opening, Standing, Status, VenueSettings} from "./SolvencyTypes.sol";
import {VenueRegister} from "./VenueRegister.sol";

/// @title What was sealed, and what it is good for now
/// @notice Records are written once. How a venue stands is worked out anew with
/// every question: by the time, the limits, the rules and the benchmark of then.
abstract contract SealedEpochs is ISolvencyRegistry {
    /// What a venue's latest epoch is held against besides its record.
    struct Sealed {
        address benchmark;
        /// Of customers and house; if it is more than fits, as much as fits,
        /// which is beyond all money.
        uint96 deficit;
    }

    KeyRegister public immutable KEYS;
    VenueRegister public immutable VENUES;

    mapping(bytes32 venue => uint64) public latest;
    mapping(bytes32 venue => mapping(uint64 epoch => Epoch)) internal _epochs;
    mapping(bytes32 venue => Sealed) private _sealed;

    constructor(KeyRegister keys, VenueRegister venues) {
        if (venues.KEYS() != keys) revert RegistersDiffer();
        (KEYS, VENUES) = (keys, venues);
    }

    /// @inheritdoc ISolvencyRegistry
    function status(bytes32 venue) external view returns (Status memory found) {
        uint64 number = latest[venue];
        if (number == 0) {
            if (VENUES.isHalted(venue)) found.standing = Standing.Halted;
            return found;
        }
        VenueSettings memory s = VENUES.settingsOf(venue);
        Epoch memory record = _epochs[venue][number];
        found = Status({
            standing: _standing(venue, record, s),
            claim: record.claim,
            epoch: number,
            time: record.time,
            solventSince: record.solventSince,
            coverage: record.coverage,
            flagged: record.flagged,
            missed: _plus(record.missed, _missed(record.time, block.timestamp, s.cadence)),
            parameters: record.parameters,
            digest: record.digest
        });
    }

    /// @inheritdoc ISolvencyRegistry
    function epochOf(bytes32 venue, uint64 epoch) external view returns (Epoch memory record) {
        record = _epochs[venue][epoch];
        if (record.time == 0) revert EpochUnknown(venue, epoch);
    }

    /// Writes down the venue's next epoch.
    function _keep(
        Opening calldata o,
        Disclosure calldata said,
        Draft memory draft,
        bytes32 digest,
        VenueSettings memory s
    ) internal returns (Epoch memory record) {
        record = _record(o, said, draft, digest, s);
        _sealed[o.venue] = Sealed(s.benchmark, _deficit(said));
        _epochs[o.venue][o.epoch] = record;
        latest[o.venue] = o.epoch;
    }

    function _record(
        Opening calldata o,
        Disclosure calldata said,
        Draft memory draft,
        bytes32 digest,
        VenueSettings memory s
    ) private view returns (Epoch memory record) {
        Epoch memory before = _epochs[o.venue][o.epoch - 1];
        record.digest = digest;
        record.parameters = o.parameters;
        record.rules = s.rules;
        record.links = draft.links;
        record.time = o.time;
        record.removals = KEYS.rulesOf(s.rules).removals;
        record.batches = draft.batches;
        // The disclosure's widths and ladder are checked: nothing is cut off.
        record.coverage = uint16(said.band);
        uint256 flagged = said.customers.flagged + said.house.flagged;
        record.flagged = _plus(0, flagged);
        record.impaired = flagged > s.flagLimit || said.customers.deficit + said.house.deficit > s.deficitLimit;
        bool covered = VENUES.reservesCover(o.venue, s.rules, said.assets);
        record.claim = covered ? Claim.Solvent : Claim.MarginedAndFundCovered;
        record.price = VENUES.price(o.venue);

        uint256 missed = o.epoch == 1 ? 0 : _missed(before.time, o.time, s.cadence);
        record.missed = _plus(before.missed, missed);
        if (covered && !record.impaired) {
            bool unbroken = missed == 0 && _isUnbroken(o.venue, before, s);
            record.solventSince = unbroken ? before.solventSince : o.time;
        }
    }

    /// From the snapshot before until now, nothing stopped the epoch before from
    /// being Fresh and Solvent; prices apart, which nobody wrote down.
    function _isUnbroken(bytes32 venue, Epoch memory before, VenueSettings memory s) private view returns (bool) {
        return before.solventSince != 0 && VENUES.haltedAt(venue) < before.time
            && block.timestamp - before.time <= s.freshness && before.rules == s.rules
            && before.removals == KEYS.rulesOf(before.rules).removals;
    }

    /// By the limits, the rules and the benchmark of today.
    function _standing(bytes32 venue, Epoch memory record, VenueSettings memory s) private view returns (Standing) {
        if (VENUES.isHalted(venue) || record.removals != KEYS.rulesOf(record.rules).removals) return Standing.Halted;
        Sealed memory with = _sealed[venue];
        bool beyond = record.flagged > s.flagLimit || with.deficit > s.deficitLimit;
        if (record.impaired || beyond) return Standing.Impaired;
        bool recent = block.timestamp - record.time <= s.freshness;
        bool same = record.rules == s.rules && with.benchmark == s.benchmark;
        return recent && same && VENUES.withinBand(venue, record.price) ? Standing.Fresh : Standing.Stale;
    }

    function _deficit(Disclosure calldata said) private pure returns (uint96) {
        uint256 sum = said.customers.deficit + said.house.deficit;
        return sum > type(uint96).max ? type(uint96).max : uint96(sum);
    }

    /// Whole cadences that went by, beside the one that an epoch may take.
    function _missed(uint256 from, uint256 to, uint256 cadence) private pure returns (uint256) {
        uint256 passed = (to - from) / cadence;
        return passed > 0 ? passed - 1 : 0;
    }

    function _plus(uint32 count, uint256 more) private pure returns (uint32) {
        uint256 sum = count + more;
        return sum > type(uint32).max ? type(uint32).max : uint32(sum);
    }
}
