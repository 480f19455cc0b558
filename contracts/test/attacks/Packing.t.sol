// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {LeafProof} from "../../src/LeafProof.sol";
import {AssetDisclosure, Disclosure, Key, LaneKey, Opening, Rules} from "../../src/SolvencyTypes.sol";
import {StatementHash} from "../../src/StatementHash.sol";
import {Transcript} from "../../src/Transcript.sol";
import {MockPoseidon} from "../Mocks.sol";
import {VM} from "../Vm.sol";

/// Two statements of one hash, by figures that run into each other.
contract PackingAttacks {
    uint256 private constant R = Transcript.R;
    Rules private rules = Rules(2, 3, 5, false, true, 0);

    /// A figure changed anywhere, to anything: other elements, or none.
    function testFuzzNoTwoDisclosuresOfOneHash(uint256 seed, uint8 where, uint256 value) public view {
        Disclosure memory a = _disclosure(seed);
        Disclosure memory b = _disclosure(seed);
        _change(b, where, value);
        bool same = keccak256(abi.encode(a)) == keccak256(abi.encode(b));
        try this.ofDisclosure(b) returns (uint256[] memory elements) {
            bool equal = keccak256(abi.encode(elements)) == keccak256(abi.encode(this.ofDisclosure(a)));
            require(equal == same, "two disclosures of one hash");
        } catch {}
    }

    function testFuzzNoTwoStatesOfOneHash(uint256 seed, uint8 where, uint256 value) public view {
        (uint256[4] memory funds, uint256[] memory thresholds) = _pins(seed);
        bytes memory a = abi.encode(this.ofState(funds, thresholds));
        uint256 place = where % 9;
        bool same = place < 4 ? funds[place] == value : thresholds[place - 4] == value;
        if (place < 4) funds[place] = value;
        else thresholds[place - 4] = value;
        try this.ofState(funds, thresholds) returns (uint256[] memory elements) {
            require((keccak256(abi.encode(elements)) == keccak256(a)) == same, "two states of one hash");
        } catch {}
    }

    function testFuzzElementsAreReduced(uint256 seed) public view {
        uint256[] memory x = this.ofDisclosure(_disclosure(seed));
        for (uint256 i = 0; i < x.length; ++i) {
            require(x[i] < 1 << 253, "an element of more than 253 bits");
        }
        (uint256[4] memory funds, uint256[] memory thresholds) = _pins(seed);
        x = this.ofState(funds, thresholds);
        for (uint256 i = 0; i < x.length; ++i) {
            require(x[i] < 1 << 253, "an element of more than 253 bits");
        }
    }

    /// Words moved from one list of the digest into the one beside it.
    function testListsOfADigestDoNotRunIntoEachOther() public view {
        Opening memory a;
        a.lanes = new LaneKey[](1);
        a.thresholds = new uint256[](2);
        (a.thresholds[0], a.thresholds[1]) = (1, 1);
        Opening memory b;
        b.lanes = new LaneKey[](1);
        b.thresholds = new uint256[](1);
        b.thresholds[0] = 1;
        Key[] memory keys = new Key[](1);
        require(this.digestOf(a, keys, "", 0) != this.digestOf(b, keys, "", 0), "a threshold is lost");
        bytes memory link = new bytes(96);
        bytes32 one = this.digestOf(b, keys, link, 0);
        require(one != this.digestOf(b, keys, bytes.concat(link, link), 0), "a link is lost");
        b.funds[3] = 1;
        require(one != this.digestOf(b, keys, link, 0), "a fund is lost");
    }

    /// Contexts are 248 bits: parts and positions do not reach into the hash.
    function testFuzzContextsDiffer(uint64 epoch, uint64 time, uint32 position, uint8 part) public view {
        Opening memory a;
        (a.venue, a.epoch, a.time) = (bytes32(uint256(1)), epoch, time);
        uint256 own = this.contextOf(a, part % 3, position);
        require(own < 1 << 248 && uint32(own) == position && uint8(own >> 32) == part % 3, "another layout");
        (a.epoch, a.time) = (time, epoch);
        require(epoch == time || own != this.contextOf(a, part % 3, position), "epoch and time are one");
    }

    /// A leaf with a slot moved, split, emptied or of another row is another.
    function testFuzzNoTwoLeavesOfOneHash(uint16 row, int256 lots, uint16 other, int256 otherLots) public {
        MockPoseidon poseidon = new MockPoseidon();
        LeafProof.Account memory a;
        a.slots = new LeafProof.Holding[](2);
        a.slots[1] = LeafProof.Holding(row, lots % (1 << 64));
        LeafProof.Account memory b;
        b.slots = new LeafProof.Holding[](2);
        b.slots[1] = LeafProof.Holding(other, otherLots % (1 << 64));
        bool same = keccak256(abi.encode(a)) == keccak256(abi.encode(b));
        try this.leafOf(poseidon, a) returns (uint256 first) {
            try this.leafOf(poseidon, b) returns (uint256 second) {
                require((first == second) == same, "two leaves of one hash");
            } catch {}
        } catch {}
    }

    function ofDisclosure(Disclosure memory d) external view returns (uint256[] memory) {
        return StatementHash.disclosure(rules, d);
    }

    function ofState(uint256[4] memory funds, uint256[] memory thresholds) external view returns (uint256[] memory) {
        return StatementHash.initialState(rules, funds, thresholds);
    }

    function digestOf(Opening memory o, Key[] memory keys, bytes calldata links, uint256 state)
        external
        view
        returns (bytes32)
    {
        return Transcript.digest(o, keys, links, state, 0);
    }

    function contextOf(Opening memory o, uint256 part, uint32 position) external view returns (uint256) {
        return Transcript.context(o, part, position);
    }

    function leafOf(MockPoseidon poseidon, LeafProof.Account memory a) external view returns (uint256) {
        return LeafProof.leafOf(poseidon, a);
    }

    function _disclosure(uint256 seed) private pure returns (Disclosure memory d) {
        (d.accounts, d.band) = (_draw(seed, 0) >> 224, 1000);
        (d.customers.flagged, d.house.negative) = (2_000_000_000, 5);
        (d.customers.deficit, d.house.owed) = (5e33, 1e11);
        d.assets = new AssetDisclosure[](2);
        d.openInterest = new uint256[](3);
        for (uint256 i = 0; i < 2; ++i) {
            d.assets[i].customersLong = _draw(seed, 4 * i + 1) >> 176;
            d.assets[i].customersShort = _draw(seed, 4 * i + 2) >> 176;
            d.assets[i].ownLong = _draw(seed, 4 * i + 3) >> 176;
            d.assets[i].ownShort = _draw(seed, 4 * i + 4) >> 176;
        }
        for (uint256 i = 0; i < 3; ++i) {
            d.openInterest[i] = _draw(seed, 10 + i) >> 176;
        }
    }

    function _change(Disclosure memory d, uint8 where, uint256 value) private pure {
        where %= 20;
        if (where == 0) d.accounts = value;
        if (where == 1) d.band = value;
        if (where == 2) d.customers.flagged = value;
        if (where == 3) d.customers.negative = value;
        if (where == 4) d.customers.deficit = value;
        if (where == 5) d.customers.owed = value;
        if (where == 6) d.house.flagged = value;
        if (where == 7) d.house.negative = value;
        if (where == 8) d.house.owed = value;
        if (where >= 9 && where < 17) {
            AssetDisclosure memory asset = d.assets[(where - 9) / 4];
            if ((where - 9) % 4 == 0) asset.customersLong = value;
            if ((where - 9) % 4 == 1) asset.customersShort = value;
            if ((where - 9) % 4 == 2) asset.ownLong = value;
            if ((where - 9) % 4 == 3) asset.ownShort = value;
        }
        if (where >= 17) d.openInterest[where - 17] = value;
    }

    function _pins(uint256 seed) private pure returns (uint256[4] memory funds, uint256[] memory thresholds) {
        thresholds = new uint256[](5);
        for (uint256 i = 0; i < 4; ++i) {
            funds[i] = _draw(seed, i) >> 48;
        }
        for (uint256 i = 0; i < 5; ++i) {
            thresholds[i] = _draw(seed, 4 + i) >> 176;
        }
    }

    function _draw(uint256 seed, uint256 which) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, which)));
    }
}
