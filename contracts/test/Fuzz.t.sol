// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {StatementHash} from "../src/StatementHash.sol";
import {AssetDisclosure, Disclosure, Rules} from "../src/SolvencyTypes.sol";
import {Transcript} from "../src/Transcript.sol";
import {VM} from "./Vm.sol";

/// What is packed and chained, bit by bit once more, for any figures.
contract FuzzTest {
    /// One pass over all bits: slow, and with nothing in common with `_pack`.
    function naive(uint256[] memory values, uint256 bits) private pure returns (uint256[] memory elements) {
        uint256 each = 253 / bits;
        elements = new uint256[]((values.length + each - 1) / each);
        for (uint256 i = 0; i < values.length; ++i) {
            for (uint256 bit = 0; bit < bits; ++bit) {
                if ((values[i] >> bit) & 1 == 1) elements[i / each] += 2 ** (bits * (i % each) + bit);
            }
        }
    }

    function random(uint256 seed, uint256 count, uint256 bits) private pure returns (uint256[] memory values) {
        values = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            values[i] = uint256(keccak256(abi.encode(seed, i))) >> (256 - bits);
        }
    }

    function testFuzzInitialState(uint8 assets, uint8 rows, uint8 stresses, uint256 seed) public pure {
        Rules memory rules = Rules(assets % 9, rows % 20, uint16(stresses % 8) + 1, false, true, 0);
        uint256[] memory thresholds = random(seed, rules.stresses, 80);
        uint256[] memory f = random(~seed, 4, 208);
        uint256[] memory x = StatementHash.initialState(rules, [f[0], f[1], f[2], f[3]], thresholds);
        uint256 at = 0;
        for (; at < 5; ++at) {
            require(x[at] == 0, "a salt or a last identity");
        }
        for (uint256 i = 0; i < 4; ++i) {
            require(x[at++] == f[i], "a fund");
        }
        at = same(x, at, naive(thresholds, 80));
        at = same(x, at, naive(new uint256[](5), 32));
        at = same(x, at, naive(new uint256[](4 + uint256(rules.stresses)), 112));
        at = same(x, at, naive(new uint256[](6 * uint256(rules.assets) + 2 * uint256(rules.zeroSumRows)), 80));
        uint256[] memory left = new uint256[](rules.stresses);
        for (uint256 i = 0; i < left.length; ++i) {
            left[i] = 2 ** 95;
        }
        require(same(x, at, naive(left, 96)) == x.length, "another length");
    }

    function testFuzzThresholdsAndFundsAreNarrow(uint256 threshold, uint256 fund, bool coversAll) public {
        Rules memory rules = Rules(1, 1, 2, coversAll, true, 0);
        uint256[] memory thresholds = new uint256[](2);
        thresholds[1] = threshold;
        bool fits = threshold < 1 << 80 && fund < 1 << 208 && !(coversAll && threshold != 0);
        try this.initialState(rules, [0, 0, fund, 0], thresholds) {
            require(fits, "wider than its place");
        } catch {
            require(!fits, "refused");
        }
    }

    function testFuzzDisclosure(uint8 assets, uint8 rows, uint256 seed) public pure {
        Rules memory rules = Rules(assets % 9, rows % 20, 1, true, true, 0);
        Disclosure memory d = emptyDisclosure(rules);
        uint256[] memory lots = random(seed, 4 * uint256(rules.assets) + rules.zeroSumRows, 80);
        for (uint256 i = 0; i < rules.assets; ++i) {
            d.assets[i] = AssetDisclosure(lots[4 * i], lots[4 * i + 1], lots[4 * i + 2], lots[4 * i + 3]);
        }
        for (uint256 i = 0; i < rules.zeroSumRows; ++i) {
            d.openInterest[i] = lots[4 * uint256(rules.assets) + i];
        }
        uint256[] memory counts = random(~seed, 6, 32);
        (counts[1], counts[2], counts[3], counts[4], counts[5]) = (300, 1, 20, 5_000, 2e9);
        (d.accounts, d.band) = (counts[0], 300);
        (d.customers.flagged, d.customers.negative) = (1, 20);
        (d.house.flagged, d.house.negative) = (5_000, 2e9);
        uint256[] memory sums = new uint256[](4);
        (sums[0], sums[1], sums[2], sums[3]) = (1e11, 5e33, 0, 2e20);
        (d.customers.deficit, d.customers.owed, d.house.deficit, d.house.owed) = (1e11, 5e33, 0, 2e20);

        uint256[] memory x = StatementHash.disclosure(rules, d);
        uint256 at = same(x, 0, naive(counts, 32));
        at = same(x, at, naive(sums, 112));
        require(same(x, at, naive(lots, 80)) == x.length, "another length");
    }

    function testFuzzEveryFigureIsNarrow(uint8 which, uint256 value) public {
        Rules memory rules = Rules(1, 1, 1, true, true, 0);
        Disclosure memory d = emptyDisclosure(rules);
        which %= 6;
        if (which == 0) d.accounts = value;
        if (which == 1) d.assets[0].customersLong = value;
        if (which == 2) d.assets[0].customersShort = value;
        if (which == 3) d.assets[0].ownLong = value;
        if (which == 4) d.assets[0].ownShort = value;
        if (which == 5) d.openInterest[0] = value;
        uint256 bits = which == 0 ? 32 : 80;
        try this.disclosure(rules, d) {
            require(value >> bits == 0, "wider than its place");
        } catch (bytes memory reason) {
            require(value >> bits != 0, "refused");
            require(keccak256(reason) == keccak256(abi.encodeWithSelector(StatementHash.TooWide.selector, value, bits)));
        }
    }

    /// 0, or 1, 2, 5 times a power of ten that is no less than the first.
    function testFuzzTheLadder(uint8 digit, uint8 power, uint8 more, bool money) public {
        uint256 bound = uint256(digit % 10) * 10 ** (power % 30) + more % 3;
        bool on = bound == 0;
        for (uint256 step = money ? 1e11 : 1; step < (money ? 1 << 112 : 1 << 32); step *= 10) {
            on = on || bound == step || bound == 2 * step || bound == 5 * step;
        }
        on = on && bound < (money ? 1 << 112 : 1 << 32);
        Rules memory rules = Rules(1, 1, 1, true, true, 0);
        Disclosure memory d = emptyDisclosure(rules);
        if (money) d.house.deficit = bound;
        else d.customers.negative = bound;
        try this.disclosure(rules, d) {
            require(on, "off its ladder");
        } catch {
            require(!on, "refused");
        }
    }

    function testFuzzBands(uint16 band) public {
        bool known =
            band == 100 || band == 125 || band == 150 || band == 200 || band == 300 || band == 500 || band == 1_000;
        Rules memory rules = Rules(1, 1, 1, true, true, 0);
        Disclosure memory d = emptyDisclosure(rules);
        d.band = band;
        try this.disclosure(rules, d) {
            require(known, "no such band");
        } catch {
            require(!known, "refused");
        }
    }

    function testFuzzTheChainOfLinks(uint8 count, uint256 seed, uint16 where_, uint8 change) public pure {
        uint256[] memory words = random(seed, 3 * (uint256(count % 20) + 1), 256);
        bytes memory links = abi.encodePacked(words);
        bytes32 chain = bytes32(seed);
        for (uint256 i = 0; i < words.length; i += 3) {
            chain = keccak256(abi.encode(chain, words[i], words[i + 1], words[i + 2]));
        }
        require(Transcript.chain(bytes32(seed), links) == chain, "another chain");
        links[where_ % links.length] ^= bytes1(change % 255 + 1);
        require(Transcript.chain(bytes32(seed), links) != chain, "a changed byte is not noticed");
    }

    function initialState(Rules memory rules, uint256[4] memory funds, uint256[] memory thresholds)
        external
        pure
        returns (uint256[] memory)
    {
        return StatementHash.initialState(rules, funds, thresholds);
    }

    function disclosure(Rules memory rules, Disclosure memory d) external pure returns (uint256[] memory) {
        return StatementHash.disclosure(rules, d);
    }

    function emptyDisclosure(Rules memory rules) private pure returns (Disclosure memory d) {
        d.band = 100;
        d.assets = new AssetDisclosure[](rules.assets);
        d.openInterest = new uint256[](rules.zeroSumRows);
    }

    function same(uint256[] memory x, uint256 at_, uint256[] memory expected) private pure returns (uint256) {
        for (uint256 i = 0; i < expected.length; ++i) {
            require(x[at_ + i] == expected[i], "another element");
        }
        return at_ + expected.length;
    }
}
