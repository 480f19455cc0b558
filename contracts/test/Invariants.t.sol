// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Role} from "../src/SolvencyTypes.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// Does what anyone in any role may do, in any order, and remembers.
contract Actor is RegistryFixture {
    bytes32[] public digests;
    uint64[] public times;
    uint256 public spares;
    uint64 private clock = START;

    /// Publishes the next epoch with a snapshot somewhere in the past.
    function seal(uint16 age) external {
        bytes32 previous = digests.length == 0 ? bytes32(0) : digests[digests.length - 1];
        uint64 time = clock - age;
        try this.publishAt(uint64(digests.length + 1), time, previous) returns (bytes32 digest) {
            digests.push(digest);
            times.push(time);
        } catch {}
    }

    function publishAt(uint64 epoch, uint64 time, bytes32 previous) external returns (bytes32) {
        return publish(epoch, time, previous);
    }

    /// Publishes over an epoch that is there.
    function sealAgain(uint8 which) external {
        if (digests.length == 0) return;
        uint64 epoch = uint64(which % digests.length) + 1;
        bytes32 previous = epoch == 1 ? bytes32(0) : digests[epoch - 2];
        try this.publishAt(epoch, clock, previous) {
            revert("an epoch was sealed twice");
        } catch {}
    }

    function wait_(uint16 time) external {
        clock += time;
        VM.warp(clock);
    }

    function stop() external {
        VM.prank(GUARDIAN);
        try venues.halt(VENUE) {} catch {}
    }

    function goOn() external {
        VM.prank(address(timelock));
        try venues.resume(VENUE) {} catch {}
    }

    function addSpare() external {
        registerKey(keccak256(abi.encode(spares++)), Role.Closing, 0, 0, 0);
    }

    function removeSpare(uint8 which) external {
        if (spares == 0) return;
        bytes32 id = keccak256(abi.encode(uint256(which) % spares));
        VM.prank(GUARDIAN);
        try keys.removeKey(id) {
            removed.push(id);
        } catch {}
    }

    function returnSpare(uint8 which) external {
        if (removed.length == 0) return;
        this.register(removed[which % removed.length]);
    }

    function register(bytes32 id) external {
        try this.registerAgain(id) {
            revert("a removed key returned");
        } catch {}
    }

    function registerAgain(bytes32 id) external {
        registerKey(id, Role.Closing, 0, 0, 0);
    }

    bytes32[] public removed;

    function check() external view {
        require(registry.latest(VENUE) == digests.length, "an epoch was un-sealed");
        for (uint256 i = 0; i < digests.length; ++i) {
            require(registry.epochOf(VENUE, uint64(i + 1)).digest == digests[i], "an epoch was overwritten");
            require(registry.epochOf(VENUE, uint64(i + 1)).time == times[i], "a time was changed");
            require(i == 0 || times[i] > times[i - 1], "time ran back");
        }
        for (uint256 i = 0; i < removed.length; ++i) {
            require(keys.keyOf(removed[i]).removed, "a removed key returned");
        }
    }
}

contract InvariantsTest {
    Actor private actor;

    function setUp() public {
        actor = new Actor();
        actor.setUp();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    struct Selectors {
        address target;
        bytes4[] selectors;
    }

    function targetSelectors() external view returns (Selectors[] memory chosen) {
        bytes4[] memory s = new bytes4[](8);
        (s[0], s[1], s[2], s[3]) =
        (Actor.seal.selector, Actor.sealAgain.selector, Actor.wait_.selector, Actor.stop.selector);
        (s[4], s[5], s[6], s[7]) =
        (Actor.goOn.selector, Actor.addSpare.selector, Actor.removeSpare.selector, Actor.returnSpare.selector);
        chosen = new Selectors[](1);
        chosen[0] = Selectors(address(actor), s);
    }

    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_SealedStaysTimeGoesOnRemovedStaysAway() external view {
        actor.check();
    }
}
