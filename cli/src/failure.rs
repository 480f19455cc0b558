//! How commands fail: an explanation on standard error and an exit code that
//! scripts can rely on.

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use plimsoll_snapshot::{InputError, ParametersError};

/// Why a command did not succeed. Each kind has its own exit code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something that should not happen.
    #[error("{0}")]
    Internal(String),
    /// Input that cannot be read as what it should be.
    #[error("{0}")]
    Input(String),
    /// Sound input that makes a false statement.
    #[error("{0}")]
    False(String),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Internal(_) => 1,
            Self::Input(_) => 3,
            Self::False(_) => 4,
        }
    }

    /// Explains itself and gives its exit code.
    pub(crate) fn report(&self) -> ExitCode {
        say(&format_args!("error: {self}"));
        ExitCode::from(self.code())
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<ParametersError> for Failure {
    fn from(error: ParametersError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// What clap has to say: help and versions succeed, the rest is wrong usage.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    if error.use_stderr() || printed.is_err() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

/// A line on standard error. A closed one is nobody's loss.
pub(crate) fn say(line: &dyn Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
