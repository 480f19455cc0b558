// The Miller loop of many pairs at once. The lines are the curve library's; what
// is done with them is done here, because a sum of products that is reduced once
// is several times as fast as products that are each reduced.

import { bn254 } from "@noble/curves/bn254.js";

import type { PointG2 } from "./reader.js";

const { Fp, Fp12 } = bn254.fields;
const P = Fp.ORDER;

type Fp2 = { readonly c0: bigint; readonly c1: bigint };
type Fp12 = ReturnType<typeof Fp12.mul>;

/** What a point of G2 is to every pairing that it is in. */
export type Lines = ReturnType<typeof bn254.utils.calcPairingPrecomputes>;

export function linesOf(point: PointG2): Lines {
  return bn254.utils.calcPairingPrecomputes(point);
}

/** The product of the Miller loops of pairs: lines, and the point of G1. */
export function millerLoops(pairs: readonly (readonly [Lines, bigint, bigint])[]): Fp12 {
  let f = Fp12.ONE;
  const steps = pairs[0]?.[0].length ?? 0;
  for (let i = 0; i < steps; i++) {
    if (i > 0) f = Fp12.sqr(f);
    for (const [lines, x, y] of pairs) {
      for (const [c0, c1, c2] of lines[i]!) f = timesLine(f, scaled(c2, y), scaled(c1, x), c0);
    }
  }
  return f;
}

function scaled({ c0, c1 }: Fp2, by: bigint): Fp2 {
  return { c0: (c0 * by) % P, c1: (c1 * by) % P };
}

/** Times ξ = 9 + u, not reduced: a few bits wider than an element. */
function timesXi({ c0, c1 }: Fp2): Fp2 {
  return { c0: 9n * c0 - c1, c1: 9n * c1 + c0 };
}

function reduced(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

/** a·x + b·y + c·z, reduced once. */
function sum(a: Fp2, x: Fp2, b: Fp2, y: Fp2, c: Fp2, z: Fp2): Fp2 {
  const real = a.c0 * x.c0 - a.c1 * x.c1 + b.c0 * y.c0 - b.c1 * y.c1 + c.c0 * z.c0 - c.c1 * z.c1;
  const imaginary = a.c0 * x.c1 + a.c1 * x.c0 + b.c0 * y.c1 + b.c1 * y.c0 + c.c0 * z.c1 + c.c1 * z.c0;
  return { c0: reduced(real), c1: reduced(imaginary) };
}

/** f · (o + (p + q·v)·w), where v³ = ξ and w² = v. */
function timesLine(f: Fp12, o: Fp2, p: Fp2, q: Fp2): Fp12 {
  const { c0: { c0: a0, c1: a1, c2: a2 }, c1: { c0: b0, c1: b1, c2: b2 } } = f;
  const [xp, xq] = [timesXi(p), timesXi(q)];
  return {
    c0: { c0: sum(a0, o, b2, xp, b1, xq), c1: sum(a1, o, b0, p, b2, xq), c2: sum(a2, o, b1, p, b0, q) },
    c1: { c0: sum(b0, o, a0, p, a2, xq), c1: sum(b1, o, a1, p, a0, q), c2: sum(b2, o, a2, p, a1, q) },
  };
}
