// All of an epoch that can be recomputed from what is published: nothing of it
// is ever read.

import { type Bundle, type Link, MAX_BATCHES } from "./bundle.js";
import { type Context, packContext } from "./context.js";
import { exists } from "./keys.js";
import type { LaneKey, Manifest, Shape } from "./manifest.js";
import { type Parameters, fingerprint, readParameters } from "./parameters.js";
import { Rejected } from "./rejected.js";
import { disclosureHash, initialState } from "./state.js";
import * as transcript from "./transcript.js";

/** What every proof of an epoch is about, and the epoch's digest. */
export interface Recomputed {
  readonly context: Context;
  readonly parameters: Parameters;
  readonly lanes: readonly LaneKey[];
  readonly chain: readonly Link[];
  readonly rho: bigint;
  /** The fingerprint of the table at ρ. */
  readonly phi: bigint;
  readonly digest: Uint8Array;
  /** Public inputs of the batch proofs, in the order of the chain. */
  readonly batchInputs: readonly (readonly bigint[])[];
  readonly parametersInputs: readonly bigint[];
  readonly closingInputs: readonly bigint[];
}

export function reject(name: string, message: string): Rejected {
  return new Rejected("rejection", name, message);
}

/** Recomputes what a bundle's proofs are about, and its digest. */
export function recompute({ manifest, parameters: bytes, chain }: Bundle, progress?: (share: number) => void): Recomputed {
  numbered(manifest);
  const places = arranged(manifest.lanes, chain);
  const parameters = readParameters(bytes, progress);
  const { rules } = parameters;
  const { context, lanes, disclosure } = manifest;
  if (disclosure.accounts > places) {
    throw reject("Accounts", `${disclosure.accounts} accounts are disclosed; the batches have ${places} places`);
  }
  const initial = initialState(rules, manifest.pins);
  const disclosed = disclosureHash(rules, disclosure);
  const rho = transcript.rho(context, parameters.hash, lanes);
  const phi = fingerprint(parameters, rho);
  let state = initial;
  const batchInputs = chain.map(({ root, stateOut }, batch) => {
    const inputs = [packContext(context, { batch }), root, state, stateOut, rho, phi];
    state = stateOut;
    return inputs;
  });
  const parametersInputs = [packContext(context, "parameters"), parameters.hash, rho, phi];
  const closingInputs = [packContext(context, "closing"), state, disclosed];
  const digest = transcript.digest(manifest, parameters.hash, chain, closingInputs);
  return { context, parameters, lanes, chain, rho, phi, digest, batchInputs, parametersInputs, closingInputs };
}

/** A batch's shape; undefined beyond the last. */
export function shapeOf({ chain, lanes }: Recomputed, batch: number): Shape | undefined {
  const lane = chain[batch]?.lane;
  return lanes.find(({ shape }) => shape.lane === lane)?.shape;
}

/** Epochs are counted from 1, and all but the first follow one. */
function numbered({ context: { epoch }, previous }: Manifest): void {
  if (epoch === 0n) throw reject("EpochZero", "the bundle is of epoch 0; epochs are counted from 1");
  const follows = previous.some((byte) => byte !== 0);
  if (follows !== epoch > 1n) {
    const why =
      epoch === 1n
        ? "is the first and follows none; its previous digest must be zeros"
        : "must follow another; its previous digest is zeros";
    throw reject("PreviousForm", `epoch ${epoch} ${why}`);
  }
}

/** There are batches, each of a lane with a key, and no key without a batch. */
function arranged(lanes: readonly LaneKey[], chain: readonly Link[]): bigint {
  if (chain.length === 0) throw reject("NoBatches", "the bundle has no batches, so it proves nothing");
  if (chain.length > MAX_BATCHES) {
    throw reject("TooManyBatches", `the bundle has ${chain.length} batches; an epoch has at most ${MAX_BATCHES}`);
  }
  lanes.forEach(({ shape: { lane } }, i) => {
    if (i > 0 && lanes[i - 1]!.shape.lane >= lane) {
      throw reject("LaneOrder", `lane ${lane} is listed out of order or twice: a lane has one key`);
    }
  });
  for (const { shape } of lanes) {
    if (!exists(shape)) {
      throw reject("Shape", `lane ${shape.lane} has ${shape.accounts} accounts and ${shape.slots} slots: there is no such shape`);
    }
  }
  const accounts = new Map(lanes.map(({ shape }) => [shape.lane, BigInt(shape.accounts)]));
  let places = 0n;
  chain.forEach(({ lane }, batch) => {
    const own = accounts.get(lane);
    if (own === undefined) throw reject("LaneUnknown", `batch ${batch} is of lane ${lane}, which has no key`);
    places += own;
  });
  const used = new Set(chain.map(({ lane }) => lane));
  for (const { shape: { lane } } of lanes) {
    if (!used.has(lane)) throw reject("LaneUnused", `lane ${lane} has a key and no batch`);
  }
  return places;
}
