import type { Json } from "./json.js";
import { compare } from "./json.js";

/** A key with its values; none if the key is gone. */
export type Entry<K, V> = readonly [key: K, values: readonly V[]];

/** A key whose values are different now; `before` or `after` is empty if it was or is not there. */
export interface Change<K, V> {
  readonly key: K;
  readonly before: readonly V[];
  readonly after: readonly V[];
}

const NONE: readonly never[] = Object.freeze([]);

/**
 * What a collection has at one time: each key with its values, in the order of the keys. Immutable:
 * an update makes new contents, in which entries that did not change are the same objects.
 */
export class Contents<K, V> implements Iterable<Entry<K, V>> {
  /** No entries. */
  static readonly EMPTY: Contents<never, never> = new Contents<never, never>([]);

  /** The entries, ascending strictly by key; none is without values. */
  readonly entries: readonly Entry<K, V>[];

  private constructor(entries: readonly Entry<K, V>[]) {
    this.entries = Object.freeze(entries);
  }

  /** The entries in any order; of a key that is there twice, the last counts. */
  static of<K, V>(entries: readonly Entry<K, V>[]): Contents<K, V> {
    return (Contents.EMPTY as Contents<K, V>).with(entries).contents;
  }

  /** How many keys there are. */
  get size(): number {
    return this.entries.length;
  }

  /** The values of a key; none if it is not there. */
  get(key: K): readonly V[] {
    const entry = this.entries[this.position(key)];
    return entry !== undefined && sameKey(entry[0], key) ? entry[1] : NONE;
  }

  /** The only value of a key; `undefined` if it is not there or has several. */
  getUnique(key: K): V | undefined {
    const values = this.get(key);
    return values.length === 1 ? values[0] : undefined;
  }

  has(key: K): boolean {
    return this.get(key).length > 0;
  }

  keys(): K[] {
    return this.entries.map(([key]) => key);
  }

  /** All values, in the order of their keys. */
  values(): V[] {
    return this.entries.flatMap(([, values]) => values);
  }

  [Symbol.iterator](): Iterator<Entry<K, V>> {
    return this.entries[Symbol.iterator]();
  }

  /** Where the key is, or would be. */
  private position(key: K): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys((this.entries[middle] as Entry<K, V>)[0], key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** These contents with some keys' values replaced, and what is different then. */
  with(updates: readonly Entry<K, V>[]): Difference<K, V> {
    const merged: Entry<K, V>[] = [];
    const changes: Change<K, V>[] = [];
    let from = 0;
    for (const update of sorted(updates)) {
      while (from < this.entries.length && compareKeys(this.key(from), update[0]) < 0) {
        merged.push(this.entries[from++] as Entry<K, V>);
      }
      const isThere = from < this.entries.length && sameKey(this.key(from), update[0]);
      const before = isThere ? (this.entries[from++] as Entry<K, V>) : undefined;
      const after = entryAfter(before, update);
      if (after !== undefined) merged.push(after);
      if (after !== before) {
        changes.push({
          key: update[0],
          before: before?.[1] ?? NONE,
          after: after?.[1] ?? NONE,
        });
      }
    }
    for (; from < this.entries.length; from++) merged.push(this.entries[from] as Entry<K, V>);
    return { contents: changes.length === 0 ? this : new Contents(merged), changes };
  }

  /** These contents replaced as a whole, and what is different then. */
  replacedBy(entries: readonly Entry<K, V>[]): Difference<K, V> {
    const gone: Entry<K, V>[] = this.entries.map(([key]) => [key, NONE]);
    return this.with([...gone, ...entries]);
  }

  private key(index: number): K {
    return (this.entries[index] as Entry<K, V>)[0];
  }
}

/** Contents, and in what they differ from those before. */
export interface Difference<K, V> {
  readonly contents: Contents<K, V>;
  readonly changes: readonly Change<K, V>[];
}

/** The entry that an update leaves: the one before if it is equal, none if the key is gone. */
function entryAfter<K, V>(
  before: Entry<K, V> | undefined,
  update: Entry<K, V>,
): Entry<K, V> | undefined {
  if (update[1].length === 0) return undefined;
  const isEqual = before !== undefined && compare(before[1] as Json, update[1] as Json) === 0;
  return isEqual ? before : update;
}

/** By key, the last of each. */
function sorted<K, V>(entries: readonly Entry<K, V>[]): Entry<K, V>[] {
  const ordered = [...entries].sort(([a], [b]) => compareKeys(a, b));
  return ordered.filter((entry, i) => {
    const next = ordered[i + 1];
    return next === undefined || !sameKey(entry[0], next[0]);
  });
}

function compareKeys(a: unknown, b: unknown): number {
  return compare(a as Json, b as Json);
}

function sameKey(a: unknown, b: unknown): boolean {
  return compareKeys(a, b) === 0;
}
