// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence} from "../../src/IVerifiers.sol";
import {PoseidonSequence} from "../../src/PoseidonSequence.sol";
import {Deployed} from "../Deployed.sol";
import {RealPoseidon} from "../RealPoseidon.sol";
import {RegistryFixture} from "../RegistryFixture.sol";
import {VM} from "../Vm.sol";

contract Doom {
    function strike() external {
        selfdestruct(payable(address(this)));
    }
}

/// Whatever its maker wants its code to be; marked for deletion if it is told.
/// The mark is set while it is made, so its code need not do anything.
contract Chameleon {
    constructor() {
        (bytes memory code, Doom doom) = Maker(msg.sender).next();
        if (address(doom) != address(0)) {
            (bool ok,) = address(doom).delegatecall(abi.encodeCall(Doom.strike, ()));
            require(ok, "not marked");
        }
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }
}

/// Makes a chameleon at the same address each time.
contract Maker {
    bytes private code;
    Doom private doom;

    function make(bytes calldata data, bool doomed) external returns (address) {
        code = bytes.concat(hex"00", data);
        doom = doomed ? new Doom() : Doom(address(0));
        return address(new Chameleon{salt: 0}());
    }

    function next() external view returns (bytes memory, Doom) {
        return (code, doom);
    }
}

/// Parts that would be there when they are registered, gone when the transaction
/// ends, and others afterwards.
contract TableAttacks is RegistryFixture {
    uint256 private constant LAST = 7;
    uint256 private constant FORGED = 0xbad;

    PoseidonSequence private sequence;
    Maker private maker;

    function makePoseidon() internal override returns (IPoseidonSequence) {
        sequence = Deployed.poseidon();
        return sequence;
    }

    /// All other tables come from an honest hand.
    function setUp() public override {
        super.setUp();
        RealPoseidon.give(sequence, 16);
        maker = new Maker();
    }

    function testPartsOfOthersAreNotTaken() public {
        bool[2] memory doomed = [true, false];
        for (uint256 i = 0; i < 2; ++i) {
            address[] memory parts = new address[](1);
            parts[0] = new Maker().make(RealPoseidon.tableOf(LAST), doomed[i]);
            require(parts[0].code.length > 1, "nothing was made");
            VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartNotData.selector, parts[0]));
            sequence.register(LAST, parts);
        }
        require(!sequence.isRegistered(LAST), "registered");
    }

    /// Another sequence writes the same part, at another address.
    function testPartsOfAnotherSequenceAreNotTaken() public {
        address[] memory parts = RealPoseidon.write(Deployed.poseidon(), RealPoseidon.tableOf(LAST));
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartNotData.selector, parts[0]));
        sequence.register(LAST, parts);
    }

    function testNobodyChoosesTheConstants() public {
        address[] memory parts = new address[](1);
        parts[0] = maker.make(forgedTable(), true);
        try sequence.register(LAST, parts) {} catch {}
        RealPoseidon.give(sequence, LAST);
        uint256 hash = sequence.hashSequence(3, new uint256[](21));
        require(hash != FORGED, "the hash is the attacker's choice");
    }

    /// Should a part vanish all the same, nothing is hashed.
    function testAPartThatIsGoneIsNoTable() public {
        RealPoseidon.give(sequence, LAST);
        sequence.hashSequence(3, new uint256[](21));
        address[] memory parts = RealPoseidon.write(sequence, RealPoseidon.tableOf(LAST));
        VM.etch(parts[1], "");
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartNotData.selector, parts[1]));
        sequence.hashSequence(3, new uint256[](21));
    }

    /// The forgery would work, had its part been taken: under its constants the
    /// hash is FORGED.
    function testTheForgeryIsOne() public {
        RealPoseidon.give(sequence, LAST);
        address[] memory parts = RealPoseidon.write(sequence, RealPoseidon.tableOf(LAST));
        bytes memory table = forgedTable();
        uint256 from = 0;
        for (uint256 i = 0; i < parts.length; ++i) {
            uint256 length = parts[i].code.length - 1;
            VM.etch(parts[i], bytes.concat(hex"00", RealPoseidon.slice(table, from, length)));
            from += length;
        }
        require(sequence.hashSequence(3, new uint256[](21)) == FORGED, "another hash");
    }

    /// Constants under which every last block of seven hashes to FORGED.
    function forgedTable() private view returns (bytes memory table) {
        table = new bytes(RealPoseidon.tableOf(LAST).length);
        uint256 line = 0x20 + (LAST + 3) / 4 * 0x80;
        assembly ("memory-safe") {
            // The last round's first constant, then the matrix's first entry.
            mstore(add(add(table, 0x20), mul(7, line)), 1)
            mstore(add(add(table, 0x20), mul(8, line)), FORGED)
        }
    }
}
