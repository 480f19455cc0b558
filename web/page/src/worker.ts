// The worker: all hashing and pairing, away from the page's own thread.

import {
  type AccountVerdict, type Recomputed, Rejected, found, open, readBundle, readKeyStore, readReceipt, recompute,
  testedColumns, toHex, verifyRecomputed, verifySignature,
} from "@plimsoll/verify";

import type { AccountReport, Answer, Fault, Files, Question, Report } from "./report.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const post = (answer: Answer): void => self.postMessage(answer);

function bytesOf(files: Files): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files).map(([name, buffer]) => [name, new Uint8Array(buffer)]));
}

/** Runs a step; a fault is an answer, and anything else is said as one too. */
function step<T>(run: () => T): [T | null, Fault | null] {
  try {
    return [run(), null];
  } catch (error) {
    if (error instanceof Rejected) return [null, { kind: error.kind, message: error.message }];
    return [null, { kind: "internal", message: `something went wrong here, not in your files: ${String(error)}` }];
  }
}

function answer(question: Question): Report {
  const started = performance.now();
  const report: Mutable<Report> = {
    receipt: null, signer: null, receiptFault: null, signatureFault: null, keysFault: null,
    epoch: null, epochFault: null, account: null, accountFault: null,
    proven: false, proofFault: null, insecure: [], provenLines: [],
    previousParameters: null, previousDigest: null, previousFault: null, milliseconds: 0,
  };
  readOwn(question, report);
  const recomputed = readEpoch(question, report);
  if (recomputed !== null) {
    if (report.receipt !== null) readAccount(recomputed.recomputed, report);
    prove(question, recomputed, report);
  }
  readPrevious(question, report);
  report.milliseconds = performance.now() - started;
  return report;
}

function readOwn({ receipt }: Question, report: Mutable<Report>): void {
  if (receipt === null) return;
  post({ progress: "Reading your receipt", share: 0 });
  [report.receipt, report.receiptFault] = step(() => readReceipt(new Uint8Array(receipt)));
  const own = report.receipt;
  if (own !== null) [report.signer, report.signatureFault] = step(() => verifySignature(own));
}

type Read = { bundle: ReturnType<typeof readBundle>; recomputed: Recomputed };

function readEpoch({ bundle: files }: Question, report: Mutable<Report>): Read | null {
  if (Object.keys(files).length === 0) return null;
  const [read, fault] = step((): Read => {
    const bundle = readBundle(bytesOf(files), (share) => post({ progress: "Reading the proofs", share: 0.05 + 0.2 * share }));
    const recomputed = recompute(bundle, (share) => post({ progress: "Hashing the parameters", share: 0.25 + 0.3 * share }));
    return { bundle, recomputed };
  });
  report.epochFault = fault;
  if (read === null) return null;
  const { manifest } = read.bundle;
  report.epoch = {
    context: manifest.context,
    digest: toHex(read.recomputed.digest),
    previous: toHex(manifest.previous),
    parameters: read.recomputed.parameters.hash,
    batches: manifest.batches,
    disclosure: manifest.disclosure,
    keys: [...manifest.lanes.map(({ key }) => key), manifest.parametersKey, manifest.closingKey],
  };
  return read;
}

function readAccount(recomputed: Recomputed, report: Mutable<Report>): void {
  const receipt = report.receipt!;
  post({ progress: "Opening your leaf", share: 0.56 });
  const [opening, fault] = step(() => open(receipt, recomputed));
  report.accountFault = fault;
  if (opening === null) return;
  // A broken signature is said beside this, so that a changed receipt's root is shown too.
  [, report.accountFault] = step((): AccountVerdict => found(receipt, opening));
  const { parameters } = recomputed;
  const { assessment } = opening;
  const tested = testedColumns(parameters.rules);
  const scenarios = parameters.file.scenarios.map((name, column) => ({
    name,
    loss: assessment?.losses[column] ?? 0n,
    tested: tested.has(column),
  }));
  const bound = assessment?.boundBy;
  const boundBy = typeof bound === "object" ? (parameters.rules.tests[bound.test]?.name ?? "") : "the floor";
  report.account = { ...opening, scenarios, boundBy } satisfies AccountReport;
}

function prove({ keys: files, trusted }: Question, { bundle, recomputed }: Read, report: Mutable<Report>): void {
  post({ progress: "Reading the keys", share: 0.58 });
  const [keys, fault] = step(() => readKeyStore(bytesOf(files)));
  report.keysFault = fault;
  if (keys === null) return;
  const allowed = trusted.length === 0 ? {} : { keys: new Set(trusted) };
  const [verified, proofFault] = step(() =>
    verifyRecomputed(bundle, recomputed, keys, allowed, (_, share) => post({ progress: "Verifying the proofs", share: 0.65 + 0.35 * share })),
  );
  report.proofFault = proofFault;
  if (verified === null) return;
  report.proven = true;
  report.insecure = verified.verdict.insecure;
  report.provenLines = verified.verdict.proven;
}

/** The epoch before: what it recomputes to is compared, its proofs are not asked for. */
function readPrevious({ previous: files }: Question, report: Mutable<Report>): void {
  if (Object.keys(files).length === 0) return;
  const [read, fault] = step(() => recompute(readBundle(bytesOf(files))));
  report.previousFault = fault;
  if (read === null) return;
  report.previousParameters = read.parameters.hash;
  report.previousDigest = toHex(read.digest);
}

self.onmessage = ({ data }: MessageEvent<Question>): void => post({ report: answer(data) });
