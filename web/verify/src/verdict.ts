// The verdict on a bundle, in plain words: what is proven, and what is not.

import { toHex } from "./bytes.js";
import type { Context } from "./context.js";
import { showMoney } from "./decimal.js";
import type { Expectations } from "./expectations.js";
import type { ClassFigures, Disclosure, Manifest } from "./manifest.js";
import type { Recomputed } from "./recompute.js";

/** The verdict in a few words. */
export type Outcome = "margined and fund-covered; reserves not proven" | "impaired";

export interface Verdict {
  readonly outcome: Outcome;
  /** A key that was used is a single party's, who can forge proofs. */
  readonly insecure: readonly string[];
  readonly context: Context;
  readonly digest: string;
  readonly previous: string;
  readonly parameters: bigint;
  readonly batches: number;
  readonly disclosure: Disclosure;
  /** Published upper bounds of the flagged, customers and house together. */
  readonly flagged: bigint;
  readonly deficit: bigint;
  readonly proven: readonly string[];
  readonly notProven: readonly string[];
  readonly warnings: readonly string[];
}

export function verdictOf(
  manifest: Manifest,
  recomputed: Recomputed,
  insecure: readonly string[],
  limit: Expectations["flagLimit"],
): Verdict {
  const { disclosure, context, previous, batches } = manifest;
  const classes = [disclosure.customers, disclosure.house];
  const total = (of: (figures: ClassFigures) => bigint): bigint => classes.reduce((sum, figures) => sum + of(figures), 0n);
  const [flagged, deficit] = [total((figures) => figures.flagged), total((figures) => figures.deficit)];
  const impaired = limit !== undefined && (flagged > limit.accounts || deficit > limit.deficit);
  return {
    outcome: impaired ? "impaired" : "margined and fund-covered; reserves not proven",
    insecure,
    context,
    digest: toHex(recomputed.digest),
    previous: toHex(previous),
    parameters: recomputed.parameters.hash,
    batches,
    disclosure,
    flagged,
    deficit,
    proven: proven(disclosure, flagged, deficit),
    notProven: NOT_PROVEN,
    warnings: warnings(manifest, insecure, impaired),
  };
}

function proven({ accounts, band }: Disclosure, flagged: bigint, deficit: bigint): string[] {
  const rest =
    flagged === 0n
      ? "has enough for the margin that the parameters ask for"
      : `has enough for the margin that the parameters ask for, or is among at most ${flagged} that are flagged and lack at most ${showMoney(deficit)} USD together`;
  return [
    `Each of ${accounts} accounts ${rest}.`,
    "Every long position in a zero-sum row has its short, so every profit is a loss that somebody in the book has booked.",
    `In every stress that the parameters name, today's prices among them, the insurance fund has at least ${band}% of what accounts cannot cover.`,
    "What is held and owed of every asset, and the open interest of every instrument, are exactly as published.",
    "All of this is of the accounts under the published roots, each of which a receipt can open.",
  ];
}

const NOT_PROVEN = [
  "Reserves: that assets exist for what accounts hold. A number in a ledger is not money.",
  "That an account whose owner never checks a receipt is in the book.",
  "That the model is right: marks, haircuts and scenarios are what the venue committed to.",
  "Initial margin and open orders, and losses beyond the committed stresses.",
];

function warnings({ pins }: Manifest, insecure: readonly string[], impaired: boolean): string[] {
  const found = insecure.map(
    (key) => `INSECURE: key ${key} was made by a single party, who can forge proofs with it. Fit for tests only.`,
  );
  if (impaired) found.push("More accounts are flagged, or lack more, than the limit allows.");
  if (pins.funds.every((fund) => fund.every((byte) => byte === 0))) {
    found.push("No fund account is named: nothing can be covered by a fund.");
  }
  return found;
}
