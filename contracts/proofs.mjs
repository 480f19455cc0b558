// Real proofs for forge's tests: a tiny venue, proved by the command that this
// workspace builds, into out-proofs/, which is not committed.
//
//   node proofs.mjs             what the tests read; `npm test` does it first
//   node proofs.mjs --long      and an epoch of 100 batches, for the table of gas
//   PLIMSOLL=path node …        with another binary than cargo's
//
// What is there and was made by the same binary from the same book is left as it
// is. To make all of it anew, remove out-proofs/.

import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(import.meta.url);
const HERE = fileURLToPath(new URL(".", import.meta.url));
const BOOK = join(HERE, "../cli/tests/book");
const OUT = join(HERE, "out-proofs");
// Most accounts in the first lane, the wide ones in the second.
const SHAPES = [
  { accounts: 4, slots: 2 },
  { accounts: 4, slots: 4 },
];
/** What the verifier of a key is called, by the key's role. */
const NAMES = {
  parameters: () => "ParametersVerifier",
  closing: () => "ClosingVerifier",
  batch: ({ lane }) => `Lane${lane}Verifier`,
  account: ({ lane }) => `Account${lane}Verifier`,
};
/** The file that says what the others were made of. */
const MARK = "made-of.txt";
const START = 1_800_000_000;
const CADENCE = 3_600;
const LONG = 100;

/** The command, built if need be. */
function binary() {
  if (process.env.PLIMSOLL) return process.env.PLIMSOLL;
  const build = ["build", "--quiet", "-p", "plimsoll-cli", "--message-format=json-render-diagnostics"];
  const said = execFileSync("cargo", build, { cwd: HERE, maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });
  const lines = String(said).split("\n").filter((line) => line.startsWith("{"));
  const made = lines.map((line) => JSON.parse(line)).filter((line) => line.executable);
  const found = made.find((line) => line.target.name === "plimsoll");
  if (!found) throw new Error("cargo built no plimsoll; see what it printed");
  return found.executable;
}

const PLIMSOLL = binary();

function plimsoll(...args) {
  return String(execFileSync(PLIMSOLL, args, { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] }));
}

/** What the proofs depend on, so that they are made again when it changes. */
function stamp() {
  const books = readdirSync(BOOK).sort().map((name) => join(BOOK, name));
  const hash = createHash("sha256");
  for (const file of [PLIMSOLL, SCRIPT, ...books]) hash.update(readFileSync(file));
  return hash.digest("hex");
}

const shapes = () => SHAPES.flatMap(({ accounts, slots }) => ["--shape", `${accounts}x${slots}`]);

/** A copy of the book whose snapshot, and accounts if so told, differ. */
function book(dir, changes, savers = 0) {
  cpSync(BOOK, dir, { recursive: true });
  const file = join(dir, "snapshot.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file)), ...changes }));
  // Behind all others: rows stand in order.
  const more = Array.from({ length: savers }, (_, number) => `z-${String(number).padStart(6, "0")},0,`);
  const add = (name, end) => {
    const lines = readFileSync(join(dir, name), "utf8").trimEnd().split("\n");
    writeFileSync(join(dir, name), [...lines, ...more.map((line) => line + end), ""].join("\n"));
  };
  add("accounts.csv", "customer");
  add("holdings.csv", "USDC,1000");
  return dir;
}

/** Proves a book: its bundle, as calldata, and the run that receipts are of. */
function prove({ work, out }, name, changes, { previous, savers } = {}) {
  const [run, bundle] = [join(work, `${name}-run`), join(work, `${name}-bundle`)];
  const after = previous ? ["--previous", previous] : [];
  const snapshot = book(join(work, `${name}-book`), changes, savers);
  plimsoll("prepare", snapshot, "--run", run, "--keys", join(out, "keys"), ...shapes(), ...after);
  plimsoll("prove", run);
  plimsoll("bundle", "make", run, "--out", bundle);
  // The registry's address is in what is signed only, and that is of the tests.
  const nowhere = `0x${"00".repeat(20)}`;
  const made = JSON.parse(plimsoll("contract", "calldata", bundle, "--registry", nowhere));
  const data = made.transactions.map((transaction) => transaction.data);
  const calls = { open: data[0], append: data.slice(1, -1), seal: data.at(-1) };
  const { digest } = made;
  writeFileSync(join(out, `${name}.json`), JSON.stringify({ digest, ...calls }));
  return { run, bundle, digest };
}

/** Keys, their verifiers under names that tests can import, what rules they follow. */
function keys({ out }) {
  const folder = join(out, "keys");
  plimsoll("setup", "dev", "--snapshot", BOOK, "--keys", folder, ...shapes());
  const about = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const all = about.map((name) => JSON.parse(readFileSync(join(folder, name))));
  for (const key of all) {
    const name = NAMES[key.role](key.shape);
    const file = join(out, `${name}.sol`);
    plimsoll("contract", "export", join(folder, `${key.id}.vk`), "--name", name, "--out", file);
  }
  // An account's key follows no venue's rules.
  const { rules } = all.find((key) => key.role === "closing");
  const [accounts, slots] = ["accounts", "slots"].map((what) => SHAPES.map((shape) => shape[what]));
  writeFileSync(join(out, "keys.json"), JSON.stringify({ rules, accounts, slots }));
}

/** Dollars, an exact decimal, in units of 1e-8. */
function units(dollars) {
  const [, sign, whole, decimals] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(dollars);
  return `${sign}${BigInt(whole + (decimals ?? "").padEnd(8, "0"))}`;
}

/** A customer's receipt, with the identity that its file is named by, and with
 * what the command computes from it. */
function receipt({ work, out }, { run, bundle }, account) {
  const folder = join(work, "receipts");
  plimsoll("receipt", run, "--all", "--out", folder);
  const index = readFileSync(join(folder, "index.jsonl"), "utf8").trim().split("\n");
  const name = index.map((line) => JSON.parse(line)).find((line) => line.account === account).file;
  const file = join(folder, name);
  const { batch, position, salt, holdings, siblings } = JSON.parse(readFileSync(file));
  const rows = holdings.map((held) => held.row);
  const lots = holdings.map((held) => held.lots);
  const identity = `0x${name.replace(".json", "")}`;
  const said = plimsoll("verify", "account", file, "--bundle", bundle, "--keys", join(out, "keys"), "--json");
  const [equity, requirement] = ["equity", "requirement"].map((what) => units(JSON.parse(said).account[what]));
  const found = { identity, batch, position, salt, equity, requirement, rows, lots, siblings };
  writeFileSync(join(out, "receipt.json"), JSON.stringify(found));
}

/** Does something in a folder that is gone afterwards. */
function working(what, make) {
  console.log(`proving ${what} for forge's tests …`);
  const work = mkdtempSync(`${OUT}-`);
  try {
    make(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What all tests read. The folder has its name once it is complete. */
function epochs(work) {
  const folders = { work, out: join(work, "out") };
  mkdirSync(folders.out);
  keys(folders);
  const first = prove(folders, "first", {});
  const next = { epoch: 2, time: START + CADENCE };
  prove(folders, "second", next, { previous: first.digest });
  // The second once more, with other salts: as true, and another.
  prove(folders, "rival", next, { previous: first.digest });
  prove(folders, "neighbour", { venue: "Neighbour" });
  receipt(folders, first, "bob");
  writeFileSync(join(folders.out, MARK), stamp());
  rmSync(OUT, { recursive: true, force: true });
  renameSync(folders.out, OUT);
}

const mark = join(OUT, MARK);
if (!existsSync(mark) || readFileSync(mark, "utf8") !== stamp()) working("four epochs", epochs);

if (process.argv.includes("--long") && !existsSync(join(OUT, "long.json"))) {
  // All of the small lane, beside those that the book fills.
  const savers = (LONG - 4) * SHAPES[0].accounts;
  working(`an epoch of ${LONG} batches`, (work) => prove({ work, out: OUT }, "long", {}, { savers }));
}
