// Makes the list of mutations, the same every time for the same vectors, and
// asks the Rust verifier about each:
//
//     node scripts/mutations.mjs --ask PATH-TO-PLIMSOLL
//
// writes vectors/mutations.jsonl: a mutation to a line, with the verdict.
import { writeFileSync } from "node:fs";

import { VECTORS, edited } from "./edits.mjs";
import { bundles } from "./mutants/bundles.mjs";
import { keys } from "./mutants/keys.mjs";
import { receipts } from "./mutants/receipts.mjs";
import { ask } from "./rust.mjs";

const at = process.argv.indexOf("--ask");
const plimsoll = at < 0 ? null : process.argv[at + 1];
if (!plimsoll) throw new Error("usage: mutations.mjs --ask PATH-TO-PLIMSOLL");

/** The mutant with its verdict. */
async function judged(mutant) {
  return { ...mutant, verdict: await ask(plimsoll, edited(mutant), mutant.expected) };
}

const mutants = [...receipts(), ...bundles(), ...keys()];
const found = Array(mutants.length).fill(null);
let next = 0;
async function work() {
  while (next < mutants.length) {
    const i = next++;
    found[i] = await judged(mutants[i]);
    if (i % 100 === 0) console.error(`${i} of ${mutants.length}`);
  }
}
await Promise.all([work(), work(), work()]);

const counts = new Map();
for (const { verdict } of found) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
writeFileSync(new URL("mutations.jsonl", VECTORS), found.map((mutant) => JSON.stringify(mutant) + "\n").join(""));
console.log(`${found.length} mutations`);
for (const [verdict, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(6)}  ${verdict}`);
