// Every clause about parameters, over a file's figures.

import type { ParametersFile, RowFile } from "./parameters-file.js";
import type { Rules } from "./parameters.js";
import { Rejected } from "./rejected.js";

const MAX_ROWS = 1 << 16;
const MAX_TIERS = 3;
const MAX_COLUMNS = 1 << 12;
const MAX_CELLS = 1 << 24;
const MAX_GROUPS = 1 << 10;
const MAX_GROUPS_PER_TEST = 64;
const MAX_CLOSING_COST = 64n;
const MAX_COVER = 1n << 16n;

/** Collects what is violated, so that a file's faults are reported together. */
class Findings {
  readonly found: string[] = [];

  unless(holds: boolean, clause: string, place: string): void {
    if (!holds) this.found.push(`parameters.${clause} is violated at ${place}`);
  }

  end(): void {
    if (this.found.length === 0) return;
    const more = this.found.length > 5 ? `; and ${this.found.length - 5} more` : "";
    const shown = this.found.slice(0, 5).join("; ") + more;
    throw new Rejected("rejection", "Parameters", `the parameters are refused: ${shown}`, "parameters.json");
  }
}

/** Rejects parameters that violate a clause. */
export function validate(file: ParametersFile, rules: Rules): void {
  const sizes = new Findings();
  limits(rules, sizes);
  capacity(file, rules, sizes);
  // Positions mean nothing before the sizes agree.
  sizes.end();
  const uses = new Findings();
  groups(rules, uses);
  tests(rules, uses);
  stresses(rules, uses);
  file.assets.forEach((row, i) => figures(row, 1 + i, uses));
  file.zero_sum.forEach((row, i) => figures(row, 1 + rules.assets + i, uses));
  uses.end();
}

function limits(rules: Rules, findings: Findings): void {
  const atMost = (count: number, most: number): void => findings.unless(count <= most, "capacity", "the epoch");
  atMost(rules.assets + 1, rules.rows);
  atMost(rules.rows, MAX_ROWS);
  atMost(rules.tiers, MAX_TIERS);
  atMost(rules.columns, MAX_COLUMNS);
  atMost(rules.rows * (rules.columns + rules.tiers), MAX_CELLS);
  atMost(rules.groups.length, MAX_GROUPS);
  atMost(rules.tests.length, MAX_GROUPS);
  atMost(rules.stresses.length, MAX_COLUMNS);
}

function capacity(file: ParametersFile, rules: Rules, findings: Findings): void {
  const unless = (holds: boolean, place: string): void => findings.unless(holds, "capacity", place);
  unless(file.assets.length <= rules.assets, "the epoch");
  unless(file.zero_sum.length <= file.capacity.zero_sum, "the epoch");
  unless(new Set(file.groups.map(({ name }) => name)).size === file.groups.length, "the epoch");
  const symbols = new Set<string>();
  for (const row of [...file.assets, ...file.zero_sum]) {
    const place = `row ${row.symbol}`;
    unless(row.symbol !== "" && !symbols.has(row.symbol), place);
    symbols.add(row.symbol);
    unless(row.pnl.length === rules.columns, place);
    unless(row.tiers.length === rules.tiers, place);
  }
}

function increasing(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || values[i - 1]! < value);
}

function groups(rules: Rules, findings: Findings): void {
  for (const { name, columns, worst } of rules.groups) {
    const unless = (holds: boolean): void => findings.unless(holds, "groups", `group ${name}`);
    unless(columns.length > 0 && worst > 0);
    unless(worst <= columns.length);
    unless(increasing(columns) && columns.every((column) => column < rules.columns));
  }
}

function tests(rules: Rules, findings: Findings): void {
  findings.unless(rules.tests.length > 0, "tests", "the epoch");
  for (const { name, groups } of rules.tests) {
    const unless = (holds: boolean): void => findings.unless(holds, "tests", `test ${name}`);
    unless(groups.length > 0);
    unless(groups.length <= MAX_GROUPS_PER_TEST);
    unless(new Set(groups).size === groups.length && groups.every((group) => group < rules.groups.length));
  }
}

function stresses(rules: Rules, findings: Findings): void {
  const columns = rules.stresses.map(({ column }) => column);
  findings.unless(columns.includes(0), "stress", "the epoch");
  findings.unless(increasing(columns), "stress", "the epoch");
  for (const { column, closingCost } of rules.stresses) {
    const fits = column < rules.columns && closingCost > 0n && closingCost <= MAX_CLOSING_COST;
    findings.unless(fits, "stress", `scenario ${column}`);
  }
  const { cover } = rules;
  findings.unless(cover === null || (cover >= 1n && cover <= MAX_COVER), "stress", "the epoch");
}

function figures(row: RowFile, index: number, findings: Findings): void {
  const place = `row ${index}`;
  const price = (units: bigint): void => {
    findings.unless(-(1n << 47n) <= units && units < 1n << 47n, "width", place);
  };
  const charge = (units: bigint, bits: bigint): void => {
    findings.unless(units >= 0n, "sign", place);
    findings.unless(units < 1n << bits, "width", place);
  };
  price(row.mark);
  [row.haircut_long, row.haircut_short, row.floor_long, row.floor_short].forEach((units) => charge(units, 48n));
  for (const [knee, slope] of row.tiers) {
    charge(slope, 48n);
    charge(knee, 62n);
  }
  row.pnl.forEach(price);
  findings.unless((row.pnl[0] ?? 0n) === 0n, "zero-move", place);
}
