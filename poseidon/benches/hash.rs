//! How long one native hash takes: a tree node (2 inputs), and the widths that
//! sequences are absorbed at.

use std::hint::black_box;

use divan::Bencher;
use plimsoll_poseidon::{Fr, hash};

fn main() {
    divan::main();
}

#[divan::bench(consts = [2, 9, 16])]
fn inputs<const N: usize>(bencher: Bencher<'_, '_>) {
    let inputs: [Fr; N] = std::array::from_fn(|i| Fr::from(i as u64) - Fr::from(7_u64));
    let _generated = hash(inputs);
    bencher.bench_local(|| hash(black_box(inputs)));
}
