// Writes vectors.json: Poseidon hashes that circomlibjs and poseidon-lite agree
// on, for every arity. The Rust test poseidon/tests/vectors.rs reads the file.
//
//   node generate.mjs           writes vectors.json
//   node generate.mjs --check   fails unless vectors.json is what would be written

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { buildPoseidonReference } from "circomlibjs";
import * as lite from "poseidon-lite";

const FILE = new URL("vectors.json", import.meta.url);
const MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const ARITIES = Array.from({ length: 16 }, (_, i) => i + 1);
const DERIVED = 3;

/** A field element that looks random and that anyone can compute again. */
function derived(arity, number, index) {
  const name = `plimsoll poseidon vector ${arity} ${number} ${index}`;
  return BigInt(`0x${createHash("sha256").update(name).digest("hex")}`) % MODULUS;
}

function cases(arity) {
  const fill = (at) => Array.from({ length: arity }, (_, index) => at(index));
  return [
    ["zeros", fill(() => 0n)],
    ["small", fill((index) => BigInt(index + 1))],
    ["largest", fill(() => MODULUS - 1n)],
    ["alternating", fill((index) => (index % 2 === 0 ? MODULUS - 1n : 0n))],
    ["last only", fill((index) => (index === arity - 1 ? 1n : 0n))],
    ...Array.from({ length: DERIVED }, (_, number) => [
      `derived ${number}`,
      fill((index) => derived(arity, number, index)),
    ]),
  ];
}

function agreed(reference, name, inputs) {
  const ours = reference.F.toObject(reference(inputs));
  const theirs = lite[`poseidon${inputs.length}`](inputs);
  if (ours !== theirs) {
    throw new Error(
      `the libraries disagree on ${inputs.length} inputs, case "${name}": ` +
        `circomlibjs says ${ours}, poseidon-lite says ${theirs}`,
    );
  }
  return { case: name, inputs: inputs.map(String), output: String(ours) };
}

/** One vector a line, so that a change shows as the lines it changes. */
function render(vectors) {
  const lines = vectors.map((vector) => `    ${JSON.stringify(vector)}`).join(",\n");
  return `{\n  "modulus": "${MODULUS}",\n  "vectors": [\n${lines}\n  ]\n}\n`;
}

function committed() {
  try {
    return readFileSync(FILE, "utf8");
  } catch (error) {
    throw new Error(`vectors.json cannot be read (${error.message}); run: node generate.mjs`);
  }
}

function check(text, count) {
  const have = committed().split("\n");
  const want = text.split("\n");
  const line = want.findIndex((row, index) => row !== have[index]);
  if (line !== -1 || have.length !== want.length) {
    const at = line === -1 ? want.length + 1 : line + 1;
    throw new Error(`vectors.json:${at}: not what the libraries say; run: node generate.mjs`);
  }
  console.log(`vectors.json: ${count} vectors, as circomlibjs and poseidon-lite compute them`);
}

async function main(args) {
  const unknown = args.find((arg) => arg !== "--check");
  if (unknown !== undefined) {
    throw new Error(`unknown argument ${unknown}; the only one is --check`);
  }
  const reference = await buildPoseidonReference();
  const vectors = ARITIES.flatMap((arity) =>
    cases(arity).map(([name, inputs]) => agreed(reference, name, inputs)),
  );
  const text = render(vectors);
  if (args.includes("--check")) {
    check(text, vectors.length);
  } else {
    writeFileSync(FILE, text);
    console.log(`vectors.json: wrote ${vectors.length} vectors`);
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`generate.mjs: ${error.message}`);
  process.exitCode = 1;
});
