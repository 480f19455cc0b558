// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Batch} from "../../src/SolvencyTypes.sol";
import {VM} from "../Vm.sol";
import {RealFixture} from "./RealFixture.sol";
import {Proved} from "./RealVenue.sol";

/// True proofs where they do not belong: alone and in a combined check. Whoever
/// submits signs as the authority, so that no missing signature refuses it.
contract RealFraudsTest is RealFixture {
    function testBatchesExchanged() public {
        Proved memory p = proved("first");
        openIt(p);
        _refused(p, 0, _picked(p, 1));
        _refused(p, 0, _picked(p, 1, 0));
        _refused(p, 0, _picked(p, 0, 2, 1, 3));
    }

    function testABatchTwice() public {
        Proved memory p = proved("first");
        openIt(p);
        _refused(p, 0, _picked(p, 0, 0));
        _refused(p, 0, _picked(p, 0, 1, 1, 2));
        appendFrom(p, 0, 1);
        _refused(p, 0, _picked(p, 0));
        _refused(p, 0, _picked(p, 0, 1));
        appendFrom(p, 1, 3);
        _refused(p, 0, _picked(p, 3));
    }

    function testABatchDropped() public {
        Proved memory p = proved("first");
        openIt(p);
        _refused(p, 0, _picked(p, 1, 2, 3));
        _refused(p, 0, _picked(p, 0, 1, 3));
        // The last of a lane: the other lane's does not follow.
        appendFrom(p, 0, 3);
        _refused(p, 1, _picked(p, 4));
    }

    /// The last of all: nothing comes after it, and the closing proof says so.
    function testTheLastBatchDropped() public {
        Proved memory p = proved("first");
        openIt(p);
        appendFrom(p, 0, 4);
        VM.expectRevert(abi.encodeWithSignature("LaneUnused(uint256)", 1));
        this.sealIt_(p);
    }

    function testABatchOfAnotherLane() public {
        Proved memory p = proved("first");
        openIt(p);
        _refused(p, 1, _picked(p, 0));
        _refused(p, 1, _picked(p, 0, 1));
        appendFrom(p, 0, 4);
        _refused(p, 0, _picked(p, 4));
    }

    function testProofsExchangedBetweenBatches() public {
        Proved memory p = proved("first");
        openIt(p);
        Batch[] memory two = _picked(p, 0, 1);
        (two[0].proof, two[1].proof) = (two[1].proof, two[0].proof);
        _refused(p, 0, two);
    }

    function testProofsOfAnotherEpoch() public {
        (Proved memory one, Proved memory two) = (proved("first"), proved("second"));
        openIt(one);
        _refused(one, 0, _picked(two, 0));
        appendAll(one);
        bytes memory signature = signed(one);
        VM.expectRevert(_invalid());
        registry.seal(one.opening, one.disclosure, one.links, two.closingProof, signature);
        sealIt(one);
        VM.warp(START + CADENCE + 60);
        VM.expectRevert(_invalid());
        registry.open(two.opening, one.parametersProof);
        openIt(two);
        _refused(two, 0, _picked(one, 0));
        _refused(two, 0, _picked(two, one, 0, 1));
    }

    /// The same book and the same epoch, with other salts: the openings are equal,
    /// and either's first batch may come first. From there on they are two chains.
    function testProofsOfAnotherRun() public {
        publish(proved("first"));
        VM.warp(START + CADENCE + 60);
        (Proved memory two, Proved memory rival) = (proved("second"), proved("rival"));
        openIt(two);
        appendFrom(two, 0, 1);
        _refused(two, 0, _picked(rival, 1));
        _refused(two, 0, _picked(two, rival, 1, 2));
        openIt(two);
        appendFrom(rival, 0, 1);
        _refused(two, 0, _picked(two, 1));
        appendFrom(rival, 1, 3);
        appendFrom(rival, 4, 1);
        bytes memory signature = signed(two);
        VM.expectRevert(abi.encodeWithSignature("LinksDiffer()"));
        registry.seal(two.opening, two.disclosure, two.links, two.closingProof, signature);
        signature = signed(rival);
        VM.expectRevert(_invalid());
        registry.seal(two.opening, two.disclosure, rival.links, two.closingProof, signature);
        sealIt(rival);
    }

    function testProofsOfAnotherVenue() public {
        (Proved memory ours, Proved memory theirs) = (proved("first"), proved("neighbour"));
        VM.expectRevert(_invalid());
        registry.open(ours.opening, theirs.parametersProof);
        openIt(ours);
        openIt(theirs);
        _refused(ours, 0, _picked(theirs, 0));
        _refused(theirs, 0, _picked(ours, 0));
        _refused(ours, 0, _picked(ours, theirs, 0, 1));
        appendAll(ours);
        appendAll(theirs);
        bytes memory signature = signed(ours);
        VM.expectRevert(_invalid());
        registry.seal(ours.opening, ours.disclosure, ours.links, theirs.closingProof, signature);
        // Ours says that it is theirs.
        ours.opening.venue = NEIGHBOUR;
        VM.expectRevert(_invalid());
        registry.open(ours.opening, ours.parametersProof);
    }

    function testProofsOfAnotherChain() public {
        Proved memory p = proved("first");
        VM.chainId(2);
        VM.expectRevert(_invalid());
        registry.open(p.opening, p.parametersProof);
        // A chain that splits into two between the calls.
        VM.chainId(1);
        openIt(p);
        VM.chainId(2);
        _refused(p, 0, _picked(p, 0));
        _refused(p, 0, _picked(p, 0, 1));
        VM.chainId(1);
        appendAll(p);
        VM.chainId(2);
        bytes memory signature = signed(p);
        VM.expectRevert(_invalid());
        registry.seal(p.opening, p.disclosure, p.links, p.closingProof, signature);
        VM.chainId(1);
        sealIt(p);
    }

    function sealIt_(Proved memory p) external {
        sealIt(p);
    }

    /// The batches are refused as unproven, and the draft is as it was.
    function _refused(Proved memory p, uint256 lane, Batch[] memory batches) private {
        bytes32 before = stateOf(p.opening.venue, address(this));
        VM.expectRevert(_invalid());
        registry.append(p.opening, lane, batches);
        require(stateOf(p.opening.venue, address(this)) == before, "something was changed");
    }

    function _invalid() private pure returns (bytes memory) {
        return abi.encodeWithSignature("ProofInvalid()");
    }

    function _picked(Proved memory p, uint256 a) private pure returns (Batch[] memory batches) {
        batches = new Batch[](1);
        batches[0] = p.batches[a];
    }

    function _picked(Proved memory p, uint256 a, uint256 b) private pure returns (Batch[] memory) {
        return _picked(p, p, a, b);
    }

    /// A batch of one epoch, and one of another.
    function _picked(Proved memory p, Proved memory q, uint256 a, uint256 b)
        private
        pure
        returns (Batch[] memory batches)
    {
        batches = new Batch[](2);
        (batches[0], batches[1]) = (p.batches[a], q.batches[b]);
    }

    function _picked(Proved memory p, uint256 a, uint256 b, uint256 c) private pure returns (Batch[] memory batches) {
        batches = new Batch[](3);
        (batches[0], batches[1], batches[2]) = (p.batches[a], p.batches[b], p.batches[c]);
    }

    function _picked(Proved memory p, uint256 a, uint256 b, uint256 c, uint256 d)
        private
        pure
        returns (Batch[] memory batches)
    {
        batches = new Batch[](4);
        (batches[0], batches[1], batches[2], batches[3]) = (p.batches[a], p.batches[b], p.batches[c], p.batches[d]);
    }
}
