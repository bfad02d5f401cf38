import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Contents, compare, parse, text } from "skip-client";
import type { Entry, Json } from "skip-client";

/** Numbers that look random and are the same in each run. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

describe("Contents", () => {
  it("has its entries in the order of their keys", () => {
    const contents = Contents.of<Json, string>([
      ["b", ["x"]],
      [10, ["y"]],
      [9, ["z"]],
      [[1], ["w"]],
    ]);
    assert.deepEqual(contents.keys(), [9, 10, "b", [1]]);
    assert.deepEqual(contents.values(), ["z", "y", "x", "w"]);
    assert.equal(contents.size, 4);
  });

  it("takes keys that are equal JSON for one", () => {
    const before = Contents.of<Json, number>([[{ a: 1, b: 2 }, [1]]]);
    assert.deepEqual(before.get({ b: 2n, a: 1 }), [1]);
    const { contents, changes } = before.with([[{ b: 2, a: 1n }, [2]]]);
    assert.equal(contents.size, 1);
    assert.deepEqual(changes, [{ key: { b: 2, a: 1n }, before: [1], after: [2] }]);
  });

  it("keeps apart keys of 10²¹ and more, which a service writes with an exponent", () => {
    const written = '[[1.234567890123456789E+24,["a"]],[1.234567890123456788E+24,["b"]],[1E+24,["c"]]]';
    const contents = Contents.of(parse(written) as unknown as Entry<Json, string>[]);
    assert.deepEqual(contents.entries, [
      [10n ** 24n, ["c"]],
      [1234567890123456788000000n, ["b"]],
      [1234567890123456789000000n, ["a"]],
    ]);
  });

  it("keeps apart keys that a number cannot tell apart", () => {
    const contents = Contents.of([
      [9007199254740992n, ["a"]],
      [9007199254740993n, ["b"]],
    ]);
    assert.equal(contents.size, 2);
    assert.equal(contents.getUnique(9007199254740993n), "b");
  });

  it("tells only what is different", () => {
    const before = Contents.of<string, Json>([
      ["a", [{ x: 1 }]],
      ["b", [2]],
    ]);
    assert.equal(before.with([["a", [{ x: 1n }]], ["c", []]]).contents, before);
    const { contents, changes } = before.replacedBy([
      ["a", [{ x: 1 }]],
      ["c", [3]],
    ]);
    assert.equal(contents.entries[0], before.entries[0]);
    assert.deepEqual(changes, [
      { key: "b", before: [2], after: [] },
      { key: "c", before: [], after: [3] },
    ]);
  });

  it("is what a map would be after any updates", () => {
    const random = sequence(7);
    let contents = Contents.of<Json, number>([]);
    const model = new Map<string, Entry<Json, number>>();
    for (let step = 0; step < 300; step++) {
      const updates: Entry<Json, number>[] = [];
      for (let i = random(6); i >= 0; i--) {
        const key: Json = [random(12), String(random(12)), [random(5)], { k: random(5) }][random(4)] as Json;
        updates.push([key, Array.from({ length: random(3) }, () => random(4))]);
      }
      for (const [key, values] of updates) {
        if (values.length > 0) model.set(text(key), [key, values]);
        else model.delete(text(key));
      }
      contents = contents.with(updates).contents;
      const expected = [...model.values()].sort(([a], [b]) => compare(a, b));
      assert.deepEqual(contents.entries, expected);
      for (const [key, values] of expected) assert.deepEqual(contents.get(key), values);
    }
  });
});
