// Both verifiers say the same of every mutation, and for the same reason.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { VECTORS } from "../../scripts/edits.mjs";
import { judge } from "../../scripts/judge.mjs";

const lines = readFileSync(new URL("mutations.jsonl", VECTORS), "utf8").trimEnd().split("\n");
// Some of them, where time is short: every so manyeth.
const every = Number(process.env.EVERY ?? 1);

test(`two verifiers agree on one in ${every} of ${lines.length} mutations`, () => {
  assert.ok(lines.length >= 2000, "there are fewer mutations than were promised");
  const differing = [];
  for (const [i, line] of lines.entries()) {
    if (i % every !== 0) continue;
    const mutant = JSON.parse(line);
    const verdict = judge(mutant);
    if (verdict !== mutant.verdict) differing.push({ line: i + 1, ...mutant, verdict, verdictOfRust: mutant.verdict });
  }
  assert.deepEqual(differing, []);
});
