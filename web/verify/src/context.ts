// Which venue, on which chain, at what time; and who is meant there.

import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

import { ascii, concat, equal, fromNumber, toNumber, utf8 } from "./bytes.js";
import * as c from "./codec.js";

export const contextCodec = c.record({ chain_id: c.u64, venue: c.hex(32), epoch: c.u64, time: c.u64 });

/** Where and when an epoch is. */
export type Context = c.Of<typeof contextCodec>;

/** What of an epoch a proof is about. */
export type Part = { readonly batch: number } | "parameters" | "closing";

export function sameContext(a: Context, b: Context): boolean {
  return a.chain_id === b.chain_id && equal(a.venue, b.venue) && a.epoch === b.epoch && a.time === b.time;
}

/** The context as one public input: 208 bits of a hash, the kind of part, its position. */
export function packContext(context: Context, part: Part): bigint {
  const { chain_id, venue, epoch, time } = context;
  const numbers = [fromNumber(chain_id, 8), venue, fromNumber(epoch, 8), fromNumber(time, 8)];
  const hash = keccak_256(concat(ascii("plimsoll context 1\0"), ...numbers));
  const [kind, position] = typeof part === "object" ? [0, part.batch] : [part === "parameters" ? 1 : 2, 0];
  return toNumber(concat(hash.subarray(0, 26), Uint8Array.of(kind), fromNumber(position, 4)));
}

/** The 26 bytes that name a trader's account in one epoch, which no venue can choose. */
export function deriveIdentity(context: Context, identifier: string, subAccount: number): Uint8Array {
  const { chain_id, venue, epoch } = context;
  const name = utf8(identifier);
  const place = [fromNumber(chain_id, 8), venue, fromNumber(epoch, 8)];
  const who = [fromNumber(name.length, 8), name, fromNumber(subAccount, 4)];
  return sha256(concat(ascii("plimsoll identity 1\0"), ...place, ...who)).slice(0, 26);
}

/** A venue's name, if its 32 bytes are one padded with zeros. */
export function venueName(venue: Uint8Array): string | null {
  let end = venue.length;
  while (end > 0 && venue[end - 1] === 0) end--;
  let name: string;
  try {
    name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(venue.subarray(0, end));
  } catch {
    return null;
  }
  return name !== "" && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) ? name : null;
}
