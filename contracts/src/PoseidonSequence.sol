// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence} from "./IVerifiers.sol";
import {PoseidonPermutation} from "./PoseidonPermutation.sol";
import {PoseidonTables} from "./PoseidonTables.sol";

/// @title Poseidon over tagged sequences and over the nodes of trees
/// @notice docs/statement/tree.md. A wide state's constants do not fit a
/// contract, so they are in contracts that hold nothing but data. Anyone brings
/// them, arity by arity: the keccak-256 of each table is in this source, so
/// nobody is trusted, and nothing can be changed afterwards. Nobody owns this.
contract PoseidonSequence is IPoseidonSequence {
    error TagTooLarge(uint256 tag);
    error ElementNotReduced(uint256 position);
    error PositionOutside(uint256 position);
    error ArityUnknown(uint256 arity);
    error TableMissing(uint256 arity);
    error TableAlreadyRegistered(uint256 arity);
    error TableDiffers(uint256 arity, bytes32 given, bytes32 expected);
    error PartCount(uint256 given);
    /// Not a part that was written here.
    error PartNotData(address part);
    error PartTooLong(uint256 length);
    error PartNotWritten();

    event PartWritten(address indexed part);
    event TableRegistered(uint256 indexed arity, address[] parts);

    /// Elements that a block takes in beside its first input.
    uint256 private constant BLOCK = 15;
    uint256 private constant NODE = 2;
    uint256 private constant MAX_PARTS = 4;

    /// As many whole words as fit a contract's code behind the byte that stops it.
    uint256 public constant PART_BYTES = 24_544;

    /// Code that returns all that follows it, and does nothing else.
    bytes private constant COPY_ALL = hex"600b380380600b5f395ff3";

    mapping(uint256 arity => address[MAX_PARTS]) private _parts;

    /// @notice Puts a part of a table on the chain. Its address depends on what
    /// is in it only: to write it twice does nothing.
    function writePart(bytes calldata part) external returns (address at) {
        at = partAddress(part);
        if (at.code.length != 0) return at;
        if (part.length > PART_BYTES) revert PartTooLong(part.length);
        bytes memory creation = _creation(part);
        assembly ("memory-safe") {
            at := create2(0, add(creation, 0x20), mload(creation), 0)
        }
        if (at == address(0)) revert PartNotWritten();
        emit PartWritten(at);
    }

    /// @notice Where a part is, or will be.
    function partAddress(bytes calldata part) public view returns (address) {
        return _made(_creation(part));
    }

    /// @notice Registers an arity's table, in parts.
    /// @dev Only parts that were written here. What makes them does nothing else,
    /// and they begin with STOP, so they are there for ever. A stranger's contract
    /// can be bound to vanish while it is made, whatever its code, and another
    /// can take its address.
    function register(uint256 arity, address[] calldata parts) external {
        bytes32 expected = PoseidonTables.hashOf(arity);
        if (expected == 0) revert ArityUnknown(arity);
        if (_parts[arity][0] != address(0)) revert TableAlreadyRegistered(arity);
        if (parts.length == 0 || parts.length > MAX_PARTS) revert PartCount(parts.length);
        for (uint256 i = 0; i < parts.length; ++i) {
            if (!_writtenHere(parts[i])) revert PartNotData(parts[i]);
            _parts[arity][i] = parts[i];
        }
        bytes32 given = _hashOfTable(arity);
        if (given != expected) revert TableDiffers(arity, given, expected);
        emit TableRegistered(arity, parts);
    }

    function isRegistered(uint256 arity) external view returns (bool) {
        return _parts[arity][0] != address(0);
    }

    /// @inheritdoc IPoseidonSequence
    function hashSequence(uint256 tag, uint256[] calldata elements) external view returns (uint256 hash) {
        PoseidonPermutation.requireUntouched();
        if (tag >> 32 != 0) revert TagTooLarge(tag);
        hash = tag << 32 | elements.length;
        uint256 arity = 0;
        uint256 tableEnd = 0;
        uint256 from = 0;
        do {
            uint256 left = elements.length - from;
            uint256 to = from + (left < BLOCK ? left : BLOCK);
            // Arity 2 is for nodes: a last block of less is padded with zeros.
            uint256 needed = to - from < 2 ? 3 : 1 + to - from;
            if (needed != arity) (arity, tableEnd) = (needed, _load(needed));
            hash = _absorb(hash, elements, from, to, arity, tableEnd);
            from = to;
        } while (from < elements.length);
    }

    /// @inheritdoc IPoseidonSequence
    function rootOf(uint256 leaf, uint256 position, uint256[] calldata path) external view returns (uint256 node) {
        PoseidonPermutation.requireUntouched();
        if (position >> path.length != 0) revert PositionOutside(position);
        if (leaf >= PoseidonPermutation.R) revert ElementNotReduced(0);
        node = leaf;
        uint256 tableEnd = _load(NODE);
        for (uint256 i = 0; i < path.length; ++i) {
            uint256 other = path[i];
            if (other >= PoseidonPermutation.R) revert ElementNotReduced(i + 1);
            bool right = (position >> i) & 1 == 1;
            (uint256 a, uint256 b) = right ? (other, node) : (node, other);
            _put(0, 0);
            _put(1, a);
            _put(2, b);
            PoseidonPermutation.permute(NODE, tableEnd);
            node = _first();
        }
    }

    /// One block: state [0, hash so far, elements, zeros].
    function _absorb(
        uint256 hash,
        uint256[] calldata elements,
        uint256 from,
        uint256 to,
        uint256 arity,
        uint256 tableEnd
    ) private pure returns (uint256) {
        _put(0, 0);
        _put(1, hash);
        uint256 place = 2;
        for (uint256 i = from; i < to; ++i) {
            uint256 element = elements[i];
            if (element >= PoseidonPermutation.R) revert ElementNotReduced(i);
            _put(place++, element);
        }
        while (place <= arity) _put(place++, 0);
        PoseidonPermutation.permute(arity, tableEnd);
        return _first();
    }

    function _put(uint256 place, uint256 element) private pure {
        uint256 state = PoseidonPermutation.STATE;
        assembly ("memory-safe") {
            mstore(add(state, shl(5, place)), element)
        }
    }

    function _first() private pure returns (uint256 element) {
        uint256 state = PoseidonPermutation.STATE;
        assembly ("memory-safe") {
            element := mload(state)
        }
    }

    /// Copies an arity's table to its place in memory; returns where it ends.
    function _load(uint256 arity) private view returns (uint256) {
        if (_parts[arity][0] == address(0)) revert TableMissing(arity);
        return _copy(arity, PoseidonPermutation.TABLE);
    }

    /// Copies an arity's parts to memory that nobody has.
    function _copy(uint256 arity, uint256 to) private view returns (uint256 end) {
        end = to;
        for (uint256 i = 0; i < MAX_PARTS; ++i) {
            address part = _parts[arity][i];
            if (part == address(0)) break;
            if (part.code.length < 2) revert PartNotData(part);
            assembly ("memory-safe") {
                let size := sub(extcodesize(part), 1)
                extcodecopy(part, end, 1, size)
                end := add(end, size)
            }
        }
    }

    function _hashOfTable(uint256 arity) private view returns (bytes32 hash) {
        uint256 table;
        assembly ("memory-safe") {
            table := mload(0x40)
        }
        uint256 end = _copy(arity, table);
        assembly ("memory-safe") {
            hash := keccak256(table, sub(end, table))
        }
    }

    /// Whether the address is that of what its code is made from, here.
    function _writtenHere(address part) private view returns (bool) {
        bytes memory code = part.code;
        return code.length >= 2 && _made(bytes.concat(COPY_ALL, code)) == part;
    }

    /// What creates a part: its code is STOP, and the part.
    function _creation(bytes calldata part) private pure returns (bytes memory) {
        return bytes.concat(COPY_ALL, hex"00", part);
    }

    /// Where this contract puts what such code creates.
    function _made(bytes memory creation) private view returns (address) {
        bytes32 hash = keccak256(abi.encodePacked(hex"ff", address(this), bytes32(0), keccak256(creation)));
        return address(uint160(uint256(hash)));
    }
}
