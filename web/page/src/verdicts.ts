// The four verdicts, each with its honest states in between.

import { showMoney, toHex } from "@plimsoll/verify";

import type { Report } from "./report.js";
import type { Registry } from "./rpc.js";

export type State = "yes" | "partly" | "no" | "unknown";

export interface Tile {
  readonly title: string;
  readonly state: State;
  readonly word: string;
  readonly why: string;
}

/** What the user expects, beside what the files say. */
export interface Expected {
  readonly venue: string;
  readonly parameters: string;
  readonly signer: string;
  readonly trusted: readonly string[];
  readonly freshHours: number;
}

export interface Evidence {
  readonly report: Report;
  readonly registry: Registry | null;
  readonly registryFault: string | null;
  readonly expected: Expected;
  readonly now: number;
}

const tile = (title: string, state: State, word: string, why: string): Tile => ({ title, state, word, why });

export const word32 = (value: bigint): string => "0x" + value.toString(16).padStart(64, "0");

/** The registry holds another digest for this epoch. */
export function registryDiffers({ report, registry }: Evidence): boolean {
  return registry !== null && report.epoch !== null && registry.epoch?.digest !== report.epoch.digest;
}

export function included(evidence: Evidence): Tile {
  const { report } = evidence;
  const { receipt, receiptFault, account, accountFault, epoch, signatureFault } = report;
  const named = (state: State, word: string, why: string): Tile => tile("Included", state, word, why);
  if (receiptFault !== null) return named("no", "Receipt not readable", receiptFault.message);
  if (receipt === null) return named("unknown", "No receipt", "Add your receipt to see whether your account is in the book.");
  if (epoch === null) return withoutBook(evidence);
  if (accountFault?.kind === "receipt/Context") return named("no", "Another book", otherBook(report));
  if (accountFault !== null || account === null) return named("no", "Not in this book", sentence(accountFault?.message) ?? "The receipt does not lead to a published root.");
  if (signatureFault !== null) return named("partly", "In the book, signature broken", `The path holds, but ${signatureFault.message}`);
  if (evidence.expected.signer !== "" && evidence.expected.signer !== report.signer) return named("partly", "In the book, not signed as expected", "The path holds, but the receipt is not signed by the key that you expected: it is no evidence against the venue.");
  if (registryDiffers(evidence)) return named("partly", "Not in the registered book", "Your account is in this bundle, and the registry holds another digest for its epoch.");
  const places = `batch ${receipt.batch}, place ${receipt.position}`;
  if (!report.proven) return named("partly", "In the book as it is", `Your leaf leads to the published root (${places}), but the book itself is not proven: see "Solvent".`);
  return named("yes", "In the book", `Exactly these holdings lead to the published root (${places}).`);
}

/** All that a registry alone can say: whether it knows the receipt's digest. */
function withoutBook({ report, registry }: Evidence): Tile {
  const named = (state: State, word: string, why: string): Tile => tile("Included", state, word, why);
  const known = registry?.epoch?.digest;
  if (known === undefined) return named("unknown", "No book to look in", "Without the venue's bundle there is no root to compare with.");
  if (known !== toHex(report.receipt!.digest)) return named("no", "Not the registered book", "Your receipt is for another digest than the registry holds for its epoch.");
  return named("unknown", "The registered book, not opened", "Your receipt names the digest that the registry holds. The path leads to a root in the venue's bundle: add it.");
}

/** A reason as a sentence of its own. */
function sentence(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function otherBook({ receipt, epoch }: Report): string {
  const [own, book] = [receipt!.context, epoch!.context];
  if (toHex(own.venue) !== toHex(book.venue)) return "This is another venue's bundle: the venue in the receipt and the venue in the bundle differ.";
  if (own.chain_id !== book.chain_id) return `The receipt is for chain ${own.chain_id}, the bundle for chain ${book.chain_id}.`;
  if (own.epoch < book.epoch) return `Your receipt is of an old epoch, ${own.epoch}; the bundle is of epoch ${book.epoch}. Get the receipt of that epoch, or the bundle of yours.`;
  if (own.epoch > book.epoch) return `The bundle is of an old epoch, ${book.epoch}; your receipt is of epoch ${own.epoch}. Get the bundle of your epoch.`;
  return "The receipt and the bundle are of different moments.";
}

export function solvent(evidence: Evidence): Tile {
  const { report, registry, expected } = evidence;
  const { epoch, epochFault, keysFault, proofFault, proven, insecure } = report;
  const named = (state: State, word: string, why: string): Tile => tile("Solvent", state, word, why);
  if (epochFault !== null) return named("no", "Bundle refused", epochFault.message);
  if (epoch === null) return named("unknown", "No bundle", "Add the bundle's four files to verify the venue's proofs.");
  if (keysFault !== null) return named("no", "Key refused", keysFault.message);
  if (proofFault !== null) {
    const unknown = /Key(Unknown|NotAllowed)$/.test(proofFault.kind);
    if (unknown) return named("unknown", "Keys missing", `${proofFault.message}. Nothing can be verified without keys that you trust.`);
    return named("no", "Not proven", proofFault.message);
  }
  if (!proven) return named("unknown", "Not verified", "The proofs were not verified.");
  if (registryDiffers(evidence)) return named("no", "Not the registered book", "The registry holds another digest for this epoch: this is not what the venue registered.");
  const standing = registry?.status.standing;
  if (standing === "Halted") return named("no", "Halted", "The registry says that this venue is not to be relied on at all.");
  if (standing === "Impaired") return named("no", "Impaired", "The registry says that more is flagged than its limit allows.");
  const base = "Every account is margined or flagged, and the fund covers the committed stresses.";
  if (insecure.length > 0) return named("partly", "Proven with test keys", `${base} But ${insecure.length} of the keys were made by a single party, who can forge proofs. Reserves are not proven.`);
  if (expected.trusted.length === 0) return named("partly", "Margined and fund-covered; reserves not proven", `${base} You named no keys of your own, so this is worth what the source of these key files is worth.`);
  if (registry?.epoch?.claim === "Solvent") return named("yes", "Solvent", `${base} And the registry saw reserves for what is held of every asset at sealing.`);
  return named("partly", "Margined and fund-covered; reserves not proven", `${base} That the venue has the assets is not shown here.`);
}

export function fresh({ report, registry, registryFault, expected, now }: Evidence): Tile {
  const named = (state: State, word: string, why: string): Tile => tile("Fresh", state, word, why);
  const context = report.epoch?.context ?? report.receipt?.context;
  if (context === undefined) return named("unknown", "Nothing to date", "There is neither a bundle nor a receipt.");
  const age = now / 1000 - Number(context.time);
  const ago = `The snapshot is ${ageInWords(age)}`;
  if (registry !== null) {
    const { standing, epoch } = registry.status;
    if (registry.epoch === null) return named("no", "Not registered", `The registry knows no epoch ${context.epoch} of this venue; its latest is ${epoch}.`);
    if (report.epoch !== null && registry.epoch.digest !== report.epoch.digest) return named("no", "Another digest is registered", `What the registry says of epoch ${context.epoch} is not about this bundle.`);
    if (epoch > context.epoch) return named("no", "An old epoch", `This is epoch ${context.epoch}; the registry's latest is epoch ${epoch}. ${ago}.`);
    if (standing === "Fresh") return named("yes", "Fresh", `The registry says so, and knows no later epoch. ${ago}.`);
    return named("no", standing === "Stale" ? "Stale" : `Not fresh: ${standing.toLowerCase()}`, `The registry does not call this epoch fresh. ${ago}.`);
  }
  const untold = registryFault === null ? "Whether there is a later epoch only a registry can say." : `The registry could not be asked: ${registryFault}.`;
  if (age < -300) return named("no", "In the future", "The snapshot's time is ahead of this device's clock.");
  if (age > expected.freshHours * 3600) return named("no", "Old", `${ago}, more than ${expected.freshHours} hours. ${untold}`);
  return named("partly", "Recent by your clock", `${ago}. ${untold}`);
}

function ageInWords(seconds: number): string {
  const units: [number, string][] = [[86400, "day"], [3600, "hour"], [60, "minute"]];
  if (seconds < 0) return `${ageInWords(-seconds).replace(" old", "")} ahead of your clock`;
  const [size, name] = units.find(([size]) => seconds >= size) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? "" : "s"} old`;
}

export function unchanged(evidence: Evidence): Tile {
  const { report, registry, expected } = evidence;
  const named = (state: State, word: string, why: string): Tile => tile("Parameters unchanged", state, word, why);
  if (report.epoch === null) return named("unknown", "No bundle", "The parameters come with the bundle.");
  const own = report.epoch.parameters;
  if (expected.parameters !== "") {
    if (expected.parameters === word32(own)) return named("yes", "As you expected", "The hash of the published parameters is the one that you gave.");
    return named("no", "Not as you expected", `The published parameters hash to ${word32(own)}, and you expected another.`);
  }
  if (report.previousFault !== null) return named("unknown", "Nothing to compare", `The bundle of the epoch before is refused: ${report.previousFault.message}`);
  if (report.previousParameters !== null) {
    if (report.previousDigest !== report.epoch.previous) return named("unknown", "Not the epoch before", "The bundle given as the epoch before is not the one that this one follows.");
    if (report.previousParameters === own) return named("yes", "As in the epoch before", "Both bundles have the same parameters, and this one follows that one.");
    return named("no", "Changed since the epoch before", "This bundle follows that one, under other parameters. Ask the venue what changed.");
  }
  if (registry !== null && !registryDiffers(evidence)) {
    if (registry.before === null) return named("unknown", "Nothing to compare", "The registry has no epoch before this one.");
    if (registry.before.parameters === own) return named("yes", "As registered before", "The registry has the same parameters for the epoch before.");
    return named("no", "Changed since the epoch before", "The registry has other parameters for the epoch before.");
  }
  return named("unknown", "Nothing to compare", "Give the hash that was announced, the bundle of the epoch before, or a registry.");
}

export function tiles(evidence: Evidence): Tile[] {
  return [included(evidence), solvent(evidence), fresh(evidence), unchanged(evidence)];
}

/** All verdicts in one sentence. */
export function headline(all: readonly Tile[]): { state: State; text: string } {
  const [inside, sound, recent] = all as [Tile, Tile, Tile, Tile];
  if (inside.state === "no") return { state: "no", text: inside.word === "Another book" ? "This is not the book of your receipt." : "Your receipt does not hold." };
  if (sound.state === "no") return { state: "no", text: "What the venue published does not hold." };
  if (inside.state === "unknown" && sound.state === "unknown") return { state: "unknown", text: "Nothing could be verified yet." };
  const stale = recent.state !== "no" ? "" : recent.word === "An old epoch" ? " There is a later one." : ` It is not fresh.`;
  if (inside.state === "yes" && sound.state === "yes") return { state: stale ? "partly" : "yes", text: `Your account is in a solvent book.${stale}` };
  if (inside.state === "yes") return { state: "partly", text: `Your account is in a proven book. Its reserves are not proven.${stale}` };
  if (inside.state === "partly") return { state: "partly", text: "Your account is in this book, but something is open." };
  if (sound.state === "unknown") return { state: "unknown", text: "The venue's proofs were not verified." };
  return { state: "partly", text: `The book is proven. Whether you are in it, only a receipt can show.${stale}` };
}

export function dollars(units: bigint): string {
  const text = showMoney(units < 0n ? -units : units);
  const [whole = "0", fraction = ""] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${units < 0n ? "−" : ""}$${grouped}.${fraction.padEnd(2, "0").slice(0, 2)}`;
}
