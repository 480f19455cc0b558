// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "../../src/ISolvencyRegistry.sol";
import {Claim, Draft, Epoch, Standing, Status} from "../../src/SolvencyTypes.sol";
import {Log, VM} from "../Vm.sol";
import {RealFixture} from "./RealFixture.sol";
import {Proved} from "./RealVenue.sol";

/// Two epochs with real proofs, from opening to standing.
contract RealLifeTest is RealFixture {
    function testTwoEpochsLive() public {
        Proved memory one = proved("first");
        require(registry.status(SMALL).standing == Standing.Unknown, "before");
        require(publish(one) == one.digest, "another digest than Rust's");
        _requireLatest(one);
        VM.warp(START + CADENCE + 60);
        Proved memory two = proved("second");
        require(publish(two) == two.digest, "another digest than Rust's");
        _requireLatest(two);
        require(registry.epochOf(SMALL, 1).digest == one.digest, "the first is gone");
        VM.warp(START + 3 * CADENCE + 1);
        require(registry.status(SMALL).standing == Standing.Stale, "fresh for too long");
    }

    /// The links of all events, one after the other, are what sealing takes.
    function testLinksAreInTheEvents() public {
        Proved memory p = proved("first");
        openIt(p);
        VM.recordLogs();
        appendAll(p);
        Log[] memory logs = VM.getRecordedLogs();
        bytes memory all;
        for (uint256 i = 0; i < logs.length; ++i) {
            require(logs[i].topics[0] == ISolvencyRegistry.BatchesProven.selector, "another event");
            (uint32 first, bytes memory some) = abi.decode(logs[i].data, (uint32, bytes));
            require(first == all.length / 96, "another position");
            all = bytes.concat(all, some);
        }
        require(keccak256(all) == keccak256(p.links), "other links than Rust's");
    }

    /// One batch after the other: after each, the draft stands where Rust's chain
    /// of states stood.
    function testStatesAreThoseOfRust() public {
        Proved memory p = proved("first");
        openIt(p);
        bytes32 link = keccak256(abi.encode(p.opening));
        for (uint256 i = 0; i < p.batches.length; ++i) {
            appendFrom(p, i, 1);
            link = keccak256(abi.encode(link, p.lanes[i], p.batches[i].root, p.batches[i].stateOut));
            Draft memory draft = registry.draftOf(SMALL, address(this));
            require(draft.state == p.batches[i].stateOut && draft.links == link, "another state");
            require(draft.batches == i + 1 && draft.places == 4 * (i + 1), "another count");
        }
        require(sealIt(p) == p.digest, "another digest than Rust's");
        require(registry.draftOf(SMALL, address(this)).opening == 0, "a draft is left");
    }

    /// A sealed draft's slots stay full; nothing goes on in it.
    function testASealedDraftTakesNothing() public {
        Proved memory p = proved("first");
        publish(p);
        VM.expectRevert(abi.encodeWithSignature("OpeningDiffers()"));
        registry.append(p.opening, 0, cut(p, 0, 1));
        VM.expectRevert(abi.encodeWithSignature("OpeningDiffers()"));
        registry.append(p.opening, 1, cut(p, 4, 1));
        require(keccak256(abi.encode(registry.draftOf(SMALL, address(this)))) == keccak256(new bytes(7 * 32)), "left");
    }

    function testTheAuthorityNeedsNoSignature() public {
        Proved memory p = proved("first");
        address authority = VM.addr(AUTHORITY);
        VM.prank(authority);
        registry.open(p.opening, p.parametersProof);
        VM.prank(authority);
        registry.append(p.opening, 0, cut(p, 0, 4));
        VM.prank(authority);
        registry.append(p.opening, 1, cut(p, 4, 1));
        VM.prank(authority);
        require(registry.seal(p.opening, p.disclosure, p.links, p.closingProof, "") == p.digest, "another digest");
    }

    /// Of two true books of an epoch the first to be sealed is the epoch.
    function testTheFirstToSealWins() public {
        publish(proved("first"));
        VM.warp(START + CADENCE + 60);
        (Proved memory two, Proved memory rival) = (proved("second"), proved("rival"));
        openIt(two);
        appendAll(two);
        VM.prank(address(0xbeef));
        registry.open(rival.opening, rival.parametersProof);
        for (uint256 i = 0; i < rival.batches.length; ++i) {
            VM.prank(address(0xbeef));
            registry.append(rival.opening, rival.lanes[i], cut(rival, i, 1));
        }
        bytes memory signature = signed(rival);
        VM.prank(address(0xbeef));
        registry.seal(rival.opening, rival.disclosure, rival.links, rival.closingProof, signature);
        signature = signed(two);
        VM.expectRevert(abi.encodeWithSignature("WrongEpoch(uint64,uint64)", 2, 3));
        registry.seal(two.opening, two.disclosure, two.links, two.closingProof, signature);
        require(registry.status(SMALL).digest == rival.digest, "another epoch");
    }

    function testAKeyThatIsTakenAwayHaltsItsEpochs() public {
        Proved memory p = proved("first");
        publish(p);
        VM.prank(GUARDIAN);
        keys.removeKey(p.opening.lanes[1].key);
        require(registry.status(SMALL).standing == Standing.Halted, "not halted");
    }

    function _requireLatest(Proved memory p) private view {
        Status memory s = registry.status(SMALL);
        require(s.standing == Standing.Fresh && s.claim == Claim.MarginedAndFundCovered, "standing");
        require(s.epoch == p.opening.epoch && s.time == p.opening.time && s.digest == p.digest, "epoch");
        Epoch memory record = registry.epochOf(SMALL, p.opening.epoch);
        require(record.batches == p.batches.length && record.parameters == p.opening.parameters, "record");
    }
}
