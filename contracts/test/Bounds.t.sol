// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "../src/ISolvencyRegistry.sol";
import {Claim, Epoch, Opening, Standing, VenueSettings} from "../src/SolvencyTypes.sol";
import {MockPriceFeed} from "./Mocks.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// Where yes becomes no: settings, ages, prices, reserves, for any figures.
contract BoundsTest is RegistryFixture {
    function testFuzzSettings(VenueSettings memory s, bool inside) public {
        s.rules = RULES;
        if (inside) {
            s.maxDelay = s.maxDelay % 2 days + 1;
            s.freshness = s.freshness % 7 days + 1;
            s.cadence = s.cadence % s.freshness + 1;
            (s.bandBps, s.heartbeat) = (s.bandBps % 6_000, s.heartbeat % 3 days);
        }
        bool fits = s.authority != address(0) && s.maxDelay > 0 && s.maxDelay <= 172_800 && s.freshness > 0
            && s.freshness <= 604_800 && s.cadence > 0 && s.cadence <= s.freshness;
        if (s.benchmark != address(0)) {
            fits = fits && s.bandBps > 0 && s.bandBps <= 5_000 && s.heartbeat > 0 && s.heartbeat <= 172_800;
        }
        VM.prank(address(timelock));
        try venues.setVenue(keccak256("fuzzed"), s) {
            require(fits, "settings out of bounds were taken");
            VenueSettings memory kept = venues.settingsOf(keccak256("fuzzed"));
            require(keccak256(abi.encode(kept)) == keccak256(abi.encode(s)), "other settings were kept");
        } catch {
            require(!fits, "settings within bounds were refused");
        }
    }

    function testFuzzASnapshotIsForwardPastAndRecent(uint32 first, uint32 second) public {
        uint64 time = START - 4_000 + first % 4_500;
        _opens(openingOf(1, time, 0), time <= START && START - time <= 1 hours);
        bytes32 digest = publish(1, START - 1_800, 0);
        time = START - 4_000 + second % 4_500;
        _opens(openingOf(2, time, digest), time <= START && time > START - 1_800);
    }

    function testFuzzFreshThroughItsLastSecond(uint32 later, uint16 age) public {
        uint64 time = START - age % 3_600;
        publish(1, time, 0);
        uint64 now_ = START + later % 4 hours;
        VM.warp(now_);
        Standing expected = now_ - time <= 3 hours ? Standing.Fresh : Standing.Stale;
        require(registry.status(VENUE).standing == expected, "another standing");
    }

    function testFuzzMissedEpochsAreCounted(uint32 gap) public {
        bytes32 digest = publish(1, START - 60, 0);
        uint64 time = START + gap;
        VM.warp(time);
        // Every whole hour beyond the one that an epoch may take.
        uint256 hours_ = (time - (START - 60)) / 1 hours;
        uint256 expected = hours_ == 0 ? 0 : hours_ - 1;
        require(registry.status(VENUE).missed == expected, "another count");
        publish(2, time, digest);
        Epoch memory epoch = registry.epochOf(VENUE, 2);
        require(epoch.missed == expected, "another count was kept");
    }

    function testFuzzPricesInTheirBand(uint128 before, uint128 after_, uint16 bps, bool near) public {
        MockPriceFeed feed = new MockPriceFeed();
        VenueSettings memory s = settings();
        (s.benchmark, s.bandBps, s.heartbeat) = (address(feed), bps % 5_000 + 1, 1 hours);
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
        uint256 from = uint256(before) + 1;
        uint256 to = near ? from * (9_000 + after_ % 2_000) / 10_000 : after_;
        feed.set(int256(from), START, false);
        publish(1, START - 60, 0);
        feed.set(int256(to), START, false);
        uint256 moved = to > from ? to - from : from - to;
        bool inside = to != 0 && moved * 10_000 <= from * s.bandBps;
        Standing expected = inside ? Standing.Fresh : Standing.Stale;
        require(registry.status(VENUE).standing == expected, "another standing");
    }

    function testFuzzAPriceIsNoOlderThanItsHeart(uint32 updated) public {
        MockPriceFeed feed = new MockPriceFeed();
        VenueSettings memory s = settings();
        (s.benchmark, s.bandBps, s.heartbeat) = (address(feed), 100, 1 hours);
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
        uint256 at_ = START - 2 hours + updated % 3 hours;
        feed.set(500, at_, false);
        bool sound = at_ <= START && START - at_ <= 1 hours;
        require(venues.price(VENUE) == (sound ? int192(500) : int192(0)), "another price");
        publish(1, START - 60, 0);
        Standing expected = sound ? Standing.Fresh : Standing.Stale;
        require(registry.status(VENUE).standing == expected, "a price that was not there at sealing");
    }

    /// The fixture's book holds a hundred lots of ten units each.
    function testFuzzReservesCoverWhatIsHeld(uint16 balance) public {
        backReserves(balance);
        publish(1, START - 60, 0);
        Claim expected = balance >= 1_000 ? Claim.Solvent : Claim.MarginedAndFundCovered;
        require(registry.status(VENUE).claim == expected, "another claim");
    }

    function _opens(Opening memory o, bool may) private {
        try registry.open(o, parametersProof(o)) {
            require(may, "opened");
        } catch (bytes memory reason) {
            require(!may, "refused");
            bytes4 name = bytes4(reason);
            bool known = name == ISolvencyRegistry.TimeInFuture.selector
                || name == ISolvencyRegistry.TimeTooOld.selector || name == ISolvencyRegistry.TimeNotForward.selector;
            require(known, "refused for another reason");
        }
    }
}
