// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {LeafProof} from "../src/LeafProof.sol";
import {PoseidonSequence} from "../src/PoseidonSequence.sol";
import {IPoseidonSequence} from "../src/IVerifiers.sol";
import {Batch, Disclosure, Opening} from "../src/SolvencyTypes.sol";
import {Deployed} from "./Deployed.sol";
import {RealPoseidon} from "./RealPoseidon.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {Reader} from "./optimized/Reader.sol";
import {VM} from "./Vm.sol";

/// One account in a sealed epoch, with the real Poseidon.
contract LeafTest is RegistryFixture {
    using RealPoseidon for PoseidonSequence;

    uint256 private constant BATCH = 1;
    /// The least figure that is too large: 84 bits, with a sign.
    int256 private constant FIGURE_END = 1 << 83;
    Reader private reader;
    Opening private opening;
    LeafProof.Place private place;

    function makePoseidon() internal override returns (IPoseidonSequence) {
        PoseidonSequence real = Deployed.poseidon();
        // A node, a leaf of two slots, the disclosure, the initial state.
        real.give(2);
        real.give(5);
        real.give(6);
        real.give(7);
        real.give(16);
        return real;
    }

    /// Seals an epoch whose second batch has the account in its third place.
    function setUp() public override {
        super.setUp();
        reader = Deployed.reader();
        Opening memory o = openingOf(1, START - 60, 0);
        (opening.venue, opening.epoch, opening.time) = (o.venue, o.epoch, o.time);
        (opening.parameters, opening.funds, opening.thresholds) = (o.parameters, o.funds, o.thresholds);
        opening.lanes.push(o.lanes[0]);
        opening.lanes.push(o.lanes[1]);
        (opening.parametersKey, opening.closingKey, opening.phi) = (o.parametersKey, o.closingKey, o.phi);

        place.batch = BATCH;
        place.position = 2;
        place.path.push(7);
        place.path.push(8);
        uint256 leaf = reader.leafOf(poseidon, account());
        uint256 root = PoseidonT3.hash([uint256(8), PoseidonT3.hash([leaf, 7])]);

        registry.open(o, parametersProof(o));
        (links, lastState) = ("", initialState());
        append(o, 0, 1);
        Batch[] memory batch = new Batch[](1);
        batch[0] = Batch(root, 2_001, batchProof(o, 0, 1, root, lastState, 2_001));
        registry.append(o, 0, batch);
        (links, lastState) = (bytes.concat(links, abi.encode(0, root, 2_001)), 2_001);
        append(o, 1, 1);
        sealNow(o, said());
    }

    function testAnAccountIsInItsEpoch() public view {
        this.require_(opening, links, place, account());
    }

    function testEveryFigureOfAnAccountIsBound(uint8 what) public {
        LeafProof.Account memory a = account();
        what %= 10;
        if (what == 0) a.identity ^= 1;
        if (what == 1) a.class = 1;
        if (what == 2) a.salt ^= 1 << 247;
        if (what == 3) a.slots[1].lots = -a.slots[1].lots;
        if (what == 4) a.slots[1].row += 1;
        if (what == 5) a.slots[0] = LeafProof.Holding(1, 1);
        if (what == 6) a.equity = -a.equity;
        if (what == 7) a.requirement += 1;
        if (what == 8) (a.equity, a.requirement) = (a.requirement, a.equity);
        if (what == 9) a.requirement = -a.requirement;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(opening, links, place, a);
    }

    function testDepthAndSlotsAreTheKeys() public {
        LeafProof.Account memory a = account();
        // The inner node over the account, shown as a leaf, would need this.
        LeafProof.Place memory short = place;
        short.path = new uint256[](1);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.WrongDepth.selector, 1, 2));
        this.require_(opening, links, short, a);
        short.path = new uint256[](3);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.WrongDepth.selector, 3, 2));
        this.require_(opening, links, short, a);
        a.slots = new LeafProof.Holding[](1);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.WrongSlots.selector, 1, 2));
        this.require_(opening, links, place, a);
    }

    function testAnotherPlaceIsAnothers() public {
        LeafProof.Account memory a = account();
        LeafProof.Place memory other = place;
        other.position = 3;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(opening, links, other, a);
        other.position = 4;
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PositionOutside.selector, 4));
        this.require_(opening, links, other, a);
        other.position = 2;
        other.batch = 0;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(opening, links, other, a);
        other.batch = 3;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.BatchOutside.selector, 3));
        this.require_(opening, links, other, a);
        // The third batch is of the other lane: two places, sixteen slots.
        other.batch = 2;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.WrongSlots.selector, 2, 16));
        this.require_(opening, links, other, a);
    }

    function testOpeningAndLinksAreTheEpochs() public {
        LeafProof.Account memory a = account();
        Opening memory o = opening;
        // A key of other places for the same lane would change the depth.
        o.lanes[0].key = LARGE_KEY;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(o, links, place, a);
        bytes memory other = links;
        other[100] ^= 0x01;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(opening, other, place, a);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(opening, bytes.concat(links, new bytes(96)), place, a);
    }

    function testNoLeafOfWhatNoCircuitHashes() public {
        LeafProof.Account memory a = account();
        a.class = 3;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotAnAccount.selector));
        this.leafOf(a);
        a.class = 0;
        a.slots[1].lots = 1 << 63;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.LotsTooMany.selector, 1));
        this.leafOf(a);
        a.slots[1].lots = -(1 << 63);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.LotsTooMany.selector, 1));
        this.leafOf(a);
        // An empty slot behind a live one, lots in an empty one, a row twice.
        a.slots[0] = LeafProof.Holding(1, 5);
        a.slots[1] = LeafProof.Holding(0, 0);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.HoldingsOutOfOrder.selector, 1));
        this.leafOf(a);
        a.slots[1] = LeafProof.Holding(1, 5);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.HoldingsOutOfOrder.selector, 1));
        this.leafOf(a);
        a.slots[0] = LeafProof.Holding(0, 5);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.HoldingsOutOfOrder.selector, 0));
        this.leafOf(a);
    }

    /// Figures fill their bits to both ends, and never reach another's.
    function testFiguresAtTheirEdges() public {
        int256[3] memory fits = [-FIGURE_END, 0, FIGURE_END - 1];
        uint256[9] memory leaves;
        for (uint256 i = 0; i < 9; ++i) {
            leaves[i] = this.leafOf(_with(fits[i / 3], fits[i % 3]));
            for (uint256 j = 0; j < i; ++j) {
                require(leaves[i] != leaves[j], "two figures in one leaf");
            }
        }
        int256[4] memory wide = [-FIGURE_END - 1, FIGURE_END, type(int256).min, type(int256).max];
        for (uint256 i = 0; i < 4; ++i) {
            VM.expectRevert(abi.encodeWithSelector(LeafProof.FiguresTooWide.selector));
            this.leafOf(_with(wide[i], 0));
            VM.expectRevert(abi.encodeWithSelector(LeafProof.FiguresTooWide.selector));
            this.leafOf(_with(0, wide[i]));
        }
    }

    function testALaneWithoutAKeyIsUnknown() public {
        VM.expectRevert(abi.encodeWithSelector(LeafProof.LaneUnknown.selector, 1));
        this.keyOfLane(1);
    }

    function _with(int256 equity, int256 requirement) private pure returns (LeafProof.Account memory a) {
        a = account();
        (a.equity, a.requirement) = (equity, requirement);
    }

    function account() private pure returns (LeafProof.Account memory a) {
        (a.identity, a.class, a.salt) = (uint208(0x1234) << 190, 0, uint248(0x77) << 200);
        (a.equity, a.requirement) = (-7, 3);
        a.slots = new LeafProof.Holding[](2);
        a.slots[1] = LeafProof.Holding(2, -5);
    }

    function require_(Opening memory o, bytes memory all, LeafProof.Place memory at_, LeafProof.Account memory a)
        external
        view
    {
        reader.requireAccount(registry, o, all, at_, a);
    }

    function leafOf(LeafProof.Account memory a) external view returns (uint256) {
        return reader.leafOf(poseidon, a);
    }

    function keyOfLane(uint256 lane) external view {
        LeafProof.keyOfLane(keys, opening, lane);
    }
}
