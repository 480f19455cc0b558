//! Writes the constants that `PoseidonSequence.sol` is given to
//! `contracts/out-tables/poseidon-<arity>.hex`, where forge's tests read them.

use std::path::Path;
use std::{fs, io};

use plimsoll_poseidon::evm;

fn main() -> io::Result<()> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts/out-tables");
    fs::create_dir_all(&directory)?;
    for arity in evm::ARITIES {
        let text = format!("0x{}", hex::encode(evm::table(arity)));
        fs::write(directory.join(format!("poseidon-{arity}.hex")), text)?;
    }
    Ok(())
}
