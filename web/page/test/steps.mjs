// The page, opened for a test, and what tests do on it.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";

import { image, launch, open, vector } from "./browser.mjs";

let browser;
const scratch = mkdtempSync(join(tmpdir(), "plimsoll-page-"));
before(async () => (browser = await launch()));
after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

export const manifest = (name) => JSON.parse(readFileSync(vector(`bundles/${name}/manifest.json`), "utf8"));
export const receipt = (name) => vector(`receipts/${name}.json`);

/** A file of its own with this name and these bytes. */
export function newFile(name, bytes) {
  const path = join(mkdtempSync(join(scratch, "f-")), name);
  writeFileSync(path, bytes);
  return path;
}

/** A file of its own with this name, from another's bytes. */
export function changedFile(name, from, change) {
  return newFile(name, change(readFileSync(from)));
}

export async function withPage(options, work, fragment) {
  const { page, context, complaints } = await open(browser, options, fragment);
  try {
    // An hour after the snapshots that most tests are about.
    await page.clock.setFixedTime((manifest("harbour-2").context.time + 3600) * 1000);
    await work(page, context);
    assert.deepEqual(complaints.filter((said) => !said.includes("ERR_CONNECTION_REFUSED")), []);
  } finally {
    await context.close();
  }
}

const REGISTRY = "0x00000000000000000000000000000000000000aa";

export async function askRegistry(page, url) {
  await page.click("summary:has-text('What you know')");
  await page.fill("#rpc", url);
  await page.fill("#registry", REGISTRY);
}

export const states = (found) => ["Included", "Solvent", "Fresh", "Parameters unchanged"].map((title) => found[title].state).join(" ");

/** Pictures for the documents, where they are asked for. */
export async function pictures(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: image(name), fullPage: true });
}
