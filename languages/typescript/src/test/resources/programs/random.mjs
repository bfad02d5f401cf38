// Random writes, failing ones among them; contents are compared with what plain JavaScript computes from scratch.
import { InputDefinition } from "@skipruntime/core";
import { initService } from "@skipruntime/wasm";

const SEED = Number(process.env.SKIP_SEED ?? 4711);
const STEPS = Number(process.env.SKIP_STEPS ?? 250);
let state = SEED * 7919 + 1;
const random = (bound) => {
  state = (state * 1103515245 + 12345) & 0x7fffffff;
  return (state >>> 8) % bound;
};

class Join {
  constructor(b, c) { this.b = b; this.c = c; }
  mapEntry(key, values) {
    const out = [];
    for (const value of values) {
      if (value === 13) throw new Error("13");
      const found = this.b.getArray(value % 7);
      out.push([key % 5, [key, value, found.length]]);
      if (found.length > 0 && this.c.getUnique(found[0], { ifNone: 0, ifMany: -1 }) > 3) out.push([key, "x"]);
    }
    if (values.toArray().length > 2) out.push([99, this.b.size()]);
    return out;
  }
}
class Lengths { mapEntry(key, values) { return values.toArray().map((value) => [key, JSON.stringify(value).length]); } }
class Look {
  constructor(joined) { this.joined = joined; }
  mapEntry(key) {
    const found = this.joined.getArray(key % 5);
    return found.length % 3 === 0 ? [] : [[key, found.length]];
  }
}
class Dependent {
  constructor(param) { this.param = param; }
  instantiate(shared) {
    const found = shared.b.getArray(this.param).length;
    return found % 2 === 1 ? shared.lengths : shared.a.map(Look, found > 2 ? shared.joined : shared.lengths);
  }
}
class Joined { instantiate(shared) { return shared.joined; } }
class Sizes { instantiate(shared) { return shared.lengths; } }

const service = {
  inputs: { a: new InputDefinition(), b: new InputDefinition(), c: new InputDefinition() },
  resources: { dependent: Dependent, joined: Joined, sizes: Sizes },
  createGraph: (inputs) => {
    const joined = inputs.a.map(Join, inputs.b, inputs.c);
    return { ...inputs, joined, lengths: joined.map(Lengths) };
  },
};

/** A collection as it would be if all were computed at once. */
class Scratch {
  constructor(entries) { this.entries = entries; }
  getArray(key) { return this.entries.get(key) ?? []; }
  getUnique(key, { ifNone, ifMany }) {
    const values = this.getArray(key);
    return values.length === 1 ? values[0] : values.length > 0 ? ifMany : ifNone;
  }
  size() { return this.entries.size; }
  map(mapper, ...params) {
    const object = new mapper(...params);
    const out = new Map();
    for (const key of [...this.entries.keys()].sort((x, y) => x - y)) {
      const values = this.entries.get(key);
      const given = { toArray: () => values, getUnique: () => values[0], [Symbol.iterator]: () => values[Symbol.iterator]() };
      for (const [target, value] of object.mapEntry(key, given)) out.set(target, [...(out.get(target) ?? []), value]);
    }
    return new Scratch(out);
  }
}
const fromScratch = (contents) => service.createGraph(Object.fromEntries(Object.entries(contents).map(([name, entries]) => [name, new Scratch(entries)])));
const text = (collection) => JSON.stringify([...collection.entries].sort(([x], [y]) => x - y));

const running = await initService(service);
let contents = { a: new Map(), b: new Map(), c: new Map() };
for (let param = 0; param < 4; param++) await running.instantiateResource(`open ${param}`, "dependent", param);
for (let step = 0; step < STEPS; step++) {
  const name = "abc"[random(3)];
  const bound = name === "a" ? [30, 200] : [8, 9];
  const entries = Array.from({ length: 1 + random(4) }, () => [random(bound[0]), Array.from({ length: random(4) }, () => random(bound[1]))]);
  const next = { ...contents, [name]: new Map(contents[name]) };
  for (const [key, values] of entries) if (values.length > 0) next[name].set(key, values); else next[name].delete(key);
  let accepts = true;
  try { fromScratch(next); } catch { accepts = false; }
  let accepted = true;
  try { await running.update(name, entries); } catch { accepted = false; }
  if (accepted !== accepts) throw new Error(`seed ${SEED} step ${step}: accepted ${accepted}, from scratch ${accepts}`);
  if (accepted) contents = next;
  const graph = fromScratch(contents);
  const expected = [["joined", {}, graph.joined], ["sizes", {}, graph.lengths], ...[0, 1, 2, 3].map((param) => ["dependent", param, new Dependent(param).instantiate(graph)])];
  for (const [resource, params, collection] of step % 5 === 0 ? expected : []) {
    const found = JSON.stringify(await running.getAll(resource, params));
    if (found !== text(collection)) throw new Error(`seed ${SEED} step ${step}, ${resource} ${JSON.stringify(params)}:\n found ${found}\n wanted ${text(collection)}`);
  }
}
await running.close();
process.exit(0);
