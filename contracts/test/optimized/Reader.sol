// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {AccountClaim, MarginClaim} from "../../src/AccountClaim.sol";
import {IPoseidonSequence, IStagedVerifier} from "../../src/IVerifiers.sol";
import {LeafProof} from "../../src/LeafProof.sol";
import {SolvencyRegistry} from "../../src/SolvencyRegistry.sol";
import {Opening} from "../../src/SolvencyTypes.sol";

/// A contract of somebody else that reads epochs: libraries, as they are
/// compiled into what is deployed.
contract Reader {
    function requireAccount(
        SolvencyRegistry registry,
        Opening memory opening,
        bytes memory links,
        LeafProof.Place memory place,
        LeafProof.Account memory account
    ) external view {
        LeafProof.requireAccount(registry, opening, links, place, account);
    }

    function leafOf(IPoseidonSequence poseidon, LeafProof.Account memory account) external view returns (uint256) {
        return LeafProof.leafOf(poseidon, account);
    }

    function windowOf(
        SolvencyRegistry registry,
        Opening memory opening,
        bytes memory links,
        uint256 lane,
        uint256 window,
        uint256 accounts,
        uint256 slots
    ) external view returns (bytes32 digest, uint256[] memory roots) {
        return AccountClaim.windowOf(registry, opening, links, lane, window, accounts, slots);
    }

    function requireMargin(
        IStagedVerifier verifier,
        bytes32 digest,
        uint256[] memory roots,
        bytes32 nonce,
        uint248 scope,
        MarginClaim calldata claim
    ) external view {
        AccountClaim.requireMargin(verifier, digest, roots, nonce, scope, claim);
    }

    function requireAccountKey(IStagedVerifier verifier, bool singleParty) external view {
        AccountClaim.requireAccountKey(verifier, singleParty);
    }
}
