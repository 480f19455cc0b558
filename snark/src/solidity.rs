//! A verifying key as a Solidity contract that accepts exactly the claims that
//! `verify` and `verify_batch` accept under it. The contract's text is in
//! `solidity/verifier.sol.in`; here it gets the key's constants.

use ark_bn254::G2Affine;

use crate::challenge::{CHALLENGE_TAG, point_words};
use crate::encoding::{DecodeError, g2_words};
use crate::keys::{Origin, Stages, VerifyingKey};
use crate::verify::BATCH_TAG;

/// Lines `//# if FLAG` and `//# end` stand around what only some keys need.
const TEMPLATE: &str = include_str!("solidity/verifier.sol.in");

/// Live inputs of the largest contract: every one adds code, and a contract
/// has at most 24,576 bytes of it.
const MAX_INPUTS: usize = 64;

/// Why there is no contract.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SolidityError {
    /// The name could be taken for something else, or ends the line it is on.
    #[error("`{0}` cannot name a contract: begin with A–Z and go on with A–Z, a–z, 0–9 and _")]
    Name(String),
    /// The key would not be read from its bytes.
    #[error("the key would be refused if it were read: {0}")]
    Key(#[from] DecodeError),
    /// Proofs about nothing, or a contract longer than a chain takes.
    #[error("the key has {inputs} public inputs; contracts are made for 1 to {most}")]
    Inputs {
        /// So many it has.
        inputs: usize,
        /// So many fit.
        most: usize,
    },
}

/// Writes the contract that verifies claims under a key.
///
/// It has `verify` and `verifyBatch`, which return nothing if all is well and
/// revert with an error that says what is wrong if it is not. Its challenges
/// and coefficients are those of this crate.
///
/// # Errors
/// If the name is not plainly a contract's, the key would be refused when read,
/// or it has no inputs or too many.
pub fn solidity_verifier(key: &VerifyingKey, contract_name: &str) -> Result<String, SolidityError> {
    // A capital first letter is no keyword's.
    let mut letters = contract_name.bytes();
    let named = letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    if !named {
        return Err(SolidityError::Name(contract_name.to_owned()));
    }
    // A key that never was bytes has not been checked yet.
    let key = &VerifyingKey::from_bytes(&key.to_bytes())?;
    let inputs = key.live_inputs();
    if !(1..=MAX_INPUTS).contains(&inputs) {
        return Err(SolidityError::Inputs { inputs, most: MAX_INPUTS });
    }
    Ok(fill(&select(key), &values(key, contract_name)))
}

/// The template's lines for a key of this kind.
fn select(key: &VerifyingKey) -> String {
    let mut text = String::new();
    let mut taken = true;
    for line in TEMPLATE.lines() {
        match line.strip_prefix("//# ") {
            Some("if insecure") => taken = key.origin == Origin::SingleParty,
            Some("if ceremony") => taken = key.origin != Origin::SingleParty,
            Some("if plain") => taken = key.stages == Stages::Plain,
            Some("if staged") => taken = key.stages != Stages::Plain,
            Some("if parameters") => taken = key.stages == Stages::Parameterised,
            Some(_) => taken = true,
            None if taken => text.extend([line, "\n"]),
            None => {}
        }
    }
    text
}

/// Puts values where `{{name}}` stands.
fn fill(text: &str, values: &[(&str, String)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{{name}}}}}"), value)
    })
}

fn values(key: &VerifyingKey, name: &str) -> Vec<(&'static str, String)> {
    let inputs = key.live_inputs();
    let with_parameters = |text: &str| match key.stages {
        Stages::Parameterised => text.to_owned(),
        Stages::Plain | Stages::Challenged => String::new(),
    };
    let (stages, commitments) = match key.stages {
        Stages::Plain => ("one stage", ""),
        Stages::Challenged => ("two stages", " * e(D, delta0)"),
        Stages::Parameterised => ("three stages", " * e(parameters, delta0) * e(D, delta1)"),
    };
    let ceremony = match key.origin {
        Origin::SingleParty => [0; 32],
        Origin::Ceremony(transcript) => transcript,
    };
    let last = key.stages.count() - 1;
    let staged = usize::from(key.stages != Stages::Plain);
    let equation =
        format!("e(alpha, beta) * e(IC(inputs), gamma){commitments} * e(C, delta{last})");
    vec![
        ("name", name.to_owned()),
        ("id", key.id.to_string()),
        ("circuit", format!("0x{}", hex::encode(key.circuit))),
        ("stages", stages.to_owned()),
        ("inputs", inputs.to_string()),
        ("equation", equation),
        ("insecure", (key.origin == Origin::SingleParty).to_string()),
        ("ceremony", format!("0x{}", hex::encode(ceremony))),
        ("but_challenge", ["", " but the challenge"][staged].to_owned()),
        (
            "rest_of_ic",
            ["", ", IC1 for the challenge,\n    // IC2 for what the inputs fold into"][staged]
                .to_owned(),
        ),
        ("key_pairs", (2 + key.stages.count()).to_string()),
        ("challenge_tag", String::from_utf8_lossy(CHALLENGE_TAG).into_owned()),
        ("batch_tag", String::from_utf8_lossy(BATCH_TAG).into_owned()),
        ("parameters", with_parameters("parametersCommitment, ")),
        ("parameters:type", with_parameters("uint256[2] calldata parametersCommitment, ")),
        ("constants", constants(key)),
        ("put_key", put_key(key)),
        ("add_inputs", add_inputs(key)),
    ]
}

/// The key's G2 points by name, in the order of their pairs.
fn g2_points(key: &VerifyingKey) -> impl Iterator<Item = (String, G2Affine)> + '_ {
    let deltas = key.deltas.iter().enumerate().map(|(i, delta)| (format!("DELTA{i}"), *delta));
    [("BETA".to_owned(), key.beta), ("GAMMA".to_owned(), key.gamma)].into_iter().chain(deltas)
}

const G2_COORDINATES: [&str; 4] = ["X1", "X0", "Y1", "Y0"];

/// One constant for each coordinate.
fn constants(key: &VerifyingKey) -> String {
    let mut lines = Vec::new();
    let mut point = |name: &str, coordinates: &[&str], words: Vec<u8>| {
        lines.extend(coordinates.iter().zip(words.chunks(32)).map(|(coordinate, word)| {
            let word = hex::encode(word);
            format!("    uint256 private constant {name}_{coordinate} = 0x{word};\n")
        }));
    };
    point("ALPHA", &["X", "Y"], point_words(key.alpha));
    for (name, g2) in g2_points(key) {
        point(&name, &G2_COORDINATES, g2_words(g2));
    }
    for (i, g1) in key.inputs.iter().enumerate() {
        point(&format!("IC{i}"), &["X", "Y"], point_words(*g1));
    }
    lines.concat()
}

/// The stores of the key's G2 points, each behind the place of its G1 point.
fn put_key(key: &VerifyingKey) -> String {
    let names = g2_points(key).map(|(name, _)| name);
    let words = (0..).zip(names).flat_map(|(pair, name)| {
        (0..).zip(G2_COORDINATES).map(move |(word, coordinate)| {
            let offset = 0xc0 * pair + 0x40 + 0x20 * word;
            format!("            mstore(add(key, {offset:#05x}), {name}_{coordinate})\n")
        })
    });
    words.collect()
}

/// The additions of the inputs' points, where each has one.
fn add_inputs(key: &VerifyingKey) -> String {
    let line = |i: usize| format!("        _addMul(to, IC{0}_X, IC{0}_Y, scalars[{i}]);\n", i + 1);
    (0..key.live_inputs()).map(line).collect()
}
