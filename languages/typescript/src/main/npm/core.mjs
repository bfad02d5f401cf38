// What services import as @skipruntime/core.
export * from "./errors.mjs";
export { deepFreeze } from "./json.mjs";
export { Count, Max, Min, Sum } from "./native.mjs";

/** How the code of a class differs after a reload. */
export const LoadStatus = Object.freeze({ Incompatible: 0, Changed: 1, Same: 2 });

/** An input collection: what it begins with, and the types that its keys and values are checked against. */
export class InputDefinition {
  constructor(initial = [], types = {}) {
    this.initial = initial;
    this.types = types;
  }
}

/** A mapper that gives one value for each value, with the same key. */
export class OneToOneMapper {
  mapEntry(key, values) { return values.toArray().map((value) => [key, this.mapValue(value, key)]); }
}

/** A mapper that gives one value for each entry, with the same key. */
export class ManyToOneMapper {
  mapEntry(key, values) { return [[key, this.mapValues(values, key)]]; }
}
