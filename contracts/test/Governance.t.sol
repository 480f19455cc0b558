// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ForgeryProofs} from "../src/ForgeryProofs.sol";
import {Governed} from "../src/Governed.sol";
import {KeyRegister} from "../src/KeyRegister.sol";
import {KeyRoutes} from "../src/KeyRoutes.sol";
import {Proof} from "../src/IVerifiers.sol";
import {NoticeTimelock} from "../src/NoticeTimelock.sol";
import {Disclosure, Key, Role, VenueSettings} from "../src/SolvencyTypes.sol";
import {VenueRegister} from "../src/VenueRegister.sol";
import {Deployed} from "./Deployed.sol";
import {MockVerifier} from "./Mocks.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

contract HastyTimelock {
    uint256 public constant MIN_NOTICE = 2 days - 1;
}

/// Who may change what, and what takes a key away.
contract GovernanceTest is RegistryFixture {
    function testOnlyGovernanceAdds() public {
        bytes memory refused = abi.encodeWithSelector(Governed.NotGovernance.selector, GUARDIAN);
        Key memory key = keyFor(keccak256("new"), Role.Closing, 0, 0, 0);
        VenueSettings memory s = settings();
        VM.prank(GUARDIAN);
        VM.expectRevert(refused);
        keys.registerKey(keccak256("new"), key);
        VM.prank(GUARDIAN);
        VM.expectRevert(refused);
        keys.registerRules(keccak256("new"), 1, 1, 1, true);
        VM.prank(GUARDIAN);
        VM.expectRevert(refused);
        venues.setVenue(VENUE, s);
        VM.prank(GUARDIAN);
        VM.expectRevert(refused);
        venues.resume(VENUE);
        VM.prank(GUARDIAN);
        VM.expectRevert(refused);
        keys.setGuardian(address(1));
    }

    function testStrangersStopNothing() public {
        bytes memory refused = abi.encodeWithSelector(Governed.NotGuardian.selector, address(this));
        VM.expectRevert(refused);
        venues.halt(VENUE);
        VM.expectRevert(refused);
        keys.removeKey(CLOSING_KEY);
    }

    function testChangesTakeTheirNotice() public {
        bytes memory change = abi.encodeCall(Governed.setGuardian, (address(1)));
        timelock.schedule(address(keys), 0, change, 0, 0, 2 days);
        VM.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        timelock.execute(address(keys), 0, change, 0, 0);
        VM.warp(START + 2 days);
        timelock.execute(address(keys), 0, change, 0, 0);
        require(keys.guardian() == address(1), "not changed");
    }

    function testNoNoticeIsShorterThanTwoDays() public {
        VM.prank(address(timelock));
        timelock.updateDelay(0);
        require(timelock.getMinDelay() == 2 days, "shorter");
        VM.prank(address(timelock));
        timelock.updateDelay(3 days);
        require(timelock.getMinDelay() == 3 days, "not longer");
    }

    function testAnotherTimelockIsRefused() public {
        address[] memory self = new address[](1);
        self[0] = address(this);
        TimelockController other = new TimelockController(2 days, self, self, address(0));
        VM.expectRevert("");
        Deployed.keyRegister(NoticeTimelock(payable(other)), GUARDIAN, poseidon, false);
        HastyTimelock hasty = new HastyTimelock();
        VM.expectRevert(abi.encodeWithSelector(Governed.NoticeTooShort.selector, 2 days - 1, 2 days));
        Deployed.venueRegister(NoticeTimelock(payable(address(hasty))), GUARDIAN, keys);
    }

    function testARemovedKeyNeverReturns() public {
        Key memory key = keys.keyOf(CLOSING_KEY);
        VM.prank(GUARDIAN);
        keys.removeKey(CLOSING_KEY);
        VM.prank(GUARDIAN);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRemoved.selector, CLOSING_KEY));
        keys.removeKey(CLOSING_KEY);
        _refused(CLOSING_KEY, key, KeyRoutes.KeyAlreadyRegistered.selector);
        require(keys.keyOf(CLOSING_KEY).removed, "it returned");
    }

    function testKeysAreWhatTheyAreRegisteredAs() public {
        bytes32 id = keccak256("new");
        Key memory key = keyFor(keccak256("another"), Role.Closing, 0, 0, 0);
        _refused(id, key, KeyRoutes.KeyMismatch.selector);
        key = keyFor(id, Role.Closing, 0, 0, 0);
        key.role = Role.Parameters;
        _refused(id, key, KeyRoutes.KeyMismatch.selector);
        key.role = Role.Closing;
        key.lane = 1;
        _refused(id, key, KeyRoutes.ShapeNotAllowed.selector);
        _refused(id, keyFor(id, Role.Batch, 4, 4, 2), KeyRoutes.ShapeNotAllowed.selector);
        _refused(id, keyFor(id, Role.Batch, 0, 3, 2), KeyRoutes.ShapeNotAllowed.selector);
        _refused(id, keyFor(id, Role.Batch, 0, 1 << 17, 2), KeyRoutes.ShapeNotAllowed.selector);
        _refused(id, keyFor(id, Role.Batch, 0, 4, 0), KeyRoutes.ShapeNotAllowed.selector);
        key = keyFor(id, Role.Batch, 0, 4, 2);
        key.rules = keccak256("no rules");
        _refused(id, key, KeyRoutes.RulesUnknown.selector);
        key.rules = RULES;
        key.verifier = address(new MockVerifier(id, 6, true));
        _refused(id, key, KeyRoutes.KeyInsecure.selector);
    }

    function testSettingsHaveBounds() public {
        VenueSettings memory s = settings();
        s.maxDelay = 2 days + 1;
        _outOfBounds(s);
        s = settings();
        s.freshness = 7 days + 1;
        _outOfBounds(s);
        s = settings();
        s.cadence = s.freshness + 1;
        _outOfBounds(s);
        s = settings();
        s.authority = address(0);
        _outOfBounds(s);
        s = settings();
        s.benchmark = address(1);
        _outOfBounds(s);
    }

    function testTwoDisclosuresOfOneStateTakeTheClosingKeyAway() public {
        publish(1, START - 60, 0);
        Disclosure[2] memory said_ = [said(), said()];
        said_[1].assets[0].customersLong = 1;
        Proof[2] memory proofs = [_closing(said_[0]), _closing(said_[1])];
        VM.prank(address(0xbeef));
        keys.proveForgedClosing(CLOSING_KEY, 1, 2, said_, proofs);
        require(keys.keyOf(CLOSING_KEY).removed, "the key is still there");
        require(uint256(registry.status(VENUE).standing) == 4, "not halted");
    }

    function testBoundsMayDiffer() public {
        Disclosure[2] memory said_ = [said(), said()];
        said_[1].customers.flagged = 20;
        said_[1].band = 100;
        Proof[2] memory proofs = [_closing(said_[0]), _closing(said_[1])];
        VM.expectRevert(abi.encodeWithSelector(ForgeryProofs.NoContradiction.selector));
        keys.proveForgedClosing(CLOSING_KEY, 1, 2, said_, proofs);
    }

    function testAContradictionNeedsTwoValidProofs() public {
        Disclosure[2] memory said_ = [said(), said()];
        said_[1].accounts = 1;
        Proof[2] memory proofs = [_closing(said_[0]), about(0)];
        VM.expectRevert(abi.encodeWithSelector(MockVerifier.ProofInvalid.selector));
        keys.proveForgedClosing(CLOSING_KEY, 1, 2, said_, proofs);
    }

    function testTwoFingerprintsOfOneHashTakeTheParametersKeyAway() public {
        Proof[2] memory proofs;
        for (uint256 i = 0; i < 2; ++i) {
            uint256[] memory x = new uint256[](4);
            (x[0], x[1], x[2], x[3]) = (i, 8, 9, 10 + i);
            proofs[i] = about(keccak256(abi.encode(PARAMETERS_KEY, x)));
        }
        VM.expectRevert(abi.encodeWithSelector(ForgeryProofs.NoContradiction.selector));
        keys.proveForgedParameters(PARAMETERS_KEY, [uint256(0), 1], 8, 9, [uint256(10), 10], proofs);
        keys.proveForgedParameters(PARAMETERS_KEY, [uint256(0), 1], 8, 9, [uint256(10), 11], proofs);
        require(keys.keyOf(PARAMETERS_KEY).removed, "the key is still there");
    }

    function testTwoFingerprintsOfOneTableTakeTheBatchKeyAway() public {
        uint256[6][2] memory inputs = [[uint256(1), 2, 3, 4, 5, 6], [uint256(7), 8, 9, 10, 5, 11]];
        uint256[2] memory table = [uint256(12), 13];
        Proof[2] memory proofs;
        for (uint256 i = 0; i < 2; ++i) {
            uint256[] memory x = new uint256[](6);
            for (uint256 j = 0; j < 6; ++j) {
                x[j] = inputs[i][j];
            }
            proofs[i] = about(keccak256(abi.encode(SMALL_KEY, x, table)));
        }
        inputs[1][4] = 4;
        VM.expectRevert(abi.encodeWithSelector(ForgeryProofs.NoContradiction.selector));
        keys.proveForgedBatch(SMALL_KEY, table, inputs, proofs);
        inputs[1][4] = 5;
        keys.proveForgedBatch(SMALL_KEY, table, inputs, proofs);
        require(keys.keyOf(SMALL_KEY).removed, "the key is still there");
    }

    function _closing(Disclosure memory d) private view returns (Proof memory) {
        uint256[] memory x = new uint256[](3);
        (x[0], x[1], x[2]) = (1, 2, disclosureHash(d));
        return about(keccak256(abi.encode(CLOSING_KEY, x)));
    }

    function _refused(bytes32 id, Key memory key, bytes4 error) private {
        VM.prank(address(timelock));
        VM.expectPartialRevert(error);
        keys.registerKey(id, key);
    }

    function _outOfBounds(VenueSettings memory s) private {
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(VenueRegister.SettingsOutOfBounds.selector));
        venues.setVenue(VENUE, s);
    }
}
