// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Who may change what
/// @notice Governance adds and changes, through a timelock that gives notice.
/// The guardian acts at once, and can only stop or take away.
abstract contract Governed {
    error NotGovernance(address caller);
    error NotGuardian(address caller);
    error NoticeTooShort(uint256 delay, uint256 least);

    event GuardianSet(address indexed guardian);

    /// What is announced must be seen before it holds.
    uint256 public constant MIN_NOTICE = 2 days;

    TimelockController public immutable TIMELOCK;
    address public guardian;

    /// @dev The delay is looked at again each time: a timelock can shorten its
    /// own, and must not be obeyed once it has.
    modifier onlyGovernance() {
        if (msg.sender != address(TIMELOCK)) revert NotGovernance(msg.sender);
        _requireNotice();
        _;
    }

    modifier onlyGuardianOrGovernance() {
        if (msg.sender != guardian && msg.sender != address(TIMELOCK)) revert NotGuardian(msg.sender);
        _;
    }

    constructor(TimelockController timelock, address firstGuardian) {
        TIMELOCK = timelock;
        _requireNotice();
        guardian = firstGuardian;
        emit GuardianSet(firstGuardian);
    }

    /// @notice Another guardian, or none: zero.
    function setGuardian(address next) external onlyGovernance {
        guardian = next;
        emit GuardianSet(next);
    }

    function _requireNotice() private view {
        uint256 delay = TIMELOCK.getMinDelay();
        if (delay < MIN_NOTICE) revert NoticeTooShort(delay, MIN_NOTICE);
    }
}
