// What is hashed with keccak-256 to name an epoch, and to choose the point at
// which its tables are compared.

import { keccak_256 } from "@noble/hashes/sha3.js";

import type { Link } from "./bundle.js";
import { ascii, concat, fromHex, fromNumber, toNumber } from "./bytes.js";
import { type Context, packContext } from "./context.js";
import { mod } from "./field.js";
import type { LaneKey, Manifest } from "./manifest.js";
import { wordsOf, wordsOfG1 } from "./reader.js";

function word(value: bigint | number | Uint8Array): Uint8Array {
  return fromNumber(typeof value === "object" ? toNumber(value) : value, 32);
}

function id(key: string): Uint8Array {
  return fromHex(key, 32) ?? new Uint8Array(32);
}

/** The point at which all tables are compared, known only once all are committed to. */
export function rho(context: Context, parameters: bigint, lanes: readonly LaneKey[]): bigint {
  const words = lanes.flatMap(({ key, table }) => [id(key), wordsOfG1(table)]);
  const head = wordsOf([packContext(context, "parameters"), parameters]);
  return mod(toNumber(keccak_256(concat(ascii("plimsoll rho 1"), head, word(lanes.length), ...words))));
}

/** The epoch's digest: of all that is said and proved. */
export function digest(manifest: Manifest, parameters: bigint, chain: readonly Link[], closing: readonly bigint[]): Uint8Array {
  const { context, pins, lanes } = manifest;
  const hash = keccak_256.create().update(ascii("plimsoll epoch 1"));
  const words = (...values: (bigint | number | Uint8Array)[]): void => values.forEach((value) => hash.update(word(value)));
  words(context.chain_id, context.venue, context.epoch, context.time, manifest.previous, parameters);
  words(...pins.funds);
  words(pins.thresholds.length, ...pins.thresholds);
  words(lanes.length);
  for (const { shape, key, table } of lanes) {
    words(shape.lane, shape.accounts, shape.slots, id(key));
    hash.update(wordsOfG1(table));
  }
  words(id(manifest.parametersKey), id(manifest.closingKey));
  words(chain.length);
  for (const { lane, root, stateOut } of chain) words(lane, root, stateOut);
  words(...closing);
  return hash.digest();
}
