import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compare, parse, text } from "skip-client";
import type { Json } from "skip-client";

/** One of each kind and more, ascending. */
const ASCENDING: readonly Json[] = [
  null,
  false,
  true,
  -(2n ** 64n),
  -1.5,
  0,
  1,
  1.5,
  9007199254740991,
  9007199254740993n,
  9007199254740994n,
  1e300,
  "",
  "a",
  "aa",
  "b",
  "\uff5e",
  "\u{1f600}",
  [],
  [1],
  [1, 2],
  [2],
  {},
  { a: 1 },
  { a: 1, c: 1 },
  { a: 5 },
  { b: 1 },
];

describe("compare", () => {
  it("orders as the service does", () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) {
        assert.equal(Math.sign(compare(a, b)), Math.sign(i - j), `${text(a)} and ${text(b)}`);
      }
    }
  });

  it("finds equal what is the same JSON", () => {
    assert.equal(compare(1, 1n), 0);
    assert.equal(compare(-0, 0), 0);
    assert.equal(compare({ a: 1, b: [2] }, { b: [2n], a: 1, c: undefined }), 0);
  });
});

describe("text", () => {
  it("is one for all values that are equal, and reads as one of them", () => {
    assert.equal(text({ b: [1n, -0], a: "\u2028" }), text({ a: "\u2028", b: [1, 0] }));
    for (const value of ASCENDING) assert.equal(compare(parse(text(value)), value), 0);
    assert.equal(text(1e21), text(10n ** 21n));
  });

  it("refuses what is not JSON", () => {
    for (const value of [NaN, Infinity, new Date(0), new Map(), () => 1, Symbol("s")]) {
      assert.throws(() => text(value as never), TypeError);
    }
  });
});

describe("parse", () => {
  it("keeps large whole numbers, wherever they are", () => {
    const read = '{"a":[9007199254740993,"9007199254740993",{"\\"12345678901234567890":1.5}],"b":{}}';
    assert.deepEqual(parse(read), {
      a: [9007199254740993n, "9007199254740993", { '"12345678901234567890': 1.5 }],
      b: {},
    });
    assert.equal(parse("-9223372036854775808"), -(2n ** 63n));
    assert.equal(parse("1000000000000000"), 1e15);
    assert.deepEqual(parse("[ 9007199254740993 , [ ] , null ]"), [9007199254740993n, [], null]);
  });

  it("takes a member called __proto__ for a member", () => {
    const value = parse('{"__proto__":9007199254740993}') as object;
    assert.deepEqual(Object.entries(value), [["__proto__", 9007199254740993n]]);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  it("refuses what is not JSON", () => {
    assert.throws(() => parse("[9007199254740993"), SyntaxError);
  });
});
