// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ISolvencyRegistry} from "./ISolvencyRegistry.sol";
import {BatchCall} from "./BatchCall.sol";
import {IBatchVerifier, IStagedVerifier, Proof} from "./IVerifiers.sol";
import {KeyRegister} from "./KeyRegister.sol";
import {SealedEpochs} from "./SealedEpochs.sol";
import {Batch, Disclosure, Draft, Epoch, Key, Opening, Role, VenueSettings} from "./SolvencyTypes.sol";
import {StatementHash} from "./StatementHash.sol";
import {Transcript} from "./Transcript.sol";
import {VenueRegister} from "./VenueRegister.sol";

/// @title The registry of epochs
/// @notice See ISolvencyRegistry. Every input of every proof is computed here,
/// and nothing of it is read from a submitter but what the proofs are about.
/// @dev All calls to other contracts are static: nothing can be re-entered that
/// would change anything. Drafts belong to their submitters, so nobody can spoil
/// another's: the state before the first batch is public, and anyone could prove
/// a first batch of accounts they made up. For the same reason proofs alone do
/// not say that a book is the venue's; its authority signs the digest.
contract SolvencyRegistry is SealedEpochs, EIP712 {
    /// Sealing reads every link again: as many as fit a transaction.
    uint256 public constant MAX_BATCHES = 1_024;
    bytes32 public constant EPOCH_TYPEHASH = keccak256("Epoch(bytes32 venue,uint64 epoch,bytes32 digest)");

    uint256 private constant LANES = 4;
    /// In place of the opening's hash once a draft is sealed. The rest is left for
    /// the next draft to write over: full slots cost less to write than empty ones.
    bytes32 private constant SEALED = bytes32(uint256(1));

    /// What an opening's keys are, now.
    struct Keys {
        address parameters;
        address closing;
        /// In the opening's order.
        Key[] lanes;
    }

    mapping(bytes32 venue => mapping(address submitter => Draft)) private _drafts;

    /// @notice The key register is the one that the venues' register reads.
    constructor(KeyRegister keys, VenueRegister venues)
        SealedEpochs(keys, venues)
        EIP712("Plimsoll SolvencyRegistry", "1")
    {}

    /// @inheritdoc ISolvencyRegistry
    function open(Opening calldata opening, Proof calldata parametersProof) external {
        (VenueSettings memory s, Keys memory keys) = _current(opening);
        uint256 state = KEYS.initialState(s.rules, opening.funds, opening.thresholds);
        uint256 context = Transcript.context(opening, Transcript.PARAMETERS, 0);
        uint256[] memory inputs =
            StatementHash.parametersInputs(context, opening.parameters, Transcript.rho(opening), opening.phi);
        IStagedVerifier(keys.parameters).verify(inputs, parametersProof);

        bytes32 hash = keccak256(abi.encode(opening));
        _drafts[opening.venue][msg.sender] = Draft(hash, state, hash, 0, 0, 0, opening.epoch);
        emit EpochOpened(opening.venue, opening.epoch, msg.sender, opening);
    }

    /// @inheritdoc ISolvencyRegistry
    /// @dev Whether the venue goes on, the time is right and every key counts is
    /// looked at when opening and when sealing. A batch looks at its own key:
    /// what costs gas with every batch is left to where it costs it once.
    function append(Opening calldata opening, uint256 lane, Batch[] calldata batches) external {
        // Brought to memory once, for all that hashes it.
        Opening memory o = opening;
        Draft memory draft = _draft(o);
        if (lane >= o.lanes.length) revert LaneUnknown(lane);
        if (batches.length == 0) revert NoBatches();
        uint256 total = draft.batches + batches.length;
        if (total > MAX_BATCHES) revert TooManyBatches(total);

        (address verifier, uint8 keyLane, uint32 accounts) = KEYS.batchKey(o.lanes[lane].key);
        bytes memory links = Transcript.linksOf(keyLane, batches);
        emit BatchesProven(o.venue, o.epoch, msg.sender, draft.batches, links);
        _requireProven(verifier, o, lane, draft, batches);

        Draft storage kept = _drafts[o.venue][msg.sender];
        kept.state = batches[batches.length - 1].stateOut;
        kept.links = Transcript.chain(draft.links, links);
        (kept.places, kept.batches, kept.lanesUsed) =
        (draft.places + uint64(batches.length) * accounts, uint32(total), draft.lanesUsed | uint8(1 << lane));
    }

    /// @inheritdoc ISolvencyRegistry
    function seal(
        Opening calldata opening,
        Disclosure calldata disclosure,
        bytes calldata links,
        Proof calldata closingProof,
        bytes calldata signature
    ) external returns (bytes32 digest) {
        (VenueSettings memory s, Keys memory keys) = _current(opening);
        Draft memory draft = _draft(opening);
        _requireComplete(draft, keys.lanes.length, disclosure.accounts);
        _requireLinks(draft, links);

        uint256 said = KEYS.disclosureHash(s.rules, disclosure);
        _verifyClosing(opening, keys.closing, draft.state, said, closingProof);
        digest = Transcript.digest(opening, keys.lanes, links, draft.state, said);
        _requireAuthority(s.authority, opening, digest, signature);
        _finish(opening, disclosure, _keep(opening, disclosure, draft, digest, s));
    }

    /// @inheritdoc ISolvencyRegistry
    function draftOf(bytes32 venue, address submitter) external view returns (Draft memory draft) {
        draft = _drafts[venue][submitter];
        if (draft.opening == SEALED) delete draft;
    }

    /// @notice What a venue's authority signs.
    function hashToSign(bytes32 venue, uint64 epoch, bytes32 digest) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(EPOCH_TYPEHASH, venue, epoch, digest)));
    }

    /// The opening is of the venue's next epoch, now, under keys that count now.
    /// Looked at when opening and when sealing: keys go, time passes, others seal.
    function _current(Opening calldata o) private view returns (VenueSettings memory s, Keys memory keys) {
        s = _venueOf(o);
        keys = _keysOf(o, s.rules);
    }

    function _venueOf(Opening calldata o) private view returns (VenueSettings memory s) {
        s = VENUES.running(o.venue);
        uint64 last = latest[o.venue];
        if (o.epoch != last + 1) revert WrongEpoch(o.epoch, last + 1);
        Epoch storage before = _epochs[o.venue][last];
        // No proof binds the previous digest, so it has to be the registry's own.
        if (o.previous != before.digest) revert WrongPrevious(o.previous, before.digest);
        if (o.time <= before.time) revert TimeNotForward(o.time, before.time);
        if (o.time > block.timestamp) revert TimeInFuture(o.time);
        if (block.timestamp - o.time > s.maxDelay) revert TimeTooOld(o.time);
        if (o.parameters >= Transcript.R) revert NotReduced(o.parameters);
    }

    function _keysOf(Opening calldata o, bytes32 rules) private view returns (Keys memory keys) {
        keys.parameters = KEYS.usable(o.parametersKey, Role.Parameters, rules).verifier;
        keys.closing = KEYS.usable(o.closingKey, Role.Closing, rules).verifier;
        uint256 lanes = o.lanes.length;
        if (lanes == 0 || lanes > LANES) revert LaneCount(lanes);
        keys.lanes = new Key[](lanes);
        for (uint256 i = 0; i < lanes; ++i) {
            Key memory key = KEYS.usable(o.lanes[i].key, Role.Batch, rules);
            if (i > 0 && key.lane <= keys.lanes[i - 1].lane) revert LaneOrder(key.lane);
            keys.lanes[i] = key;
        }
    }

    /// The batches go on from the draft, one after the other.
    function _requireProven(
        address verifier,
        Opening memory o,
        uint256 lane,
        Draft memory draft,
        Batch[] calldata batches
    ) private view {
        // The position is in the lowest bits, and never near their end.
        uint256 context = Transcript.context(o, Transcript.BATCH, draft.batches);
        uint256[2] memory table = o.lanes[lane].table;
        // Context, root, states before and after, ρ, φ: x[2] is the x[3] before.
        uint256[6] memory x;
        (x[0], x[2], x[4], x[5]) = (context, draft.state, Transcript.rho(o), o.phi);
        if (batches.length == 1) {
            (x[1], x[3]) = (batches[0].root, batches[0].stateOut);
            IBatchVerifier(verifier).verify(StatementHash.batchInputs(x), table, batches[0].proof);
            return;
        }
        bytes memory call = BatchCall.begin(table, batches.length);
        for (uint256 i = 0; i < batches.length; ++i) {
            Batch calldata batch = batches[i];
            (x[0], x[1], x[3]) = (context + i, batch.root, batch.stateOut);
            BatchCall.put(call, i, x, batch.proof);
            x[2] = x[3];
        }
        BatchCall.send(call, verifier);
    }

    function _draft(Opening memory opening) private view returns (Draft memory draft) {
        draft = _drafts[opening.venue][msg.sender];
        if (draft.opening != keccak256(abi.encode(opening))) revert OpeningDiffers();
    }

    function _requireComplete(Draft memory draft, uint256 lanes, uint256 accounts) private pure {
        if (draft.batches == 0) revert NoBatches();
        for (uint256 i = 0; i < lanes; ++i) {
            if (draft.lanesUsed & (1 << i) == 0) revert LaneUnused(i);
        }
        if (accounts > draft.places) revert TooManyAccounts(accounts, draft.places);
    }

    /// The links are those of the batches that were proved, all of them.
    function _requireLinks(Draft memory draft, bytes calldata links) private pure {
        if (links.length != draft.batches * Transcript.LINK) revert LinksDiffer();
        if (Transcript.chain(draft.opening, links) != draft.links) revert LinksDiffer();
    }

    function _verifyClosing(Opening calldata o, address verifier, uint256 state, uint256 said, Proof calldata proof)
        private
        view
    {
        uint256 context = Transcript.context(o, Transcript.CLOSING, 0);
        IStagedVerifier(verifier).verify(StatementHash.closingInputs(context, state, said), proof);
    }

    function _finish(Opening calldata o, Disclosure calldata disclosure, Epoch memory record) private {
        _drafts[o.venue][msg.sender].opening = SEALED;
        emit EpochSealed(o.venue, o.epoch, record.digest, msg.sender, record, disclosure);
    }

    function _requireAuthority(address authority, Opening calldata o, bytes32 digest, bytes calldata signature)
        private
        view
    {
        if (msg.sender == authority) return;
        bytes32 hash = hashToSign(o.venue, o.epoch, digest);
        if (!SignatureChecker.isValidSignatureNow(authority, hash, signature)) revert NotTheVenues(digest);
    }
}
