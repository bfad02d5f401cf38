// Sums and differences of two collections of numbers; initial data in the older form of the API.
import type { EagerCollection, Mapper, Resource, Values } from "@skipruntime/core";
import { Count, Max, Min, Sum } from "@skipruntime/helpers";
import { initService } from "@skipruntime/wasm";

type Numbers = EagerCollection<string, number>;
type Inputs = { input1: Numbers; input2: Numbers };

class Plus implements Mapper<string, number, string, number> {
  constructor(private readonly other: Numbers) {}

  mapEntry(key: string, values: Values<number>): Iterable<[string, number]> {
    const others = this.other.getArray(key);
    return values.toArray().flatMap((v) => others.map((other): [string, number] => [key, v + other]));
  }
}

class Minus implements Mapper<string, number, string, number> {
  constructor(private readonly other: Numbers, private readonly missing: number) {}

  mapEntry(key: string, values: Values<number>): Iterable<[string, number]> {
    return [[key, values.getUnique() - this.other.getUnique(key, { ifNone: this.missing })]];
  }
}

class ToTotal implements Mapper<string, number, string, number> {
  *mapEntry(_key: string, values: Values<number>): Iterable<[string, number]> {
    for (const value of values) yield ["total", value];
  }
}

/** A reducer of the author's own: the product, which is computed again when a zero goes. */
class Product {
  initial = 1;
  add(product: number, value: number) { return product * value; }
  remove(product: number, value: number) { return value === 0 ? null : product / value; }
}

class Plain implements Resource<Inputs> {
  instantiate(inputs: Inputs) { return inputs.input1.map(Plus, inputs.input2); }
}

class Total implements Resource<Inputs> {
  constructor(private readonly params: { of: string }) {}

  instantiate(inputs: Inputs) {
    const reducers = { sum: Sum, min: Min, max: Max, count: Count, product: Product };
    return inputs.input1.map(Minus, inputs.input2, 0).mapReduce(ToTotal)(reducers[this.params.of as "sum"]);
  }
}

await initService({
  initialData: { input1: [], input2: [] },
  resources: { sum: Plain, total: Total },
  createGraph: (inputs: Inputs) => inputs,
});
