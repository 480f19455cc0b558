// A receipt by itself: whose word it is, and what it leads to.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { ed25519 } from "@noble/curves/ed25519.js";
import {
  MAX_RECEIPT_BYTES, Rejected, open, readBundle, readReceipt, recompute, signed, signedBytes, verifyReceipt, verifySignature,
} from "@plimsoll/verify";

import { VECTORS, directory } from "../../scripts/edits.mjs";

const receipt = (name) => new Uint8Array(readFileSync(new URL(`receipts/${name}.json`, VECTORS)));
const kind = (expected) => (error) => error instanceof Rejected && error.kind === expected;
const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder().decode(bytes);

test("a signature is over the receipt's own text, and nothing else", () => {
  const bytes = receipt("harbour-1-alice-signed");
  const own = readReceipt(bytes);
  assert.equal(verifySignature(own), "0xea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c");
  assert.equal(own.signedText, decode(receipt("harbour-1-alice")).trimEnd());
  assert.equal(verifySignature(readReceipt(receipt("harbour-1-alice"))), null);
  const text = decode(bytes).trimEnd();
  const changes = [
    [/"epoch":1/, '"epoch":2'],
    [/"sub_account":0/, '"sub_account":1'],
    [/"lots":"7500"/, '"lots":"7501"'],
    [/"signature":"0x./, '"signature":"0xf'],
    [/"key":"0xe/, '"key":"0x0'],
  ];
  for (const [from, to] of changes) {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text);
    assert.throws(() => verifySignature(readReceipt(encode(changed))), kind("receipt/Signature"), String(from));
  }
  for (const form of ['"signature":{}', '"signature":{"signature":"0x","key":"0x"}', '"signature":""']) {
    const changed = text.replace(/"signature":\{.*\}(?=\}$)/, form);
    assert.throws(() => readReceipt(encode(changed)), kind("text/Form"), form);
  }
  assert.throws(() => readReceipt(encode(text.replace(/,"signature":\{.*\}(?=\}$)/, ""))), kind("text/NotCanonical"));
});

test("signatures are strict: no small order, no large s", () => {
  const secret = new Uint8Array(32).fill(9);
  const [key, message] = [ed25519.getPublicKey(secret), signedBytes(readReceipt(receipt("harbour-1-alice")))];
  const signature = ed25519.sign(message, secret);
  assert.ok(signed(key, signature, message));
  const order = ed25519.Point.Fn.ORDER;
  const s = BigInt("0x" + Buffer.from(signature.slice(32)).reverse().toString("hex")) + order;
  const large = Uint8Array.from([...signature.slice(0, 32), ...Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse()]);
  assert.equal(signed(key, large, message), false);
  // The neutral element as key and commitment, with s = 0, signs everything where small order is let through.
  const neutral = Uint8Array.from([1, ...Array(31).fill(0)]);
  assert.equal(signed(neutral, Uint8Array.from([...neutral, ...Array(32).fill(0)]), message), false);
});

test("a broken signature is said after another digest, and before all else", () => {
  const epoch = recompute(readBundle(directory("bundles/harbour-1")));
  const changed = (...changes) => {
    const value = JSON.parse(decode(receipt("harbour-1-alice-signed")));
    changes.forEach((change) => change(value));
    return readReceipt(encode(JSON.stringify(value)));
  };
  const otherDigest = (r) => (r.digest = r.digest.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")));
  const noBatch = (r) => (r.batch = 99);
  const unsigned = (r) => (r.signature = null);
  assert.throws(() => verifyReceipt(changed(otherDigest), epoch), kind("receipt/Digest"));
  assert.throws(() => verifyReceipt(changed(noBatch), epoch), kind("receipt/Signature"));
  assert.throws(() => verifyReceipt(changed(noBatch, unsigned), epoch), kind("receipt/Batch"));
  assert.equal(verifyReceipt(changed(), epoch).root, epoch.chain[0].root);
  // What it leads to can be seen all the same.
  assert.throws(() => open(changed(noBatch), epoch), kind("receipt/Batch"));
});

test("spaces may follow, and nothing else, up to the most bytes of a receipt", () => {
  const text = decode(receipt("harbour-1-alice")).trimEnd();
  const same = readReceipt(encode(text));
  assert.deepEqual(readReceipt(encode(text.padEnd(MAX_RECEIPT_BYTES))), same);
  assert.throws(() => readReceipt(encode(text.padEnd(MAX_RECEIPT_BYTES + 1))), kind("text/Value"));
  for (const end of ["\n", "\t", " \n", "\u00a0", "}"]) {
    assert.throws(() => readReceipt(encode(text + end)), (error) => error instanceof Rejected && error.kind.startsWith("text/"), JSON.stringify(end));
  }
});

test("an account that is too large for any proved book has no leaf", () => {
  const epoch = recompute(readBundle(directory("bundles/harbour-1")));
  const value = JSON.parse(decode(receipt("harbour-1-alice")));
  Object.assign(value.holdings[1], { lots: "9223372036854775807", quantity: "922337203685477.5807" });
  const large = readReceipt(encode(JSON.stringify(value)));
  const { assessment, leaf, root, published } = open(large, epoch);
  assert.deepEqual([assessment, leaf, root], [null, null, null]);
  assert.equal(published, epoch.chain[0].root);
  assert.throws(() => verifyReceipt(large, epoch), kind("receipt/Root"));
});
