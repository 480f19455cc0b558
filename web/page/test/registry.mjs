// A node that knows one registry, for tests: on this device only.
import { createServer } from "node:http";

const word = (value) => BigInt(value).toString(16).padStart(64, "0");

const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };

/** Answers `eth_call` with what `of` says: { status, epochs }, or garbage. */
export async function stub({ chainId = 31337, status, epochs = {}, garbage = null }) {
  const asked = [];
  const answer = ({ method, params }) => {
    asked.push({ method, params });
    if (method === "eth_chainId") return { result: `0x${chainId.toString(16)}` };
    if (garbage !== null) return { result: garbage };
    const data = params[0].data;
    if (data.length === 2 + 8 + 64) return { result: "0x" + status.map(word).join("") };
    const record = epochs[Number(BigInt("0x" + data.slice(-64)))];
    return record === undefined ? { error: { code: 3, message: "execution reverted" } } : { result: "0x" + record.map(word).join("") };
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json", ...CORS });
      response.end(request.method === "OPTIONS" ? "" : JSON.stringify({ jsonrpc: "2.0", id: 1, ...answer(JSON.parse(body)) }));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, asked, close: (done) => server.close(done) };
}

/** standing, claim, epoch, time, solvent since, coverage, flagged, missed, parameters, digest */
export function statusOf(manifest, changes = {}) {
  const { context, parameters, digest } = manifest;
  const known = { standing: 1, claim: 1, epoch: context.epoch, time: context.time, since: 0, coverage: 100, flagged: 0, missed: 0, parameters, digest };
  return Object.values({ ...known, ...changes });
}

export function epochOf({ context, parameters, digest }, changes = {}) {
  const known = { digest, parameters, rules: 1, links: 2, time: context.time, since: 0, removals: 0, batches: 1, coverage: 100, claim: 1, impaired: 0, flagged: 0, missed: 0, price: 0 };
  return Object.values({ ...known, ...changes });
}
