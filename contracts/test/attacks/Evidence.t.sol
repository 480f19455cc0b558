// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {ForgeryProofs} from "../../src/ForgeryProofs.sol";
import {KeyRoutes} from "../../src/KeyRoutes.sol";
import {Proof} from "../../src/IVerifiers.sol";
import {StatementHash} from "../../src/StatementHash.sol";
import {Disclosure, Role} from "../../src/SolvencyTypes.sol";
import {MockVerifier} from "../Mocks.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

/// Honest proofs, brought as evidence against their key.
contract EvidenceAttacks is RegistryFixture {
    /// Two ways to write one packed element: longs that run over into shorts.
    function testAFigureThatRunsOverIsNoContradiction() public {
        Disclosure[2] memory both = [said(), said()];
        both[1].assets[0].customersLong += 1 << 80;
        both[1].assets[0].customersShort -= 1;
        Proof[2] memory proofs = [_closing(both[0]), _closing(both[0])];
        VM.expectRevert(abi.encodeWithSelector(StatementHash.TooWide.selector, both[1].assets[0].customersLong, 80));
        keys.proveForgedClosing(CLOSING_KEY, 1, 2, both, proofs);
    }

    function testListsOfOtherLengthsAreNoContradiction() public {
        Disclosure[2] memory both = [said(), said()];
        both[1].openInterest = new uint256[](3);
        Proof[2] memory proofs = [_closing(both[0]), _closing(both[0])];
        VM.expectRevert(abi.encodeWithSelector(StatementHash.WrongLength.selector, 3, 2));
        keys.proveForgedClosing(CLOSING_KEY, 1, 2, both, proofs);
    }

    /// Disclosures of two states, or of two contexts, are no contradiction.
    function testProofsOfOtherStatesAreNoEvidence() public {
        Disclosure[2] memory both = [said(), said()];
        both[1].accounts = 1;
        Proof[2] memory proofs = [_closing(both[0]), _closing(both[1])];
        VM.expectRevert(abi.encodeWithSelector(MockVerifier.ProofInvalid.selector));
        keys.proveForgedClosing(CLOSING_KEY, 1, 3, both, proofs);
        VM.expectRevert(abi.encodeWithSelector(MockVerifier.ProofInvalid.selector));
        keys.proveForgedClosing(CLOSING_KEY, 3, 2, both, proofs);
    }

    function testEvidenceIsOfTheKeysOwnRole() public {
        Disclosure[2] memory both = [said(), said()];
        both[1].accounts = 1;
        Proof[2] memory proofs;
        VM.expectRevert(
            abi.encodeWithSelector(KeyRoutes.KeyRole.selector, PARAMETERS_KEY, Role.Parameters, Role.Closing)
        );
        keys.proveForgedClosing(PARAMETERS_KEY, 1, 2, both, proofs);
        VM.expectRevert(abi.encodeWithSelector(KeyRoutes.KeyRole.selector, CLOSING_KEY, Role.Closing, Role.Parameters));
        keys.proveForgedParameters(CLOSING_KEY, [uint256(0), 1], 8, 9, [uint256(10), 11], proofs);
    }

    function testOneBatchTwiceIsNoContradiction() public {
        uint256[6][2] memory inputs = [[uint256(1), 2, 3, 4, 5, 6], [uint256(1), 2, 3, 4, 5, 6]];
        Proof[2] memory proofs;
        VM.expectRevert(abi.encodeWithSelector(ForgeryProofs.NoContradiction.selector));
        keys.proveForgedBatch(SMALL_KEY, [uint256(1), 2], inputs, proofs);
    }

    function _closing(Disclosure memory d) private view returns (Proof memory) {
        uint256[] memory x = new uint256[](3);
        (x[0], x[1], x[2]) = (1, 2, disclosureHash(d));
        return about(keccak256(abi.encode(CLOSING_KEY, x)));
    }
}
