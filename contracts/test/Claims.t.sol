// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {AccountClaim, MarginClaim} from "../src/AccountClaim.sol";
import {ISolvencyRegistry} from "../src/ISolvencyRegistry.sol";
import {IStagedVerifier} from "../src/IVerifiers.sol";
import {LeafProof} from "../src/LeafProof.sol";
import {Opening} from "../src/SolvencyTypes.sol";
import {ClaimFixture} from "./ClaimFixture.sol";
import {Deployed} from "./Deployed.sol";
import {MockVerifier} from "./Mocks.sol";
import {VM} from "./Vm.sol";
import {Reader} from "./optimized/Reader.sol";

/// What a proof of one account's margin is asked: its inputs, and the roots
/// that an account hides among.
contract ClaimsTest is ClaimFixture {
    bytes32 private constant DIGEST = keccak256("a digest");
    bytes32 private constant NONCE = keccak256("a nonce");
    uint248 private constant SCOPE = 77;

    Reader private reader;

    function setUp() public override {
        super.setUp();
        reader = Deployed.reader();
    }

    function testAWindowIsOfSixteenBatches() public {
        uint256[6] memory counts = [uint256(1), 15, 16, 17, 32, 33];
        bytes32 previous;
        for (uint64 i = 0; i < counts.length; ++i) {
            uint64 time = START + i * 1 hours;
            VM.warp(time);
            Opening memory o = openingOf(i + 1, time, previous);
            registry.open(o, parametersProof(o));
            (links, lastState) = ("", initialState());
            append(o, 0, counts[i]);
            append(o, 1, 2);
            previous = sealNow(o, said());
            _haveWindows(o, counts[i], previous);
        }
    }

    /// Batches of another lane in between are none of this lane's.
    function testAWindowIsOfOneLane() public {
        Opening memory o = openingOf(1, START, 0);
        registry.open(o, parametersProof(o));
        (links, lastState) = ("", initialState());
        append(o, 0, 10);
        append(o, 1, 2);
        append(o, 0, 7);
        bytes32 digest = sealNow(o, said());
        uint256[] memory expected = new uint256[](16);
        for (uint256 i = 0; i < 16; ++i) {
            expected[i] = i < 10 ? 1_000 + i : 1_002 + i;
        }
        _isWindow(o, 0, 0, digest, expected);
        _isWindow(o, 0, 1, digest, _repeated(1_018));
        expected = _repeated(1_011);
        expected[0] = 1_010;
        _isWindow(o, 2, 0, digest, expected);
        _windowFails(o, 2, 1, abi.encodeWithSelector(AccountClaim.NoSuchWindow.selector, 1));
    }

    function testTheShapeIsTheVerifiers() public {
        Opening memory o = openingOf(1, START - 60, 0);
        publish(1, START - 60, 0);
        bytes memory wrong = abi.encodeWithSelector(AccountClaim.WrongShape.selector, 4, 2);
        VM.expectRevert(wrong);
        reader.windowOf(registry, o, links, 0, 0, 8, 2);
        VM.expectRevert(wrong);
        reader.windowOf(registry, o, links, 0, 0, 4, 3);
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.WrongShape.selector, 2, 16));
        reader.windowOf(registry, o, links, 2, 0, 4, 2);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.LaneUnknown.selector, 1));
        reader.windowOf(registry, o, links, 1, 0, 4, 2);
    }

    function testOpeningAndLinksAreTheEpochs() public {
        publish(1, START - 60, 0);
        Opening memory o = openingOf(1, START - 60, 0);
        bytes memory refused = abi.encodeWithSelector(LeafProof.NotInEpoch.selector);
        bytes memory whole = links;
        links = bytes.concat(whole, abi.encode(0, 9, 9));
        _windowFails(o, 0, 0, refused);
        links = "";
        _windowFails(o, 0, 0, refused);
        links = whole;
        links[63] ^= 0x01;
        _windowFails(o, 0, 0, refused);
        links = whole;
        o.lanes[0].key = LARGE_KEY;
        _windowFails(o, 0, 0, refused);
        o = openingOf(2, START - 60, 0);
        _windowFails(o, 0, 0, abi.encodeWithSelector(ISolvencyRegistry.EpochUnknown.selector, VENUE, 2));
    }

    /// Every input is computed from what the caller says: a proof of anything
    /// else is none.
    function testAClaimIsBound() public {
        MarginClaim memory claim = _claim();
        reader.requireMargin(verifier, DIGEST, _roots(), NONCE, SCOPE, claim);
        bytes memory refused = abi.encodeWithSelector(MockVerifier.ProofInvalid.selector);
        VM.expectRevert(refused);
        reader.requireMargin(verifier, keccak256("another digest"), _roots(), NONCE, SCOPE, claim);
        VM.expectRevert(refused);
        reader.requireMargin(verifier, DIGEST, _roots(), keccak256("another nonce"), SCOPE, claim);
        VM.expectRevert(refused);
        reader.requireMargin(verifier, DIGEST, _roots(), NONCE, SCOPE + 1, claim);
        for (uint256 i = 0; i < 16; ++i) {
            uint256[] memory roots = _roots();
            roots[i] ^= 1;
            VM.expectRevert(refused);
            reader.requireMargin(verifier, DIGEST, roots, NONCE, SCOPE, claim);
        }
        for (uint256 i = 0; i < 5; ++i) {
            claim = _claim();
            if (i == 0) claim.least += 1;
            if (i == 1) claim.ratio -= 1;
            if (i == 2) claim.expires += 1;
            if (i == 3) claim.nullifier ^= 1;
            if (i == 4) claim.proof = about(0);
            VM.expectRevert(refused);
            reader.requireMargin(verifier, DIGEST, _roots(), NONCE, SCOPE, claim);
        }
    }

    function testAWindowHasSixteenRoots() public {
        MarginClaim memory claim = _claim();
        uint8[3] memory counts = [0, 15, 17];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(AccountClaim.WrongRoots.selector, counts[i]));
            reader.requireMargin(verifier, DIGEST, new uint256[](counts[i]), NONCE, SCOPE, claim);
        }
    }

    /// Wider ones would wrap around in the circuit, whatever was proved.
    function testAClaimFitsItsBits() public {
        MarginClaim memory claim = _claim();
        (claim.least, claim.ratio) = ((1 << 72) - 1, (1 << 24) - 1);
        _prove(claim);
        reader.requireMargin(verifier, DIGEST, _roots(), NONCE, SCOPE, claim);
        claim.least = 1 << 72;
        _isTooWide(claim);
        claim.least = type(uint256).max;
        _isTooWide(claim);
        (claim.least, claim.ratio) = (0, 1 << 24);
        _isTooWide(claim);
        claim.ratio = type(uint256).max;
        _isTooWide(claim);
    }

    function testAClaimIsGoodThroughItsLastSecond() public {
        MarginClaim memory claim = _claim();
        VM.warp(claim.expires);
        reader.requireMargin(verifier, DIGEST, _roots(), NONCE, SCOPE, claim);
        VM.warp(claim.expires + 1);
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.Expired.selector, claim.expires));
        reader.requireMargin(verifier, DIGEST, _roots(), NONCE, SCOPE, claim);
    }

    function testAnAccountKeyHasItsInputsAndManyMakers() public {
        reader.requireAccountKey(verifier, false);
        uint8[2] memory counts = [20, 22];
        for (uint256 i = 0; i < 2; ++i) {
            IStagedVerifier other = accountVerifier(counts[i], false);
            VM.expectRevert(abi.encodeWithSelector(AccountClaim.NotAnAccountKey.selector));
            reader.requireAccountKey(other, true);
        }
        IStagedVerifier insecure = accountVerifier(21, true);
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.SinglePartyKey.selector));
        reader.requireAccountKey(insecure, false);
        reader.requireAccountKey(insecure, true);
    }

    /// The windows of an epoch's first batches, which are all of lane 0.
    function _haveWindows(Opening memory o, uint256 count, bytes32 digest) private {
        uint256 windows = 0;
        for (; windows * 16 < count; ++windows) {
            uint256[] memory expected = new uint256[](16);
            for (uint256 i = 0; i < 16; ++i) {
                uint256 batch = windows * 16 + i;
                expected[i] = 1_000 + (batch < count ? batch : count - 1);
            }
            _isWindow(o, 0, windows, digest, expected);
        }
        _windowFails(o, 0, windows, abi.encodeWithSelector(AccountClaim.NoSuchWindow.selector, windows));
        bytes memory none = abi.encodeWithSelector(AccountClaim.NoSuchWindow.selector, type(uint256).max);
        _windowFails(o, 0, type(uint256).max, none);
    }

    function _isWindow(Opening memory o, uint256 lane, uint256 window, bytes32 digest, uint256[] memory expected)
        private
        view
    {
        (uint256 accounts, uint256 slots) = lane == 0 ? (4, 2) : (2, 16);
        (bytes32 found, uint256[] memory roots) = reader.windowOf(registry, o, links, lane, window, accounts, slots);
        require(found == digest, "another digest");
        require(keccak256(abi.encode(roots)) == keccak256(abi.encode(expected)), "another window");
    }

    function _windowFails(Opening memory o, uint256 lane, uint256 window, bytes memory error) private {
        (uint256 accounts, uint256 slots) = lane == 0 ? (4, 2) : (2, 16);
        VM.expectRevert(error);
        reader.windowOf(registry, o, links, lane, window, accounts, slots);
    }

    function _isTooWide(MarginClaim memory claim) private {
        _prove(claim);
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.ClaimTooWide.selector));
        reader.requireMargin(verifier, DIGEST, _roots(), NONCE, SCOPE, claim);
    }

    function _claim() private view returns (MarginClaim memory claim) {
        (claim.least, claim.ratio, claim.expires, claim.nullifier) = (5, 15_000, START + 100, 9);
        _prove(claim);
    }

    function _prove(MarginClaim memory claim) private view {
        claim.proof = claimProof(DIGEST, _roots(), NONCE, SCOPE, claim);
    }

    function _roots() private pure returns (uint256[] memory roots) {
        roots = new uint256[](16);
        for (uint256 i = 0; i < 16; ++i) {
            roots[i] = 500 + 2 * i;
        }
    }

    function _repeated(uint256 root) private pure returns (uint256[] memory roots) {
        roots = new uint256[](16);
        for (uint256 i = 0; i < 16; ++i) {
            roots[i] = root;
        }
    }
}
