// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {
    AssetDisclosure,
    Claim,
    Disclosure,
    Opening,
    Reserve,
    Role,
    Standing,
    VenueSettings
} from "../../src/SolvencyTypes.sol";
import {MockPriceFeed} from "../Mocks.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// Times, limits and figures at their edges.
contract EdgeAttacks is RegistryFixture {
    /// Snapshot, sealing and halt in one second.
    function testAHaltInTheSecondOfTheSnapshotBreaksTheRun() public {
        backReserves(1_000);
        bytes32 digest = publish(1, START, 0);
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        VM.prank(address(timelock));
        venues.resume(VENUE);
        VM.warp(START + 1 hours);
        publish(2, START + 1 hours, digest);
        require(registry.status(VENUE).solventSince != START, "solvent since before the halt, without a break");
    }

    /// An epoch that was stale for most of an hour before the next one came.
    function testARunDoesNotGoOnOverAStaleTime() public {
        VenueSettings memory s = settings();
        (s.cadence, s.freshness) = (1 hours, 1 hours);
        _set(s);
        backReserves(1_000);
        bytes32 digest = publish(1, START, 0);
        VM.warp(START + 2 hours - 1);
        require(registry.status(VENUE).standing == Standing.Stale, "not stale");
        publish(2, START + 2 hours - 1, digest);
        require(registry.status(VENUE).solventSince != START, "solvent since before it was stale, without a break");
    }

    /// No reserve is registered, and nothing is said to be held.
    function testABookOfNothingIsNotSolvent() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        d.assets[0] = AssetDisclosure(0, 20, 0, 0);
        d.accounts = 0;
        sealNow(o, d);
        require(registry.status(VENUE).claim != Claim.Solvent, "solvent, and no reserve is registered");
    }

    function testALowerLimitHoldsForWhatIsSealed() public {
        publish(1, START - 60, 0);
        VenueSettings memory s = settings();
        s.flagLimit = 4;
        _set(s);
        require(registry.status(VENUE).standing == Standing.Impaired, "more is flagged than the limit, and it is fresh");
    }

    function testALowerLimitOfDeficitHoldsForWhatIsSealed() public {
        publish(1, START - 60, 0);
        VenueSettings memory s = settings();
        s.deficitLimit = 2e11;
        _set(s);
        _is(Standing.Fresh);
        s.deficitLimit = 2e11 - 1;
        _set(s);
        _is(Standing.Impaired);
    }

    function testAVenueOfOtherRulesIsNotFreshByTheOld() public {
        publish(1, START - 60, 0);
        VM.prank(address(timelock));
        keys.registerRules(keccak256("stricter"), 1, 2, 3, true);
        VenueSettings memory s = settings();
        s.rules = keccak256("stricter");
        _set(s);
        require(registry.status(VENUE).standing == Standing.Stale, "not stale by rules that are no longer the venue's");
    }

    /// A feed that failed at sealing reads Stale; without it the same is fresh.
    function testABenchmarkThatFailedIsNotForgotten() public {
        MockPriceFeed feed = _benchmark();
        feed.set(0, 0, true);
        publish(1, START - 60, 0);
        require(registry.status(VENUE).standing == Standing.Stale, "not stale");
        _set(settings());
        require(registry.status(VENUE).standing == Standing.Stale, "fresh, since nobody looks any more");
    }

    function testFeedsAtTheirEdges() public {
        MockPriceFeed feed = _benchmark();
        feed.set(type(int192).max, START, false);
        publish(1, START - 60, 0);
        _is(Standing.Fresh);
        int256[5] memory prices = [int256(type(int192).max) + 1, type(int256).max, type(int256).min, int256(-1), 0];
        for (uint256 i = 0; i < prices.length; ++i) {
            feed.set(prices[i], START, false);
            _is(Standing.Stale);
        }
        feed.set(1, START, false);
        _is(Standing.Stale);
        feed.set(type(int192).max, START + 1, false);
        _is(Standing.Stale);
        feed.set(type(int192).max, type(uint256).max, false);
        _is(Standing.Stale);
    }

    function testReservesOfTheWidestFiguresDoNotOverflow() public {
        Reserve memory next = reserve();
        next.unitsPerLot = type(uint128).max;
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, next);
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        d.assets[0] = AssetDisclosure((1 << 80) - 1, 0, (1 << 80) - 1, 0);
        token.mint(VAULT, uint256((1 << 81) - 2) * type(uint128).max - 1);
        sealNow(o, d);
        require(registry.status(VENUE).claim == Claim.MarginedAndFundCovered, "a unit is missing");
    }

    function testTheWidestDeficitsAddUp() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        (d.customers.flagged, d.house.flagged) = (2_000_000_000, 2_000_000_000);
        (d.customers.deficit, d.house.deficit) = (5e33, 5e33);
        sealNow(o, d);
        _is(Standing.Impaired);
        require(registry.status(VENUE).flagged == 4_000_000_000, "another count");
    }

    function testEpochsSoOldDoNotOverflow() public {
        publish(1, START - 60, 0);
        VM.warp(type(uint64).max);
        _is(Standing.Stale);
        require(registry.status(VENUE).missed == type(uint32).max, "missed epochs wrapped");
        VM.warp(type(uint256).max);
        _is(Standing.Stale);
    }

    function _benchmark() private returns (MockPriceFeed feed) {
        feed = new MockPriceFeed();
        VenueSettings memory s = settings();
        (s.benchmark, s.bandBps, s.heartbeat) = (address(feed), 100, 1 hours);
        _set(s);
    }

    function _set(VenueSettings memory s) private {
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
    }

    function _is(Standing standing) private view {
        require(registry.status(VENUE).standing == standing, "another standing");
    }
}
