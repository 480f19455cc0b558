// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IKey, Proof} from "../../src/IVerifiers.sol";
import {KeyRegister} from "../../src/KeyRegister.sol";
import {NoticeTimelock} from "../../src/NoticeTimelock.sol";
import {PoseidonSequence} from "../../src/PoseidonSequence.sol";
import {SolvencyRegistry} from "../../src/SolvencyRegistry.sol";
import {Batch, Disclosure, Key, Opening, Role, VenueSettings} from "../../src/SolvencyTypes.sol";
import {StatementHash} from "../../src/StatementHash.sol";
import {VenueRegister} from "../../src/VenueRegister.sol";
import {Deployed} from "../Deployed.sol";
import {RealPoseidon} from "../RealPoseidon.sol";
import {VM} from "../Vm.sol";

/// An epoch that the Rust prover proved, as `plimsoll contract calldata` has it.
struct Proved {
    Opening opening;
    Proof parametersProof;
    Batch[] batches;
    /// Each batch's lane, by its place in the opening.
    uint256[] lanes;
    Disclosure disclosure;
    bytes links;
    Proof closingProof;
    /// The digest that Rust computed.
    bytes32 digest;
}

/// The real registers, the real Poseidon and verifiers of real keys, with two
/// venues let in. What is deployed is deployed by name, and so is this: no test
/// compiles it into itself.
contract RealVenue {
    using RealPoseidon for PoseidonSequence;

    bytes32 public constant SMALL = "Small";
    bytes32 public constant NEIGHBOUR = "Neighbour";
    uint256 public constant AUTHORITY = 0xa11ce;
    address public constant GUARDIAN = address(0x6a4d);
    uint64 public constant CADENCE = 1 hours;
    uint256 private constant POSEIDON_BLOCK = 15;

    address public timelock;
    KeyRegister public keys;
    VenueRegister public venues;
    SolvencyRegistry public registry;
    bytes32 public rules;

    constructor() {
        string memory about = VM.readFile("out-proofs/keys.json");
        rules = VM.parseJsonBytes32(about, ".rules");
        Proved memory one = read("first");
        _deploy(one);
        VM.prank(timelock);
        // The book's rules cover all losses; the sizes are those of its figures.
        keys.registerRules(
            rules,
            uint16(one.disclosure.assets.length),
            uint32(one.disclosure.openInterest.length),
            uint16(one.opening.thresholds.length),
            true
        );
        uint256[] memory accounts = VM.parseJsonUintArray(about, ".accounts");
        uint256[] memory slots = VM.parseJsonUintArray(about, ".slots");
        _register("ParametersVerifier", Role.Parameters, 0, 0, 0);
        _register("ClosingVerifier", Role.Closing, 0, 0, 0);
        _register("Lane0Verifier", Role.Batch, 0, accounts[0], slots[0]);
        _register("Lane1Verifier", Role.Batch, 1, accounts[1], slots[1]);
        setMaxDelay(30 minutes);
    }

    /// Lets both venues in; a snapshot may be so old.
    function setMaxDelay(uint64 maxDelay) public {
        VenueSettings memory s;
        s.authority = VM.addr(AUTHORITY);
        s.rules = rules;
        (s.maxDelay, s.freshness, s.cadence) = (maxDelay, 2 * CADENCE, CADENCE);
        (s.flagLimit, s.deficitLimit) = (10, 1e14);
        VM.prank(timelock);
        venues.setVenue(SMALL, s);
        VM.prank(timelock);
        venues.setVenue(NEIGHBOUR, s);
    }

    /// What was proved, by the name of its file.
    function read(string memory name) public view returns (Proved memory p) {
        string memory json = VM.readFile(string.concat("out-proofs/", name, ".json"));
        p.digest = VM.parseJsonBytes32(json, ".digest");
        (p.opening, p.parametersProof) = abi.decode(_arguments(VM.parseJsonBytes(json, ".open")), (Opening, Proof));
        _readBatches(p, VM.parseJsonBytesArray(json, ".append"));
        bytes memory last = _arguments(VM.parseJsonBytes(json, ".seal"));
        (, p.disclosure, p.links, p.closingProof,) = abi.decode(last, (Opening, Disclosure, bytes, Proof, bytes));
    }

    function _deploy(Proved memory p) private {
        address[] memory self = new address[](1);
        self[0] = address(this);
        NoticeTimelock governor = Deployed.timelock(self);
        timelock = address(governor);
        PoseidonSequence poseidon = Deployed.poseidon();
        (uint256 assets, uint256 rows) = (p.disclosure.assets.length, p.disclosure.openInterest.length);
        // Whole blocks, nodes, leaves of two slots, and last blocks.
        _give(poseidon, POSEIDON_BLOCK + 1);
        _give(poseidon, 2);
        _give(poseidon, 5);
        _give(poseidon, _lastArity(StatementHash.stateElements(assets, rows, p.opening.thresholds.length)));
        _give(poseidon, _lastArity(StatementHash.disclosureElements(assets, rows)));
        keys = Deployed.keyRegister(governor, GUARDIAN, poseidon, true);
        venues = Deployed.venueRegister(governor, GUARDIAN, keys);
        registry = Deployed.registry(keys, venues);
    }

    function _register(string memory name, Role role, uint8 lane, uint256 accounts, uint256 slots) private {
        address verifier = Deployed.make(name, "");
        Key memory key = Key(verifier, role, false, lane, uint32(accounts), uint16(slots), rules);
        bytes32 id = IKey(verifier).KEY_ID();
        VM.prank(timelock);
        keys.registerKey(id, key);
    }

    function _give(PoseidonSequence poseidon, uint256 arity) private {
        if (!poseidon.isRegistered(arity)) poseidon.give(arity);
    }

    function _lastArity(uint256 elements) private pure returns (uint256) {
        uint256 left = (elements - 1) % POSEIDON_BLOCK + 1;
        return left < 2 ? 3 : 1 + left;
    }

    function _readBatches(Proved memory p, bytes[] memory calls) private pure {
        uint256 count = 0;
        // More than there can be: cut to what there is.
        (p.batches, p.lanes) = (new Batch[](1_024), new uint256[](1_024));
        for (uint256 i = 0; i < calls.length; ++i) {
            (, uint256 lane, Batch[] memory some) = abi.decode(_arguments(calls[i]), (Opening, uint256, Batch[]));
            for (uint256 j = 0; j < some.length; ++j) {
                (p.batches[count], p.lanes[count]) = (some[j], lane);
                ++count;
            }
        }
        (Batch[] memory batches, uint256[] memory lanes) = (p.batches, p.lanes);
        assembly ("memory-safe") {
            mstore(batches, count)
            mstore(lanes, count)
        }
    }

    /// A call without its selector.
    function _arguments(bytes memory call) private pure returns (bytes memory) {
        return RealPoseidon.slice(call, 4, call.length - 4);
    }
}
