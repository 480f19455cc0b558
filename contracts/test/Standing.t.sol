// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {VenueRegister} from "../src/VenueRegister.sol";
import {Claim, Disclosure, Opening, Reserve, Standing, Status, VenueSettings} from "../src/SolvencyTypes.sol";
import {GreedyToken, MockPriceFeed} from "./Mocks.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// What a sealed epoch is good for, and for how long.
contract StandingTest is RegistryFixture {
    function testUnknownUntilSealed() public view {
        require(_status().standing == Standing.Unknown && _status().epoch == 0, "known");
    }

    function testFreshThenStale() public {
        publish(1, START - 60, 0);
        _is(Standing.Fresh);
        VM.warp(START - 60 + 3 hours);
        _is(Standing.Fresh);
        VM.warp(START - 60 + 3 hours + 1);
        _is(Standing.Stale);
    }

    function testWithoutReservesTheWeakerClaim() public {
        publish(1, START - 60, 0);
        Status memory status = _status();
        require(status.claim == Claim.MarginedAndFundCovered && status.solventSince == 0, "solvent");
        require(status.coverage == 150 && status.flagged == 5, "another disclosure");
    }

    function testReservesOfExactlyWhatIsHeld() public {
        backReserves(999);
        bytes32 digest = publish(1, START - 60, 0);
        require(_status().claim == Claim.MarginedAndFundCovered, "solvent without a unit");
        token.mint(VAULT, 1);
        VM.warp(START + 1 hours);
        publish(2, START + 1 hours - 60, digest);
        require(_status().claim == Claim.Solvent, "not solvent");
        require(_status().solventSince == START + 1 hours - 60, "since another time");
    }

    function testSolventSinceTheFirstOfARun() public {
        backReserves(1_000);
        bytes32 digest = publish(1, START - 60, 0);
        VM.warp(START + 1 hours);
        digest = publish(2, START + 1 hours - 60, digest);
        require(_status().solventSince == START - 60, "the run is broken");
        VM.warp(START + 4 hours);
        publish(3, START + 4 hours - 60, digest);
        require(_status().solventSince == START + 4 hours - 60, "a gap is bridged");
        require(_status().missed == 2, "missed epochs are not counted");
        VM.warp(START + 6 hours);
        require(_status().missed == 3, "what is overdue is not counted");
    }

    function testAHaltBreaksTheRun() public {
        backReserves(1_000);
        bytes32 digest = publish(1, START - 60, 0);
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        _is(Standing.Halted);
        VM.prank(address(timelock));
        venues.resume(VENUE);
        VM.warp(START + 1 hours);
        publish(2, START + 1 hours - 60, digest);
        require(_status().solventSince == START + 1 hours - 60, "the run went on");
    }

    function testATokenThatBurnsGasIsNoReserve() public {
        Reserve memory next = reserve();
        next.token = address(new GreedyToken());
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, next);
        publish(1, START - 60, 0);
        require(_status().claim == Claim.MarginedAndFundCovered, "solvent");
    }

    function testTheChainsCoinIsAReserve() public {
        Reserve memory next = reserve();
        next.token = address(0);
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, next);
        VM.deal(VAULT, 1_000);
        publish(1, START - 60, 0);
        require(_status().claim == Claim.Solvent, "not solvent");
    }

    function testAVaultCountsOnce() public {
        backReserves(1_000);
        Reserve memory again = reserve();
        Reserve memory kept = venues.reserveOf(VENUE, RULES, 1);
        require(keccak256(abi.encode(kept)) == keccak256(abi.encode(again)), "another reserve is kept");
        VM.prank(address(timelock));
        venues.setVenue(keccak256("another venue"), settings());
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(VenueRegister.VaultCountedTwice.selector, token, VAULT));
        venues.setReserve(keccak256("another venue"), RULES, 1, again);
        // Replaced, it is free again.
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, again);
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, Reserve(address(0), 0, new address[](0)));
        require(!venues.isCounted(address(token), VAULT), "still counted");
    }

    function testBeyondTheLimitOfFlagsImpaired() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        (d.customers.flagged, d.house.flagged) = (10, 1);
        sealNow(o, d);
        _is(Standing.Impaired);
    }

    function testBeyondTheLimitOfDeficitImpaired() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        (d.customers.deficit, d.house.deficit) = (5e11, 1e11);
        sealNow(o, d);
        _is(Standing.Impaired);
    }

    function testAWithdrawnKeyHaltsWhatItsRulesSealed() public {
        publish(1, START - 60, 0);
        VM.prank(GUARDIAN);
        keys.removeKey(LARGE_KEY);
        _is(Standing.Halted);
    }

    function testOutsideItsBandStale() public {
        MockPriceFeed feed = new MockPriceFeed();
        VenueSettings memory s = settings();
        (s.benchmark, s.bandBps, s.heartbeat) = (address(feed), 100, 1 hours);
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
        feed.set(10_000, START, false);
        publish(1, START - 60, 0);
        _is(Standing.Fresh);
        feed.set(10_100, START, false);
        _is(Standing.Fresh);
        feed.set(10_101, START, false);
        _is(Standing.Stale);
        feed.set(9_899, START, false);
        _is(Standing.Stale);
        feed.set(-1, START, false);
        _is(Standing.Stale);
        feed.set(10_000, START, true);
        _is(Standing.Stale);
        feed.set(10_000, START - 1 hours - 1, false);
        _is(Standing.Stale);
        feed.set(10_000, START + 1, false);
        _is(Standing.Stale);
    }

    function _status() private view returns (Status memory) {
        return registry.status(VENUE);
    }

    function _is(Standing standing) private view {
        require(_status().standing == standing, "another standing");
    }
}
