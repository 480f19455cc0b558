// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ISolvencyRegistry} from "../ISolvencyRegistry.sol";
import {SolvencyGate} from "../SolvencyGate.sol";

/// @title A vault that lets money in only while its venue is fresh
/// @notice An example. Withdrawals never ask the registry, so nothing that is
/// wrong with the registry or the venue's status can keep money in.
contract GatedVault is ERC4626, SolvencyGate {
    error NoShares();

    constructor(IERC20 token, ISolvencyRegistry registry, bytes32 venue, bool asksForReserves)
        ERC20("Gated vault", "GATED")
        ERC4626(token)
        SolvencyGate(registry, venue, asksForReserves)
    {}

    function maxDeposit(address owner) public view override returns (uint256) {
        return takesRisk() ? super.maxDeposit(owner) : 0;
    }

    function maxMint(address owner) public view override returns (uint256) {
        return takesRisk() ? super.maxMint(owner) : 0;
    }

    /// @dev Whoever gives to the vault to make its shares dear loses more by it
    /// than anyone else.
    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }

    /// @dev Deposits and mints both end here, whatever was said before.
    function _deposit(address caller, address receiver, uint256 assets, uint256 shares)
        internal
        override
        onlyWhenFresh
    {
        if (assets != 0 && shares == 0) revert NoShares();
        super._deposit(caller, receiver, assets, shares);
    }
}
