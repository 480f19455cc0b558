//! A node of this test's own, on this machine only, with the registry on it.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use plimsoll_chain::{Address, Registry, Revert, Rpc, RpcError, explain};
use serde_json::{Value, json};

use crate::project::Project;
use crate::venue::{CADENCE, CHAIN, START, epochs, keys};

/// The node's first account, whose key everybody knows: it governs, deploys and
/// publishes here.
pub(crate) const KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
pub(crate) const OWNER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
/// The second one signs for the venue.
pub(crate) const AUTHORITY_KEY: &str =
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
pub(crate) const AUTHORITY: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/// `Small`, padded.
pub(crate) const VENUE: [u8; 32] = {
    let mut venue = [0; 32];
    let name = b"Small";
    let mut i = 0;
    while i < name.len() {
        venue[i] = name[i];
        i += 1;
    }
    venue
};

const DAY: u64 = 86_400;
/// Seconds for which an epoch is fresh.
pub(crate) const FRESHNESS: u64 = 2 * CADENCE;

/// A running node; it ends with its test.
pub(crate) struct Node {
    process: Child,
    pub(crate) url: String,
    pub(crate) rpc: Rpc,
    folder: tempfile::TempDir,
    artifacts: PathBuf,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Node {
    /// A node whose clock stands four days before the first snapshot.
    pub(crate) fn start(project: &Project) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(project.tool("anvil"))
            .args(["--silent", "--host", "127.0.0.1", "--port", &port.to_string()])
            .args(["--chain-id", &CHAIN.to_string(), "--gas-limit", "100000000"])
            .args(["--timestamp", &(START - 4 * DAY).to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let rpc = Rpc::new(&url).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let node = Self { process, url, rpc, folder, artifacts: project.artifacts() };
        let begun = Instant::now();
        while node.rpc.chain_id().is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "the node does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        node
    }

    /// A node with the registry, and keys and venue let in. A minute after the
    /// first snapshot.
    pub(crate) fn deployed(project: &Project) -> Self {
        let node = Self::start(project);
        node.deploy();
        node.warp(START - DAY);
        let done =
            node.run(&[&"contract", &"execute", &"--send", &"--deployments", &node.deployments()]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        node.warp(START + 60);
        node
    }

    pub(crate) fn deployments(&self) -> PathBuf {
        self.folder.path().join("deployments")
    }

    /// `plimsoll contract deploy`; its JSON.
    pub(crate) fn deploy(&self) -> Value {
        let config = json!({
            "notice": 2 * DAY,
            "proposers": [OWNER],
            "executors": [OWNER],
            "guardian": OWNER,
            "insecure_keys": true,
            "venues": [{
                "venue": format!("0x{}", hex::encode(VENUE)),
                "authority": AUTHORITY,
                "max_delay": 1_800,
                "freshness": FRESHNESS,
                "cadence": CADENCE,
                "flag_limit": 10,
                "deficit_limit_usd": 1_000_000,
            }],
        });
        let path = self.folder.path().join("config.json");
        fs::write(&path, config.to_string()).unwrap();
        let parameters = crate::common::book().join("parameters.json");
        let ran = self.run(&[
            &"contract",
            &"deploy",
            &"--send",
            &"--json",
            &"--config",
            &path,
            &"--artifacts",
            &self.artifacts,
            &"--keys",
            &keys(),
            &"--parameters",
            &parameters,
            &"--deployments",
            &self.deployments(),
        ]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        serde_json::from_slice(&ran.stdout).unwrap()
    }

    /// A command for this node, with the keys in its environment.
    pub(crate) fn command(&self, arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> Command {
        let mut command = crate::common::command(arguments);
        command.args(["--rpc", &self.url]);
        command.env("PLIMSOLL_PRIVATE_KEY", KEY).env("PLIMSOLL_AUTHORITY_KEY", AUTHORITY_KEY);
        command
    }

    pub(crate) fn run(&self, arguments: &[&dyn AsRef<std::ffi::OsStr>]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// `plimsoll publish` of a bundle.
    pub(crate) fn publish(&self, bundle: &Path, more: &[&str]) -> Command {
        let registry = self.contract("SolvencyRegistry").to_string();
        let mut command =
            self.command(&[&"publish", &bundle, &"--keys", &keys(), &"--registry", &registry]);
        command.args(more);
        command
    }

    /// A deployed contract, from the record.
    pub(crate) fn contract(&self, name: &str) -> Address {
        let record = fs::read(self.deployments().join(format!("{CHAIN}.json"))).unwrap();
        let record: Value = serde_json::from_slice(&record).unwrap();
        record["contracts"][name].as_str().unwrap().parse().unwrap()
    }

    pub(crate) fn verifier(&self, key: &str) -> Address {
        let record = fs::read(self.deployments().join(format!("{CHAIN}.json"))).unwrap();
        let record: Value = serde_json::from_slice(&record).unwrap();
        record["verifiers"][key].as_str().unwrap().parse().unwrap()
    }

    pub(crate) fn registry(&self) -> Registry<'_> {
        Registry::at(&self.rpc, self.contract("SolvencyRegistry")).unwrap()
    }

    /// The next block is of this second.
    pub(crate) fn warp(&self, second: u64) {
        self.rpc.call("evm_setNextBlockTimestamp", &json!([second])).unwrap();
        self.rpc.call("evm_mine", &json!([])).unwrap();
    }

    pub(crate) fn snapshot(&self) -> Value {
        self.rpc.call("evm_snapshot", &json!([])).unwrap()
    }

    pub(crate) fn revert(&self, snapshot: &Value) {
        assert_eq!(self.rpc.call("evm_revert", &json!([snapshot])).unwrap(), true);
    }

    /// A transaction of an account that the node holds the key of: its gas, or
    /// why it is refused.
    pub(crate) fn transact(&self, from: &str, to: Address, data: &[u8]) -> Result<u64, Revert> {
        let call = json!({
            "from": from,
            "to": to.to_string(),
            "data": format!("0x{}", hex::encode(data)),
            "gas": "0x5000000",
        });
        match self.rpc.call("eth_call", &json!([call, "latest"])) {
            Err(RpcError::Refused { data, .. }) => return Err(explain(&data.unwrap_or_default())),
            other => other.unwrap(),
        };
        let receipt = self.mined(&call);
        assert_eq!(receipt["status"], "0x1", "{receipt}");
        let gas = receipt["gasUsed"].as_str().unwrap();
        Ok(u64::from_str_radix(gas.trim_start_matches("0x"), 16).unwrap())
    }

    /// Sends what the node signs; its receipt.
    fn mined(&self, call: &Value) -> Value {
        let hash = self.rpc.call("eth_sendTransaction", &json!([call])).unwrap();
        let begun = Instant::now();
        loop {
            let receipt = self.rpc.call("eth_getTransactionReceipt", &json!([hash])).unwrap();
            if !receipt.is_null() {
                return receipt;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "no block comes");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A compiled contract, deployed.
    pub(crate) fn create(&self, file: &str, contract: &str, arguments: &[u8]) -> Address {
        let path = self.artifacts.join(file).join(format!("{contract}.json"));
        let artifact: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let code = artifact["bytecode"]["object"].as_str().unwrap();
        let data = format!("{code}{}", hex::encode(arguments));
        let receipt = self.mined(&json!({"from": OWNER, "data": data, "gas": "0x1000000"}));
        receipt["contractAddress"].as_str().unwrap().parse().unwrap()
    }

    /// The first bundle, verified and on its way.
    pub(crate) fn first(&self) -> &'static Path {
        &epochs().bundles[0]
    }
}
