// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonSequence} from "../src/PoseidonSequence.sol";
import {VM} from "./Vm.sol";

/// The real Poseidon, with tables that `npm run tables` wrote.
library RealPoseidon {
    function tableOf(uint256 arity) internal view returns (bytes memory) {
        string memory file = string.concat("out-tables/poseidon-", VM.toString(arity), ".hex");
        return VM.parseBytes(VM.readFile(file));
    }

    function give(PoseidonSequence poseidon, uint256 arity) internal {
        poseidon.register(arity, write(poseidon, tableOf(arity)));
    }

    function write(PoseidonSequence poseidon, bytes memory table) internal returns (address[] memory parts) {
        uint256 each = poseidon.PART_BYTES();
        parts = new address[]((table.length + each - 1) / each);
        for (uint256 i = 0; i < parts.length; ++i) {
            uint256 left = table.length - i * each;
            parts[i] = poseidon.writePart(slice(table, i * each, left < each ? left : each));
        }
    }

    function slice(bytes memory from, uint256 at, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        assembly ("memory-safe") {
            mcopy(add(part, 0x20), add(add(from, 0x20), at), length)
        }
    }
}
