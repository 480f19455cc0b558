// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence} from "../../src/IVerifiers.sol";
import {PoseidonSequence} from "../../src/PoseidonSequence.sol";
import {AssetDisclosure, Disclosure} from "../../src/SolvencyTypes.sol";
import {Deployed} from "../Deployed.sol";
import {RealPoseidon} from "../RealPoseidon.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// The widest rules that may be registered can be used.
contract WidthAttacks is RegistryFixture {
    /// A transaction's gas by EIP-7825 is 16.8 million; this leaves some for all
    /// else that it does.
    uint256 private constant MOST = 14_000_000;
    /// The widest that may be registered.
    uint32 private constant ROWS = 680;
    uint16 private constant STRESSES = 105;
    bytes32 private constant WIDE = keccak256("wide rules");

    function makePoseidon() internal override returns (IPoseidonSequence) {
        PoseidonSequence sequence = Deployed.poseidon();
        for (uint256 arity = 3; arity <= 16; ++arity) {
            RealPoseidon.give(sequence, arity);
        }
        return sequence;
    }

    function setUp() public override {
        super.setUp();
        VM.prank(address(timelock));
        keys.registerRules(WIDE, 64, ROWS, STRESSES, true);
    }

    function testWhatIsRegisteredCanBeOpened() public {
        uint256 before = gasleft();
        keys.initialState(WIDE, openingOf(1, 0, 0).funds, new uint256[](STRESSES));
        _requireFits(before - gasleft(), 1);
    }

    function testWhatIsRegisteredCanBeSealed() public view {
        Disclosure memory d = _wide();
        uint256 before = gasleft();
        keys.disclosureHash(WIDE, d);
        _requireFits(before - gasleft(), 1);
    }

    /// Two disclosures in one transaction, or a forger of these rules is safe.
    function testAForgedClosingCanBeShown() public view {
        Disclosure memory d = _wide();
        uint256 before = gasleft();
        keys.disclosureHash(WIDE, d);
        _requireFits(before - gasleft(), 2);
    }

    function _wide() private pure returns (Disclosure memory d) {
        d.band = 100;
        d.assets = new AssetDisclosure[](64);
        d.openInterest = new uint256[](ROWS);
    }

    function _requireFits(uint256 gas_, uint256 times) private pure {
        require(times * gas_ < MOST, string.concat("too much gas for a transaction: ", VM.toString(times * gas_)));
    }
}
