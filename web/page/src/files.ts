// What the user gives: told apart by name, and refused by size before a byte is
// read.

export type Kind = "receipt" | "bundle" | "keys" | "previous";

/** Files that were taken, by kind and name. */
export interface Given {
  receipt: File | null;
  readonly bundle: Map<string, File>;
  readonly keys: Map<string, File>;
  readonly previous: Map<string, File>;
  /** What was not taken, and why. */
  readonly refused: string[];
}

export function nothing(): Given {
  return { receipt: null, bundle: new Map(), keys: new Map(), previous: new Map(), refused: [] };
}

/** The most bytes of each, as the verifier has them. */
const BUNDLE: Record<string, number> = {
  "manifest.json": 1 << 25,
  // The form allows 512 MiB; no page can hold the numbers of so many rows.
  "parameters.json": 1 << 26,
  "chain.bin": 65 * (1 << 20),
  "proofs.bin": 338 * ((1 << 20) + 2),
};
const MOST_RECEIPT = 1 << 20;
const MOST_KEY = 1 << 20;

/** Takes a file, as what its name says, or as part of the epoch before. */
export function take(given: Given, file: File, as: "own" | "previous"): void {
  const name = file.name;
  if (as === "previous") {
    if (Object.hasOwn(BUNDLE, name) && fits(given, file, BUNDLE[name]!)) given.previous.set(name, file);
    return;
  }
  if (Object.hasOwn(BUNDLE, name)) {
    if (fits(given, file, BUNDLE[name]!)) given.bundle.set(name, file);
  } else if (/^0x[0-9a-f]{64}\.(vk|json)$/.test(name)) {
    if (fits(given, file, MOST_KEY)) given.keys.set(name, file);
  } else if (name.startsWith(".")) {
    // Folders hold files of their own, such as locks.
  } else if (name.endsWith(".json") || given.receipt === null) {
    if (fits(given, file, MOST_RECEIPT)) given.receipt = file;
  } else {
    given.refused.push(`${name} is neither a receipt, nor a file of a bundle, nor a key.`);
  }
}

function fits({ refused }: Given, { name, size }: File, most: number): boolean {
  if (size <= most) return true;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
  refused.push(`${name} has ${mb(size)}, and no such file has more than ${mb(most)}. It was not read.`);
  return false;
}

/** All files of what was dropped, folders opened. */
export async function dropped(items: DataTransferItemList): Promise<File[]> {
  // Entries are gone after the first pause, so all are taken before it.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return (await Promise.all(entries.map((entry) => filesOf(entry, 0)))).flat();
}

async function filesOf(entry: FileSystemEntry, depth: number): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  }
  // Proving keys lie deeper, and are of no use here.
  if (depth > 2 || entry.name === "proving") return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || found.length > 1000) return found;
    found.push(...(await Promise.all(some.map((inner) => filesOf(inner, depth + 1)))).flat());
  }
}

export async function buffers(files: Map<string, File>): Promise<Record<string, ArrayBuffer>> {
  const read = [...files].map(async ([name, file]) => [name, await file.arrayBuffer()] as const);
  return Object.fromEntries(await Promise.all(read));
}
