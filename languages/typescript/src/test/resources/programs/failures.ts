// Functions that fail in each way there is, by the value that they are given.
import { execSync } from "node:child_process";
import type { Context, EagerCollection, Mapper, Resource, Values } from "@skipruntime/core";
import { initService } from "@skipruntime/wasm";

type Inputs = { input: EagerCollection<number, string> };

class Unspeakable extends Error {
  override get message(): string { throw new Unspeakable(); }
}

function withinItself(): unknown {
  const all: unknown[] = [];
  all.push(all, all);
  return { all };
}

function nested(levels: number): unknown { return levels === 0 ? 1 : [nested(levels - 1)]; }

function recursion(n: number): number { return 1 + recursion(n + 1); }

class Misbehave implements Mapper<number, string, number, unknown> {
  constructor(private context: Context) {}

  mapEntry(key: number, values: Values<string>): Iterable<[number, unknown]> {
    switch (values.getUnique()) {
      case "throw": throw new TypeError("as it was told");
      case "throw text": throw "only a text";
      case "throw nothing": throw undefined;
      case "throw object": throw { code: 17, toString() { throw new Error("again"); } };
      case "throw proxy": throw new Proxy({}, { getPrototypeOf() { throw new Error("again"); } });
      case "throw unspeakable": throw new Unspeakable();
      case "throw surrogate": throw new Error("half \ud800");
      case "throw later": Promise.reject(new Error("on purpose, for a test: nothing waits for this")); return [[key, "thrown later"]];
      case "overflow": return [[key, recursion(0)]];
      case "pattern": return [[key, this.context.jsonExtract({}, "{{")]];
      case "loop": for (;;) ;
      case "exit": return process.exit(7);
      case "heap": for (const all: unknown[] = []; ;) all.push(new Array(1e4).fill(all.length + 0.5));
      case "NaN": return [[key, { deep: [NaN] }]];
      case "surrogate": return [[key, { text: ["half \udc00"] }]];
      case "name": return [[key, { "half \ud800": 1 }]];
      case "cycle": return [[key, withinItself()]];
      case "500 levels": return [[key, nested(500)]];
      case "501 levels": return [[key, nested(501)]];
      case "fickle": { let looks = 0; return [[key, { get looks() { if (looks++ > 0) throw new Error("looked twice"); return 1; } }]]; }
      case "digits": return [[key, 10n ** 1000n]];
      case "mutate": (values.toArray() as unknown[]).length = 0; return [[key, Object.isFrozen(values)]];
      case "promise": return (async () => [[key, 1]])() as never;
      case "nothing": return undefined as never;
      case "print": console.log("printed"); return [[key, "printed"]];
      case "child": execSync("echo printed by a child", { stdio: "inherit" }); return [[key, "printed by a child"]];
      default: return [[key, values.getUnique()]];
    }
  }
}

class All implements Resource<Inputs> {
  instantiate(inputs: Inputs, context: Context) { return inputs.input.map(Misbehave as never, context as never); }
}

await initService({
  initialData: { input: [[1, ["fine"]]] },
  resources: { all: All },
  createGraph: (inputs: Inputs, context: Context) => ({ ...inputs, checked: inputs.input.map(Misbehave as never, context as never) }),
});
