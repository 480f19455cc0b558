// Fails where the tests cover too little of the contracts.
//
//   node coverage.mjs           `npm run coverage` makes tables and proofs first
//
// Left out: tests, libraries, and generated verifiers, which are compared with
// the native one elsewhere. Gas is measured of optimized code only, and coverage
// compiles without the optimizer, so tests that hold gas to a limit are left out.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Percent of all lines and of all branches, at least. */
const LEAST = { lines: 95, branches: 90 };
/** What lcov calls their counts: found and hit. */
const COUNTS = { lines: ["LF", "LH"], branches: ["BRF", "BRH"] };
const NOT_OF_CONTRACTS = "^(test|node_modules|out-proofs)/";
const OF_GAS = "GasTest|WidthAttacks";

/** lcov of all tests, after forge has printed its table. */
function covered() {
  const folder = mkdtempSync(join(tmpdir(), "coverage-"));
  try {
    const file = join(folder, "lcov.info");
    const left = ["--no-match-contract", OF_GAS, "--no-match-coverage", NOT_OF_CONTRACTS];
    const reports = ["--report", "summary", "--report", "lcov", "--report-file", file];
    const cwd = fileURLToPath(new URL(".", import.meta.url));
    const env = { ...process.env, FOUNDRY_PROFILE: "coverage" };
    const { status, error } = spawnSync("forge", ["coverage", ...reports, ...left], { cwd, env, stdio: "inherit" });
    if (error) throw error;
    if (status !== 0) throw new Error("forge coverage failed; see what it printed");
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sum(lcov, count) {
  const lines = lcov.split("\n").filter((line) => line.startsWith(`${count}:`));
  return lines.map((line) => Number(line.slice(count.length + 1))).reduce((all, more) => all + more, 0);
}

const lcov = covered();
for (const [what, least] of Object.entries(LEAST)) {
  const [found, hit] = COUNTS[what].map((count) => sum(lcov, count));
  const percent = (100 * hit) / found;
  const said = `${hit} of ${found} ${what} covered, ${percent.toFixed(1)}%`;
  // Nothing found is no coverage.
  if (!(percent >= least)) {
    console.error(`${said}: at least ${least}% must be; the table says in which contracts they are not`);
    process.exitCode = 1;
  } else {
    console.log(said);
  }
}
