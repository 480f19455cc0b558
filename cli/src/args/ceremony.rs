//! Arguments of ceremonies.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use plimsoll_prover::Size;
use plimsoll_snark::ceremony::Name;

use super::values::Value;

#[derive(Debug, Subcommand)]
pub(crate) enum Ceremony {
    /// Begin: one ceremony for every key that a venue needs, in a new folder.
    New(CeremonyNew),
    /// Contribute to all of them. Takes minutes, and nobody need trust you.
    Contribute(CeremonyContribute),
    /// Take over what somebody contributed in a folder of their own, if it
    /// follows what is here.
    Accept {
        /// The folder of ceremonies.
        dir: PathBuf,
        /// The folder that they sent.
        from: PathBuf,
    },
    /// End them with a value that was announced before anybody could know it.
    Beacon(CeremonyBeacon),
    /// Say who contributed so far, and the hashes that they should have published.
    Status {
        /// The folder of ceremonies.
        dir: PathBuf,
    },
    /// Verify everything from the powers and the circuits on.
    Verify(CeremonyVerify),
    /// Make the keys, after verifying everything.
    Finalize(CeremonyFinalize),
    /// Make INSECURE powers to practise with: whoever makes them can forge proofs.
    PracticePowers {
        /// For circuits of up to 2^POWER rows.
        #[arg(long, value_name = "POWER", value_parser = clap::value_parser!(u32).range(1..=24))]
        power: u32,
        /// The file, a new one.
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CeremonyNew {
    /// Powers of tau, prepared for phase 2: a .ptau file, as snarkjs has them.
    #[arg(long, value_name = "FILE")]
    pub(crate) powers: PathBuf,
    /// The venue's parameters file, whose rules the circuits are made of.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: PathBuf,
    /// A shape of batches, as for `setup dev`. May be given up to four times.
    #[arg(long = "shape", value_name = "SHAPE", required = true)]
    pub(crate) shapes: Vec<Size>,
    /// The folder, a new one.
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CeremonyContribute {
    /// The folder of ceremonies, with the last file of each.
    pub(crate) dir: PathBuf,
    /// Your name, as everybody will see it: up to 64 bytes.
    #[arg(long)]
    pub(crate) name: Name,
    /// A file with randomness of your own, such as throws of dice; `-` reads
    /// standard input. It is added to the system's. Without it you are asked to
    /// type something, if this is a terminal.
    #[arg(long, value_name = "FILE")]
    pub(crate) entropy: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CeremonyBeacon {
    /// The folder of ceremonies.
    pub(crate) dir: PathBuf,
    /// The value: 0x and 2 to 128 digits, such as the hash of a block that had
    /// been named before it was made.
    #[arg(long, value_name = "HEX")]
    pub(crate) value: Value,
    /// How often it is hashed, as a power of 2: from 10 to 30.
    #[arg(long, value_name = "POWER", default_value_t = 20)]
    pub(crate) doublings: u8,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CeremonyVerify {
    /// The folder of ceremonies, with the last file of each.
    pub(crate) dir: PathBuf,
    /// The powers that they began with.
    #[arg(long, value_name = "FILE")]
    pub(crate) powers: PathBuf,
    /// The venue's parameters file, if you have it from elsewhere: its rules
    /// must be those of the folder's.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    /// A folder of keys that must be those that the ceremonies made.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// The beacon's value as it was announced; another one is refused.
    #[arg(long, value_name = "HEX")]
    pub(crate) beacon: Option<Value>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CeremonyFinalize {
    /// The folder of ceremonies, with the last file of each.
    pub(crate) dir: PathBuf,
    /// The powers that they began with.
    #[arg(long, value_name = "FILE")]
    pub(crate) powers: PathBuf,
    /// The folder of keys to put them in.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
}
