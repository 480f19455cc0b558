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

/** Takes files that came together, each as what its name says. */
export function takeAll(given: Given, files: readonly File[], as: "own" | "previous"): void {
  given.refused.length = 0;
  const seen = new Set<string>();
  for (const file of files) {
    // Proving keys lie beside verifying keys, and folders hold locks: of no use here.
    if (file.name.startsWith(".") || /(^|\/)proving\//.test(file.webkitRelativePath)) continue;
    const kind = kindOf(file.name, as);
    // Which of two is meant, only the user knows.
    const place = kind === "receipt" ? "receipt" : file.name;
    if (kind !== null && seen.has(place)) {
      const what = kind === "receipt" ? "Several files could be your receipt" : `Several files are named ${file.name}`;
      given.refused.push(`${what}: choose the one that you mean by itself. ${file.name} was not taken.`);
      continue;
    }
    seen.add(place);
    take(given, file, kind);
  }
}

function kindOf(name: string, as: "own" | "previous"): Kind | null {
  if (Object.hasOwn(BUNDLE, name)) return as === "own" ? "bundle" : "previous";
  if (as === "previous") return null;
  if (/^0x[0-9a-f]{64}\.(vk|json)$/.test(name)) return "keys";
  return name.endsWith(".json") ? "receipt" : null;
}

function take(given: Given, file: File, kind: Kind | null): void {
  const { name } = file;
  if (kind === null) given.refused.push(`${name} is neither a receipt, nor a file of a bundle, nor a key.`);
  else if (kind === "receipt") {
    if (fits(given, file, MOST_RECEIPT)) given.receipt = file;
  } else if (fits(given, file, kind === "keys" ? MOST_KEY : BUNDLE[name]!)) given[kind].set(name, file);
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
