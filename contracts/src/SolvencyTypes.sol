// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {Proof} from "./IVerifiers.sol";

/// What a key proves.
enum Role {
    None,
    Parameters,
    Batch,
    Closing
}

/// What a venue's latest epoch is good for, now. Only Fresh is good news.
enum Standing {
    /// Nothing was ever sealed for this venue.
    Unknown,
    /// Sealed, recent, within the limit of flags.
    Fresh,
    /// True of a moment too long ago, or of prices that have left their band.
    Stale,
    /// More is flagged than the registered limit allows.
    Impaired,
    /// Not to be relied on at all: stopped, or its keys were withdrawn.
    Halted
}

/// What was shown at sealing.
enum Claim {
    None,
    /// Margined and fund-covered; reserves not proven.
    MarginedAndFundCovered,
    /// The same, and reserves covered what is held of every asset.
    Solvent
}

/// The sizes of a set of rules: they say how states and disclosures are packed.
struct Rules {
    uint16 assets;
    uint32 zeroSumRows;
    uint16 stresses;
    /// The fund covers all: thresholds must be zero.
    bool coversAll;
    bool registered;
    /// Grows with every key of these rules that is taken away.
    uint64 removals;
}

struct Key {
    address verifier;
    Role role;
    bool removed;
    /// Of batch keys only.
    uint8 lane;
    uint32 accounts;
    uint16 slots;
    bytes32 rules;
}

/// What governance fixes for a venue, a notice period ahead.
struct VenueSettings {
    /// Says by signature which epochs are the venue's. An account or a contract.
    address authority;
    bytes32 rules;
    /// Seconds from snapshot to sealing, at most.
    uint64 maxDelay;
    /// Seconds from snapshot for which an epoch is fresh.
    uint64 freshness;
    /// Seconds between snapshots, as promised.
    uint64 cadence;
    uint32 flagLimit;
    /// Units of 1e-8 USD.
    uint128 deficitLimit;
    /// A price feed, or zero for none.
    address benchmark;
    /// How far its price may move from the one at sealing.
    uint16 bandBps;
    /// Seconds after which the feed's own answer is too old.
    uint32 heartbeat;
}

/// Where an asset's money is, on this chain.
struct Reserve {
    /// The token; zero for the chain's coin.
    address token;
    /// Of the token's smallest units, what a lot is.
    uint128 unitsPerLot;
    address[] vaults;
}

/// A lane's key and its commitment to the table.
struct LaneKey {
    bytes32 key;
    uint256[2] table;
}

/// What an epoch is about, before any of its batches.
struct Opening {
    bytes32 venue;
    uint64 epoch;
    uint64 time;
    /// The digest of the epoch before.
    bytes32 previous;
    uint256 parameters;
    uint256[4] funds;
    uint256[] thresholds;
    /// By lane, strictly increasing.
    LaneKey[] lanes;
    bytes32 parametersKey;
    bytes32 closingKey;
    /// The table's fingerprint at ρ.
    uint256 phi;
}

/// A batch's part of the chain, with its proof.
struct Batch {
    uint256 root;
    uint256 stateOut;
    Proof proof;
}

struct ClassDisclosure {
    uint256 flagged;
    uint256 deficit;
    uint256 negative;
    uint256 owed;
}

/// Lots of an asset.
struct AssetDisclosure {
    uint256 customersLong;
    uint256 customersShort;
    uint256 ownLong;
    uint256 ownShort;
}

/// All that a venue says of an epoch: docs/statement/book.md.
struct Disclosure {
    uint256 accounts;
    uint256 band;
    ClassDisclosure customers;
    ClassDisclosure house;
    AssetDisclosure[] assets;
    uint256[] openInterest;
}

/// One submitter's work on a venue's next epoch.
struct Draft {
    /// keccak-256 of the opening; zero if there is none.
    bytes32 opening;
    /// The running state's hash after the last batch.
    uint256 state;
    /// A hash chain over all links so far.
    bytes32 links;
    uint64 places;
    uint32 batches;
    /// A bit for each lane of the opening that has a batch.
    uint8 lanesUsed;
    /// The epoch's number, of which none is zero: the slot that every batch
    /// writes is then never empty, which would cost the first of them more.
    uint64 epoch;
}

/// A sealed epoch. It is written once.
struct Epoch {
    bytes32 digest;
    uint256 parameters;
    bytes32 rules;
    /// The hash chain over its links, for whoever wants to show a root.
    bytes32 links;
    uint64 time;
    /// The snapshot since which it has been Solvent without a break; 0 if not.
    uint64 solventSince;
    uint64 removals;
    uint32 batches;
    uint16 coverage;
    Claim claim;
    bool impaired;
    uint32 flagged;
    uint32 missed;
    /// The benchmark's price at sealing; 0 where none is registered or it failed.
    int192 price;
}

/// The answer to the question that the registry is for.
struct Status {
    Standing standing;
    Claim claim;
    uint64 epoch;
    /// The second of the snapshot.
    uint64 time;
    uint64 solventSince;
    /// In percent: the fund has at least so much of what it must cover.
    uint16 coverage;
    /// At most so many accounts.
    uint32 flagged;
    /// Epochs that were promised and did not come, ever since the first.
    uint32 missed;
    uint256 parameters;
    bytes32 digest;
}
