// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence} from "./IVerifiers.sol";
import {KeyRoutes} from "./KeyRoutes.sol";
import {Disclosure} from "./SolvencyTypes.sol";
import {StatementHash} from "./StatementHash.sol";

/// @title Hashes of initial states and of disclosures, under registered rules
/// @notice Anyone may ask, and pay.
abstract contract StatementHashes is KeyRoutes {
    /// An initial state's hash, computed once for the same rules and pins.
    event InitialStateHashed(bytes32 indexed rules, uint256[4] funds, uint256[] thresholds, uint256 hash);

    IPoseidonSequence public immutable POSEIDON;

    /// By everything that goes into it: rules never change.
    mapping(bytes32 preimage => uint256 hash) private _initial;

    constructor(IPoseidonSequence poseidon) {
        POSEIDON = poseidon;
    }

    /// @notice The hash of the state before the first batch. The first to ask
    /// pays for it, and for a wide book that is more than its proofs cost: it can
    /// be asked for ahead, in a transaction of its own.
    function initialState(bytes32 rules, uint256[4] calldata funds, uint256[] calldata thresholds)
        external
        returns (uint256 hash)
    {
        bytes32 preimage = keccak256(abi.encode(rules, funds, thresholds));
        hash = _initial[preimage];
        if (hash != 0) return hash;
        hash = POSEIDON.hashSequence(
            StatementHash.STATE_TAG, StatementHash.initialState(_registered(rules), funds, thresholds)
        );
        _initial[preimage] = hash;
        emit InitialStateHashed(rules, funds, thresholds, hash);
    }

    /// @notice The hash of what a venue says, refused where it does not fit its
    /// rules or is off its ladder.
    function disclosureHash(bytes32 rules, Disclosure calldata said) public view returns (uint256) {
        return POSEIDON.hashSequence(StatementHash.DISCLOSURE_TAG, StatementHash.disclosure(_registered(rules), said));
    }
}
