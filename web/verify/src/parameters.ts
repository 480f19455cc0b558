// The parameters of an epoch: the rules, the table, and what its rows mean.
// Only valid ones exist.

import { sha256 } from "@noble/hashes/sha2.js";

import { ascii, concat, fromNumber, toNumber } from "./bytes.js";
import { type Decimal, readDecimal } from "./decimal.js";
import { R, offset, pack } from "./field.js";
import { type ParametersFile, readParametersFile } from "./parameters-file.js";
import { TAG, hashSequence } from "./poseidon.js";
import { validate } from "./validate.js";

/** Scenarios whose worst losses are averaged. */
export interface RuleGroup {
  readonly name: string;
  readonly columns: readonly number[];
  readonly worst: number;
}

/** Everything beside the table that the statement depends on. */
export interface Rules {
  /** Rows of the table, the reserved row 0 included. */
  readonly rows: number;
  /** Rows 1 to `assets` are assets; those behind them are zero-sum. */
  readonly assets: number;
  readonly tiers: number;
  readonly columns: number;
  readonly groups: readonly RuleGroup[];
  readonly tests: readonly { readonly name: string; readonly groups: readonly number[] }[];
  readonly stresses: readonly { readonly column: number; readonly closingCost: bigint }[];
  /** The largest so many uncovered losses are covered; null for all. */
  readonly cover: bigint | null;
}

/** A row of the table: money per lot. */
export interface Row {
  readonly symbol: string;
  readonly underlying: string | null;
  readonly lotSize: Decimal;
  readonly mark: bigint;
  readonly haircutLong: bigint;
  readonly haircutShort: bigint;
  readonly floorLong: bigint;
  readonly floorShort: bigint;
  readonly tiers: readonly (readonly [knee: bigint, slope: bigint])[];
  readonly pnl: readonly bigint[];
}

export interface Parameters {
  readonly file: ParametersFile;
  readonly rules: Rules;
  /** By index; null where a row is not in use. */
  readonly table: readonly (Row | null)[];
  /** The one name of these parameters. */
  readonly hash: bigint;
}

/** Reads and validates the bytes of a parameters file, and names them. */
export function readParameters(bytes: Uint8Array, progress?: (share: number) => void): Parameters {
  const file = readParametersFile(bytes);
  const position = new Map(file.groups.map((group, i) => [group.name, i]));
  const assets = file.capacity.assets;
  const rules: Rules = {
    rows: 1 + assets + file.capacity.zero_sum,
    assets,
    tiers: file.capacity.tiers,
    columns: file.scenarios.length,
    groups: file.groups,
    tests: file.tests.map(({ name, groups }) => ({
      name,
      groups: groups.map((group) => position.get(group) ?? file.groups.length),
    })),
    stresses: file.stresses.map(({ column, closing_cost }) => ({ column, closingCost: closing_cost })),
    cover: file.cover,
  };
  validate(file, rules);
  const table: (Row | null)[] = Array<Row | null>(rules.rows).fill(null);
  file.assets.forEach((row, i) => (table[1 + i] = rowOf(row)));
  file.zero_sum.forEach((row, i) => (table[1 + assets + i] = rowOf(row)));
  const elements = tableElements(rules, table);
  const digest = sha256(bytes);
  const halves = [toNumber(digest.subarray(0, 16)), toNumber(digest.subarray(16))];
  const all = [...halves, ...elements];
  const hash = hashSequence(TAG.parameters, all, (done) => progress?.(done / all.length));
  return { file, rules, table, hash };
}

function rowOf(row: ParametersFile["assets"][number]): Row {
  return {
    symbol: row.symbol,
    underlying: row.underlying,
    lotSize: readDecimal(row.lot_size) ?? { mantissa: 1n, exponent: 0 },
    mark: row.mark,
    haircutLong: row.haircut_long,
    haircutShort: row.haircut_short,
    floorLong: row.floor_long,
    floorShort: row.floor_short,
    tiers: row.tiers,
    pnl: row.pnl,
  };
}

/** A row's charges, in the order in which they are hashed. */
function charges(row: Row | null): bigint[] {
  return row === null ? [0n, 0n, 0n, 0n] : [row.haircutLong, row.haircutShort, row.floorLong, row.floorShort];
}

/** A row's gains in scenarios 1 and on, and its tiers; zeros where it is not in use. */
function rest(rules: Rules, row: Row | null): { gains: bigint[]; knees: bigint[]; slopes: bigint[] } {
  const zeros = (count: number): bigint[] => Array<bigint>(Math.max(count, 0)).fill(0n);
  if (row === null) return { gains: zeros(rules.columns - 1), knees: zeros(rules.tiers), slopes: zeros(rules.tiers) };
  return { gains: row.pnl.slice(1), knees: row.tiers.map(([knee]) => knee), slopes: row.tiers.map(([, slope]) => slope) };
}

/** What the parameters' hash hashes of the table: words of 48 bits in digits of 12, then the knees. */
function tableElements(rules: Rules, table: readonly (Row | null)[]): bigint[] {
  const digits: bigint[] = [];
  const knees: bigint[] = [];
  for (const row of table.slice(1)) {
    const own = rest(rules, row);
    const gains = own.gains.map((gain) => offset(48, gain));
    for (let word of [offset(48, row?.mark ?? 0n), ...charges(row), ...gains, ...own.slopes]) {
      for (let i = 0; i < 4; i++, word >>= 12n) digits.push(word & 0xfffn);
    }
    knees.push(...own.knees);
  }
  return [...pack(12, digits), ...pack(62, knees)];
}

/** The fingerprint of the table at a point. */
export function fingerprint({ rules, table }: Parameters, rho: bigint): bigint {
  let sum = 0n;
  for (const row of table.slice(1)) {
    const { gains, knees, slopes } = rest(rules, row);
    for (const entry of [row?.mark ?? 0n, ...charges(row), ...gains, ...slopes, ...knees]) {
      sum = ((sum + entry + R) * rho) % R;
    }
  }
  return sum;
}

/** SHA-256 of the rules: parameters with one digest share keys. */
export function rulesDigest(rules: Rules): Uint8Array {
  const numbers: (number | bigint)[] = [rules.rows, rules.assets, rules.tiers, rules.columns, rules.groups.length];
  for (const { worst, columns } of rules.groups) numbers.push(worst, columns.length, ...columns);
  numbers.push(rules.tests.length);
  for (const { groups } of rules.tests) numbers.push(groups.length, ...groups);
  numbers.push(rules.stresses.length, ...rules.stresses.map(({ column }) => column));
  numbers.push(...rules.stresses.map(({ closingCost }) => closingCost));
  const cover = rules.cover === null ? [Uint8Array.of(0)] : [Uint8Array.of(1), fromNumber(rules.cover, 8)];
  return sha256(concat(ascii("plimsoll rules 1\0"), ...numbers.map((number) => fromNumber(number, 8)), ...cover));
}
