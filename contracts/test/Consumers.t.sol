// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {GatedVault} from "../src/examples/GatedVault.sol";
import {LeafProof} from "../src/LeafProof.sol";
import {SolvencyFeed} from "../src/SolvencyFeed.sol";
import {Standing} from "../src/SolvencyTypes.sol";
import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// A vault, a feed and a leaf: what others build on the registry.
contract ConsumersTest is RegistryFixture {
    GatedVault private vault;
    SolvencyFeed private feed;

    function setUp() public override {
        super.setUp();
        vault = new GatedVault(token, registry, VENUE, false);
        feed = new SolvencyFeed(registry, VENUE);
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
        registry.halt(VENUE);
        vault.redeem(30, address(this), address(this));
        require(token.balanceOf(address(this)) == 100, "money was kept in");
    }

    function testAVaultMayAskForReserves() public {
        GatedVault strict = new GatedVault(token, registry, VENUE, true);
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

    /// From poseidon/vectors/vectors.json: the node that Rust hashes.
    function testANodeIsThatOfTheCommittedVectors() public pure {
        uint256 node = 7853200120776062878684798364095072458815029376092732009249414926327459813530;
        require(PoseidonT3.hash([uint256(1), 2]) == node, "another Poseidon");
    }

    function testAPathLeadsToItsRootOnly() public {
        uint256[] memory path = new uint256[](2);
        (path[0], path[1]) = (7, 8);
        uint256 root = PoseidonT3.hash([uint256(8), PoseidonT3.hash([uint256(5), 7])]);
        require(this.rootOf(5, 2, path, 2) == root, "another root");
        require(this.rootOf(5, 1, path, 2) != root && this.rootOf(6, 2, path, 2) != root, "the same root");
        VM.expectRevert(abi.encodeWithSelector(LeafProof.WrongDepth.selector, 2, 3));
        this.rootOf(5, 2, path, 3);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.PositionOutside.selector, 4));
        this.rootOf(5, 4, path, 2);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotReduced.selector, R + 5));
        this.rootOf(R + 5, 2, path, 2);
    }

    function testARootIsOfItsEpoch() public {
        publish(1, START - 60, 0);
        LeafProof.RootProof memory proof;
        proof.before = keccak256(abi.encode(openingOf(1, START - 60, 0)));
        (proof.lane, proof.root, proof.stateOut) = (0, 1_000, 2_000);
        proof.later = new uint256[3][](2);
        proof.later[0] = [uint256(0), 1_001, 2_001];
        proof.later[1] = [uint256(2), 1_002, 2_002];
        this.requireRoot(proof);
        proof.root = 1_001;
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        this.requireRoot(proof);
    }

    function rootOf(uint256 leaf, uint256 position, uint256[] memory path, uint256 depth)
        external
        pure
        returns (uint256)
    {
        return LeafProof.rootOf(leaf, position, path, depth);
    }

    function requireRoot(LeafProof.RootProof memory proof) external view {
        LeafProof.requireRoot(registry, VENUE, 1, proof);
    }
}
