// An account's leaf: what a receipt opens.

import { toNumber } from "./bytes.js";
import { offset, pack } from "./field.js";
import { TAG, hashSequence } from "./poseidon.js";

/** Lots of a row. */
export interface Holding {
  readonly row: number;
  readonly lots: bigint;
}

/** A class in the leaf. Receipts are for customers only. */
const CUSTOMER = 0n;

const LOTS_BITS = 65;
const SLOT_BITS = 81;
const FIGURE_BITS = 84;

/** What an account has and what it must have, in units. */
export interface Footing {
  readonly equity: bigint;
  readonly requirement: bigint;
}

/** The leaf of a customer's account in a shape with so many slots: empty ones first. */
export function customerLeaf(
  identity: Uint8Array,
  salt: Uint8Array,
  { equity, requirement }: Footing,
  holdings: readonly Holding[],
  slots: number,
): bigint {
  const empty: Holding = { row: 0, lots: 0n };
  const all = [...Array<Holding>(slots - holdings.length).fill(empty), ...holdings];
  const words = all.map(({ row, lots }) => (BigInt(row) << BigInt(LOTS_BITS)) | offset(LOTS_BITS, lots));
  const header = toNumber(identity) * 4n + CUSTOMER;
  const [first = 0n, ...others] = words;
  const figures = [first, offset(FIGURE_BITS, requirement), offset(FIGURE_BITS, equity)];
  const footed = figures.reduce((element, figure) => (element << BigInt(FIGURE_BITS)) | figure);
  return hashSequence(TAG.leaf, [header, toNumber(salt), footed, ...pack(SLOT_BITS, others)]);
}
