// The constants of Poseidon, drawn from the Grain generator as its authors
// define it. To generate them takes a tenth of the space of a table of them.

import { R, invert, mod } from "./field.js";

export const FULL_ROUNDS = 8;

/** Partial rounds, by arity − 1. */
export const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

export interface Constants {
  /** Constants added in each round. */
  readonly rounds: readonly (readonly bigint[])[];
  /** The matrix that each round ends with, row by row. */
  readonly matrix: readonly (readonly bigint[])[];
}

/** A shift register of 80 bits that discards half of what it makes. */
class Grain {
  private readonly bits: Uint8Array;
  private at = 0;

  constructor(width: number, partial: number) {
    // The stream is the same every time, and so long it is enough for each arity.
    const elements = (FULL_ROUNDS + partial + 2) * width;
    this.bits = new Uint8Array(80 + 160 + elements * 254 * 6);
    const seed: [number, number][] = [
      [1, 2], // a prime field
      [0, 4], // the S-box x^5
      [254, 12],
      [width, 12],
      [FULL_ROUNDS, 10],
      [partial, 10],
      [(1 << 30) - 1, 30],
    ];
    const { bits } = this;
    for (const [value, size] of seed) {
      for (let bit = size - 1; bit >= 0; bit--) bits[this.at++] = (value >> bit) & 1;
    }
    for (let i = this.at; i < bits.length; i++) {
      // prettier-ignore
      bits[i] = bits[i - 18]! ^ bits[i - 29]! ^ bits[i - 42]! ^ bits[i - 57]! ^ bits[i - 67]! ^ bits[i - 80]!;
    }
    this.at += 160;
  }

  private step(): number {
    const bit = this.bits[this.at++];
    if (bit === undefined) throw new RangeError("the generator's stream has ended");
    return bit;
  }

  private bit(): number {
    while (this.step() === 0) this.step();
    return this.step();
  }

  /** 254 bits, the first the highest. */
  private number(): bigint {
    let digits = "";
    for (let i = 0; i < 64; i++) {
      let digit = 0;
      for (let j = i === 0 ? 2 : 0; j < 4; j++) digit = 2 * digit + this.bit();
      digits += digit.toString(16);
    }
    return BigInt("0x" + digits);
  }

  /** An element, by drawing again what is beyond the modulus. */
  below(): bigint {
    for (;;) {
      const value = this.number();
      if (value < R) return value;
    }
  }

  /** An element, by reduction. */
  reduced(): bigint {
    return mod(this.number());
  }
}

/** The constants for so many inputs, 1 to 16. */
export function constants(arity: number): Constants {
  const partial = PARTIAL_ROUNDS[arity - 1];
  if (partial === undefined) throw new RangeError(`Poseidon takes 1 to 16 inputs, not ${arity}`);
  const width = arity + 1;
  const grain = new Grain(width, partial);
  const some = (draw: () => bigint): bigint[] => Array.from({ length: width }, draw);
  const rounds = Array.from({ length: FULL_ROUNDS + partial }, () => some(() => grain.below()));
  const xs = some(() => grain.reduced());
  const ys = some(() => grain.reduced());
  const matrix = xs.map((x) => ys.map((y) => invert(x + y)));
  return { rounds, matrix };
}
