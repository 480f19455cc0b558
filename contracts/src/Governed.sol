// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {NoticeTimelock} from "./NoticeTimelock.sol";

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

    /// @notice Has to be the contract NoticeTimelock, whose notice nobody can
    /// shorten. Compare its code with that source's before you rely on this.
    NoticeTimelock public immutable TIMELOCK;
    address public guardian;

    modifier onlyGovernance() {
        if (msg.sender != address(TIMELOCK)) revert NotGovernance(msg.sender);
        _;
    }

    modifier onlyGuardianOrGovernance() {
        if (msg.sender != guardian && msg.sender != address(TIMELOCK)) revert NotGuardian(msg.sender);
        _;
    }

    /// @dev Another timelock has no MIN_NOTICE, and is refused: to look at its
    /// delay would not do, for it can be shortened and put back at any time.
    constructor(NoticeTimelock timelock, address firstGuardian) {
        uint256 least = timelock.MIN_NOTICE();
        if (least < MIN_NOTICE) revert NoticeTooShort(least, MIN_NOTICE);
        TIMELOCK = timelock;
        guardian = firstGuardian;
        emit GuardianSet(firstGuardian);
    }

    /// @notice Another guardian, or none: zero.
    function setGuardian(address next) external onlyGovernance {
        guardian = next;
        emit GuardianSet(next);
    }
}
