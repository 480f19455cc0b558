//! From a snapshot to a run: accounts laid out in batches, the whole statement
//! checked natively, and everything public fixed before anything is proved.

use std::path::Path;

use plimsoll_circuits::{BatchCircuit, Layout};
use plimsoll_snapshot::{AccountKey, RowMap, Snapshot};
use plimsoll_snark::{Portable, commit_parameters};
use plimsoll_statement::{
    Account, Clause, Context, Cover, Parameters, Pins, Private, PrivateBatch, Public, Shape,
    check_all, publish,
};
use plimsoll_verifier::{LaneKey, Link, Manifest, Recomputed, Role};

use crate::chain;
use crate::error::Error;
use crate::falsity::FalseBook;
use crate::files;
use crate::keys::KeyFolder;
use crate::pins;
use crate::plan::Plan;
use crate::run::{Parts, Run};
use crate::size::{Profile, Size, default_sizes, shapes};

/// How a run is prepared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrepareOptions {
    /// The digest of the epoch before; zeros for the first.
    pub previous: [u8; 32],
    /// The sizes of batches; chosen for the book if there are none.
    pub sizes: Vec<Size>,
}

/// Prepares a run in a new directory. Nothing is proved yet, and nothing will
/// be that is not true.
///
/// # Errors
/// If the snapshot cannot be read, the statement is false of it, keys are
/// missing, or the directory cannot be written.
pub fn prepare(
    snapshot: &Snapshot,
    parameters: &Parameters,
    keys: &KeyFolder,
    dir: &Path,
    options: &PrepareOptions,
) -> Result<Run, Error> {
    files::vacant(dir)?;
    let context = snapshot.manifest().context;
    if (context.epoch > 1) != (options.previous != [0; 32]) {
        return Err(Error::Previous { epoch: context.epoch });
    }
    let accounts = accounts(snapshot, parameters)?;
    let shapes = if options.sizes.is_empty() {
        let mut profile = Profile::default();
        accounts.iter().for_each(|(_, account)| profile.add(account.holdings.len()));
        shapes(&default_sizes(&profile))?
    } else {
        shapes(&options.sizes)?
    };
    let plan = Plan::new(parameters, &shapes, accounts)?;
    let candidates = pins::candidates(parameters, snapshot.manifest(), &plan);
    let public = published(context, parameters, &plan, options.previous, candidates)?;
    let parts = parts(parameters, keys, plan, public)?;
    Run::write(dir, &parts)?;
    Run::open(dir)
}

fn accounts(
    snapshot: &Snapshot,
    parameters: &Parameters,
) -> Result<Vec<(AccountKey, Account)>, Error> {
    let rows = RowMap::new(snapshot.instruments(), parameters)?;
    let context = &snapshot.manifest().context;
    let account = |book| -> Result<_, Error> {
        let book: plimsoll_snapshot::BookAccount = book?;
        let account = rows.account(context, &book)?;
        Ok((book.key, account))
    };
    snapshot.accounts()?.map(account).collect()
}

/// What is published of the plan, if the statement is true of it, under the
/// first pins that will do.
fn published(
    context: Context,
    parameters: &Parameters,
    plan: &Plan,
    previous: [u8; 32],
    candidates: Vec<Pins>,
) -> Result<Public, Error> {
    let batches = plan
        .batches
        .iter()
        .map(|batch| PrivateBatch { entries: &batch.entries, salt_out: batch.salt_out.clone() });
    let private = Private { parameters, batches: batches.collect() };
    let shapes: Vec<Shape> = plan.batches.iter().map(|batch| batch.shape).collect();
    let mut violations = Vec::new();
    for pins in candidates {
        violations = match publish(context, previous, pins.clone(), &shapes, &private) {
            Some(public) => match check_all(&public, &private) {
                none if none.is_empty() => return Ok(public),
                some => some,
            },
            None => chain::violations(parameters, &pins, &plan.batches),
        };
        // Other thresholds change what must be covered, and nothing else.
        let other_pins = parameters.rules().cover != Cover::All
            && violations.iter().all(|found| found.clause == Clause::FundCover);
        if !other_pins {
            break;
        }
    }
    Err(Box::new(FalseBook::new(parameters, plan, &violations)).into())
}

/// Commits to the table under every key, and fixes all that is public.
fn parts(
    parameters: &Parameters,
    keys: &KeyFolder,
    plan: Plan,
    public: Public,
) -> Result<Parts, Error> {
    let rules = parameters.rules();
    let parameters_key = keys.need(Role::Parameters, rules)?;
    let closing_key = keys.need(Role::Closing, rules)?;
    let ids = plan.shapes.iter().map(|shape| keys.need(Role::Batch(*shape), rules));
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    let mut lanes = Vec::with_capacity(ids.len());
    for (shape, id) in plan.shapes.iter().zip(ids) {
        let key = keys.proving(id, &mut |_, _| ())?;
        let circuit = BatchCircuit::blank(rules, parameters.table(), Layout::new(rules, *shape));
        let table = commit_parameters(&key, &circuit, &Portable)
            .map_err(|error| Error::Table { shape: *shape, error })?;
        lanes.push(LaneKey { shape: *shape, key: id, table });
    }
    let chain = public.batches.iter().map(|claim| Link {
        lane: claim.shape.lane,
        root: claim.root,
        state_out: claim.state_out,
    });
    let chain: Vec<Link> = chain.collect();
    let mut manifest = Manifest {
        context: public.context,
        previous: public.previous,
        parameters: public.parameters,
        pins: public.pins,
        lanes,
        parameters_key,
        closing_key,
        disclosure: public.disclosure,
        batches: u32::try_from(chain.len()).map_err(|_| Error::TooManyBatches)?,
        digest: [0; 32],
    };
    let file = parameters.file().canonical_bytes();
    let recomputed = Recomputed::of(&manifest, &file, &chain);
    manifest.digest = recomputed.map_err(|why| Error::Rejected(Box::new(why)))?.digest();
    let folder = std::path::absolute(keys.dir()).map_err(Error::io(keys.dir()))?;
    Ok(Parts { keys: folder, manifest, parameters: file, chain, batches: plan.batches })
}
