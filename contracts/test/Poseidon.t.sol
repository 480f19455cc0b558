// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {PoseidonT3} from "poseidon-solidity/PoseidonT3.sol";
import {PoseidonPermutation} from "../src/PoseidonPermutation.sol";
import {PoseidonSequence} from "../src/PoseidonSequence.sol";
import {Deployed} from "./Deployed.sol";
import {RealPoseidon} from "./RealPoseidon.sol";
import {VM} from "./Vm.sol";

/// The hash against Rust's, and tables that nobody can falsify.
contract PoseidonTest {
    uint256 private constant R = PoseidonPermutation.R;
    uint256 private constant ARITIES_FROM = 2;
    uint256 private constant ARITIES_TO = 16;

    PoseidonSequence private poseidon;

    function setUp() public {
        poseidon = Deployed.poseidon();
        for (uint256 arity = ARITIES_FROM; arity <= ARITIES_TO; ++arity) {
            RealPoseidon.give(poseidon, arity);
        }
    }

    /// poseidon/tests/evm.rs makes these: lengths that end in every arity.
    function testSequencesHashAsInRust() public view {
        string memory file = VM.readFile("test/vectors/poseidon.json");
        uint256 tag = VM.parseJsonUint(file, ".tag");
        uint256[] memory lengths = VM.parseJsonUintArray(file, ".lengths");
        uint256[] memory hashes = VM.parseJsonUintArray(file, ".hashes");
        require(lengths.length == 20 && hashes.length == 20, "other vectors");
        for (uint256 i = 0; i < lengths.length; ++i) {
            uint256 hash = poseidon.hashSequence(tag, elements(lengths[i]));
            require(hash == hashes[i], string.concat("another hash of length ", VM.toString(lengths[i])));
        }
    }

    function testTagAndOrderAreBound() public view {
        uint256[] memory x = elements(20);
        uint256 hash = poseidon.hashSequence(3, x);
        require(hash != poseidon.hashSequence(5, x), "the tag is not bound");
        (x[3], x[4]) = (x[4], x[3]);
        require(hash != poseidon.hashSequence(3, x), "the order is not bound");
    }

    /// Two implementations, each with constants of its own.
    function testFuzzNodesAreThoseOfPoseidonSolidity(uint256 left, uint256 right) public view {
        (left, right) = (left % R, right % R);
        uint256[] memory path = new uint256[](1);
        path[0] = right;
        require(poseidon.rootOf(left, 0, path) == PoseidonT3.hash([left, right]), "another node");
        require(poseidon.rootOf(left, 1, path) == PoseidonT3.hash([right, left]), "another node on the right");
    }

    function testTheLargestElementsDoNotOverflow() public view {
        uint256[] memory path = new uint256[](1);
        path[0] = R - 1;
        require(poseidon.rootOf(R - 1, 0, path) == PoseidonT3.hash([R - 1, R - 1]), "another node");
    }

    function testOnlyReducedElementsAreHashed(uint256 element, uint256 place) public {
        uint256[] memory x = elements(18);
        place %= 18;
        x[place] = element < R ? R + element % (type(uint256).max - R) : element;
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.ElementNotReduced.selector, place));
        poseidon.hashSequence(3, x);
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.ElementNotReduced.selector, 0));
        poseidon.rootOf(x[place], 0, new uint256[](1));
        uint256[] memory path = new uint256[](2);
        path[1] = x[place];
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.ElementNotReduced.selector, 2));
        poseidon.rootOf(1, 0, path);
    }

    function testATagIsNarrow() public {
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.TagTooLarge.selector, 1 << 32));
        poseidon.hashSequence(1 << 32, elements(1));
    }

    function testAPositionIsInsideItsTree() public {
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PositionOutside.selector, 4));
        poseidon.rootOf(1, 4, new uint256[](2));
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PositionOutside.selector, 1));
        poseidon.rootOf(1, 1, new uint256[](0));
        require(poseidon.rootOf(7, 0, new uint256[](0)) == 7, "a single leaf is its root");
    }

    function testATableIsTheOneThatTheSourceNames() public {
        PoseidonSequence fresh = Deployed.poseidon();
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.TableMissing.selector, 3));
        fresh.hashSequence(3, elements(2));
        bytes memory table = RealPoseidon.tableOf(3);
        table[77] ^= 0x01;
        address[] memory parts = RealPoseidon.write(fresh, table);
        VM.expectPartialRevert(PoseidonSequence.TableDiffers.selector);
        fresh.register(3, parts);
        require(!fresh.isRegistered(3), "a wrong table is registered");
        // Another arity's, a part too few, parts in another order.
        parts = RealPoseidon.write(fresh, RealPoseidon.tableOf(16));
        VM.expectPartialRevert(PoseidonSequence.TableDiffers.selector);
        fresh.register(15, parts);
        (parts[0], parts[1]) = (parts[1], parts[0]);
        VM.expectPartialRevert(PoseidonSequence.TableDiffers.selector);
        fresh.register(16, parts);
        (parts[0], parts[1]) = (parts[1], parts[0]);
        fresh.register(16, parts);
        require(fresh.isRegistered(16), "not registered");
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.TableAlreadyRegistered.selector, 16));
        fresh.register(16, parts);
    }

    function testPartsAreDataAndNotTooMany() public {
        PoseidonSequence fresh = Deployed.poseidon();
        address[] memory parts = new address[](1);
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartNotData.selector, address(0)));
        fresh.register(16, parts);
        // A contract that could be called, and destroy itself.
        parts[0] = address(fresh);
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartNotData.selector, address(fresh)));
        fresh.register(16, parts);
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartCount.selector, 5));
        fresh.register(16, new address[](5));
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartCount.selector, 0));
        fresh.register(16, new address[](0));
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.ArityUnknown.selector, 17));
        fresh.register(17, parts);
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.ArityUnknown.selector, 1));
        fresh.register(1, parts);
    }

    /// A part's bytes cost more than all of this.
    function testAPartThatRunsOutOfGasIsNotWritten() public {
        bytes memory part = new bytes(24_544);
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartNotWritten.selector));
        poseidon.writePart{gas: 4_000_000}(part);
        require(poseidon.partAddress(part).code.length == 0, "written");
        poseidon.writePart(part);
    }

    function testAPartIsWrittenOnce() public {
        bytes memory part = hex"010203";
        address at = poseidon.partAddress(part);
        require(at.code.length == 0, "already there");
        require(poseidon.writePart(part) == at && poseidon.writePart(part) == at, "another address");
        require(keccak256(at.code) == keccak256(hex"00010203"), "another code");
        VM.expectRevert(abi.encodeWithSelector(PoseidonSequence.PartTooLong.selector, 24_545));
        poseidon.writePart(new bytes(24_545));
    }

    /// Gas of one block of sixteen, of a node, and of a chain of blocks.
    function testGasSixteenInputs() public view {
        poseidon.hashSequence(3, elements(15));
    }

    function testGasThirtyOneBlocksOfSixteen() public view {
        poseidon.hashSequence(3, elements(465));
    }

    function testGasAPathOfTen() public view {
        poseidon.rootOf(1, 0, new uint256[](10));
    }

    /// Small elements and the largest, by turns, as in Rust.
    function elements(uint256 length) private pure returns (uint256[] memory x) {
        x = new uint256[](length);
        for (uint256 i = 0; i < length; ++i) {
            x[i] = i % 2 == 0 ? i + 1 : R - i;
        }
    }
}
