// The mutations: of receipts, of bundles, and of keys.
import { readBundle, recompute, toHex } from "@plimsoll/verify";

import { base, splice } from "./edits.mjs";
import { Random } from "./random.mjs";

const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
const decode = (bytes) => new TextDecoder().decode(bytes);
const encode = (text) => new TextEncoder().encode(text);
const word = (value) => "0x" + value.toString(16).padStart(64, "0");

function mutant(bundle, receipt, edits, expected = {}) {
  return { bundle, receipt, edits, expected };
}

/** A byte changed, cut, doubled or added, anywhere in a file. */
function anywhere(random, file, bytes) {
  const at = random.below(bytes.length);
  const hex = (...values) => Buffer.from(values).toString("hex");
  switch (random.below(6)) {
    case 0:
      return ["splice", file, at, 1, hex(bytes[at] ^ (1 << random.below(8)))];
    case 1:
      return ["splice", file, at, 1 + random.below(3), ""];
    case 2:
      return ["splice", file, at, 0, hex(bytes[at])];
    case 3:
      return ["splice", file, at, 1, hex(random.pick([...encode('0123456789abcfx"{}[],:-+. \\eE')]))];
    case 4:
      return ["splice", file, at, bytes.length, ""];
    default:
      return ["splice", file, at, 1, hex(random.below(256))];
  }
}

/** Another text, as the splice that makes it. */
function retold(file, bytes, tell) {
  const text = decode(bytes);
  const told = tell(text);
  return told === text ? null : splice(file, bytes, encode(told));
}

/** A text with one field of its JSON changed, still in one line. */
function changed(file, bytes, change) {
  return retold(file, bytes, (text) => {
    const value = JSON.parse(text);
    change(value);
    return JSON.stringify(value);
  });
}

const FORMS = [
  (text) => text + "\n",
  (text) => " " + text,
  (text) => "\ufeff" + text,
  (text) => text.replace(":", ": "),
  (text) => text.replace('"version":1', '"version":2'),
  (text) => text.replace('"version":1', '"version":01'),
  (text) => text.replace('"version":1', '"version":1.0'),
  (text) => text.replace('"version":1', '"version":"1"'),
  (text) => text.replace('"version":1', '"version":1,"version":1'),
  (text) => text.replace('"version":1', '"version":1,"more":1'),
  (text) => text.replace('"version":1,', ""),
  (text) => text.replace('"version":1', '"version":18446744073709551616'),
  (text) => text.replace("0xa", "0xA"),
  (text) => text.replace(/0x([0-9a-f]*[a-f])/, (digits) => "0x" + digits.slice(2).toUpperCase()),
  (text) => text.replace(/"0x/, '"'),
  (text) => text.replace(/"0x[0-9a-f]{2}/, '"0x'),
  (text) => text.replace('"chain_id":31337', '"chain_id":-31337'),
  (text) => text.replace('"chain_id":31337', '"chain_id":3.1337e4'),
  (text) => text.replace('"chain_id":31337', '"chain_id":null'),
  (text) => text.replace('"venue"', '"\\u0076enue"'),
  (text) => text.replace('"epoch":1', '"epoch":-0'),
  (text) => text.slice(0, -1),
  (text) => text + "}",
  (text) => text + text,
  (text) => "[" + text + "]",
  (text) => "{}",
  (text) => "null",
  (text) => "",
  (text) => "[".repeat(200) + "]".repeat(200),
];

const LOTS = ["0", "1", "-1", "+1", "-0", "007", "", "1.0", "1e3", "x", "9223372036854775807", "9223372036854775808"];
LOTS.push("-9223372036854775808", "-9223372036854775807", "99999999999999999999999999999999999999999999");

export function* receipts() {
  const random = new Random(1);
  const all = ["harbour-1-alice", "harbour-1-alice-1", "harbour-1-erin", "harbour-2-alice", "lagoon-1-alice"];
  const bundleOf = (name) => name.slice(0, name.indexOf("-") + 2);
  const file = "receipt.json";
  for (const name of all) {
    const [bundle, receipt] = [bundleOf(name), `${name}.json`];
    const bytes = base(bundle, receipt)[file];
    const one = (edit, expected) => mutant(bundle, receipt, edit === null ? [] : [edit], expected);
    yield one(null);
    for (const other of ["harbour-1", "harbour-2", "lagoon-1"]) yield mutant(other, receipt, []);
    for (const form of FORMS) yield one(retold(file, bytes, form));
    for (const change of changesOfReceipt(random)) yield one(changed(file, bytes, change));
    for (let i = 0; i < 40; i++) yield one(anywhere(random, file, bytes));
    const text = decode(bytes);
    for (let i = 0; i < 20; i++) {
      // One digit of one number or hash, so that the form stays.
      const digits = [...text.matchAll(/[0-9a-f](?=[0-9a-f"])/g)];
      const { index } = random.pick(digits);
      const digit = random.pick([..."0123456789abcdef"]);
      yield one(retold(file, bytes, () => text.slice(0, index) + digit + text.slice(index + 1)));
    }
  }
}

function* changesOfReceipt(random) {
  for (const lots of LOTS) {
    yield (r) => (r.holdings[0].lots = lots);
    yield (r) => {
      r.holdings[0].lots = lots;
      r.holdings[0].quantity = /^-?[0-9]+$/.test(lots) && lots !== "-0" ? quantity(BigInt(lots)) : lots;
    };
  }
  for (const digits of ["25000.50", "25,000", "2.5e4", "-25000.5", "", "25000.5 "]) yield (r) => (r.holdings[0].quantity = digits);
  for (const row of [0, 1, 2, 3, 4, 5, 6, 7, 8, 65535, 65536, -1]) yield (r) => (r.holdings[0].row = row);
  for (const symbol of ["BTC", "usdc", "", "USDC ", "USDC\u0000", "\ud83d\ude80"]) yield (r) => (r.holdings[0].symbol = symbol);
  for (const batch of [0, 1, 2, 3, 4294967295, 4294967296]) yield (r) => (r.batch = batch);
  for (const position of [0, 1, 2, 3, 4, 5, 8, 4294967295]) yield (r) => (r.position = position);
  for (const who of ["alice", "bob", "Alice", "alice ", "", "a".repeat(300), 'erin "the" søker', "erin"]) yield (r) => (r.identifier = who);
  for (const sub of [0, 1, 2, 4294967295, 4294967296]) yield (r) => (r.sub_account = sub);
  for (const field of ["chain_id", "epoch", "time"]) {
    yield (r) => r.context[field]++;
    yield (r) => (r.context[field] = 0);
  }
  yield (r) => (r.context.venue = word(BigInt(r.context.venue) + 1n));
  yield (r) => (r.digest = word(BigInt(r.digest) ^ 1n));
  yield (r) => (r.salt = "0x" + (BigInt(r.salt) ^ 1n).toString(16).padStart(62, "0"));
  yield (r) => r.siblings.pop();
  yield (r) => r.siblings.push(r.siblings[0]);
  yield (r) => r.siblings.reverse();
  yield (r) => (r.siblings = []);
  yield (r) => (r.siblings[0] = word(BigInt(r.siblings[0]) + R));
  yield (r) => (r.siblings[0] = word(R));
  yield (r) => (r.siblings[0] = word(R - 1n));
  yield (r) => (r.siblings[0] = word(0n));
  yield (r) => (r.holdings = []);
  yield (r) => r.holdings.pop();
  yield (r) => r.holdings.reverse();
  yield (r) => r.holdings.push(r.holdings[0]);
  yield (r) => r.holdings.push({ row: 7, symbol: "X", lots: "1", quantity: "1" });
  yield (r) => (r.holdings = Array(9).fill(r.holdings[0]));
  yield (r) => r.holdings.unshift({ row: 0, symbol: "", lots: "0", quantity: "0" });
  yield (r) => delete r.holdings[0].quantity;
  yield (r) => (r.holdings[0].extra = "1");
  yield (r) => delete r.salt;
}

function quantity(lots) {
  const size = (lots < 0n ? -lots : lots).toString().padStart(7, "0");
  const fraction = size.slice(-6).replace(/0+$/, "");
  return `${lots < 0n ? "-" : ""}${size.slice(0, -6)}${fraction === "" ? "" : "."}${fraction}`;
}

export function* bundles() {
  const random = new Random(2);
  for (const bundle of ["lagoon-1", "harbour-1"]) {
    yield mutant(bundle, null, []);
    yield* manifests(random, bundle);
    yield* chains(random, bundle);
    yield* proofs(random, bundle);
    yield* wholes(bundle);
  }
  yield* parameters(random, "lagoon-1");
  for (const change of changesOfManifest()) {
    const file = "bundle/manifest.json";
    yield* both("harbour-2", changed(file, base("harbour-2", null)[file], change));
  }
  yield* expectations();
}

/** Edits of one file, and the same once more with all figures that the manifest owes them. */
function* both(bundle, edit) {
  if (edit === null) return;
  yield mutant(bundle, null, [edit]);
  const sealed = seal(bundle, edit);
  if (sealed !== null) yield mutant(bundle, null, [edit, sealed]);
}

/** What must be changed in the manifest for its own figures to be right again. */
function seal(bundle, edit) {
  const files = { ...base(bundle, null) };
  const [, file, at, remove, insert] = edit;
  files[file] = Buffer.concat([files[file].subarray(0, at), Buffer.from(insert, "hex"), files[file].subarray(at + remove)]);
  const own = Object.fromEntries(Object.entries(files).flatMap(([name, bytes]) => (name.startsWith("bundle/") ? [[name.slice(7), new Uint8Array(bytes)]] : [])));
  try {
    const { digest, parameters } = recompute(readBundle(own));
    const before = own["manifest.json"];
    return changed("bundle/manifest.json", before, (m) => {
      m.digest = toHex(digest);
      m.parameters = word(parameters.hash);
    });
  } catch {
    return null;
  }
}

function* manifests(random, bundle) {
  const file = "bundle/manifest.json";
  const bytes = base(bundle, null)[file];
  const one = (edit) => mutant(bundle, null, edit === null ? [] : [edit]);
  for (const form of FORMS) yield one(retold(file, bytes, form));
  for (let i = 0; i < 60; i++) yield one(anywhere(random, file, bytes));
  for (const change of changesOfManifest()) yield* both(bundle, changed(file, bytes, change));
}

function* changesOfManifest() {
  for (const field of ["chain_id", "epoch", "time"]) {
    yield (m) => m.context[field]++;
    yield (m) => (m.context[field] = 0);
  }
  yield (m) => (m.context.venue = word(1n));
  yield (m) => (m.previous = word(BigInt(m.previous) === 0n ? 1n : 0n));
  yield (m) => (m.previous = word(7n));
  yield (m) => (m.parameters = word(R));
  yield (m) => (m.parameters = word(1n));
  yield (m) => (m.pins.funds[1] = m.pins.funds[0]);
  yield (m) => m.pins.funds.reverse();
  yield (m) => m.pins.funds.pop();
  for (const units of ["1", "-1", "1208925819614629174706175", "1208925819614629174706176", "1329227995784915872903807060280344576", "+0", "-0"]) {
    yield (m) => (m.pins.thresholds[0] = units);
  }
  yield (m) => m.pins.thresholds.pop();
  yield (m) => m.pins.thresholds.push("0");
  yield (m) => m.keys.lanes.push(m.keys.lanes[0]);
  yield (m) => m.keys.lanes.push({ ...m.keys.lanes[0], shape: { lane: 3, accounts: 4, slots: 4 } });
  yield (m) => (m.keys.lanes = []);
  for (const [name, value] of [["lane", 1], ["lane", 3], ["lane", 4], ["accounts", 8], ["accounts", 3], ["accounts", 0], ["accounts", 1], ["accounts", 131072], ["slots", 5], ["slots", 0], ["slots", 1025]]) {
    yield (m) => (m.keys.lanes[0].shape[name] = value);
  }
  yield (m) => (m.keys.lanes[0].key = m.keys.parameters);
  yield (m) => (m.keys.lanes[0].key = word(5n));
  yield (m) => (m.keys.lanes[0].table = "0x" + "0".repeat(128));
  yield (m) => (m.keys.lanes[0].table = word(1n) + word(2n).slice(2));
  yield (m) => (m.keys.lanes[0].table = word(1n) + word(3n).slice(2));
  yield (m) => ([m.keys.parameters, m.keys.closing] = [m.keys.closing, m.keys.parameters]);
  yield (m) => (m.keys.closing = word(9n));
  for (const band of [0, 99, 100, 125, 150, 200, 300, 500, 1000, 2000]) yield (m) => (m.disclosure.band = band);
  for (const count of [0, 1, 2, 3, 5, 10, 2000000000, 5000000000, 4294967296]) {
    yield (m) => (m.disclosure.customers.flagged = count);
    yield (m) => (m.disclosure.house.negative = count);
    yield (m) => (m.disclosure.accounts = count);
  }
  for (const sum of ["0", "1", "100000000000", "200000000000", "300000000000", "-100000000000", "1000000000000000000000000000000000", "10000000000000000000000000000000000"]) {
    yield (m) => (m.disclosure.customers.deficit = sum);
    yield (m) => (m.disclosure.house.owed = sum);
  }
  for (const lots of ["0", "-1", "-0", "1208925819614629174706175", "1208925819614629174706176"]) {
    yield (m) => (m.disclosure.assets[0].customers.long = lots);
    yield (m) => (m.disclosure.open_interest[0] = lots);
  }
  yield (m) => m.disclosure.assets.pop();
  yield (m) => m.disclosure.open_interest.push("0");
  for (const batches of [0, 1, 2, 3, 4, 1048577, 4294967295]) yield (m) => (m.batches = batches);
  yield (m) => (m.digest = word(BigInt(m.digest) ^ 1n));
}

function* parameters(random, bundle) {
  const file = "bundle/parameters.json";
  const bytes = base(bundle, null)[file];
  for (const form of FORMS) yield* both(bundle, retold(file, bytes, form));
  for (let i = 0; i < 40; i++) yield* both(bundle, anywhere(random, file, bytes));
  for (const change of changesOfParameters()) yield* both(bundle, changed(file, bytes, change));
}

function* changesOfParameters() {
  for (const [name, value] of [["assets", 2], ["assets", 1], ["assets", 4], ["zero_sum", 3], ["zero_sum", 2], ["tiers", 0], ["tiers", 4], ["assets", 65536], ["assets", 4294967295]]) {
    yield (p) => (p.capacity[name] = value);
  }
  yield (p) => (p.scenarios[1] = "another name");
  yield (p) => p.scenarios.push("one more");
  yield (p) => (p.groups[0].columns = []);
  yield (p) => p.groups[0].columns.reverse();
  yield (p) => p.groups[0].columns.push(10);
  for (const worst of [0, 2, 8, 9]) yield (p) => (p.groups[0].worst = worst);
  yield (p) => (p.groups[1].name = p.groups[0].name);
  yield (p) => (p.tests = []);
  yield (p) => p.tests[0].groups.push("BTC tail");
  yield (p) => p.tests[0].groups.push("nothing");
  yield (p) => (p.tests[0].groups = []);
  yield (p) => p.tests[0].groups.push(p.tests[0].groups[0]);
  yield (p) => p.stresses.shift();
  yield (p) => p.stresses.reverse();
  for (const cost of [0, 1, 64, 65]) yield (p) => (p.stresses[1].closing_cost = cost);
  for (const cover of ["all", { largest: 1 }, { largest: 2 }, { largest: 3 }, { largest: 0 }, { largest: 65537 }, "none", { all: null }]) yield (p) => (p.cover = cover);
  yield (p) => (p.underlyings = []);
  yield (p) => (p.model = { engine: "e", preset: "p", inputs: [] });
  yield (p) => (p.model = { engine: "e", preset: "p", seed: "01", inputs: [] });
  for (const name of ["mark", "haircut_long", "floor_short"]) {
    for (const value of [0, 1, -1, 140737488355327, 140737488355328, -140737488355328, 281474976710655, 281474976710656]) yield (p) => (p.assets[1][name] = value);
  }
  for (const size of ["0.001", "1", "0", "-1", "", "0.00010", "1e-4", "1e-41", "NaN"]) yield (p) => (p.assets[1].lot_size = size);
  yield (p) => (p.assets[0].symbol = "BTC");
  yield (p) => (p.assets[0].symbol = "");
  yield (p) => (p.assets[1].exact = true);
  yield (p) => (p.assets[1].exact = false);
  yield (p) => (p.assets[1].underlying = null);
  yield (p) => p.assets[1].pnl.pop();
  yield (p) => (p.assets[1].pnl[0] = 1);
  yield (p) => (p.assets[1].pnl[3] += 1);
  yield (p) => p.assets[1].tiers.push([0, 0]);
  yield (p) => (p.assets[1].tiers[0][0] = -1);
  yield (p) => (p.zero_sum[1].tiers = []);
  yield (p) => p.zero_sum.pop();
  yield (p) => p.assets.reverse();
}

function* chains(random, bundle) {
  const file = "bundle/chain.bin";
  const bytes = base(bundle, null)[file];
  for (let i = 0; i < 30; i++) yield* both(bundle, anywhere(random, file, bytes));
  for (const lane of [0, 1, 2, 3, 4, 255]) yield* both(bundle, ["splice", file, 0, 1, Buffer.of(lane).toString("hex")]);
  for (const at of [1, 33]) {
    for (const value of [0n, 1n, R - 1n, R, (1n << 256n) - 1n]) yield* both(bundle, ["splice", file, at, 32, word(value).slice(2)]);
  }
  if (bytes.length > 130) {
    const swapped = Buffer.concat([bytes.subarray(65, 130), bytes.subarray(0, 65), bytes.subarray(130)]);
    yield* both(bundle, splice(file, bytes, swapped));
  }
}

function* proofs(random, bundle) {
  const file = "bundle/proofs.bin";
  const bytes = base(bundle, null)[file];
  const count = bytes.length / 338;
  for (let i = 0; i < 45; i++) yield mutant(bundle, null, [anywhere(random, file, bytes)]);
  const piece = (from, length) => Buffer.from(bytes.subarray(from, from + length)).toString("hex");
  // One proof in another's place, and points in each other's places.
  for (let to = 0; to < count; to++) {
    for (let from = 0; from < count; from++) {
      if (from !== to) yield mutant(bundle, null, [["splice", file, 338 * to, 338, piece(338 * from, 338)]]);
    }
    const [a, c, d] = [338 * to + 18, 338 * to + 210, 338 * to + 274];
    yield mutant(bundle, null, [["splice", file, c, 64, piece(d, 64)]]);
    yield mutant(bundle, null, [["splice", file, d, 64, piece(c, 64)]]);
    yield mutant(bundle, null, [["splice", file, a, 64, piece(c, 64)]]);
    yield mutant(bundle, null, [["splice", file, a, 64, "00".repeat(64)]]);
    yield mutant(bundle, null, [["splice", file, a + 64, 128, "00".repeat(128)]]);
    yield mutant(bundle, null, [["splice", file, a, 32, piece(a + 32, 32)]]);
    yield mutant(bundle, null, [["splice", file, 338 * to + 17, 1, "00"]]);
    yield mutant(bundle, null, [["splice", file, 338 * to + 17, 1, "02"]]);
    yield mutant(bundle, null, [["splice", file, a + 64, 64, piece(a + 128, 64)]]);
    // −A and −C with A and C swapped in sign: y becomes p − y.
    for (const at of [a, c, d]) yield mutant(bundle, null, [negated(file, bytes, at)]);
    // Both of a pair turned around still pair to the same.
    yield mutant(bundle, null, [negated(file, bytes, a), ...negatedG2(file, bytes, a + 64)]);
  }
}

const P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

function minus(bytes, at) {
  const y = BigInt("0x" + Buffer.from(bytes.subarray(at, at + 32)).toString("hex"));
  return word((P - y) % P).slice(2);
}

function negated(file, bytes, at) {
  return ["splice", file, at + 32, 32, minus(bytes, at + 32)];
}

function negatedG2(file, bytes, at) {
  return [64, 96].map((y) => ["splice", file, at + y, 32, minus(bytes, at + y)]);
}

function* wholes(bundle) {
  for (const name of ["manifest.json", "parameters.json", "chain.bin", "proofs.bin"]) {
    const file = `bundle/${name}`;
    yield mutant(bundle, null, [["remove", file]]);
    for (const other of ["lagoon-1", "harbour-1", "harbour-2", "sample-1"]) {
      if (other !== bundle) yield mutant(bundle, null, [["copy", file, `bundles/${other}/${name}`]]);
    }
    yield mutant(bundle, null, [["splice", file, 0, 1 << 30, ""]]);
  }
  yield mutant(bundle, null, [["copy", "bundle/more.txt", `bundles/${bundle}/chain.bin`]]);
}

function* expectations() {
  const digests = { venue: "Lagoon Markets", "chain-id": 31337, epoch: 1, "least-epoch": 1, "least-time": 1800000600 };
  for (const [name, value] of Object.entries(digests)) yield mutant("lagoon-1", null, [], { [name]: value });
  yield mutant("lagoon-1", null, [], digests);
  const wrong = { venue: "Harbour Exchange", "chain-id": 1, epoch: 2, "least-epoch": 2, "least-time": 1800000601 };
  for (const [name, value] of Object.entries(wrong)) {
    yield mutant("lagoon-1", null, [], { [name]: value });
    yield mutant("lagoon-1", "lagoon-1-alice.json", [], { [name]: value });
  }
  yield mutant("lagoon-1", null, [], { digest: word(1n) });
  yield mutant("lagoon-1", null, [], { previous: word(1n) });
  yield mutant("lagoon-1", null, [], { "ceremony-only": true });
  yield mutant("harbour-1", null, [], { "most-flagged": 0 });
  yield mutant("sample-1", null, []);
  yield mutant("sample-1", "sample-1-trader.json", []);
}

export function* keys() {
  const random = new Random(3);
  const bundle = "lagoon-1";
  const manifest = JSON.parse(decode(base(bundle, null)["bundle/manifest.json"]));
  const own = [manifest.keys.lanes[0].key, manifest.keys.parameters, manifest.keys.closing];
  for (const id of own) {
    const [key, text] = [`keys/${id}.vk`, `keys/${id}.json`];
    const [bytes, said] = [base(bundle, null)[key], base(bundle, null)[text]];
    const one = (...edits) => mutant(bundle, null, edits.filter((edit) => edit !== null));
    yield one(["remove", key]);
    yield one(["remove", text]);
    for (const other of own) {
      if (other === id) continue;
      yield one(["copy", key, `keys/${other}.vk`]);
      yield one(["copy", text, `keys/${other}.json`]);
    }
    for (let i = 0; i < 14; i++) yield one(anywhere(random, key, bytes));
    for (const change of [
      (d) => (d.role = d.role === "closing" ? "parameters" : "closing"),
      (d) => (d.role = "other"),
      (d) => (d.rules = word(1n)),
      (d) => (d.id = word(1n)),
      (d) => (d.shape = { lane: 0, accounts: 8, slots: 4 }),
      (d) => delete d.shape,
      (d) => (d.version = 2),
    ]) yield one(changed(text, said, change));
    yield one(retold(text, said, (t) => t + "\n"));
    // γ in the place of β, and one input's point in another's.
    const gamma = Buffer.from(bytes.subarray(251, 379)).toString("hex");
    yield one(["splice", key, 123, 128, gamma]);
    const input = Buffer.from(bytes.subarray(bytes.length - 64)).toString("hex");
    yield one(["splice", key, bytes.length - 128, 64, input]);
  }
}
