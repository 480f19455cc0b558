// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "../../src/ISolvencyRegistry.sol";
import {KeyRoutes} from "../../src/KeyRoutes.sol";
import {Proof} from "../../src/IVerifiers.sol";
import {Batch, Disclosure, LaneKey, Opening, Role, VenueSettings} from "../../src/SolvencyTypes.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// Everything that may change between open, append and seal.
contract DraftAttacks is RegistryFixture {
    bytes32 private constant OTHER = keccak256("other rules");

    function testRulesThatChangeMidwayStopTheDraft() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        _otherRules();
        _sealFails(o, abi.encodeWithSelector(KeyRoutes.KeyRules.selector, PARAMETERS_KEY, RULES, OTHER));
    }

    function testAnAuthorityThatChangedMidwayIsTheOneAsked() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        bytes memory signature = signed(o, d);
        Proof memory proof = closingProof(o, lastState, d);
        VenueSettings memory s = settings();
        s.authority = VM.addr(0xb0b);
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
        VM.expectPartialRevert(ISolvencyRegistry.NotTheVenues.selector);
        registry.seal(o, d, links, proof, signature);
    }

    function testAKeyRemovedMidwayTakesNoMoreBatches() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        (Batch[] memory batches,,) = nextBatches(o, 0, 1);
        VM.prank(GUARDIAN);
        keys.removeKey(SMALL_KEY);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRemoved.selector, SMALL_KEY));
        registry.append(o, 0, batches);
    }

    /// A batch looks at its own key only; the seal looks at all of them.
    function testAnotherKeyRemovedMidwayStopsTheSeal() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        VM.prank(GUARDIAN);
        keys.removeKey(LARGE_KEY);
        append(o, 0, 1);
        Disclosure memory d = said();
        (Proof memory proof, bytes memory signature) = (closingProof(o, lastState, d), signed(o, d));
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRemoved.selector, LARGE_KEY));
        registry.seal(o, d, links, proof, signature);
    }

    function testADraftOfAnEpochThatAnotherSealedIsWorthNothing() public {
        Opening memory o = openingOf(1, START - 60, 0);
        Opening memory mine = openingOf(1, START - 59, 0);
        VM.prank(address(0xbad));
        registry.open(mine, parametersProof(mine));
        prepare(o);
        bytes32 digest = sealNow(o, said());
        VM.prank(address(0xbad));
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.WrongEpoch.selector, 1, 2));
        registry.seal(mine, said(), links, about(0), "");
        mine.epoch = 2;
        mine.previous = digest;
        VM.prank(address(0xbad));
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.OpeningDiffers.selector));
        registry.seal(mine, said(), links, about(0), "");
    }

    function testALaneStandsOnce() public {
        registerKey(keccak256("as small"), Role.Batch, 0, 4, 2);
        Opening memory o = openingOf(1, START - 60, 0);
        o.lanes[1] = LaneKey(keccak256("as small"), [uint256(1), 2]);
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.LaneOrder.selector, 0));
        registry.open(o, about(0));
    }

    function testNoMoreLanesThanThereAre() public {
        Opening memory o = openingOf(1, START - 60, 0);
        o.lanes = new LaneKey[](5);
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.LaneCount.selector, 5));
        registry.open(o, about(0));
        o.lanes = new LaneKey[](0);
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.LaneCount.selector, 0));
        registry.open(o, about(0));
    }

    function testABatchIsNotTakenTwice() public {
        Opening memory o = openingOf(1, START - 60, 0);
        registry.open(o, parametersProof(o));
        (links, lastState) = ("", initialState());
        (Batch[] memory batches,,) = nextBatches(o, 0, 1);
        registry.append(o, 0, batches);
        VM.expectRevert(abi.encodeWithSignature("ProofInvalid()"));
        registry.append(o, 0, batches);
        Batch[] memory twice = new Batch[](2);
        (twice[0], twice[1]) = (batches[0], batches[0]);
        registry.open(o, parametersProof(o));
        VM.expectRevert(abi.encodeWithSignature("ProofInvalid()"));
        registry.append(o, 0, twice);
    }

    /// Links in another order, or cut at other words, are other links.
    function testLinksAreNotReordered() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        bytes memory whole = links;
        bytes memory turned = bytes.concat(_cut(whole, 96, 192), _cut(whole, 0, 96), _cut(whole, 192, 288));
        links = turned;
        _sealFails(o, abi.encodeWithSelector(ISolvencyRegistry.LinksDiffer.selector));
        links = _cut(whole, 0, 192);
        _sealFails(o, abi.encodeWithSelector(ISolvencyRegistry.LinksDiffer.selector));
    }

    /// Dirty bits above an epoch's number, in calldata made by hand.
    function testCalldataIsCanonical() public {
        Opening memory o = openingOf(1, START - 60, 0);
        bytes memory call = abi.encodeCall(registry.open, (o, parametersProof(o)));
        // The word of the epoch: selector, offset, proof, venue.
        uint256 at_ = 4 + 32 + 320 + 32;
        require(call[at_ + 31] == 0x01, "another word");
        call[at_] = 0x01;
        (bool ok,) = address(registry).call(call);
        require(!ok, "dirty bits are taken");
        call[at_] = 0;
        (ok,) = address(registry).call(call);
        require(ok, "clean ones are not");
    }

    function _otherRules() private {
        VM.prank(address(timelock));
        keys.registerRules(OTHER, 1, 2, 3, true);
        VenueSettings memory s = settings();
        s.rules = OTHER;
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
    }

    function _sealFails(Opening memory o, bytes memory why) private {
        VM.expectRevert(why);
        registry.seal(o, said(), links, about(0), "");
    }

    function _cut(bytes memory from, uint256 start, uint256 end) private pure returns (bytes memory part) {
        part = new bytes(end - start);
        for (uint256 i = 0; i < part.length; ++i) {
            part[i] = from[start + i];
        }
    }
}
