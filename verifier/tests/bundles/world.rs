//! A small epoch with proofs of toy circuits: as many stages and inputs as the
//! real ones, and of their rows only those that tie tables together.

use std::sync::LazyLock;

use plimsoll_snark::{Fr, ParameterCommitment, Portable, Proof, ProvingKey, prove, setup};
use plimsoll_statement::{Public, PublicInputs};
use plimsoll_verifier::*;

use crate::book;
use crate::circuit::{self, Toy};

/// An epoch, everything that it takes to prove it, and its bundle.
pub(crate) struct World {
    pub(crate) book: book::Book,
    pub(crate) keys: Keys,
    pub(crate) store: KeyStore,
    pub(crate) bundle: Bundle,
}

/// Proving keys of toy circuits.
pub(crate) struct Keys {
    /// By lane.
    pub(crate) lanes: Vec<ProvingKey>,
    pub(crate) parameters: ProvingKey,
    pub(crate) closing: ProvingKey,
}

/// The honest epoch, made once.
pub(crate) fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(World::honest);
    &WORLD
}

/// The honest bundle, to be forged.
pub(crate) fn bundle() -> Bundle {
    world().bundle.clone()
}

/// The verdict on a bundle of this world when nothing special is expected.
pub(crate) fn verdict(bundle: &Bundle) -> Result<Verdict, Rejection> {
    verify_bundle(bundle, &world().store, &Expectations::default())
}

impl Keys {
    fn new(table: &[Fr]) -> Self {
        let batch = Toy::batch(table);
        Self {
            lanes: vec![setup(&batch).unwrap(), setup(&batch).unwrap()],
            parameters: setup(&Toy::plain(4)).unwrap(),
            closing: setup(&Toy::plain(3)).unwrap(),
        }
    }
}

impl World {
    fn honest() -> Self {
        let book = book::Book::new();
        let table = book.table();
        let keys = Keys::new(&table);
        let rules = book.parameters.rules().digest();
        let mut store = KeyStore::default();
        for (key, shape) in keys.lanes.iter().zip(book.shapes()) {
            let descriptor = Descriptor { role: Role::Batch(shape), rules };
            store.insert(key.verifying().clone(), descriptor).unwrap();
        }
        for (key, role) in [(&keys.parameters, Role::Parameters), (&keys.closing, Role::Closing)] {
            store.insert(key.verifying().clone(), Descriptor { role, rules }).unwrap();
        }
        let bundle = Self::bundle_of(&book, &keys, book.publish());
        Self { book, keys, store, bundle }
    }

    fn bundle_of(book: &book::Book, keys: &Keys, public: Public) -> Bundle {
        let lane = |(key, shape): (&ProvingKey, _)| LaneKey {
            shape,
            key: key.verifying().id(),
            table: circuit::commit(key, &book.table()),
        };
        let manifest = Manifest {
            context: public.context,
            previous: public.previous,
            parameters: public.parameters,
            pins: public.pins,
            lanes: keys.lanes.iter().zip(book.shapes()).map(lane).collect(),
            parameters_key: keys.parameters.verifying().id(),
            closing_key: keys.closing.verifying().id(),
            disclosure: public.disclosure,
            batches: 0,
            digest: [0; 32],
        };
        let link = |batch: &plimsoll_statement::BatchClaim| Link {
            lane: batch.shape.lane,
            root: batch.root,
            state_out: batch.state_out,
        };
        let chain: Vec<Link> = public.batches.iter().map(link).collect();
        let parameters = book.parameters.file().canonical_bytes();
        let proofs = circuit::prove_all(keys, &book.table(), &manifest, &parameters, &chain);
        let mut bundle = Bundle { manifest, parameters, chain, proofs };
        bundle.seal().unwrap();
        bundle
    }

    /// Proves anew whatever a forged bundle says now. Toy circuits allow it.
    pub(crate) fn prove_again(&self, bundle: &mut Bundle) {
        let table = self.book.table();
        let (manifest, chain) = (&bundle.manifest, &bundle.chain);
        bundle.proofs = circuit::prove_all(&self.keys, &table, manifest, &bundle.parameters, chain);
        bundle.seal().unwrap();
    }
}

/// A proof by a toy circuit of whatever inputs it is given.
pub(crate) fn toy_proof(
    key: &ProvingKey,
    inputs: &impl PublicInputs,
    table: &[Fr],
    commitment: Option<ParameterCommitment>,
) -> Proof {
    let toy = Toy { inputs: inputs.elements(), table: table.to_vec() };
    prove(key, &toy, commitment, &Portable).unwrap().proof
}
