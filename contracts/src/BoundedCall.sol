// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

/// @title Reading from contracts that nobody vouches for
/// @notice A callee gets so much gas and no more, changes nothing, and cannot
/// fill memory with its answer. Whoever has too little gas left to give it
/// reverts: otherwise a caller could make any callee fail at will.
library BoundedCall {
    error NotEnoughGas();

    uint256 internal constant GAS = 120_000;

    /// The first words of the answer; false if there are not as many.
    function words(address target, bytes memory data, uint256 count)
        internal
        view
        returns (bool ok, uint256[5] memory answer)
    {
        // 1/64 stays behind with every call.
        if (gasleft() < GAS + GAS / 32 + 10_000) revert NotEnoughGas();
        uint256 bytesWanted = 32 * count;
        assert(count <= 5);
        uint256 limit = GAS;
        assembly ("memory-safe") {
            ok := staticcall(limit, target, add(data, 0x20), mload(data), answer, bytesWanted)
            ok := and(ok, iszero(lt(returndatasize(), bytesWanted)))
        }
        if (!ok) delete answer;
    }
}
