// The registry, asked through the user's own node: the only thing that this
// page ever asks of a network, and only if the user names it.

import { type RegistryEpoch, type RegistryStatus, epochCall, readEpoch, readStatus, statusCall } from "@plimsoll/verify";

export interface Registry {
  readonly status: RegistryStatus;
  /** The record of the receipt's own epoch, and of the one before. */
  readonly epoch: RegistryEpoch | null;
  readonly before: RegistryEpoch | null;
  readonly chainId: bigint;
}

async function ask(url: string, method: string, params: unknown[]): Promise<string> {
  let response: Response;
  try {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const headers = { "content-type": "application/json" };
    response = await fetch(url, { method: "POST", headers, body, credentials: "omit", redirect: "error", signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new Error(`${url} does not answer: check the address, and that it allows pages to ask it`);
  }
  let said: unknown;
  try {
    said = await response.json();
  } catch {
    throw new Error(`${url} does not answer as a node does`);
  }
  const { result, error } = said as { result?: unknown; error?: { message?: unknown } };
  if (error !== undefined) throw new Error(`the node says: ${String(error.message ?? "an error").slice(0, 200)}`);
  if (typeof result !== "string" || result.length > 4096) throw new Error(`${url} does not answer as a node does`);
  return result;
}

export async function askRegistry(url: string, address: string, venue: Uint8Array, epoch: bigint): Promise<Registry> {
  const call = (data: string): Promise<string> => ask(url, "eth_call", [{ to: address, data }, "latest"]);
  const record = async (number: bigint): Promise<RegistryEpoch | null> =>
    number === 0n ? null : call(epochCall(venue, number)).then(readEpoch, () => null);
  const [chain, answer] = [await ask(url, "eth_chainId", []), await call(statusCall(venue))];
  const status = readStatus(answer);
  const [own, before] = [await record(epoch), await record(epoch - 1n)];
  return { status, epoch: own, before, chainId: BigInt(/^0x[0-9a-f]{1,16}$/.test(chain) ? chain : 0) };
}
