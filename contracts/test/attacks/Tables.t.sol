// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence} from "../../src/IVerifiers.sol";
import {PoseidonPermutation} from "../../src/PoseidonPermutation.sol";
import {PoseidonSequence} from "../../src/PoseidonSequence.sol";
import {Opening} from "../../src/SolvencyTypes.sol";
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

/// A table that is there when it is registered, gone when the transaction ends,
/// and another one afterwards. Every step is a transaction of its own.
contract TableAttacks is RegistryFixture {
    uint256 private constant LAST = 7;
    uint256 private constant FORGED = 0xbad;

    PoseidonSequence private sequence;
    Maker private maker;

    function makePoseidon() internal override returns (IPoseidonSequence) {
        sequence = new PoseidonSequence();
        return sequence;
    }

    /// The first transaction: all other tables come from an honest hand.
    function setUp() public override {
        super.setUp();
        RealPoseidon.give(sequence, 16);
        maker = new Maker();
        address[] memory parts = new address[](1);
        parts[0] = maker.make(RealPoseidon.tableOf(LAST), true);
        sequence.register(LAST, parts);
    }

    /// The second: forged constants for as long as it takes to ask for a state.
    function poison() external {
        maker.make(forgedTable(), true);
        keys.initialState(RULES, openingOf(1, 0, 0).funds, openingOf(1, 0, 0).thresholds);
    }

    function beforeTestSetup(bytes4 test) external view returns (bytes[] memory calls) {
        if (test != this.testAForgedInitialStateIsKeptAndTheTablesAreHonestAgain.selector) return calls;
        calls = new bytes[](1);
        calls[0] = abi.encodeCall(this.poison, ());
    }

    function testARegisteredTableIsThereForEver() public view {
        require(sequence.isRegistered(LAST), "not registered");
        try sequence.hashSequence{gas: 20_000_000}(3, new uint256[](21)) returns (uint256) {}
        catch {
            revert("the table is gone, and nobody can bring it again");
        }
    }

    function testNobodyChoosesTheConstants() public {
        maker.make(forgedTable(), false);
        uint256 hash = sequence.hashSequence(3, new uint256[](21));
        require(hash != FORGED, "the hash is the attacker's choice");
    }

    function testAForgedInitialStateIsKeptAndTheTablesAreHonestAgain() public {
        maker.make(RealPoseidon.tableOf(LAST), false);
        uint256 honest = initialState();
        require(honest != FORGED, "the tables are not honest");
        Opening memory o = openingOf(1, START - 60, 0);
        registry.open(o, parametersProof(o));
        require(
            registry.draftOf(VENUE, address(this)).state == honest,
            "every chain of these pins begins at the attacker's state"
        );
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
