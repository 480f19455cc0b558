// The margin rule applied to one account, in whole units of 1e-8 USD.

import type { Holding } from "./leaf.js";
import type { Parameters, Rules } from "./parameters.js";

/** What asks for a requirement. */
export type BoundBy = { readonly test: number } | "floor";

/** The rule applied to one account. */
export interface Assessment {
  /** V: what the holdings are worth. */
  readonly value: bigint;
  /** A: haircuts and tiers. */
  readonly closingCost: bigint;
  /** E = V − A. */
  readonly equity: bigint;
  readonly floor: bigint;
  /** L: the loss in every scenario, below zero for a gain. */
  readonly losses: readonly bigint[];
  /** Of every group, by position. */
  readonly risks: readonly bigint[];
  /** Of every test, by position. */
  readonly tests: readonly bigint[];
  /** R. */
  readonly requirement: bigint;
  readonly boundBy: BoundBy;
  /** E ≥ R. */
  readonly healthy: boolean;
  /** The scenario in which the account loses most: the zero move if it never loses. */
  readonly worst: { readonly column: number; readonly loss: bigint };
}

/** Every part of an exposure is below this: 47 trillion dollars. */
const RANGE = 1n << 72n;
const MAX_SLOTS = 1 << 10;

/** Applies the rule; null if the account is too large for any proved book. */
export function assess({ table, rules }: Parameters, holdings: readonly Holding[]): Assessment | null {
  if (holdings.length > MAX_SLOTS) return null;
  let [value, closingCost, floor] = [0n, 0n, 0n];
  const losses = Array<bigint>(rules.columns).fill(0n);
  for (const { row: index, lots } of holdings) {
    const row = table[index];
    if (row === null || row === undefined) continue;
    const [long, short] = lots > 0n ? [lots, 0n] : [0n, -lots];
    value += lots * row.mark;
    closingCost += long * row.haircutLong + short * row.haircutShort;
    floor += long * row.floorLong + short * row.floorShort;
    for (const [knee, slope] of row.tiers) {
      const over = long + short - knee;
      if (over > 0n) closingCost += slope * over;
    }
    row.pnl.forEach((gain, s) => (losses[s] = losses[s]! - lots * gain));
  }
  const parts = [value, closingCost, floor, ...losses];
  if (parts.some((part) => part >= RANGE || part <= -RANGE)) return null;
  const risks = rules.groups.map(({ columns, worst }) => risk(columns.map((s) => losses[s]!), worst));
  const tests = rules.tests.map(({ groups }) => groups.reduce((sum, g) => sum + risks[g]!, 0n));
  const { requirement, boundBy } = largest(floor, tests);
  const equity = value - closingCost;
  const healthy = equity >= requirement;
  return { value, closingCost, equity, floor, losses, risks, tests, requirement, boundBy, healthy, worst: worstOf(losses) };
}

/** The mean of the worst losses, rounded up to a whole unit, and never below zero. */
function risk(losses: bigint[], worst: number): bigint {
  losses.sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
  const tail = losses.slice(0, worst);
  const sum = tail.reduce((total, loss) => total + loss, 0n);
  return sum > 0n ? (sum + BigInt(tail.length) - 1n) / BigInt(tail.length) : 0n;
}

function largest(floor: bigint, tests: readonly bigint[]): { requirement: bigint; boundBy: BoundBy } {
  let found: { requirement: bigint; boundBy: BoundBy } = { requirement: floor, boundBy: "floor" };
  tests.forEach((amount, test) => {
    if (amount > found.requirement) found = { requirement: amount, boundBy: { test } };
  });
  return found;
}

function worstOf(losses: readonly bigint[]): { column: number; loss: bigint } {
  let worst = { column: 0, loss: 0n };
  losses.forEach((loss, column) => {
    if (loss > worst.loss) worst = { column, loss };
  });
  return worst;
}

/** Scenarios that some test reads, by position: the rest are for the fund alone. */
export function testedColumns({ groups, tests }: Rules): Set<number> {
  return new Set(tests.flatMap((test) => test.groups.flatMap((group) => [...groups[group]!.columns])));
}
