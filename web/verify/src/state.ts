// The state before the first batch, and the disclosure, as hashes.

import { toNumber } from "./bytes.js";
import { offset, pack } from "./field.js";
import type { Disclosure, Pins } from "./manifest.js";
import type { Rules } from "./parameters.js";
import { TAG, hashSequence } from "./poseidon.js";
import { Rejected } from "./rejected.js";

const COUNT_BITS = 32;
const MONEY_BITS = 112;
const LOTS_BITS = 80;
const FUND_BITS = 96;
const THRESHOLD_BITS = 80;

/** The hash of the initial state: no accounts, the published pins, a salt of zeros. */
export function initialState(rules: Rules, pins: Pins): bigint {
  const zeros = (count: number): bigint[] => Array<bigint>(count).fill(0n);
  const { stresses, assets } = rules;
  checkThresholds(rules, pins.thresholds);
  const lots = 2 * (3 * assets + zeroSumRows(rules));
  return hashSequence(TAG.state, [
    0n,
    ...zeros(4),
    ...pins.funds.map(toNumber),
    ...pack(THRESHOLD_BITS, pins.thresholds),
    ...pack(COUNT_BITS, zeros(5)),
    ...pack(MONEY_BITS, zeros(4 + stresses.length)),
    ...pack(LOTS_BITS, zeros(lots)),
    ...pack(FUND_BITS, stresses.map(() => offset(FUND_BITS, 0n))),
  ]);
}

/** One threshold for each stress, none negative, and zero where the fund covers all. */
function checkThresholds({ stresses, cover }: Rules, thresholds: readonly bigint[]): void {
  const most = cover === null ? 1n : 1n << BigInt(THRESHOLD_BITS);
  const allowed = thresholds.length === stresses.length && thresholds.every((t) => t >= 0n && t < most);
  if (!allowed) {
    throw new Rejected("rejection", "Thresholds", "the fund's thresholds are not those that the rules allow");
  }
}

export function zeroSumRows({ rows, assets }: Rules): number {
  return rows - 1 - assets;
}

/** The hash of the disclosure that the closing proof binds. */
export function disclosureHash(rules: Rules, disclosure: Disclosure): bigint {
  const { accounts, band, customers, house, assets, open_interest } = disclosure;
  const gross = assets.flatMap(({ customers, house_and_fund: own }) => [customers.long, customers.short, own.long, own.short]);
  const lots = [...gross, ...open_interest];
  const listed = assets.length === rules.assets && open_interest.length === zeroSumRows(rules);
  const narrow = accounts < 1n << BigInt(COUNT_BITS) && lots.every((count) => count < 1n << BigInt(LOTS_BITS));
  if (!listed || !narrow) {
    const found = `${assets.length} assets and ${open_interest.length} zero-sum rows`;
    const expected = `${rules.assets} and ${zeroSumRows(rules)}`;
    throw new Rejected(
      "rejection",
      "Disclosure",
      `the disclosure has ${found}, and the rules ${expected}; or a figure is too large`,
    );
  }
  const classes = [customers, house];
  return hashSequence(TAG.disclosure, [
    ...pack(COUNT_BITS, [accounts, band, ...classes.flatMap(({ flagged, negative }) => [flagged, negative])]),
    ...pack(MONEY_BITS, classes.flatMap(({ deficit, owed }) => [deficit, owed])),
    ...pack(LOTS_BITS, lots),
  ]);
}
