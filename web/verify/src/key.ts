// Verifying keys and proofs as bytes.

import { keccak_256 } from "@noble/hashes/sha3.js";

import { toHex, toNumber } from "./bytes.js";
import { DecodeError, type PointG1, type PointG2, Reader } from "./reader.js";

/** A key: `e(A,B) = e(α,β)·e(IC(x),γ)·Π e(Dᵢ,δᵢ)·e(C,δ)`. */
export interface VerifyingKey {
  /** keccak-256 of the canonical bytes: the key's name, as hexadecimal digits. */
  readonly id: string;
  /** Made by one party, who can forge proofs, as the key says of itself. */
  readonly insecure: boolean;
  /** SHA-256 of the transcript of the ceremony that made it, if one did. */
  readonly ceremony: string | null;
  /** 0 plain, 1 with a challenge, 2 with parameters too. */
  readonly stages: 0 | 1 | 2;
  /** SHA-256 of the circuit's rows. */
  readonly circuit: Uint8Array;
  readonly alpha: PointG1;
  readonly beta: PointG2;
  readonly gamma: PointG2;
  /** One for each stage. */
  readonly deltas: readonly PointG2[];
  /** Live inputs: what a claim says beside its proof. */
  readonly live: number;
  /**
   * One for the constant 1; then one for each live input, or one for the
   * challenge and one for what they fold into.
   */
  readonly inputs: readonly PointG1[];
}

export interface Proof {
  readonly a: PointG1;
  readonly b: PointG2;
  readonly c: PointG1;
  /** The first stage, where there is a challenge. */
  readonly d: PointG1 | null;
}

const KEY_MAGIC = "plimsoll verifying key 2\n";
const MAX_INPUTS = 1 << 12;

/** Reads and checks a key. Its word on its origin is no evidence: trust ids. */
export function readKey(bytes: Uint8Array): VerifyingKey {
  const reader = new Reader(bytes);
  reader.magic(KEY_MAGIC);
  const origin = reader.byte();
  if (origin > 1) throw new DecodeError("Layout");
  const ceremony = origin === 1 ? toHex(reader.take(32)) : null;
  const stages = reader.byte();
  if (stages !== 0 && stages !== 1 && stages !== 2) throw new DecodeError("Layout");
  const circuit = reader.take(32).slice();
  const [alpha, beta, gamma] = [reader.g1(), reader.g2(), reader.g2()];
  const deltas = Array.from({ length: stages + 1 }, () => reader.g2());
  const counted = toNumber(reader.take(8));
  if (counted > MAX_INPUTS) throw new DecodeError("Layout");
  const live = Number(counted);
  const inputs = Array.from({ length: stages === 0 ? live + 1 : 3 }, () => reader.g1());
  reader.end();
  distinct([beta, gamma, ...deltas].map((point) => point.toAffine().x).map(({ c0, c1 }) => `${c0},${c1}`));
  distinct(inputs.map((point) => String(point.toAffine().x)));
  const id = toHex(keccak_256(bytes));
  return { id, ceremony, insecure: ceremony === null, stages, circuit, alpha, beta, gamma, deltas, live, inputs };
}

/** Equal and opposite points have one x: in one slot, nothing may act for another. */
function distinct(xs: string[]): void {
  if (new Set(xs).size !== xs.length) throw new DecodeError("Degenerate");
}

const PROOF_MAGIC = "plimsoll proof 1\n";

/** Reads and checks a proof's form. */
export function readProof(bytes: Uint8Array): Proof {
  const reader = new Reader(bytes);
  reader.magic(PROOF_MAGIC);
  const staged = reader.byte();
  if (staged > 1) throw new DecodeError("Layout");
  const [a, b, c] = [reader.g1(), reader.g2(), reader.g1()];
  const d = staged === 1 ? reader.g1() : null;
  reader.end();
  return { a, b, c, d };
}

/** Reads and checks a commitment to parameters. */
export function readCommitment(bytes: Uint8Array): PointG1 {
  const reader = new Reader(bytes);
  const point = reader.g1();
  reader.end();
  return point;
}
