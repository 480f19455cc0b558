// The parameters file: its form, and nothing of its meaning.

import * as c from "./codec.js";
import { equal, utf8 } from "./bytes.js";
import { readDecimal } from "./decimal.js";
import { parseJson, type Json } from "./json.js";
import { Rejected } from "./rejected.js";

const cover: c.Codec<bigint | null> = {
  read(json: Json, path) {
    // The longer way to say `all` is understood, and never canonical.
    if (json === "all" || (json instanceof Map && json.size === 1 && json.get("all") === null)) return null;
    if (json instanceof Map && json.size === 1 && json.has("largest")) {
      return c.u64.read(json.get("largest")!, `${path}.largest`);
    }
    throw new Rejected("text", "Form", `not of its form: \`${path}\` must be "all" or {"largest":…}`);
  },
  write: (value) => (value === null ? '"all"' : `{"largest":${value}}`),
};

const empty = (values: unknown[]): boolean => values.length === 0;

const row = c.record({
  symbol: c.text,
  underlying: c.maybe(c.text),
  lot_size: c.text,
  mark: c.i64,
  exact: c.optional(c.bool, false, (exact) => !exact),
  haircut_long: c.i64,
  haircut_short: c.i64,
  floor_long: c.i64,
  floor_short: c.i64,
  tiers: c.optional(c.list(c.pair(c.i64, c.i64)), [], empty),
  pnl: c.list(c.i64),
});

const terms = c.record({
  symbol: c.text,
  kind: c.text,
  settles_in: c.maybe(c.text),
  expiry: c.maybe(c.u64),
  strike: c.maybe(c.text),
});

const model = c.record({
  engine: c.text,
  preset: c.text,
  seed: c.maybe(c.text),
  multiplier: c.maybe(c.text),
  terms: c.optional(c.list(terms), [], empty),
  inputs: c.list(c.record({ name: c.text, sha256: c.text })),
});

const file = c.record({
  version: c.u32,
  capacity: c.record({ assets: c.u32, zero_sum: c.u32, tiers: c.u32 }),
  scenarios: c.list(c.text),
  groups: c.list(c.record({ name: c.text, columns: c.list(c.u16), worst: c.u32 })),
  tests: c.list(c.record({ name: c.text, groups: c.list(c.text) })),
  stresses: c.list(c.record({ column: c.u16, closing_cost: c.u64 })),
  cover,
  underlyings: c.optional(c.list(c.record({ name: c.text, reference: c.text })), [], () => false),
  model: c.optional(c.nullable(model), null, (value) => value === null),
  assets: c.list(row),
  zero_sum: c.list(row),
});

export type ParametersFile = c.Of<typeof file>;
export type RowFile = c.Of<typeof row>;

/** Reads the bytes of a file in its canonical form. */
export function readParametersFile(bytes: Uint8Array): ParametersFile {
  let read: ParametersFile;
  try {
    read = file.read(parseJson(bytes), "$");
    checkForm(read);
  } catch (error) {
    throw error instanceof Rejected ? new Rejected("rejection", "ParametersForm", error.message, "parameters.json") : error;
  }
  if (!equal(utf8(file.write(read)), bytes)) {
    throw new Rejected("rejection", "ParametersNotCanonical", "is not in its canonical form", "parameters.json");
  }
  return read;
}

function checkForm({ version, assets, zero_sum, model }: ParametersFile): void {
  const wrong = (what: string): never => {
    throw new Rejected("text", "Form", what);
  };
  if (version !== 1) wrong(`version ${version} is not known; this program reads version 1`);
  for (const { symbol, lot_size } of [...assets, ...zero_sum]) {
    const size = readDecimal(lot_size);
    if (size === null || size.mantissa <= 0n) wrong(`${symbol}: lot size "${lot_size}" is no decimal above zero`);
  }
  if (model === null) return;
  const { seed, inputs } = model;
  if (seed !== null && !(/^(?:0|[1-9][0-9]{0,19})$/.test(seed) && BigInt(seed) < 1n << 64n)) {
    wrong(`model: seed "${seed}" is not a whole number below 2^64 in decimal digits`);
  }
  for (const { name, sha256 } of inputs) {
    if (!/^[0-9a-f]{64}$/.test(sha256)) wrong(`model: the sha256 of ${name} is not 64 hexadecimal digits in lower case`);
  }
}
