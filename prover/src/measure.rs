//! What a batch costs on this machine: a full batch of random accounts under a
//! random table, a key for it, one proof.

use std::time::{Duration, Instant};

use plimsoll_circuits::{BatchCircuit, BatchWitness, Layout, StateWitness};
use plimsoll_snark::{Portable, ProvingKey, commit_parameters, prove, setup, verify};
use plimsoll_statement::{
    Account, BatchInputs, CapacityFile, Class, Context, CoverFile, Entry, GroupFile, Holding,
    Identity, Lots, Parameters, ParametersFile, Part, Pins, Place, RowFile, RowIndex, Rules, Salt,
    Shape, State, StressFile, TestFile, Venue, needs_flag, root,
};

use crate::error::Error;

/// What one proof took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Accounts in the batch.
    pub accounts: usize,
    /// Rows of the circuit.
    pub rows: usize,
    /// Making the key.
    pub setup: Duration,
    /// Making the proof, witness and all.
    pub prove: Duration,
    /// Cores that it could use.
    pub cores: usize,
    /// The most memory while proving, where the system tells.
    pub peak_memory: Option<u64>,
}

/// Proves one batch of a shape under rules with one group and one test.
///
/// # Errors
/// If the rules are not such, or a key or proof cannot be made.
pub fn measure(rules: &Rules, shape: Shape) -> Result<Measured, Error> {
    let parameters = parameters(rules).ok_or(Error::NotMeasured)?;
    let layout = Layout::new(rules, shape);
    let circuit = circuit(&parameters, layout).ok_or(Error::NotMeasured)?;
    let started = Instant::now();
    let blank = BatchCircuit::blank(rules, parameters.table(), layout);
    let role = plimsoll_verifier::Role::Batch(shape);
    let key = setup(&blank).map_err(|error| Error::Setup { role, error })?;
    let made = started.elapsed();
    let job = crate::job::Job::Batch(0);
    forget_peak();
    let started = Instant::now();
    proof(&key, &circuit).map_err(|error| Error::Prove { job, error })?;
    Ok(Measured {
        accounts: shape.accounts,
        rows: key.frozen().rows.len(),
        setup: made,
        prove: started.elapsed(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        peak_memory: peak(),
    })
}

/// A proof that verifies: anything else would not be worth its time.
fn proof(key: &ProvingKey, circuit: &BatchCircuit<'_>) -> Result<(), plimsoll_snark::ProveError> {
    let table = commit_parameters(key, circuit, &Portable)?;
    let claim = prove(key, circuit, Some(table), &Portable)?;
    verify(key.verifying(), &claim).map_err(|_| plimsoll_snark::ProveError::Circuit)
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((word ^ (word >> 31)) % bound).unwrap_or_default()
    }
}

/// Figures for every row and scenario, under these rules.
fn parameters(rules: &Rules) -> Option<Parameters> {
    let mut numbers = Numbers(1);
    let size = |count: usize| u32::try_from(count).ok();
    let row = |name: String, numbers: &mut Numbers| {
        let mark = 10_000_000 + numbers.below(1 << 30);
        let gain = |numbers: &mut Numbers| numbers.below(1 << 26) - (1 << 25);
        RowFile {
            symbol: name,
            lot_size: "1".into(),
            mark,
            haircut_long: mark / 100,
            haircut_short: mark / 90,
            floor_short: mark / 200,
            tiers: (1..).take(rules.tiers).map(|tier| (tier << 14, mark / 500)).collect(),
            pnl: std::iter::once(0).chain((1..rules.columns).map(|_| gain(numbers))).collect(),
            ..RowFile::default()
        }
    };
    let mut rows = |count: usize, kind: char| -> Vec<RowFile> {
        (0..count).map(|place| row(format!("{kind}{place}"), &mut numbers)).collect()
    };
    let (assets, zero_sum) = (rows(rules.assets, 'A'), rows(rules.zero_sum_rows(), 'Z'));
    let [group] = &rules.groups[..] else { return None };
    let file = ParametersFile {
        version: ParametersFile::VERSION,
        capacity: CapacityFile {
            assets: size(rules.assets)?,
            zero_sum: size(rules.zero_sum_rows())?,
            tiers: size(rules.tiers)?,
        },
        scenarios: (0..rules.columns).map(|column| format!("scenario {column}")).collect(),
        groups: vec![GroupFile {
            name: "all".into(),
            columns: group.columns.iter().map(|column| column.0).collect(),
            worst: size(group.worst)?,
        }],
        tests: vec![TestFile { name: "all".into(), groups: vec!["all".into()] }],
        stresses: rules
            .stresses
            .iter()
            .map(|s| StressFile { column: s.column.0, closing_cost: s.closing_cost })
            .collect(),
        cover: CoverFile::All,
        underlyings: Vec::new(),
        model: None,
        assets,
        zero_sum,
    };
    Parameters::new(file).ok().filter(|parameters| parameters.rules() == rules)
}

/// Accounts with all slots filled, in a batch that starts a chain.
fn circuit(parameters: &Parameters, layout: Layout) -> Option<BatchCircuit<'_>> {
    let (rules, table) = (parameters.rules(), parameters.table());
    let Shape { accounts, slots, .. } = layout.shape;
    let mut numbers = Numbers(2);
    let context = Context { chain_id: 1, venue: Venue::default(), epoch: 1, time: 1 };
    let mut entries: Vec<Entry> = (0..accounts)
        .map(|number| {
            let rows = (1..rules.rows).filter_map(|row| u16::try_from(row).ok()).map(RowIndex);
            let step = rules.rows.saturating_sub(1).checked_div(slots).unwrap_or(1).max(1);
            let held = rows.skip(number % step).step_by(step).take(slots);
            let lots = |numbers: &mut Numbers| {
                Lots::new(numbers.below(1 << 16) - (1 << 15)).unwrap_or_default()
            };
            let holdings: Vec<_> =
                held.map(|row| Holding { row, lots: lots(&mut numbers) }).collect();
            let identity = Identity::derive(&context, &number.to_string(), 0);
            let account = Account { identity, class: Class::Customer, holdings };
            let salt = Salt::from_bytes([u8::try_from(number % 251).unwrap_or_default(); 31]);
            Entry { flagged: needs_flag(parameters, &account), account, salt }
        })
        .collect();
    entries.sort_unstable_by_key(|entry| entry.account.identity);
    let before = State::initial(rules, Pins::cover_all(Default::default(), rules));
    let mut after = before.clone();
    for entry in &entries {
        let _ = after.absorb(parameters, layout.shape, entry, Place::Epoch);
    }
    let salted = |state, salt| StateWitness { state, salt: Salt::from_bytes([salt; 31]) };
    let (before, after) = (salted(before, 0), salted(after, 1));
    let rho = plimsoll_snark::Fr::from(3u64);
    let inputs = BatchInputs {
        context: context.packed(Part::Batch(0)),
        root: root(parameters, layout.shape, &entries)?,
        state_in: before.state.hash(&before.salt).0,
        state_out: after.state.hash(&after.salt).0,
        rho,
        phi: table.fingerprint(rho),
    };
    let witness = BatchWitness::honest(parameters, layout, &entries, before, after)?;
    Some(BatchCircuit { rules, table, layout, inputs, witness })
}

/// Forgets the peak so far, where the system can.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process has taken, in bytes, where the system tells.
#[must_use]
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}
