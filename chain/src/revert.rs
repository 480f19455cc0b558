//! Why a contract refused, in words: its custom errors by name, with their
//! arguments, and what to do about those that a submitter meets.

use std::fmt;

use alloy_primitives::{Address, I256, U256, keccak256};

/// What a contract said when it refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revert {
    /// The error's name; its first bytes where it is unknown.
    pub name: String,
    /// The arguments, by name.
    pub arguments: Vec<(String, String)>,
    /// What to do, where that is known.
    pub advice: Option<&'static str>,
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (i, (name, value)) in self.arguments.iter().enumerate() {
            let before = if i == 0 { " (" } else { ", " };
            write!(f, "{before}{name} {value}")?;
        }
        if !self.arguments.is_empty() {
            f.write_str(")")?;
        }
        self.advice.map_or(Ok(()), |advice| write!(f, ": {advice}"))
    }
}

/// Errors of the contracts, and what to do about them.
const ERRORS: &[(&str, &str)] = &[
    ("WrongEpoch(uint64 given, uint64 expected)", "publish the epochs in their order"),
    (
        "WrongPrevious(bytes32 given, bytes32 expected)",
        "the bundle follows another epoch than the one that is sealed; prepare it again with \
         --previous",
    ),
    ("TimeNotForward(uint64 given, uint64 last)", "the snapshot is not younger than the last one"),
    ("TimeInFuture(uint64 given)", "the chain's clock is behind the snapshot's; wait"),
    ("TimeTooOld(uint64 given)", "the snapshot is older than the venue's bound; take a new one"),
    ("LaneCount(uint256 given)", ""),
    ("LaneOrder(uint8 lane)", ""),
    ("NotReduced(uint256 value)", ""),
    ("OpeningDiffers()", "the draft is of another opening; publish again from the start"),
    ("NoBatches()", ""),
    ("TooManyBatches(uint256 given)", "prove larger batches"),
    ("LaneUnknown(uint256 index)", ""),
    ("LaneUnused(uint256 index)", ""),
    ("TooManyAccounts(uint256 said, uint256 places)", ""),
    ("LinksDiffer()", "the draft has other batches; publish again from the start"),
    (
        "NotTheVenues(bytes32 digest)",
        "the signature is not that of the venue's authority over this digest",
    ),
    ("EpochUnknown(bytes32 venue, uint64 epoch)", "no such epoch is sealed"),
    ("RulesAlreadyRegistered(bytes32 rules)", ""),
    ("RulesUnknown(bytes32 rules)", "governance has to register the rules first"),
    ("RulesTooLarge()", ""),
    ("KeyAlreadyRegistered(bytes32 key)", ""),
    ("KeyUnknown(bytes32 key)", "governance has to register the key first"),
    ("KeyRemoved(bytes32 key)", "the key was taken away; prove with another"),
    ("KeyRole(bytes32 key, uint8 found, uint8 used)", ""),
    (
        "KeyRules(bytes32 key, bytes32 found, bytes32 used)",
        "the venue is registered for other rules than the key is for",
    ),
    ("KeyInsecure(bytes32 key)", "this registry takes keys of a ceremony only"),
    ("KeyMismatch(bytes32 key)", "the verifier is of another key"),
    ("ShapeNotAllowed(bytes32 key)", ""),
    (
        "VerifierChanged(bytes32 key)",
        "the verifier's code is not what was registered; use another key",
    ),
    ("SettingsOutOfBounds()", ""),
    ("VenueUnknown(bytes32 venue)", "governance has to register the venue first"),
    ("VenueHalted(bytes32 venue)", "the venue is halted until governance lets it go on"),
    ("VenueNotHalted(bytes32 venue)", ""),
    ("NoSuchAsset(uint256 row)", ""),
    ("ReserveNotAllowed()", ""),
    ("VaultCountedTwice(address token, address vault)", ""),
    ("WrongLength(uint256 given, uint256 expected)", "the rules have other sizes"),
    ("TooWide(uint256 value, uint256 bits)", ""),
    ("ThresholdNotAllowed(uint256 stress)", ""),
    ("NotOnLadder(uint256 bound)", ""),
    ("NoSuchBand(uint256 percent)", ""),
    ("NoContradiction()", ""),
    ("NotGovernance(address caller)", "only the timelock may do this"),
    ("NotGuardian(address caller)", ""),
    ("NoticeTooShort(uint256 delay, uint256 least)", "give the timelock a longer delay"),
    ("ProofInvalid()", "a proof is not of what the registry computed it to be about"),
    ("PointNotInGroup()", ""),
    ("EmptyBatch()", ""),
    ("InputCount(uint256 given, uint256 expected)", ""),
    ("InputNotReduced(uint256 index)", ""),
    ("CoordinateNotReduced(uint8 point)", ""),
    ("IdentityPoint(uint8 point)", ""),
    ("TimelockInvalidOperationLength(uint256 targets, uint256 payloads, uint256 values)", ""),
    ("TimelockInsufficientDelay(uint256 delay, uint256 least)", ""),
    (
        "TimelockUnexpectedOperationState(bytes32 operation, bytes32 expected)",
        "the notice is not over yet, or it was done before",
    ),
    ("AccessControlUnauthorizedAccount(address account, bytes32 role)", ""),
    ("RegistersDiffer()", ""),
    ("ArityUnknown(uint256 arity)", ""),
    ("TableMissing(uint256 arity)", "write Poseidon's table of this arity first"),
    ("TableAlreadyRegistered(uint256 arity)", ""),
    ("TableDiffers(uint256 arity, bytes32 given, bytes32 expected)", ""),
    ("PartCount(uint256 given)", ""),
    ("PartNotData(address part)", "bring parts by writePart of the same contract only"),
    ("PartNotWritten()", ""),
    ("PartTooLong(uint256 length)", ""),
    ("ElementNotReduced(uint256 position)", ""),
    ("PositionOutside(uint256 position)", ""),
    ("TagTooLarge(uint256 tag)", ""),
    ("MemoryInUse()", ""),
    ("NotEnoughGas()", "give the transaction more gas"),
    ("FailedCall()", "a verifier gave up without an error; give the transaction more gas"),
    (
        "AddressEmptyCode(address target)",
        "a batch's verifier is gone from the chain; nothing can be published under its key",
    ),
    ("VenueNotFresh(bytes32 venue, uint8 standing, uint8 claim)", ""),
];

/// What a contract's answer to a refused call means.
#[must_use]
pub fn explain(data: &[u8]) -> Revert {
    let Some((selector, arguments)) = data.split_first_chunk::<4>() else {
        let name = "a revert without a reason".to_owned();
        return Revert { name, arguments: Vec::new(), advice: None };
    };
    if let Some(text) = reason(*selector, arguments) {
        return Revert { name: text, arguments: Vec::new(), advice: None };
    }
    let of = |(signature, advice): &(&str, &'static str)| {
        let parsed = Signature::parse(signature)?;
        (parsed.selector() == *selector).then(|| Revert {
            name: parsed.name.to_owned(),
            arguments: parsed.read(arguments),
            advice: Some(*advice).filter(|advice| !advice.is_empty()),
        })
    };
    ERRORS.iter().find_map(of).unwrap_or_else(|| Revert {
        name: format!("an unknown error 0x{}", hex::encode(selector)),
        arguments: Vec::new(),
        advice: None,
    })
}

/// Names and types of every error that is explained.
pub fn signatures() -> impl Iterator<Item = String> {
    ERRORS.iter().filter_map(|(signature, _)| Some(Signature::parse(signature)?.canonical()))
}

/// `Error(string)` and `Panic(uint256)`, the language's own.
fn reason(selector: [u8; 4], arguments: &[u8]) -> Option<String> {
    match selector {
        [0x08, 0xc3, 0x79, 0xa0] => {
            let length = U256::from_be_slice(arguments.get(32..64)?);
            let end = usize::try_from(length).ok()?.checked_add(64)?;
            let text = String::from_utf8_lossy(arguments.get(64..end)?);
            Some(text.chars().filter(|c| !c.is_control()).collect())
        }
        [0x4e, 0x48, 0x7b, 0x71] => {
            Some(format!("panic {:#x}", U256::from_be_slice(arguments.get(..32)?)))
        }
        _ => None,
    }
}

/// An error's name and its arguments' types and names. All are one word long.
struct Signature<'a> {
    name: &'a str,
    arguments: Vec<(&'a str, &'a str)>,
}

impl<'a> Signature<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
        let arguments = arguments.split(", ").filter(|argument| !argument.is_empty());
        let arguments =
            arguments.map(|argument| argument.split_once(' ').unwrap_or((argument, "")));
        Some(Self { name, arguments: arguments.collect() })
    }

    fn canonical(&self) -> String {
        let types: Vec<&str> = self.arguments.iter().map(|(kind, _)| *kind).collect();
        format!("{}({})", self.name, types.join(","))
    }

    fn selector(&self) -> [u8; 4] {
        let hash = keccak256(self.canonical());
        [hash[0], hash[1], hash[2], hash[3]]
    }

    fn read(&self, words: &[u8]) -> Vec<(String, String)> {
        let read = |((kind, name), word): (&(&str, &str), &[u8])| {
            let number = || U256::from_be_slice(word);
            let value = match *kind {
                "address" => Address::from_slice(word.get(12..)?).to_string(),
                kind if kind.starts_with("bytes") => format!("0x{}", hex::encode(word)),
                kind if kind.starts_with("int") => I256::from_raw(number()).to_string(),
                _ => number().to_string(),
            };
            Some(((*name).to_owned(), value))
        };
        self.arguments.iter().zip(words.chunks_exact(32)).filter_map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_named_with_their_arguments() {
        let mut data = keccak256("WrongEpoch(uint64,uint64)")[..4].to_vec();
        data.extend(U256::from(3).to_be_bytes::<32>());
        data.extend(U256::from(2).to_be_bytes::<32>());
        let shown = explain(&data).to_string();
        assert_eq!(shown, "WrongEpoch (given 3, expected 2): publish the epochs in their order");
        assert_eq!(explain(&[]).to_string(), "a revert without a reason");
        assert_eq!(explain(&[1, 2, 3, 4]).to_string(), "an unknown error 0x01020304");
    }

    #[test]
    fn every_signature_is_read_and_no_two_are_one() {
        let mut all: Vec<[u8; 4]> =
            ERRORS.iter().filter_map(|(s, _)| Some(Signature::parse(s)?.selector())).collect();
        assert_eq!(all.len(), ERRORS.len());
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), ERRORS.len());
    }
}
