//! Arguments of the commands that make keys, proofs, bundles and receipts.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use plimsoll_prover::Size;
use plimsoll_statement::MarginClaim;

use super::values::{Bytes, Digest, Scope};

#[derive(Debug, Subcommand)]
pub(crate) enum Setup {
    /// Make INSECURE keys for development: whoever makes them can forge proofs.
    Dev(SetupDev),
    /// Say who made a key, and whether it is safe to use.
    Inspect {
        /// A folder of keys, or a .vk file in one. A ceremony's key has its
        /// transcript beside it.
        key: PathBuf,
    },
    /// Make the key that a venue signs receipts with: Ed25519, PKCS #8 in PEM.
    SigningKey(SetupSigningKey),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SetupSigningKey {
    /// The key, a new file that only you can read.
    pub(crate) out: PathBuf,
}

#[derive(Debug, ClapArgs)]
#[group(id = "rules", required = true, multiple = true, args = ["snapshot", "parameters"])]
pub(crate) struct SetupDev {
    /// A snapshot: keys are made for its parameters and the sizes of its accounts.
    #[arg(long, value_name = "DIR")]
    pub(crate) snapshot: Option<PathBuf>,
    /// A parameters file; by default, the snapshot's own parameters.json.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    /// The folder of keys; keys that are there are not made again.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    /// A shape of batches: tiny, small, standard, maker, desk, or
    /// ACCOUNTSxSLOTS. May be given up to four times; by default, what the
    /// snapshot needs.
    #[arg(long = "shape", value_name = "SHAPE")]
    pub(crate) shapes: Vec<Size>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Prepare {
    /// The snapshot's directory.
    pub(crate) snapshot: PathBuf,
    /// The run to make: a new directory that only you can read.
    #[arg(long, value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// The folder of keys.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    /// The parameters file; by default, the snapshot's own parameters.json.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    /// The digest of the epoch before; none for the first.
    #[arg(long, value_name = "DIGEST")]
    pub(crate) previous: Option<Digest>,
    /// A shape of batches, as for `setup dev`.
    #[arg(long = "shape", value_name = "SHAPE")]
    pub(crate) shapes: Vec<Size>,
}

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Prove {
    #[command(subcommand)]
    pub(crate) other: Option<ProveOther>,
    /// The run, as `prepare` made it.
    #[arg(required = true)]
    pub(crate) run: Option<PathBuf>,
    /// The folder of keys; by default, the one that the run was prepared with.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// Go on with a run that was begun. Proofs that are there are never made
    /// again, whether this is given or not.
    #[arg(long)]
    pub(crate) resume: bool,
    /// Memory to stay below, such as 4GiB: how many batches are proved at once.
    /// By default one, which uses all cores.
    #[arg(long, value_name = "BYTES")]
    pub(crate) memory: Option<Bytes>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProveOther {
    /// Prove that your own account's margin is sound, and show nothing else of
    /// it: for a trader who has a receipt and the venue's bundle.
    Account(ProveAccount),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ProveAccount {
    /// Your receipt. It does not leave this machine.
    pub(crate) receipt: PathBuf,
    /// The bundle that it is for.
    #[arg(long, value_name = "DIR")]
    pub(crate) bundle: PathBuf,
    /// The folder of keys.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    /// What to prove: "healthy", "equity >= 50000" (dollars), or "margin-ratio
    /// >= 1.5" (equity over requirement).
    #[arg(long, value_name = "CLAIM")]
    pub(crate) claim: MarginClaim,
    /// The number that whoever asks has chosen: 0x and 64 digits.
    #[arg(long, value_name = "HEX")]
    pub(crate) nonce: Digest,
    /// The last second in which the proof is good, Unix time.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) expires: u64,
    /// What your account may be used for once, as whoever asks says: 0x and 62
    /// digits, or a name of 1 to 31 bytes. Without it nothing links two proofs.
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Option<Scope>,
    /// The proof, a new file. It may be shown to anybody.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bundle {
    /// Make the bundle of a proved run: what a venue publishes of an epoch.
    Make {
        /// The run.
        run: PathBuf,
        /// The bundle's directory, which must not be there yet.
        #[arg(long, short, value_name = "DIR")]
        out: PathBuf,
        /// The folder of keys; by default, the one that the run was prepared with.
        #[arg(long, value_name = "DIR")]
        keys: Option<PathBuf>,
    },
    /// Say what a bundle claims. Nothing is verified.
    Inspect {
        /// The bundle.
        dir: PathBuf,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Receipt {
    /// The run.
    pub(crate) run: PathBuf,
    /// Whose account: NAME, or NAME/SUB-ACCOUNT.
    #[arg(long, value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) account: Option<String>,
    /// Every customer's.
    #[arg(long)]
    pub(crate) all: bool,
    /// The key to sign with, as `setup signing-key` makes it: a signed receipt
    /// that is in no book is evidence.
    #[arg(long, value_name = "FILE")]
    pub(crate) signing_key: Option<PathBuf>,
    /// The receipt, a new file that only you can read; with --all, a new folder
    /// of them.
    #[arg(long, short, value_name = "PATH")]
    pub(crate) out: PathBuf,
}
