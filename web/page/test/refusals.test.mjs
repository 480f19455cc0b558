// What the built page refuses, and what it says of it, in a real browser.
import assert from "node:assert/strict";
import { readFileSync, truncateSync } from "node:fs";
import test from "node:test";

import { bundle, check, keys, vector } from "./browser.mjs";
import { epochOf, statusOf, stub } from "./registry.mjs";
import { askRegistry, changedFile, manifest, pictures, receipt, states, withPage } from "./steps.mjs";

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

test("a truncated file", async () => {
  const cut = changedFile("proofs.bin", vector("bundles/harbour-1/proofs.bin"), (bytes) => bytes.subarray(0, 1000));
  await withPage({}, async (page) => {
    const found = await check(page, [receipt("harbour-1-alice"), ...bundle("harbour-1").slice(0, 3), cut, ...keys()]);
    assert.equal(found.Solvent.state, "no");
    assert.match(found.Solvent.text, /proofs\.bin: 1000 bytes, and 1690 .* cut off/);
  });
});

test("500 MB are refused by size, before they are read", async () => {
  const key = `0x${"ab".repeat(32)}.vk`;
  for (const name of ["receipt.json", "manifest.json", "parameters.json", "chain.bin", "proofs.bin", key]) {
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

test("a broken signature is said beside a path that holds", async () => {
  const broken = changedFile("receipt.json", receipt("harbour-1-alice-signed"), (bytes) =>
    String(bytes).replace(/"signature":"0x(.)/, (_, digit) => `"signature":"0x${digit === "0" ? "1" : "0"}`),
  );
  await withPage({}, async (page) => {
    const found = await check(page, [broken, ...bundle("harbour-1"), ...keys()]);
    assert.equal(found.Included.state, "partly");
    assert.match(found.Included.text, /signature broken/);
    assert.match(await page.textContent("#result"), /The signature on this receipt does not hold/);
  });
});

test("an account that is too large for any proved book is in none", async () => {
  const large = changedFile("receipt.json", receipt("harbour-1-alice"), (bytes) =>
    String(bytes).replace('"lots":"7500","quantity":"0.75"', '"lots":"9223372036854775807","quantity":"922337203685477.5807"'),
  );
  await withPage({}, async (page) => {
    const found = await check(page, [large, ...bundle("harbour-1"), ...keys()]);
    assert.equal(found.Included.state, "no");
    assert.match(await page.textContent("#result"), /Your leaf, recomputed\s*none: the account is too large/);
    await page.getByRole("button", { name: "It doesn't match" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Write the dispute file" }).click()]);
    const dispute = JSON.parse(readFileSync(await download.path(), "utf8"));
    assert.deepEqual([dispute.recomputed_leaf, dispute.recomputed_root], [null, null]);
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
