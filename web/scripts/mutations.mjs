// Makes the list of mutations, the same every time for the same vectors, and
// asks the Rust verifier about each:
//
//     node scripts/mutations.mjs --ask PATH-TO-PLIMSOLL
//
// writes vectors/mutations.jsonl: a mutation to a line, with the verdict.
import { writeFileSync } from "node:fs";

import { VECTORS, base, edited } from "./edits.mjs";
import { bundles } from "./mutants/bundles.mjs";
import { keys } from "./mutants/keys.mjs";
import { receipts } from "./mutants/receipts.mjs";
import { ask } from "./rust.mjs";

const at = process.argv.indexOf("--ask");
const plimsoll = at < 0 ? null : process.argv[at + 1];
if (!plimsoll) throw new Error("usage: mutations.mjs --ask PATH-TO-PLIMSOLL");

// A binary that does not know signatures yet is asked without the last field.
const knowsSignatures = (await ask(plimsoll, base("lagoon-1", "lagoon-1-alice.json"), {})) === "accept";
const NOBODY = Buffer.from(',"signature":null}');

/** The mutant with its verdict; null if the binary cannot be asked. */
async function judged(mutant) {
  const files = { ...edited(mutant) };
  const receipt = files["receipt.json"];
  if (!knowsSignatures && receipt !== undefined) {
    const bytes = Buffer.from(receipt);
    // Only the binary's own form can be asked about: the rest waits for one that knows.
    if (!bytes.subarray(-NOBODY.length).equals(NOBODY)) return null;
    files["receipt.json"] = Buffer.concat([bytes.subarray(0, -NOBODY.length), Buffer.from("}")]);
  }
  return { ...mutant, verdict: await ask(plimsoll, files, mutant.expected) };
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

const all = found.filter((mutant) => mutant !== null);
const counts = new Map();
for (const { verdict } of all) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
writeFileSync(new URL("mutations.jsonl", VECTORS), all.map((mutant) => JSON.stringify(mutant) + "\n").join(""));
console.log(`${all.length} mutations`);
for (const [verdict, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(6)}  ${verdict}`);
