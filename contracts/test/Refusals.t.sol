// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {BoundedCall} from "../src/BoundedCall.sol";
import {ISolvencyRegistry} from "../src/ISolvencyRegistry.sol";
import {Proof} from "../src/IVerifiers.sol";
import {KeyRegister} from "../src/KeyRegister.sol";
import {KeyRoutes} from "../src/KeyRoutes.sol";
import {PoseidonPermutation} from "../src/PoseidonPermutation.sol";
import {SolvencyRegistry} from "../src/SolvencyRegistry.sol";
import {SolvencyGate} from "../src/SolvencyGate.sol";
import {
    AssetDisclosure,
    Claim,
    Disclosure,
    LaneKey,
    Opening,
    Reserve,
    Role,
    Standing,
    VenueSettings
} from "../src/SolvencyTypes.sol";
import {StatementHash} from "../src/StatementHash.sol";
import {VenueRegister} from "../src/VenueRegister.sol";
import {GatedVault} from "../src/examples/GatedVault.sol";
import {Deployed} from "./Deployed.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

contract Gated is SolvencyGate {
    constructor(ISolvencyRegistry registry) SolvencyGate(registry, keccak256("a venue"), false) {}

    function takeRisk() external onlyWhenFresh {}
}

/// What is refused, and by what name.
contract RefusalsTest is RegistryFixture {
    function testRulesAreRegisteredOnceAndNotTooLarge() public {
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.RulesAlreadyRegistered.selector, RULES));
        keys.registerRules(RULES, 1, 2, 3, true);
        _rulesTooLarge(65, 0, 1);
        _rulesTooLarge(1, 1, 0);
        _rulesTooLarge(0, 1, 1);
        _rulesTooLarge(1, type(uint32).max, type(uint16).max);
        // 315 elements of a disclosure, 735 of a state, and one more of each.
        _rulesTooLarge(64, 681, 1);
        _rulesTooLarge(64, 680, 106);
        VM.prank(address(timelock));
        keys.registerRules("widest", 64, 680, 105, false);
        require(keys.rulesOf("widest").registered && !keys.rulesOf("widest").coversAll, "other rules");
    }

    function testKeysThatAreNotThereAreUnknown() public {
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyUnknown.selector, bytes32("none")));
        keys.usable("none", Role.Batch, RULES);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRole.selector, SMALL_KEY, Role.Batch, Role.Closing));
        keys.usable(SMALL_KEY, Role.Closing, RULES);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRules.selector, SMALL_KEY, RULES, bytes32("other")));
        keys.usable(SMALL_KEY, Role.Batch, "other");
    }

    function testNothingIsHashedUnderUnknownRules() public {
        Disclosure memory d = said();
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.RulesUnknown.selector, bytes32("none")));
        keys.disclosureHash("none", d);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.RulesUnknown.selector, bytes32("none")));
        keys.initialState("none", [uint256(0), 0, 0, 0], new uint256[](0));
    }

    function testAnInitialStateIsKept() public {
        uint256 hash = keys.initialState(RULES, [uint256(11), 12, 0, 0], new uint256[](3));
        require(hash == initialState(), "another hash");
        require(keys.initialState(RULES, [uint256(11), 12, 0, 0], new uint256[](3)) == hash, "another hash is kept");
        require(keys.initialState(RULES, [uint256(12), 11, 0, 0], new uint256[](3)) != hash, "of other pins");
    }

    function testARegistryHasOneKeyRegister() public {
        KeyRegister other = Deployed.keyRegister(timelock, GUARDIAN, poseidon, false);
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.RegistersDiffer.selector));
        Deployed.registry(other, venues);
    }

    function testVenuesAndReservesAreRegistered() public {
        VenueSettings memory s = settings();
        s.rules = "none";
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.RulesUnknown.selector, bytes32("none")));
        venues.setVenue(VENUE, s);
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(VenueRegister.VenueNotHalted.selector, VENUE));
        venues.resume(VENUE);
        VM.prank(GUARDIAN);
        VM.expectRevert(abi.encodeWithSelector(VenueRegister.VenueUnknown.selector, bytes32("none")));
        venues.halt("none");
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        VM.prank(GUARDIAN);
        VM.expectRevert(abi.encodeWithSelector(VenueRegister.VenueHalted.selector, VENUE));
        venues.halt(VENUE);
        require(registry.status(VENUE).standing == Standing.Halted, "halted before its first epoch");

        Reserve memory r = reserve();
        _reserveFails(0, r, abi.encodeWithSelector(VenueRegister.NoSuchAsset.selector, 0));
        _reserveFails(2, r, abi.encodeWithSelector(VenueRegister.NoSuchAsset.selector, 2));
        r.unitsPerLot = 0;
        _reserveFails(1, r, abi.encodeWithSelector(VenueRegister.ReserveNotAllowed.selector));
        r.vaults = new address[](5);
        r.unitsPerLot = 1;
        _reserveFails(1, r, abi.encodeWithSelector(VenueRegister.ReserveNotAllowed.selector));
    }

    function testAnEpochThatIsNotThereIsUnknown() public {
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.EpochUnknown.selector, VENUE, 1));
        registry.epochOf(VENUE, 1);
    }

    function testAnOpeningHasOneToFourLanes() public {
        Opening memory o = openingOf(1, START - 60, 0);
        o.lanes = new LaneKey[](0);
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.LaneCount.selector, 0));
        registry.open(o, about(0));
        o.lanes = new LaneKey[](5);
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.LaneCount.selector, 5));
        registry.open(o, about(0));
    }

    function testAKeyTakenAwayStopsAppendsOfItsLaneAndEverySeal() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        VM.prank(GUARDIAN);
        keys.removeKey(SMALL_KEY);
        bytes memory gone = abi.encodeWithSelector(KeyRoutes.KeyRemoved.selector, SMALL_KEY);
        (,, uint256 state) = nextBatches(o, 0, 1);
        require(state != 0, "no batch");
        VM.expectRevert(gone);
        this.appendOutside(o, 0);
        append(o, 1, 1);
        bytes memory signature = signed(o, said());
        Proof memory proof = closingProof(o, lastState, said());
        bytes memory all = links;
        VM.expectRevert(gone);
        registry.seal(o, said(), all, proof, signature);
    }

    function testACallerKeepsEnoughGasForWhatItReads() public {
        VM.expectRevert(abi.encodeWithSelector(BoundedCall.NotEnoughGas.selector));
        this.read{gas: 120_000}(address(token));
        require(this.read(address(token)) == 0, "another balance");
    }

    function testPoseidonHasItsPlaceInMemory() public {
        VM.expectRevert(abi.encodeWithSelector(PoseidonPermutation.MemoryInUse.selector));
        this.afterAllocating();
    }

    function testAGateSaysNoWhenTheRegistryFails() public {
        GatedVault vault = Deployed.vault(token, ISolvencyRegistry(address(token)), VENUE, false);
        require(!vault.takesRisk() && vault.maxDeposit(address(this)) == 0, "a registry that fails says yes");
    }

    function testAGateSaysWhy() public {
        Gated gated = new Gated(registry);
        VM.expectRevert(
            abi.encodeWithSelector(SolvencyGate.VenueNotFresh.selector, VENUE, Standing.Unknown, Claim.None)
        );
        gated.takeRisk();
        publish(1, START - 60, 0);
        gated.takeRisk();
    }

    function testADisclosureHasAllAssets() public {
        Disclosure memory d = said();
        d.assets = new AssetDisclosure[](2);
        VM.expectRevert(abi.encodeWithSelector(StatementHash.WrongLength.selector, 2, 1));
        keys.disclosureHash(RULES, d);
    }

    function appendOutside(Opening memory o, uint256 lane) external {
        append(o, lane, 1);
    }

    function read(address target) external view returns (uint256) {
        (, uint256[5] memory words) =
            BoundedCall.words(target, abi.encodeWithSignature("balanceOf(address)", address(this)), 1);
        return words[0];
    }

    function afterAllocating() external pure {
        uint256[] memory taken = new uint256[](20);
        require(taken.length == 20);
        PoseidonPermutation.requireUntouched();
    }

    function _rulesTooLarge(uint16 assets, uint32 rows, uint16 stresses) private {
        VM.prank(address(timelock));
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.RulesTooLarge.selector));
        keys.registerRules("too large", assets, rows, stresses, false);
    }

    function _reserveFails(uint256 row, Reserve memory r, bytes memory reason) private {
        VM.prank(address(timelock));
        VM.expectRevert(reason);
        venues.setReserve(VENUE, RULES, row, r);
    }
}
