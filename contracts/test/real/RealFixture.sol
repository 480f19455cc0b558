// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {KeyRegister} from "../../src/KeyRegister.sol";
import {SolvencyRegistry} from "../../src/SolvencyRegistry.sol";
import {Batch} from "../../src/SolvencyTypes.sol";
import {VM} from "../Vm.sol";
import {Proved, RealVenue} from "./RealVenue.sol";

/// A venue with real keys, and epochs that the Rust prover proved for it.
abstract contract RealFixture {
    bytes32 internal constant SMALL = "Small";
    bytes32 internal constant NEIGHBOUR = "Neighbour";
    uint256 internal constant AUTHORITY = 0xa11ce;
    address internal constant GUARDIAN = address(0x6a4d);
    /// The second of the first snapshot, and seconds between snapshots.
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant CADENCE = 1 hours;

    RealVenue internal venue;
    KeyRegister internal keys;
    SolvencyRegistry internal registry;

    function setUp() public virtual {
        VM.chainId(1);
        VM.warp(START + 60);
        venue = RealVenue(VM.deployCode("RealVenue.sol"));
        (keys, registry) = (venue.keys(), venue.registry());
        string[4] memory names = ["first", "second", "rival", "neighbour"];
        for (uint256 i = 0; i < names.length; ++i) {
            // An account's code is cheap to read.
            VM.etch(_place(names[i]), abi.encode(venue.read(names[i])));
        }
    }

    /// What was proved, by the name of its file.
    function proved(string memory name) internal view returns (Proved memory) {
        return abi.decode(_place(name).code, (Proved));
    }

    function openIt(Proved memory p) internal {
        registry.open(p.opening, p.parametersProof);
    }

    /// Appends the batches from one position on, in one call.
    function appendFrom(Proved memory p, uint256 from, uint256 count) internal {
        registry.append(p.opening, p.lanes[from], cut(p, from, count));
    }

    /// All batches, those of a lane together.
    function appendAll(Proved memory p) internal {
        for (uint256 from = 0; from < p.batches.length;) {
            uint256 count = run(p, from);
            appendFrom(p, from, count);
            from += count;
        }
    }

    function sealIt(Proved memory p) internal returns (bytes32) {
        return registry.seal(p.opening, p.disclosure, p.links, p.closingProof, signed(p));
    }

    function publish(Proved memory p) internal returns (bytes32) {
        openIt(p);
        appendAll(p);
        return sealIt(p);
    }

    /// How many batches of one lane there are from a position on.
    function run(Proved memory p, uint256 from) internal pure returns (uint256 count) {
        while (from + count < p.lanes.length && p.lanes[from + count] == p.lanes[from]) ++count;
    }

    function cut(Proved memory p, uint256 from, uint256 count) internal pure returns (Batch[] memory batches) {
        batches = new Batch[](count);
        for (uint256 i = 0; i < count; ++i) {
            batches[i] = p.batches[from + i];
        }
    }

    function signed(Proved memory p) internal view returns (bytes memory) {
        bytes32 hash = registry.hashToSign(p.opening.venue, p.opening.epoch, p.digest);
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(AUTHORITY, hash);
        return abi.encodePacked(r, s, v);
    }

    /// All that calls may change of a venue, as far as it is this submitter's.
    function stateOf(bytes32 of_, address who) internal view returns (bytes32) {
        uint64 latest = registry.latest(of_);
        bytes memory record = latest == 0 ? bytes("") : abi.encode(registry.epochOf(of_, latest));
        return keccak256(abi.encode(latest, record, registry.draftOf(of_, who), registry.status(of_)));
    }

    function _place(string memory name) private pure returns (address) {
        return address(uint160(uint256(keccak256(bytes(name)))));
    }
}
