// "It doesn't match": the venue's own words, and why they are not enough, in a
// file that somebody else can check.

import { toHex } from "@plimsoll/verify";

import type { Report } from "./report.js";
import { word32 } from "./verdicts.js";

export function dispute(report: Report, says: string): string {
  const { receipt, signer, account, accountFault, signatureFault, epoch } = report;
  const context = receipt!.context;
  const value = {
    version: 1,
    kind: "plimsoll dispute",
    venue: toHex(context.venue),
    chain_id: Number(context.chain_id),
    epoch: Number(context.epoch),
    time: Number(context.time),
    signed_text: receipt!.signedText,
    signature: receipt!.signature === null ? null : toHex(receipt!.signature.signature),
    signer: receipt!.signature === null ? null : toHex(receipt!.signature.key),
    signature_holds: signer !== null && signatureFault === null,
    trader_says: says,
    receipt_digest: toHex(receipt!.digest),
    bundle_digest: epoch?.digest ?? null,
    recomputed_leaf: account?.leaf == null ? null : word32(account.leaf),
    recomputed_root: account?.root == null ? null : word32(account.root),
    published_root: account === null ? null : word32(account.published),
    rejection: accountFault,
  };
  return JSON.stringify(value, null, 2) + "\n";
}
