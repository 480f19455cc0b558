// What was promised of the page in figures, and of its policy.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { gzipSync } from "node:zlib";

const html = readFileSync(new URL("../../dist/plimsoll.html", import.meta.url), "utf8");

test("under 120 kB gzipped, in one file that asks for no other", () => {
  assert.ok(gzipSync(html, { level: 9 }).length < 120_000);
  assert.doesNotMatch(html.replace(/<script[\s\S]*<\/script>/, ""), /src=|href="(?!data:)/);
});

test("the policy allows exactly the page's own script and style", () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)[1];
  const hash = (tag) => createHash("sha256").update(new RegExp(`<${tag}[^>]*>([\\s\\S]*)</${tag}>`).exec(html)[1]).digest("base64");
  assert.ok(policy.includes(`script-src 'sha256-${hash("script")}'`));
  assert.ok(policy.includes(`style-src 'sha256-${hash("style")}'`));
  assert.ok(policy.startsWith("default-src 'none'"));
  assert.doesNotMatch(policy, /unsafe|\*(?!\b)(?!;| )(?!$)/);
});
