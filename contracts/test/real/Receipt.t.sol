// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {LeafProof} from "../../src/LeafProof.sol";
import {Deployed} from "../Deployed.sol";
import {VM} from "../Vm.sol";
import {Reader} from "../optimized/Reader.sol";
import {RealFixture} from "./RealFixture.sol";
import {Proved} from "./RealVenue.sol";

/// A receipt that the Rust prover wrote, in an epoch that it proved.
contract RealReceiptTest is RealFixture {
    Reader private reader;
    LeafProof.Place private place;
    LeafProof.Account private account;

    function setUp() public override {
        super.setUp();
        reader = Deployed.reader();
        Proved memory p = proved("first");
        publish(p);
        string memory json = VM.readFile("out-proofs/receipt.json");
        account.identity = uint208(VM.parseJsonUint(json, ".identity"));
        account.salt = uint248(VM.parseJsonUint(json, ".salt"));
        account.equity = VM.parseJsonInt(json, ".equity");
        account.requirement = VM.parseJsonInt(json, ".requirement");
        (place.batch, place.position) = (VM.parseJsonUint(json, ".batch"), VM.parseJsonUint(json, ".position"));
        place.path = VM.parseJsonUintArray(json, ".siblings");
        uint256[] memory rows = VM.parseJsonUintArray(json, ".rows");
        int256[] memory lots = VM.parseJsonIntArray(json, ".lots");
        uint256 slots = keys.keyOf(p.opening.lanes[p.lanes[place.batch]].key).slots;
        // Empty slots come first.
        for (uint256 i = rows.length; i < slots; ++i) {
            account.slots.push(LeafProof.Holding(0, 0));
        }
        for (uint256 i = 0; i < rows.length; ++i) {
            account.slots.push(LeafProof.Holding(uint16(rows[i]), lots[i]));
        }
    }

    function testAReceiptIsInItsEpoch() public view {
        this.require_(proved("first"), place, account);
    }

    /// forge-config: default.fuzz.runs = 64
    function testAReceiptWithOneElementChangedIsNot(uint8 what, uint256 bit) public {
        LeafProof.Account memory a = account;
        LeafProof.Place memory at_ = place;
        what %= 9;
        if (what == 0) a.identity ^= uint208(1) << uint8(bit % 208);
        if (what == 1) a.class = 1;
        if (what == 2) a.salt ^= uint248(1) << uint8(bit % 248);
        if (what == 3) a.slots[1].lots = -a.slots[1].lots;
        if (what == 4) a.slots[1].row += 1;
        // Below the modulus, as another node would be.
        if (what == 5) at_.path[bit % at_.path.length] ^= 1 << (bit % 253);
        if (what == 6) at_.position ^= 1 << (bit % at_.path.length);
        // Below what a figure may be, whatever it was.
        if (what == 7) a.equity ^= int256(1) << (bit % 83);
        if (what == 8) a.requirement ^= int256(1) << (bit % 83);
        // A bit may carry a node over the modulus, which is refused as well.
        try this.require_(proved("first"), at_, a) {
            revert("another account, or another place, was taken");
        } catch (bytes memory why) {
            bool named = bytes4(why) == LeafProof.NotInEpoch.selector || what == 5;
            require(named, "refused for another reason");
        }
    }

    function testAReceiptIsOfItsBatchAndEpoch() public {
        LeafProof.Place memory at_ = place;
        at_.batch += 1;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(proved("first"), at_, account);
        VM.warp(START + CADENCE + 60);
        publish(proved("second"));
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.require_(proved("second"), place, account);
    }

    function require_(Proved memory p, LeafProof.Place memory at_, LeafProof.Account memory a) external view {
        reader.requireAccount(registry, p.opening, p.links, at_, a);
    }
}
