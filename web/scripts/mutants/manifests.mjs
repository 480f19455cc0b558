// Mutations of what a venue says.
import { base } from "../edits.mjs";
import { FORMS, R, anywhere, both, changed, mutant, retold, word } from "./edit.mjs";

export function* manifests(random, bundle) {
  const file = "bundle/manifest.json";
  const bytes = base(bundle, null)[file];
  const one = (edit) => mutant(bundle, null, edit === null ? [] : [edit]);
  for (const form of FORMS) yield one(retold(file, bytes, form));
  for (let i = 0; i < 60; i++) yield one(anywhere(random, file, bytes));
  for (const change of changesOfManifest()) yield* both(bundle, changed(file, bytes, change));
}

export function* changesOfManifest() {
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
