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

  it("writes large whole numbers with no more digits than a service takes", () => {
    assert.equal(text(12n * 10n ** 5_000n), "12e5000");
    assert.equal(text(-(10n ** 23n)), "-100000000000000000000000");
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

  it("keeps whole numbers exact that are written with an exponent or a point", () => {
    const exact: readonly [string, Json][] = [
      ["1.234567890123456789E+24", 1234567890123456789000000n],
      ["1.234567890123456788E+24", 1234567890123456788000000n],
      ["-1.2345E30", -12345n * 10n ** 26n],
      ["1e23", 10n ** 23n],
      ["1E+400", 10n ** 400n],
      ["900719925474099.3e1", 9007199254740993n],
      ["9007199254740993.0", 9007199254740993n],
      ["90071992547409930e-1", 9007199254740993n],
      ["1e2", 100],
      ["1.50", 1.5],
      ["0e9", 0],
      ["1.5e-400", 0],
      ["90071992547409931e-1", 9007199254740993.1],
    ];
    for (const [written, value] of exact) {
      assert.equal(parse(written), value, written);
      assert.deepEqual(parse(`{"a":[${written}],"1e5":null}`), { a: [value], "1e5": null });
    }
  });

  it("refuses a number that is too large, quickly", () => {
    for (const written of ["1e10000", "1E+999999999", "1e99999999999999999999", `${"9".repeat(400)}.5`]) {
      assert.throws(() => parse(`[${written}]`), RangeError, written);
    }
    assert.equal(parse("1e9999"), 10n ** 9999n);
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
