// Mutations of bundles: of each file, of which file is where, and of what is
// expected.
import { base, splice } from "../edits.mjs";
import { Random } from "../random.mjs";
import { R, anywhere, both, changed, mutant, word } from "./edit.mjs";
import { changesOfManifest, manifests } from "./manifests.mjs";
import { parameters } from "./parameters.mjs";

export function* bundles() {
  const random = new Random(2);
  for (const bundle of ["lagoon-1", "harbour-1"]) {
    yield mutant(bundle, null, []);
    yield* manifests(random, bundle);
    yield* chains(random, bundle);
    yield* proofs(random, bundle);
    yield* wholes(bundle);
  }
  yield* parameters(random, "lagoon-1");
  for (const change of changesOfManifest()) {
    const file = "bundle/manifest.json";
    yield* both("harbour-2", changed(file, base("harbour-2", null)[file], change));
  }
  yield* expectations();
}

function* chains(random, bundle) {
  const file = "bundle/chain.bin";
  const bytes = base(bundle, null)[file];
  for (let i = 0; i < 30; i++) yield* both(bundle, anywhere(random, file, bytes));
  for (const lane of [0, 1, 2, 3, 4, 255]) yield* both(bundle, ["splice", file, 0, 1, Buffer.of(lane).toString("hex")]);
  for (const at of [1, 33]) {
    for (const value of [0n, 1n, R - 1n, R, (1n << 256n) - 1n]) yield* both(bundle, ["splice", file, at, 32, word(value).slice(2)]);
  }
  if (bytes.length > 130) {
    const swapped = Buffer.concat([bytes.subarray(65, 130), bytes.subarray(0, 65), bytes.subarray(130)]);
    yield* both(bundle, splice(file, bytes, swapped));
  }
}

function* proofs(random, bundle) {
  const file = "bundle/proofs.bin";
  const bytes = base(bundle, null)[file];
  const count = bytes.length / 338;
  for (let i = 0; i < 45; i++) yield mutant(bundle, null, [anywhere(random, file, bytes)]);
  const piece = (from, length) => Buffer.from(bytes.subarray(from, from + length)).toString("hex");
  // One proof in another's place, and points in each other's places.
  for (let to = 0; to < count; to++) {
    for (let from = 0; from < count; from++) {
      if (from !== to) yield mutant(bundle, null, [["splice", file, 338 * to, 338, piece(338 * from, 338)]]);
    }
    const [a, c, d] = [338 * to + 18, 338 * to + 210, 338 * to + 274];
    yield mutant(bundle, null, [["splice", file, c, 64, piece(d, 64)]]);
    yield mutant(bundle, null, [["splice", file, d, 64, piece(c, 64)]]);
    yield mutant(bundle, null, [["splice", file, a, 64, piece(c, 64)]]);
    yield mutant(bundle, null, [["splice", file, a, 64, "00".repeat(64)]]);
    yield mutant(bundle, null, [["splice", file, a + 64, 128, "00".repeat(128)]]);
    yield mutant(bundle, null, [["splice", file, a, 32, piece(a + 32, 32)]]);
    yield mutant(bundle, null, [["splice", file, 338 * to + 17, 1, "00"]]);
    yield mutant(bundle, null, [["splice", file, 338 * to + 17, 1, "02"]]);
    yield mutant(bundle, null, [["splice", file, a + 64, 64, piece(a + 128, 64)]]);
    // −A and −C with A and C swapped in sign: y becomes p − y.
    for (const at of [a, c, d]) yield mutant(bundle, null, [negated(file, bytes, at)]);
    // Both of a pair turned around still pair to the same.
    yield mutant(bundle, null, [negated(file, bytes, a), ...negatedG2(file, bytes, a + 64)]);
  }
}

const P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

function minus(bytes, at) {
  const y = BigInt("0x" + Buffer.from(bytes.subarray(at, at + 32)).toString("hex"));
  return word((P - y) % P).slice(2);
}

function negated(file, bytes, at) {
  return ["splice", file, at + 32, 32, minus(bytes, at + 32)];
}

function negatedG2(file, bytes, at) {
  return [64, 96].map((y) => ["splice", file, at + y, 32, minus(bytes, at + y)]);
}

function* wholes(bundle) {
  for (const name of ["manifest.json", "parameters.json", "chain.bin", "proofs.bin"]) {
    const file = `bundle/${name}`;
    yield mutant(bundle, null, [["remove", file]]);
    for (const other of ["lagoon-1", "harbour-1", "harbour-2", "sample-1"]) {
      if (other !== bundle) yield mutant(bundle, null, [["copy", file, `bundles/${other}/${name}`]]);
    }
    yield mutant(bundle, null, [["splice", file, 0, 1 << 30, ""]]);
  }
  yield mutant(bundle, null, [["copy", "bundle/more.txt", `bundles/${bundle}/chain.bin`]]);
}

function* expectations() {
  const digests = { venue: "Lagoon Markets", "chain-id": 31337, epoch: 1, "least-epoch": 1, "least-time": 1800000600 };
  for (const [name, value] of Object.entries(digests)) yield mutant("lagoon-1", null, [], { [name]: value });
  yield mutant("lagoon-1", null, [], digests);
  const wrong = { venue: "Harbour Exchange", "chain-id": 1, epoch: 2, "least-epoch": 2, "least-time": 1800000601 };
  for (const [name, value] of Object.entries(wrong)) {
    yield mutant("lagoon-1", null, [], { [name]: value });
    yield mutant("lagoon-1", "lagoon-1-alice.json", [], { [name]: value });
  }
  yield mutant("lagoon-1", null, [], { digest: word(1n) });
  yield mutant("lagoon-1", null, [], { previous: word(1n) });
  yield mutant("lagoon-1", null, [], { "ceremony-only": true });
  yield mutant("harbour-1", null, [], { "most-flagged": 0 });
  yield mutant("sample-1", null, []);
  yield mutant("sample-1", "sample-1-trader.json", []);
}
