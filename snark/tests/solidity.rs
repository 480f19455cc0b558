//! The generated verifiers in a real EVM: each claim, honest, forged or bent,
//! is judged by Rust and by the contract, and both must say the same.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use ark_bn254::G1Affine;
use ark_ec::{AffineRepr as _, CurveGroup as _};
use common::bent::{COUNT, INVALID, bent, rerandomised};
use common::circuits::{Capped, Factors, Wide};
use common::evm::{Project, batch_call, hex, intrinsic_gas, json, verify_call};
use common::npm::say;
use common::{Raw, accepts, layout, point, point_g2, to_words, to_words_g2, word, words};
use plimsoll_snark::*;

/// A contract and the key it is made from.
struct Target {
    name: &'static str,
    key: VerifyingKey,
}

/// A key of one kind with honest claims under it.
struct Kind {
    target: Target,
    /// The same circuit, another setup.
    other_key: Target,
    /// The same points, another name: the challenge differs and nothing else.
    other_id: Target,
    claims: Vec<Raw>,
    /// A claim about other parameters, where there are some.
    other_parameters: Option<Raw>,
}

fn kind(
    names: [&'static str; 3],
    keys: [&ProvingKey; 2],
    claims: &[Claim],
    other_parameters: Option<&Claim>,
) -> Kind {
    let [target, other_key, other_id] = names;
    let key = keys[0].verifying().clone();
    Kind {
        other_id: Target { name: other_id, key: layout::of_a_ceremony(&key) },
        other_key: Target { name: other_key, key: keys[1].verifying().clone() },
        target: Target { name: target, key },
        claims: claims.iter().map(Raw::of).collect(),
        other_parameters: other_parameters.map(Raw::of),
    }
}

fn staged(names: [&'static str; 3], shared: bool, count: u64) -> Kind {
    let circuit = Capped::new(shared, 1);
    let keys = [setup(&circuit).unwrap(), setup(&circuit).unwrap()];
    let commit = |circuit| shared.then(|| commit_parameters(&keys[0], circuit, &Portable).unwrap());
    let parameters = commit(&circuit);
    let make = |seed| prove(&keys[0], &Capped::new(shared, seed), parameters, &Portable).unwrap();
    let claims: Vec<Claim> = (1..=count).map(make).collect();
    let other = Capped { cap: (1 << 40) + 1, ..Capped::new(shared, 1) };
    let other = shared.then(|| prove(&keys[0], &other, commit(&other), &Portable).unwrap());
    kind(names, [&keys[0], &keys[1]], &claims, other.as_ref())
}

fn plain(names: [&'static str; 3], count: u64) -> Kind {
    let keys = [0, 1].map(|_| setup_plain(&Factors(1, 1)).unwrap());
    let make = |i| prove_plain(&keys[0], &Factors(i, i + 1), &Portable).unwrap();
    let claims: Vec<Claim> = (1..=count).map(make).collect();
    kind(names, [&keys[0], &keys[1]], &claims, None)
}

/// The calls for the EVM, each judged by Rust when it is added.
#[derive(Default)]
struct Calls {
    names: Vec<String>,
    targets: Vec<String>,
    calls: Vec<String>,
    errors: Vec<String>,
}

impl Calls {
    fn push(&mut self, name: &str, target: &Target, call: &[u8], error: &str) {
        self.names.push(format!("{}: {name}", target.name));
        self.targets.push(target.name.to_owned());
        self.calls.push(hex(call));
        self.errors.push(error.to_owned());
    }

    fn single(&mut self, name: &str, target: &Target, claim: &Raw, error: &str) {
        let accepted = accepts(&target.key, std::slice::from_ref(claim), false);
        assert_eq!(accepted, error.is_empty(), "Rust: {}: {name}", target.name);
        self.push(name, target, &verify_call(claim), error);
    }

    fn batch(&mut self, name: &str, target: &Target, claims: &[Raw], error: &str) {
        assert_eq!(accepts(&target.key, claims, true), error.is_empty(), "Rust: batch: {name}");
        let call = batch_call("verifyBatch", &claims[0], claims);
        self.push(&format!("batch: {name}"), target, &call, error);
    }

    fn json(self, last: &str) -> String {
        json(&[
            ("names", self.names),
            ("targets", self.targets),
            ("calls", self.calls),
            (last, self.errors),
        ])
    }
}

fn singles(kind: &Kind, cases: &mut Calls) -> usize {
    let Kind { target, claims, .. } = kind;
    for (i, claim) in claims.iter().take(3).enumerate() {
        cases.single(&format!("honest {i}"), target, claim, "");
    }
    let mut rerandomisations = 0;
    for by in [[2, 0], [1, 1], [3, 5]] {
        let again = rerandomised(&claims[0], &target.key, by);
        assert_ne!(again, claims[0]);
        cases.single(&format!("re-randomised by {by:?}"), target, &again, "");
        rerandomisations += 1;
    }
    let (a, b) = (to_words(-point(&claims[0].a)), to_words_g2(-point_g2(&claims[0].b)));
    cases.single("A and B negated", target, &Raw { a, b, ..claims[0].clone() }, "");
    rerandomisations += 1;

    for (name, bent, error) in bent(&claims[0], &claims[1]) {
        cases.single(&name, target, &bent, error);
    }
    cases.single("another key", &kind.other_key, &claims[0], INVALID);
    // The points balance under the challenge of the key that the prover had in
    // mind: only that the challenge is not the prover's to name refuses them.
    let refused = if target.key.stages() == Stages::Plain { "" } else { INVALID };
    cases.single("a challenge of the prover's choice", &kind.other_id, &claims[0], refused);
    if let Some(other) = &kind.other_parameters {
        cases.single("honest, other parameters", target, other, "");
        let moved = Raw { parameters: other.parameters, ..claims[0].clone() };
        cases.single("one parameter changed", target, &moved, INVALID);
        let moved = Raw { parameters: claims[0].parameters, ..other.clone() };
        cases.single("one parameter changed back", target, &moved, INVALID);
    }
    rerandomisations
}

fn batches(kind: &Kind, cases: &mut Calls) {
    let Kind { target, claims, .. } = kind;
    for count in [1, 2, claims.len()] {
        cases.batch(&format!("{count} honest"), target, &claims[..count], "");
    }
    let again = rerandomised(&claims[1], &target.key, [7, 9]);
    let repeated = [claims[0].clone(), claims[0].clone(), claims[1].clone(), again];
    cases.batch("repeated and re-randomised", target, &repeated, "");
    cases.batch("another key", &kind.other_key, &claims[..2], INVALID);

    // Every kind of bend somewhere, in every place in turn. All claims of a
    // batch have as many inputs as the key, and the parameters that are bent.
    let four = &claims[..4];
    let bends = bent(&claims[0], &claims[1]).into_iter().filter(|(.., error)| *error != COUNT);
    for (i, (name, bent, error)) in bends.enumerate() {
        let mut batch = four.to_vec();
        batch.iter_mut().for_each(|claim| claim.parameters = bent.parameters);
        batch[i % 4] = bent;
        cases.batch(&format!("at {}, {name}", i % 4), target, &batch, error);
    }
    for position in 0..claims.len() {
        let mut batch = claims.clone();
        batch[position].inputs[0] = word(Fr::from(1));
        cases.batch(&format!("a wrong input at {position}"), target, &batch, INVALID);
    }
    // Two claims whose errors cancel if both weigh the same.
    let mut cancelling = four.to_vec();
    for (claim, sign) in cancelling.iter_mut().zip([Fr::from(1), -Fr::from(1)]) {
        let shift = G1Affine::generator() * sign;
        claim.c = to_words((shift + point(&claim.c)).into_affine());
    }
    cases.batch("errors that cancel in C", target, &cancelling, INVALID);
    let mut exchanged = four.to_vec();
    (exchanged[0].c, exchanged[1].c) = (four[1].c, four[0].c);
    cases.batch("C exchanged between claims", target, &exchanged, INVALID);
    let mut exchanged = four.to_vec();
    (exchanged[0].inputs, exchanged[1].inputs) = (four[1].inputs.clone(), four[0].inputs.clone());
    cases.batch("inputs exchanged between claims", target, &exchanged, INVALID);
    if let Some(other) = &kind.other_parameters {
        let others = [other.clone(), rerandomised(other, &target.key, [7, 9])];
        cases.batch("honest, of other parameters", target, &others, "");
        for parameters in [four[0].parameters, other.parameters] {
            let mixed =
                [&four[0], other, &four[1]].map(|claim| Raw { parameters, ..claim.clone() });
            cases.batch("of two parameters, as if of one", target, &mixed, INVALID);
        }
    }
}

/// The contract's challenges and coefficients, from one opened for the test.
fn answers(kind: &Kind, project: &Project) -> Calls {
    const NAME: &str = "OpenedVerifier";
    let source = solidity_verifier(&kind.target.key, NAME).unwrap().replace("private", "internal");
    let (body, _) = source.rsplit_once('}').unwrap();
    let opened = "
    function challenges(uint256[2] calldata parametersCommitment, Claim[] calldata claims)
        external
        pure
        returns (uint256[] memory all)
    {
        all = new uint256[](claims.length);
        for (uint256 i = 0; i < all.length; ++i) {
            Claim calldata claim = claims[i];
            all[i] = _challenge(claim.inputs, parametersCommitment, claim.proof.d);
        }
    }

    function coefficients(uint256[2] calldata parametersCommitment, Claim[] calldata claims)
        external
        pure
        returns (uint256[] memory all)
    {
        all = new uint256[](claims.length);
        bytes32 seed = _checkAndHash(parametersCommitment, claims);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = _coefficient(seed, i);
        }
    }
}
";
    project.write(&format!("src/{NAME}.sol"), &format!("{body}{opened}"));
    let opened = Target { name: NAME, key: kind.target.key.clone() };
    let mut calls = Calls::default();
    for count in 1..=kind.claims.len() {
        let claims = &kind.claims[..count];
        let head = [word(Fr::from(32)), word(Fr::from(count as u64))];
        let challenge = |claim: &Raw| claim.decode().unwrap().challenge(&opened.key).unwrap();
        let challenges: Vec<_> = claims.iter().map(|claim| word(challenge(claim))).collect();
        for (function, answer) in
            [("challenges", challenges), ("coefficients", coefficients(&opened.key, claims))]
        {
            let call = batch_call(function, &claims[0], claims);
            let answer = hex(&[head.to_vec(), answer].concat().concat());
            calls.push(&format!("{function} of {count}"), &opened, &call, &answer);
        }
    }
    calls
}

fn coefficients(key: &VerifyingKey, claims: &[Raw]) -> Vec<common::Word> {
    let claims: Vec<Claim> = claims.iter().map(|claim| claim.decode().unwrap()).collect();
    batch_coefficients(key, &claims).into_iter().map(word).collect()
}

/// Every bit of a claim flipped, or one in every stride, as Rust sees it.
fn no_flipped_bit_verifies(target: &Target, claim: &Raw, stride: usize) -> usize {
    let flat = |claim: &Raw| {
        [claim.inputs.clone(), claim.parameters.into_iter().flatten().collect(), claim.proof()]
            .concat()
            .concat()
    };
    let bytes = flat(claim);
    let (inputs, parameters) = (claim.inputs.len(), 2 * usize::from(claim.parameters.is_some()));
    let bits = (0..8 * bytes.len()).step_by(stride);
    for bit in bits.clone() {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let words = words(&bytes);
        let (points, p) = (&words[inputs + parameters..], &words[inputs..]);
        let bent = Raw {
            inputs: words[..inputs].to_vec(),
            parameters: claim.parameters.map(|_| [p[0], p[1]]),
            a: [points[0], points[1]],
            b: [points[2], points[3], points[4], points[5]],
            c: [points[6], points[7]],
            d: claim.d.map(|_| [points[8], points[9]]),
        };
        assert_eq!(flat(&bent), bytes);
        assert!(!accepts(&target.key, &[bent], false), "bit {bit}");
    }
    bits.len()
}

#[test]
fn contracts_accept_what_rust_accepts() {
    let Some(project) = Project::new("solidity") else {
        return;
    };
    let kinds = [
        staged(
            ["ParameterisedVerifier", "ParameterisedOtherKey", "ParameterisedOtherId"],
            true,
            16,
        ),
        staged(["ChallengedVerifier", "ChallengedOtherKey", "ChallengedOtherId"], false, 4),
        plain(["PlainVerifier", "PlainOtherKey", "PlainOtherId"], 4),
    ];
    let (mut cases, mut flips, mut gas) = (Calls::default(), Calls::default(), Calls::default());
    let mut contracts = vec!["OpenedVerifier".to_owned()];
    let (mut rerandomisations, mut bits) = (0, 0);
    for kind in &kinds {
        for Target { name, key } in [&kind.target, &kind.other_key, &kind.other_id] {
            project.write(&format!("src/{name}.sol"), &solidity_verifier(key, name).unwrap());
            contracts.push((*name).to_owned());
        }
        rerandomisations += singles(kind, &mut cases);
        batches(kind, &mut cases);
        let (target, claims) = (&kind.target, &kind.claims);
        let empty = batch_call("verifyBatch", &claims[0], &[]);
        cases.push("an empty batch", target, &empty, "EmptyBatch()");

        // Every bit of the largest kind of claim.
        let stride = if kind.other_parameters.is_some() { 1 } else { 11 };
        bits += no_flipped_bit_verifies(target, &claims[0], stride);
        let one = verify_call(&claims[0]);
        flips.push("one claim", target, &one, &stride.to_string());
        let all = batch_call("verifyBatch", &claims[0], claims);
        for (name, call) in
            [("1 claim".to_owned(), &one), (format!("a batch of {}", claims.len()), &all)]
        {
            gas.push(&name, target, call, "");
            let paid = intrinsic_gas(call);
            say(&format!("  gas before execution, {}: {name}: {paid}", target.name));
        }
    }
    let widest = setup_plain(&Wide(64)).unwrap();
    let claim = Raw::of(&prove_plain(&widest, &Wide(64), &Portable).unwrap());
    let widest = Target { name: "WidestVerifier", key: widest.verifying().clone() };
    let source = solidity_verifier(&widest.key, widest.name).unwrap();
    project.write("src/WidestVerifier.sol", &source);
    contracts.push(widest.name.to_owned());
    cases.single("honest", &widest, &claim, "");
    let mut wrong = claim.clone();
    wrong.inputs[63] = word(Fr::from(1));
    cases.single("a wrong last input", &widest, &wrong, INVALID);
    cases.batch("2 honest", &widest, &[claim.clone(), claim], "");

    let two = batch_call("verifyBatch", &kinds[0].claims[0], &kinds[0].claims[..2]);
    flips.push("a batch of two claims", &kinds[0].target, &two, "31");

    let refused = cases.errors.iter().filter(|error| !error.is_empty()).count();
    say(&format!(
        "Rust: {} claims and batches accepted, {rerandomisations} of them re-randomised; \
         {refused} refused; {bits} flipped bits refused",
        cases.errors.len() - refused,
    ));
    project.write("answers.json", &answers(&kinds[0], &project).json("answers"));
    project.write("cases.json", &cases.json("errors"));
    project.write("flips.json", &flips.json("strides"));
    project.write("gas.json", &gas.json("errors"));
    project.write("contracts.json", &json(&[("names", contracts)]));
    let out = project.test(7);
    out.lines().filter(|line| line.starts_with("  ") || line.starts_with('[')).for_each(say);
}

#[test]
fn contracts_are_refused_for_what_could_mislead() {
    let key = setup_plain(&Factors(2, 3)).unwrap();
    let key = key.verifying();
    for name in ["", "verifier", "1V", "A B", "A{}", "A\n", "Ä", "A/*", "A$"] {
        let refused = solidity_verifier(key, name);
        assert_eq!(refused, Err(SolidityError::Name(name.to_owned())), "{name:?}");
    }
    for inputs in [0usize, 65] {
        let key = setup_plain(&Wide(inputs as u64)).unwrap();
        let refused = SolidityError::Inputs { inputs, most: 64 };
        assert_eq!(solidity_verifier(key.verifying(), "Verifier"), Err(refused));
    }
    let text = solidity_verifier(key, "Verifier_1").unwrap();
    assert!(text.contains("INSECURE") && text.contains("SINGLE_PARTY_KEY = true;"));
    assert!(text.contains(&key.id().to_string()));
    assert!(!text.contains("{{") && !text.contains("//#"), "a mark of the template is left");
    let text = solidity_verifier(&layout::of_a_ceremony(key), "Verifier").unwrap();
    assert!(!text.contains("INSECURE") && text.contains("SINGLE_PARTY_KEY = false;"));
}
