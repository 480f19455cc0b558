// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Draft, Epoch} from "../../src/SolvencyTypes.sol";
import {VM} from "../Vm.sol";
import {RealFixture} from "./RealFixture.sol";
import {Proved} from "./RealVenue.sol";

/// Sends true calls of true epochs in any order, from anyone, again and again.
/// What must become of each is known: a call is taken where it belongs, and
/// nowhere else.
contract RealActor is RealFixture {
    uint256 private constant SUBMITTERS = 3;

    /// What a submitter's draft must be: of which epoch's chain, how far along.
    /// The second and its rival have one opening; the first batch parts them.
    struct Work {
        string chain;
        uint256 batches;
        bool open;
    }

    Work[SUBMITTERS] private works;
    Epoch[] private epochs;
    uint64 private clock = START + 60;
    bool private removed;
    uint256 public calls;
    uint256 public appended;

    function setUp() public override {
        super.setUp();
        // As old as may be: what stops a call is hardly ever its age.
        venue.setMaxDelay(2 days);
    }

    function sealedEpochs() external view returns (uint256) {
        return epochs.length;
    }

    function open(uint8 who, uint8 which) public {
        ++calls;
        Proved memory p = proved(_name(which));
        bool follows = p.opening.epoch == epochs.length + 1 && p.opening.previous == _last();
        bool expected = follows && clock >= p.opening.time && !removed;
        bytes memory data = abi.encodeCall(registry.open, (p.opening, p.parametersProof));
        _send(who, data, expected);
        if (expected) works[who % SUBMITTERS] = Work(_name(which), 0, true);
    }

    function append(uint8 who, uint8 which, uint8 from, uint8 count) public {
        ++calls;
        Proved memory p = proved(_name(which));
        uint256 start = from % p.batches.length;
        uint256 some = count % run(p, start) + 1;
        Work storage work = works[who % SUBMITTERS];
        bool expected = work.open && work.batches == start && _fits(work, _name(which));
        if (removed && p.lanes[start] == 1) expected = false;
        bytes memory data = abi.encodeCall(registry.append, (p.opening, p.lanes[start], cut(p, start, some)));
        _send(who, data, expected);
        if (!expected) return;
        work.chain = _name(which);
        work.batches += some;
        ++appended;
    }

    function seal(uint8 who, uint8 which) public {
        ++calls;
        Proved memory p = proved(_name(which));
        Work storage work = works[who % SUBMITTERS];
        bool whole = work.open && work.batches == p.batches.length && _same(work.chain, _name(which));
        bool expected = whole && p.opening.epoch == epochs.length + 1 && !removed;
        bytes memory data = abi.encodeCall(registry.seal, (p.opening, p.disclosure, p.links, p.closingProof, signed(p)));
        _send(who, data, expected);
        if (!expected) return;
        Epoch memory record = registry.epochOf(SMALL, p.opening.epoch);
        require(record.digest == p.digest, "another digest than Rust's");
        epochs.push(record);
        delete works[who % SUBMITTERS];
    }

    /// Whatever is left to do of an epoch, by one submitter.
    function goOn(uint8 who, uint8 which) external {
        Work storage work = works[who % SUBMITTERS];
        if (!work.open || !_fits(work, _name(which))) open(who, which);
        for (uint256 i = 0; i < 2 && work.open; ++i) {
            append(who, which, uint8(work.batches), 3);
        }
        seal(who, which);
    }

    function wait_(uint16 time) external {
        ++calls;
        clock += time % 3_000;
        VM.warp(clock);
    }

    /// Late, since nothing is published from then on.
    function removeLane() external {
        ++calls;
        if (removed || epochs.length < 2) return;
        bytes32 id = proved("first").opening.lanes[1].key;
        VM.prank(GUARDIAN);
        keys.removeKey(id);
        removed = true;
    }

    function returnLane() external {
        ++calls;
        if (!removed) return;
        bytes32 id = proved("first").opening.lanes[1].key;
        try this.register(id) {
            revert("a removed key returned");
        } catch {}
    }

    function register(bytes32 id) external {
        require(msg.sender == address(this));
        VM.prank(venue.timelock());
        keys.registerKey(id, keys.keyOf(id));
    }

    function check() external view {
        require(registry.latest(SMALL) == epochs.length, "an epoch was un-sealed");
        for (uint256 i = 0; i < epochs.length; ++i) {
            Epoch memory now_ = registry.epochOf(SMALL, uint64(i + 1));
            require(keccak256(abi.encode(now_)) == keccak256(abi.encode(epochs[i])), "an epoch was changed");
            require(i == 0 || now_.time > epochs[i - 1].time, "time ran back");
        }
        for (uint160 i = 0; i < SUBMITTERS; ++i) {
            Draft memory draft = registry.draftOf(SMALL, _address(i));
            require((draft.opening != 0) == works[i].open, "a draft came or went");
            require(draft.batches == works[i].batches, "batches came or went");
        }
        bytes32 id = proved("first").opening.lanes[1].key;
        require(keys.keyOf(id).removed == removed, "a removed key returned");
    }

    function _send(uint8 who, bytes memory data, bool expected) private {
        VM.prank(_address(who % SUBMITTERS));
        (bool ok,) = address(registry).call(data);
        require(ok || !expected, "a true call was refused where it belongs");
        require(!ok || expected, "a call was taken where it does not belong");
    }

    /// The draft is of this chain, or has not parted from it.
    function _fits(Work storage work, string memory name) private view returns (bool) {
        if (_same(work.chain, name)) return true;
        return work.batches == 0 && !_same(work.chain, "first") && !_same(name, "first");
    }

    function _same(string memory a, string memory b) private pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }

    function _name(uint8 which) private pure returns (string memory) {
        return which % 3 == 0 ? "first" : which % 3 == 1 ? "second" : "rival";
    }

    function _last() private view returns (bytes32) {
        return epochs.length == 0 ? bytes32(0) : epochs[epochs.length - 1].digest;
    }

    function _address(uint256 who) private pure returns (address) {
        return address(uint160(0xabc0 + who));
    }
}
