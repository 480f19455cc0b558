//! A venue's ceremonies: one for every key it needs, side by side in a folder
//! that travels. Whoever contributes, contributes to all.
//!
//! `ceremony.json` and `parameters.json` say which circuits there are; a folder
//! for each has its files, `0000.ceremony` and so on. To go on, the last of each
//! is enough.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use plimsoll_snapshot::read_parameters;
use plimsoll_snark::ceremony::{
    self, Beacon, CeremonyError, CeremonyFile, Contributor, Entropy, Name, Transcript,
};
use plimsoll_snark::powers::{Checked, Powers};
use plimsoll_snark::{Circuit, Frozen, KeyId, SetupError, freeze};
use plimsoll_statement::Parameters;
use plimsoll_verifier::Role;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::files::{self, Lock};
use crate::keys::KeyFolder;
use crate::setup::{Blank, blank, roles};
use crate::size::{Size, shapes};

/// A venue's ceremonies, in a folder.
#[derive(Clone, Debug)]
pub struct Ceremonies {
    dir: PathBuf,
    parameters: Parameters,
    roles: Vec<Role>,
}

/// Where one of them is after something was done.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which key it is for.
    pub role: Role,
    /// Who contributed so far.
    pub transcript: Transcript,
}

/// A key that a ceremony made.
#[derive(Clone, Debug)]
pub struct Ended {
    /// What it is for.
    pub role: Role,
    /// The key.
    pub id: KeyId,
    /// Who contributed.
    pub transcript: Transcript,
}

/// What is at work on which ceremony, and how far.
pub type CeremonyProgress<'p> = &'p mut dyn FnMut(Role, u64, u64);

/// `ceremony.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    version: u32,
    /// Sizes of batches, as they are given.
    shapes: Vec<String>,
}

const VERSION: u32 = 1;
const ABOUT: &str = "ceremony.json";
const PARAMETERS: &str = "parameters.json";
const EXTENSION: &str = "ceremony";
/// More bytes than any `ceremony.json` has.
const MOST_ABOUT: u64 = 1 << 12;

impl Ceremonies {
    /// Begins ceremonies for all keys that books of these sizes need under the
    /// rules of a parameters file, in a new folder.
    ///
    /// # Errors
    /// If the powers do not reach, or the folder is there or cannot be written.
    pub fn begin(
        dir: &Path,
        parameters: &Path,
        sizes: &[Size],
        powers: &Powers,
        progress: CeremonyProgress<'_>,
    ) -> Result<Self, Error> {
        files::vacant(dir)?;
        let draft = files::unfinished(dir);
        // What an earlier process began and did not finish.
        if draft.exists() {
            std::fs::remove_dir_all(&draft).map_err(Error::io(&draft))?;
        }
        std::fs::create_dir(&draft).map_err(Error::io(&draft))?;
        let made = Self::draft(&draft, parameters, sizes, powers, progress);
        if let Err(why) = made {
            // What failed is said; what it left is of no use.
            let _ = std::fs::remove_dir_all(&draft);
            return Err(why);
        }
        files::sync(&draft)?;
        std::fs::rename(&draft, dir).map_err(Error::io(dir))?;
        files::sync(files::folder(dir))?;
        Self::open(dir)
    }

    fn draft(
        dir: &Path,
        parameters: &Path,
        sizes: &[Size],
        powers: &Powers,
        progress: CeremonyProgress<'_>,
    ) -> Result<(), Error> {
        // What is read is checked; what is copied is what was read.
        let own = dir.join(PARAMETERS);
        std::fs::copy(parameters, &own).map_err(Error::io(parameters))?;
        let shapes = sizes.iter().map(Size::to_string).collect();
        // Texts and lists of them always serialise.
        let about = serde_json::to_vec(&About { version: VERSION, shapes }).unwrap_or_default();
        files::write_once(&dir.join(ABOUT), &about)?;
        let all = Self::open(dir)?;
        for role in &all.roles {
            let failed = failed(*role);
            let frozen = all.frozen(*role)?;
            let folder = all.folder(*role);
            std::fs::create_dir(&folder).map_err(Error::io(&folder))?;
            let path = all.file(*role, 0);
            let progress = &mut |done, of| progress(*role, done, of);
            ceremony::start(powers, &frozen, &path, progress).map_err(&failed)?;
            files::sync(&folder)?;
        }
        Ok(())
    }

    /// Opens a folder of ceremonies.
    ///
    /// # Errors
    /// If it is none.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(ABOUT);
        let bytes = files::read_bounded(&path, MOST_ABOUT)?;
        let wrong = |what: String| Error::damaged(&path, format!("not about ceremonies: {what}"));
        let about: About =
            serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if about.version != VERSION {
            return Err(wrong(format!("version {} is not known", about.version)));
        }
        let sizes = about.shapes.iter().map(|size| size.parse::<Size>());
        let shapes = shapes(&sizes.collect::<Result<Vec<_>, _>>()?)?;
        let parameters = read_parameters(&dir.join(PARAMETERS))?;
        Ok(Self { dir: dir.to_owned(), parameters, roles: roles(&shapes) })
    }

    /// Under which parameters' rules its circuits are.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Where each ceremony is.
    ///
    /// # Errors
    /// If the last file of one is missing, or does not hold.
    pub fn steps(&self) -> Result<Vec<Step>, Error> {
        self.roles.iter().map(|role| Ok(step(*role, &self.last(*role)?.1))).collect()
    }

    /// Contributes to every ceremony, with numbers of its own for each. If it
    /// was stopped halfway, it goes on with those that are behind.
    ///
    /// # Errors
    /// If a last file does not hold, a ceremony has ended, or a next file cannot
    /// be written.
    pub fn contribute(
        &self,
        name: &Name,
        added: &[u8],
        progress: CeremonyProgress<'_>,
    ) -> Result<Vec<Step>, Error> {
        let own = Contributor::Person(name.clone());
        self.advance(&own, progress, |last, next, progress| {
            let entropy = Entropy::draw(added)?;
            ceremony::contribute(last, next, name.clone(), entropy, progress)
        })
    }

    /// Ends every ceremony with a beacon.
    ///
    /// # Errors
    /// As [`Ceremonies::contribute`]'s; and if nobody has contributed.
    pub fn beacon(
        &self,
        beacon: &Beacon,
        progress: CeremonyProgress<'_>,
    ) -> Result<Vec<Step>, Error> {
        let own = Contributor::Beacon(beacon.clone());
        self.advance(&own, progress, |last, next, progress| {
            ceremony::beacon(last, next, beacon.clone(), progress)
        })
    }

    /// A file more for every ceremony, or for those that lack one that the
    /// others have from the same contributor.
    fn advance(
        &self,
        own: &Contributor,
        progress: CeremonyProgress<'_>,
        mut add: impl FnMut(
            &CeremonyFile,
            &Path,
            &mut dyn FnMut(u64, u64),
        ) -> Result<CeremonyFile, CeremonyError>,
    ) -> Result<Vec<Step>, Error> {
        let _lock = Lock::take(&self.dir)?;
        self.sweep()?;
        let all: Vec<_> =
            self.roles.iter().map(|role| self.last(*role)).collect::<Result<_, _>>()?;
        let furthest = all.iter().map(|(number, _)| *number).max().unwrap_or_default();
        let is_own = |file: &CeremonyFile| {
            file.transcript().records().last().is_some_and(|record| record.contributor() == own)
        };
        let stopped = all.iter().any(|(number, _)| *number < furthest)
            && all.iter().filter(|(number, _)| *number == furthest).all(|(_, file)| is_own(file));
        let mut steps = Vec::new();
        for (role, (number, last)) in self.roles.iter().zip(&all) {
            if stopped && *number == furthest {
                steps.push(step(*role, last));
                continue;
            }
            let progress = &mut |done, of| progress(*role, done, of);
            let next = add(last, &self.file(*role, number + 1), progress).map_err(failed(*role))?;
            steps.push(step(*role, &next));
        }
        Ok(steps)
    }

    /// Takes over what somebody contributed in a folder of their own, after
    /// checking that it follows what is here.
    ///
    /// # Errors
    /// If it does not follow, or there is nothing new.
    pub fn accept(&self, from: &Path, progress: CeremonyProgress<'_>) -> Result<Vec<Step>, Error> {
        let _lock = Lock::take(&self.dir)?;
        self.sweep()?;
        let theirs = Self { dir: from.to_owned(), ..self.clone() };
        let mut new = Vec::new();
        for role in &self.roles {
            let (number, ours) = self.last(*role)?;
            let path = theirs.file(*role, number + 1);
            if !path.exists() {
                // Taken over already, by a process that was stopped: or not at all.
                let last = CeremonyFile::open(&theirs.file(*role, number));
                let taken = last.is_ok_and(|last| last.transcript() == ours.transcript());
                if taken {
                    continue;
                }
                return Err(Error::NothingNew(from.to_owned()));
            }
            let next = CeremonyFile::open(&path).map_err(failed(*role))?;
            let progress = &mut |done, of| progress(*role, done, of);
            ceremony::verify_step(&ours, &next, progress).map_err(failed(*role))?;
            new.push((*role, path, self.file(*role, number + 1)));
        }
        if new.is_empty() {
            return Err(Error::NothingNew(from.to_owned()));
        }
        // All or nothing is taken; a copy that is damaged on the way is refused
        // by whoever opens it next.
        let mut steps = Vec::new();
        for (role, path, own) in new {
            files::copy_once(&path, &own)?;
            steps.push(step(role, &CeremonyFile::open(&own).map_err(failed(role))?));
        }
        Ok(steps)
    }

    /// Verifies every ceremony from powers and circuits on.
    ///
    /// # Errors
    /// If the powers or a ceremony do not hold.
    pub fn verify(
        &self,
        powers: &Powers,
        progress: CeremonyProgress<'_>,
    ) -> Result<Vec<Step>, Error> {
        let checked = self.checked(powers, progress)?;
        for role in &self.roles {
            let (_, last) = self.last(*role)?;
            let progress = &mut |done, of| progress(*role, done, of);
            let powers = self.powers_of(&checked, last.transcript())?;
            ceremony::verify(&last, powers, &self.frozen(*role)?, progress)
                .map_err(failed(*role))?;
        }
        self.steps()
    }

    /// Verifies that the keys of a folder are those that the ceremonies made.
    ///
    /// # Errors
    /// If the powers do not hold, or a key is missing or another.
    pub fn verify_keys(
        &self,
        powers: &Powers,
        keys: &Path,
        progress: CeremonyProgress<'_>,
    ) -> Result<Vec<Ended>, Error> {
        let keys = KeyFolder::open(keys)?;
        let checked = self.checked(powers, progress)?;
        let mut all = Vec::new();
        for role in &self.roles {
            let id = keys.need(*role, self.parameters.rules())?;
            let transcript = self.last(*role)?.1.transcript().clone();
            let key = keys.proving(id, &mut |done, of| progress(*role, done, of))?;
            let powers = self.powers_of(&checked, &transcript)?;
            ceremony::verify_key(&key, &transcript, powers, &self.frozen(*role)?)
                .map_err(failed(*role))?;
            all.push(Ended { role: *role, id, transcript });
        }
        Ok(all)
    }

    /// Makes every ceremony's key, after verifying it, with its transcript
    /// beside it.
    ///
    /// # Errors
    /// If a ceremony does not verify or nobody contributed to it, or the keys
    /// cannot be written.
    pub fn finalize(
        &self,
        powers: &Powers,
        keys: &Path,
        progress: CeremonyProgress<'_>,
    ) -> Result<Vec<Ended>, Error> {
        let checked = self.checked(powers, progress)?;
        let (mut keys, _lock) = KeyFolder::take(keys)?;
        let mut all = Vec::new();
        for role in &self.roles {
            let (_, last) = self.last(*role)?;
            let progress = &mut |done, of| progress(*role, done, of);
            let powers = self.powers_of(&checked, last.transcript())?;
            let key = ceremony::finalize(&last, powers, &self.frozen(*role)?, progress)
                .map_err(failed(*role))?;
            let (id, transcript) = (key.verifying().id(), last.transcript().clone());
            let path = keys.dir().join(format!("{id}.transcript"));
            files::replace(&path, &transcript.to_bytes())?;
            keys.add(&key, role.under(self.parameters.rules().digest()))?;
            all.push(Ended { role: *role, id, transcript });
        }
        Ok(all)
    }

    /// What was checked for a ceremony's domain.
    fn powers_of<'a, 'p>(
        &self,
        checked: &'a BTreeMap<u32, Checked<'p>>,
        transcript: &Transcript,
    ) -> Result<&'a Checked<'p>, Error> {
        // All of them were, unless somebody changes the files meanwhile.
        checked.get(&transcript.subject().level).ok_or_else(|| Error::Busy(self.dir.clone()))
    }

    /// Checks the powers for every circuit's domain, which name them.
    fn checked<'p>(
        &self,
        powers: &'p Powers,
        progress: CeremonyProgress<'_>,
    ) -> Result<BTreeMap<u32, Checked<'p>>, Error> {
        let steps = self.steps()?;
        // What takes no time is looked at first.
        let hash = powers.hash(&mut |_, _| ())?;
        for Step { role, transcript } in &steps {
            let (found, expected) = (transcript.subject().powers, hash);
            if found != expected {
                let [found, expected] = [found, expected].map(Box::new);
                return Err(failed(*role)(CeremonyError::OtherPowers { found, expected }));
            }
        }
        let mut checked = BTreeMap::new();
        for Step { role, transcript } in &steps {
            let level = transcript.subject().level;
            if let Entry::Vacant(entry) = checked.entry(level) {
                entry.insert(powers.checked(level, &mut |done, of| progress(*role, done, of))?);
            }
        }
        Ok(checked)
    }

    fn frozen(&self, role: Role) -> Result<Frozen, Error> {
        blank(self.parameters.rules(), role, Freeze).map_err(|error| Error::Setup { role, error })
    }

    /// The folder of a role's ceremony.
    fn folder(&self, role: Role) -> PathBuf {
        self.dir.join(match role {
            Role::Batch(shape) => format!("batch-{}", shape.lane.index()),
            Role::Account(shape) => format!("account-{}", shape.lane.index()),
            Role::Parameters => "parameters".to_owned(),
            Role::Closing => "closing".to_owned(),
        })
    }

    fn file(&self, role: Role, number: usize) -> PathBuf {
        self.folder(role).join(format!("{number:04}.{EXTENSION}"))
    }

    /// A role's last file, and its number.
    fn last(&self, role: Role) -> Result<(usize, CeremonyFile), Error> {
        let folder = self.folder(role);
        let entries = std::fs::read_dir(&folder).map_err(Error::io(&folder))?;
        let mut last = None;
        for entry in entries {
            let name = entry.map_err(Error::io(&folder))?.file_name();
            let number = Path::new(&name).file_stem().and_then(|stem| stem.to_str()?.parse().ok());
            if number.is_some_and(|number| self.file(role, number).file_name() == Some(&name)) {
                last = last.max(number);
            }
        }
        let number = last.ok_or_else(|| Error::damaged(&folder, "has no ceremony's file"))?;
        let file = CeremonyFile::open(&self.file(role, number)).map_err(failed(role))?;
        if file.transcript().records().len() != number {
            let path = self.file(role, number);
            return Err(Error::damaged(&path, "is not as many contributions as its name says"));
        }
        Ok((number, file))
    }

    /// Removes what was begun and not finished.
    fn sweep(&self) -> Result<(), Error> {
        let unfinished = |name: &str| name.starts_with(".ceremony-") || files::is_unfinished(name);
        self.roles.iter().try_for_each(|role| files::sweep(&self.folder(*role), unfinished))
    }
}

fn step(role: Role, file: &CeremonyFile) -> Step {
    Step { role, transcript: file.transcript().clone() }
}

fn failed(role: Role) -> impl Fn(CeremonyError) -> Error {
    move |error| Error::Ceremony { role, error: Box::new(error) }
}

struct Freeze;

impl Blank for Freeze {
    type Made = Result<Frozen, SetupError>;

    fn of<C: Circuit>(self, circuit: &C) -> Self::Made {
        Ok(freeze(circuit)?)
    }
}
