//! Loops over many numbers, compiled for the widest lanes that the processor
//! has. Every lane does what one number alone would have done, in the same
//! order and without fused operations, so that results are the same to the bit
//! on every machine.

/// Does the work with those lanes. Whatever it calls must be inlined, or it is
/// compiled for the least of processors.
pub(crate) fn wide<T>(work: impl FnOnce() -> T) -> T {
    pulp::Arch::new().dispatch(work)
}
