// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence, Proof} from "../src/IVerifiers.sol";
import {PoseidonSequence} from "../src/PoseidonSequence.sol";
import {AssetDisclosure, Batch, Disclosure, Key, Opening, Role, VenueSettings} from "../src/SolvencyTypes.sol";
import {Deployed} from "./Deployed.sol";
import {RealPoseidon} from "./RealPoseidon.sol";
import {RegistryFixture} from "./RegistryFixture.sol";
import {VM} from "./Vm.sol";

/// What transactions cost with the real Poseidon and without the proofs: a call
/// that was prepared before, with what a transaction costs beside, 21,000 and its
/// data. snapshots/transactions.json has it.
contract GasTest is RegistryFixture {
    using RealPoseidon for PoseidonSequence;

    bytes32 private constant WIDE = keccak256("a venue of 512 rows");
    bytes32 private constant WIDE_RULES = keccak256("rules of 512 rows");

    function makePoseidon() internal override returns (IPoseidonSequence) {
        PoseidonSequence real = Deployed.poseidon();
        // Last blocks of the small book's disclosure and state, of the wide one's, and the rest.
        real.give(6);
        real.give(7);
        real.give(11);
        real.give(14);
        real.give(16);
        return real;
    }

    function keyFor(bytes32 id, Role role, uint8 lane, uint32 accounts, uint16 slots)
        internal
        override
        returns (Key memory)
    {
        uint256 inputs = role == Role.Batch ? 6 : role == Role.Parameters ? 4 : 3;
        return Key(Deployed.make("FreeVerifier", abi.encode(id, inputs)), role, false, lane, accounts, slots, RULES);
    }

    function setUp() public override {
        super.setUp();
        _registerWide();
        Opening memory o = openingOf(1, START - 60, 0);
        Opening memory wide = _wideOpening();

        // The first opening of its pins.
        Opening memory other = openingOf(1, START - 60, 0);
        other.funds[0] = 99;
        _prepare("open, pins seen for the first time", address(registry), address(1), _open(other));
        _prepare("open, 512 rows, pins seen for the first time", address(registry), address(1), _openPinned(wide));
        registry.open(o, parametersProof(o));
        registry.open(wide, about(0));
        _prepare("open, pins seen before", address(registry), address(1), _open(o));
        _prepare("open, 512 rows, pins seen before", address(registry), address(1), _open(wide));

        (links, lastState) = ("", initialState());
        _prepareAppend(o, 1);
        _prepareAppend(o, 10);
        _prepareAppend(o, 100);
        _prepareSeals(o, wide);
    }

    function testGasOpenFirst() public {
        _measure("open, pins seen for the first time");
    }

    function testGasOpenAgain() public {
        _measure("open, pins seen before");
    }

    function testGasOpenWideFirst() public {
        _measure("open, 512 rows, pins seen for the first time");
    }

    function testGasOpenWideAgain() public {
        _measure("open, 512 rows, pins seen before");
    }

    function testGasAppend1() public {
        _measure("append 1");
    }

    function testGasAppend10() public {
        _measure("append 10");
    }

    function testGasAppend100() public {
        _measure("append 100");
    }

    function testGasSeal2() public {
        _measure("seal 2 batches");
    }

    function testGasSeal102() public {
        _measure("seal 102 batches");
    }

    function testGasSealWide() public {
        _measure("seal 2 batches, 512 rows");
    }

    function testGasStatus() public {
        // After the seal: the status of a sealed epoch.
        _run("seal 2 batches");
        registry.status(VENUE);
        // Everything is warm here; a caller who comes first pays for what is cold.
        VM.snapshotValue("transactions", "status, called again", VM.lastCallGas().used);
    }

    function testGasStatusCold() public {
        _prepareRead();
        (, uint256 used) = _run("status of an unsealed venue");
        VM.snapshotValue("transactions", "status, nothing sealed", used);
    }

    /// What a call takes is kept in an account's code, which is cheap to read.
    function _prepare(string memory name, address target, address who, bytes memory data) private {
        VM.etch(_place(name), abi.encode(target, who, data));
    }

    function _place(string memory name) private pure returns (address) {
        return address(uint160(uint256(keccak256(bytes(name)))));
    }

    function _run(string memory name) private returns (bytes memory data, uint256 used) {
        address target;
        address who;
        (target, who, data) = abi.decode(_place(name).code, (address, address, bytes));
        VM.prank(who);
        (bool ok, bytes memory answer) = target.call(data);
        used = VM.lastCallGas().used;
        require(ok, string(answer));
    }

    function _measure(string memory name) private {
        (bytes memory data, uint256 used) = _run(name);
        uint256 zeros = 0;
        for (uint256 i = 0; i < data.length; ++i) {
            if (data[i] == 0) ++zeros;
        }
        uint256 total = used + 21_000 + 16 * data.length - 12 * zeros;
        VM.snapshotValue("transactions", name, total);
    }

    function _prepareRead() private {
        _prepare("status of an unsealed venue", address(registry), address(1), abi.encodeCall(registry.status, (WIDE)));
    }

    function _open(Opening memory o) private view returns (bytes memory) {
        return abi.encodeCall(registry.open, (o, _proof()));
    }

    function _openPinned(Opening memory o) private view returns (bytes memory data) {
        uint256 kept = o.funds[1];
        o.funds[1] = 98;
        data = _open(o);
        o.funds[1] = kept;
    }

    function _prepareAppend(Opening memory o, uint256 count) private {
        string memory name = string.concat("append ", VM.toString(count));
        _prepare(name, address(registry), address(this), _append(o, 0, count, 0));
    }

    function _append(Opening memory o, uint256 lane, uint256 count, uint256 from) private view returns (bytes memory) {
        Batch[] memory batches = new Batch[](count);
        for (uint256 i = 0; i < count; ++i) {
            batches[i] = Batch(_word(2 * (from + i)), _word(2 * (from + i) + 1), _proof());
        }
        return abi.encodeCall(registry.append, (o, lane, batches));
    }

    /// Three submitters with drafts that lack only their seal.
    function _prepareSeals(Opening memory o, Opening memory wide) private {
        for (uint160 i = 0; i < 3; ++i) {
            address who = i == 2 ? VM.addr(AUTHORITY) : address(0xd00d + i);
            Opening memory own = i == 2 ? wide : o;
            _as(who, _open(own));
            uint256 count = i == 1 ? 101 : 1;
            _as(who, _append(own, 0, count, 0));
            _as(who, _append(own, 1, 1, count));
            (links, lastState) = ("", _word(2 * count + 1));
            for (uint256 j = 0; j <= count; ++j) {
                uint256 lane = j == count ? 2 : 0;
                links = bytes.concat(links, abi.encode(lane, _word(2 * j), _word(2 * j + 1)));
            }
            Disclosure memory d = i == 2 ? _wideDisclosure() : said();
            d.accounts = 5;
            string memory name = i == 0 ? "seal 2 batches" : i == 1 ? "seal 102 batches" : "seal 2 batches, 512 rows";
            bytes memory signature = i == 2 ? bytes("") : signed(own, d);
            _prepare(name, address(registry), who, abi.encodeCall(registry.seal, (own, d, links, _proof(), signature)));
        }
    }

    function _as(address who, bytes memory data) private {
        VM.prank(who);
        (bool ok,) = address(registry).call(data);
        require(ok, "not prepared");
    }

    function _registerWide() private {
        VM.prank(address(timelock));
        keys.registerRules(WIDE_RULES, 64, 447, 16, true);
        VenueSettings memory s = settings();
        s.rules = WIDE_RULES;
        bytes32[4] memory ids = [bytes32("wide 0"), "wide 1", "wide 2", "wide 3"];
        Role[4] memory roles = [Role.Batch, Role.Batch, Role.Parameters, Role.Closing];
        for (uint256 i = 0; i < 4; ++i) {
            Key memory key = keyFor(ids[i], roles[i], i == 1 ? 2 : 0, i < 2 ? 4 : 0, i < 2 ? 16 : 0);
            key.rules = WIDE_RULES;
            VM.prank(address(timelock));
            keys.registerKey(ids[i], key);
        }
        VM.prank(address(timelock));
        venues.setVenue(WIDE, s);
    }

    function _wideOpening() private pure returns (Opening memory o) {
        o = openingOf(1, START - 60, 0);
        o.venue = WIDE;
        o.thresholds = new uint256[](16);
        (o.lanes[0].key, o.lanes[1].key) = ("wide 0", "wide 1");
        (o.parametersKey, o.closingKey) = ("wide 2", "wide 3");
    }

    function _wideDisclosure() private pure returns (Disclosure memory d) {
        d = said();
        d.assets = new AssetDisclosure[](64);
        d.openInterest = new uint256[](447);
        for (uint256 i = 0; i < 447; ++i) {
            d.openInterest[i] = 1e9 + i;
        }
    }

    /// Words as long as real ones: their bytes cost.
    function _word(uint256 seed) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed))) >> 3;
    }

    function _proof() private pure returns (Proof memory p) {
        p.a = [_word(101), _word(102)];
        p.b = [_word(103), _word(104), _word(105), _word(106)];
        p.c = [_word(107), _word(108)];
        p.d = [_word(109), _word(110)];
    }
}
