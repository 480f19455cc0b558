// Verification of a bundle: everything recomputed, then every proof.

import { type Bundle, type BundleFiles, readBundle } from "./bundle.js";
import { equal, toHex } from "./bytes.js";
import { type Expectations, meets, meetsRecomputed } from "./expectations.js";
import { type Claim, type Group, type Refusal, verifyClaim, verifyGroups } from "./groth16.js";
import type { VerifyingKey } from "./key.js";
import { type KeyStore, type Role, describeRole, sameRole } from "./keys.js";
import { rulesDigest } from "./parameters.js";
import { type Recomputed, recompute, reject } from "./recompute.js";
import { type Verdict, verdictOf } from "./verdict.js";

/** What is being done, and how much of it, from 0 to 1. */
export type Progress = (stage: "read" | "recompute" | "verify", share: number) => void;

/** A bundle that was accepted. Only verification makes one. */
export interface VerifiedBundle {
  readonly bundle: Bundle;
  readonly recomputed: Recomputed;
  readonly verdict: Verdict;
}

/** Reads and verifies a bundle with keys from the verifier's own store. */
export function verifyBundle(
  files: BundleFiles,
  keys: KeyStore,
  expectations: Expectations = {},
  onProgress?: Progress,
): VerifiedBundle {
  const bundle = readBundle(files, (share) => onProgress?.("read", share));
  meets(expectations, bundle.manifest);
  const recomputed = recompute(bundle, (share) => onProgress?.("recompute", share));
  return verifyRecomputed(bundle, recomputed, keys, expectations, onProgress);
}

/** Verifies a bundle of which all is recomputed that can be. */
export function verifyRecomputed(
  bundle: Bundle,
  recomputed: Recomputed,
  keys: KeyStore,
  expectations: Expectations = {},
  onProgress?: Progress,
): VerifiedBundle {
  const { manifest } = bundle;
  meets(expectations, manifest);
  said(bundle, recomputed);
  meetsRecomputed(expectations, recomputed.parameters.hash, recomputed.digest);

  const rules = toHex(rulesDigest(recomputed.parameters.rules));
  const key = (id: string, used: Role): VerifyingKey => trusted(keys, expectations, id, used, rules);
  const lanes = manifest.lanes.map(({ shape, key: id, table }) => ({ lane: shape.lane, key: key(id, { batch: shape }), table }));
  const parametersKey = key(manifest.parametersKey, "parameters");
  const closingKey = key(manifest.closingKey, "closing");

  const { proofs, chain } = bundle;
  const batches = lanes.map(({ lane, key, table }): Positioned => {
    const positions = chain.flatMap((link, batch) => (link.lane === lane ? [batch] : []));
    const claim = (batch: number): Claim => ({
      inputs: recomputed.batchInputs[batch]!,
      parameters: table,
      proof: proofs.batches[batch]!,
    });
    return { positions, group: [key, positions.map(claim)] };
  });
  const parameters: Claim = { inputs: recomputed.parametersInputs, parameters: null, proof: proofs.parameters };
  const closing: Claim = { inputs: recomputed.closingInputs, parameters: null, proof: proofs.closing };
  const alone: Group[] = [
    [parametersKey, [parameters]],
    [closingKey, [closing]],
  ];
  const all = [...alone, ...batches.map(({ group }) => group)];
  const refusal = verifyGroups(all, (share) => onProgress?.("verify", share));
  if (refusal !== null) throw culprit(alone, batches) ?? reject("Proofs", `all proofs together: ${SAYS[refusal]}`);
  const insecure = all.map(([key]) => key).filter((key) => key.insecure).map((key) => key.id);
  const verdict = verdictOf(manifest, recomputed, insecure, expectations.flagLimit);
  return { bundle, recomputed, verdict };
}

interface Positioned {
  readonly positions: readonly number[];
  readonly group: Group;
}

/** The first proof that fails by itself: parameters, closing, then the batches lane by lane. */
function culprit(alone: readonly Group[], batches: readonly Positioned[]): Error | undefined {
  const names = [
    ["ParametersProof", "the parameters proof"],
    ["ClosingProof", "the closing proof"],
  ] as const;
  for (const [i, [key, [claim]]] of alone.entries()) {
    const [name, said] = names[i]!;
    const why = verifyClaim(key, claim!);
    if (why !== null) return reject(name, `${said}: ${SAYS[why]}`);
  }
  for (const { positions, group } of batches) {
    // Together is much faster than one by one.
    if (verifyGroups([group]) === null) continue;
    const [key, claims] = group;
    for (const [i, claim] of claims.entries()) {
      const why = verifyClaim(key, claim);
      if (why !== null) return reject("BatchProof", `batch ${positions[i]}: ${SAYS[why]}`);
    }
  }
  return undefined;
}

const SAYS: Record<Refusal, string> = {
  Inputs: "it has another number of public inputs than its key",
  Stages: "the claim's commitments are not those of the key's stages",
  Empty: "the batch has no claims",
  Proof: "the proof does not verify",
};

/** What the manifest says of itself is what was recomputed, and every batch has a proof. */
function said({ manifest, proofs, chain }: Bundle, recomputed: Recomputed): void {
  if (manifest.batches !== chain.length) {
    throw reject("BatchCount", `the manifest says ${manifest.batches} batches; there are ${chain.length}`);
  }
  if (proofs.batches.length !== chain.length) {
    throw reject("ProofCount", `there are ${proofs.batches.length} batch proofs for ${chain.length} batches`);
  }
  if (manifest.parameters !== recomputed.parameters.hash) {
    throw reject("ParametersHash", "the manifest names other parameters than the file that comes with it");
  }
  if (!equal(manifest.digest, recomputed.digest)) {
    throw reject("Digest", `the manifest's digest is ${toHex(manifest.digest)}; the bundle's is ${toHex(recomputed.digest)}`);
  }
}

/** A key of the store that is for this use under these rules. */
function trusted(keys: KeyStore, expected: Expectations, id: string, used: Role, rules: string): VerifyingKey {
  if (expected.keys !== undefined && !expected.keys.has(id)) {
    throw reject("KeyNotAllowed", `key ${id} is not among those that are allowed`);
  }
  const entry = keys.get(id);
  if (entry === undefined) throw reject("KeyUnknown", `key ${id} is not in the key store: if you trust it, add it there`);
  if (!sameRole(entry.role, used)) {
    throw reject("KeyRole", `key ${id} is a key for ${describeRole(entry.role)}; the bundle uses it for ${describeRole(used)}`);
  }
  if (entry.rules !== rules) {
    throw reject("KeyRules", `key ${id} is for rules ${entry.rules}; the parameters' rules are ${rules}`);
  }
  if (expected.ceremonyOnly === true && entry.key.insecure) {
    throw reject("KeyInsecure", `key ${id} is INSECURE: made by a single party, who can forge proofs`);
  }
  return entry.key;
}
