// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {CallGas, VM} from "../Vm.sol";
import {RealFixture} from "./RealFixture.sol";
import {Proved} from "./RealVenue.sol";

/// What a call takes as a transaction of its own. Calls are prepared before, so
/// that a test makes nothing warm but by what it measures.
abstract contract MeasuredFixture is RealFixture {
    /// Points and hashes are charged as if none of their bytes were zero, so that
    /// figures are the same whatever was proved; they are below this in no more
    /// than one case of 2^38.
    uint256 private constant FULL = 1 << 216;

    struct Gas {
        /// All of the transaction, and what its data takes of that.
        uint256 whole;
        uint256 data;
    }

    function prepare(string memory name, address who, bytes memory data) internal {
        VM.etch(_callOf(name), abi.encode(who, data));
    }

    function prepareOpen(string memory name, address who, Proved memory p) internal {
        prepare(name, who, abi.encodeCall(registry.open, (p.opening, p.parametersProof)));
    }

    function prepareAppend(string memory name, address who, Proved memory p, uint256 from, uint256 count) internal {
        prepare(name, who, abi.encodeCall(registry.append, (p.opening, p.lanes[from], cut(p, from, count))));
    }

    function prepareSeal(string memory name, address who, Proved memory p) internal {
        bytes memory signature = signed(p);
        prepare(name, who, abi.encodeCall(registry.seal, (p.opening, p.disclosure, p.links, p.closingProof, signature)));
    }

    /// So many batches in the draft of who opens it here.
    function opened(address who, Proved memory p, uint256 batches) internal {
        VM.prank(who);
        openIt(p);
        for (uint256 from = 0; from < batches;) {
            uint256 left = batches - from;
            uint256 count = run(p, from);
            if (count > left) count = left;
            VM.prank(who);
            appendFrom(p, from, count);
            from += count;
        }
    }

    function measure(string memory name) internal returns (Gas memory gas) {
        (address who, bytes memory data) = abi.decode(_callOf(name).code, (address, bytes));
        VM.prank(who);
        (bool ok, bytes memory answer) = address(registry).call(data);
        CallGas memory call = VM.lastCallGas();
        require(ok, string(answer));
        gas.data = 16 * data.length - 12 * _zeros(data);
        gas.whole = 21_000 + gas.data + call.used;
        uint256 refund = uint256(int256(call.refunded));
        gas.whole -= refund < gas.whole / 5 ? refund : gas.whole / 5;
    }

    /// Bytes that are zero, in words that are small.
    function _zeros(bytes memory data) private pure returns (uint256 zeros) {
        for (uint256 at_ = 4; at_ < data.length; at_ += 32) {
            uint256 word;
            assembly ("memory-safe") {
                word := mload(add(add(data, 0x20), at_))
            }
            if (word >= FULL) continue;
            for (uint256 byte_ = 0; byte_ < 32; ++byte_) {
                if (word >> (248 - 8 * byte_) & 0xff == 0) ++zeros;
            }
        }
    }

    function _callOf(string memory name) private pure returns (address) {
        return address(uint160(uint256(keccak256(bytes.concat("call ", bytes(name))))));
    }
}
