// The page: what is given, what is expected, and the question to the worker.

import workerSource from "virtual:worker";

import { h, shown } from "./dom.js";
import { type Given, buffers, dropped, nothing, takeAll } from "./files.js";
import { mark, sign } from "./mark.js";
import type { Answer, Question, Report } from "./report.js";
import { result } from "./result.js";
import { askRegistry, type Registry } from "./rpc.js";
import { nameOf, shared } from "./share.js";
import { fromHex } from "@plimsoll/verify";
import type { Expected } from "./verdicts.js";
import "./base.css";
import "./verdicts.css";
import "./margin.css";
import "./small.css";

const given: Given = nothing();
let running: Worker | null = null;

const list = h("ul", { class: "given", "aria-live": "polite" });
const progress = h("progress", { max: 1, value: 0, "aria-label": "Progress" });
const doing = h("p", { role: "status", class: "doing" });
const found = h("div", { id: "result" });
const check = h("button", { type: "button", class: "primary", disabled: true, click: () => void run() }, "Check");

function picker(label: string, folder: boolean, as: "own" | "previous"): HTMLElement {
  const id = `pick-${as}-${folder ? "folder" : "files"}`;
  const input = h("input", { type: "file", id, multiple: true, class: "hidden", change: () => add([...(input.files ?? [])], as) });
  if (folder) input.webkitdirectory = true;
  return h("span", { class: "picker" }, input, h("label", { for: id, class: "button" }, label));
}

function add(files: File[], as: "own" | "previous"): void {
  takeAll(given, files, as);
  show();
}

/** What is there, and what is missing. */
function show(): void {
  const { receipt, bundle, keys, previous, refused } = given;
  const vks = [...keys.keys()].filter((name) => name.endsWith(".vk")).length;
  const item = (there: boolean, what: string, note: string): HTMLElement =>
    h("li", { class: there ? "there" : "missing" }, sign(there ? "yes" : "unknown"), h("span", {}, h("b", {}, what), " ", note));
  const missing = ["manifest.json", "parameters.json", "chain.bin", "proofs.bin"].filter((name) => !bundle.has(name));
  list.replaceChildren(
    item(receipt !== null, "Your receipt", receipt === null ? "one JSON file that the venue gave to you alone" : shown(receipt.name)),
    item(missing.length === 0, "The venue's bundle", missing.length === 0 ? "all four files" : bundle.size === 0 ? "manifest.json, parameters.json, chain.bin, proofs.bin" : `missing: ${missing.join(", ")}`),
    item(vks > 0, "Verifying keys", vks === 0 ? "a folder of keys that you trust, from somebody who is not the venue" : `${vks} of them`),
    previous.size > 0 ? item(previous.size === 4, "The epoch before", `${previous.size} of 4 files`) : "",
    ...refused.map((what) => h("li", { class: "refused", role: "alert" }, sign("no"), h("span", {}, shown(what)))),
  );
  check.disabled = receipt === null && bundle.size === 0;
}

function field(id: string, label: string, note: string, attributes: Record<string, string | number> = {}): [HTMLElement, HTMLInputElement] {
  const input = h("input", { id, type: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-note`, ...attributes });
  return [h("div", { class: "field" }, h("label", { for: id }, label), input, h("p", { class: "small", id: `${id}-note` }, note)), input];
}

const [signerField, signer] = field("signer", "The venue's signing key", "The Ed25519 key that it announced: 0x and 64 digits.");
const [hashField, hash] = field("parameters", "Hash of the parameters that you expect", "As the venue announced it, 0x and 64 digits.");
const [hoursField, hours] = field("hours", "Fresh means at most so many hours old", "Used where no registry is asked.", { type: "number", min: 1, max: 100000, value: 24 });
const [urlField, url] = field("rpc", "Address of a node (RPC)", "One that you trust to tell you what is on the chain. It learns which venue you ask about, and nothing else.", { type: "url", inputmode: "url" });
const [registryField, registry] = field("registry", "Address of the registry", "From its developers or your wallet's own list, not from the venue.");
const trusted = h("textarea", { id: "trusted", rows: 3, spellcheck: "false", autocomplete: "off", "aria-describedby": "trusted-note" });

function expected(): Expected {
  const clean = (input: HTMLInputElement): string => input.value.trim().toLowerCase();
  return {
    venue: "",
    parameters: clean(hash),
    signer: clean(signer),
    trusted: trusted.value.toLowerCase().match(/0x[0-9a-f]{64}/g) ?? [],
    freshHours: Math.max(Number(hours.value) || 24, 1),
  };
}

/** Runs the worker on everything that was given. */
function ask(question: Question): Promise<Report> {
  running?.terminate();
  const source = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const worker = new Worker(trustedUrl(source));
  running = worker;
  return new Promise((resolve, reject) => {
    worker.onerror = () => reject(new Error("the worker stopped: this browser may be too old, or out of memory"));
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("report" in data) {
        URL.revokeObjectURL(source);
        worker.terminate();
        resolve(data.report);
      } else {
        progress.value = data.share;
        doing.textContent = `${data.progress}…`;
      }
    };
    worker.postMessage(question);
  });
}

type Policies = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } };

/** The one program that is ever run is the page's own. */
const policy = (globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy("plimsoll", {
  createScriptURL: (url) => (url.startsWith("blob:") ? url : ""),
});

function trustedUrl(url: string): string {
  return policy?.createScriptURL(url) ?? url;
}

async function run(): Promise<void> {
  check.disabled = true;
  progress.hidden = false;
  progress.value = 0;
  found.replaceChildren();
  try {
    const receipt = (await given.receipt?.arrayBuffer()) ?? null;
    const [bundle, keys, previous] = await Promise.all([buffers(given.bundle), buffers(given.keys), buffers(given.previous)]);
    const wanted = expected();
    const report = await ask({ receipt, bundle, keys, previous, trusted: wanted.trusted });
    const [answer, fault] = await registered(report);
    found.replaceChildren(...result({ report, registry: answer, registryFault: fault, expected: wanted, now: Date.now() }));
    doing.textContent = "Done.";
    const heading = document.getElementById("found");
    heading?.focus({ preventScroll: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    found.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  } catch (error) {
    doing.textContent = `It could not be checked: ${error instanceof Error ? error.message : String(error)}.`;
  }
  progress.hidden = true;
  check.disabled = false;
}

/** What the registry says, if the user named one. */
async function registered(report: Report): Promise<[Registry | null, string | null]> {
  const [node, address] = [url.value.trim(), registry.value.trim().toLowerCase()];
  const context = (report.epoch ?? report.receipt)?.context;
  if ((node === "" && address === "") || context === undefined) return [null, null];
  if (!/^0x[0-9a-f]{40}$/.test(address)) return [null, "the registry's address must be 0x and 40 digits"];
  if (!/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(node)) return [null, "the node's address must begin with https://, or be on this device"];
  doing.textContent = "Asking the registry…";
  try {
    const answer = await askRegistry(node, address, context.venue, context.epoch);
    if (answer.chainId !== context.chain_id) return [null, `the node is of chain ${answer.chainId}, and this epoch is for chain ${context.chain_id}`];
    return [answer, null];
  } catch (error) {
    return [null, error instanceof Error ? error.message : String(error)];
  }
}

function greeting(): HTMLElement | null {
  const link = shared(location.hash);
  if (link === null) return null;
  const words = link.verdict.split(".").map((state) => ({ yes: "yes", partly: "in part", no: "no", unknown: "not known" })[state]);
  const venue = nameOf(fromHex(link.venue, 32) ?? new Uint8Array());
  return h(
    "aside",
    { class: "card shared" },
    h("h2", {}, "Somebody shared a verdict with you"),
    h("p", {}, `${shown(venue)}, epoch ${link.epoch}: included ${words[0]}, solvent ${words[1]}, fresh ${words[2]}, parameters unchanged ${words[3]}. A link is easily written by hand: check it yourself below.`),
    h("p", { class: "small" }, "Digest ", h("code", {}, link.digest)),
  );
}

const zone = h(
  "section",
  { class: "zone", "aria-labelledby": "drop" },
  h("h2", { id: "drop" }, "Drop your receipt, the venue's bundle, and the keys"),
  h("p", {}, "Files or whole folders, in any order."),
  h("div", { class: "buttons" }, picker("Choose files", false, "own"), picker("Choose a folder", true, "own")),
  list,
);

const options = h(
  "details",
  { class: "card options" },
  h("summary", {}, "What you know from elsewhere"),
  h("p", {}, "A proof is worth no more than what it is checked with. None of this should come from the venue's bundle."),
  h(
    "div",
    { class: "field" },
    h("label", { for: "trusted" }, "Ids of keys that you trust"),
    trusted,
    h("p", { class: "small", id: "trusted-note" }, "From the record of the ceremony, or somebody who took part in it. Key files are taken only if their id is here. Leave it empty to trust every key that you drop."),
  ),
  signerField, hashField, hoursField, urlField, registryField,
  h("div", { class: "field" }, h("p", {}, h("b", {}, "The bundle of the epoch before"), ", to see whether the parameters changed"), h("div", { class: "buttons" }, picker("Choose its files", false, "previous"), picker("Choose its folder", true, "previous"))),
);

function start(): void {
  const over = (event: Event, on: boolean): void => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  addEventListener("dragover", (event) => over(event, true));
  addEventListener("dragleave", (event) => over(event, false));
  addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer !== null) void dropped(event.dataTransfer.items).then((files) => add(files, "own"), () => undefined);
  });
  progress.hidden = true;
  document.getElementById("app")?.append(
    h("header", {}, mark(), h("div", {}, h("h1", {}, "Plimsoll"), h("p", {}, "Check that you are in the book, and that the venue stands."))),
    h(
      "main",
      {},
      greeting(),
      zone,
      options,
      h("div", { class: "go" }, check, progress, doing),
      found,
    ),
    h("footer", {}, h("p", {}, "Everything stays on this device. The page asks no network, unless you name a node. It works offline: save it, and compare its SHA-256 with the published one.")),
  );
  show();
}

start();
