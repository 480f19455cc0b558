// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Governed} from "../../src/Governed.sol";
import {KeyRoutes} from "../../src/KeyRoutes.sol";
import {Key, Opening, Role, VenueSettings} from "../../src/SolvencyTypes.sol";
import {VenueRegister} from "../../src/VenueRegister.sol";
import {MockVerifier} from "../Mocks.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// Governance that wants to change something unseen.
contract NoticeAttacks is RegistryFixture {
    address[] private targets;
    uint256[] private values;
    bytes[] private calls;

    /// The delay is shortened and put back in one transaction with the change:
    /// while the registry looks, it is long enough.
    function testWhatWasAnnouncedUnderAShortNoticeIsNotObeyed() public {
        _shorten(0);
        Key memory key = keyFor(keccak256("unseen"), Role.Closing, 0, 0, 0);
        _add(address(timelock), abi.encodeCall(timelock.updateDelay, (2 days)));
        _add(address(keys), abi.encodeCall(keys.registerKey, (keccak256("unseen"), key)));
        timelock.scheduleBatch(targets, values, calls, 0, 0, 0);
        try timelock.executeBatch(targets, values, calls, 0, 0) {} catch {}
        bool unseen = keys.keyOf(keccak256("unseen")).role != Role.None;
        require(!unseen, "a key counts that was announced in the same transaction");
    }

    /// The same, with the delay put back first, by a transaction of its own.
    function testWhatWasAnnouncedBeforeTheDelayGrewIsNotObeyed() public {
        _shorten(0);
        VenueSettings memory s = settings();
        s.authority = address(0xbad);
        bytes memory change = abi.encodeCall(venues.setVenue, (VENUE, s));
        timelock.schedule(address(venues), 0, change, 0, 0, 0);
        bytes memory back = abi.encodeCall(timelock.updateDelay, (2 days));
        timelock.schedule(address(timelock), 0, back, 0, 0, 0);
        timelock.execute(address(timelock), 0, back, 0, 0);
        try timelock.execute(address(venues), 0, change, 0, 0) {} catch {}
        require(venues.settingsOf(VENUE).authority != address(0xbad), "an authority was put in unseen");
    }

    function testAShortNoticeAloneIsNotObeyed() public {
        _shorten(2 days - 1);
        bytes memory change = abi.encodeCall(Governed.setGuardian, (address(0xbad)));
        timelock.schedule(address(keys), 0, change, 0, 0, 2 days - 1);
        VM.warp(START + 4 days);
        VM.expectRevert(abi.encodeWithSelector(Governed.NoticeTooShort.selector, 2 days - 1, 2 days));
        timelock.execute(address(keys), 0, change, 0, 0);
    }

    function testAKeyIsNotTakenAwayBeforeItIsThere() public {
        VM.prank(GUARDIAN);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyUnknown.selector, keccak256("announced")));
        keys.removeKey(keccak256("announced"));
    }

    /// A guardian stops, and by no order of calls starts again.
    function testTheGuardianOnlyStops() public {
        publish(1, START - 60, 0);
        VenueSettings memory s = settings();
        bytes[] memory tries = new bytes[](4);
        tries[0] = abi.encodeCall(venues.resume, (VENUE));
        tries[1] = abi.encodeCall(venues.setVenue, (VENUE, s));
        tries[2] = abi.encodeCall(venues.setReserve, (VENUE, RULES, 1, reserve()));
        tries[3] = abi.encodeCall(Governed.setGuardian, (GUARDIAN));
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        for (uint256 i = 0; i < tries.length; ++i) {
            VM.prank(GUARDIAN);
            (bool ok,) = address(venues).call(tries[i]);
            require(!ok, "the guardian did more than stop");
        }
        require(uint256(registry.status(VENUE).standing) == 4, "not halted");
    }

    function testSettingsNeverLiftAHalt() public {
        publish(1, START - 60, 0);
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        VM.prank(address(timelock));
        venues.setVenue(VENUE, settings());
        require(uint256(registry.status(VENUE).standing) == 4, "not halted");
    }

    /// What a verifier's code was, when it was compared with its source, is what
    /// it has to be whenever it is asked.
    function testAVerifierIsWhatItWasWhenItWasRegistered() public {
        Opening memory o = openingOf(1, START - 60, 0);
        address verifier = keys.keyOf(PARAMETERS_KEY).verifier;
        Delegated other = new Delegated();
        VM.etch(verifier, address(other).code);
        try registry.open(o, about(0)) {
            revert("another code speaks for the key");
        } catch {}
    }

    function testAVerifierThatVanishedAcceptsNothing() public {
        Opening memory o = openingOf(1, START - 60, 0);
        VM.etch(keys.keyOf(PARAMETERS_KEY).verifier, "");
        VM.expectRevert("");
        registry.open(o, parametersProof(o));
    }

    function testAVerifierWithTheNameOfAnotherKeyIsRefused() public {
        bytes32 id = keccak256("new");
        address verifier = address(new MockVerifier(SMALL_KEY, 6, false));
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyMismatch.selector, id));
        keys.registerKey(id, Key(verifier, Role.Batch, false, 1, 4, 2, RULES));
    }

    function testHaltsAreOfVenuesThatAreThere() public {
        VM.prank(GUARDIAN);
        VM.expectRevert(abi.encodeWithSelector(VenueRegister.VenueUnknown.selector, bytes32(0)));
        venues.halt(0);
    }

    function _shorten(uint256 delay) private {
        bytes memory change = abi.encodeCall(timelock.updateDelay, (delay));
        timelock.schedule(address(timelock), 0, change, 0, 0, 2 days);
        VM.warp(block.timestamp + 2 days);
        timelock.execute(address(timelock), 0, change, 0, 0);
    }

    function _add(address target, bytes memory call) private {
        targets.push(target);
        values.push(0);
        calls.push(call);
    }
}

/// Accepts every proof.
contract Delegated {
    fallback() external {}
}
