// The manifest: everything that a venue says of an epoch beside its roots,
// states and proofs. Nothing in it is believed.

import * as c from "./codec.js";
import { type Context, contextCodec } from "./context.js";
import { toHex } from "./bytes.js";
import { readElement } from "./field.js";
import { readCommitment } from "./key.js";
import { DecodeError, type PointG1 } from "./reader.js";

export const shapeCodec = c.record({ lane: c.u8, accounts: c.u32, slots: c.u32 });

/** How large a lane's batches are. */
export type Shape = c.Of<typeof shapeCodec>;

export const LANES = 4;

const lane = c.record({ shape: shapeCodec, key: c.hex(32), table: c.hex(64) });
const classCodec = c.record({
  flagged: c.u64,
  deficit: c.decimal(true, 128n),
  negative: c.u64,
  owed: c.decimal(true, 128n),
});
const gross = c.record({ long: c.decimal(false, 128n), short: c.decimal(false, 128n) });
const pins = c.record({ funds: c.list(c.hex(26), 4), thresholds: c.list(c.decimal(true, 128n)) });
const disclosure = c.record({
  accounts: c.u64,
  band: c.u64,
  customers: classCodec,
  house: classCodec,
  assets: c.list(c.record({ customers: gross, house_and_fund: gross })),
  open_interest: c.list(c.decimal(false, 128n)),
});
const manifest = c.record({
  version: c.u32,
  context: contextCodec,
  previous: c.hex(32),
  parameters: c.hex(32),
  pins,
  keys: c.record({ lanes: c.list(lane), parameters: c.hex(32), closing: c.hex(32) }),
  disclosure,
  batches: c.u32,
  digest: c.hex(32),
});

export type Pins = c.Of<typeof pins>;
export type Disclosure = c.Of<typeof disclosure>;
export type ClassFigures = c.Of<typeof classCodec>;

/** The key by which the batches of a lane are proved. */
export interface LaneKey {
  readonly shape: Shape;
  /** Its id. */
  readonly key: string;
  /** The commitment to the table under this key. */
  readonly table: PointG1;
}

export interface Manifest {
  readonly context: Context;
  readonly previous: Uint8Array;
  readonly parameters: bigint;
  readonly pins: Pins;
  readonly lanes: readonly LaneKey[];
  readonly parametersKey: string;
  readonly closingKey: string;
  readonly disclosure: Disclosure;
  readonly batches: number;
  readonly digest: Uint8Array;
}

/** Reads the bytes of `manifest.json`, of which there is one form only. */
export function readManifest(bytes: Uint8Array): Manifest {
  const text = c.readText(bytes, manifest);
  const { context, previous, pins, keys, disclosure, batches, digest } = text;
  const parameters = readElement(text.parameters);
  if (parameters === null) throw c.wrong("parameters", "a field element is not below its modulus");
  if (pins.thresholds.some((units) => !isMoney(units))) throw c.wrong("thresholds", "is beyond any amount of money");
  const lanes = keys.lanes.map(({ shape, key, table }) => ({
    shape: checkShape(shape),
    key: toHex(key),
    table: commitment(table),
  }));
  checkClass(disclosure.customers);
  checkClass(disclosure.house);
  if (![100n, 125n, 150n, 200n, 300n, 500n, 1000n].includes(disclosure.band)) {
    throw c.wrong("band", "no band is of this percent");
  }
  const [parametersKey, closingKey] = [toHex(keys.parameters), toHex(keys.closing)];
  return { context, previous, parameters, pins, lanes, parametersKey, closingKey, disclosure, batches, digest };
}

/** A shape of a lane that there is. */
export function checkShape(shape: Shape): Shape {
  if (shape.lane >= LANES) throw c.wrong("lane", `${shape.lane} is none of the ${LANES} lanes`);
  return shape;
}

function commitment(bytes: Uint8Array): PointG1 {
  try {
    return readCommitment(bytes);
  } catch (error) {
    throw error instanceof DecodeError ? c.wrong("table", error.message) : error;
  }
}

function isMoney(units: bigint): boolean {
  const size = units < 0n ? -units : units;
  return size < 1n << 120n;
}

function checkClass({ flagged, negative, deficit, owed }: ClassFigures): void {
  const off = (field: string): never => {
    throw c.wrong(field, "is none of the rungs that bounds are published on");
  };
  if (!isRung(flagged, 1n, 32n)) off("flagged");
  if (!isRung(deficit, 1_000n * 100_000_000n, 112n)) off("deficit");
  if (!isRung(negative, 1n, 32n)) off("negative");
  if (!isRung(owed, 1_000n * 100_000_000n, 112n)) off("owed");
}

/** 0, or 1, 2 or 5 times a power of ten times the first. */
function isRung(value: bigint, first: bigint, bits: bigint): boolean {
  if (value === 0n) return true;
  if (value < 0n || value >= 1n << bits || value % first !== 0n) return false;
  return /^[125]0*$/.test(String(value / first));
}
