// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {MarginClaim} from "../src/AccountClaim.sol";
import {IStagedVerifier, Proof} from "../src/IVerifiers.sol";
import {MockVerifier} from "./Mocks.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

/// A verifier of an account key, and claims that it takes.
abstract contract ClaimFixture is RegistryFixture {
    bytes32 internal constant ACCOUNT_KEY = keccak256("account key");

    IStagedVerifier internal verifier;

    function setUp() public virtual override {
        super.setUp();
        verifier = accountVerifier(21, false);
    }

    function accountVerifier(uint256 inputs, bool insecure) internal returns (IStagedVerifier) {
        return IStagedVerifier(address(new MockVerifier(ACCOUNT_KEY, inputs, insecure)));
    }

    /// A proof of a claim's inputs, from docs/account-proofs.md once more.
    function claimProof(bytes32 digest, uint256[] memory roots, bytes32 nonce, uint248 scope, MarginClaim memory claim)
        internal
        pure
        returns (Proof memory)
    {
        bytes memory text = bytes.concat("plimsoll account 1", digest, nonce, bytes8(claim.expires));
        uint256[] memory x = new uint256[](21);
        x[0] = uint248(bytes31(keccak256(text)));
        (x[1], x[2], x[3], x[4]) = (claim.least, claim.ratio, scope, claim.nullifier);
        for (uint256 i = 0; i < 16; ++i) {
            x[5 + i] = roots[i];
        }
        return about(keccak256(abi.encode(ACCOUNT_KEY, x)));
    }
}
