// What the worker is asked, and what it answers: plain data.

import type { Assessment, Context, Disclosure, Receipt } from "@plimsoll/verify";

export type Files = Record<string, ArrayBuffer>;

export interface Question {
  readonly receipt: ArrayBuffer | null;
  readonly bundle: Files;
  readonly keys: Files;
  /** The parameters and manifest of the epoch before, to compare with. */
  readonly previous: Files;
  /** Ids of keys that the user trusts; all that were given if it is empty. */
  readonly trusted: readonly string[];
}

/** Why something was not accepted. */
export interface Fault {
  readonly kind: string;
  readonly message: string;
}

/** A scenario as the picture needs it. */
export interface Scenario {
  readonly name: string;
  readonly loss: bigint;
  /** Some margin test reads it; the rest are for the fund alone. */
  readonly tested: boolean;
}

export interface AccountReport {
  readonly identity: string;
  /** These two and the assessment are null for an account that is too large for any proved book. */
  readonly leaf: bigint | null;
  readonly root: bigint | null;
  readonly published: bigint;
  readonly assessment: Assessment | null;
  readonly scenarios: readonly Scenario[];
  readonly boundBy: string;
}

export interface EpochReport {
  readonly context: Context;
  readonly digest: string;
  readonly previous: string;
  readonly parameters: bigint;
  readonly batches: number;
  readonly disclosure: Disclosure;
  readonly keys: readonly string[];
}

export interface Report {
  readonly receipt: Receipt | null;
  /** Who signed the receipt; null if nobody did. */
  readonly signer: string | null;
  readonly receiptFault: Fault | null;
  readonly signatureFault: Fault | null;
  readonly keysFault: Fault | null;
  readonly epoch: EpochReport | null;
  readonly epochFault: Fault | null;
  readonly account: AccountReport | null;
  readonly accountFault: Fault | null;
  /** Every proof holds. */
  readonly proven: boolean;
  readonly proofFault: Fault | null;
  readonly insecure: readonly string[];
  readonly provenLines: readonly string[];
  readonly previousParameters: bigint | null;
  readonly previousDigest: string | null;
  readonly previousFault: Fault | null;
  readonly milliseconds: number;
}

export type Answer =
  | { readonly progress: string; readonly share: number }
  | { readonly report: Report };
