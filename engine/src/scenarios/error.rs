//! What can be wrong with scenarios, with the file and the place in it.

use crate::state::StateError;

/// Why scenarios cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// A file is not JSON of this form.
    #[error("{file}: {source}")]
    Form {
        /// Which file.
        file: String,
        /// What the reader says, with line and column.
        source: serde_json::Error,
    },
    /// A field says what it cannot say.
    #[error("{file}: {field}: {what}")]
    Field {
        /// Which file.
        file: String,
        /// The field, from the top: `groups[1].moves[0].spot`.
        field: String,
        /// What is wrong with it, and what to do.
        what: String,
    },
    /// A move leaves the market in a state that cannot be.
    #[error("{file}: scenario {scenario:?}: {source}")]
    State {
        /// Which file.
        file: String,
        /// The scenario's name.
        scenario: String,
        /// What cannot be.
        source: StateError,
    },
    /// There is no preset of this name.
    #[error("there is no preset {name:?}; there are {}", known.join(", "))]
    NoPreset {
        /// What was asked for.
        name: String,
        /// Those there are.
        known: Vec<&'static str>,
    },
    /// No file has a test.
    #[error("these scenarios have no test, so nothing would be required; add a file that has one")]
    NoTest,
}

impl ScenarioError {
    pub(super) fn field(file: &str, field: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Field { file: file.to_owned(), field: field.into(), what: what.into() }
    }
}
