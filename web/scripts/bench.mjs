// Milliseconds of one Groth16 verification and of a whole bundle, in Chromium
// and in Node, after warm-up.
import { fileURLToPath } from "node:url";
import { build } from "vite";

import { launch } from "../page/test/browser.mjs";
import { directory } from "./edits.mjs";

/** The library as one script that leaves its names in `plimsoll`. */
async function library() {
  const entry = fileURLToPath(new URL("../verify/dist/index.js", import.meta.url));
  const lib = { entry, formats: ["iife"], name: "plimsoll" };
  const built = await build({ configFile: false, logLevel: "warn", build: { write: false, target: "es2022", lib } });
  return [built].flat()[0].output[0].code;
}

/** Runs where the library is: times of one claim, and of a whole bundle. */
function measure({ bundle, keys, rounds }) {
  const bytes = (files) => Object.fromEntries(Object.entries(files).map(([name, list]) => [name, Uint8Array.from(list)]));
  const store = plimsoll.readKeyStore(bytes(keys));
  const read = plimsoll.readBundle(bytes(bundle));
  const epoch = plimsoll.recompute(read);
  const { key, table } = read.manifest.lanes[0];
  const claim = { inputs: epoch.batchInputs[0], parameters: table, proof: read.proofs.batches[0] };
  const one = [];
  for (let i = 0; i < rounds; i++) {
    const started = performance.now();
    if (plimsoll.verifyClaim(store.get(key).key, claim) !== null) throw new Error("it must hold");
    one.push(performance.now() - started);
  }
  const started = performance.now();
  plimsoll.verifyBundle(bytes(bundle), store);
  const whole = performance.now() - started;
  const warm = one.slice(Math.floor(rounds / 3)).sort((a, b) => a - b);
  return { best: warm[0], median: warm[Math.floor(warm.length / 2)], whole };
}

/** The figures in Chromium. */
export async function inChromium(rounds = 45) {
  const list = (path) => Object.fromEntries(Object.entries(directory(path)).map(([name, bytes]) => [name, [...bytes]]));
  const given = { bundle: list("bundles/sample-1"), keys: list("keys"), rounds };
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await library() });
    return await page.evaluate(measure, given);
  } finally {
    await browser.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { best, median, whole } = await inChromium();
  console.log(`one Groth16 verification: best ${best.toFixed(1)} ms, median ${median.toFixed(1)} ms; a bundle of 6 proofs ${whole.toFixed(0)} ms`);
  // Not among the tests: beside others, a machine says nothing about a page.
  if (best >= 50) throw new Error("one verification should take under 50 ms");
}
