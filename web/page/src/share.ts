// A link that says what was found: venue, epoch, digest, root and verdict, and
// nothing of whose account it was.

import { toHex, venueName } from "@plimsoll/verify";

import type { Report } from "./report.js";
import { type Tile, word32 } from "./verdicts.js";

export interface Shared {
  readonly venue: string;
  readonly epoch: string;
  readonly digest: string;
  readonly root: string;
  readonly verdict: string;
}

/** The part of a link behind its `#`, which no server sees. */
export function share(report: Report, all: readonly Tile[]): string | null {
  const { epoch, account } = report;
  if (epoch === null) return null;
  const fields: Shared = {
    venue: toHex(epoch.context.venue),
    epoch: String(epoch.context.epoch),
    digest: epoch.digest,
    root: account === null ? "" : word32(account.published),
    verdict: all.map(({ state }) => state).join("."),
  };
  return new URLSearchParams({ ...fields }).toString();
}

const STATES = /^(yes|partly|no|unknown)(\.(yes|partly|no|unknown)){3}$/;

/** Reads such a link; null if it is none. */
export function shared(fragment: string): Shared | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const get = (name: string, form: RegExp): string | null => {
    const value = fields.get(name) ?? "";
    return form.test(value) ? value : null;
  };
  const venue = get("venue", /^0x[0-9a-f]{64}$/);
  const epoch = get("epoch", /^[0-9]{1,20}$/);
  const digest = get("digest", /^0x[0-9a-f]{64}$/);
  const root = get("root", /^(0x[0-9a-f]{64})?$/);
  const verdict = get("verdict", STATES);
  if (venue === null || epoch === null || digest === null || root === null || verdict === null) return null;
  return { venue, epoch, digest, root, verdict };
}

export function nameOf(venue: Uint8Array): string {
  return venueName(venue) ?? toHex(venue);
}
