// Canonical bytes, read to the last one and checked: lengths, field elements
// below their modulus, points on their curve, in their subgroup and not zero.

import { bn254 } from "@noble/curves/bn254.js";

import { ascii, equal, fromNumber, toNumber } from "./bytes.js";
import { readElement } from "./field.js";
import { Rejected } from "./rejected.js";

export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export type PointG1 = InstanceType<typeof G1>;
export type PointG2 = InstanceType<typeof G2>;

/** The modulus of the field of coordinates. */
const P = bn254.fields.Fp.ORDER;

/** Why bytes are not what they should be, as the Rust verifier names it. */
export type DecodeName = "Short" | "Trailing" | "Magic" | "NotCanonical" | "Point" | "Degenerate" | "Layout";

/** Bytes that are not what they should be; whoever knows where they stand says so. */
export class DecodeError extends Error {
  readonly why: DecodeName;
  constructor(why: DecodeName) {
    super(WHY[why]);
    this.why = why;
  }
}

const WHY: Record<DecodeName, string> = {
  Short: "the bytes end too soon",
  Trailing: "there are bytes left over",
  Magic: "the bytes do not begin as this format does",
  NotCanonical: "a field element is not below its modulus",
  Point: "a point is the identity, or not in its group",
  Degenerate: "two of the key's points are equal or opposite: forged proofs would verify",
  Layout: "a count or kind that no key has",
};

/** Reads, and says of bytes that are wrong where they stand. */
export function decoding<T>(read: () => T, rejected: (error: DecodeError) => Rejected): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DecodeError ? rejected(error) : error;
  }
}

export class Reader {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  take(count: number): Uint8Array {
    if (count > this.bytes.length - this.at) throw new DecodeError("Short");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  magic(magic: string): void {
    if (!equal(this.take(magic.length), ascii(magic))) throw new DecodeError("Magic");
  }

  /** An element of the scalar field. */
  element(): bigint {
    const value = readElement(this.take(32));
    if (value === null) throw new DecodeError("NotCanonical");
    return value;
  }

  private coordinate(): bigint {
    const value = toNumber(this.take(32));
    if (value >= P) throw new DecodeError("NotCanonical");
    return value;
  }

  g1(): PointG1 {
    const [x, y] = [this.coordinate(), this.coordinate()];
    // Without this, (0, 0) would stand for the identity.
    if (x === 0n && y === 0n) throw new DecodeError("Point");
    return proper(() => G1.fromAffine({ x, y }));
  }

  /** Imaginary parts come first. */
  g2(): PointG2 {
    const [x1, x0, y1, y0] = [this.coordinate(), this.coordinate(), this.coordinate(), this.coordinate()];
    if (x1 === 0n && x0 === 0n && y1 === 0n && y0 === 0n) throw new DecodeError("Point");
    return proper(() => G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } }));
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new DecodeError("Trailing");
  }
}

/** A point on its curve, in its subgroup, and not the identity. */
function proper<T extends { assertValidity(): void; is0(): boolean }>(make: () => T): T {
  let point: T;
  try {
    point = make();
    point.assertValidity();
  } catch {
    throw new DecodeError("Point");
  }
  if (point.is0()) throw new DecodeError("Point");
  return point;
}

/** `x ‖ y`. */
export function wordsOfG1(point: PointG1): Uint8Array {
  const { x, y } = point.toAffine();
  return fromNumber((x << 256n) | y, 64);
}

/** `x₁ ‖ x₀ ‖ y₁ ‖ y₀`. */
export function wordsOfG2(point: PointG2): Uint8Array {
  const { x, y } = point.toAffine();
  return fromNumber((x.c1 << 768n) | (x.c0 << 512n) | (y.c1 << 256n) | y.c0, 128);
}

/** Elements of the scalar field as words. */
export function wordsOf(elements: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(32 * elements.length);
  elements.forEach((element, i) => out.set(fromNumber(element, 32), 32 * i));
  return out;
}
