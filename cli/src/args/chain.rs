//! Arguments of the commands that talk to a chain, or prepare what it is told.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use plimsoll_chain::Address;

use super::values::VenueBytes;

#[derive(Debug, Subcommand)]
pub(crate) enum Contract {
    /// Write the Solidity verifier of a key, or of every key in a folder.
    Export(ContractExport),
    /// Print a bundle's transactions, in order, as JSON. Nothing is verified.
    Calldata(ContractCalldata),
    /// Deploy registers, registry and verifiers, and propose keys and venues to
    /// the timelock.
    Deploy(ContractDeploy),
    /// Let the timelock do what was proposed, once its notice is over.
    Execute(ContractExecute),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ContractExport {
    /// The key, a .vk file; or a folder of keys, for all of them.
    pub(crate) key: PathBuf,
    /// The contract's name; by default Verifier_ and the id's first digits,
    /// which is what `contract deploy` looks for.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Where to write it: a file, or a folder for a folder of keys. Without it,
    /// a key's contract is printed.
    #[arg(long, short, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
    /// Write the compiler's standard JSON input, for source verification,
    /// instead of Solidity.
    #[arg(long)]
    pub(crate) standard_json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ContractCalldata {
    /// The bundle.
    pub(crate) bundle: PathBuf,
    /// The registry, which is part of what the authority signs.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) registry: Address,
    #[command(flatten)]
    pub(crate) authority: Authority,
    /// Batches of one transaction, at most.
    #[arg(long, value_name = "COUNT", default_value_t = TOGETHER)]
    pub(crate) per_transaction: u16,
}

/// Batches that go together: about 4.5 million gas.
const TOGETHER: u16 = 64;

/// Who signs for the venue: with a key, or with a signature made elsewhere. The
/// key may also be in PLIMSOLL_AUTHORITY_KEY.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "The venue's authority")]
pub(crate) struct Authority {
    /// The authority's keystore file. Its password comes from
    /// --authority-password-file, PLIMSOLL_AUTHORITY_PASSWORD or the terminal.
    #[arg(long, value_name = "FILE", conflicts_with = "signature")]
    pub(crate) authority_keystore: Option<PathBuf>,
    /// A file with the password of the authority's keystore.
    #[arg(long, value_name = "FILE", requires = "authority_keystore")]
    pub(crate) authority_password_file: Option<PathBuf>,
    /// A file with the authority's signature, in hexadecimal.
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: Option<PathBuf>,
}

/// Which node, and how it is paid. The key may also be in PLIMSOLL_PRIVATE_KEY.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Sending")]
pub(crate) struct Sending {
    /// The address of a node.
    #[arg(long, value_name = "URL")]
    pub(crate) rpc: String,
    /// The keystore file of who sends. Its password comes from --password-file,
    /// PLIMSOLL_PASSWORD or the terminal.
    #[arg(long, value_name = "FILE")]
    pub(crate) keystore: Option<PathBuf>,
    /// A file with the keystore's password.
    #[arg(long, value_name = "FILE", requires = "keystore")]
    pub(crate) password_file: Option<PathBuf>,
    /// For a unit of gas at most, in gwei; by default twice the base fee and
    /// the priority fee.
    #[arg(long, value_name = "GWEI")]
    pub(crate) max_fee: Option<u32>,
    /// For a unit of gas to the block's maker, in gwei; by default what the
    /// node suggests.
    #[arg(long, value_name = "GWEI")]
    pub(crate) priority_fee: Option<u32>,
    /// How long to wait for a transaction.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) timeout: u32,
    /// Really send. Without it nothing is sent, and what would be is shown.
    #[arg(long)]
    pub(crate) send: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Publish {
    /// The bundle.
    pub(crate) bundle: PathBuf,
    /// The folder of keys that you trust: the bundle is verified first.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    /// The registry.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) registry: Address,
    /// Whose draft to look at, where there is no key.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "send")]
    pub(crate) from: Option<Address>,
    /// Batches of one transaction, at most.
    #[arg(long, value_name = "COUNT", default_value_t = TOGETHER)]
    pub(crate) per_transaction: u16,
    #[command(flatten)]
    pub(crate) authority: Authority,
    #[command(flatten)]
    pub(crate) sending: Sending,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ContractDeploy {
    /// Who governs, and the venues: a JSON file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// The compiler's output, such as contracts/out.
    #[arg(long, value_name = "DIR")]
    pub(crate) artifacts: PathBuf,
    /// The folder of keys; those for the parameters' rules are registered.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    /// The parameters, for their rules.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: PathBuf,
    /// Where deployments are recorded, as <chain id>.json.
    #[arg(long, value_name = "DIR", default_value = "deployments")]
    pub(crate) deployments: PathBuf,
    #[command(flatten)]
    pub(crate) sending: Sending,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ContractExecute {
    /// Where deployments are recorded, as <chain id>.json.
    #[arg(long, value_name = "DIR", default_value = "deployments")]
    pub(crate) deployments: PathBuf,
    #[command(flatten)]
    pub(crate) sending: Sending,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyChain {
    /// The address of a node.
    #[arg(long, value_name = "URL")]
    pub(crate) rpc: String,
    /// The registry.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) registry: Address,
    /// The venue: 0x and 64 digits, or its name.
    #[arg(long)]
    pub(crate) venue: VenueBytes,
    /// A bundle to hold against what is sealed.
    #[arg(long, value_name = "DIR", requires = "keys")]
    pub(crate) bundle: Option<PathBuf>,
    /// The folder of keys that you trust, to verify the bundle with.
    #[arg(long, value_name = "DIR", requires = "bundle")]
    pub(crate) keys: Option<PathBuf>,
    /// Ask for more than margined and fund-covered: reserves as well.
    #[arg(long)]
    pub(crate) solvent: bool,
}
