// @plimsoll/verify: whether what a venue publishes of an epoch is true, and
// whether a trader's account is in it.

export { type AccountVerdict, type Opening, found, open, verifyReceipt } from "./account.js";
export { BUNDLE_FILES, type Bundle, type BundleFiles, type Link, MAX_BATCHES, checkSize, readBundle } from "./bundle.js";
export { fromHex, fromNumber, toHex, toNumber } from "./bytes.js";
export { type Context, deriveIdentity, packContext, sameContext, venueName } from "./context.js";
export { type Decimal, readDecimal, showDecimal, showMoney } from "./decimal.js";
export type { Expectations } from "./expectations.js";
export { type Claim, type Group, type Refusal, challenge, coefficients, verifyClaim, verifyGroups } from "./groth16.js";
export { type Proof, type VerifyingKey, readKey, readProof } from "./key.js";
export {
  type KeyStore, MAX_DESCRIPTOR_BYTES, MAX_KEY_BYTES, type Role, type TrustedKey, describeRole, readKeyFile, readKeyStore,
} from "./keys.js";
export { type Holding, customerLeaf } from "./leaf.js";
export { type ClassFigures, type Disclosure, type LaneKey, type Manifest, type Pins, type Shape, readManifest } from "./manifest.js";
export { type Assessment, type BoundBy, assess, testedColumns } from "./margin.js";
export { type Parameters, type Row, type Rules, fingerprint, readParameters, rulesDigest } from "./parameters.js";
export { hashSequence, poseidon, rootOf } from "./poseidon.js";
export { MAX_RECEIPT_BYTES, type Receipt, type ReceiptHolding, type ReceiptSignature, readReceipt, signedBytes } from "./receipt.js";
export { type Recomputed, recompute, shapeOf } from "./recompute.js";
export { type Area, Rejected } from "./rejected.js";
export { signed, verifySignature } from "./signature.js";
export { type Outcome, type Verdict } from "./verdict.js";
export { type Progress, type VerifiedBundle, verifyBundle, verifyRecomputed } from "./verify.js";
export {
  CLAIMS, STANDINGS, type RegistryEpoch, type RegistryStatus, epochCall, readEpoch, readStatus, statusCall,
} from "./registry.js";
