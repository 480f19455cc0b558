// Groth16 with stages: one claim, or many by one random combination and one
// product of pairings.

import { mulAddUnsafe, pippenger } from "@noble/curves/abstract/curve.js";
import { bn254 } from "@noble/curves/bn254.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

import { ascii, concat, fromHex, fromNumber, toNumber } from "./bytes.js";
import { R, mod } from "./field.js";
import type { Proof, VerifyingKey } from "./key.js";
import { type Lines, linesOf, millerLoops } from "./miller.js";
import { G1, type PointG1, type PointG2, wordsOf, wordsOfG1, wordsOfG2 } from "./reader.js";

/** What is claimed, and its proof. */
export interface Claim {
  /** The live inputs. */
  readonly inputs: readonly bigint[];
  /** The commitment to parameters, where the circuit has such a stage. */
  readonly parameters: PointG1 | null;
  readonly proof: Proof;
}

/** Why a claim is rejected, as the Rust verifier names it. */
export type Refusal = "Inputs" | "Stages" | "Empty" | "Proof";

const CHALLENGE_TAG = ascii("plimsoll challenge 1");
const BATCH_TAG = ascii("plimsoll batch 1");
const GROUPS_TAG = ascii("plimsoll groups 1");

function idOf(key: VerifyingKey): Uint8Array {
  const id = fromHex(key.id, 32);
  if (id === null) throw new TypeError(`a key's id is 0x and 64 digits, not ${key.id}`);
  return id;
}

/** The challenge, which a verifier computes and never reads. */
export function challenge(key: VerifyingKey, claim: Claim, first: PointG1): bigint {
  const points = claim.parameters === null ? [first] : [claim.parameters, first];
  const hashed = concat(CHALLENGE_TAG, idOf(key), wordsOf(claim.inputs), ...points.map(wordsOfG1));
  return mod(toNumber(keccak_256(hashed)));
}

/** What stands for all live inputs among the key's public ones: the sum of each times a power of the challenge. */
function folded(inputs: readonly bigint[], challenge: bigint): bigint {
  return inputs.reduceRight((sum, input) => mod(sum * challenge + input), 0n);
}

/** `1, inputs…` or `1, challenge, folded inputs`; the number of inputs and commitments is checked here. */
function publicInputs(key: VerifyingKey, claim: Claim): bigint[] | Refusal {
  if (claim.inputs.length !== key.live) return "Inputs";
  // From the modulus on a number is another's alias: hashed as given, folded as that one.
  if (claim.inputs.some((input) => input < 0n || input >= R)) return "Inputs";
  const { parameters, proof } = claim;
  const fits = (proof.d !== null) === key.stages >= 1 && (parameters !== null) === (key.stages === 2);
  if (!fits) return "Stages";
  if (proof.d === null) return [1n, ...claim.inputs];
  const own = challenge(key, claim, proof.d);
  return [1n, own, folded(claim.inputs, own)];
}

type Term = [PointG1, PointG2];

/** What must pair to nothing: the weighted sum of the claims' equations. */
function terms(key: VerifyingKey, claims: readonly Claim[], weights: readonly bigint[]): Term[] | Refusal {
  const found: Term[] = [];
  const inputs: bigint[] = key.inputs.map(() => 0n);
  const stages: { points: PointG1[] }[] = key.deltas.map(() => ({ points: [] }));
  for (const [i, claim] of claims.entries()) {
    const weight = weights[i]!;
    const own = publicInputs(key, claim);
    if (typeof own === "string") return own;
    own.forEach((input, j) => (inputs[j] = (inputs[j]! + weight * input) % R));
    found.push([times(claim.proof.a, weight).negate(), claim.proof.b]);
    const { parameters, proof } = claim;
    const points = [parameters, proof.d, proof.c].filter((point) => point !== null);
    points.forEach((point, j) => stages[j]!.points.push(point));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0n) % R;
  found.push([times(key.alpha, total), key.beta]);
  found.push([sum(key.inputs, inputs), key.gamma]);
  stages.forEach(({ points }, j) => found.push([sum(points, weights), key.deltas[j]!]));
  return found;
}

function times(point: PointG1, scalar: bigint): PointG1 {
  return scalar === 1n ? point : point.multiplyUnsafe(scalar);
}

/** From so many points on, buckets are faster than one chain of doublings. */
const MANY = 64;

/** The weighted sum of points. */
function sum(points: readonly PointG1[], weights: readonly bigint[]): PointG1 {
  const own = [...weights.slice(0, points.length)];
  if (points.length === 1) return times(points[0]!, own[0]!);
  return (points.length < MANY ? mulAddUnsafe : pippenger)(G1, [...points], own);
}

/** The lines of keys' points: the same in every claim. */
const kept = new WeakMap<PointG2, Lines>();

function linesFor(point: PointG2, keep: boolean): Lines {
  const known = kept.get(point);
  if (known !== undefined) return known;
  const made = linesOf(point);
  if (keep) kept.set(point, made);
  return made;
}

/** Terms of one Miller loop, so that memory does not grow with the bundle. */
const AT_ONCE = 64;

/** Whether the product of all pairings is one. */
function balanced(all: readonly Term[], fixed: ReadonlySet<PointG2>, progress: (terms: number) => void): boolean {
  const { Fp12 } = bn254.fields;
  // Zero pairs to one.
  const live = all.filter(([g1]) => !g1.is0());
  let product = Fp12.ONE;
  for (let at = 0; at < live.length; at += AT_ONCE) {
    const part = live.slice(at, at + AT_ONCE);
    const pairs = part.map(([g1, g2]): [Lines, bigint, bigint] => {
      const { x, y } = g1.toAffine();
      return [linesFor(g2, fixed.has(g2)), x, y];
    });
    product = Fp12.mul(product, millerLoops(pairs));
    progress(at + part.length);
  }
  return Fp12.eql(Fp12.finalExponentiate(product), Fp12.ONE);
}

function fixedOf(keys: readonly VerifyingKey[]): Set<PointG2> {
  return new Set(keys.flatMap((key) => [key.beta, key.gamma, ...key.deltas]));
}

/** Verifies one claim; null if it holds. */
export function verifyClaim(key: VerifyingKey, claim: Claim): Refusal | null {
  return verifyWeighted([[key, [claim]]], [1n]);
}

/** Claims of one key. */
export type Group = readonly [VerifyingKey, readonly Claim[]];

/**
 * Verifies claims of several keys by one random combination, whose 128-bit
 * coefficients come from a hash of all keys and claims; null if all hold.
 */
export function verifyGroups(groups: readonly Group[], progress?: (share: number) => void): Refusal | null {
  if (groups.length === 0 || groups.some(([, claims]) => claims.length === 0)) return "Empty";
  return verifyWeighted(groups, coefficients(groups), progress);
}

function verifyWeighted(groups: readonly Group[], weights: bigint[], progress?: (share: number) => void): Refusal | null {
  const all: Term[] = [];
  let at = 0;
  for (const [key, claims] of groups) {
    const own = terms(key, claims, weights.slice(at, (at += claims.length)));
    if (typeof own === "string") return own;
    all.push(...own);
  }
  const fixed = fixedOf(groups.map(([key]) => key));
  const holds = balanced(all, fixed, (done) => progress?.(done / all.length));
  return holds ? null : "Proof";
}

/** What each claim is weighted with, in order. */
export function coefficients(groups: readonly Group[]): bigint[] {
  const seed = keccak_256(concat(GROUPS_TAG, ...groups.map(transcript)));
  const count = groups.reduce((sum, [, claims]) => sum + claims.length, 0);
  return Array.from({ length: count }, (_, position) => {
    const hash = keccak_256(concat(seed, fromNumber(position, 8)));
    return toNumber(hash.subarray(0, 16));
  });
}

/** A hash of a key and of everything in every claim. */
function transcript([key, claims]: Group): Uint8Array {
  const hash = keccak_256.create();
  hash.update(BATCH_TAG).update(idOf(key)).update(fromNumber(claims.length, 8));
  for (const { inputs, parameters, proof } of claims) {
    hash.update(fromNumber(inputs.length, 8)).update(wordsOf(inputs));
    const points = [parameters, proof.d, proof.a, proof.c].filter((point) => point !== null);
    points.forEach((point) => hash.update(wordsOfG1(point)));
    hash.update(wordsOfG2(proof.b));
  }
  return hash.digest();
}
