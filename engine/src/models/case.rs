//! A case as a file gives it: named figures, from which each model takes those
//! it needs.

use std::collections::BTreeMap;

use super::{ModelError, Right};

/// Named figures, and call or put where that matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    right: Option<Right>,
    numbers: BTreeMap<String, f64>,
}

impl Case {
    /// Says whether it is a call or a put.
    pub fn set_right(&mut self, right: Right) {
        self.right = Some(right);
    }

    /// Gives a figure.
    pub fn set(&mut self, name: &str, value: f64) {
        self.numbers.insert(name.to_owned(), value);
    }

    /// Call or put, which must have been said.
    pub fn right(&self) -> Result<Right, ModelError> {
        self.right.ok_or(ModelError::Missing("type"))
    }

    /// A figure, which must have been given.
    pub fn number(&self, name: &'static str) -> Result<f64, ModelError> {
        self.numbers.get(name).copied().ok_or(ModelError::Missing(name))
    }
}
