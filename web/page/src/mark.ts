// The Plimsoll line: a circle, and the line below which no ship may sink.

import { s } from "./dom.js";

export function mark(): SVGSVGElement {
  return s(
    "svg",
    { viewBox: "0 0 48 48", class: "mark", "aria-hidden": "true" },
    s("circle", { cx: 24, cy: 24, r: 14 }),
    s("line", { x1: 2, y1: 24, x2: 46, y2: 24 }),
  );
}

const SHAPES: Record<string, string> = {
  yes: "M5 12.5l4.5 4.5L19 7.5",
  partly: "M5 12h14",
  no: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  unknown: "M9 9.2a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2M12 17.4v.1",
};

/** A sign that is told by its shape, not by its colour. */
export function sign(state: string): SVGSVGElement {
  return s(
    "svg",
    { viewBox: "0 0 24 24", class: `sign ${state}`, "aria-hidden": "true" },
    s("circle", { cx: 12, cy: 12, r: 11 }),
    s("path", { d: SHAPES[state] ?? "" }),
  );
}
