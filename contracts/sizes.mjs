// Fails where a contract is larger than a chain allows.
//
//   node sizes.mjs              `npm run build` compiles first
//
// Read from what was compiled as it is deployed: forge's own table takes what
// tests were compiled with, once there is such.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** Bytes of code that a contract may have (EIP-170), and its making (EIP-3860). */
const MOST = { deployedBytecode: 24_576, bytecode: 49_152 };

let [counted, failed] = [0, false];
for (const source of readdirSync(join(HERE, "src"), { recursive: true }).sort()) {
  if (!source.endsWith(".sol")) continue;
  // Behind a path of their own lie those that tests were compiled with.
  const folder = join(HERE, "out", basename(source));
  // Types alone are compiled into nothing.
  if (!existsSync(folder)) continue;
  for (const name of readdirSync(folder)) {
    const artifact = JSON.parse(readFileSync(join(folder, name)));
    const sizes = Object.keys(MOST).map((what) => artifact[what].object.length / 2 - 1);
    if (sizes[0] <= 0) continue;
    const contract = basename(name, ".json");
    console.log([contract.padEnd(24), ...sizes.map((size) => String(size).padStart(6))].join(" "));
    counted += 1;
    const { enabled } = artifact.metadata.settings.optimizer;
    const fits = Object.values(MOST).every((most, which) => sizes[which] <= most);
    if (fits && enabled) continue;
    failed = true;
    const most = Object.values(MOST).join(" and ");
    console.error(`${source}: ${contract}: ${enabled ? `more than ${most} bytes` : "not optimized: remove out and build"}`);
  }
}
if (counted === 0) console.error("nothing is built in out/: run `npm run build`");
process.exit(failed || counted === 0 ? 1 : 0);
