// The pieces by themselves: against other implementations, the documents, and
// figures computed by hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as lite from "poseidon-lite";

import {
  Rejected, assess, coefficients, readBundle, readDecimal, readEpoch, readKeyStore, readParameters, readReceipt, readStatus,
  recompute, rootOf, rulesDigest, poseidon, showDecimal, showMoney, toHex, verifyBundle, verifyClaim, verifyReceipt,
} from "@plimsoll/verify";

import { VECTORS, directory } from "../../scripts/edits.mjs";

const receipt = (name) => new Uint8Array(readFileSync(new URL(`receipts/${name}.json`, VECTORS)));
const kind = (expected) => (error) => error instanceof Rejected && error.kind === expected;
const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

test("Poseidon of every arity is poseidon-lite's", () => {
  for (let arity = 1; arity <= 16; arity++) {
    for (const seed of [0n, 1n, R - 1n]) {
      const inputs = Array.from({ length: arity }, (_, i) => (seed + BigInt(i) ** 9n) % R);
      assert.equal(poseidon(inputs), lite[`poseidon${arity}`](inputs), `arity ${arity}`);
    }
  }
});

test("hash and digest of the documents' parameters are those that they say", () => {
  const page = readFileSync(new URL("../../../docs/formats/parameters.md", import.meta.url), "utf8");
  const [, example] = /```json parameters\.json\n([\s\S]*?)```/.exec(page);
  const [, said] = /its hash is the number `(\d+)`/.exec(page);
  const value = JSON.parse(example);
  const { hash, rules } = readParameters(new TextEncoder().encode(JSON.stringify(value)));
  assert.equal(String(hash), said);
  const [, digest] = /digest of its rules is `(0x[0-9a-f]{64})`/.exec(page);
  assert.equal(toHex(rulesDigest(rules)), digest);
});

test("a path leads to one root, and a place beyond it to none", () => {
  const [a, b, c] = [5n, 6n, 7n];
  assert.equal(rootOf(a, 1, [b, c]), poseidon([poseidon([b, a]), c]));
  assert.equal(rootOf(a, 2, [b, c]), poseidon([c, poseidon([a, b])]));
  assert.equal(rootOf(a, 4, [b, c]), null);
  assert.equal(rootOf(a, 0, []), a);
});

test("decimals are exact, and shown in one way", () => {
  for (const [text, plain] of [["0.0", "0"], ["2.288e-5", "0.00002288"], ["1E3", "1000"], ["+1.50", "1.5"], ["-12.340", "-12.34"], ["0007", "7"], ["100e-2", "1"]]) {
    assert.equal(showDecimal(readDecimal(text)), plain);
  }
  for (const text of ["", "-", ".5", "5.", "1.2.3", "1_000", " 1", "0x10", "1e", "-0", "-0.00e5", "NaN", "1e41", "1".repeat(37), "1e99999"]) {
    assert.equal(readDecimal(text), null, text);
  }
  assert.equal(showMoney(-150_000_000n), "-1.5");
});

test("margin by hand: a floor, an offset, a mean rounded up", () => {
  const row = (pnl, changes = {}) => ({ mark: 0n, haircutLong: 3n, haircutShort: 4n, floorLong: 0n, floorShort: 50n, tiers: [[10n, 2n]], pnl, ...changes });
  const rules = {
    columns: 4,
    groups: [{ columns: [1, 2, 3], worst: 2 }, { columns: [1], worst: 1 }],
    tests: [{ name: "tail", groups: [0] }, { name: "sum", groups: [0, 1] }],
  };
  const table = [null, row([0n, -7n, 5n, -2n], { mark: 100n })];
  const long = assess({ table, rules }, [{ row: 1, lots: 11n }]);
  assert.deepEqual(long.losses, [0n, 77n, -55n, 22n]);
  assert.deepEqual(long.risks, [50n, 77n]); // ⌈99/2⌉
  assert.equal(long.value, 1100n);
  assert.equal(long.closingCost, 33n + 2n);
  assert.equal(long.requirement, 127n);
  assert.deepEqual(long.boundBy, { test: 1 });
  assert.deepEqual(long.worst, { column: 1, loss: 77n });
  const short = assess({ table, rules }, [{ row: 1, lots: -1n }]);
  assert.equal(short.requirement, 50n);
  assert.equal(short.boundBy, "floor");
  assert.equal(short.healthy, false);
  assert.equal(assess({ table, rules }, [{ row: 1, lots: 1n << 66n }]), null);
});

test("every vector is accepted, with progress", () => {
  const keys = readKeyStore(directory("keys"));
  for (const name of ["harbour-1", "harbour-2", "lagoon-1", "sample-1"]) {
    const stages = new Set();
    const { verdict } = verifyBundle(directory(`bundles/${name}`), keys, {}, (stage) => stages.add(stage));
    assert.equal(verdict.outcome, "margined and fund-covered; reserves not proven");
    assert.equal(verdict.insecure.length, verdict.batches > 1 && name.startsWith("harbour") ? 4 : 3);
    assert.deepEqual([...stages], ["read", "recompute", "verify"]);
  }
});

test("equity and requirement are those that the Rust verifier shows", () => {
  const figures = { "sample-1-trader": ["4587.59556283", "3348.60989978"], "harbour-1-dave": ["890.7", "5580"], "harbour-1-erin": ["12", "0"] };
  for (const [name, [equity, requirement]] of Object.entries(figures)) {
    const epoch = recompute(readBundle(directory(`bundles/${name.slice(0, name.lastIndexOf("-"))}`)));
    const { assessment } = verifyReceipt(readReceipt(receipt(name)), epoch);
    assert.equal(showMoney(assessment.equity), equity, name);
    assert.equal(showMoney(assessment.requirement), requirement, name);
  }
});

test("coefficients have 128 bits and depend on every claim", () => {
  const keys = readKeyStore(directory("keys"));
  const bundle = readBundle(directory("bundles/harbour-1"));
  const { key } = keys.get(bundle.manifest.lanes[0].key);
  const claim = (proof) => ({ inputs: [1n, 2n, 3n, 4n, 5n, 6n], parameters: bundle.manifest.lanes[0].table, proof });
  const [first, second] = bundle.proofs.batches;
  const one = coefficients([[key, [claim(first), claim(second)]]]);
  const other = coefficients([[key, [claim(first), claim(first)]]]);
  assert.equal(one.length, 2);
  assert.ok([...one, ...other].every((weight) => weight > 0n && weight >> 128n === 0n));
  assert.notEqual(one[0], other[0]);
  assert.notEqual(one[0], one[1]);
});

test("an input's alias is not an input", () => {
  const keys = readKeyStore(directory("keys"));
  const bundle = readBundle(directory("bundles/harbour-1"));
  const { key } = keys.get(bundle.manifest.lanes[0].key);
  const honest = [1n, 2n, 3n, 4n, 5n, 6n];
  for (const [place, alias] of [[0, 1n + R], [5, 6n + 4n * R], [2, -1n], [3, R]]) {
    const claim = { inputs: honest.with(place, alias), parameters: bundle.manifest.lanes[0].table, proof: bundle.proofs.batches[0] };
    assert.equal(verifyClaim(key, claim), "Inputs");
  }
  const unnamed = { ...key, id: key.id.slice(2) };
  const claim = { inputs: honest, parameters: bundle.manifest.lanes[0].table, proof: bundle.proofs.batches[0] };
  assert.throws(() => verifyClaim(unnamed, claim), TypeError);
});

test("a registry's answer is read strictly", () => {
  const word = (value) => BigInt(value).toString(16).padStart(64, "0");
  const status = (...words) => "0x" + words.map(word).join("");
  assert.equal(readStatus(status(1, 2, 7, 8, 9, 100, 1, 0, 5, 6)).standing, "Fresh");
  assert.equal(toHex(new Uint8Array([0])), "0x00");
  for (const answer of ["0x", "nothing", status(1, 2), status(5, 0, 0, 0, 0, 0, 0, 0, 0, 0), status(1, 2, 1n << 64n, 0, 0, 0, 0, 0, 0, 0), status(1, 2, 7, 8, 9, 100, 1, 0, 5, 6, 7)]) {
    assert.throws(() => readStatus(answer), kind("registry/Answer"), answer.slice(0, 20));
  }
  const epoch = readEpoch(status(1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 1, 12, 13, 14));
  assert.equal(epoch.claim, "Solvent");
  assert.equal(epoch.impaired, true);
});

test("the Miller loop is the curve library's, and pairings are bilinear", async () => {
  const { bn254 } = await import("@noble/curves/bn254.js");
  const { linesOf, millerLoops } = await import("../dist/miller.js");
  const [P, Q] = [bn254.G1.Point.BASE, bn254.G2.Point.BASE];
  const pairs = [[3n, 5n], [7n, 11n], [R - 26n, 2n]].map(([a, b]) => [P.multiply(a), Q.multiply(b)]);
  const lined = pairs.map(([a, b]) => [linesOf(b), a.toAffine().x, a.toAffine().y]);
  const { Fp12 } = bn254.fields;
  const own = millerLoops(lined);
  assert.ok(Fp12.eql(own, bn254.millerLoopBatch(lined)));
  const paired = Fp12.finalExponentiate(own);
  assert.ok(!Fp12.eql(paired, Fp12.ONE));
  // 3·5 + 7·11 − 46·2 = 0
  const zero = [...lined.slice(0, 2), [linesOf(Q.multiply(2n)), ...Object.values(P.multiply(R - 46n).toAffine()).slice(0, 2)]];
  assert.ok(Fp12.eql(Fp12.finalExponentiate(millerLoops(zero)), Fp12.ONE));
});
