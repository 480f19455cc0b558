// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title A timelock that cannot be made to give less than two days' notice
/// @notice OpenZeppelin's, but for one thing: no update of its delay takes it
/// below MIN_NOTICE. Otherwise whoever proposes could shorten it, and later
/// announce, change and put the delay back in one transaction.
contract NoticeTimelock is TimelockController {
    uint256 public constant MIN_NOTICE = 2 days;

    constructor(uint256 delay, address[] memory proposers, address[] memory executors, address admin)
        TimelockController(delay, proposers, executors, admin)
    {}

    /// @notice What every announcement has to give, at least.
    function getMinDelay() public view override returns (uint256) {
        uint256 delay = super.getMinDelay();
        return delay < MIN_NOTICE ? MIN_NOTICE : delay;
    }
}
