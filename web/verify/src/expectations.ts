// What a verifier expects of a bundle beside its truth.

import { equal, toHex } from "./bytes.js";
import type { Manifest } from "./manifest.js";
import { reject } from "./recompute.js";

/** What is expected; what is left out is not asked for. */
export interface Expectations {
  readonly chainId?: bigint;
  /** The venue's 32 bytes. */
  readonly venue?: Uint8Array;
  /** Exactly this epoch. */
  readonly epoch?: bigint;
  readonly leastEpoch?: bigint;
  readonly leastTime?: bigint;
  /** The digest of the epoch before. */
  readonly previous?: Uint8Array;
  /** The parameters' hash, as it was announced. */
  readonly parameters?: bigint;
  /** The digest, as it was registered. */
  readonly digest?: Uint8Array;
  /** Ids of keys that may be used; all of the store's if none are named. */
  readonly keys?: ReadonlySet<string>;
  /** Refuse keys that a single party made. */
  readonly ceremonyOnly?: boolean;
  /** Beyond this the verdict is "impaired": customers and house together. */
  readonly flagLimit?: { readonly accounts: bigint; readonly deficit: bigint };
}

/** The bundle is the expected one, as far as its manifest tells. */
export function meets(expected: Expectations, { context, previous }: Manifest): void {
  const { chain_id, venue, epoch, time } = context;
  if (expected.chainId !== undefined && expected.chainId !== chain_id) {
    throw reject("Chain", `the bundle is for chain ${chain_id}; ${expected.chainId} was expected`);
  }
  if (expected.venue !== undefined && !equal(expected.venue, venue)) {
    throw reject("Venue", `the bundle is of venue ${toHex(venue)}; ${toHex(expected.venue)} was expected`);
  }
  if (expected.epoch !== undefined && expected.epoch !== epoch) {
    throw reject("Epoch", `the bundle is of epoch ${epoch}; ${expected.epoch} was expected`);
  }
  if (expected.leastEpoch !== undefined && epoch < expected.leastEpoch) {
    throw reject("EpochTooOld", `the bundle is of epoch ${epoch}; at least ${expected.leastEpoch} was expected: get a newer one`);
  }
  if (expected.leastTime !== undefined && time < expected.leastTime) {
    throw reject("TimeTooOld", `the snapshot is of second ${time}; at least ${expected.leastTime} was expected: get a newer one`);
  }
  if (expected.previous !== undefined && !equal(expected.previous, previous)) {
    throw reject("Previous", `the bundle follows digest ${toHex(previous)}; ${toHex(expected.previous)} was expected`);
  }
}

/** What was recomputed is the expected. */
export function meetsRecomputed(expected: Expectations, parameters: bigint, digest: Uint8Array): void {
  if (expected.parameters !== undefined && expected.parameters !== parameters) {
    throw reject("Policy", `the bundle is under other parameters than were expected`);
  }
  if (expected.digest !== undefined && !equal(expected.digest, digest)) {
    throw reject("OtherDigest", `the bundle's digest is ${toHex(digest)}; ${toHex(expected.digest)} was expected`);
  }
}
