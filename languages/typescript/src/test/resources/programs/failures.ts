// Functions that fail in each way there is, by the value that they are given.
import type { EagerCollection, Mapper, Resource, Values } from "@skipruntime/core";
import { initService } from "@skipruntime/wasm";

type Inputs = { input: EagerCollection<number, string> };

class Misbehave implements Mapper<number, string, number, unknown> {
  mapEntry(key: number, values: Values<string>): Iterable<[number, unknown]> {
    switch (values.getUnique()) {
      case "throw": throw new TypeError("as it was told");
      case "loop": for (;;) ;
      case "exit": return process.exit(7);
      case "NaN": return [[key, { deep: [NaN] }]];
      case "half": return [[key, { deep: ["\ud83d"] }]];
      case "half of a name": return [[key, { "\ud83d": 1 }]];
      case "throw a half": throw new Error("\ud83d!");
      case "deep": return [[key, Array.from({ length: 501 }).reduce((inner: unknown) => [inner], 1)]];
      case "digits": return [[key, 10n ** 1000n]];
      case "mutate": (values.toArray() as unknown[]).length = 0; return [[key, Object.isFrozen(values)]];
      case "print": console.log("printed"); return [[key, "printed"]];
      default: return [[key, values.getUnique()]];
    }
  }
}

class All implements Resource<Inputs> {
  instantiate(inputs: Inputs) { return inputs.input.map(Misbehave as never); }
}

await initService({
  initialData: { input: [[1, ["fine"]]] },
  resources: { all: All },
  createGraph: (inputs: Inputs) => ({ ...inputs, checked: inputs.input.map(Misbehave as never) }),
});
