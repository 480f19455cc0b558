// The built page, driven as a trader would, in a real browser.
import assert from "node:assert/strict";
import test from "node:test";

import { accountKey } from "../../scripts/account-key.mjs";
import { bundle, check, keys, vector, verdicts } from "./browser.mjs";
import { epochOf, statusOf, stub } from "./registry.mjs";
import { askRegistry, manifest, newFile, pictures, receipt, states, withPage } from "./steps.mjs";

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

test("a key of accounts in the folder changes nothing", async () => {
  const own = Object.entries(accountKey().files).map(([name, bytes]) => newFile(name, bytes));
  await withPage({}, async (page) => {
    const found = await check(page, [receipt("harbour-1-alice"), ...bundle("harbour-1"), ...keys(), ...own]);
    assert.equal(found.Included.state, "yes");
    assert.match(found.Solvent.text, /test keys/);
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
