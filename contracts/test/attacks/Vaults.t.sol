// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {GatedVault} from "../../src/examples/GatedVault.sol";
import {ISolvencyRegistry} from "../../src/ISolvencyRegistry.sol";
import {SolvencyFeed} from "../../src/SolvencyFeed.sol";
import {Deployed} from "../Deployed.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// Burns all the gas it gets.
contract Furnace {
    fallback() external {
        while (true) {}
    }
}

/// Answers what no registry answers: a standing that there is not.
contract Babbler {
    fallback() external {
        assembly {
            mstore(0, not(0))
            return(0, 32)
        }
    }
}

/// Consumers, and registries that fail them.
contract VaultAttacks is RegistryFixture {
    address private constant VICTIM = address(0x71c7);

    GatedVault private vault;

    function setUp() public override {
        super.setUp();
        vault = Deployed.vault(token, registry, VENUE, false);
        token.mint(address(this), 1e24);
        token.approve(address(vault), type(uint256).max);
    }

    function testWithdrawalsDoNotDependOnTheRegistry() public {
        publish(1, START - 60, 0);
        vault.deposit(400, address(this));
        address[4] memory others = [address(new Furnace()), address(new Babbler()), address(0x404), address(venues)];
        for (uint256 i = 0; i < others.length; ++i) {
            VM.etch(address(registry), others[i].code);
            require(vault.maxWithdraw(address(this)) == 400 - 100 * i, "another maximum");
            vault.withdraw(50, address(this), address(this));
            vault.redeem(50e6, address(this), address(this));
        }
        require(vault.totalAssets() == 0, "money was kept in");
    }

    function testARegistryThatFailsSaysNo() public {
        VM.etch(address(registry), address(new Furnace()).code);
        require(!vault.takesRisk{gas: 1_000_000}(), "yes");
        VM.etch(address(registry), address(venues).code);
        require(!vault.takesRisk(), "yes");
    }

    /// The promise of ERC-4626: `maxDeposit` never reverts.
    function testARegistryThatBabblesOrIsGoneSaysNo() public {
        address[2] memory others = [address(new Babbler()), address(0x404)];
        for (uint256 i = 0; i < 2; ++i) {
            VM.etch(address(registry), others[i].code);
            try vault.takesRisk() returns (bool yes) {
                require(!yes, "yes");
            } catch {
                revert("it reverts instead of saying no");
            }
        }
    }

    /// The first depositor makes a share dear before the second comes.
    function testADepositIsNotTakenForNoShares() public {
        publish(1, START - 60, 0);
        token.mint(VICTIM, 50e18);
        vault.deposit(1, address(this));
        token.transfer(address(vault), 100e18);
        VM.prank(VICTIM);
        token.approve(address(vault), 50e18);
        VM.prank(VICTIM);
        try vault.deposit(50e18, VICTIM) {} catch {}
        require(token.balanceOf(VICTIM) != 0 || vault.balanceOf(VICTIM) != 0, "fifty tokens for no share");
    }

    function testADepositTooSmallForAShareIsRefused() public {
        publish(1, START - 60, 0);
        vault.deposit(1, address(this));
        token.mint(address(vault), 1e30);
        VM.expectRevert(abi.encodeWithSelector(GatedVault.NoShares.selector));
        vault.deposit(1, address(this));
    }

    function testAFeedHasNoRoundsBeyondItsLast() public {
        SolvencyFeed feed = Deployed.feed(registry, VENUE);
        publish(1, START - 60, 0);
        uint80[3] memory rounds = [uint80(0), 2, (1 << 64) + 1];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(SolvencyFeed.NoSuchRound.selector, rounds[i]));
            feed.getRoundData(rounds[i]);
        }
    }

    function testAFeedOfAHaltedVenueHasNoAnswer() public {
        SolvencyFeed feed = Deployed.feed(registry, VENUE);
        publish(1, START - 60, 0);
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        VM.expectPartialRevert(SolvencyFeed.NotFresh.selector);
        feed.latestRoundData();
    }
}
