// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IAggregatorV3} from "./IAggregatorV3.sol";
import {ISolvencyRegistry} from "./ISolvencyRegistry.sol";
import {Epoch, Standing, Status} from "./SolvencyTypes.sol";

/// @title A venue's coverage as a price feed
/// @notice For contracts that know Chainlink's interface only. The answer is
/// the floor of the fund's coverage, 100 for once; a round is an epoch, and
/// `updatedAt` the second of its snapshot.
/// @dev Many readers never look at `updatedAt`. So a venue that is not Fresh has
/// no latest answer: `latestRoundData` reverts.
contract SolvencyFeed is IAggregatorV3 {
    error NotFresh(Standing standing);
    error NoSuchRound(uint80 round);

    ISolvencyRegistry public immutable REGISTRY;
    bytes32 public immutable VENUE;

    uint8 public constant decimals = 2;
    uint256 public constant version = 1;
    string public constant description = "Plimsoll: coverage floor of an insurance fund";

    constructor(ISolvencyRegistry registry, bytes32 venue) {
        REGISTRY = registry;
        VENUE = venue;
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        Status memory status = REGISTRY.status(VENUE);
        if (status.standing != Standing.Fresh) revert NotFresh(status.standing);
        return _round(status.epoch, status.coverage, status.time);
    }

    /// @notice A past epoch as it was sealed. It says nothing about now.
    function getRoundData(uint80 round) external view returns (uint80, int256, uint256, uint256, uint80) {
        if (round == 0 || round > REGISTRY.latest(VENUE)) revert NoSuchRound(round);
        Epoch memory epoch = REGISTRY.epochOf(VENUE, uint64(round));
        return _round(uint64(round), epoch.coverage, epoch.time);
    }

    function _round(uint64 epoch, uint16 coverage, uint64 time)
        private
        pure
        returns (uint80, int256, uint256, uint256, uint80)
    {
        return (epoch, int256(uint256(coverage)), time, time, epoch);
    }
}
