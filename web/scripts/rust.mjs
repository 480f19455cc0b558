// What the plimsoll binary says of files: accepted, or rejected for which
// reason, by the words in which it says so.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { dirname, join } from "node:path";
import { tmpdir } from "node:os";

const REASONS = [
  ["bundle/Missing", /missing; get the whole bundle again/],
  ["rejection/ParametersForm", /parameters\.json: (?!is not in its canonical form)/],
  ["rejection/ParametersNotCanonical", /parameters\.json is not in its canonical form/],
  ["bundle/Length", /(chain|proofs)\.bin: \d+ bytes, and \d+ for/],
  ["bundle/Link", /chain\.bin, batch \d+:/],
  ["bundle/Proof", /proofs\.bin, proof \d+:/],
  ["bundle/Extra", /not a file of a bundle/],
  ["file/TooLong", /longer than the \d+ bytes that such a file may have/],
  ["key-store/Unfit", /cannot be a key for/],
  ["key-store/OtherKey", /is about key/],
  ["key-store/Descriptor", /keys\/\S+\.json: /],
  ["key-store/Key", /keys\/\S+\.vk: (?!No such)/],
  ["file/Io", /keys\/\S+: No such file/],
  ["text/Version", /version \d+ is not known/],
  ["text/Form", /not of its form/],
  ["text/NotCanonical", /not in the canonical form/],
  ["text/Value", /: `\w+`: |^`\w+`: /],
  ["receipt/Context", /the receipt is of another epoch or venue/],
  ["receipt/Digest", /the receipt is for digest/],
  ["receipt/Signature", /the signature on the receipt is not over/],
  ["receipt/Batch", /the receipt is for batch/],
  ["receipt/Position", /the receipt is for place/],
  ["receipt/Depth", /the path has \d+ levels/],
  ["receipt/Slots", /holdings; an account of this batch has/],
  ["receipt/Row", /which the parameters do not name/],
  ["receipt/Order", /is out of order: rows/],
  ["receipt/Symbol", /is called something else/],
  ["receipt/Quantity", /the quantity of holding/],
  ["receipt/Root", /this account is not in the published book/],
  ["rejection/Chain", /the bundle is for chain/],
  ["rejection/Venue", /the bundle is of venue/],
  ["rejection/EpochZero", /the bundle is of epoch 0;/],
  ["rejection/EpochTooOld", /the bundle is of epoch \d+; at least/],
  ["rejection/Epoch", /the bundle is of epoch \d+; \d+ was expected/],
  ["rejection/TimeTooOld", /the snapshot is of second/],
  ["rejection/Previous", /the bundle follows digest/],
  ["rejection/OtherDigest", /the bundle's digest is \S+; \S+ was expected/],
  ["rejection/PreviousForm", /is the first and follows none|must follow another/],
  ["rejection/NoBatches", /has no batches, so it proves nothing/],
  ["rejection/BatchCount", /the manifest says \d+ batches; there/],
  ["rejection/LaneOrder", /is listed out of order or twice/],
  ["rejection/LaneUnknown", /which has no key/],
  ["rejection/LaneUnused", /has a key and no batch/],
  ["rejection/Shape", /a shape has a power of two/],
  ["rejection/Parameters", /the parameters are refused/],
  ["rejection/ParametersHash", /the manifest names parameters/],
  ["rejection/KeyUnknown", /is not in the key store/],
  ["rejection/KeyRole", /is a key for .*; the bundle uses it/],
  ["rejection/KeyRules", /is for rules/],
  ["rejection/KeyInsecure", /is INSECURE: made by a single party, who can forge proofs$/],
  ["rejection/Thresholds", /the fund's thresholds/],
  ["rejection/Disclosure", /the disclosure has/],
  ["rejection/Accounts", /accounts are disclosed; the batches have/],
  ["rejection/Digest", /the manifest's digest is/],
  ["rejection/BatchProof", /batch \d+: the proof does not verify/],
  ["rejection/ParametersProof", /the parameters proof: /],
  ["rejection/ClosingProof", /the closing proof: /],
];

/** The binary's verdict on files, as `accept` or a kind. */
export async function ask(plimsoll, files, expected) {
  const dir = mkdtempSync(join(tmpdir(), "plimsoll-"));
  try {
    mkdirSync(join(dir, "bundle"));
    mkdirSync(join(dir, "keys"));
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), bytes);
    }
    const [bundle, keys] = [join(dir, "bundle"), join(dir, "keys")];
    const what = files["receipt.json"] ? ["account", join(dir, "receipt.json"), "--bundle", bundle] : ["bundle", bundle];
    const flags = Object.entries(expected).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]));
    await promisify(execFile)(plimsoll, ["-q", "verify", ...what, "--keys", keys, ...flags]);
    return "accept";
  } catch (error) {
    const said = String(error.stderr ?? error).trim();
    const found = REASONS.find(([, words]) => words.test(said));
    if (found === undefined) throw new Error(`what is meant by: ${said}`);
    return found[0];
  } finally {
    rmSync(dir, { recursive: true });
  }
}
