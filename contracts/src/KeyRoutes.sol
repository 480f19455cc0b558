// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Governed} from "./Governed.sol";
import {IKey} from "./IVerifiers.sol";
import {Key, Role, Rules} from "./SolvencyTypes.sol";
import {StatementHash} from "./StatementHash.sol";

/// @title Which verifier speaks for which key, and for what
/// @notice As the key store of the native verifier: a key counts for one role,
/// one shape and one set of rules. What is taken away leaves a tombstone and
/// never returns.
abstract contract KeyRoutes is Governed {
    error RulesAlreadyRegistered(bytes32 rules);
    error RulesUnknown(bytes32 rules);
    error RulesTooLarge();
    error KeyAlreadyRegistered(bytes32 key);
    error KeyUnknown(bytes32 key);
    error KeyRemoved(bytes32 key);
    error KeyRole(bytes32 key, Role found, Role used);
    error KeyRules(bytes32 key, bytes32 found, bytes32 used);
    error KeyInsecure(bytes32 key);
    error KeyMismatch(bytes32 key);
    error ShapeNotAllowed(bytes32 key);
    error VerifierChanged(bytes32 key);

    event RulesRegistered(bytes32 indexed rules, uint16 assets, uint32 zeroSumRows, uint16 stresses, bool coversAll);
    event KeyRegistered(bytes32 indexed key, bytes32 indexed rules, Role role, address verifier);
    event KeyWithdrawn(bytes32 indexed key, bytes32 indexed rules, address by);

    uint256 public constant MAX_ASSETS = 64;
    /// A state is hashed in one transaction, and two disclosures are, to show
    /// that a key is forged: each within 14 million gas.
    uint256 public constant MAX_STATE_ELEMENTS = 735;
    uint256 public constant MAX_DISCLOSURE_ELEMENTS = 315;
    uint256 private constant LANES = 4;
    uint256 private constant MAX_ACCOUNTS = 1 << 16;
    uint256 private constant MAX_SLOTS = 1 << 10;

    /// Keys that one party made alone are taken. For test networks.
    bool public immutable ALLOWS_INSECURE_KEYS;

    mapping(bytes32 digest => Rules) private _rules;
    mapping(bytes32 id => Key) private _keys;
    /// What a key's verifier was when it was registered.
    mapping(bytes32 id => bytes32) private _codes;

    constructor(bool allowsInsecureKeys) {
        ALLOWS_INSECURE_KEYS = allowsInsecureKeys;
    }

    /// @notice Sizes of a set of rules. They are the preimage of the digest in
    /// part, which cannot be seen here: that they fit is governance's word.
    function registerRules(bytes32 digest, uint16 assets, uint32 zeroSumRows, uint16 stresses, bool coversAll)
        external
        onlyGovernance
    {
        Rules storage rules = _rules[digest];
        if (rules.registered) revert RulesAlreadyRegistered(digest);
        bool fits = assets >= 1 && assets <= MAX_ASSETS && stresses >= 1
            && StatementHash.stateElements(assets, zeroSumRows, stresses) <= MAX_STATE_ELEMENTS
            && StatementHash.disclosureElements(assets, zeroSumRows) <= MAX_DISCLOSURE_ELEMENTS;
        if (!fits) revert RulesTooLarge();
        rules.registered = true;
        (rules.assets, rules.zeroSumRows, rules.stresses, rules.coversAll) = (assets, zeroSumRows, stresses, coversAll);
        emit RulesRegistered(digest, assets, zeroSumRows, stresses, coversAll);
    }

    /// @notice A key, by the verifier that was generated from it.
    /// @dev The verifier's code is governance's word as well: compare it with
    /// what the exported source compiles to, during the notice period.
    function registerKey(bytes32 id, Key calldata key) external onlyGovernance {
        if (_keys[id].role != Role.None) revert KeyAlreadyRegistered(id);
        if (_keys[id].removed) revert KeyRemoved(id);
        if (!_rules[key.rules].registered) revert RulesUnknown(key.rules);
        IKey verifier = IKey(key.verifier);
        if (key.removed || key.role == Role.None || verifier.KEY_ID() != id) revert KeyMismatch(id);
        if (verifier.INPUTS() != _inputs(key.role)) revert KeyMismatch(id);
        if (verifier.SINGLE_PARTY_KEY() && !ALLOWS_INSECURE_KEYS) revert KeyInsecure(id);
        if (!_shapeFits(key)) revert ShapeNotAllowed(id);
        _keys[id] = key;
        _codes[id] = key.verifier.codehash;
        emit KeyRegistered(id, key.rules, key.role, key.verifier);
    }

    /// @notice Takes a key away for good. Epochs sealed under its rules before
    /// read Halted until the next is sealed: nobody can know which of them the
    /// reason concerns. A key that is only announced is never registered then.
    function removeKey(bytes32 id) external onlyGuardianOrGovernance {
        _removeKey(id);
    }

    function keyOf(bytes32 id) external view returns (Key memory) {
        return _keys[id];
    }

    /// @notice What a batch needs of its key now, its rules apart.
    function batchKey(bytes32 id) external view returns (address verifier, uint8 lane, uint32 accounts) {
        Key storage key = _stored(id, Role.Batch);
        return (key.verifier, key.lane, key.accounts);
    }

    /// @notice A key that may be used now, in this role, under these rules.
    function usable(bytes32 id, Role used, bytes32 rules) external view returns (Key memory key) {
        key = _keyFor(id, used);
        if (key.rules != rules) revert KeyRules(id, key.rules, rules);
    }

    function rulesOf(bytes32 digest) external view returns (Rules memory) {
        return _rules[digest];
    }

    function _removeKey(bytes32 id) internal {
        Key storage key = _keys[id];
        if (key.removed) revert KeyRemoved(id);
        key.removed = true;
        if (key.role != Role.None) ++_rules[key.rules].removals;
        emit KeyWithdrawn(id, key.rules, msg.sender);
    }

    function _registered(bytes32 digest) internal view returns (Rules memory rules) {
        rules = _rules[digest];
        if (!rules.registered) revert RulesUnknown(digest);
    }

    function _keyFor(bytes32 id, Role used) internal view returns (Key memory key) {
        return _stored(id, used);
    }

    /// A key that counts now, where it is kept: reading all of it costs more.
    function _stored(bytes32 id, Role used) private view returns (Key storage key) {
        key = _keys[id];
        Role role = key.role;
        if (role == Role.None) revert KeyUnknown(id);
        if (key.removed) revert KeyRemoved(id);
        if (role != used) revert KeyRole(id, role, used);
        _requireUnchanged(id, key.verifier);
    }

    /// The verifier is what it was when its code was compared with its source.
    function _requireUnchanged(bytes32 id, address verifier) private view {
        if (verifier.codehash != _codes[id]) revert VerifierChanged(id);
    }

    /// The live inputs of statement/src/inputs.rs.
    function _inputs(Role role) private pure returns (uint256) {
        if (role == Role.Batch) return 6;
        return role == Role.Parameters ? 4 : 3;
    }

    function _shapeFits(Key calldata key) private pure returns (bool) {
        if (key.role != Role.Batch) return key.lane == 0 && key.accounts == 0 && key.slots == 0;
        uint256 accounts = key.accounts;
        bool power = accounts != 0 && accounts & (accounts - 1) == 0 && accounts <= MAX_ACCOUNTS;
        return power && key.lane < LANES && key.slots >= 1 && key.slots <= MAX_SLOTS;
    }
}
