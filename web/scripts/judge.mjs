// This verifier's verdict on files, in the order in which the Rust command
// checks: keys, bundle, receipt, account, proofs.
import { Rejected, fromHex, readBundle, readKeyStore, readReceipt, recompute, verifyReceipt, verifyRecomputed } from "@plimsoll/verify";

import { edited } from "./edits.mjs";

/** Results of untouched files, so that each is read once. */
const memory = new Map();

function once(key, make) {
  if (key === null) return make();
  if (!memory.has(key)) memory.set(key, make());
  return memory.get(key);
}

function under(files, folder) {
  const own = Object.entries(files).filter(([name]) => name.startsWith(`${folder}/`));
  return Object.fromEntries(own.map(([name, bytes]) => [name.slice(folder.length + 1), bytes]));
}

function expectations(expected) {
  const venue = (name) => {
    const bytes = new Uint8Array(32);
    bytes.set(new TextEncoder().encode(name));
    return bytes;
  };
  const known = {
    venue: (name) => ({ venue: venue(name) }),
    "chain-id": (id) => ({ chainId: BigInt(id) }),
    epoch: (epoch) => ({ epoch: BigInt(epoch) }),
    "least-epoch": (epoch) => ({ leastEpoch: BigInt(epoch) }),
    "least-time": (time) => ({ leastTime: BigInt(time) }),
    digest: (digest) => ({ digest: fromHex(digest, 32) }),
    previous: (digest) => ({ previous: fromHex(digest, 32) }),
    "ceremony-only": (only) => ({ ceremonyOnly: only }),
    "most-flagged": (accounts) => ({ flagLimit: { accounts: BigInt(accounts), deficit: 1n << 119n } }),
  };
  return Object.assign({}, ...Object.entries(expected).map(([name, value]) => known[name](value)));
}

/** `accept`, or the kind of the rejection. */
export function judge(mutant) {
  const files = edited(mutant);
  const touched = (folder) => mutant.edits.some(([, file]) => file.startsWith(folder));
  const name = (folder) => (touched(folder) ? null : `${folder} ${mutant.bundle}`);
  try {
    const keys = once(name("keys"), () => readKeyStore(under(files, "keys")));
    const bundle = once(name("bundle"), () => readBundle(under(files, "bundle")));
    const wanted = expectations(mutant.expected);
    const again = () => once(name("bundle") && `recomputed ${mutant.bundle}`, () => recompute(bundle));
    const receipt = files["receipt.json"];
    if (receipt !== undefined) verifyReceipt(readReceipt(receipt), again());
    const whole = !touched("bundle") && !touched("keys") && Object.keys(wanted).length === 0;
    once(whole ? `verified ${mutant.bundle}` : null, () => verifyRecomputed(bundle, again(), keys, wanted));
    return "accept";
  } catch (error) {
    if (error instanceof Rejected) return error.kind;
    throw error;
  }
}
