// One HTML file: the worker's program inside the page's, page and styles inside
// the document, each named by its hash in the Content-Security-Policy.
import { createHash } from "node:crypto";
import { writeFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, defineConfig } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const sha256 = (text, encoding) => createHash("sha256").update(text).digest(encoding);

function workerSource() {
  const id = "\0virtual:worker";
  return {
    name: "worker-source",
    resolveId: (source) => (source === "virtual:worker" ? id : null),
    async load(asked) {
      if (asked !== id) return null;
      const built = await build({
        configFile: false,
        logLevel: "warn",
        root: here("."),
        build: {
          write: false,
          target: "es2022",
          lib: { entry: here("src/worker.ts"), formats: ["iife"], name: "plimsoll" },
        },
      });
      const [{ output }] = [built].flat();
      return `export default ${JSON.stringify(output[0].code)}`;
    },
  };
}

function singleFile() {
  return {
    name: "single-file",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const text = (file) => String(file.code ?? file.source);
      const script = files.filter((file) => file.type === "chunk").map(text).join("").replaceAll("</script", "<\\/script").trim();
      const style = files.filter((file) => file.fileName.endsWith(".css")).map(text).join("").trim();
      const html = files.find((file) => file.fileName.endsWith(".html"));
      const policy = [
        "default-src 'none'",
        `script-src 'sha256-${sha256(script, "base64")}'`,
        `style-src 'sha256-${sha256(style, "base64")}'`,
        "worker-src blob:",
        // The registry is asked only if the user names one: over TLS, or on this device.
        "connect-src https: http://127.0.0.1:* http://localhost:*",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types plimsoll",
      ].join("; ");
      const page = text(html)
        .replace(/\s*<script type="module"[^>]*><\/script>/, "")
        .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
        .replace("<!-- policy -->", () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
        .replace("<!-- style -->", () => `<style>${style}</style>`)
        .replace("<!-- script -->", () => `<script type="module">${script}</script>`);
      for (const name of Object.keys(bundle)) delete bundle[name];
      mkdirSync(here("../dist"), { recursive: true });
      writeFileSync(here("../dist/plimsoll.html"), page);
      const sum = sha256(page, "hex");
      writeFileSync(here("../dist/plimsoll.html.sha256"), `${sum}  plimsoll.html\n`);
      const zipped = gzipSync(page, { level: 9 }).length;
      console.log(`dist/plimsoll.html: ${page.length} bytes, ${zipped} gzipped\nSHA-256 ${sum}`);
    },
  };
}

export default defineConfig({
  root: here("."),
  logLevel: "warn",
  build: { target: "es2022", outDir: here("../dist"), emptyOutDir: false, modulePreload: false, cssCodeSplit: false, assetsInlineLimit: 0 },
  plugins: [workerSource(), singleFile()],
});
