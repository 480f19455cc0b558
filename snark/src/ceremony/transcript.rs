//! What a ceremony was about and who contributed, in order. A transcript that
//! was read holds: every record was checked against those before it.

use sha2::{Digest as _, Sha256};

use super::contributor::Contributor;
use super::error::{CeremonyError, RecordRefused};
use super::record::{Divisors, Flaw, Record};
use super::subject::Subject;
use crate::encoding::{DecodeError, Reader};
use crate::keys::{Origin, VerifyingKey};

const MAGIC: &str = "plimsoll ceremony 1\n";
const RECORD_TAG: &[u8] = b"plimsoll ceremony record 1";
/// More than any ceremony has.
const MOST_RECORDS: u32 = 1 << 12;
/// More bytes than that many records take.
pub(super) const MOST_BYTES: u64 = 1 << 23;

/// A ceremony's transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    subject: Subject,
    /// BLAKE3 of the points it began with.
    start: [u8; 32],
    records: Vec<Record>,
    /// A hash of all of it.
    tip: [u8; 32],
}

impl Transcript {
    pub(super) fn begin(subject: Subject, start: [u8; 32]) -> Self {
        let mut bytes = MAGIC.as_bytes().to_vec();
        subject.write(&mut bytes);
        bytes.extend(start);
        Self { subject, start, records: Vec::new(), tip: Sha256::digest(&bytes).into() }
    }

    /// What it is about.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Who contributed, in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// A hash of all of it: what contributors publish, and keys carry.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.tip
    }

    /// How many people contributed.
    #[must_use]
    pub fn people(&self) -> usize {
        let person = |record: &&Record| matches!(record.contributor(), Contributor::Person(_));
        self.records.iter().filter(person).count()
    }

    /// What the transcript was after each contribution, in order.
    #[must_use]
    pub fn tips(&self) -> Vec<[u8; 32]> {
        let mut so_far = Self::begin(self.subject.clone(), self.start);
        let after = |record: &Record| {
            so_far.push(record.clone());
            so_far.tip
        };
        self.records.iter().map(after).collect()
    }

    /// BLAKE3 of the points that belong to it.
    pub(super) fn points(&self) -> [u8; 32] {
        self.records.last().map_or(self.start, Record::points)
    }

    pub(super) fn divisors(&self) -> Divisors {
        let start = || Divisors::start(self.subject.divisors());
        self.records.last().map_or_else(start, Record::divisors)
    }

    /// The beacon has been taken.
    pub(super) fn ended(&self) -> bool {
        let last = self.records.last().map(Record::contributor);
        matches!(last, Some(Contributor::Beacon(_)))
    }

    /// Adds a record after checking it.
    pub(super) fn add(&mut self, record: Record) -> Result<(), Flaw> {
        if self.ended() {
            return Err(Flaw::AfterBeacon);
        }
        record.check(&self.divisors(), &self.tip)?;
        self.push(record);
        Ok(())
    }

    /// Adds a record that was made here.
    pub(super) fn push(&mut self, record: Record) {
        let mut bytes = [RECORD_TAG, &self.tip].concat();
        record.write(&mut bytes);
        self.tip = Sha256::digest(&bytes).into();
        self.records.push(record);
    }

    /// Checks that a verifying key says that it is of this ceremony, and has its
    /// circuit and divisors. What else is in it, [`super::verify_key`] checks.
    ///
    /// # Errors
    /// If it is another's.
    pub fn names(&self, key: &VerifyingKey) -> Result<(), CeremonyError> {
        let (subject, divisors) = (&self.subject, self.divisors());
        if key.origin != Origin::Ceremony(self.tip) {
            return Err(CeremonyError::Key("its origin is not this transcript"));
        }
        if (key.circuit, key.stages, key.live) != (subject.circuit, subject.stages, subject.live) {
            return Err(CeremonyError::Key("it is for another circuit"));
        }
        if (key.gamma, &key.deltas[..]) != (divisors.g2[0], &divisors.g2[1..]) {
            return Err(CeremonyError::Key("its γ or a δ is not the transcript's"));
        }
        Ok(())
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.as_bytes().to_vec();
        self.subject.write(&mut out);
        out.extend(self.start);
        out.extend((self.records.len() as u64).to_be_bytes());
        self.records.iter().for_each(|record| record.write(&mut out));
        out
    }

    /// Reads a transcript and checks every record of it.
    ///
    /// # Errors
    /// If it is none, or a record does not hold.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordRefused> {
        let mut r = Reader(bytes);
        r.magic(MAGIC)?;
        let subject = Subject::read(&mut r)?;
        let start = r.array()?;
        let count = u64::from_be_bytes(r.array()?);
        if count > u64::from(MOST_RECORDS) {
            return Err(DecodeError::Layout.into());
        }
        let mut transcript = Self::begin(subject, start);
        for number in 1..=count {
            let record = Record::read(&mut r, transcript.subject.divisors())?;
            let added = transcript.add(record);
            added.map_err(|flaw| RecordRefused::Flaw { number, flaw })?;
        }
        r.end()?;
        Ok(transcript)
    }
}
