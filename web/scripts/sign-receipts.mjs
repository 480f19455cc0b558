// Brings receipts of a venue that does not sign yet into their form, and signs
// some of them with a key for tests: sign-receipts.mjs FILE… signs each file
// whose name does not end with `-unsigned.json`.
import { ed25519 } from "@noble/curves/ed25519.js";
import { readFileSync, writeFileSync } from "node:fs";

import { readReceipt, signedBytes, toHex } from "@plimsoll/verify";

const secret = new Uint8Array(32).fill(7);
const key = ed25519.getPublicKey(secret);

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const plain = text.includes('"signature":') ? text : text.replace(/}$/, ',"signature":null}');
  const receipt = readReceipt(new TextEncoder().encode(plain));
  if (receipt.signature !== null || file.endsWith("-unsigned.json")) {
    writeFileSync(file, plain);
    continue;
  }
  const signature = ed25519.sign(signedBytes(receipt), secret);
  const word = `{"key":"${toHex(key)}","signature":"${toHex(signature)}"}`;
  writeFileSync(file, plain.replace(/"signature":null}$/, `"signature":${word}}`));
}
