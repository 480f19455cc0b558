//! `plimsoll ceremony`: keys that nobody need trust one person for.

use std::fmt;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::ProgressBar;
use plimsoll_prover::{Ceremonies, Ended, Step};
use plimsoll_snapshot::read_parameters;
use plimsoll_snark::ceremony::{Beacon, Contributor, Transcript};
use plimsoll_snark::powers::{Powers, practice};
use plimsoll_verifier::Role;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Style;
use crate::args;
use crate::failure::Failure;
use crate::output;
use crate::progress;

pub(crate) fn run(command: &args::Ceremony, style: Style) -> Result<(), Failure> {
    let started = Instant::now();
    let report = |steps: Vec<Step>, next: &'static str| {
        let ceremonies = steps.iter().map(CeremonyReport::of).collect();
        output::print(
            style.json,
            &Report { ceremonies, seconds: started.elapsed().as_secs_f64(), next },
        )
    };
    match command {
        args::Ceremony::New(new) => {
            let powers = Powers::open(&new.powers)?;
            let bar = Bar::new(style, "beginning");
            let all = Ceremonies::begin(
                &new.out,
                &new.parameters,
                &new.shapes,
                &powers,
                &mut bar.progress(),
            )?;
            bar.0.finish_and_clear();
            report(all.steps()?, "Publish the folder, and let many contribute to it.")
        }
        args::Ceremony::Contribute(contribute) => {
            let all = Ceremonies::open(&contribute.dir)?;
            let added = entropy(contribute.entropy.as_deref())?;
            let bar = Bar::new(style, "contributing");
            let steps = all.contribute(&contribute.name, &added, &mut bar.progress())?;
            bar.0.finish_and_clear();
            report(
                steps,
                "Your numbers are forgotten. Publish these hashes where people know you, and \
                 send the folder's new files back.",
            )
        }
        args::Ceremony::Accept { dir, from } => {
            let bar = Bar::new(style, "checking");
            let steps = Ceremonies::open(dir)?.accept(from, &mut bar.progress())?;
            bar.0.finish_and_clear();
            report(steps, "It follows, and is taken over.")
        }
        args::Ceremony::Beacon(args) => {
            let beacon = Beacon::new(args.value.0.clone(), args.doublings)
                .map_err(|error| Failure::Input(error.to_string()))?;
            let bar = Bar::new(style, "adding the beacon");
            let steps = Ceremonies::open(&args.dir)?.beacon(&beacon, &mut bar.progress())?;
            bar.0.finish_and_clear();
            report(steps, "Nothing can be added. `plimsoll ceremony finalize` makes the keys.")
        }
        args::Ceremony::Status { dir } => report(Ceremonies::open(dir)?.steps()?, ""),
        args::Ceremony::Verify(args) => verify(args, style, started),
        args::Ceremony::Finalize(args) => {
            let powers = Powers::open(&args.powers)?;
            let bar = Bar::new(style, "making keys");
            let all = Ceremonies::open(&args.dir)?;
            let ended = all.finalize(&powers, &args.keys, &mut bar.progress())?;
            bar.0.finish_and_clear();
            keys(&ended, started, style, "These keys are the ceremonies'; publish them with it.")
        }
        args::Ceremony::PracticePowers { power, out } => {
            let bar = progress::bar(style.quiet, "making INSECURE powers", Some(0));
            let made = practice(out, *power, &mut |done, all| {
                bar.set_length(all);
                bar.set_position(done);
            });
            bar.finish_and_clear();
            made?;
            output::print(style.json, &Practice { file: out.clone(), insecure: true })
        }
    }
}

fn verify(args: &args::CeremonyVerify, style: Style, started: Instant) -> Result<(), Failure> {
    let powers = Powers::open(&args.powers)?;
    let all = Ceremonies::open(&args.dir)?;
    if let Some(path) = &args.parameters {
        let expected = read_parameters(path)?;
        if expected.rules().digest() != all.parameters().rules().digest() {
            let text = "rejected: the ceremonies are for other rules than those of this file";
            return Err(Failure::Rejected(format!("{text}: {}", path.display())));
        }
    }
    if let Some(value) = &args.beacon {
        let announced = |step: &Step| {
            matches!(
                step.transcript.records().last().map(|record| record.contributor()),
                Some(Contributor::Beacon(beacon)) if beacon.value() == value.0
            )
        };
        if let Some(other) = all.steps()?.iter().find(|step| !announced(step)) {
            let role = other.role;
            let text = format!("rejected: the ceremony for {role} does not end with that beacon");
            return Err(Failure::Rejected(text));
        }
    }
    let bar = Bar::new(style, "verifying");
    let steps = all.verify(&powers, &mut bar.progress())?;
    let hash = powers.hash(&mut |_, _| ())?;
    if !style.quiet {
        crate::failure::say(&match hash.known() {
            Some(name) => format!("The powers are the published {name}."),
            None => format!("The powers are none that is known here. Ask who made them: {hash}"),
        });
    }
    if let Some(dir) = &args.keys {
        let ended = all.verify_keys(&powers, dir, &mut bar.progress())?;
        bar.0.finish_and_clear();
        return keys(&ended, started, style, "Verified: the keys are those that they made.");
    }
    bar.0.finish_and_clear();
    let ceremonies = steps.iter().map(CeremonyReport::of).collect();
    let next = "Verified, from the powers and the circuits on.";
    output::print(
        style.json,
        &Report { ceremonies, seconds: started.elapsed().as_secs_f64(), next },
    )
}

/// A bar that says which ceremony it is at.
struct Bar(ProgressBar);

impl Bar {
    fn new(style: Style, what: &'static str) -> Self {
        Self(progress::bar(style.quiet, what, Some(0)))
    }

    fn progress(&self) -> impl FnMut(Role, u64, u64) {
        |role, done, all| {
            self.0.set_message(role.to_string());
            self.0.set_length(all);
            self.0.set_position(done);
        }
    }
}

/// More than anybody types or throws.
const MOST_ENTROPY: u64 = 1 << 20;

/// What a person adds to the system's randomness.
fn entropy(file: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut added = Zeroizing::new(Vec::new());
    let unread = |error: std::io::Error| Failure::Input(format!("no entropy was read: {error}"));
    match file {
        Some(path) if path == Path::new("-") => {
            std::io::stdin().take(MOST_ENTROPY).read_to_end(&mut added).map_err(unread)?;
        }
        Some(path) => {
            let file = std::fs::File::open(path);
            let read = file.and_then(|file| file.take(MOST_ENTROPY).read_to_end(&mut added));
            read.map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        }
        None if std::io::stdin().is_terminal() => {
            let prompt = "Type anything, as long and as odd as you like, and press enter (it is \
                          not shown): ";
            let typed = Zeroizing::new(rpassword::prompt_password(prompt).map_err(unread)?);
            added.extend(typed.as_bytes());
        }
        None => {}
    }
    Ok(added)
}

#[derive(Debug, Serialize)]
struct Practice {
    file: PathBuf,
    insecure: bool,
}

impl fmt::Display for Practice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: powers to practise with.", self.file.display())?;
        writeln!(f, "INSECURE: whoever made them can forge proofs of every key that follows.")
    }
}

#[derive(Debug, Serialize)]
struct Report {
    ceremonies: Vec<CeremonyReport>,
    seconds: f64,
    #[serde(skip)]
    next: &'static str,
}

/// Who contributed to one ceremony.
#[derive(Debug, Serialize)]
pub(super) struct CeremonyReport {
    role: String,
    circuit: String,
    contributions: Vec<ContributionReport>,
    hash: String,
}

#[derive(Debug, Serialize)]
struct ContributionReport {
    name: String,
    beacon: bool,
    hash: String,
}

fn digits(bytes: [u8; 32]) -> String {
    format!("0x{}", hex::encode(bytes))
}

impl CeremonyReport {
    fn of(step: &Step) -> Self {
        Self::new(step.role, &step.transcript)
    }

    pub(super) fn new(role: Role, transcript: &Transcript) -> Self {
        let records = transcript.records().iter().zip(transcript.tips());
        let contributions = records.map(|(record, tip)| {
            let (name, beacon) = match record.contributor() {
                Contributor::Person(name) => (name.to_string(), false),
                Contributor::Beacon(beacon) => {
                    let (value, times) = (hex::encode(beacon.value()), beacon.doublings());
                    (format!("0x{value}, hashed 2^{times} times"), true)
                }
            };
            ContributionReport { name, beacon, hash: digits(tip) }
        });
        Self {
            role: role.to_string(),
            circuit: digits(transcript.subject().circuit),
            contributions: contributions.collect(),
            hash: digits(transcript.hash()),
        }
    }
}

impl fmt::Display for CeremonyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.contributions.len();
        writeln!(f, "{}: {count} contribution{}", self.role, if count == 1 { "" } else { "s" })?;
        for (number, contribution) in (1..).zip(&self.contributions) {
            let ContributionReport { name, beacon, hash } = contribution;
            let beacon = if *beacon { "beacon " } else { "" };
            writeln!(f, "  {number:3} {hash}  {beacon}{name}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ceremonies.iter().try_for_each(|ceremony| ceremony.fmt(f))?;
        writeln!(f, "{}", self.next)
    }
}

#[derive(Debug, Serialize)]
struct KeysReport {
    keys: Vec<KeyReport>,
    seconds: f64,
    #[serde(skip)]
    next: &'static str,
}

#[derive(Debug, Serialize)]
struct KeyReport {
    id: String,
    role: String,
    people: usize,
    ceremony: String,
}

fn keys(
    ended: &[Ended],
    started: Instant,
    style: Style,
    next: &'static str,
) -> Result<(), Failure> {
    let key = |ended: &Ended| KeyReport {
        id: ended.id.to_string(),
        role: ended.role.to_string(),
        people: ended.transcript.people(),
        ceremony: digits(ended.transcript.hash()),
    };
    let seconds = started.elapsed().as_secs_f64();
    output::print(style.json, &KeysReport { keys: ended.iter().map(key).collect(), seconds, next })
}

impl fmt::Display for KeysReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for KeyReport { id, role, people, ceremony } in &self.keys {
            writeln!(f, "{id}  for {role}: {people} people, transcript {ceremony}")?;
        }
        writeln!(f, "{}", self.next)
    }
}
