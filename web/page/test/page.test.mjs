// The built page, driven as a trader would, in a real browser.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";

import { bundle, check, image, keys, launch, open, vector, verdicts } from "./browser.mjs";
import { epochOf, statusOf, stub } from "./registry.mjs";

let browser;
const scratch = mkdtempSync(join(tmpdir(), "plimsoll-page-"));
before(async () => (browser = await launch()));
after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

const REGISTRY = "0x00000000000000000000000000000000000000aa";
const manifest = (name) => JSON.parse(readFileSync(vector(`bundles/${name}/manifest.json`), "utf8"));
const receipt = (name) => vector(`receipts/${name}.json`);

/** A file of its own with this name, from another's bytes. */
function changedFile(name, from, change) {
  const path = join(mkdtempSync(join(scratch, "f-")), name);
  writeFileSync(path, change(readFileSync(from)));
  return path;
}

async function withPage(options, work, fragment) {
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

async function askRegistry(page, url) {
  await page.click("summary:has-text('What you know')");
  await page.fill("#rpc", url);
  await page.fill("#registry", REGISTRY);
}

const states = (found) => ["Included", "Solvent", "Fresh", "Parameters unchanged"].map((title) => found[title].state).join(" ");

async function pictures(page, name) {
  await page.screenshot({ path: image(name), fullPage: true });
}

test("a good receipt, with no network at all", async () => {
  await withPage({ colorScheme: "light" }, async (page, context) => {
    await context.setOffline(true);
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    const { time } = manifest("sample-1").context;
    await page.clock.setFixedTime((time + 3 * 3600) * 1000);
    const found = await check(page, [receipt("sample-1-trader-signed"), ...bundle("sample-1"), ...keys()]);
    assert.equal(states(found), "yes partly partly unknown");
    assert.match(found.Solvent.text, /test keys/);
    assert.match(found.Fresh.text, /3 hours old/);
    assert.match(found.headline, /in a proven book\. Its reserves are not proven\.$/);
    const said = await page.textContent("#result");
    for (const words of ["1.765", "ETH-PERP", "$4,587.59", "$3,348.60", "137.0%", "as in March 2020", "Signed by key 0xea4a6c63"]) {
      assert.ok(said.includes(words), `the page must say ${words}`);
    }
    assert.deepEqual(requests.filter((url) => !url.startsWith("blob:")), []);
    await pictures(page, "page-good-light");
  });
});

test("the same in the dark, and on a phone", async () => {
  const files = [receipt("sample-1-trader-signed"), ...bundle("sample-1"), ...keys()];
  const now = (manifest("sample-1").context.time + 3 * 3600) * 1000;
  await withPage({ colorScheme: "dark" }, async (page) => {
    await page.clock.setFixedTime(now);
    await check(page, files);
    await pictures(page, "page-good-dark");
  });
  await withPage({ viewport: { width: 375, height: 760 }, deviceScaleFactor: 1.5, colorScheme: "light" }, async (page) => {
    await page.clock.setFixedTime(now);
    await check(page, files);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, "the page must not scroll sideways");
    await pictures(page, "page-good-phone");
  });
});

test("one lot changed: refused, and a dispute file says why", async () => {
  const changed = changedFile("receipt.json", receipt("sample-1-trader-signed"), (bytes) =>
    String(bytes).replace('"lots":"1765","quantity":"1.765"', '"lots":"1766","quantity":"1.766"'),
  );
  await withPage({ colorScheme: "light" }, async (page) => {
    await page.clock.setFixedTime((manifest("sample-1").context.time + 3600) * 1000);
    const found = await check(page, [changed, ...bundle("sample-1"), ...keys()]);
    assert.equal(found.Included.state, "no");
    assert.match(found.Included.text, /not in the published book/);
    assert.match(found.headline, /does not hold/);
    await page.getByRole("button", { name: "It doesn't match" }).click();
    await page.fill("#says", "1.765 ETH-PERP");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Write the dispute file" }).click()]);
    const dispute = JSON.parse(readFileSync(await download.path(), "utf8"));
    assert.equal(dispute.kind, "plimsoll dispute");
    assert.equal(dispute.trader_says, "1.765 ETH-PERP");
    assert.equal(dispute.signature_holds, false);
    assert.equal(dispute.rejection.kind, "receipt/Root");
    assert.match(dispute.signed_text, /"lots":"1766".*"signature":null}$/);
    assert.notEqual(dispute.recomputed_root, dispute.published_root);
    await pictures(page, "page-bad-light");
  });
  await withPage({ viewport: { width: 375, height: 760 }, deviceScaleFactor: 1.5, colorScheme: "dark" }, async (page) => {
    await page.clock.setFixedTime((manifest("sample-1").context.time + 3600) * 1000);
    await check(page, [changed, ...bundle("sample-1"), ...keys()]);
    await pictures(page, "page-bad-phone-dark");
  });
});

test("another venue's bundle is named as such", async () => {
  await withPage({}, async (page) => {
    const found = await check(page, [receipt("harbour-1-alice-signed"), ...bundle("lagoon-1"), ...keys()]);
    assert.equal(found.Included.state, "no");
    assert.match(found.Included.text, /another venue's bundle/);
  });
});

test("old epochs are named as such", async () => {
  await withPage({}, async (page) => {
    const found = await check(page, [receipt("harbour-1-alice"), ...bundle("harbour-2"), ...keys()]);
    assert.equal(found.Included.state, "no");
    assert.match(found.Included.text, /receipt is of an old epoch, 1; the bundle is of epoch 2/);
  });
  const [old, latest] = [manifest("harbour-1"), manifest("harbour-2")];
  const node = await stub({ status: statusOf(latest), epochs: { 1: epochOf(old), 2: epochOf(latest) } });
  await withPage({}, async (page) => {
    await askRegistry(page, node.url);
    const found = await check(page, [receipt("harbour-1-alice"), ...bundle("harbour-1"), ...keys()]);
    assert.equal(states(found), "yes partly no unknown");
    assert.match(found.Fresh.text, /This is epoch 1; the registry's latest is epoch 2/);
  });
  node.close();
});

test("the registry and the epoch before say fresh, and what changed", async () => {
  const [old, latest] = [manifest("harbour-1"), manifest("harbour-2")];
  const node = await stub({ status: statusOf(latest), epochs: { 1: epochOf(old), 2: epochOf(latest, { claim: 2 }) } });
  await withPage({}, async (page) => {
    await askRegistry(page, node.url);
    const files = [receipt("harbour-2-alice"), ...bundle("harbour-2"), ...keys()];
    const found = await check(page, files);
    assert.equal(states(found), "yes partly yes no");
    assert.match(found["Parameters unchanged"].text, /other parameters for the epoch before/);
    await page.setInputFiles("#pick-previous-files", bundle("harbour-1"));
    assert.match((await check(page, files))["Parameters unchanged"].text, /follows that one, under other parameters/);
    await page.fill("#parameters", latest.parameters);
    assert.equal((await check(page, files))["Parameters unchanged"].state, "yes");
    assert.deepEqual([...new Set(node.asked.map(({ method }) => method))], ["eth_chainId", "eth_call"]);
    assert.ok(!JSON.stringify(node.asked).includes("alice"), "nobody learns whose account it is");
  });
  node.close();
});

test("a truncated file", async () => {
  const cut = changedFile("proofs.bin", vector("bundles/harbour-1/proofs.bin"), (bytes) => bytes.subarray(0, 1000));
  await withPage({}, async (page) => {
    const found = await check(page, [receipt("harbour-1-alice"), ...bundle("harbour-1").slice(0, 3), cut, ...keys()]);
    assert.equal(found.Solvent.state, "no");
    assert.match(found.Solvent.text, /proofs\.bin: 1000 bytes, and 1690 .* cut off/);
  });
});

test("500 MB are refused by size, before they are read", async () => {
  for (const name of ["receipt.json", "manifest.json", "parameters.json", "proofs.bin"]) {
    const large = changedFile(name, receipt("harbour-1-alice"), (bytes) => bytes);
    truncateSync(large, 500_000_000);
    await withPage({}, async (page) => {
      const started = Date.now();
      await page.setInputFiles("#pick-own-files", [large]);
      const said = await page.textContent(".refused");
      assert.match(said, new RegExp(`${name} has 500 MB, and no such file has more than`));
      assert.ok(Date.now() - started < 5_000, "it must not be read");
      assert.ok(await page.getByRole("button", { name: "Check", exact: true }).isDisabled());
    });
  }
});

test("whole folders", async () => {
  await withPage({}, async (page) => {
    await page.setInputFiles("#pick-own-folder", vector("bundles/harbour-1"));
    await page.setInputFiles("#pick-own-folder", vector("keys"));
    await page.setInputFiles("#pick-previous-folder", vector("bundles/lagoon-1"));
    const found = await check(page, [receipt("harbour-1-alice")]);
    assert.equal(found.Included.state, "yes");
    assert.match(found["Parameters unchanged"].text, /not the one that this one follows/);
  });
});

test("of two files with one name, neither is guessed", async () => {
  await withPage({}, async (page) => {
    await page.setInputFiles("#pick-own-files", [...bundle("harbour-1"), vector("bundles/harbour-2/manifest.json"), receipt("harbour-1-alice"), receipt("harbour-1-dave"), vector("../README.md")]);
    const said = await page.$$eval(".refused", (all) => all.map((line) => line.textContent));
    assert.equal(said.length, 3);
    assert.match(said.join(), /Several files are named manifest\.json.*Several files could be your receipt.*README\.md is neither/s);
  });
});

test("one bad proof in a bundle is named", async () => {
  const bad = changedFile("proofs.bin", vector("bundles/harbour-1/proofs.bin"), (bytes) => {
    // C in the place of D, in the second batch's proof: both are points.
    const out = Buffer.from(bytes);
    bytes.copy(out, 338 + 274, 338 + 210, 338 + 274);
    return out;
  });
  await withPage({}, async (page) => {
    const found = await check(page, [receipt("harbour-1-alice"), ...bundle("harbour-1").slice(0, 3), bad, ...keys()]);
    assert.equal(found.Solvent.state, "no");
    assert.match(found.Solvent.text, /batch 1: the proof does not verify/);
    assert.equal(found.Included.state, "partly");
  });
});

test("a wrong registry: another digest, no registry, no answer", async () => {
  const own = manifest("harbour-1");
  const files = [receipt("harbour-1-alice"), ...bundle("harbour-1"), ...keys()];
  const other = await stub({ status: statusOf(own, { digest: 1 }), epochs: { 1: epochOf(own, { digest: 1 }) } });
  await withPage({}, async (page) => {
    await askRegistry(page, other.url);
    const found = await check(page, files);
    assert.equal(states(found), "partly no no unknown");
    assert.match(found.Solvent.text, /another digest/);
    assert.match(found.Fresh.text, /not about this bundle/);
  });
  other.close();
  for (const [garbage, words] of [["0x", /has not the form of one/], ["0x" + "ff".repeat(320), /too large/]]) {
    const node = await stub({ garbage });
    await withPage({}, async (page) => {
      await askRegistry(page, node.url);
      const found = await check(page, files);
      assert.match(found.Fresh.text, words);
      assert.notEqual(found.Fresh.state, "yes");
    });
    node.close();
  }
  const gone = await stub({ garbage: "0x" });
  await new Promise((resolve) => gone.close(resolve));
  await withPage({}, async (page) => {
    await askRegistry(page, gone.url);
    const found = await check(page, files);
    assert.match(found.Fresh.text, /does not answer/);
    assert.equal(found.Included.state, "yes");
  });
});

test("a receipt that another key signed is said to be so", async () => {
  await withPage({}, async (page) => {
    await page.click("summary:has-text('What you know')");
    await page.fill("#signer", "0x" + "22".repeat(32));
    const found = await check(page, [receipt("harbour-1-alice-signed"), ...bundle("harbour-1"), ...keys()]);
    assert.equal(found.Included.state, "partly");
    assert.match(await page.textContent("#result"), /which is NOT the key that you expected/);
  });
});

test("a registry without a bundle says what it can, and no more", async () => {
  const own = manifest("harbour-1");
  for (const [digest, state, words] of [[own.digest, "unknown", /names the digest that the registry holds/], [1, "no", /another digest than the registry/]]) {
    const node = await stub({ status: statusOf(own, { digest }), epochs: { 1: epochOf(own, { digest }) } });
    await withPage({}, async (page) => {
      await askRegistry(page, node.url);
      const found = await check(page, [receipt("harbour-1-alice")]);
      assert.equal(found.Included.state, state);
      assert.match(found.Included.text, words);
      assert.equal(found.Solvent.state, "unknown");
    });
    node.close();
  }
});

test("keys that are not trusted verify nothing", async () => {
  const files = [receipt("harbour-1-alice"), ...bundle("harbour-1")];
  await withPage({}, async (page) => {
    const found = await check(page, files);
    assert.equal(found.Solvent.state, "unknown");
    assert.match(found.Solvent.text, /not in the key store/);
    await page.click("summary:has-text('What you know')");
    await page.fill("#trusted", "0x" + "11".repeat(32));
    const again = await check(page, [...files, ...keys()]);
    assert.equal(again.Solvent.state, "unknown");
    assert.match(again.Solvent.text, /not among those that are allowed/);
  });
});

test("a shared link says the verdict, and nothing of the account", async () => {
  let link;
  await withPage({}, async (page) => {
    await check(page, [receipt("harbour-1-alice"), ...bundle("harbour-1"), ...keys()]);
    await page.getByRole("button", { name: "Share the verdict" }).click();
    link = await page.inputValue("[aria-label='The link']");
  });
  const fields = new URLSearchParams(link.split("#")[1]);
  assert.deepEqual([...fields.keys()], ["venue", "epoch", "digest", "root", "verdict"]);
  assert.ok(!link.includes("alice"));
  await withPage({}, async (page) => {
    assert.match(await page.textContent(".shared"), /Harbour Exchange, epoch 1: included yes/);
  }, "#" + link.split("#")[1]);
});

test("by keyboard alone, and with names for a screen reader", async () => {
  await withPage({ reducedMotion: "reduce" }, async (page) => {
    await page.setInputFiles("#pick-own-files", [receipt("harbour-1-alice"), ...bundle("harbour-1"), ...keys()]);
    const seen = [];
    for (let i = 0; i < 8 && !seen.includes("Check"); i++) {
      await page.keyboard.press("Tab");
      seen.push(await page.evaluate(() => document.activeElement?.textContent || document.activeElement?.id));
    }
    assert.ok(seen.includes("Check"), `Tab must reach the button: ${seen}`);
    await page.keyboard.press("Enter");
    await verdicts(page);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "found");
    const unnamed = await page.$$eval("input, textarea, button, [role=img]", (all) =>
      all.filter((e) => !(e.labels?.length || e.textContent || e.getAttribute("aria-label"))).map((e) => e.outerHTML),
    );
    assert.deepEqual(unnamed, []);
  });
});
