import { compare } from "./json.js";
const NONE = Object.freeze([]);
/**
 * What a collection has at one time: each key with its values, in the order of the keys. Immutable:
 * an update makes new contents, in which entries that did not change are the same objects.
 */
export class Contents {
    /** No entries. */
    static EMPTY = new Contents([]);
    /** The entries, ascending strictly by key; none is without values. */
    entries;
    constructor(entries) {
        this.entries = Object.freeze(entries);
    }
    /** The entries in any order; of a key that is there twice, the last counts. */
    static of(entries) {
        return Contents.EMPTY.with(entries).contents;
    }
    /** How many keys there are. */
    get size() {
        return this.entries.length;
    }
    /** The values of a key; none if it is not there. */
    get(key) {
        const entry = this.entries[this.position(key)];
        return entry !== undefined && sameKey(entry[0], key) ? entry[1] : NONE;
    }
    /** The only value of a key; `undefined` if it is not there or has several. */
    getUnique(key) {
        const values = this.get(key);
        return values.length === 1 ? values[0] : undefined;
    }
    has(key) {
        return this.get(key).length > 0;
    }
    keys() {
        return this.entries.map(([key]) => key);
    }
    /** All values, in the order of their keys. */
    values() {
        return this.entries.flatMap(([, values]) => values);
    }
    [Symbol.iterator]() {
        return this.entries[Symbol.iterator]();
    }
    /** Where the key is, or would be. */
    position(key) {
        let low = 0;
        let high = this.entries.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (compareKeys(this.entries[middle][0], key) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
    /** These contents with some keys' values replaced, and what is different then. */
    with(updates) {
        const merged = [];
        const changes = [];
        let from = 0;
        for (const update of sorted(updates)) {
            while (from < this.entries.length && compareKeys(this.key(from), update[0]) < 0) {
                merged.push(this.entries[from++]);
            }
            const isThere = from < this.entries.length && sameKey(this.key(from), update[0]);
            const before = isThere ? this.entries[from++] : undefined;
            const after = entryAfter(before, update);
            if (after !== undefined)
                merged.push(after);
            if (after !== before) {
                changes.push({
                    key: update[0],
                    before: before?.[1] ?? NONE,
                    after: after?.[1] ?? NONE,
                });
            }
        }
        for (; from < this.entries.length; from++)
            merged.push(this.entries[from]);
        return { contents: changes.length === 0 ? this : new Contents(merged), changes };
    }
    /** These contents replaced as a whole, and what is different then. */
    replacedBy(entries) {
        const gone = this.entries.map(([key]) => [key, NONE]);
        return this.with([...gone, ...entries]);
    }
    key(index) {
        return this.entries[index][0];
    }
}
/** The entry that an update leaves: the one before if it is equal, none if the key is gone. */
function entryAfter(before, update) {
    if (update[1].length === 0)
        return undefined;
    const isEqual = before !== undefined && compare(before[1], update[1]) === 0;
    return isEqual ? before : update;
}
/** By key, the last of each. */
function sorted(entries) {
    const ordered = [...entries].sort(([a], [b]) => compareKeys(a, b));
    return ordered.filter((entry, i) => {
        const next = ordered[i + 1];
        return next === undefined || !sameKey(entry[0], next[0]);
    });
}
function compareKeys(a, b) {
    return compare(a, b);
}
function sameKey(a, b) {
    return compareKeys(a, b) === 0;
}
