// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {AccountClaim, MarginClaim} from "../src/AccountClaim.sol";
import {IStagedVerifier} from "../src/IVerifiers.sol";
import {LeafProof} from "../src/LeafProof.sol";
import {Disclosure, Opening, Standing} from "../src/SolvencyTypes.sol";
import {CreditLine} from "../src/examples/CreditLine.sol";
import {ClaimFixture} from "./ClaimFixture.sol";
import {Deployed} from "./Deployed.sol";
import {MockVerifier} from "./Mocks.sol";
import {Log, VM} from "./Vm.sol";

/// Credit on a proof of margin: what opens a line, and what does not.
contract CreditTest is ClaimFixture {
    address private constant ALICE = address(0xa11);
    address private constant MALLORY = address(0xbad);
    uint96 private constant LIMIT = 500e8;

    CreditLine private line;
    bytes32 private digest;

    function setUp() public override {
        super.setUp();
        line = _lineOf(verifier, false);
    }

    function testALineIsOpenedOnAProof() public {
        _seal();
        MarginClaim memory claim = _claim(ALICE, 1);
        VM.recordLogs();
        _open(ALICE, claim);
        Log[] memory logs = VM.getRecordedLogs();
        require(logs.length == 1 && logs[0].topics[0] == CreditLine.LineOpened.selector, "another event");
        require(uint256(logs[0].topics[1]) == uint160(ALICE) && uint256(logs[0].topics[2]) == 1, "another line");
        require(abi.decode(logs[0].data, (uint96)) == LIMIT, "another limit is told");
        _isLine(1, ALICE, LIMIT);
        _isLine(2, address(0), 0);
    }

    function testAWindowIsPinnedByAnyone() public {
        Opening memory o = openingOf(1, START - 60, 0);
        digest = publish(1, START - 60, 0);
        bytes memory all = links;
        VM.recordLogs();
        VM.prank(MALLORY);
        line.pin(o, all, 0);
        Log[] memory logs = VM.getRecordedLogs();
        require(logs.length == 1 && logs[0].topics[0] == CreditLine.WindowPinned.selector, "another event");
        require(logs[0].topics[1] == digest, "another epoch");
        (uint256 window, uint256[] memory roots) = abi.decode(logs[0].data, (uint256, uint256[]));
        require(window == 0 && keccak256(abi.encode(roots)) == keccak256(abi.encode(_roots())), "other roots");
        require(line.windows(digest, 0) == keccak256(abi.encodePacked(_roots())), "other roots are kept");
        require(line.windows(digest, 1) == 0, "another window is kept");
    }

    function testOnlyAWindowOfTheVenuesLaneIsPinned() public {
        digest = publish(1, START - 60, 0);
        Opening memory o = openingOf(1, START - 60, 0);
        bytes memory all = links;
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.NoSuchWindow.selector, 1));
        line.pin(o, all, 1);
        VM.expectRevert(abi.encodeWithSelector(LeafProof.NotInEpoch.selector));
        line.pin(o, bytes.concat(all, new bytes(96)), 0);
        CreditLine other = Deployed.credit(registry, verifier, VENUE, 3, false);
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.WrongShape.selector, 4, 2));
        other.pin(o, all, 0);
        o.venue = keccak256("another venue");
        VM.expectRevert(abi.encodeWithSelector(CreditLine.WrongVenue.selector, o.venue));
        line.pin(o, all, 0);
    }

    function testNoLineUnderRootsThatAreNotPinned() public {
        digest = publish(1, START - 60, 0);
        MarginClaim memory claim = _claim(ALICE, 1);
        bytes memory unknown = abi.encodeWithSelector(CreditLine.WindowUnknown.selector);
        _openFails(ALICE, claim, unknown);
        line.pin(openingOf(1, START - 60, 0), links, 0);
        uint256[] memory roots = _roots();
        VM.prank(ALICE);
        VM.expectRevert(unknown);
        line.open(1, roots, claim);
        roots[3] ^= 1;
        VM.prank(ALICE);
        VM.expectRevert(unknown);
        line.open(0, roots, claim);
        VM.prank(ALICE);
        VM.expectRevert(unknown);
        line.open(0, new uint256[](0), claim);
        _open(ALICE, claim);
    }

    /// Seen in the open, a proof is of no use to anybody else, nor elsewhere.
    function testAProofIsItsSendersAndThisContracts() public {
        _seal();
        MarginClaim memory claim = _claim(ALICE, 1);
        bytes memory refused = abi.encodeWithSelector(MockVerifier.ProofInvalid.selector);
        _openFails(MALLORY, claim, refused);
        claim.expires += 1;
        _openFails(ALICE, claim, refused);
        claim = _claim(ALICE, 1);
        claim.least += 1;
        _openFails(ALICE, claim, refused);
        claim = _claim(ALICE, 1);
        claim.nullifier = 2;
        _openFails(ALICE, claim, refused);
        claim = _claim(ALICE, 1);
        CreditLine there = line;
        line = _lineOf(verifier, false);
        line.pin(openingOf(1, START - 60, 0), links, 0);
        require(line.SCOPE() != there.SCOPE() && line.nonceOf(ALICE) != there.nonceOf(ALICE), "one scope for two");
        _openFails(ALICE, claim, refused);
        line = there;
        _open(ALICE, claim);
    }

    function testScopeAndNonceAreOfContractChainAndBorrower() public view {
        uint256 scope = uint256(keccak256(abi.encode(block.chainid, address(line)))) >> 8;
        require(line.SCOPE() == scope, "another scope");
        require(line.nonceOf(ALICE) == keccak256(abi.encode(scope, ALICE)), "another nonce");
        require(line.nonceOf(ALICE) != line.nonceOf(MALLORY), "one nonce for two");
    }

    function testAnAccountOpensOneLineAnEpoch() public {
        _seal();
        _open(ALICE, _claim(ALICE, 1));
        bytes memory used = abi.encodeWithSelector(CreditLine.AccountUsed.selector, 1);
        MarginClaim memory again = _claim(ALICE, 1);
        again.expires += 1;
        _prove(ALICE, again);
        _openFails(ALICE, again, used);
        _openFails(MALLORY, _claim(MALLORY, 1), used);
        _isLine(1, ALICE, LIMIT);
        // Another account may be the same borrower's.
        _open(ALICE, _claim(ALICE, 2));
        _isLine(2, ALICE, LIMIT);
    }

    function testAClaimIsOfEnough() public {
        _seal();
        MarginClaim memory claim = _claim(ALICE, 1);
        claim.ratio = 14_999;
        _prove(ALICE, claim);
        _openFails(ALICE, claim, abi.encodeWithSelector(CreditLine.ClaimTooSmall.selector));
        (claim.ratio, claim.least) = (15_000, 0);
        _prove(ALICE, claim);
        _openFails(ALICE, claim, abi.encodeWithSelector(CreditLine.ClaimTooSmall.selector));
        claim.least = 1 << 72;
        _prove(ALICE, claim);
        _openFails(ALICE, claim, abi.encodeWithSelector(AccountClaim.ClaimTooWide.selector));
        (claim.ratio, claim.least) = (15_001, (1 << 72) - 1);
        _prove(ALICE, claim);
        _open(ALICE, claim);
        _isLine(1, ALICE, (1 << 72) - 1);
    }

    function testAProofExpires() public {
        _seal();
        MarginClaim memory claim = _claim(ALICE, 1);
        VM.warp(claim.expires + 1);
        _openFails(ALICE, claim, abi.encodeWithSelector(AccountClaim.Expired.selector, claim.expires));
        VM.warp(claim.expires);
        _open(ALICE, claim);
    }

    function testNoLineOnAVenueThatIsUnknownOrStale() public {
        MarginClaim memory claim = _claim(ALICE, 1);
        _openFails(ALICE, claim, _notFresh(Standing.Unknown));
        _seal();
        claim = _claim(ALICE, 1);
        claim.expires = START + 1 days;
        _prove(ALICE, claim);
        VM.warp(START - 60 + 3 hours + 1);
        _openFails(ALICE, claim, _notFresh(Standing.Stale));
        VM.warp(START - 60 + 3 hours);
        _open(ALICE, claim);
    }

    function testNoLineOnAHaltedVenue() public {
        _seal();
        MarginClaim memory claim = _claim(ALICE, 1);
        VM.prank(GUARDIAN);
        venues.halt(VENUE);
        _openFails(ALICE, claim, _notFresh(Standing.Halted));
        VM.prank(address(timelock));
        venues.resume(VENUE);
        _open(ALICE, claim);
    }

    function testNoLineOnAnImpairedVenue() public {
        Opening memory o = openingOf(1, START - 60, 0);
        prepare(o);
        Disclosure memory d = said();
        (d.customers.flagged, d.house.flagged) = (10, 1);
        digest = sealNow(o, d);
        line.pin(o, links, 0);
        _openFails(ALICE, _claim(ALICE, 1), _notFresh(Standing.Impaired));
    }

    /// Roots and proofs are the latest epoch's, whatever was pinned before.
    function testTheNextEpochIsPinnedAndProvedAnew() public {
        _seal();
        MarginClaim memory old = _claim(ALICE, 1);
        VM.warp(START + 50);
        Opening memory o = openingOf(2, START + 50, digest);
        digest = publish(2, START + 50, digest);
        _openFails(ALICE, old, abi.encodeWithSelector(CreditLine.WindowUnknown.selector));
        line.pin(o, links, 0);
        _openFails(ALICE, old, abi.encodeWithSelector(MockVerifier.ProofInvalid.selector));
        _open(ALICE, _claim(ALICE, 1));
    }

    function testAVerifierIsOfAnAccountKeyOfManyMakers() public {
        IStagedVerifier insecure = accountVerifier(21, true);
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.SinglePartyKey.selector));
        _lineOf(insecure, false);
        require(_lineOf(insecure, true).VERIFIER() == insecure, "another verifier");
        IStagedVerifier other = accountVerifier(20, false);
        VM.expectRevert(abi.encodeWithSelector(AccountClaim.NotAnAccountKey.selector));
        _lineOf(other, true);
    }

    function _lineOf(IStagedVerifier its, bool insecure) private returns (CreditLine) {
        return Deployed.credit(registry, its, VENUE, 2, insecure);
    }

    /// An epoch of two batches in lane 0, and its only window.
    function _seal() private {
        digest = publish(1, START - 60, 0);
        line.pin(openingOf(1, START - 60, 0), links, 0);
    }

    function _roots() private pure returns (uint256[] memory roots) {
        roots = new uint256[](16);
        for (uint256 i = 0; i < 16; ++i) {
            roots[i] = i == 0 ? 1_000 : 1_001;
        }
    }

    function _claim(address borrower, uint256 nullifier) private view returns (MarginClaim memory claim) {
        (claim.least, claim.ratio, claim.expires, claim.nullifier) = (LIMIT, 15_000, START + 100, nullifier);
        _prove(borrower, claim);
    }

    function _prove(address borrower, MarginClaim memory claim) private view {
        claim.proof = claimProof(digest, _roots(), line.nonceOf(borrower), line.SCOPE(), claim);
    }

    function _open(address borrower, MarginClaim memory claim) private {
        VM.prank(borrower);
        line.open(0, _roots(), claim);
    }

    function _openFails(address borrower, MarginClaim memory claim, bytes memory error) private {
        VM.prank(borrower);
        VM.expectRevert(error);
        line.open(0, _roots(), claim);
    }

    function _notFresh(Standing standing) private pure returns (bytes memory) {
        return abi.encodeWithSelector(CreditLine.VenueNotFresh.selector, standing);
    }

    function _isLine(uint256 nullifier, address borrower, uint96 limit) private view {
        (address its, uint96 found) = line.lines(nullifier);
        require(its == borrower && found == limit, "another line");
    }
}
