// The verifying keys that a verifier trusts, by id, with its own word on what
// each is for. A bundle names keys and never brings them.

import { toHex } from "./bytes.js";
import * as c from "./codec.js";
import { type VerifyingKey, readKey } from "./key.js";
import { type Shape, checkShape, shapeCodec } from "./manifest.js";
import { decoding } from "./reader.js";
import { Rejected, inFile } from "./rejected.js";

/** What a key proves. */
export type Role = { readonly batch: Shape } | { readonly account: Shape } | "parameters" | "closing";

/** A key, and what it is for. */
export interface TrustedKey {
  readonly key: VerifyingKey;
  readonly role: Role;
  /** Under which rules: their digest, as hexadecimal digits; zeros for a key of accounts, which depends on none. */
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
  if (role === "batch" || role === "account") {
    if (shape === null) throw c.wrong("shape", "is missing for a key of batches or accounts");
    return role === "batch" ? { batch: checkShape(shape) } : { account: checkShape(shape) };
  }
  if (role !== "parameters" && role !== "closing") {
    throw c.wrong("role", "is neither batch, parameters, closing nor account");
  }
  if (shape !== null) throw c.wrong("shape", "is for keys of batches and accounts only");
  return role;
}

type RoleName = "batch" | "account" | "parameters" | "closing";

/** A role's name, and the shape of its batches or of those that its accounts are in. */
function partsOf(role: Role): [RoleName, Shape | null] {
  if (typeof role === "string") return [role, null];
  return "batch" in role ? ["batch", role.batch] : ["account", role.account];
}

/** A key of accounts depends on no rules, and names none. */
function rulesOf(role: Role, rules: Uint8Array): string {
  if (partsOf(role)[0] === "account" && rules.some((byte) => byte !== 0)) {
    throw c.wrong("rules", "are zeros for a key of accounts");
  }
  return toHex(rules);
}

export function describeRole(role: Role): string {
  const [name, shape] = partsOf(role);
  if (shape === null) return `the ${name}`;
  const batches = `batches of lane ${shape.lane} with ${shape.accounts} accounts of ${shape.slots} slots`;
  return name === "batch" ? batches : `accounts in ${batches}`;
}

export function sameRole(a: Role, b: Role): boolean {
  return describeRole(a) === describeRole(b);
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
      const role = roleOf(text);
      return { role, rules: rulesOf(role, text.rules), id: toHex(text.id) };
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
  return { key, role: text.role, rules: text.rules };
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

/** How many stages and live inputs a role's circuits have. */
const LAYOUTS: Record<RoleName, readonly [stages: number, inputs: number]> = {
  batch: [2, 6],
  parameters: [1, 4],
  closing: [1, 3],
  account: [1, 21],
};

/** Why a key cannot be for a role; null if it can. */
function unfit(key: VerifyingKey, role: Role): string | null {
  const [name, shape] = partsOf(role);
  const [stages, inputs] = LAYOUTS[name];
  if (key.stages !== stages) return "its stages are others";
  if (key.live !== inputs) return "it has another number of public inputs";
  return shape !== null && !exists(shape) ? "such a shape does not exist" : null;
}
