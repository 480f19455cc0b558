// What a store takes for a key, and what it never takes it for.
import assert from "node:assert/strict";
import test from "node:test";

import { Rejected, describeRole, readBundle, readKey, readKeyStore, recompute, toHex, verifyBundle } from "@plimsoll/verify";

import { ACCOUNTS, NO_RULES, accountKey } from "../../scripts/account-key.mjs";
import { directory } from "../../scripts/edits.mjs";

const kind = (expected) => (error) => error instanceof Rejected && error.kind === expected;
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

test("keys in which two points are equal or opposite are refused", () => {
  const [name, bytes] = Object.entries(directory("keys")).find(([name]) => name.endsWith(".vk"));
  assert.equal(`${readKey(bytes).id}.vk`, name);
  const twin = bytes.slice();
  twin.copyWithin(123, 251, 379); // γ for β
  assert.throws(() => readKey(twin), /equal or opposite/);
});

test("a key of accounts may lie in the store", () => {
  const { id, files } = accountKey();
  const keys = readKeyStore({ ...directory("keys"), ...files });
  assert.deepEqual(keys.get(id).role, { account: ACCOUNTS.shape });
  assert.equal(keys.get(id).rules, NO_RULES);
  assert.equal(describeRole(keys.get(id).role), "accounts in batches of lane 0 with 4 accounts of 4 slots");
  const { verdict } = verifyBundle(directory("bundles/lagoon-1"), keys);
  assert.equal(verdict.insecure.length, 3);
});

test("a key of accounts has its own form", () => {
  const refused = (said, inputs, expected) =>
    assert.throws(() => readKeyStore(accountKey({ ...ACCOUNTS, ...said }, inputs).files), kind(expected), JSON.stringify(said));
  refused({ shape: undefined }, 21, "key-store/Descriptor");
  refused({ rules: "0x" + "00".repeat(31) + "01" }, 21, "key-store/Descriptor");
  refused({ role: "accounts" }, 21, "key-store/Descriptor");
  refused({ shape: { lane: 4, accounts: 4, slots: 4 } }, 21, "key-store/Descriptor");
  refused({ shape: { lane: 0, accounts: 3, slots: 4 } }, 21, "key-store/Unfit");
  refused({}, 20, "key-store/Unfit");
  refused({ role: "batch" }, 21, "key-store/Unfit");
  refused({ role: "batch" }, 6, "key-store/Unfit");
  refused({ role: "closing", shape: undefined }, 21, "key-store/Unfit");
});

test("a key of accounts never serves as any other", () => {
  const { id, files } = accountKey();
  const store = { ...directory("keys"), ...files };
  for (const put of [(m) => (m.keys.lanes[0].key = id), (m) => (m.keys.parameters = id), (m) => (m.keys.closing = id)]) {
    const bundle = directory("bundles/lagoon-1");
    const manifest = decode(bundle["manifest.json"]);
    put(manifest);
    const digest = () => toHex(recompute(readBundle({ ...bundle, "manifest.json": encode(manifest) })).digest);
    manifest.digest = digest();
    const files = { ...bundle, "manifest.json": encode(manifest) };
    assert.throws(() => verifyBundle(files, readKeyStore(store)), kind("rejection/KeyRole"), String(put));
  }
});
