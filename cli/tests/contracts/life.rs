//! From nothing to two epochs on a chain, and what becomes of them: everything
//! by the command, as a venue goes.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use alloy_sol_types::{SolCall as _, SolValue as _, sol};
use plimsoll_chain::{Address, B256, FRESH, U256};
use serde_json::{Value, json};

use crate::node::{AUTHORITY, FRESHNESS, Node, OWNER, VENUE};
use crate::project::project;
use crate::venue::{CADENCE, START, epochs, keys};

sol! {
    interface Token {
        function mint(address to, uint256 amount) external;
        function approve(address spender, uint256 amount) external returns (bool);
        function balanceOf(address owner) external view returns (uint256);
    }

    interface Vault {
        function deposit(uint256 assets, address receiver) external returns (uint256);
        function withdraw(uint256 assets, address receiver, address owner) external returns (uint256);
        function maxDeposit(address owner) external view returns (uint256);
    }
}

/// Runs a command; its exit code, output and errors.
fn ran(command: &mut Command) -> (i32, Value, String) {
    let output = command.output().unwrap();
    let out = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap(), out, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// `plimsoll verify chain`, with a bundle or without.
fn verified(node: &Node, bundle: Option<&std::path::Path>) -> (i32, Value, String) {
    let registry = node.contract("SolvencyRegistry").to_string();
    let mut command = node.command(&[
        &"verify",
        &"chain",
        &"--json",
        &"--registry",
        &registry,
        &"--venue",
        &"Small",
    ]);
    if let Some(bundle) = bundle {
        command.arg("--bundle").arg(bundle).arg("--keys").arg(keys());
    }
    ran(&mut command)
}

#[test]
fn two_epochs_live_on_a_chain() {
    let Some(project) = project() else { return };
    let [first, second] = &epochs().bundles;
    let node = Node::start(project);
    governed(&node);
    node.warp(START + 60);
    let vault = Deposits::new(&node);
    assert!(vault.deposit(1).is_err(), "nothing is sealed yet");
    let (code, seen, err) = verified(&node, Some(first));
    assert_eq!((code, &seen["standing"]), (5, &"unknown".into()), "{err}");

    shown_and_not_sent(&node);
    stopped_and_resumed(&node);
    let (code, seen, err) = verified(&node, Some(first));
    assert_eq!(code, 0, "{err}");
    assert_eq!((&seen["standing"], &seen["epoch"]), (&"fresh".into(), &1.into()));
    assert_eq!(seen["claim"], "margined and fund-covered; reserves not proven");
    assert_eq!(seen["compared"]["differences"], json!([]));
    vault.deposit(1_000).unwrap();

    node.warp(START + CADENCE + 60);
    let (code, sent, err) = ran(&mut node.publish(second, &["--send", "--json"]));
    assert_eq!(code, 0, "{err}");
    // Two lanes, each in one transaction, between opening and sealing.
    assert_eq!(sent["transactions"].as_array().unwrap().len(), 4);
    let (code, sent, err) = ran(&mut node.publish(second, &["--send", "--json"]));
    assert_eq!((code, &sent["already"]), (0, &true.into()), "{err}");
    let (code, seen, _) = verified(&node, Some(second));
    assert_eq!((code, &seen["epoch"]), (0, &2.into()));
    // An epoch that is not the latest can be held against its bundle too.
    assert_eq!(verified(&node, Some(first)).0, 0);
    vault.deposit(1_000).unwrap();
    differs(&node);

    node.warp(START + CADENCE + FRESHNESS + 1);
    let (code, seen, err) = verified(&node, Some(second));
    assert_eq!((code, &seen["standing"]), (5, &"stale".into()));
    assert!(err.contains("the venue's standing is stale"), "{err}");
    assert_eq!(vault.deposit(1).unwrap_err(), "VenueNotFresh");
    assert_eq!(vault.most(), U256::ZERO);
    vault.withdraw(2_000);
}

/// Deployed, and let in by governance after its notice.
fn governed(node: &Node) {
    let deployed = node.deploy();
    let proposals = deployed["record"]["proposals"].as_array().unwrap();
    // Rules, two lanes, parameters, closing, the venue.
    assert_eq!(proposals[0]["calls"].as_array().unwrap().len(), 6);
    let beside = node.deployments().join("1/SolvencyRegistry.json");
    let input: Value = serde_json::from_slice(&std::fs::read(beside).unwrap()).unwrap();
    assert!(input["sources"]["src/SolvencyRegistry.sol"]["content"].is_string());
    // Again, nothing is left to do.
    assert_eq!(node.deploy()["record"], deployed["record"]);

    let deployments = node.deployments();
    let execute = || {
        ran(&mut node.command(&[
            &"contract",
            &"execute",
            &"--send",
            &"--deployments",
            &deployments,
        ]))
    };
    let (code, _, err) = execute();
    assert_eq!(code, 6, "{err}");
    assert!(err.contains("the notice is not over"), "{err}");
    node.warp(node.rpc.now().unwrap() + 2 * 86_400);
    let (code, _, err) = execute();
    assert_eq!(code, 0, "{err}");
    assert_eq!(execute().0, 3, "there is nothing left to execute");
}

/// Without --send nothing is sent; without the authority's key it is said so.
fn shown_and_not_sent(node: &Node) {
    let (code, plan, err) = ran(&mut node.publish(node.first(), &["--json"]));
    assert_eq!(code, 0, "{err}");
    let transactions = plan["transactions"].as_array().unwrap();
    assert_eq!(transactions.len(), 4);
    for transaction in transactions {
        assert!(transaction["gas"].as_u64().unwrap() > 100_000, "{transaction}");
    }
    assert_eq!(plan["unsigned"], Value::Null);
    let mut unsigned = node.publish(node.first(), &["--json"]);
    let (code, plan, _) = ran(unsigned.env_remove("PLIMSOLL_AUTHORITY_KEY"));
    assert_eq!(code, 0);
    assert!(plan["unsigned"].as_str().unwrap().contains(AUTHORITY));
    let mut unsigned = node.publish(node.first(), &["--send"]);
    let (code, _, err) = ran(unsigned.env_remove("PLIMSOLL_AUTHORITY_KEY"));
    assert_eq!(code, 3, "{err}");
    assert_eq!(node.registry().latest(B256::from(VENUE)).unwrap(), 0);
    let draft = node.registry().draft(B256::from(VENUE), OWNER.parse().unwrap()).unwrap();
    assert_eq!(draft.opening, B256::ZERO);
}

/// Killed with a transaction on its way that is in no block yet, and begun
/// again: nothing is sent twice.
fn stopped_and_resumed(node: &Node) {
    let count = || node.rpc.quantity("eth_getTransactionCount", &json!([OWNER, "latest"])).unwrap();
    let before = count();
    let one_by_one = ["--send", "--per-transaction", "1", "--json"];
    let mut publishing = node.publish(node.first(), &one_by_one);
    let mut publishing = publishing.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(publishing.stderr.take().unwrap()).lines();
    // From the second batch on, blocks come only when asked for.
    let automine = |on: bool| node.rpc.call("evm_setAutomine", &json!([on])).unwrap();
    let until = |lines: &mut dyn Iterator<Item = std::io::Result<String>>, what: &str| {
        let found = lines.map_while(Result::ok).any(|line| line.contains(what));
        assert!(found, "it ended before `{what}`");
    };
    until(&mut lines, "open: in block");
    automine(false);
    until(&mut lines, ": sent as");
    std::thread::sleep(Duration::from_millis(100));
    publishing.kill().unwrap();
    publishing.wait().unwrap();
    let draft = node.registry().draft(B256::from(VENUE), OWNER.parse().unwrap()).unwrap();
    let pending = node.rpc.quantity("eth_getTransactionCount", &json!([OWNER, "pending"])).unwrap();
    assert_eq!(pending, count() + 1, "a transaction is on its way");
    assert!(draft.batches < 5 && draft.opening != B256::ZERO);

    let resumed = node
        .publish(node.first(), &one_by_one)
        .stderr(Stdio::null())
        .stdout(Stdio::piped())
        .spawn();
    let resumed = resumed.unwrap();
    // It waits for what is on its way.
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(
        pending,
        node.rpc.quantity("eth_getTransactionCount", &json!([OWNER, "pending"])).unwrap()
    );
    node.rpc.call("evm_mine", &json!([])).unwrap();
    automine(true);
    let resumed = resumed.wait_with_output().unwrap();
    assert!(resumed.status.success());
    let sent: Value = serde_json::from_slice(&resumed.stdout).unwrap();
    let left = sent["transactions"].as_array().unwrap().len();
    assert!(left < 6, "the draft went on: {sent}");
    // Opening, five batches, the seal: each was sent once.
    assert_eq!(count() - before, 7);
}

/// Another true bundle of an epoch that is sealed.
fn differs(node: &Node) {
    let other = &epochs().other;
    let (code, seen, err) = verified(node, Some(other));
    assert_eq!(code, 5, "{err}");
    assert_eq!(seen["standing"], "fresh");
    let differences = seen["compared"]["differences"].as_array().unwrap();
    let fields: Vec<&str> =
        differences.iter().map(|differs| differs["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["digest", "links"]);
    assert!(err.contains("chain and bundle differ in epoch 2: digest, links"), "{err}");
    let (code, _, err) = ran(&mut node.publish(other, &["--send"]));
    assert_eq!(code, 5, "{err}");
    assert!(err.contains("epoch 2 is sealed already, with digest"), "{err}");
}

/// The example vault, with money of the owner's.
struct Deposits<'n> {
    node: &'n Node,
    vault: Address,
}

impl<'n> Deposits<'n> {
    fn new(node: &'n Node) -> Self {
        let token = node.create("Mocks.sol", "MockToken", &[]);
        let registry = node.contract("SolvencyRegistry");
        let arguments = (token, registry, B256::from(VENUE), false).abi_encode_params();
        let vault = node.create("GatedVault.sol", "GatedVault", &arguments);
        let owner: Address = OWNER.parse().unwrap();
        let amount = U256::from(10_000);
        let mint = Token::mintCall { to: owner, amount }.abi_encode();
        node.transact(OWNER, token, &mint).unwrap();
        let approve = Token::approveCall { spender: vault, amount }.abi_encode();
        node.transact(OWNER, token, &approve).unwrap();
        Self { node, vault }
    }

    /// Puts money in; the error's name if it is refused.
    fn deposit(&self, amount: u64) -> Result<(), String> {
        let receiver = OWNER.parse().unwrap();
        let call = Vault::depositCall { assets: U256::from(amount), receiver }.abi_encode();
        match self.node.transact(OWNER, self.vault, &call) {
            Ok(_) => Ok(()),
            Err(refused) => {
                // OpenZeppelin's vault asks `maxDeposit` first; the gate is behind it.
                let status = self.node.registry().status(B256::from(VENUE)).unwrap();
                assert_ne!(status.standing, FRESH);
                Err(if refused.name.starts_with("an unknown") {
                    "VenueNotFresh".into()
                } else {
                    refused.name
                })
            }
        }
    }

    fn withdraw(&self, amount: u64) {
        let owner: Address = OWNER.parse().unwrap();
        let call = Vault::withdrawCall { assets: U256::from(amount), receiver: owner, owner };
        self.node.transact(OWNER, self.vault, &call.abi_encode()).unwrap();
    }

    fn most(&self) -> U256 {
        let owner = OWNER.parse().unwrap();
        let answer = self.node.rpc.view(self.vault, &Vault::maxDepositCall { owner }.abi_encode());
        Vault::maxDepositCall::abi_decode_returns(&answer.unwrap()).unwrap()
    }
}
