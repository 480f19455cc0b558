// Whose word a receipt is: Ed25519 over its own text, in its strictest reading.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { concat, equal, toHex, toNumber } from "./bytes.js";
import { type Receipt, signedBytes } from "./receipt.js";
import { Rejected } from "./rejected.js";

const { Point } = ed25519;

/** The key that signed a receipt, as hexadecimal digits; null if nobody did. */
export function verifySignature(receipt: Receipt): string | null {
  if (receipt.signature === null) return null;
  const { key, signature } = receipt.signature;
  if (!signed(key, signature, signedBytes(receipt))) {
    const what = "the signature on the receipt is not over what the receipt says, or not its key's";
    throw new Rejected("receipt", "Signature", what);
  }
  return toHex(key);
}

/**
 * Whether `R = s·B − h·A`, with no cofactor: points in their one form and not of
 * small order, `s` below the order. One signature has one meaning, everywhere.
 */
export function signed(key: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const [commitment, scalar] = [signature.slice(0, 32), littleEndian(signature.slice(32))];
  const order = Point.Fn.ORDER;
  if (scalar >= order) return false;
  try {
    const [a, r] = [Point.fromBytes(key, false), Point.fromBytes(commitment, false)];
    if (a.isSmallOrder() || r.isSmallOrder()) return false;
    const h = littleEndian(sha512(concat(commitment, key, message))) % order;
    const expected = Point.BASE.multiplyUnsafe(scalar).subtract(a.multiplyUnsafe(h));
    return equal(expected.toBytes(), commitment);
  } catch {
    // One of them is no point.
    return false;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return toNumber(bytes.slice().reverse());
}
