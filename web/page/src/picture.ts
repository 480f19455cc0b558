// Loss by scenario, and where the line is.

import type { AccountReport, Scenario } from "./report.js";
import { h, s, shown } from "./dom.js";
import { dollars } from "./verdicts.js";

const [HEIGHT, LEFT, TOP, BOTTOM] = [260, 6, 16, 16];

export function picture(account: AccountReport): HTMLElement {
  const { scenarios, assessment } = account;
  if (assessment === null) return h("p", {}, "This account is too large for any proven book.");
  const equity = assessment.equity;
  // On a phone the picture is as high as it is wide, or nothing could be told apart.
  const WIDTH = innerWidth < 640 ? 380 : 720;
  const losses = scenarios.map(({ loss }) => loss);
  const high = max([...losses, equity, assessment.requirement, 1n]);
  const low = max([...losses.map((loss) => -loss), -equity, 0n]);
  const span = Number(high + low);
  // Losses go down, as a ship does: the line is what the account has.
  const y = (loss: bigint): number => TOP + ((Number(loss) + Number(low)) / span) * (HEIGHT - TOP - BOTTOM);
  const step = (WIDTH - 2 * LEFT) / scenarios.length;
  const width = Math.max(step * 0.68, 2);
  const worst = assessment.worst.column;
  const bars = scenarios.map(({ name, loss, tested }, i) => {
    const [from, to] = loss > 0n ? [y(0n), y(loss)] : [y(loss), y(0n)];
    const kind = `${loss > 0n ? "loss" : "gain"}${tested ? "" : " stress"}${i === worst && loss > 0n ? " worst" : ""}`;
    const x = LEFT + i * step + (step - width) / 2;
    const bar = s("rect", { x: x.toFixed(1), y: from.toFixed(1), width: width.toFixed(1), height: Math.max(to - from, 1).toFixed(1), rx: 1.5, class: kind });
    bar.append(s("title", {}, `${shown(name)}: ${said(loss)}`));
    return bar;
  });
  const line = (kind: string, at: bigint): SVGElement => s("line", { x1: 0, x2: WIDTH, y1: y(at).toFixed(1), y2: y(at).toFixed(1), class: kind });
  const drawing = s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "picture", role: "img", "aria-label": describe(account) },
    bars, line("zero", 0n), line("requirement", assessment.requirement), line("equity", equity), s("circle", { cx: WIDTH - 22, cy: y(equity).toFixed(1), r: 8, class: "equity" }),
  );
  return h(
    "figure",
    {},
    drawing,
    h(
      "figcaption",
      { class: "legend" },
      h("span", {}, h("i", { class: "key loss" }), "loss in a margin scenario"),
      h("span", {}, h("i", { class: "key stress" }), "in a stress for the fund"),
      h("span", {}, h("i", { class: "key gain" }), "gain"),
      h("span", {}, h("i", { class: "key dashes" }), "the requirement"),
      h("span", {}, h("i", { class: "key line" }), "your equity: the requirement must not sink below it"),
    ),
    h("details", {}, h("summary", {}, `All ${scenarios.length} scenarios as a table`), table(scenarios)),
  );
}

function said(loss: bigint): string {
  return loss > 0n ? `a loss of ${dollars(loss)}` : loss < 0n ? `a gain of ${dollars(-loss)}` : "no change";
}

function describe({ scenarios, assessment }: AccountReport): string {
  const { column, loss } = assessment!.worst;
  const worst = loss > 0n ? `The worst is ${shown(scenarios[column]?.name ?? "")}, ${said(loss)}.` : "None is a loss.";
  return `Loss in each of ${scenarios.length} scenarios, against an equity of ${dollars(assessment!.equity)}. ${worst} The table below has all.`;
}

function table(scenarios: readonly Scenario[]): HTMLElement {
  const rows = scenarios.map(({ name, loss, tested }) =>
    h("tr", {}, h("td", {}, shown(name)), h("td", { class: "number" }, said(loss)), h("td", {}, tested ? "margin" : "fund")),
  );
  const head = h("tr", {}, h("th", { scope: "col" }, "scenario"), h("th", { scope: "col", class: "number" }, "for this account"), h("th", { scope: "col" }, "counts for"));
  return h("div", { class: "scroll" }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows)));
}

function max(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (a > b ? a : b));
}
