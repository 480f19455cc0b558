//! The live public inputs of every proof, in the one order that circuit,
//! verifier and contract take from here. The challenge is not among them: the
//! proof system puts it first, and a verifier computes it.

use plimsoll_poseidon::Fr;

/// Public inputs with a name for each.
pub trait PublicInputs {
    /// Their names, in order.
    const NAMES: &'static [&'static str];

    /// Their values, in the same order.
    fn elements(&self) -> Vec<Fr>;
}

macro_rules! public_inputs {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $field_doc:literal])* $field:ident,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name { $($(#[doc = $field_doc])* pub $field: Fr,)* }

        impl PublicInputs for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field),)*];

            fn elements(&self) -> Vec<Fr> {
                vec![$(self.$field,)*]
            }
        }
    };
}

public_inputs! {
    /// What a batch proof is about, beside its challenge.
    BatchInputs {
        /// The context with the batch's position.
        context,
        /// The root over the batch's leaves.
        root,
        /// The state before.
        state_in,
        /// The state after.
        state_out,
        /// The point at which tables are compared.
        rho,
        /// The fingerprint of this batch's table there.
        phi,
    }
}

public_inputs! {
    /// What the parameters proof is about.
    ParametersInputs {
        /// The context.
        context,
        /// The hash of the table and its file.
        parameters,
        /// The point at which tables are compared.
        rho,
        /// The fingerprint of the table there.
        phi,
    }
}

public_inputs! {
    /// What the closing proof is about.
    ClosingInputs {
        /// The context.
        context,
        /// The state after the last batch.
        state,
        /// The hash of the disclosure.
        disclosure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_fixed() {
        let batch = ["context", "root", "state_in", "state_out", "rho", "phi"].as_slice();
        assert_eq!(BatchInputs::NAMES, batch);
        assert_eq!(ParametersInputs::NAMES, ["context", "parameters", "rho", "phi"].as_slice());
        assert_eq!(ClosingInputs::NAMES, ["context", "state", "disclosure"].as_slice());
        let closing =
            ClosingInputs { context: Fr::from(1), state: Fr::from(2), disclosure: Fr::from(3) };
        assert_eq!(closing.elements(), [1, 2, 3].map(Fr::from));
    }
}
