// Whether a receipt's account is in an epoch, with exactly these holdings.

import { equal, toHex } from "./bytes.js";
import { deriveIdentity, sameContext } from "./context.js";
import { showDecimal, times } from "./decimal.js";
import { customerLeaf } from "./leaf.js";
import type { Shape } from "./manifest.js";
import { type Assessment, assess } from "./margin.js";
import type { Parameters } from "./parameters.js";
import { rootOf } from "./poseidon.js";
import type { Receipt, ReceiptHolding } from "./receipt.js";
import { type Recomputed, shapeOf } from "./recompute.js";
import { Rejected } from "./rejected.js";
import { verifySignature } from "./signature.js";

/** What a receipt that is accepted shows. Only verification makes one. */
export interface AccountVerdict {
  readonly receipt: Receipt;
  readonly identity: string;
  readonly leaf: bigint;
  readonly root: bigint;
  readonly assessment: Assessment;
}

/** What a receipt leads to, whether or not that is published. */
export interface Opening {
  readonly identity: string;
  /** These three are null for an account that is too large for any proved book. */
  readonly assessment: Assessment | null;
  readonly leaf: bigint | null;
  readonly root: bigint | null;
  /** The published root of the batch that the receipt names. */
  readonly published: bigint;
}

function reject(name: string, message: string): Rejected {
  return new Rejected("receipt", name, message);
}

/**
 * Verifies that a receipt's account is in the book of an epoch. That the book is
 * in order is what `verifyBundle` says of the same bundle.
 */
export function verifyReceipt(receipt: Receipt, epoch: Recomputed): AccountVerdict {
  sameEpoch(receipt, epoch);
  verifySignature(receipt);
  return found(receipt, opened(receipt, epoch));
}

/** Whether what a receipt leads to is published. Whose word the receipt is, `verifySignature` says. */
export function found(receipt: Receipt, opening: Opening): AccountVerdict {
  const { identity, assessment, leaf, root, published } = opening;
  if (assessment === null || leaf === null || root === null || root !== published) {
    const what =
      "this account is not in the published book: identifier, sub-account, holdings, salt or path are not those of the place that the receipt names";
    throw reject("Root", what);
  }
  return { receipt, identity, leaf, root, assessment };
}

/** Checks everything but signature and root, and recomputes the root. */
export function open(receipt: Receipt, epoch: Recomputed): Opening {
  sameEpoch(receipt, epoch);
  return opened(receipt, epoch);
}

function sameEpoch(receipt: Receipt, epoch: Recomputed): void {
  if (!sameContext(receipt.context, epoch.context)) {
    throw reject("Context", "the receipt is of another epoch or venue than the bundle");
  }
  if (!equal(receipt.digest, epoch.digest)) {
    throw reject("Digest", `the receipt is for digest ${toHex(receipt.digest)}; the bundle's is ${toHex(epoch.digest)}`);
  }
}

function opened(receipt: Receipt, epoch: Recomputed): Opening {
  const [link, shape] = [epoch.chain[receipt.batch], shapeOf(epoch, receipt.batch)];
  if (link === undefined || shape === undefined) {
    throw reject("Batch", `the receipt is for batch ${receipt.batch}; the bundle has ${epoch.chain.length}, counted from 0`);
  }
  placed(receipt, shape);
  named(receipt.holdings, epoch.parameters);
  const identity = deriveIdentity(epoch.context, receipt.identifier, receipt.sub_account);
  const assessment = assess(epoch.parameters, receipt.holdings);
  const leaf = assessment === null ? null : customerLeaf(identity, receipt.salt, assessment, receipt.holdings, shape.slots);
  const root = leaf === null ? null : rootOf(leaf, receipt.position, receipt.siblings);
  return { identity: toHex(identity), assessment, leaf, root, published: link.root };
}

/** The account's place exists, and it fits there. */
function placed({ position, siblings, holdings }: Receipt, { accounts, slots }: Shape): void {
  if (position >= accounts) {
    throw reject("Position", `the receipt is for place ${position}; the batch has ${accounts}, counted from 0`);
  }
  const depth = Math.log2(accounts);
  if (siblings.length !== depth) {
    throw reject("Depth", `the path has ${siblings.length} levels; the batch's tree has ${depth}`);
  }
  if (holdings.length > slots) {
    throw reject("Slots", `${holdings.length} holdings; an account of this batch has ${slots} slots`);
  }
}

/** Rows are in order, and names and quantities are what the parameters say. */
function named(holdings: readonly ReceiptHolding[], { table }: Parameters): void {
  let last = 0;
  for (const [position, { row, symbol, lots, quantity }] of holdings.entries()) {
    const own = table[row];
    if (own === null || own === undefined) {
      throw reject("Row", `holding ${position} is of row ${row}, which the parameters do not name`);
    }
    if (row <= last) throw reject("Order", `holding ${position} is out of order: rows must strictly increase`);
    last = row;
    if (symbol !== own.symbol) {
      throw reject("Symbol", `holding ${position} is called something else than the parameters call its row`);
    }
    const exact = times(own.lotSize, lots);
    if (exact === null || showDecimal(exact) !== quantity) {
      throw reject("Quantity", `the quantity of holding ${position} is not what its lots are under the parameters`);
    }
  }
}
