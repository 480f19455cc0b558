//! How commands fail: an explanation on standard error and an exit code that
//! scripts can rely on.

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use plimsoll_chain::deploy::DeployError;
use plimsoll_chain::{PublishError, ReadError, SendError};
use plimsoll_prover::Kind;
use plimsoll_snapshot::{InputError, ParametersError};
use plimsoll_snark::powers::PowersError;
use plimsoll_verifier::{BundleError, FileError, KeyStoreError, ReceiptRejection, Rejection};

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
    /// A proof, a bundle or a receipt that does not verify.
    #[error("{0}")]
    Rejected(String),
    /// Nobody can prove just now.
    #[error("{0}")]
    Unavailable(String),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Internal(_) => 1,
            Self::Input(_) => 3,
            Self::False(_) => 4,
            Self::Rejected(_) => 5,
            Self::Unavailable(_) => 6,
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

impl From<plimsoll_prover::Error> for Failure {
    fn from(error: plimsoll_prover::Error) -> Self {
        let text = error.to_string();
        match error.kind() {
            Kind::Internal => Self::Internal(text),
            Kind::Input => Self::Input(text),
            Kind::False => Self::False(text),
            Kind::Rejected => Self::Rejected(text),
            Kind::Unavailable => Self::Unavailable(text),
        }
    }
}

impl From<plimsoll_engine::risk::RiskError> for Failure {
    fn from(error: plimsoll_engine::risk::RiskError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<PowersError> for Failure {
    fn from(error: PowersError) -> Self {
        plimsoll_prover::Error::from(error).into()
    }
}

impl From<KeyStoreError> for Failure {
    fn from(error: KeyStoreError) -> Self {
        Self::Input(error.to_string())
    }
}

/// A bundle that cannot be read is bad input; one in the wrong form is none.
impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        match &error {
            BundleError::File(FileError::Io { .. }) => Self::Input(error.to_string()),
            _ => Self::Rejected(format!("rejected: {error}")),
        }
    }
}

impl From<Rejection> for Failure {
    fn from(error: Rejection) -> Self {
        Self::Rejected(format!("rejected: {error}"))
    }
}

impl From<ReceiptRejection> for Failure {
    fn from(error: ReceiptRejection) -> Self {
        Self::Rejected(format!("rejected: {error}"))
    }
}

impl From<plimsoll_chain::RpcError> for Failure {
    fn from(error: plimsoll_chain::RpcError) -> Self {
        match error {
            plimsoll_chain::RpcError::Url => Self::Input(error.to_string()),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Rpc(error) => error.into(),
            other => Self::Input(other.to_string()),
        }
    }
}

/// A contract that refuses rejects; a node that does not answer is away.
impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        let text = error.to_string();
        match error {
            PublishError::Read(error) => error.into(),
            PublishError::Send { error, .. } => Self::sending(&error, text),
            PublishError::OtherEpoch { .. } | PublishError::OtherPrevious { .. } => {
                Self::Rejected(text)
            }
            PublishError::Chain { .. }
            | PublishError::Early { .. }
            | PublishError::Signature { .. } => Self::Input(text),
        }
    }
}

impl From<DeployError> for Failure {
    fn from(error: DeployError) -> Self {
        let text = error.to_string();
        match error {
            DeployError::Read(error) => error.into(),
            DeployError::Send { error, .. } => Self::sending(&error, text),
            DeployError::Record(text) => Self::Internal(text),
            _ => Self::Input(text),
        }
    }
}

impl Failure {
    fn sending(error: &SendError, text: String) -> Self {
        match error {
            SendError::Refused(_) | SendError::Reverted { .. } => Self::Rejected(text),
            _ => Self::Unavailable(text),
        }
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
