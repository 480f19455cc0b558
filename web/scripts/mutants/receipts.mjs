// Mutations of receipts.
import { ed25519 } from "@noble/curves/ed25519.js";

import { readReceipt, signedBytes } from "@plimsoll/verify";

import { base } from "../edits.mjs";
import { Random } from "../random.mjs";
import { FORMS, R, anywhere, changed, decode, encode, mutant, retold, word } from "./edit.mjs";

const ENDS = ["", " ", "   ", "\t", "\n", " \n", "\u00a0", "\0", " ".repeat(5000)];

const LOTS = ["0", "1", "-1", "+1", "-0", "007", "", "1.0", "1e3", "x", "9223372036854775807", "9223372036854775808"];
LOTS.push("-9223372036854775808", "-9223372036854775807", "99999999999999999999999999999999999999999999");

const SIGNED = "harbour-1-alice-signed";

export function* receipts() {
  const random = new Random(1);
  const all = ["harbour-1-alice", "harbour-1-alice-1", "harbour-1-erin", "harbour-2-alice", "lagoon-1-alice", SIGNED];
  const bundleOf = (name) => name.slice(0, name.indexOf("-") + 2);
  const file = "receipt.json";
  for (const name of all) {
    const [bundle, receipt] = [bundleOf(name), `${name}.json`];
    const bytes = base(bundle, receipt)[file];
    const one = (edit, expected) => mutant(bundle, receipt, edit === null ? [] : [edit], expected);
    // Spaces after the text say nothing, so most mutations are of the text.
    const text = decode(bytes).trimEnd();
    const said = encode(text);
    yield one(null);
    for (const other of ["harbour-1", "harbour-2", "lagoon-1"]) yield mutant(other, receipt, []);
    for (const form of FORMS) yield one(retold(file, bytes, (whole) => form(text) + whole.slice(text.length)));
    for (const end of ENDS) yield one(retold(file, bytes, () => text + end));
    yield one(retold(file, bytes, (whole) => whole + "\n"));
    for (const change of changesOfReceipt(random)) yield one(changed(file, bytes, change));
    for (const change of changesOfSignature()) yield one(changed(file, bytes, change));
    if (name === SIGNED) for (const change of changesOfReceipt(random)) yield one(changed(file, bytes, signedAfter(change)));
    for (let i = 0; i < 40; i++) yield one(anywhere(random, file, said));
    for (let i = 0; i < 20; i++) {
      // One digit of one number or hash, so that the form stays.
      const digits = [...text.matchAll(/[0-9a-f](?=[0-9a-f"])/g)];
      const { index } = random.pick(digits);
      const digit = random.pick([..."0123456789abcdef"]);
      yield one(retold(file, bytes, (whole) => whole.slice(0, index) + digit + whole.slice(index + 1)));
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

const hex = (bytes) => "0x" + Buffer.from(bytes).toString("hex");
const OWN = new Uint8Array(32).fill(7);
const OTHER = new Uint8Array(32).fill(9);

/** A change that the key's owner signs; one that is not of the form is left as it is. */
function signedAfter(change, secret = OWN) {
  return (r) => {
    change(r);
    try {
      const message = signedBytes(readReceipt(encode(JSON.stringify({ ...r, signature: null }))));
      r.signature = { key: hex(ed25519.getPublicKey(secret)), signature: hex(ed25519.sign(message, secret)) };
    } catch {
      // It is refused for its form.
    }
  };
}

/** A change of a signature; one that is not signed yet is signed first. */
function* changesOfSignature() {
  const own = signedAfter(() => {});
  const of = (change) => (r) => {
    if (r.signature === null) own(r);
    change(r.signature, r);
  };
  yield (r) => (r.signature = null);
  yield own;
  yield signedAfter(() => {}, OTHER);
  yield of((s) => (s.key = hex(ed25519.getPublicKey(OTHER))));
  yield of((s) => (s.key = word(0n)));
  // Neither neutral element nor a number beyond the field's is a key.
  for (const key of ["01" + "00".repeat(31), "ee" + "ff".repeat(30) + "7f", "ff".repeat(32)]) yield of((s) => (s.key = "0x" + key));
  // As neutral element, key and commitment would sign anything with s = 0.
  yield of((s) => {
    s.key = "0x01" + "00".repeat(31);
    s.signature = s.key + "00".repeat(32);
  });
  yield of((s) => (s.signature = "0x" + "00".repeat(64)));
  // s and s + order are one number: only the smaller is a signature.
  yield of((s) => (s.signature = s.signature.slice(0, 66) + larger(s.signature.slice(66))));
  yield of((s) => (s.signature = "0x" + s.signature.slice(66) + s.signature.slice(2, 66)));
  for (const at of [2, 40, 65, 66, 90, 129]) yield of((s) => (s.signature = flipped(s.signature, at)));
  for (const at of [2, 30, 65]) yield of((s) => (s.key = flipped(s.key, at)));
  yield of((s) => (s.signature = s.signature.slice(0, -2)));
  yield of((s) => (s.signature += "00"));
  yield of((s) => (s.key = s.key.toUpperCase()));
  yield of((s) => (s.more = 1));
  yield of((s) => delete s.key);
  yield of((s, r) => (r.signature = { signature: s.signature, key: s.key }));
  for (const form of ["", [], {}, false, 0]) yield (r) => (r.signature = form);
  yield (r) => delete r.signature;
}

function flipped(digits, at) {
  return digits.slice(0, at) + (parseInt(digits[at], 16) ^ 1).toString(16) + digits.slice(at + 1);
}

function larger(s) {
  const turned = (bytes) => Buffer.from(bytes).reverse().toString("hex");
  const sum = BigInt("0x" + turned(Buffer.from(s, "hex"))) + ed25519.Point.Fn.ORDER;
  return turned(Buffer.from(sum.toString(16).padStart(64, "0"), "hex"));
}
