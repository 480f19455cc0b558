// What was found, for people.

import { showMoney } from "@plimsoll/verify";

import { dispute } from "./dispute.js";
import { download, h, shown } from "./dom.js";
import { sign } from "./mark.js";
import { picture } from "./picture.js";
import type { AccountReport, Report } from "./report.js";
import { nameOf, share } from "./share.js";
import { type Evidence, type Tile, dollars, headline, registryDiffers, tiles, word32 } from "./verdicts.js";

const WORDS = { yes: "Yes", partly: "In part", no: "No", unknown: "Not known" };

export function result(evidence: Evidence): HTMLElement[] {
  const { report } = evidence;
  const all = tiles(evidence);
  const { state, text } = headline(all);
  return [
    h(
      "section",
      { class: `banner ${state}`, "aria-labelledby": "found" },
      sign(state),
      h("div", {}, h("h2", { id: "found", tabindex: -1 }, text), h("p", {}, ...whose(report))),
    ),
    h("section", { class: "tiles", "aria-label": "Four verdicts" }, all.map(tile)),
    ...(report.receipt === null ? [] : [holdings(evidence)]),
    ...(report.account?.assessment ? [margin(report.account, report.accountFault === null)] : []),
    checked(evidence),
    claims(report),
    sharing(report, all),
  ];
}

function whose({ receipt, epoch, milliseconds }: Report): (string | Node)[] {
  const context = epoch?.context ?? receipt?.context;
  if (context === undefined) return ["There was nothing to check."];
  const when = new Date(Number(context.time) * 1000);
  const time = Number.isNaN(when.valueOf()) ? `second ${context.time}` : `${when.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return [h("b", {}, shown(nameOf(context.venue))), `, epoch ${context.epoch}, snapshot of ${time}. Checked on this device in ${(milliseconds / 1000).toFixed(1)} s.`];
}

function tile({ title, state, word, why }: Tile): HTMLElement {
  return h(
    "article",
    { class: `tile ${state}`, "data-verdict": title, "data-state": state },
    h("h3", {}, sign(state), h("span", {}, title)),
    h("p", { class: "word" }, h("span", { class: "hidden" }, `${WORDS[state]}: `), shown(word)),
    h("p", { class: "why" }, shown(why)),
  );
}

/** "You held 0.75 BTC-PERP", and whether that is so. */
function holdings({ report, expected }: Evidence): HTMLElement {
  const receipt = report.receipt!;
  const assets = report.epoch?.disclosure.assets.length;
  const rows = receipt.holdings.map(({ row, symbol, quantity, lots }) =>
    h(
      "li",
      {},
      h("span", { class: "side" }, sideOf(lots, assets !== undefined && row > assets)),
      h("b", {}, shown(quantity.replace(/^-/, ""))),
      h("span", {}, shown(symbol)),
    ),
  );
  const account = receipt.sub_account === 0 ? "" : `, sub-account ${receipt.sub_account}`;
  return h(
    "section",
    { class: "card", "aria-labelledby": "held" },
    h("h2", { id: "held" }, "What you held then, says your receipt"),
    h("p", { class: "who" }, `Account ${shown(receipt.identifier)}${account}. ${signedBy(report, expected.signer)}`),
    h("ul", { class: "holdings" }, rows.length > 0 ? rows : h("li", {}, "nothing at all")),
    question(report),
  );
}

function sideOf(lots: bigint, derivative: boolean): string {
  if (lots === 0n) return "none";
  return derivative ? (lots > 0n ? "long" : "short") : lots > 0n ? "held" : "owed";
}

function signedBy({ receipt, signer, signatureFault }: Report, expected: string): string {
  if (receipt!.signature === null) return "The venue has not signed this receipt, so it is no evidence against it.";
  if (signatureFault !== null) return "The signature on this receipt does not hold.";
  if (expected === "") return `Signed by key ${signer}. Compare it with the one that the venue announced.`;
  if (expected === signer) return "Signed by the key that you expected.";
  return `Signed by ${signer}, which is NOT the key that you expected.`;
}

function question(report: Report): HTMLElement {
  const answer = h("div", { "aria-live": "polite" });
  const yes = (): void => answer.replaceChildren(h("p", { class: "said" }, "Good. Then the verdicts above are about your account as you know it."));
  const no = (): void => {
    const text = h("textarea", { id: "says", rows: 3, placeholder: "For example: I held 1.5 BTC-PERP, not 0.75" });
    const write = (): void => {
      const { venue, epoch } = report.receipt!.context;
      const name = nameOf(venue).toLowerCase().replace(/[^a-z0-9]+/g, "-");
      download(`dispute-${name}-${epoch}.json`, dispute(report, text.value));
    };
    const signed = report.signer !== null ? "the venue's signature on it, " : "";
    answer.replaceChildren(
      h("label", { for: "says" }, "What did you hold?"),
      text,
      h("p", { class: "small" }, `The file holds your receipt's text, ${signed}your words, and the two roots. It shows your holdings: give it only to whom you want to see them.`),
      h("button", { type: "button", class: "primary", click: write }, "Write the dispute file"),
    );
    text.focus();
  };
  return h(
    "div",
    { class: "question" },
    h("p", {}, h("b", {}, "Is this what you held then?")),
    h("div", { class: "buttons" }, h("button", { type: "button", click: yes }, "Yes"), h("button", { type: "button", click: no }, "It doesn't match")),
    answer,
  );
}

function margin(account: AccountReport, inBook: boolean): HTMLElement {
  const { equity, requirement, healthy, worst } = account.assessment!;
  const ratio = requirement === 0n ? null : Number((equity * 10_000n) / requirement) / 100;
  const scenario = account.scenarios[worst.column];
  const name = `${scenario?.name ?? ""}${scenario?.tested === false ? ", a stress for the fund" : ""}`;
  const figure = (label: string, value: string, note: string): HTMLElement =>
    h("div", {}, h("dt", {}, label), h("dd", {}, h("b", {}, value), h("span", {}, note)));
  return h(
    "section",
    { class: "card", "aria-labelledby": "margin" },
    h("h2", { id: "margin" }, inBook ? "Your own margin, recomputed" : "What the receipt's holdings would be worth"),
    inBook ? null : h("p", { class: "warning" }, "These holdings are not in the book: the figures below are of what the receipt says, and of nothing else."),
    h(
      "dl",
      { class: "figures" },
      figure("Equity", dollars(equity), "after haircuts and closing cost"),
      figure("Requirement", dollars(requirement), requirement === 0n ? "nothing is asked for" : `asked for by ${shown(account.boundBy)}`),
      figure("Margin ratio", ratio === null ? "—" : `${ratio.toFixed(1)}%`, healthy ? "above the line: 100% is enough" : "below the line: this account must be flagged"),
      figure("Worst scenario", worst.loss > 0n ? `−${dollars(worst.loss)}` : "no loss", worst.loss > 0n ? shown(name) : "in any scenario"),
    ),
    picture(account),
  );
}

function checked(evidence: Evidence): HTMLElement {
  const { report, registry, registryFault } = evidence;
  const { account, epoch } = report;
  const row = (label: string, value: string): HTMLElement => h("div", {}, h("dt", {}, label), h("dd", {}, h("code", {}, value)));
  const rows: HTMLElement[] = [];
  if (account !== null) {
    rows.push(row("Your identity, derived", account.identity), row("Your leaf, recomputed", account.leaf === null ? "none: the account is too large" : word32(account.leaf)));
    rows.push(row("The root it leads to", account.root === null ? "none" : word32(account.root)), row("The published root", word32(account.published)));
  }
  if (epoch !== null) {
    rows.push(row("Digest, recomputed", epoch.digest));
    rows.push(row("Digest at the registry", registry === null ? (registryFault ?? "not asked") : (registry.epoch?.digest ?? "none for this epoch")));
    rows.push(row("Parameters, recomputed", word32(epoch.parameters)));
    rows.push(row("Keys used", epoch.keys.join("\n")));
  }
  const { disclosure } = epoch ?? {};
  const book = disclosure === undefined ? null : [
    `${disclosure.accounts} accounts in ${epoch!.batches} batches. At most ${disclosure.customers.flagged} customers and ${disclosure.house.flagged} house accounts are flagged, lacking at most ${showMoney(disclosure.customers.deficit + disclosure.house.deficit)} USD together.`,
  ];
  const differs = registryDiffers(evidence) ? h("p", { class: "warning" }, "The registry's digest is another one. Either this bundle is not what the venue registered, or this is not its registry.") : null;
  return h(
    "section",
    { class: "card" },
    h("details", {}, h("summary", {}, "How it was checked"), book === null ? null : h("p", {}, book), differs, h("dl", { class: "facts" }, rows)),
  );
}

function claims({ proven, provenLines, insecure, account }: Report): HTMLElement {
  const not = [
    "Reserves: that the venue has the assets that accounts hold. A number in a ledger is not money.",
    "That accounts whose owners never check a receipt are in the book.",
    "That the model is right: marks, haircuts and scenarios are what the venue committed to.",
    "Initial margin and open orders, and losses beyond the committed stresses.",
    ...(account !== null ? ["That this is your only leaf: there may be one in each of up to four lanes, each margined and counted by itself."] : []),
    ...(insecure.length > 0 ? ["Anything at all against whoever made these test keys: a single party made them, and can forge proofs."] : []),
  ];
  const lines = (all: readonly string[]): HTMLElement[] => all.map((line) => h("li", {}, line));
  return h(
    "section",
    { class: "card claims" },
    proven && h("div", {}, h("h2", {}, "Proven"), h("ul", {}, lines(provenLines))),
    h("div", {}, h("h2", {}, "Not proven"), h("ul", { class: "not" }, lines(not))),
  );
}

function sharing(report: Report, all: readonly Tile[]): HTMLElement {
  const fragment = share(report, all);
  const said = h("p", { class: "small", "aria-live": "polite" }, "The link holds venue, epoch, digest, root and verdict. Nothing of your account is in it.");
  const copy = async (): Promise<void> => {
    const link = `${location.href.split("#")[0]}#${fragment}`;
    const field = h("input", { type: "text", readonly: true, value: link, "aria-label": "The link" });
    try {
      await navigator.clipboard.writeText(link);
      said.replaceChildren("Copied. ", field);
    } catch {
      said.replaceChildren("Copy it from here: ", field);
    }
    field.select();
  };
  return h("section", { class: "card share" }, h("button", { type: "button", disabled: fragment === null, click: () => void copy() }, "Share the verdict"), said);
}

