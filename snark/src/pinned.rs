//! The check that every committed wire is pinned: that a commitment determines
//! the values under it.
//!
//! If each committed wire has a row in which it is the only committed one (in
//! the same matrix), the wires' polynomials are linearly independent, and no
//! two sets of values share a commitment but by a break of the group.

use crate::circuit::Frozen;

/// A committed wire without a row of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "committed wire {wire} (of {committed}) has no row in which it is the only committed wire: \
     its commitment would not fix its value; constrain it by itself"
)]
pub struct Unpinned {
    /// Its position among witness wires.
    pub wire: usize,
    /// How many are committed.
    pub committed: usize,
}

pub(crate) fn unpinned(frozen: &Frozen) -> Result<(), Unpinned> {
    let open = frozen.stages.last().copied().unwrap_or_default();
    let committed = frozen.rows.witness - open;
    let first = frozen.rows.instance;
    let mut pinned = vec![false; committed];
    for matrix in &frozen.rows.matrices {
        for row in 0..matrix.len() {
            let mut own = matrix
                .row(row)
                .filter_map(|(_, column)| column.checked_sub(first).filter(|&w| w < committed));
            if let (Some(wire), None) = (own.next(), own.next()) {
                pinned[wire] = true;
            }
        }
    }
    match pinned.iter().position(|pinned| !pinned) {
        Some(wire) => Err(Unpinned { wire, committed }),
        None => Ok(()),
    }
}
