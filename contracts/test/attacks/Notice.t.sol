// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Governed} from "../../src/Governed.sol";
import {KeyRoutes} from "../../src/KeyRoutes.sol";
import {Batch, Key, Opening, Role, VenueSettings} from "../../src/SolvencyTypes.sol";
import {VenueRegister} from "../../src/VenueRegister.sol";
import {MockVerifier} from "../Mocks.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// Governance that wants to change something unseen.
contract NoticeAttacks is RegistryFixture {
    address[] private targets;
    uint256[] private values;
    bytes[] private calls;

    /// The delay is shortened and put back in one transaction with the change.
    function testWhatWasAnnouncedUnderAShortNoticeIsNotObeyed() public {
        _shorten(0);
        Key memory key = keyFor(keccak256("unseen"), Role.Closing, 0, 0, 0);
        _add(address(timelock), abi.encodeCall(timelock.updateDelay, (2 days)));
        _add(address(keys), abi.encodeCall(keys.registerKey, (keccak256("unseen"), key)));
        VM.expectRevert(_tooShort(2 days - 1));
        timelock.scheduleBatch(targets, values, calls, 0, 0, 2 days - 1);
        timelock.scheduleBatch(targets, values, calls, 0, 0, 2 days);
        VM.warp(block.timestamp + 2 days - 1);
        VM.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        timelock.executeBatch(targets, values, calls, 0, 0);
        VM.warp(block.timestamp + 1);
        timelock.executeBatch(targets, values, calls, 0, 0);
        require(keys.keyOf(keccak256("unseen")).role != Role.None, "notice was given, and it is not obeyed");
    }

    /// The same, with the delay put back first, by a transaction of its own.
    function testWhatWasAnnouncedBeforeTheDelayGrewIsNotObeyed() public {
        _shorten(0);
        VenueSettings memory s = settings();
        s.authority = address(0xbad);
        bytes memory change = abi.encodeCall(venues.setVenue, (VENUE, s));
        VM.expectRevert(_tooShort(0));
        timelock.schedule(address(venues), 0, change, 0, 0, 0);
        bytes memory back = abi.encodeCall(timelock.updateDelay, (2 days));
        VM.expectRevert(_tooShort(0));
        timelock.schedule(address(timelock), 0, back, 0, 0, 0);
        require(venues.settingsOf(VENUE).authority != address(0xbad), "an authority was put in unseen");
    }

    /// A guardian who sees a key announced need not wait until it is there.
    function testAKeyIsTakenAwayBeforeItIsThere() public {
        bytes32 id = keccak256("announced");
        uint64 removals = keys.rulesOf(RULES).removals;
        VM.prank(GUARDIAN);
        keys.removeKey(id);
        require(keys.keyOf(id).removed, "not removed");
        require(keys.rulesOf(RULES).removals == removals, "epochs are halted by a key that never was");
        VM.prank(GUARDIAN);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRemoved.selector, id));
        keys.removeKey(id);
        Key memory key = keyFor(id, Role.Closing, 0, 0, 0);
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRemoved.selector, id));
        keys.registerKey(id, key);
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

    /// A batch looks at its own key's verifier, not only the opening and the seal.
    function testAVerifierThatChangedTakesNoBatch() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        (Batch[] memory batches,,) = nextBatches(o, 0, 1);
        VM.etch(keys.keyOf(SMALL_KEY).verifier, address(new Delegated()).code);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.VerifierChanged.selector, SMALL_KEY));
        registry.append(o, 0, batches);
    }

    function testAVerifierThatVanishedAcceptsNothing() public {
        Opening memory o = openingOf(1, START - 60, 0);
        VM.etch(keys.keyOf(PARAMETERS_KEY).verifier, "");
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.VerifierChanged.selector, PARAMETERS_KEY));
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

    function _tooShort(uint256 given) private pure returns (bytes memory) {
        return abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, given, 2 days);
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
