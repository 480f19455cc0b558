//! A bundle against what a registry has recorded of its epoch, field by field.

use alloy_primitives::U256;
use serde::Serialize;

use crate::abi;
use crate::submission::Submission;

/// A field of which the chain and a bundle say different things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The field.
    pub field: &'static str,
    /// What the chain says.
    pub chain: String,
    /// What the bundle says.
    pub bundle: String,
}

/// Every difference between a sealed epoch and a bundle. What the registry saw
/// for itself (reserves, halts, prices) no bundle says.
#[must_use]
pub fn compare(record: &abi::Epoch, bundle: &Submission) -> Vec<Difference> {
    let said = bundle.disclosure();
    let flagged = said.customers.flagged.saturating_add(said.house.flagged);
    let fields = [
        ("digest", record.digest.to_string(), bundle.digest().to_string()),
        ("time", record.time.to_string(), bundle.opening().time.to_string()),
        ("parameters", hex(record.parameters), hex(bundle.opening().parameters)),
        ("rules", record.rules.to_string(), bundle.rules().to_string()),
        ("batches", record.batches.to_string(), bundle.batches().to_string()),
        ("coverage", record.coverage.to_string(), said.band.to_string()),
        ("flagged", record.flagged.to_string(), flagged.min(U256::from(u32::MAX)).to_string()),
        ("links", record.links.to_string(), bundle.links_hash(bundle.batches()).to_string()),
    ];
    let different = fields.into_iter().filter(|(_, chain, bundle)| chain != bundle);
    different.map(|(field, chain, bundle)| Difference { field, chain, bundle }).collect()
}

fn hex(number: U256) -> String {
    format!("{number:#066x}")
}
