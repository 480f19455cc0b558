// What a registry on a chain says, by `eth_call`. The transport is the caller's.

import { keccak_256 } from "@noble/hashes/sha3.js";

import { ascii, concat, fromHex, fromNumber, toHex, toNumber } from "./bytes.js";
import { Rejected } from "./rejected.js";

export const STANDINGS = ["Unknown", "Fresh", "Stale", "Impaired", "Halted"] as const;
export const CLAIMS = ["None", "MarginedAndFundCovered", "Solvent"] as const;

/** What of a venue may be relied on now. Anything but Fresh is a no. */
export interface RegistryStatus {
  readonly standing: (typeof STANDINGS)[number];
  readonly claim: (typeof CLAIMS)[number];
  /** The latest sealed epoch. */
  readonly epoch: bigint;
  readonly time: bigint;
  readonly solventSince: bigint;
  readonly coverage: bigint;
  readonly flagged: bigint;
  readonly missed: bigint;
  readonly parameters: bigint;
  readonly digest: string;
}

/** A sealed epoch, whatever has become of it since. */
export interface RegistryEpoch {
  readonly digest: string;
  readonly parameters: bigint;
  readonly time: bigint;
  readonly claim: (typeof CLAIMS)[number];
  readonly impaired: boolean;
}

function call(signature: string, ...words: Uint8Array[]): string {
  return toHex(concat(keccak_256(ascii(signature)).subarray(0, 4), ...words));
}

/** The data of a call of `status(bytes32)`. */
export function statusCall(venue: Uint8Array): string {
  return call("status(bytes32)", venue);
}

/** The data of a call of `epochOf(bytes32,uint64)`. */
export function epochCall(venue: Uint8Array, epoch: bigint): string {
  return call("epochOf(bytes32,uint64)", venue, fromNumber(epoch, 32));
}

function wrong(what: string): Rejected {
  return new Rejected("registry", "Answer", `the registry's answer ${what}: is this its address, and its chain?`);
}

/** The words of an answer, of which each is below 2^bits. */
function words(answer: string, widths: readonly number[]): bigint[] {
  const bytes = fromHex(answer);
  if (bytes === null || bytes.length !== 32 * widths.length) throw wrong("has not the form of one");
  return widths.map((bits, i) => {
    const value = toNumber(bytes.subarray(32 * i, 32 * (i + 1)));
    if (value >> BigInt(bits) !== 0n) throw wrong("holds a figure that is too large");
    return value;
  });
}

function named<T>(names: readonly T[], value: bigint): T {
  const name = names[Number(value)];
  if (name === undefined) throw wrong("holds a word that is not known");
  return name;
}

function word32(value: bigint): string {
  return toHex(fromNumber(value, 32));
}

export function readStatus(answer: string): RegistryStatus {
  const all = words(answer, [8, 8, 64, 64, 64, 16, 32, 32, 256, 256]);
  const [standing, claim, epoch, time, solventSince, coverage, flagged, missed, parameters, digest] = all as [
    bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint,
  ];
  return {
    standing: named(STANDINGS, standing),
    claim: named(CLAIMS, claim),
    epoch, time, solventSince, coverage, flagged, missed, parameters,
    digest: word32(digest),
  };
}

export function readEpoch(answer: string): RegistryEpoch {
  const all = words(answer, [256, 256, 256, 256, 64, 64, 64, 32, 16, 8, 1, 32, 32, 256]);
  const at = (i: number): bigint => all[i]!;
  return {
    digest: word32(at(0)),
    parameters: at(1),
    time: at(4),
    claim: named(CLAIMS, at(9)),
    impaired: at(10) === 1n,
  };
}
