// A bundle: four files, each with one form only.

import { inFile, Rejected } from "./rejected.js";
import { readElement } from "./field.js";
import { type Proof, readProof } from "./key.js";
import { LANES, type Manifest, readManifest } from "./manifest.js";
import { decoding } from "./reader.js";

/** The names of a bundle's files, and the most bytes of each. */
export const BUNDLE_FILES = {
  "manifest.json": 1 << 25,
  "parameters.json": 1 << 29,
  "chain.bin": 65 * (1 << 20),
  "proofs.bin": 338 * ((1 << 20) + 2),
} as const;

export type BundleFile = keyof typeof BUNDLE_FILES;

/** The bytes of a bundle's files by name. */
export type BundleFiles = Readonly<Partial<Record<string, Uint8Array>>>;

/** A batch's link of the chain. */
export interface Link {
  readonly lane: number;
  readonly root: bigint;
  readonly stateOut: bigint;
}

export interface Bundle {
  readonly manifest: Manifest;
  readonly parameters: Uint8Array;
  readonly chain: readonly Link[];
  readonly proofs: { readonly batches: readonly Proof[]; readonly parameters: Proof; readonly closing: Proof };
}

export const MAX_BATCHES = 1 << 20;
const LINK_BYTES = 65;
const PROOF_BYTES = 338;

/** Refuses a file that is longer than any such file is, before it is read. */
export function checkSize(name: string, bytes: number): void {
  const most = BUNDLE_FILES[name as BundleFile] as number | undefined;
  if (most !== undefined && bytes > most) {
    throw new Rejected("file", "TooLong", `longer than the ${most} bytes that such a file may have`, name);
  }
}

/** Reads a bundle and checks its form. It is not verified yet. */
export function readBundle(files: BundleFiles, progress?: (share: number) => void): Bundle {
  for (const name of Object.keys(files)) {
    if (!Object.hasOwn(BUNDLE_FILES, name)) throw new Rejected("bundle", "Extra", "not a file of a bundle; take it away", name);
  }
  const file = (name: BundleFile): Uint8Array => {
    const bytes = files[name];
    if (bytes === undefined) throw new Rejected("bundle", "Missing", "missing; get the whole bundle again", name);
    checkSize(name, bytes.length);
    return bytes;
  };
  const [manifestBytes, parameters] = [file("manifest.json"), file("parameters.json")];
  const [chainBytes, proofBytes] = [file("chain.bin"), file("proofs.bin")];
  const manifest = inFile("manifest.json", () => readManifest(manifestBytes));
  checkLength("chain.bin", chainBytes, manifest.batches * LINK_BYTES, manifest.batches);
  checkLength("proofs.bin", proofBytes, (manifest.batches + 2) * PROOF_BYTES, manifest.batches);
  const chain = pieces(chainBytes, LINK_BYTES).map(readLink);
  const all = pieces(proofBytes, PROOF_BYTES).map((bytes, position, { length }) => {
    progress?.(position / length);
    return decoding(
      () => readProof(bytes),
      (error) => new Rejected("bundle", "Proof", `proof ${position}: ${error.message}`, "proofs.bin"),
    );
  });
  const [parametersProof, closing] = all.slice(-2) as [Proof, Proof];
  return { manifest, parameters, chain, proofs: { batches: all.slice(0, -2), parameters: parametersProof, closing } };
}

function checkLength(file: BundleFile, bytes: Uint8Array, expected: number, batches: number): void {
  if (bytes.length === expected) return;
  const said = `${bytes.length} bytes, and ${expected} for the manifest's ${batches} batches`;
  const what = bytes.length < expected ? `${said}: it was cut off, or is another bundle's` : said;
  throw new Rejected("bundle", "Length", what, file);
}

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

function readLink(bytes: Uint8Array, batch: number): Link {
  const wrong = (what: string): Rejected => new Rejected("bundle", "Link", `batch ${batch}: ${what}`, "chain.bin");
  const lane = bytes[0]!;
  if (lane >= LANES) throw wrong(`lane ${lane} is none of the ${LANES} lanes`);
  const [root, stateOut] = [readElement(bytes.subarray(1, 33)), readElement(bytes.subarray(33))];
  if (root === null) throw wrong("root: a field element is not below its modulus");
  if (stateOut === null) throw wrong("state: a field element is not below its modulus");
  return { lane, root, stateOut };
}
