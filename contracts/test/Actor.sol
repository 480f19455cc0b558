// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Proof} from "../src/IVerifiers.sol";
import {Batch, Disclosure, Draft, Epoch, Opening, Role} from "../src/SolvencyTypes.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// Does what anyone in any role may do, in any order, and remembers what must
/// have come of it.
contract Actor is RegistryFixture {
    uint256 private constant SUBMITTERS = 3;

    /// What a submitter's draft must be.
    struct Work {
        uint64 epoch;
        uint64 time;
        bytes32 previous;
        bytes32 opening;
        uint256 state;
        bytes links;
        uint256 lanes;
    }

    Epoch[] private epochs;
    Work[SUBMITTERS] private works;
    bytes32[] private removed;
    uint256 private spares;
    uint64 private clock = START;
    uint256 public appended;
    uint256 public calls;

    modifier counted() {
        ++calls;
        _;
    }

    function sealedEpochs() external view returns (uint256) {
        return epochs.length;
    }

    function openDraft(uint8 who, uint16 age) public counted {
        who %= uint8(SUBMITTERS);
        // Sometimes older than may be, sometimes before the last epoch.
        Opening memory o = openingOf(uint64(epochs.length + 1), clock - age % 4_000, _lastDigest());
        VM.prank(_address(who));
        try registry.open(o, parametersProof(o)) {
            works[who] = Work(o.epoch, o.time, o.previous, keccak256(abi.encode(o)), initialState(), "", 0);
        } catch {}
    }

    function appendDraft(uint8 who, bool second, uint8 count) public counted {
        who %= uint8(SUBMITTERS);
        Work storage work = works[who];
        uint256 lane = second ? 1 : 0;
        (links, lastState) = (work.links, work.state);
        Opening memory o = openingOf(work.epoch, work.time, work.previous);
        (Batch[] memory batches, bytes memory more, uint256 state) = nextBatches(o, lane, count % 3 + 1);
        VM.prank(_address(who));
        try registry.append(o, lane, batches) {
            (work.links, work.state) = (bytes.concat(work.links, more), state);
            work.lanes |= 1 << lane;
            ++appended;
        } catch {}
    }

    function sealDraft(uint8 who) public counted {
        who %= uint8(SUBMITTERS);
        Work storage work = works[who];
        (links, lastState) = (work.links, work.state);
        Opening memory o = openingOf(work.epoch, work.time, work.previous);
        Disclosure memory d = said();
        d.accounts = 5;
        bytes memory signature = signed(o, d);
        Proof memory proof = closingProof(o, lastState, d);
        VM.prank(_address(who));
        try registry.seal(o, d, links, proof, signature) returns (bytes32 digest) {
            require(work.epoch == epochs.length + 1 && work.lanes == 3, "sealed what was not complete");
            require(digest == digestOf(o, d), "another digest");
            epochs.push(registry.epochOf(VENUE, work.epoch));
            delete works[who];
        } catch {}
    }

    /// All of it, by one submitter, whatever the others have begun. Who publishes
    /// has waited a while, and for the venue to be let go on.
    function publishAll(uint8 who, uint16 age, uint8 count) external counted {
        this.wait_(700);
        this.goOn();
        openDraft(who, age % 600);
        appendDraft(who, false, count);
        appendDraft(who, true, count);
        sealDraft(who);
    }

    /// What a draft lacks, and its seal.
    function finish(uint8 who) external counted {
        appendDraft(who, false, 0);
        appendDraft(who, true, 0);
        sealDraft(who);
    }

    /// Publishes over an epoch that is there.
    function sealAgain(uint8 which) external counted {
        if (epochs.length == 0) return;
        uint64 epoch = uint64(which % epochs.length) + 1;
        bytes32 previous = epoch == 1 ? bytes32(0) : epochs[epoch - 2].digest;
        Opening memory o = openingOf(epoch, clock, previous);
        try registry.open(o, parametersProof(o)) {
            revert("an epoch was opened twice");
        } catch {}
    }

    function wait_(uint16 time) external counted {
        clock += time % 5_000;
        VM.warp(clock);
    }

    function stop() external counted {
        if (clock % 4 != 0) return;
        VM.prank(GUARDIAN);
        try venues.halt(VENUE) {} catch {}
    }

    function goOn() external counted {
        VM.prank(address(timelock));
        try venues.resume(VENUE) {} catch {}
    }

    function addSpare() external counted {
        registerKey(keccak256(abi.encode(spares++)), Role.Closing, 0, 0, 0);
    }

    function removeSpare(uint8 which) external counted {
        if (spares == 0) return;
        bytes32 id = keccak256(abi.encode(uint256(which) % spares));
        VM.prank(GUARDIAN);
        try keys.removeKey(id) {
            removed.push(id);
        } catch {}
    }

    function returnSpare(uint8 which) external counted {
        if (removed.length == 0) return;
        try this.registerAgain(removed[which % removed.length]) {
            revert("a removed key returned");
        } catch {}
    }

    function registerAgain(bytes32 id) external {
        registerKey(id, Role.Closing, 0, 0, 0);
    }

    function checkEpochs() external view {
        require(registry.latest(VENUE) == epochs.length, "an epoch was un-sealed");
        for (uint256 i = 0; i < epochs.length; ++i) {
            Epoch memory now_ = registry.epochOf(VENUE, uint64(i + 1));
            require(keccak256(abi.encode(now_)) == keccak256(abi.encode(epochs[i])), "an epoch was changed");
            require(i == 0 || epochs[i].time > epochs[i - 1].time, "time ran back");
        }
    }

    function checkKeys() external view {
        for (uint256 i = 0; i < removed.length; ++i) {
            require(keys.keyOf(removed[i]).removed, "a removed key returned");
        }
    }

    function checkDrafts() external view {
        for (uint256 i = 0; i < SUBMITTERS; ++i) {
            Draft memory draft = registry.draftOf(VENUE, _address(i));
            Work storage work = works[i];
            require(draft.opening == work.opening && draft.state == work.state, "a draft was spoilt");
            require(draft.batches == work.links.length / 96 && draft.lanesUsed == work.lanes, "batches were");
        }
    }

    function _address(uint256 who) private pure returns (address) {
        return address(uint160(0xabc0 + who));
    }

    function _lastDigest() private view returns (bytes32) {
        return epochs.length == 0 ? bytes32(0) : epochs[epochs.length - 1].digest;
    }
}
