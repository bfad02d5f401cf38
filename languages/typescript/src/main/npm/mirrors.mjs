// What this process has of collections of the JVM, so that functions of a wave need not ask for it.
import v8 from "node:v8";
import vm from "node:vm";
import { deepFreeze, marked } from "./json.mjs";

const NONE = Object.freeze([]);

/** The memory of a mirror of so many entries is collected when it is given up: what a worker takes is bounded. */
const MANY = 50_000;

let collect;

function collectGarbage() {
  v8.setFlagsFromString("--expose-gc");
  collect ??= vm.runInNewContext("gc");
  collect();
}

/** The form in which a key finds its values in a mirror. */
function keyOf(key) {
  switch (typeof key) {
    case "number": return key;
    case "string": return "s" + key;
    case "bigint": return "n" + key;
    default: return JSON.stringify(key, sortMembers);
  }
}

function sortMembers(name, value) {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
    : marked(name, value);
}

/** The mirrors by their numbers. Each has values of keys, of all that there are if it is whole, or else of some. */
export class Mirrors {
  #mirrors = [];

  /** Takes a change of one: its number, whether it begins again, keys and values, and keys that are not known any more. */
  change([number, whole, present, unknown]) {
    if (whole === undefined) { this.#giveUp(number); return; }
    if (whole || this.#mirrors[number] === undefined) this.#mirrors[number] = new Map();
    const mirror = this.#mirrors[number];
    mirror.whole ||= whole === 1;
    for (let i = 0; i < present.length; i += 2) {
      if (mirror.whole && present[i + 1].length === 0) mirror.delete(keyOf(present[i]));
      else mirror.set(keyOf(present[i]), deepFreeze(present[i + 1]));
    }
    for (const key of unknown ?? NONE) mirror.delete(keyOf(key));
  }

  #giveUp(number) {
    const entries = this.#mirrors[number]?.size ?? 0;
    this.#mirrors[number] = undefined;
    if (entries >= MANY) collectGarbage();
  }

  /** The values of a key; undefined if they are not known. */
  values(number, key) {
    const mirror = this.#mirrors[number];
    return mirror?.get(keyOf(key)) ?? (mirror?.whole ? NONE : undefined);
  }

  /** A function that gives the values of keys that a wave runs for. */
  source(number) {
    const mirror = this.#mirrors[number];
    return (key) => mirror.get(keyOf(key));
  }
}
