// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ISolvencyRegistry} from "../../src/ISolvencyRegistry.sol";
import {Proof} from "../../src/IVerifiers.sol";
import {SolvencyRegistry} from "../../src/SolvencyRegistry.sol";
import {Batch, Claim, Disclosure, Opening, Reserve} from "../../src/SolvencyTypes.sol";
import {Deployed} from "../Deployed.sol";
import {MockToken} from "../Mocks.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

interface IBorrower {
    function onLoan() external;
}

/// A lending vault, as many are: whoever asks gets all of it until they return.
contract LendingVault {
    MockToken private immutable TOKEN;

    constructor(MockToken token) {
        TOKEN = token;
    }

    function lend() external {
        uint256 all = TOKEN.balanceOf(address(this));
        TOKEN.transfer(msg.sender, all);
        IBorrower(msg.sender).onLoan();
        TOKEN.transferFrom(msg.sender, address(this), all);
    }
}

/// Copies a draft from public calldata, and seals it while the vault is empty.
contract Spoiler is IBorrower {
    address private target;
    bytes private sealing;

    function run(address to, bytes calldata data) external {
        (bool ok,) = to.call(data);
        require(ok, "not run");
    }

    function spoil(LendingVault vault, MockToken token, address registry, bytes calldata call) external {
        (target, sealing) = (registry, call);
        token.approve(address(vault), type(uint256).max);
        vault.lend();
    }

    function onLoan() external {
        (bool ok,) = target.call(sealing);
        require(ok, "not sealed");
    }
}

/// Forwards whatever anyone asks, as the common multicall contracts do.
contract Forwarder {
    function call(address to, bytes calldata data) external {
        (bool ok,) = to.call(data);
        require(ok, "not forwarded");
    }
}

/// Strangers who want to spoil what a venue does.
contract SpoilingAttacks is RegistryFixture {
    /// All of a seal's calldata is public before it is mined. A stranger seals the
    /// same epoch from a draft of their own, at a moment that they choose. The
    /// threat model says so under "Known and open".
    function testKnownAStrangerChoosesWhenReservesAreRead() public {
        LendingVault vault = new LendingVault(token);
        Reserve memory next = reserve();
        next.vaults[0] = address(vault);
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, next);
        token.mint(address(vault), 1_000);

        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        bytes memory sealing = abi.encodeCall(registry.seal, (o, d, links, closingProof(o, lastState, d), signed(o, d)));

        Spoiler spoiler = new Spoiler();
        _copyDraft(o, spoiler);
        spoiler.spoil(vault, token, address(registry), sealing);
        require(token.balanceOf(address(vault)) == 1_000, "the vault was robbed");
        Claim claim = registry.status(VENUE).claim;
        require(claim == Claim.MarginedAndFundCovered, "a stranger no longer chooses the moment: say so");
    }

    /// The README says so of its own accord: register no such vault.
    function testKnownReservesBorrowedForATransactionCount() public {
        LendingVault lender = new LendingVault(token);
        token.mint(address(lender), 1_000);
        Reserve memory next = reserve();
        Spoiler spoiler = new Spoiler();
        next.vaults[0] = address(spoiler);
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, next);
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        bytes memory sealing = abi.encodeCall(registry.seal, (o, d, links, closingProof(o, lastState, d), signed(o, d)));
        _copyDraft(o, spoiler);
        spoiler.spoil(lender, token, address(registry), sealing);
        require(token.balanceOf(address(spoiler)) == 0, "it kept the money");
        require(registry.status(VENUE).claim == Claim.Solvent, "borrowed money no longer counts: say so");
    }

    /// A venue signs, finds an error, and signs anew: the first is still good.
    function testKnownASignatureIsNotTakenBack() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory wrong = said();
        wrong.customers.flagged = 2_000_000_000;
        bytes memory first = signed(o, wrong);
        signed(o, said());
        Proof memory proof = closingProof(o, lastState, wrong);
        registry.seal(o, wrong, links, proof, first);
        require(registry.status(VENUE).flagged == 2_000_000_000, "it was taken back: say so");
    }

    /// A draft belongs to a caller, and this caller is anyone.
    function testADraftThroughAForwarderIsAnyones() public {
        Forwarder forwarder = new Forwarder();
        Opening memory o = openingOf(1, START - 60, 0);
        forwarder.call(address(registry), abi.encodeCall(registry.open, (o, parametersProof(o))));
        (links, lastState) = ("", initialState());
        (Batch[] memory batches,,) = nextBatches(o, 0, 1);
        forwarder.call(address(registry), abi.encodeCall(registry.append, (o, 0, batches)));
        VM.prank(address(0xbad));
        forwarder.call(address(registry), abi.encodeCall(registry.open, (o, parametersProof(o))));
        require(registry.draftOf(VENUE, address(forwarder)).batches == 0, "known: a forwarder's draft is not one's own");
    }

    function testASignatureIsOfOneRegistry() public {
        SolvencyRegistry other = Deployed.registry(keys, venues);
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        bytes memory signature = signed(o, d);
        Proof memory proof = closingProof(o, lastState, d);
        (bytes memory all, uint256 state) = (links, initialState());
        other.open(o, parametersProof(o));
        (links, lastState) = ("", state);
        (Batch[] memory batches, bytes memory more, uint256 next) = nextBatches(o, 0, 2);
        other.append(o, 0, batches);
        (links, lastState) = (more, next);
        (batches,,) = nextBatches(o, 1, 1);
        other.append(o, 1, batches);
        VM.expectPartialRevert(ISolvencyRegistry.NotTheVenues.selector);
        other.seal(o, d, all, proof, signature);
        lastState = 2_002;
        registry.seal(o, d, all, proof, signature);
    }

    function testAnotherChainHasOtherContextsAndSignatures() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        bytes memory signature = signed(o, d);
        Proof memory proof = closingProof(o, lastState, d);
        VM.chainId(2);
        VM.expectRevert(abi.encodeWithSignature("ProofInvalid()"));
        registry.seal(o, d, links, proof, signature);
        proof = closingProof(o, lastState, d);
        VM.expectPartialRevert(ISolvencyRegistry.NotTheVenues.selector);
        registry.seal(o, d, links, proof, signature);
    }

    function testADraftOpenedAgainForgetsItsPlaces() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        registry.open(o, parametersProof(o));
        VM.expectRevert(abi.encodeWithSelector(ISolvencyRegistry.NoBatches.selector));
        registry.seal(o, said(), links, about(0), "");
        require(registry.draftOf(VENUE, address(this)).places == 0, "places of batches that are gone");
    }

    function _copyDraft(Opening memory o, Spoiler spoiler) private {
        (bytes memory all, uint256 last) = (links, lastState);
        spoiler.run(address(registry), abi.encodeCall(registry.open, (o, parametersProof(o))));
        (links, lastState) = ("", initialState());
        for (uint256 lane = 0; lane < 2; ++lane) {
            (Batch[] memory batches, bytes memory more, uint256 state) = nextBatches(o, lane, 2 - lane);
            spoiler.run(address(registry), abi.encodeCall(registry.append, (o, lane, batches)));
            (links, lastState) = (bytes.concat(links, more), state);
        }
        (links, lastState) = (all, last);
    }
}
