// The scalar field of BN254: what circuits compute in.

import { toNumber } from "./bytes.js";

/** The field's modulus, and the order of both groups. */
export const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** The representative from 0 to the modulus. */
export function mod(value: bigint): bigint {
  const rest = value % R;
  return rest < 0n ? rest + R : rest;
}

/** 32 big-endian bytes as an element; null from the modulus on. */
export function readElement(bytes: Uint8Array): bigint | null {
  const value = toNumber(bytes);
  return bytes.length === 32 && value < R ? value : null;
}

/** The inverse of an element that is not zero. */
export function invert(value: bigint): bigint {
  let [a, b, x, y] = [mod(value), R, 1n, 0n];
  while (a !== 0n) {
    const quotient = b / a;
    [a, b, x, y] = [b - quotient * a, a, y - quotient * x, x];
  }
  return mod(y);
}

/** Bits that an element carries without reduction. */
const CAPACITY = 253;

/** Packs numbers below 2^width, as many to an element as fit, the first lowest. */
export function pack(width: number, values: Iterable<bigint>): bigint[] {
  const each = Math.floor(CAPACITY / width);
  const elements: bigint[] = [];
  let [element, used] = [0n, 0];
  for (const value of values) {
    if (value < 0n || value >> BigInt(width) !== 0n) throw new RangeError(`a value is wider than ${width} bits`);
    element |= value << BigInt(width * used);
    if (++used === each) {
      elements.push(element);
      [element, used] = [0n, 0];
    }
  }
  if (used > 0) elements.push(element);
  return elements;
}

/** A signed number as an unsigned one of so many bits. */
export function offset(width: number, value: bigint): bigint {
  return value + (1n << BigInt(width - 1));
}
