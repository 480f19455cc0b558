// A key of the form that keys for claims about single accounts have, for tests:
// another's points, for which nobody has a proof.
import { readKey } from "@plimsoll/verify";

import { directory } from "./edits.mjs";

const LIVE = 635;
export const NO_RULES = "0x" + "00".repeat(32);
export const ACCOUNTS = { version: 1, role: "account", rules: NO_RULES, shape: { lane: 0, accounts: 4, slots: 4 } };

/** The two files of a key by name: its descriptor says `said`. */
export function accountKey(said = ACCOUNTS, inputs = 21) {
  const files = directory("keys");
  const own = Object.keys(files).find((name) => name.endsWith(".json") && JSON.parse(Buffer.from(files[name])).role === "closing");
  const key = files[own.replace(".json", ".vk")].slice();
  // As a number of 8 bytes; what the inputs fold into has one point, however many they are.
  if (key[LIVE + 7] !== 3) throw new Error("the number of live inputs is not where it was");
  key[LIVE + 7] = inputs;
  const { id } = readKey(key);
  const { version, ...rest } = said;
  const text = new TextEncoder().encode(JSON.stringify({ version, id, ...rest }));
  return { id, files: { [`${id}.vk`]: key, [`${id}.json`]: text } };
}
