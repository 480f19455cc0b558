// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Batch} from "../../src/SolvencyTypes.sol";
import {VM} from "../Vm.sol";
import {RealFixture} from "./RealFixture.sol";
import {Proved} from "./RealVenue.sol";

/// Real calls with a bit flipped or a word replaced, anywhere in them: every byte
/// says something that is checked, and what is refused changes nothing.
contract RealFuzzTest is RealFixture {
    /// Bytes of a signature that fill its last word; nobody reads them.
    uint256 private constant FILLING = 31;

    /// Open, a batch, four batches, seal: each where it would be taken.
    address[4] private submitters;
    bytes[4] private calls;

    function setUp() public override {
        super.setUp();
        Proved memory p = proved("first");
        calls[0] = abi.encodeCall(registry.open, (p.opening, p.parametersProof));
        calls[1] = abi.encodeCall(registry.append, (p.opening, 0, cut(p, 0, 1)));
        calls[2] = abi.encodeCall(registry.append, (p.opening, 0, cut(p, 0, 4)));
        calls[3] = abi.encodeCall(registry.seal, (p.opening, p.disclosure, p.links, p.closingProof, signed(p)));
        for (uint160 i = 0; i < 4; ++i) {
            submitters[i] = address(0xf0000 + i);
            if (i > 0) _sent(i, calls[0]);
        }
        _sent(3, calls[2]);
        _sent(3, abi.encodeCall(registry.append, (p.opening, 1, cut(p, 4, 1))));
    }

    function testTheCallsAreTakenAsTheyAre() public {
        for (uint256 i = 0; i < 4; ++i) {
            _sent(i, calls[i]);
        }
    }

    /// forge-config: default.fuzz.runs = 256
    function testAnyBitOfACall(uint256 which, uint256 bit) public {
        which %= 4;
        bytes memory data = calls[which];
        bit %= 8 * (data.length - (which == 3 ? FILLING : 0));
        data[bit / 8] ^= bytes1(uint8(0x80 >> (bit % 8)));
        _requireRefused(which, data);
    }

    /// forge-config: default.fuzz.runs = 256
    function testAnyWordOfACall(uint256 which, uint256 at_, uint256 value) public {
        which %= 4;
        bytes memory data = calls[which];
        // Whole words, behind the selector; small values are likely ones.
        at_ = 4 + 32 * (at_ % ((data.length - 4) / 32 - (which == 3 ? 1 : 0)));
        if (value % 2 == 0) value >>= 240;
        uint256 before;
        assembly ("memory-safe") {
            let word := add(add(data, 0x20), at_)
            before := mload(word)
            mstore(word, value)
        }
        if (before != value) _requireRefused(which, data);
    }

    /// Points of one proof in another's place.
    /// forge-config: default.fuzz.runs = 64
    function testPointsOfAnotherProof(uint8 from, uint8 to, uint8 which) public {
        Proved memory p = proved("first");
        (from, to) = (from % 4, to % 4);
        if (from == to) return;
        Batch memory batch = p.batches[to];
        if (which % 4 == 0) batch.proof.a = p.batches[from].proof.a;
        if (which % 4 == 1) batch.proof.b = p.batches[from].proof.b;
        if (which % 4 == 2) batch.proof.c = p.batches[from].proof.c;
        if (which % 4 == 3) batch.proof.d = p.batches[from].proof.d;
        _requireRefused(2, abi.encodeCall(registry.append, (p.opening, 0, cut(p, 0, 4))));
    }

    /// Refused, nothing changed by it; or it opens a draft of other funds, which
    /// no proof of an opening is about, and in which no true batch goes on.
    function _requireRefused(uint256 which, bytes memory data) private {
        bytes32 before = stateOf(SMALL, submitters[which]);
        VM.prank(submitters[which]);
        (bool ok,) = address(registry).call(data);
        if (!ok) {
            require(stateOf(SMALL, submitters[which]) == before, "a refused call changed something");
            return;
        }
        require(which == 0 && _differInFundsOnly(data, calls[0]), "a changed call was taken");
        VM.prank(submitters[0]);
        (ok,) = address(registry).call(calls[1]);
        require(!ok, "a batch in a draft that is not its own");
        Proved memory p = proved("first");
        uint256 funds = _fundsAt();
        for (uint256 i = 0; i < 4; ++i) {
            uint256 word;
            uint256 at_ = funds + 32 * i;
            assembly ("memory-safe") {
                word := mload(add(add(data, 0x20), at_))
            }
            p.opening.funds[i] = word;
        }
        VM.prank(submitters[0]);
        VM.expectRevert(abi.encodeWithSignature("ProofInvalid()"));
        registry.append(p.opening, 0, cut(p, 0, 1));
    }

    /// Where the funds are in a call of `open`: behind the selector, the offset
    /// of the opening, the proof; in it, behind five words.
    function _fundsAt() private pure returns (uint256) {
        return 4 + 32 + 320 + 5 * 32;
    }

    function _differInFundsOnly(bytes memory a, bytes memory b) private pure returns (bool) {
        uint256 funds = _fundsAt();
        for (uint256 i = 0; i < a.length; ++i) {
            if (a[i] != b[i] && (i < funds || i >= funds + 128)) return false;
        }
        return true;
    }

    function _sent(uint256 who, bytes memory data) private {
        VM.prank(submitters[who]);
        (bool ok, bytes memory answer) = address(registry).call(data);
        require(ok, string(answer));
    }
}
