// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "./ISolvencyRegistry.sol";
import {Claim, Standing} from "./SolvencyTypes.sol";

/// @title Takes no new risk at a venue unless the answer is fresh
/// @notice Put `onlyWhenFresh` on what adds risk, and on nothing else: whoever
/// wants out must be let out, above all when the answer is bad.
abstract contract SolvencyGate {
    error NotEnoughGas();
    error VenueNotFresh(bytes32 venue, Standing standing, Claim claim);

    /// More than a status takes, whatever its benchmark does.
    uint256 private constant STATUS_GAS = 400_000;
    uint256 private constant STATUS_WORDS = 10;

    ISolvencyRegistry public immutable REGISTRY;
    bytes32 public immutable VENUE;
    /// Margined and fund-covered is not enough: reserves are asked for.
    bool public immutable ASKS_FOR_RESERVES;

    modifier onlyWhenFresh() {
        _requireFresh();
        _;
    }

    constructor(ISolvencyRegistry registry, bytes32 venue, bool asksForReserves) {
        REGISTRY = registry;
        VENUE = venue;
        ASKS_FOR_RESERVES = asksForReserves;
    }

    /// @notice Whether new risk is taken now. A registry that fails says no, and
    /// so does one that is gone or answers what is no status.
    function takesRisk() public view returns (bool) {
        (Standing standing, Claim claim) = _ask();
        return _suffices(standing, claim);
    }

    function _requireFresh() internal view {
        (Standing standing, Claim claim) = _ask();
        if (!_suffices(standing, claim)) revert VenueNotFresh(VENUE, standing, claim);
    }

    function _suffices(Standing standing, Claim claim) private view returns (bool) {
        return standing == Standing.Fresh && (!ASKS_FOR_RESERVES || claim == Claim.Solvent);
    }

    /// @dev Whoever has too little gas reverts: a caller could make any registry
    /// fail otherwise, and choose the answer.
    function _ask() private view returns (Standing, Claim) {
        // 1/64 stays behind with every call.
        if (gasleft() < STATUS_GAS + STATUS_GAS / 32 + 10_000) revert NotEnoughGas();
        bytes memory data = abi.encodeCall(ISolvencyRegistry.status, (VENUE));
        (address target, uint256 limit, uint256 size) = (address(REGISTRY), STATUS_GAS, 32 * STATUS_WORDS);
        uint256[STATUS_WORDS] memory answer;
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(limit, target, add(data, 0x20), mload(data), answer, size)
            ok := and(ok, eq(returndatasize(), size))
        }
        bool known = answer[0] <= uint256(type(Standing).max) && answer[1] <= uint256(type(Claim).max);
        if (!ok || !known) return (Standing.Unknown, Claim.None);
        return (Standing(answer[0]), Claim(answer[1]));
    }
}
