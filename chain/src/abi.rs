//! The contracts' interfaces, as far as they are called from here. A test holds
//! them against what the compiler says of the contracts.

#![allow(missing_docs, reason = "the contracts in contracts/src say what everything is")]
#![allow(clippy::too_many_arguments, reason = "as many as the contract takes")]

use alloy_sol_types::sol;

sol! {
    #[derive(Debug, PartialEq, Eq)]
    struct Proof {
        uint256[2] a;
        uint256[4] b;
        uint256[2] c;
        uint256[2] d;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct BatchClaim {
        uint256[6] inputs;
        Proof proof;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct LaneKey {
        bytes32 key;
        uint256[2] table;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Opening {
        bytes32 venue;
        uint64 epoch;
        uint64 time;
        bytes32 previous;
        uint256 parameters;
        uint256[4] funds;
        uint256[] thresholds;
        LaneKey[] lanes;
        bytes32 parametersKey;
        bytes32 closingKey;
        uint256 phi;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Batch {
        uint256 root;
        uint256 stateOut;
        Proof proof;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct ClassDisclosure {
        uint256 flagged;
        uint256 deficit;
        uint256 negative;
        uint256 owed;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct AssetDisclosure {
        uint256 customersLong;
        uint256 customersShort;
        uint256 ownLong;
        uint256 ownShort;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Disclosure {
        uint256 accounts;
        uint256 band;
        ClassDisclosure customers;
        ClassDisclosure house;
        AssetDisclosure[] assets;
        uint256[] openInterest;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Draft {
        bytes32 opening;
        uint256 state;
        bytes32 links;
        uint64 places;
        uint32 batches;
        uint8 lanesUsed;
        uint64 epoch;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Epoch {
        bytes32 digest;
        uint256 parameters;
        bytes32 rules;
        bytes32 links;
        uint64 time;
        uint64 solventSince;
        uint64 removals;
        uint32 batches;
        uint16 coverage;
        uint8 claim;
        bool impaired;
        uint32 flagged;
        uint32 missed;
        int192 price;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Status {
        uint8 standing;
        uint8 claim;
        uint64 epoch;
        uint64 time;
        uint64 solventSince;
        uint16 coverage;
        uint32 flagged;
        uint32 missed;
        uint256 parameters;
        bytes32 digest;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Rules {
        uint16 assets;
        uint32 zeroSumRows;
        uint16 stresses;
        bool coversAll;
        bool registered;
        uint64 removals;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Key {
        address verifier;
        uint8 role;
        bool removed;
        uint8 lane;
        uint32 accounts;
        uint16 slots;
        bytes32 rules;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct VenueSettings {
        address authority;
        bytes32 rules;
        uint64 maxDelay;
        uint64 freshness;
        uint64 cadence;
        uint32 flagLimit;
        uint128 deficitLimit;
        address benchmark;
        uint16 bandBps;
        uint32 heartbeat;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Reserve {
        address token;
        uint128 unitsPerLot;
        address[] vaults;
    }

    interface SolvencyRegistry {
        function open(Opening calldata opening, Proof calldata parametersProof) external;
        function append(Opening calldata opening, uint256 lane, Batch[] calldata batches) external;
        function seal(
            Opening calldata opening,
            Disclosure calldata disclosure,
            bytes calldata links,
            Proof calldata closingProof,
            bytes calldata signature
        ) external returns (bytes32 digest);
        function status(bytes32 venue) external view returns (Status memory);
        function epochOf(bytes32 venue, uint64 epoch) external view returns (Epoch memory);
        function latest(bytes32 venue) external view returns (uint64);
        function draftOf(bytes32 venue, address submitter) external view returns (Draft memory);
        function KEYS() external view returns (address);
        function VENUES() external view returns (address);
        function hashToSign(bytes32 venue, uint64 epoch, bytes32 digest) external view returns (bytes32);
    }

    interface KeyRegister {
        function registerRules(
            bytes32 digest,
            uint16 assets,
            uint32 zeroSumRows,
            uint16 stresses,
            bool coversAll
        ) external;
        function registerKey(bytes32 id, Key calldata key) external;
        function removeKey(bytes32 id) external;
        function keyOf(bytes32 id) external view returns (Key memory);
        function disclosureHash(bytes32 rules, Disclosure calldata said) external view returns (uint256);
        function rulesOf(bytes32 digest) external view returns (Rules memory);
    }

    interface PoseidonSequence {
        function writePart(bytes calldata part) external returns (address at);
        function partAddress(bytes calldata part) external view returns (address);
        function register(uint256 arity, address[] calldata parts) external;
        function isRegistered(uint256 arity) external view returns (bool);
    }

    interface VenueRegister {
        function setVenue(bytes32 venue, VenueSettings calldata s) external;
        function setReserve(bytes32 venue, bytes32 rules, uint256 row, Reserve calldata next) external;
        function settingsOf(bytes32 venue) external view returns (VenueSettings memory);
        function reserveOf(bytes32 venue, bytes32 rules, uint256 row) external view returns (Reserve memory);
    }

    interface NoticeTimelock {
        function scheduleBatch(
            address[] calldata targets,
            uint256[] calldata values,
            bytes[] calldata payloads,
            bytes32 predecessor,
            bytes32 salt,
            uint256 delay
        ) external;
        function executeBatch(
            address[] calldata targets,
            uint256[] calldata values,
            bytes[] calldata payloads,
            bytes32 predecessor,
            bytes32 salt
        ) external;
        function hashOperationBatch(
            address[] calldata targets,
            uint256[] calldata values,
            bytes[] calldata payloads,
            bytes32 predecessor,
            bytes32 salt
        ) external view returns (bytes32);
        function getTimestamp(bytes32 id) external view returns (uint256);
        function isOperationDone(bytes32 id) external view returns (bool);
    }

    interface StagedVerifier {
        function KEY_ID() external view returns (bytes32);
        function verify(uint256[] calldata inputs, Proof calldata proof) external view;
    }

    interface BatchVerifier {
        function verify(
            uint256[] calldata inputs,
            uint256[2] calldata parametersCommitment,
            Proof calldata proof
        ) external view;
        function verifyBatch(
            uint256[2] calldata parametersCommitment,
            BatchClaim[] calldata claims
        ) external view;
    }
}
