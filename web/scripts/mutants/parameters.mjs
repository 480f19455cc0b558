// Mutations of parameters.
import { base } from "../edits.mjs";
import { FORMS, anywhere, both, changed, retold } from "./edit.mjs";

export function* parameters(random, bundle) {
  const file = "bundle/parameters.json";
  const bytes = base(bundle, null)[file];
  for (const form of FORMS) yield* both(bundle, retold(file, bytes, form));
  for (let i = 0; i < 40; i++) yield* both(bundle, anywhere(random, file, bytes));
  for (const change of changesOfParameters()) yield* both(bundle, changed(file, bytes, change));
}

function* changesOfParameters() {
  for (const [name, value] of [["assets", 2], ["assets", 1], ["assets", 4], ["zero_sum", 3], ["zero_sum", 2], ["tiers", 0], ["tiers", 4], ["assets", 65536], ["assets", 4294967295]]) {
    yield (p) => (p.capacity[name] = value);
  }
  yield (p) => (p.scenarios[1] = "another name");
  yield (p) => p.scenarios.push("one more");
  yield (p) => (p.groups[0].columns = []);
  yield (p) => p.groups[0].columns.reverse();
  yield (p) => p.groups[0].columns.push(10);
  for (const worst of [0, 2, 8, 9]) yield (p) => (p.groups[0].worst = worst);
  yield (p) => (p.groups[1].name = p.groups[0].name);
  yield (p) => (p.tests = []);
  yield (p) => p.tests[0].groups.push("BTC tail");
  yield (p) => p.tests[0].groups.push("nothing");
  yield (p) => (p.tests[0].groups = []);
  yield (p) => p.tests[0].groups.push(p.tests[0].groups[0]);
  yield (p) => p.stresses.shift();
  yield (p) => p.stresses.reverse();
  for (const cost of [0, 1, 64, 65]) yield (p) => (p.stresses[1].closing_cost = cost);
  for (const cover of ["all", { largest: 1 }, { largest: 2 }, { largest: 3 }, { largest: 0 }, { largest: 65537 }, "none", { all: null }]) yield (p) => (p.cover = cover);
  yield (p) => (p.underlyings = []);
  yield (p) => (p.model = { engine: "e", preset: "p", inputs: [] });
  yield (p) => (p.model = { engine: "e", preset: "p", seed: "01", inputs: [] });
  for (const name of ["mark", "haircut_long", "floor_short"]) {
    for (const value of [0, 1, -1, 140737488355327, 140737488355328, -140737488355328, 281474976710655, 281474976710656]) yield (p) => (p.assets[1][name] = value);
  }
  for (const size of ["0.001", "1", "0", "-1", "", "0.00010", "1e-4", "1e-41", "NaN"]) yield (p) => (p.assets[1].lot_size = size);
  yield (p) => (p.assets[0].symbol = "BTC");
  yield (p) => (p.assets[0].symbol = "");
  yield (p) => (p.assets[1].exact = true);
  yield (p) => (p.assets[1].exact = false);
  yield (p) => (p.assets[1].underlying = null);
  yield (p) => p.assets[1].pnl.pop();
  yield (p) => (p.assets[1].pnl[0] = 1);
  yield (p) => (p.assets[1].pnl[3] += 1);
  yield (p) => p.assets[1].tiers.push([0, 0]);
  yield (p) => (p.assets[1].tiers[0][0] = -1);
  yield (p) => (p.zero_sum[1].tiers = []);
  yield (p) => p.zero_sum.pop();
  yield (p) => p.assets.reverse();
}
