// How a file is changed: anywhere, in its form, or in one field; and what the
// manifest then owes.
import { readBundle, recompute, toHex } from "@plimsoll/verify";

import { base, splice } from "../edits.mjs";

export const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
export const decode = (bytes) => new TextDecoder().decode(bytes);
export const encode = (text) => new TextEncoder().encode(text);
export const word = (value) => "0x" + value.toString(16).padStart(64, "0");

export function mutant(bundle, receipt, edits, expected = {}) {
  return { bundle, receipt, edits, expected };
}

/** A byte changed, cut, doubled or added, anywhere in a file. */
export function anywhere(random, file, bytes) {
  const at = random.below(bytes.length);
  const hex = (...values) => Buffer.from(values).toString("hex");
  switch (random.below(6)) {
    case 0:
      return ["splice", file, at, 1, hex(bytes[at] ^ (1 << random.below(8)))];
    case 1:
      return ["splice", file, at, 1 + random.below(3), ""];
    case 2:
      return ["splice", file, at, 0, hex(bytes[at])];
    case 3:
      return ["splice", file, at, 1, hex(random.pick([...encode('0123456789abcfx"{}[],:-+. \\eE')]))];
    case 4:
      return ["splice", file, at, bytes.length, ""];
    default:
      return ["splice", file, at, 1, hex(random.below(256))];
  }
}

/** Another text, as the splice that makes it. */
export function retold(file, bytes, tell) {
  const text = decode(bytes);
  const told = tell(text);
  return told === text ? null : splice(file, bytes, encode(told));
}

/** A text with one field of its JSON changed, still in one line, with the spaces that followed it. */
export function changed(file, bytes, change) {
  return retold(file, bytes, (text) => {
    const value = JSON.parse(text);
    change(value);
    return JSON.stringify(value) + text.slice(text.trimEnd().length);
  });
}

export const FORMS = [
  (text) => text + "\n",
  (text) => " " + text,
  (text) => "\ufeff" + text,
  (text) => text.replace(":", ": "),
  (text) => text.replace('"version":1', '"version":2'),
  (text) => text.replace('"version":1', '"version":01'),
  (text) => text.replace('"version":1', '"version":1.0'),
  (text) => text.replace('"version":1', '"version":"1"'),
  (text) => text.replace('"version":1', '"version":1,"version":1'),
  (text) => text.replace('"version":1', '"version":1,"more":1'),
  (text) => text.replace('"version":1,', ""),
  (text) => text.replace('"version":1', '"version":18446744073709551616'),
  (text) => text.replace("0xa", "0xA"),
  (text) => text.replace(/0x([0-9a-f]*[a-f])/, (digits) => "0x" + digits.slice(2).toUpperCase()),
  (text) => text.replace(/"0x/, '"'),
  (text) => text.replace(/"0x[0-9a-f]{2}/, '"0x'),
  (text) => text.replace('"chain_id":31337', '"chain_id":-31337'),
  (text) => text.replace('"chain_id":31337', '"chain_id":3.1337e4'),
  (text) => text.replace('"chain_id":31337', '"chain_id":null'),
  (text) => text.replace('"venue"', '"\\u0076enue"'),
  (text) => text.replace('"epoch":1', '"epoch":-0'),
  (text) => text.slice(0, -1),
  (text) => text + "}",
  (text) => text + text,
  (text) => "[" + text + "]",
  (text) => "{}",
  (text) => "null",
  (text) => "",
  (text) => "[".repeat(200) + "]".repeat(200),
];

/** Edits of one file, and the same once more with all figures that the manifest owes them. */
export function* both(bundle, edit) {
  if (edit === null) return;
  yield mutant(bundle, null, [edit]);
  const sealed = seal(bundle, edit);
  if (sealed !== null) yield mutant(bundle, null, [edit, sealed]);
}

/** What must be changed in the manifest for its own figures to be right again. */
function seal(bundle, edit) {
  const files = { ...base(bundle, null) };
  const [, file, at, remove, insert] = edit;
  files[file] = Buffer.concat([files[file].subarray(0, at), Buffer.from(insert, "hex"), files[file].subarray(at + remove)]);
  const own = Object.fromEntries(Object.entries(files).flatMap(([name, bytes]) => (name.startsWith("bundle/") ? [[name.slice(7), new Uint8Array(bytes)]] : [])));
  try {
    const { digest, parameters } = recompute(readBundle(own));
    const before = own["manifest.json"];
    return changed("bundle/manifest.json", before, (m) => {
      m.digest = toHex(digest);
      m.parameters = word(parameters.hash);
    });
  } catch {
    return null;
  }
}
