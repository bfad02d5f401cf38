// A spreadsheet: its formulas are computed lazily, and may depend on each other.
import type { Context, EagerCollection, LazyCollection, LazyCompute, Mapper, Resource, Values } from "@skipruntime/core";
import { initService } from "@skipruntime/wasm";
import { evaluate } from "./formulas.js";

type Cells = { cells: EagerCollection<string, string | number> };
type Result = string | number;

class Compute implements LazyCompute<string, Result> {
  constructor(private readonly cells: EagerCollection<string, Result>) {}

  compute(self: LazyCollection<string, Result>, key: string): Iterable<Result> {
    const cell = this.cells.getUnique(key, { ifNone: 0 });
    if (typeof cell !== "string" || !cell.startsWith("=")) return [cell];
    return [evaluate(cell.slice(1), (name) => self.getUnique(name))];
  }
}

class Shown implements Mapper<string, Result, string, Result> {
  constructor(private readonly results: LazyCollection<string, Result>) {}

  mapEntry(key: string, _values: Values<Result>): Iterable<[string, Result]> {
    return [[key, this.results.getUnique(key)]];
  }
}

class Sheet implements Resource<Cells> {
  instantiate(shared: Cells, context: Context) {
    return shared.cells.map(Shown, context.createLazyCollection(Compute, shared.cells));
  }
}

await initService({
  initialData: { cells: [["A1", [23]], ["A2", [2]]] },
  resources: { sheet: Sheet },
  createGraph: (inputs: Cells) => inputs,
});
