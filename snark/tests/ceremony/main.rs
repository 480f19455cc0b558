//! Ceremonies: held, verified, and every way to cheat in one refused.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../common/mod.rs"]
mod common;
mod false_points;
mod held;
mod keys;
mod tampered;

use std::path::PathBuf;
use std::sync::LazyLock;

use plimsoll_snark::ceremony::{verify, *};
use plimsoll_snark::powers::{Checked, Powers, practice};
use plimsoll_snark::*;
use tempfile::TempDir;

use common::circuits::Factors;

fn quiet(_: u64, _: u64) {}

/// A folder, with powers for domains of up to 2^5 in it.
static FOLDER: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.ptau");
    practice(&path, 5, &mut quiet).unwrap();
    (folder, path)
});

fn powers() -> Powers {
    Powers::open(&FOLDER.1).unwrap()
}

/// Powers, checked for a ceremony.
fn checked<'p>(powers: &'p Powers, transcript: &Transcript) -> Checked<'p> {
    powers.checked(transcript.subject().level, &mut quiet).unwrap()
}

/// Public: a secret number's square. A few rows, with every stage there is.
struct Square {
    /// There is a parameter, in a stage of its own.
    shared: bool,
}

const SECRET: u64 = 7;

impl Circuit for Square {
    type Parameters = ();
    type First = Num<Early>;

    fn inputs(&self) -> Vec<Fr> {
        vec![Fr::from(SECRET * SECRET), Fr::from(5)]
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<()> {
        if self.shared {
            let parameter = b.witness(Fr::from(3))?;
            // Its own row, which pins it.
            b.equal(parameter, parameter)?;
        }
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Num<Early>> {
        let secret = b.witness(Fr::from(SECRET))?;
        b.equal(secret, secret)?;
        Ok(secret)
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        _: Challenge,
        (): (),
        secret: Num<Early>,
    ) -> Result<()> {
        let square = b.product(secret.late(), secret.late())?;
        b.equal(square, inputs[0].late())
    }
}

/// One circuit of each kind of staging.
fn circuits() -> [Frozen; 3] {
    let staged = |shared| freeze(&Square { shared }).unwrap();
    [freeze_plain(&Factors(5, 7)).unwrap(), staged(false), staged(true)]
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// A ceremony's files, one after the other.
struct Held {
    folder: TempDir,
    frozen: Frozen,
    files: Vec<CeremonyFile>,
}

impl Held {
    fn begin(frozen: Frozen) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("0");
        let first = start(&powers(), &frozen, &path, &mut quiet).unwrap();
        Self { folder, frozen, files: vec![first] }
    }

    /// With these people, and a beacon.
    fn of(frozen: Frozen, people: &[&str]) -> Self {
        let mut held = Self::begin(frozen);
        people.iter().for_each(|person| held.contributes(person));
        let path = held.path();
        held.files.push(beacon(held.last(), &path, dawn(), &mut quiet).unwrap());
        held
    }

    fn contributes(&mut self, person: &str) {
        let (path, entropy) = (self.path(), Entropy::draw(person.as_bytes()).unwrap());
        let next = contribute(self.last(), &path, name(person), entropy, &mut quiet);
        self.files.push(next.unwrap());
    }

    fn last(&self) -> &CeremonyFile {
        self.files.last().unwrap()
    }

    /// Where the next file goes.
    fn path(&self) -> PathBuf {
        self.folder.path().join(self.files.len().to_string())
    }

    /// Bytes of the last file.
    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join((self.files.len() - 1).to_string())).unwrap()
    }

    fn verify(&self, file: &CeremonyFile) -> std::result::Result<(), CeremonyError> {
        let powers = powers();
        verify(file, &checked(&powers, file.transcript()), &self.frozen, &mut quiet)
    }

    fn verify_key(&self, key: &ProvingKey) -> std::result::Result<(), CeremonyError> {
        let powers = powers();
        let transcript = self.last().transcript();
        verify_key(key, transcript, &checked(&powers, transcript), &self.frozen)
    }

    fn key(&self) -> ProvingKey {
        let powers = powers();
        let checked = checked(&powers, self.last().transcript());
        finalize(self.last(), &checked, &self.frozen, &mut quiet).unwrap()
    }
}

/// What the beacon of these ceremonies is.
fn dawn() -> Beacon {
    Beacon::new(b"the hash of a block yet to come".to_vec(), 10).unwrap()
}
