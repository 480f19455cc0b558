// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {GatedVault} from "../src/examples/GatedVault.sol";
import {SolvencyFeed} from "../src/SolvencyFeed.sol";
import {Standing} from "../src/SolvencyTypes.sol";
import {Deployed} from "./Deployed.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// A vault and a feed: what others build on the registry.
contract ConsumersTest is RegistryFixture {
    GatedVault private vault;
    SolvencyFeed private feed;

    function setUp() public override {
        super.setUp();
        vault = Deployed.vault(token, registry, VENUE, false);
        feed = Deployed.feed(registry, VENUE);
        token.mint(address(this), 100);
        token.approve(address(vault), 100);
    }

    function testDepositsWhileFreshAndWithdrawalsAlways() public {
        require(vault.maxDeposit(address(this)) == 0 && vault.maxMint(address(this)) == 0, "open before an epoch");
        VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxDeposit.selector);
        vault.deposit(50, address(this));
        publish(1, START - 60, 0);
        vault.deposit(50, address(this));
        VM.warp(START + 3 hours);
        VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxDeposit.selector);
        vault.deposit(50, address(this));
        VM.expectPartialRevert(ERC4626.ERC4626ExceededMaxMint.selector);
        vault.mint(50, address(this));
        vault.withdraw(20, address(this), address(this));
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        vault.redeem(30e6, address(this), address(this));
        require(token.balanceOf(address(this)) == 100, "money was kept in");
    }

    function testAVaultMayAskForReserves() public {
        GatedVault strict = Deployed.vault(token, registry, VENUE, true);
        bytes32 digest = publish(1, START - 60, 0);
        require(vault.takesRisk() && !strict.takesRisk(), "the weaker claim is enough");
        backReserves(1_000);
        VM.warp(START + 1 hours);
        publish(2, START + 1 hours - 60, digest);
        require(strict.takesRisk(), "the stronger is not");
    }

    function testAFeedAnswersWhileFresh() public {
        VM.expectRevert(abi.encodeWithSelector(SolvencyFeed.NotFresh.selector, Standing.Unknown));
        feed.latestRoundData();
        publish(1, START - 60, 0);
        (uint80 round, int256 answer,, uint256 updated, uint80 answered) = feed.latestRoundData();
        require(round == 1 && answered == 1 && answer == 150 && updated == START - 60, "another answer");
        VM.warp(START + 3 hours);
        VM.expectRevert(abi.encodeWithSelector(SolvencyFeed.NotFresh.selector, Standing.Stale));
        feed.latestRoundData();
        (, answer,,,) = feed.getRoundData(1);
        require(answer == 150, "another past");
        VM.expectRevert(abi.encodeWithSelector(SolvencyFeed.NoSuchRound.selector, 2));
        feed.getRoundData(2);
    }
}
