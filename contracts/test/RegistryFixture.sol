// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPoseidonSequence, Proof} from "../src/IVerifiers.sol";
import {KeyRegister} from "../src/KeyRegister.sol";
import {NoticeTimelock} from "../src/NoticeTimelock.sol";
import {SolvencyRegistry} from "../src/SolvencyRegistry.sol";
import {
    AssetDisclosure,
    Batch,
    Disclosure,
    Key,
    LaneKey,
    Opening,
    Reserve,
    Role,
    VenueSettings
} from "../src/SolvencyTypes.sol";
import {VenueRegister} from "../src/VenueRegister.sol";
import {Deployed} from "./Deployed.sol";
import {MockPoseidon, MockToken, MockVerifier} from "./Mocks.sol";
import {VM} from "./Vm.sol";

/// A registry with a venue of two lanes, and what it takes to publish. All
/// inputs and digests are computed here once more, from the documents.
abstract contract RegistryFixture {
    uint256 internal constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    bytes32 internal constant VENUE = keccak256("a venue");
    bytes32 internal constant RULES = keccak256("rules");
    bytes32 internal constant PARAMETERS_KEY = keccak256("parameters key");
    bytes32 internal constant CLOSING_KEY = keccak256("closing key");
    bytes32 internal constant SMALL_KEY = keccak256("key of small accounts");
    bytes32 internal constant LARGE_KEY = keccak256("key of large accounts");
    uint256 internal constant AUTHORITY = 0xa11ce;
    address internal constant GUARDIAN = address(0x6a4d);
    address internal constant VAULT = address(0x7a17);
    uint64 internal constant START = 1_800_000_000;

    KeyRegister internal keys;
    VenueRegister internal venues;
    SolvencyRegistry internal registry;
    NoticeTimelock internal timelock;
    IPoseidonSequence internal poseidon;
    MockToken internal token;
    bytes internal links;
    uint256 internal lastState;

    function setUp() public virtual {
        VM.warp(START);
        address[] memory self = new address[](1);
        self[0] = address(this);
        timelock = Deployed.timelock(self);
        poseidon = makePoseidon();
        token = new MockToken();
        keys = Deployed.keyRegister(timelock, GUARDIAN, poseidon, false);
        venues = Deployed.venueRegister(timelock, GUARDIAN, keys);
        registry = Deployed.registry(keys, venues);
        VM.prank(address(timelock));
        keys.registerRules(RULES, 1, 2, 3, true);
        registerKey(PARAMETERS_KEY, Role.Parameters, 0, 0, 0);
        registerKey(CLOSING_KEY, Role.Closing, 0, 0, 0);
        registerKey(SMALL_KEY, Role.Batch, 0, 4, 2);
        registerKey(LARGE_KEY, Role.Batch, 2, 2, 16);
        VM.prank(address(timelock));
        venues.setVenue(VENUE, settings());
    }

    function makePoseidon() internal virtual returns (IPoseidonSequence) {
        return new MockPoseidon();
    }

    function settings() internal pure returns (VenueSettings memory s) {
        s.authority = VM.addr(AUTHORITY);
        s.rules = RULES;
        (s.maxDelay, s.freshness, s.cadence) = (1 hours, 3 hours, 1 hours);
        (s.flagLimit, s.deficitLimit) = (10, 5e11);
    }

    function registerKey(bytes32 id, Role role, uint8 lane, uint32 accounts, uint16 slots) internal {
        Key memory key = keyFor(id, role, lane, accounts, slots);
        VM.prank(address(timelock));
        keys.registerKey(id, key);
    }

    function keyFor(bytes32 id, Role role, uint8 lane, uint32 accounts, uint16 slots)
        internal
        virtual
        returns (Key memory)
    {
        uint256 inputs = role == Role.Batch ? 6 : role == Role.Parameters ? 4 : 3;
        address verifier = address(new MockVerifier(id, inputs, false));
        return Key(verifier, role, false, lane, accounts, slots, RULES);
    }

    function backReserves(uint256 balance) internal {
        token.mint(VAULT, balance);
        VM.prank(address(timelock));
        venues.setReserve(VENUE, RULES, 1, reserve());
    }

    function reserve() internal view returns (Reserve memory) {
        address[] memory vaults = new address[](1);
        vaults[0] = VAULT;
        return Reserve(address(token), 10, vaults);
    }

    function openingOf(uint64 epoch, uint64 time, bytes32 previous) internal pure returns (Opening memory o) {
        (o.venue, o.epoch, o.time, o.previous) = (VENUE, epoch, time, previous);
        o.parameters = uint256(keccak256("parameters")) >> 8;
        o.funds = [uint256(11), 12, 0, 0];
        o.thresholds = new uint256[](3);
        o.lanes = new LaneKey[](2);
        o.lanes[0] = LaneKey(SMALL_KEY, [uint256(101), 102]);
        o.lanes[1] = LaneKey(LARGE_KEY, [uint256(103), 104]);
        (o.parametersKey, o.closingKey, o.phi) = (PARAMETERS_KEY, CLOSING_KEY, 55);
    }

    function said() internal pure returns (Disclosure memory d) {
        (d.accounts, d.band) = (7, 150);
        (d.customers.flagged, d.customers.deficit) = (5, 2e11);
        d.assets = new AssetDisclosure[](1);
        d.assets[0] = AssetDisclosure(90, 20, 10, 0);
        d.openInterest = new uint256[](2);
    }

    function contextOf(Opening memory o, uint8 part, uint32 position) internal view returns (uint256) {
        bytes memory preimage = bytes.concat(
            "plimsoll context 1", hex"00", bytes8(uint64(block.chainid)), o.venue, bytes8(o.epoch), bytes8(o.time)
        );
        bytes26 hash = bytes26(keccak256(preimage));
        return uint256(uint248(bytes31(bytes.concat(hash, bytes1(part), bytes4(position)))));
    }

    function rhoOf(Opening memory o) internal view returns (uint256) {
        bytes memory text = bytes.concat("plimsoll rho 1", abi.encode(contextOf(o, 1, 0), o.parameters, o.lanes.length));
        for (uint256 i = 0; i < o.lanes.length; ++i) {
            text = bytes.concat(text, abi.encode(o.lanes[i].key, o.lanes[i].table));
        }
        return uint256(keccak256(text)) % R;
    }

    function parametersProof(Opening memory o) internal view returns (Proof memory) {
        uint256[] memory x = new uint256[](4);
        (x[0], x[1], x[2], x[3]) = (contextOf(o, 1, 0), o.parameters, rhoOf(o), o.phi);
        return about(keccak256(abi.encode(o.parametersKey, x)));
    }

    /// The initial state of these rules: 3 stresses, an asset, two other rows.
    function initialState() internal view returns (uint256) {
        uint256[] memory x = new uint256[](9 + 1 + 1 + 4 + 4 + 2);
        (x[5], x[6]) = (11, 12);
        x[19] = (1 << 95) | (1 << 191);
        x[20] = 1 << 95;
        return poseidon.hashSequence(3, x);
    }

    function batchProof(Opening memory o, uint256 lane, uint32 position, uint256 root, uint256 from, uint256 to)
        internal
        view
        returns (Proof memory)
    {
        uint256[] memory x = new uint256[](6);
        (x[0], x[1], x[2], x[3]) = (contextOf(o, 0, position), root, from, to);
        (x[4], x[5]) = (rhoOf(o), o.phi);
        return about(keccak256(abi.encode(o.lanes[lane].key, x, o.lanes[lane].table)));
    }

    function disclosureHash(Disclosure memory d) internal view returns (uint256) {
        uint256[] memory x = new uint256[](5);
        x[0] = d.accounts | d.band << 32 | d.customers.flagged << 64 | d.customers.negative << 96 | d.house.flagged
            << 128 | d.house.negative << 160;
        x[1] = d.customers.deficit | d.customers.owed << 112;
        x[2] = d.house.deficit | d.house.owed << 112;
        AssetDisclosure memory a = d.assets[0];
        x[3] = a.customersLong | a.customersShort << 80 | a.ownLong << 160;
        x[4] = a.ownShort | d.openInterest[0] << 80 | d.openInterest[1] << 160;
        return poseidon.hashSequence(5, x);
    }

    function closingProof(Opening memory o, uint256 state, Disclosure memory d) internal view returns (Proof memory) {
        uint256[] memory x = new uint256[](3);
        (x[0], x[1], x[2]) = (contextOf(o, 2, 0), state, disclosureHash(d));
        return about(keccak256(abi.encode(o.closingKey, x)));
    }

    function digestOf(Opening memory o, Disclosure memory d) internal view returns (bytes32) {
        bytes memory head = abi.encode(block.chainid, o.venue, o.epoch, o.time, o.previous, o.parameters, o.funds);
        bytes memory lanes = abi.encode(uint256(3), 0, 0, 0, uint256(2));
        lanes = bytes.concat(lanes, abi.encode(0, 4, 2, SMALL_KEY, o.lanes[0].table));
        lanes = bytes.concat(lanes, abi.encode(2, 2, 16, LARGE_KEY, o.lanes[1].table));
        bytes memory tail = abi.encode(contextOf(o, 2, 0), lastState, disclosureHash(d));
        return keccak256(
            bytes.concat(
                "plimsoll epoch 1",
                head,
                lanes,
                abi.encode(o.parametersKey, o.closingKey, links.length / 96),
                links,
                tail
            )
        );
    }

    function about(bytes32 what) internal pure returns (Proof memory proof) {
        proof.a[0] = uint256(what);
    }

    function signed(Opening memory o, Disclosure memory d) internal view returns (bytes memory) {
        bytes32 hash = registry.hashToSign(o.venue, o.epoch, digestOf(o, d));
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(AUTHORITY, hash);
        return abi.encodePacked(r, s, v);
    }

    function append(Opening memory o, uint256 lane, uint256 count) internal {
        (Batch[] memory batches, bytes memory more, uint256 state) = nextBatches(o, lane, count);
        registry.append(o, lane, batches);
        (links, lastState) = (bytes.concat(links, more), state);
    }

    function nextBatches(Opening memory o, uint256 lane, uint256 count)
        internal
        view
        returns (Batch[] memory batches, bytes memory more, uint256 state)
    {
        batches = new Batch[](count);
        uint32 position = uint32(links.length / 96);
        state = lastState;
        for (uint32 i = 0; i < count; ++i) {
            uint256 root = 1_000 + position + i;
            uint256 next = 2_000 + position + i;
            batches[i] = Batch(root, next, batchProof(o, lane, position + i, root, state, next));
            more = bytes.concat(more, abi.encode(lane == 0 ? 0 : 2, root, next));
            state = next;
        }
    }

    /// Opens an epoch and appends two batches of lane 0 and one of lane 2.
    function prepare(Opening memory o) internal {
        registry.open(o, parametersProof(o));
        (links, lastState) = ("", initialState());
        append(o, 0, 2);
        append(o, 1, 1);
    }

    function sealNow(Opening memory o, Disclosure memory d) internal returns (bytes32) {
        return registry.seal(o, d, links, closingProof(o, lastState, d), signed(o, d));
    }

    function publish(uint64 epoch, uint64 time, bytes32 previous) internal returns (bytes32) {
        Opening memory o = openingOf(epoch, time, previous);
        prepare(o);
        return sealNow(o, said());
    }
}
