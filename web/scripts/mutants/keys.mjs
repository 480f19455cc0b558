// Mutations of keys and of their descriptors.
import { base } from "../edits.mjs";
import { Random } from "../random.mjs";
import { anywhere, changed, decode, mutant, retold, word } from "./edit.mjs";

export function* keys() {
  const random = new Random(3);
  const bundle = "lagoon-1";
  const manifest = JSON.parse(decode(base(bundle, null)["bundle/manifest.json"]));
  const own = [manifest.keys.lanes[0].key, manifest.keys.parameters, manifest.keys.closing];
  for (const id of own) {
    const [key, text] = [`keys/${id}.vk`, `keys/${id}.json`];
    const [bytes, said] = [base(bundle, null)[key], base(bundle, null)[text]];
    const one = (...edits) => mutant(bundle, null, edits.filter((edit) => edit !== null));
    yield one(["remove", key]);
    yield one(["remove", text]);
    for (const other of own) {
      if (other === id) continue;
      yield one(["copy", key, `keys/${other}.vk`]);
      yield one(["copy", text, `keys/${other}.json`]);
    }
    for (let i = 0; i < 14; i++) yield one(anywhere(random, key, bytes));
    for (const change of [
      (d) => (d.role = d.role === "closing" ? "parameters" : "closing"),
      (d) => (d.role = "other"),
      (d) => (d.rules = word(1n)),
      (d) => (d.id = word(1n)),
      (d) => (d.shape = { lane: 0, accounts: 8, slots: 4 }),
      (d) => delete d.shape,
      (d) => (d.version = 2),
    ]) yield one(changed(text, said, change));
    yield one(retold(text, said, (t) => t + "\n"));
    // γ in the place of β, and one input's point in another's.
    const gamma = Buffer.from(bytes.subarray(251, 379)).toString("hex");
    yield one(["splice", key, 123, 128, gamma]);
    const input = Buffer.from(bytes.subarray(bytes.length - 64)).toString("hex");
    yield one(["splice", key, bytes.length - 128, 64, input]);
  }
}
