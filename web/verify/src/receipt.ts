// A receipt: what a trader holds to find their account under a published root.

import * as c from "./codec.js";
import { ascii, concat, utf8 } from "./bytes.js";
import { contextCodec } from "./context.js";
import { readElement } from "./field.js";

const holding = c.record({ row: c.u16, symbol: c.text, lots: c.decimal(true, 64n), quantity: c.text });
const signature = c.record({ key: c.hex(32), signature: c.hex(64) });
const receipt = c.record({
  version: c.u32,
  context: contextCodec,
  digest: c.hex(32),
  batch: c.u32,
  position: c.u32,
  identifier: c.text,
  sub_account: c.u32,
  salt: c.hex(31),
  holdings: c.list(holding),
  siblings: c.list(c.hex(32)),
  // Always written: one that is missing is read, and is then not in its form.
  signature: c.optional(c.nullable(signature), null, () => false),
});

type ReceiptText = c.Of<typeof receipt>;

/** Lots of one row, with their meaning under the parameters. */
export type ReceiptHolding = c.Of<typeof holding>;

/** The venue's word for a receipt. */
export type ReceiptSignature = c.Of<typeof signature>;

export interface Receipt extends Omit<ReceiptText, "siblings" | "version"> {
  /** The path from the leaf to the root, the leaf's own sibling first. */
  readonly siblings: readonly bigint[];
  /** What a signature is over, but for its tag: the text with no signature. */
  readonly signedText: string;
}

/** More bytes than any receipt has. */
export const MAX_RECEIPT_BYTES = 1 << 20;

/** Reads a receipt, of which there is one form only. It is not verified yet. */
export function readReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length > MAX_RECEIPT_BYTES) throw c.wrong("receipt", `is longer than ${MAX_RECEIPT_BYTES} bytes`);
  // Spaces after the text make all receipts of a venue equally long.
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0x20) end -= 1;
  const text = c.readText(bytes.subarray(0, end), receipt);
  const siblings = text.siblings.map((sibling) => {
    const element = readElement(sibling);
    if (element === null) throw c.wrong("siblings", "a field element is not below its modulus");
    return element;
  });
  if (text.holdings.some(({ lots }) => lots === -(1n << 63n))) throw c.wrong("lots", "is beyond what an account can hold");
  return { ...text, siblings, signedText: receipt.write({ ...text, signature: null }) };
}

const SIGNED_TAG = ascii("plimsoll receipt 1\0");

/** The bytes that a venue signs. */
export function signedBytes(receipt: Receipt): Uint8Array {
  return concat(SIGNED_TAG, utf8(receipt.signedText));
}

