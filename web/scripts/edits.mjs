// Edits of files, the same for every verifier: see web/README.md.
import { readFileSync, readdirSync } from "node:fs";

export const VECTORS = new URL("../vectors/", import.meta.url);

export function directory(path) {
  const url = new URL(path + "/", VECTORS);
  return Object.fromEntries(readdirSync(url).map((name) => [name, new Uint8Array(readFileSync(new URL(name, url)))]));
}

const untouched = new Map();

/** The files of a vector as they are: `bundle/…`, its own `keys/…` and `receipt.json`. */
export function base(bundle, receipt) {
  const name = `${bundle} ${receipt}`;
  if (!untouched.has(name)) {
    const files = {};
    for (const [file, bytes] of Object.entries(directory(`bundles/${bundle}`))) files[`bundle/${file}`] = bytes;
    const manifest = new TextDecoder().decode(files["bundle/manifest.json"]);
    for (const [file, bytes] of Object.entries(directory("keys"))) {
      if (manifest.includes(file.slice(0, file.indexOf(".")))) files[`keys/${file}`] = bytes;
    }
    if (receipt !== null) files["receipt.json"] = new Uint8Array(readFileSync(new URL(`receipts/${receipt}`, VECTORS)));
    untouched.set(name, files);
  }
  return untouched.get(name);
}

/** The files of a vector after its edits. Files that no edit touches stay the same object. */
export function edited({ bundle, receipt, edits }) {
  const files = { ...base(bundle, receipt) };
  for (const edit of edits) apply(files, edit);
  return files;
}

function apply(files, [kind, file, ...rest]) {
  if (kind === "remove") delete files[file];
  else if (kind === "copy") files[file] = new Uint8Array(readFileSync(new URL(rest[0], VECTORS)));
  else if (kind === "splice") {
    const [at, remove, insert] = rest;
    const bytes = files[file] ?? new Uint8Array();
    const added = Buffer.from(insert, "hex");
    files[file] = new Uint8Array(Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + remove)]));
  } else throw new Error(`no such edit: ${kind}`);
}

/** The one splice that makes a file of another. */
export function splice(file, before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const insert = Buffer.from(after.subarray(start, after.length - end)).toString("hex");
  return ["splice", file, start, before.length - start - end, insert];
}
