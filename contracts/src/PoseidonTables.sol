// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title What tables of constants hash to
/// @notice keccak-256 of `plimsoll_poseidon::evm::table(arity)`, which derives
/// them from circomlib's parameters. poseidon/tests/evm.rs holds this file
/// against it.
library PoseidonTables {
    /// @notice The hash of an arity's table; zero for arities without one.
    function hashOf(uint256 arity) internal pure returns (bytes32) {
        if (arity == 2) return 0x39ea78520cb1e192aef61e9a28edde075a2180e4ed27ebe1fa17fd6106324cdf;
        if (arity == 3) return 0x7bb89ffbb36a91de9cc2eebf0171165278c149893e2e7d2dd229e2dd214c4902;
        if (arity == 4) return 0x7d91c4dc243ae7960702625c3699eece8d7dea65868392b1e59f5875d53b473c;
        if (arity == 5) return 0x126f406124e385619b5c187feea3a734ee5ab86a6ae06a45bcfa41ed856b55bf;
        if (arity == 6) return 0xa4e9c1119e814c623c979c0fc6e6eb92a3b389fb0c811b0b646e3e7d5b89f5eb;
        if (arity == 7) return 0x0dd4a44b4f8ab8c32ac6d9f926dec9034627355ae23b1dacd2795137d24efde2;
        if (arity == 8) return 0x932f3c110100a649c557e59877515acc7105b8e8a83506a82c1f8f8ffbe69cae;
        if (arity == 9) return 0xa5e8e4e3ae731b520db7f0da9d69087db01040747349a90a158b1bc203d5c972;
        if (arity == 10) return 0x80e599a12d82b53feb4677764e44d80c2f06e72cd483e0eb89e4f5357665c30a;
        if (arity == 11) return 0x5abe475b874c5d062ff247a04fda8c8c4bd86935cfcd84e7e38c3202c2b53be4;
        if (arity == 12) return 0x23e3f6447e2e71d7f1b49e0c650565aef460444f25d1f9551fea4d6bdefcc54c;
        if (arity == 13) return 0x316d44940396ba7b8f85fb0daf66d784f79f6cd5fdfd34d0be8175396df0de0e;
        if (arity == 14) return 0xcaf8548356dbee7e4bc3a8c18b2ad4073bb7058e8691051d0b8a927de6a59ff5;
        if (arity == 15) return 0xf8919049ee3ad91bdede0878350e3f0f31816d18849875b6fb85dd2ac253d418;
        if (arity == 16) return 0x25e07ec4cf0b21007223fe40304c324f179c0a8dbcb1b7b81d3fe1a6e474c99d;
        return 0;
    }
}
