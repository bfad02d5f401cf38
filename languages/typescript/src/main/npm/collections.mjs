// Values, collections and contexts, as functions see them while a turn goes on.
import { deepFreeze } from "./json.mjs";
import { SkipError, SkipNonUniqueValueError } from "./errors.mjs";

/** What reads and makes collections for the turn that goes on; the turns of this process set it. */
let turns;

/** Lets collections be read and made by the turns of this process. */
export function belongTo(given) { turns = given; }

function unique(values, instead) {
  if (values.length === 1) return values[0];
  if (values.length === 0 && instead?.ifNone !== undefined) return deepFreeze(instead.ifNone);
  if (values.length > 1 && instead?.ifMany !== undefined) return deepFreeze(instead.ifMany);
  throw new SkipNonUniqueValueError(`there are ${values.length} values, not one`);
}

/** The values of an entry. */
export class Values {
  #values;
  constructor(values) { this.#values = values; }
  getUnique(instead) { return unique(this.#values, instead); }
  toArray() { return this.#values.slice(); }
  [Symbol.iterator]() { return this.#values[Symbol.iterator](); }
}

/** A collection as functions see it: a number in the turn that goes on. */
export class Lookup {
  constructor(number) { this.number = number; Object.freeze(this); }
  getArray(key) { return turns.read(this.number, key); }
  getUnique(key, instead) { return unique(turns.read(this.number, key), instead); }
}

export class LazyCollection extends Lookup {}

export class EagerCollection extends Lookup {
  size() { return turns.size(this.number); }
  map(mapper, ...params) { return turns.make({ op: "map", source: this.number, function: turns.describe("Mapper", mapper, params) }); }
  reduce(reducer, ...params) { return turns.make({ op: "reduce", source: this.number, reducer: turns.describeReducer(reducer, params) }); }
  mapReduce(mapper, ...params) {
    return (reducer, ...reducerParams) => turns.make({
      op: "mapReduce", source: this.number, function: turns.describe("Mapper", mapper, params),
      reducer: turns.describeReducer(reducer, reducerParams),
    });
  }
  slice(start, end) { return this.slices([start, end]); }
  slices(...ranges) { return turns.make({ op: "slices", source: this.number, ranges }); }
  take(limit) { return turns.make({ op: "take", source: this.number, limit }); }
  merge(...others) { return turns.make({ op: "merge", source: this.number, others: others.map((other) => other.number) }); }
}

export class Context {
  constructor(isLazy) { this.isLazy = isLazy; Object.freeze(this); }
  createLazyCollection(compute, ...params) {
    return turns.make({ op: "lazy", function: turns.describe("LazyCompute", compute, params) }, LazyCollection);
  }
  useExternalResource({ service, identifier, params }) {
    if (this.isLazy) throw new SkipError("useExternalResource is not allowed in a lazy computation graph.");
    return turns.make({ op: "external", service, identifier, params: params ?? {} });
  }
  jsonExtract(value, pattern) { return turns.ask(["extract", value, pattern]); }
}
export const context = new Context(false);
export const lazyContext = new Context(true);

/** What something is, for messages. */
export function kindOf(given) {
  if (given === null || given === undefined) return `${given}`;
  if (typeof given.then === "function") return "a promise, as an async function does";
  if (Array.isArray(given)) return "an array";
  return typeof given === "object" ? "an object" : typeof given;
}

/** Whether something is an object with members of its own: no list, no promise, no collection. */
export function isRecord(given) {
  return given !== null && typeof given === "object" && !Array.isArray(given) && typeof given.then !== "function" && !(given instanceof Lookup);
}

/** The number of a collection in the turn that goes on. */
export function numberOf(collection, what) {
  if (!(collection instanceof Lookup)) throw new SkipError(`${what} has to be a collection, and is ${kindOf(collection)}`);
  return collection.number;
}
