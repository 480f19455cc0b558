// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title Poseidon's permutation over BN254, for 2 to 16 inputs
/// @notice The rounds of poseidon/src/permutation.rs, over a table in the order
/// of poseidon/src/evm.rs.
/// @dev State and table are at fixed places behind Solidity's free memory
/// pointer, which `requireUntouched` makes sure of: nothing may be allocated
/// before the result is read. Elements are taken four at a time, and there is
/// room for a multiple of four besides the first. What stands in the places that
/// an arity does not use does not matter: the table has zeros for them.
///
/// Five numbers below R add up to less than 2^256, so a sum of products is
/// reduced once for every four; mulmod and addmod take unreduced operands.
/// R is put on the stack: a constant of 32 bytes that is used so often would be
/// copied from the code every time.
library PoseidonPermutation {
    error MemoryInUse();

    uint256 internal constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    /// Seventeen elements, then as many behind the S-box, then the table. Where
    /// the time is spent, places are written out: 0x100, 0x120 … and 0x400 ….
    uint256 internal constant STATE = 0x100;
    uint256 private constant BOXED = 0x400;
    uint256 internal constant TABLE = 0x700;

    function requireUntouched() internal pure {
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        if (free > STATE) revert MemoryInUse();
    }

    /// Permutes the state of an arity, whose table ends at `end`.
    function permute(uint256 arity, uint256 end) internal pure {
        // Bytes of the elements beside the first, in the table.
        uint256 others = (arity + 3) / 4 * 0x80;
        uint256 line = 0x20 + others;
        uint256 blockAt = TABLE + (8 + 1 + arity) * line;
        _fullRounds(TABLE, arity, others);
        _partialRounds(blockAt + arity * others, end, others);
        _block(blockAt, arity, others);
        _fullRounds(TABLE + 4 * line, arity, others);
    }

    /// Four rounds: constants from `at` on, S-box of every element, the matrix.
    function _fullRounds(uint256 at, uint256 arity, uint256 others) private pure {
        assembly ("memory-safe") {
            let r := R
            let line := add(others, 0x20)
            let stateEnd := add(STATE, shl(5, add(arity, 1)))
            for { let roundsEnd := add(at, shl(2, line)) } lt(at, roundsEnd) { at := add(at, line) } {
                let constant_ := at
                let to := BOXED
                for { let from := STATE } lt(from, stateEnd) { from := add(from, 0x20) } {
                    let x := add(mload(from), mload(constant_))
                    let square := mulmod(x, x, r)
                    mstore(to, mulmod(mulmod(square, square, r), x, r))
                    constant_ := add(constant_, 0x20)
                    to := add(to, 0x20)
                }
                let row := add(TABLE, shl(3, line))
                for { to := STATE } lt(to, stateEnd) { to := add(to, 0x20) } {
                    let sum := mulmod(mload(BOXED), mload(row), r)
                    sum := addmod(
                        sum,
                        add(
                            add(
                                mulmod(mload(0x420), mload(add(row, 0x20)), r),
                                mulmod(mload(0x440), mload(add(row, 0x40)), r)
                            ),
                            add(
                                mulmod(mload(0x460), mload(add(row, 0x60)), r),
                                mulmod(mload(0x480), mload(add(row, 0x80)), r)
                            )
                        ),
                        r
                    )
                    if gt(others, 0x80) {
                        sum := addmod(
                            sum,
                            add(
                                add(
                                    mulmod(mload(0x4a0), mload(add(row, 0xa0)), r),
                                    mulmod(mload(0x4c0), mload(add(row, 0xc0)), r)
                                ),
                                add(
                                    mulmod(mload(0x4e0), mload(add(row, 0xe0)), r),
                                    mulmod(mload(0x500), mload(add(row, 0x100)), r)
                                )
                            ),
                            r
                        )
                    }
                    if gt(others, 0x100) {
                        sum := addmod(
                            sum,
                            add(
                                add(
                                    mulmod(mload(0x520), mload(add(row, 0x120)), r),
                                    mulmod(mload(0x540), mload(add(row, 0x140)), r)
                                ),
                                add(
                                    mulmod(mload(0x560), mload(add(row, 0x160)), r),
                                    mulmod(mload(0x580), mload(add(row, 0x180)), r)
                                )
                            ),
                            r
                        )
                    }
                    if gt(others, 0x180) {
                        sum := addmod(
                            sum,
                            add(
                                add(
                                    mulmod(mload(0x5a0), mload(add(row, 0x1a0)), r),
                                    mulmod(mload(0x5c0), mload(add(row, 0x1c0)), r)
                                ),
                                add(
                                    mulmod(mload(0x5e0), mload(add(row, 0x1e0)), r),
                                    mulmod(mload(0x600), mload(add(row, 0x200)), r)
                                )
                            ),
                            r
                        )
                    }
                    mstore(to, sum)
                    row := add(row, line)
                }
            }
        }
    }

    /// Every round's S-box is of the first element only; then the first becomes
    /// `constant + top·state`, and to each other is added `left` times what came
    /// out of the S-box. Round by round up to the table's end.
    function _partialRounds(uint256 at, uint256 end, uint256 others) private pure {
        assembly ("memory-safe") {
            let r := R
            let first := add(mload(STATE), mload(at))
            for { at := add(at, 0x20) } lt(at, end) {} {
                let head := mulmod(first, first, r)
                head := mulmod(mulmod(head, head, r), first, r)
                first := add(mload(at), mulmod(head, mload(add(at, 0x20)), r))
                at := add(at, 0x40)
                let x := mload(0x120)
                let sum := mulmod(x, mload(at), r)
                mstore(0x120, addmod(x, mulmod(head, mload(add(at, 0x20)), r), r))
                x := mload(0x140)
                sum := add(sum, mulmod(x, mload(add(at, 0x40)), r))
                mstore(0x140, addmod(x, mulmod(head, mload(add(at, 0x60)), r), r))
                x := mload(0x160)
                sum := add(sum, mulmod(x, mload(add(at, 0x80)), r))
                mstore(0x160, addmod(x, mulmod(head, mload(add(at, 0xa0)), r), r))
                x := mload(0x180)
                sum := add(sum, mulmod(x, mload(add(at, 0xc0)), r))
                mstore(0x180, addmod(x, mulmod(head, mload(add(at, 0xe0)), r), r))
                first := addmod(first, sum, r)
                if gt(others, 0x80) {
                    x := mload(0x1a0)
                    sum := mulmod(x, mload(add(at, 0x100)), r)
                    mstore(0x1a0, addmod(x, mulmod(head, mload(add(at, 0x120)), r), r))
                    x := mload(0x1c0)
                    sum := add(sum, mulmod(x, mload(add(at, 0x140)), r))
                    mstore(0x1c0, addmod(x, mulmod(head, mload(add(at, 0x160)), r), r))
                    x := mload(0x1e0)
                    sum := add(sum, mulmod(x, mload(add(at, 0x180)), r))
                    mstore(0x1e0, addmod(x, mulmod(head, mload(add(at, 0x1a0)), r), r))
                    x := mload(0x200)
                    sum := add(sum, mulmod(x, mload(add(at, 0x1c0)), r))
                    mstore(0x200, addmod(x, mulmod(head, mload(add(at, 0x1e0)), r), r))
                    first := addmod(first, sum, r)
                }
                if gt(others, 0x100) {
                    x := mload(0x220)
                    sum := mulmod(x, mload(add(at, 0x200)), r)
                    mstore(0x220, addmod(x, mulmod(head, mload(add(at, 0x220)), r), r))
                    x := mload(0x240)
                    sum := add(sum, mulmod(x, mload(add(at, 0x240)), r))
                    mstore(0x240, addmod(x, mulmod(head, mload(add(at, 0x260)), r), r))
                    x := mload(0x260)
                    sum := add(sum, mulmod(x, mload(add(at, 0x280)), r))
                    mstore(0x260, addmod(x, mulmod(head, mload(add(at, 0x2a0)), r), r))
                    x := mload(0x280)
                    sum := add(sum, mulmod(x, mload(add(at, 0x2c0)), r))
                    mstore(0x280, addmod(x, mulmod(head, mload(add(at, 0x2e0)), r), r))
                    first := addmod(first, sum, r)
                }
                if gt(others, 0x180) {
                    x := mload(0x2a0)
                    sum := mulmod(x, mload(add(at, 0x300)), r)
                    mstore(0x2a0, addmod(x, mulmod(head, mload(add(at, 0x320)), r), r))
                    x := mload(0x2c0)
                    sum := add(sum, mulmod(x, mload(add(at, 0x340)), r))
                    mstore(0x2c0, addmod(x, mulmod(head, mload(add(at, 0x360)), r), r))
                    x := mload(0x2e0)
                    sum := add(sum, mulmod(x, mload(add(at, 0x380)), r))
                    mstore(0x2e0, addmod(x, mulmod(head, mload(add(at, 0x3a0)), r), r))
                    x := mload(0x300)
                    sum := add(sum, mulmod(x, mload(add(at, 0x3c0)), r))
                    mstore(0x300, addmod(x, mulmod(head, mload(add(at, 0x3e0)), r), r))
                    first := addmod(first, sum, r)
                }
                at := add(at, shl(1, others))
            }
            mstore(STATE, first)
        }
    }

    /// What the factored partial rounds leave to be applied at last to all
    /// elements but the first.
    function _block(uint256 row, uint256 arity, uint256 others) private pure {
        assembly ("memory-safe") {
            let r := R
            let size := shl(5, arity)
            for { let to := BOXED } lt(to, add(BOXED, size)) { to := add(to, 0x20) } {
                let sum := 0
                for { let from := add(STATE, 0x20) } lt(from, add(add(STATE, 0x20), others)) {
                    from := add(from, 0x80)
                } {
                    sum := addmod(
                        sum,
                        add(
                            add(
                                mulmod(mload(from), mload(row), r),
                                mulmod(mload(add(from, 0x20)), mload(add(row, 0x20)), r)
                            ),
                            add(
                                mulmod(mload(add(from, 0x40)), mload(add(row, 0x40)), r),
                                mulmod(mload(add(from, 0x60)), mload(add(row, 0x60)), r)
                            )
                        ),
                        r
                    )
                    row := add(row, 0x80)
                }
                mstore(to, sum)
            }
            mcopy(add(STATE, 0x20), BOXED, size)
        }
    }
}
