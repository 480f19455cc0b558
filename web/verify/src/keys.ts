// The verifying keys that a verifier trusts, by id, with its own word on what
// each is for. A bundle names keys and never brings them.

import { toHex } from "./bytes.js";
import * as c from "./codec.js";
import { type VerifyingKey, readKey } from "./key.js";
import { type Shape, checkShape, shapeCodec } from "./manifest.js";
import { decoding } from "./reader.js";
import { Rejected, inFile } from "./rejected.js";

/** What a key proves. */
export type Role = { readonly batch: Shape } | "parameters" | "closing";

/** A key, and what it is for. */
export interface TrustedKey {
  readonly key: VerifyingKey;
  readonly role: Role;
  /** Under which rules: their digest, as hexadecimal digits. */
  readonly rules: string;
}

/** Trusted keys by id. */
export type KeyStore = ReadonlyMap<string, TrustedKey>;

/** More than the largest key and the longest descriptor take. */
export const MAX_KEY_BYTES = 1 << 20;
export const MAX_DESCRIPTOR_BYTES = 1 << 12;

const descriptor = c.record({
  version: c.u32,
  id: c.hex(32),
  role: c.text,
  rules: c.hex(32),
  shape: c.maybe(shapeCodec),
});

function roleOf({ role, shape }: c.Of<typeof descriptor>): Role {
  if (role === "batch") {
    if (shape === null) throw c.wrong("shape", "is missing for a batch key");
    return { batch: checkShape(shape) };
  }
  if (role !== "parameters" && role !== "closing") {
    throw c.wrong("role", "is neither batch, parameters nor closing");
  }
  if (shape !== null) throw c.wrong("shape", "is for batch keys only");
  return role;
}

export function describeRole(role: Role): string {
  if (typeof role === "string") return `the ${role}`;
  const { lane, accounts, slots } = role.batch;
  return `batches of lane ${lane} with ${accounts} accounts of ${slots} slots`;
}

export function sameRole(a: Role, b: Role): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return a.batch.lane === b.batch.lane && a.batch.accounts === b.batch.accounts && a.batch.slots === b.batch.slots;
}

/** A shape within the limits of shapes. */
export function exists({ accounts, slots }: Shape): boolean {
  const powerOfTwo = accounts > 0 && (accounts & (accounts - 1)) === 0;
  return powerOfTwo && accounts <= 1 << 16 && slots >= 1 && slots <= 1 << 10;
}

/**
 * Reads a store from its files by name: `<id>.json` and `<id>.vk` for each key.
 * Other files are left alone, and so is a key without a descriptor.
 */
export function readKeyStore(files: Readonly<Record<string, Uint8Array>>): KeyStore {
  const store = new Map<string, TrustedKey>();
  for (const [name, bytes] of Object.entries(files)) {
    if (name.startsWith(".") || !name.endsWith(".json")) continue;
    const entry = readEntry(name, bytes, files);
    store.set(entry.key.id, entry);
  }
  return store;
}

function readEntry(name: string, bytes: Uint8Array, files: Readonly<Record<string, Uint8Array>>): TrustedKey {
  short(name, bytes, MAX_DESCRIPTOR_BYTES);
  const text = inFile(name, () => {
    try {
      const text = c.readText(bytes, descriptor);
      return { ...text, role: roleOf(text), id: toHex(text.id) };
    } catch (error) {
      throw error instanceof Rejected ? new Rejected("key-store", "Descriptor", error.message) : error;
    }
  });
  if (name !== `${text.id}.json`) throw otherKey(name, text.id);
  const file = `${text.id}.vk`;
  const keyBytes = Object.hasOwn(files, file) ? files[file] : undefined;
  if (keyBytes === undefined) throw new Rejected("file", "Io", "the key itself is missing", file);
  short(file, keyBytes, MAX_KEY_BYTES);
  const key = readKeyFile(file, keyBytes);
  if (key.id !== text.id) throw otherKey(file, key.id);
  const why = unfit(key, text.role);
  if (why !== null) {
    throw new Rejected("key-store", "Unfit", `key ${key.id} cannot be a key for ${describeRole(text.role)}: ${why}`);
  }
  return { key, role: text.role, rules: toHex(text.rules) };
}

/** Reads the bytes of a `.vk` file. */
export function readKeyFile(file: string, bytes: Uint8Array): VerifyingKey {
  return decoding(
    () => readKey(bytes),
    (error) => new Rejected("key-store", "Key", error.message, file),
  );
}

function short(file: string, bytes: Uint8Array, most: number): void {
  if (bytes.length > most) {
    throw new Rejected("file", "TooLong", `longer than the ${most} bytes that such a file may have`, file);
  }
}

function otherKey(file: string, found: string): Rejected {
  return new Rejected("key-store", "OtherKey", `is about key ${found}, whose id its name is not; remove it`, file);
}

/** Why a key cannot be for a role; null if it can. */
function unfit(key: VerifyingKey, role: Role): string | null {
  const [stages, inputs] = typeof role === "object" ? [2, 6] : role === "parameters" ? [1, 4] : [1, 3];
  if (key.stages !== stages) return "its stages are others";
  if (key.live !== inputs) return "it has another number of public inputs";
  return typeof role === "object" && !exists(role.batch) ? "such a shape does not exist" : null;
}
