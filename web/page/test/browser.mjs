// The built page in a real browser, from a file, with no network.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const PAGE = new URL("../../dist/plimsoll.html", import.meta.url).href;
export const vector = (path) => here(`../../vectors/${path}`);
export const image = (name) => here(`../../../docs/images/${name}.png`);

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

export function bundle(name) {
  return ["manifest.json", "parameters.json", "chain.bin", "proofs.bin"].map((file) => vector(`bundles/${name}/${file}`));
}

export function keys() {
  return readdirSync(vector("keys")).map((file) => vector(`keys/${file}`));
}

/** Opens the page; whatever it complains of is an error. */
export async function open(browser, options = {}, fragment = "") {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(PAGE + fragment);
  return { page, context, complaints };
}

/** Gives files, checks, and waits for the verdicts: state and words by title. */
export async function check(page, files) {
  await page.setInputFiles("#pick-own-files", files);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  return verdicts(page);
}

export async function verdicts(page) {
  await page.waitForSelector("[data-verdict]", { timeout: 120_000 });
  const tiles = await page.$$eval("[data-verdict]", (all) =>
    all.map((tile) => [tile.dataset.verdict, { state: tile.dataset.state, text: tile.textContent }]),
  );
  return { ...Object.fromEntries(tiles), headline: await page.textContent("#found") };
}
