// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "../src/ISolvencyRegistry.sol";
import {KeyRoutes} from "../src/KeyRoutes.sol";
import {Proof} from "../src/IVerifiers.sol";
import {StatementHash} from "../src/StatementHash.sol";
import {Batch, Disclosure, Epoch, LaneKey, Opening, Role} from "../src/SolvencyTypes.sol";
import {VenueRegister} from "../src/VenueRegister.sol";
import {MockVerifier} from "./Mocks.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// What an epoch has to pass before it is sealed.
contract SealingTest is RegistryFixture {
    Opening private first;

    function setUp() public override {
        super.setUp();
        Opening memory o = openingOf(1, START - 60, 0);
        (first.venue, first.epoch, first.time) = (o.venue, o.epoch, o.time);
        (first.parameters, first.funds, first.thresholds) = (o.parameters, o.funds, o.thresholds);
        first.lanes.push(o.lanes[0]);
        first.lanes.push(o.lanes[1]);
        (first.parametersKey, first.closingKey, first.phi) = (o.parametersKey, o.closingKey, o.phi);
    }

    function testAnEpochIsSealedUnderTheDigestOfTheDocuments() public {
        prepare(first);
        bytes32 expected = digestOf(first, said());
        bytes32 digest = sealNow(first, said());
        require(digest == expected, "another digest");
        Epoch memory record = registry.epochOf(VENUE, 1);
        require(record.digest == digest && record.time == first.time && record.batches == 3, "another record");
        require(registry.latest(VENUE) == 1, "not the latest");
        require(registry.draftOf(VENUE, address(this)).opening == 0, "a draft is left");
    }

    function testTheNextEpochFollows() public {
        bytes32 digest = publish(1, START - 60, 0);
        VM.warp(START + 1 hours);
        publish(2, START + 1 hours - 60, digest);
        require(registry.latest(VENUE) == 2, "not the latest");
        require(registry.epochOf(VENUE, 1).digest == digest, "the first was overwritten");
    }

    function testAnyoneSubmitsWhatTheVenueSigned() public {
        VM.prank(address(0xbeef));
        registry.open(first, parametersProof(first));
        prepare(first);
        sealNow(first, said());
    }

    function testTheAuthorityItselfNeedsNoSignature() public {
        address authority = VM.addr(AUTHORITY);
        (links, lastState) = ("", initialState());
        VM.prank(authority);
        registry.open(first, parametersProof(first));
        for (uint256 lane = 0; lane < 2; ++lane) {
            (Batch[] memory batches, bytes memory more, uint256 state) = nextBatches(first, lane, 1);
            VM.prank(authority);
            registry.append(first, lane, batches);
            (links, lastState) = (bytes.concat(links, more), state);
        }
        Disclosure memory d = said();
        d.accounts = 6;
        Proof memory proof = closingProof(first, lastState, d);
        VM.prank(authority);
        registry.seal(first, d, links, proof, "");
    }

    function testNobodyElseSignsForTheVenue() public {
        prepare(first);
        Disclosure memory d = said();
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(0xbad, registry.hashToSign(VENUE, 1, digestOf(first, d)));
        Proof memory proof = closingProof(first, lastState, d);
        VM.expectPartialRevert(ISolvencyRegistry.NotTheVenues.selector);
        registry.seal(first, d, links, proof, abi.encodePacked(r, s, v));
    }

    function testEpochsAreSequential() public {
        first.epoch = 2;
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.WrongEpoch.selector, 2, 1));
        first.epoch = 1;
        publish(1, START - 60, 0);
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.WrongEpoch.selector, 1, 2));
    }

    function testThePreviousDigestIsTheRegistrys() public {
        first.previous = bytes32(uint256(1));
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.WrongPrevious.selector, 1, 0));
        bytes32 digest = publish(1, START - 60, 0);
        (first.epoch, first.time, first.previous) = (2, START, 0);
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.WrongPrevious.selector, 0, digest));
    }

    function testTimeRules() public {
        first.time = START + 1;
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.TimeInFuture.selector, START + 1));
        first.time = START - 1 hours - 1;
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.TimeTooOld.selector, first.time));
        first.previous = publish(1, START - 60, 0);
        (first.epoch, first.time) = (2, START - 60);
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.TimeNotForward.selector, START - 60, START - 60));
    }

    function testADraftGrowsOldWhileItIsFed() public {
        prepare(first);
        VM.warp(START + 1 hours);
        _sealFails(abi.encodeWithSelector(ISolvencyRegistry.TimeTooOld.selector, first.time));
    }

    function testKeysAreForOneRoleAndStillThere() public {
        first.closingKey = PARAMETERS_KEY;
        _openFails(abi.encodeWithSelector(KeyRoutes.KeyRole.selector, PARAMETERS_KEY, Role.Parameters, Role.Closing));
        first.closingKey = keccak256("no key");
        _openFails(abi.encodeWithSelector(KeyRoutes.KeyUnknown.selector, first.closingKey));
        first.closingKey = CLOSING_KEY;
        prepare(first);
        VM.prank(GUARDIAN);
        keys.removeKey(SMALL_KEY);
        _sealFails(abi.encodeWithSelector(KeyRoutes.KeyRemoved.selector, SMALL_KEY));
    }

    function testLanesAreInOrderAndUsed() public {
        LaneKey memory lane = first.lanes[0];
        first.lanes[0] = first.lanes[1];
        first.lanes[1] = lane;
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.LaneOrder.selector, 0));
        first.lanes[0] = lane;
        first.lanes[1] = lane;
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.LaneOrder.selector, 0));
        first.lanes[1] = openingOf(1, START, 0).lanes[1];
        registry.open(first, parametersProof(first));
        (links, lastState) = ("", initialState());
        _sealFails(abi.encodeWithSelector(ISolvencyRegistry.NoBatches.selector));
        append(first, 0, 1);
        _sealFails(abi.encodeWithSelector(ISolvencyRegistry.LaneUnused.selector, 1));
    }

    function testPinsAndParametersFit() public {
        first.thresholds[1] = 1;
        _openFails(abi.encodeWithSelector(StatementHash.ThresholdNotAllowed.selector, 1));
        first.thresholds[1] = 0;
        first.funds[3] = 1 << 208;
        _openFails(abi.encodeWithSelector(StatementHash.TooWide.selector, 1 << 208, 208));
        first.funds[3] = 0;
        first.thresholds.push(0);
        _openFails(abi.encodeWithSelector(StatementHash.WrongLength.selector, 4, 3));
        first.thresholds.pop();
        first.parameters = R;
        _openFails(abi.encodeWithSelector(ISolvencyRegistry.NotReduced.selector, R));
    }

    function testEveryInputOfTheParametersProofIsComputed() public {
        Opening memory other = openingOf(1, START - 60, 0);
        other.phi = 56;
        _openFailsWith(first, other);
        other = openingOf(1, START - 61, 0);
        _openFailsWith(first, other);
        other = openingOf(1, START - 60, 0);
        other.parameters = 1;
        _openFailsWith(first, other);
        // ρ hashes every table.
        other = openingOf(1, START - 60, 0);
        other.lanes[1].table[0] = 7;
        _openFailsWith(first, other);
    }

    function testEveryInputOfABatchProofIsComputed() public {
        registry.open(first, parametersProof(first));
        (links, lastState) = ("", initialState());
        uint256 from = lastState;
        Opening memory other = openingOf(1, START - 60, 0);
        Batch[] memory batch = new Batch[](1);
        batch[0] = Batch(1, 2, batchProof(first, 0, 1, 1, from, 2));
        _appendFails(batch, "another position");
        batch[0].proof = batchProof(first, 0, 0, 9, from, 2);
        _appendFails(batch, "another root");
        batch[0].proof = batchProof(first, 0, 0, 1, from + 1, 2);
        _appendFails(batch, "another state before");
        batch[0].proof = batchProof(first, 0, 0, 1, from, 3);
        _appendFails(batch, "another state after");
        batch[0].proof = batchProof(first, 1, 0, 1, from, 2);
        _appendFails(batch, "another lane");
        other.phi = 1;
        batch[0].proof = batchProof(other, 0, 0, 1, from, 2);
        _appendFails(batch, "another fingerprint");
        batch[0].proof = batchProof(first, 0, 0, 1, from, 2);
        registry.append(first, 0, batch);
    }

    function testADraftIsOfOneOpening() public {
        prepare(first);
        first.funds[0] = 13;
        Batch[] memory none = new Batch[](1);
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.OpeningDiffers.selector));
        registry.append(first, 0, none);
        _sealFails(abi.encodeWithSelector(ISolvencyRegistry.OpeningDiffers.selector));
    }

    function testNobodySpoilsAnothersDraft() public {
        prepare(first);
        (Batch[] memory batches,,) = nextBatches(first, 0, 1);
        VM.prank(address(0xbad));
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.OpeningDiffers.selector));
        registry.append(first, 0, batches);
        sealNow(first, said());
    }

    function testAppendIsOfSomeBatchesOfALane() public {
        registry.open(first, parametersProof(first));
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.NoBatches.selector));
        registry.append(first, 0, new Batch[](0));
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.LaneUnknown.selector, 2));
        registry.append(first, 2, new Batch[](1));
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.TooManyBatches.selector, 1_025));
        registry.append(first, 0, new Batch[](1_025));
    }

    function testLinksAreThoseThatWereProved() public {
        prepare(first);
        bytes memory whole = links;
        links = bytes.concat(whole, new bytes(96));
        _sealFails(abi.encodeWithSelector(ISolvencyRegistry.LinksDiffer.selector));
        whole[40] ^= 0x01;
        links = whole;
        _sealFails(abi.encodeWithSelector(ISolvencyRegistry.LinksDiffer.selector));
    }

    function testTheDisclosureIsTheProvenOne() public {
        prepare(first);
        Disclosure memory other = said();
        other.band = 200;
        bytes memory signature = signed(first, said());
        Proof[2] memory proofs = [closingProof(first, lastState, other), closingProof(first, lastState + 1, said())];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert(abi.encodeWithSelector(MockVerifier.ProofInvalid.selector));
            registry.seal(first, said(), links, proofs[i], signature);
        }
    }

    function testADisclosureIsOnItsLadder() public {
        prepare(first);
        Disclosure memory d = said();
        d.accounts = 11;
        _disclosureFails(d, abi.encodeWithSelector(ISolvencyRegistry.TooManyAccounts.selector, 11, 10));
        d = said();
        d.band = 110;
        _disclosureFails(d, abi.encodeWithSelector(StatementHash.NoSuchBand.selector, 110));
        d = said();
        d.customers.flagged = 3;
        _disclosureFails(d, abi.encodeWithSelector(StatementHash.NotOnLadder.selector, 3));
        d = said();
        d.house.owed = 5e10;
        _disclosureFails(d, abi.encodeWithSelector(StatementHash.NotOnLadder.selector, 5e10));
        d = said();
        d.house.negative = 5e9;
        _disclosureFails(d, abi.encodeWithSelector(StatementHash.TooWide.selector, 5e9, 32));
        d = said();
        d.assets[0].ownShort = 1 << 80;
        _disclosureFails(d, abi.encodeWithSelector(StatementHash.TooWide.selector, 1 << 80, 80));
        d = said();
        d.openInterest = new uint256[](3);
        _disclosureFails(d, abi.encodeWithSelector(StatementHash.WrongLength.selector, 3, 2));
    }

    function testNothingIsSealedForAHaltedOrUnknownVenue() public {
        prepare(first);
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        _sealFails(abi.encodeWithSelector(VenueRegister.VenueHalted.selector, VENUE));
        first.venue = keccak256("nobody");
        _openFails(abi.encodeWithSelector(VenueRegister.VenueUnknown.selector, first.venue));
    }

    function _openFails(bytes memory error) private {
        Opening memory o = first;
        VM.expectRevert(error);
        registry.open(o, about(0));
    }

    function _openFailsWith(Opening memory o, Opening memory proved) private {
        VM.expectRevert(abi.encodeWithSelector(MockVerifier.ProofInvalid.selector));
        registry.open(o, parametersProof(proved));
    }

    function _appendFails(Batch[] memory batches, string memory what) private {
        try registry.append(first, 0, batches) {
            revert(what);
        } catch (bytes memory error) {
            require(bytes4(error) == MockVerifier.ProofInvalid.selector, what);
        }
    }

    function _sealFails(bytes memory error) private {
        Opening memory o = first;
        Disclosure memory d = said();
        VM.expectRevert(error);
        registry.seal(o, d, links, about(0), "");
    }

    function _disclosureFails(Disclosure memory d, bytes memory error) private {
        VM.expectRevert(error);
        registry.seal(first, d, links, about(0), "");
    }
}
