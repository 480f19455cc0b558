// Poseidon over the scalar field, with circomlib's parameters and output; and
// how sequences, trees and paths are hashed with it.

import { R, mod } from "./field.js";
import { type Constants, FULL_ROUNDS, constants } from "./grain.js";

/**
 * What of Poseidon's rounds can be known ahead. In a partial round only the
 * first element passes the S-box, so between the full rounds everything is
 * linear but what the S-box adds to the first element of each round, `d`:
 *
 *     first of round k = heads[k]·s + Σ corners[k−j]·d_j + firsts[k]
 *     state behind all = after·s + Σ columns[n−j]·d_j + last
 *
 * A round then costs a row instead of a matrix.
 */
interface Known extends Constants {
  readonly heads: readonly Vector[];
  readonly corners: Vector;
  readonly firsts: Vector;
  readonly after: readonly Vector[];
  readonly columns: readonly Vector[];
  readonly last: Vector;
}

type Vector = readonly bigint[];

function dot(a: Vector, b: Vector): bigint {
  // Reduced once: many products are no harder to add up than one.
  let sum = 0n;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum % R;
}

const HALF = FULL_ROUNDS / 2;

function knowing(drawn: Constants): Known {
  const { rounds, matrix } = drawn;
  const partial = rounds.length - FULL_ROUNDS;
  const transposed = matrix.map((_, i) => matrix.map((row) => row[i]!));
  const unit: Vector = matrix.map((_, i) => (i === 0 ? 1n : 0n));
  const heads: Vector[] = [unit];
  const columns: Vector[] = [unit];
  let after = matrix.map((_, i): Vector => matrix.map((_, j) => (i === j ? 1n : 0n)));
  let still: Vector = unit.map(() => 0n);
  const firsts: bigint[] = [];
  for (let k = 0; k < partial; k++) {
    heads.push(transposed.map((column) => dot(column, heads[k]!)));
    columns.push(matrix.map((row) => dot(row, columns[k]!)));
    after = after.map((row) => transposed.map((column) => dot(column, row)));
    const moved = still.map((x, i) => x + rounds[HALF + k]![i]!);
    firsts.push(moved[0]! % R);
    still = matrix.map((row) => dot(row, moved));
  }
  const corners = columns.map((column) => column[0]!);
  return { rounds, matrix, heads, corners, firsts, after, columns, last: still };
}

const known = new Map<number, Known>();

function knownOf(arity: number): Known {
  let found = known.get(arity);
  if (found === undefined) known.set(arity, (found = knowing(constants(arity))));
  return found;
}

function fifth(x: bigint): bigint {
  const square = (x * x) % R;
  return (((square * square) % R) * x) % R;
}

/** The hash of 1 to 16 elements. */
export function poseidon(inputs: Vector): bigint {
  const known = knownOf(inputs.length);
  const { rounds, matrix } = known;
  const full = (state: Vector, round: number): bigint[] => {
    const passed = state.map((x, i) => fifth(x + rounds[round]![i]!));
    return matrix.map((row) => dot(row, passed));
  };
  let state: Vector = [0n, ...inputs];
  for (let round = 0; round < HALF; round++) state = full(state, round);
  state = partialRounds(known, state);
  for (let round = rounds.length - HALF; round < rounds.length; round++) state = full(state, round);
  return state[0]!;
}

function partialRounds({ heads, corners, firsts, after, columns, last }: Known, state: Vector): bigint[] {
  const added: bigint[] = [];
  const count = firsts.length;
  for (let k = 0; k < count; k++) {
    let first = dot(heads[k]!, state) + firsts[k]!;
    for (let j = 0; j < k; j++) first += corners[k - j]! * added[j]!;
    first %= R;
    added.push(fifth(first) - first);
  }
  return after.map((row, i) => {
    let sum = dot(row, state) + last[i]!;
    for (let j = 0; j < count; j++) sum += columns[count - j]![i]! * added[j]!;
    return mod(sum);
  });
}

/** What a sequence stands for: a part of every hash. */
export const TAG = { leaf: 1n, empty: 2n, state: 3n, parameters: 4n, disclosure: 5n } as const;

/** Elements that a block takes in beside its first input. */
const BLOCK = 15;

/** The hash of a sequence of any length under a tag. */
export function hashSequence(tag: bigint, elements: readonly bigint[], each?: (done: number) => void): bigint {
  let chain = (tag << 32n) | BigInt(elements.length);
  for (let at = 0; at === 0 || at < elements.length; at += BLOCK) {
    const block = elements.slice(at, at + BLOCK);
    while (block.length < 2) block.push(0n);
    chain = poseidon([chain, ...block]);
    each?.(at);
  }
  return chain;
}

/** The root that a path leads to; null if the position does not fit its length. */
export function rootOf(leaf: bigint, position: number, siblings: readonly bigint[]): bigint | null {
  if (siblings.length > 32 || position >= 2 ** siblings.length) return null;
  let [node, place] = [leaf, position];
  for (const sibling of siblings) {
    node = place % 2 === 0 ? poseidon([node, sibling]) : poseidon([sibling, node]);
    place = Math.floor(place / 2);
  }
  return node;
}
