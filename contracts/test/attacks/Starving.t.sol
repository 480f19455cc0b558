// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Proof} from "../../src/IVerifiers.sol";
import {GatedVault} from "../../src/examples/GatedVault.sol";
import {Claim, Disclosure, Opening, Reserve, Standing, VenueSettings} from "../../src/SolvencyTypes.sol";
import {Deployed} from "../Deployed.sol";
import {MockPriceFeed} from "../Mocks.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// Answers with a megabyte, or fails with one.
contract Bomb {
    bool private immutable FAILS;

    constructor(bool fails) {
        FAILS = fails;
    }

    fallback() external {
        bool fails = FAILS;
        assembly {
            if fails { revert(0, 1000000) }
            return(0, 1000000)
        }
    }
}

/// A token that tries to open an epoch while its balance is read.
contract Reentrant {
    address private immutable REGISTRY;
    bytes private call_;

    constructor(address registry, bytes memory call) {
        (REGISTRY, call_) = (registry, call);
    }

    function balanceOf(address) external returns (uint256) {
        (bool ok,) = REGISTRY.call(call_);
        return ok ? type(uint256).max : 0;
    }
}

/// An authority that is a contract, and answers at length.
contract LongAuthority {
    function isValidSignature(bytes32, bytes calldata) external pure {
        assembly {
            mstore(0, shl(224, 0x1626ba7e))
            return(0, 1000000)
        }
    }
}

/// An authority that is a contract, and says yes.
contract PlainAuthority {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }
}

/// Callers who give too little gas, and callees who answer too much.
contract StarvingAttacks is RegistryFixture {
    /// Whoever asks the vault chooses the gas, and so the answer "no".
    function testNobodyMakesAFreshVenueLookOtherwise() public {
        MockPriceFeed feed = _benchmark();
        GatedVault vault = Deployed.vault(token, registry, VENUE, false);
        publish(1, START - 60, 0);
        feed.set(10_000, START, false);
        require(vault.takesRisk(), "not fresh");
        bool answered;
        for (uint256 gas_ = 10_000; gas_ < 600_000; gas_ += 5_000) {
            try vault.takesRisk{gas: gas_}() returns (bool fresh) {
                require(fresh, "a caller with little gas makes it look otherwise");
                answered = true;
            } catch {}
        }
        require(answered, "never answered");
    }

    function testNoGasMakesAStatusWorseOrBetter() public {
        _benchmark();
        publish(1, START - 60, 0);
        for (uint256 gas_ = 10_000; gas_ < 400_000; gas_ += 5_000) {
            (bool ok, bytes memory answer) =
                address(registry).staticcall{gas: gas_}(abi.encodeCall(registry.status, (VENUE)));
            require(!ok || abi.decode(answer, (uint256)) == uint256(Standing.Fresh), "gas decides");
        }
    }

    function testNoGasMakesReservesDisappear() public {
        backReserves(1_000);
        _benchmark();
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        bytes memory sealing = abi.encodeCall(registry.seal, (o, d, links, closingProof(o, lastState, d), signed(o, d)));
        for (uint256 gas_ = 150_000;; gas_ += 3_000) {
            (bool ok,) = address(registry).call{gas: gas_}(sealing);
            if (ok) break;
            require(gas_ < 5_000_000, "never sealed");
        }
        require(registry.status(VENUE).claim == Claim.Solvent, "reserves disappeared for want of gas");
        require(registry.epochOf(VENUE, 1).price == 10_000, "the price disappeared for want of gas");
    }

    function testAnswersOfAMegabyteAreNoReserve() public {
        for (uint256 i = 0; i < 2; ++i) {
            Reserve memory next = reserve();
            next.token = address(new Bomb(i == 0));
            VM.prank(address(timelock));
            venues.setReserve(VENUE, RULES, 1, next);
            uint256 before = gasleft();
            bool covers = venues.reservesCover(VENUE, RULES, said().assets);
            require(!covers && before - gasleft() < 300_000, "it was paid for, or believed");
        }
    }

    function testAFeedOfAMegabyteIsStale() public {
        MockPriceFeed feed = _benchmark();
        publish(1, START - 60, 0);
        VM.etch(address(feed), address(new Bomb(true)).code);
        require(registry.status(VENUE).standing == Standing.Stale, "not stale");
    }

    function testNothingIsReenteredByAToken() public {
        Opening memory o = openingOf(1, START - 60, 0);
        Reserve memory next = reserve();
        next.token = address(new Reentrant(address(registry), abi.encodeCall(registry.open, (o, parametersProof(o)))));
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, next);
        prepare(o);
        sealNow(o, said());
        require(registry.status(VENUE).claim == Claim.MarginedAndFundCovered, "re-entered");
        require(registry.draftOf(VENUE, next.token).opening == 0, "a draft was opened");
    }

    function testAnAuthorityThatAnswersAtLengthHarmsItselfOnly() public {
        VenueSettings memory s = settings();
        s.authority = address(new LongAuthority());
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        Proof memory proof = closingProof(o, lastState, d);
        uint256 before = gasleft();
        registry.seal(o, d, links, proof, "");
        require(before - gasleft() < 4_000_000, "more than the answer itself was paid for");
    }

    function testAnAuthorityMayBeAContract() public {
        VenueSettings memory s = settings();
        s.authority = address(new PlainAuthority());
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        registry.seal(o, d, links, closingProof(o, lastState, d), "");
    }

    function _benchmark() private returns (MockPriceFeed feed) {
        feed = new MockPriceFeed();
        VenueSettings memory s = settings();
        (s.benchmark, s.bandBps, s.heartbeat) = (address(feed), 100, 1 hours);
        VM.prank(address(timelock));
        venues.setVenue(VENUE, s);
        feed.set(10_000, START, false);
    }
}
