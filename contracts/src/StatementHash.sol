// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ClassDisclosure, Disclosure, Rules} from "./SolvencyTypes.sol";

/// @title The elements behind the initial state's hash and the disclosure's
/// @notice docs/statement/state.md and docs/statement/book.md. Every figure's
/// width is checked before it is packed: a wider one would run into its
/// neighbour, and two statements would have one hash.
library StatementHash {
    error WrongLength(uint256 given, uint256 expected);
    error TooWide(uint256 value, uint256 bits);
    error ThresholdNotAllowed(uint256 stress);
    error NotOnLadder(uint256 bound);
    error NoSuchBand(uint256 percent);

    uint256 internal constant STATE_TAG = 3;
    uint256 internal constant DISCLOSURE_TAG = 5;
    uint256 private constant CAPACITY = 253;
    /// A thousand dollars.
    uint256 private constant FIRST_MONEY = 1e11;

    /// The state before the first batch: all sums zero, pins as published, a
    /// salt of zeros.
    function initialState(Rules memory rules, uint256[4] memory funds, uint256[] memory thresholds)
        internal
        pure
        returns (uint256[] memory elements)
    {
        uint256 stresses = rules.stresses;
        if (thresholds.length != stresses) revert WrongLength(thresholds.length, stresses);
        for (uint256 i = 0; i < stresses; ++i) {
            if (rules.coversAll && thresholds[i] != 0) revert ThresholdNotAllowed(i);
        }
        elements = new uint256[](stateElements(rules.assets, rules.zeroSumRows, stresses));
        // Salt and last identities are zero.
        for (uint256 i = 0; i < 4; ++i) {
            elements[5 + i] = _narrow(funds[i], 208);
        }
        _pack(elements, 9, thresholds, 80);
        uint256[] memory left = new uint256[](stresses);
        for (uint256 i = 0; i < stresses; ++i) {
            left[i] = 1 << 95;
        }
        _pack(elements, elements.length - _count(stresses, 96), left, 96);
    }

    /// How many elements an initial state has.
    function stateElements(uint256 assets, uint256 zeroSumRows, uint256 stresses) internal pure returns (uint256) {
        uint256 sums = 1 + _count(4 + stresses, 112) + _count(6 * assets + 2 * zeroSumRows, 80);
        return 9 + _count(stresses, 80) + sums + _count(stresses, 96);
    }

    /// How many elements a disclosure has.
    function disclosureElements(uint256 assets, uint256 zeroSumRows) internal pure returns (uint256) {
        return 3 + _count(4 * assets + zeroSumRows, 80);
    }

    /// What a venue says, refused where it is off its ladder.
    function disclosure(Rules memory rules, Disclosure memory said) internal pure returns (uint256[] memory elements) {
        if (said.assets.length != rules.assets) revert WrongLength(said.assets.length, rules.assets);
        if (said.openInterest.length != rules.zeroSumRows) {
            revert WrongLength(said.openInterest.length, rules.zeroSumRows);
        }
        _requireBand(said.band);
        _requireClass(said.customers);
        _requireClass(said.house);

        uint256[] memory counts = new uint256[](6);
        (counts[0], counts[1]) = (said.accounts, said.band);
        (counts[2], counts[3]) = (said.customers.flagged, said.customers.negative);
        (counts[4], counts[5]) = (said.house.flagged, said.house.negative);
        uint256[] memory sums = new uint256[](4);
        (sums[0], sums[1]) = (said.customers.deficit, said.customers.owed);
        (sums[2], sums[3]) = (said.house.deficit, said.house.owed);
        uint256 assets = said.assets.length;
        uint256[] memory lots = new uint256[](4 * assets + said.openInterest.length);
        for (uint256 i = 0; i < assets; ++i) {
            lots[4 * i] = said.assets[i].customersLong;
            lots[4 * i + 1] = said.assets[i].customersShort;
            lots[4 * i + 2] = said.assets[i].ownLong;
            lots[4 * i + 3] = said.assets[i].ownShort;
        }
        for (uint256 i = 0; i < said.openInterest.length; ++i) {
            lots[4 * assets + i] = said.openInterest[i];
        }
        elements = new uint256[](disclosureElements(assets, said.openInterest.length));
        _pack(elements, 0, counts, 32);
        _pack(elements, 1, sums, 112);
        _pack(elements, 3, lots, 80);
    }

    /// Live inputs in the order of statement/src/inputs.rs.
    function closingInputs(uint256 context, uint256 state, uint256 said) internal pure returns (uint256[] memory x) {
        x = new uint256[](3);
        (x[0], x[1], x[2]) = (context, state, said);
    }

    function parametersInputs(uint256 context, uint256 parameters, uint256 rho, uint256 phi)
        internal
        pure
        returns (uint256[] memory x)
    {
        x = new uint256[](4);
        (x[0], x[1], x[2], x[3]) = (context, parameters, rho, phi);
    }

    /// Context, root, states before and after, ρ, φ.
    function batchInputs(uint256[6] memory given) internal pure returns (uint256[] memory x) {
        x = new uint256[](6);
        for (uint256 i = 0; i < 6; ++i) {
            x[i] = given[i];
        }
    }

    /// The figures that a book has only one of: bounds may be chosen, these not.
    function exactFigures(Disclosure memory said) internal pure returns (bytes32) {
        return keccak256(abi.encode(said.accounts, said.assets, said.openInterest));
    }

    function _requireBand(uint256 b) private pure {
        if (b != 100 && b != 125 && b != 150 && b != 200 && b != 300 && b != 500 && b != 1000) revert NoSuchBand(b);
    }

    function _requireClass(ClassDisclosure memory class) private pure {
        _requireRung(class.flagged, 1, 32);
        _requireRung(class.negative, 1, 32);
        _requireRung(class.deficit, FIRST_MONEY, 112);
        _requireRung(class.owed, FIRST_MONEY, 112);
    }

    /// 0, or 1, 2 or 5 times a power of ten, from `first` on.
    function _requireRung(uint256 bound, uint256 first, uint256 bits) private pure {
        if (bound == 0) return;
        uint256 digit = _narrow(bound, bits);
        while (digit % 10 == 0) {
            digit /= 10;
        }
        if (bound < first || (digit != 1 && digit != 2 && digit != 5)) revert NotOnLadder(bound);
    }

    /// As many to an element as fit 253 bits, the first in the lowest bits.
    function _pack(uint256[] memory to, uint256 first, uint256[] memory values, uint256 bits) private pure {
        uint256 each = CAPACITY / bits;
        for (uint256 i = 0; i < values.length; ++i) {
            to[first + i / each] |= _narrow(values[i], bits) << (bits * (i % each));
        }
    }

    function _count(uint256 values, uint256 bits) private pure returns (uint256) {
        uint256 each = CAPACITY / bits;
        return (values + each - 1) / each;
    }

    function _narrow(uint256 value, uint256 bits) private pure returns (uint256) {
        if (value >> bits != 0) revert TooWide(value, bits);
        return value;
    }
}
