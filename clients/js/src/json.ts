/**
 * JSON values, read and written exactly, and their order.
 *
 * A whole number that a `number` cannot hold is a `bigint`, so that two keys of a service never
 * become one. Two values that are equal as JSON have the same {@link text}, and {@link compare}
 * is 0 for them: `1` and `1n` are equal, and so are objects whose members are in another order.
 */

/** A JSON value. Members that are `undefined` count as absent. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/**
 * Numbers that may be whole and too large for a `number`: many digits, or an exponent. Only texts
 * with such take the slower way.
 */
const MAY_BE_LARGE = /\d{16}|\d[eE]\+?\d/;

/** The number of digits of the largest whole number that is read. */
const MAX_DIGITS = 10_000;

/** The number of digits that a service takes; zeros at the end of a whole number do not count. */
const MAX_WRITTEN_DIGITS = 1_000;

/**
 * Reads JSON.
 *
 * @throws SyntaxError if the text is not JSON
 * @throws RangeError if a number has more than 10,000 digits before its decimal point, or is too
 *     large for a `number` and not whole
 */
export function parse(text: string): Json {
  const value = JSON.parse(text) as Json;
  return MAY_BE_LARGE.test(text) ? new ExactReader(text).value() : value;
}

/** Reads text that is known to be JSON, with large whole numbers as they are. */
class ExactReader {
  private static readonly TOKEN = /[[\]{}:,]|"(?:[^"\\]|\\.)*"|[^\s[\]{}:,"]+/g;
  private readonly tokens: string[];
  private next = 0;

  constructor(text: string) {
    this.tokens = text.match(ExactReader.TOKEN) ?? [];
  }

  value(): Json {
    const token = this.take();
    if (token === "[") return this.all("]", () => this.value());
    if (token === "{") return Object.fromEntries(this.all("}", () => this.member()));
    const value = JSON.parse(token) as Json;
    return typeof value === "number" && !Number.isSafeInteger(value)
      ? exactNumber(token, value)
      : value;
  }

  private take(): string {
    return this.tokens[this.next++] as string;
  }

  private member(): [string, Json] {
    const name = JSON.parse(this.take()) as string;
    this.take(); // the colon
    return [name, this.value()];
  }

  private all<T>(end: string, one: () => T): T[] {
    const found: T[] = [];
    while (this.tokens[this.next] !== end) {
      found.push(one());
      if (this.tokens[this.next] === ",") this.next++;
    }
    this.next++;
    return found;
  }
}

/** What a text denotes: a `bigint` if it is whole, else the nearest `number`. */
function exactNumber(token: string, nearest: number): number | bigint {
  const [, sign, whole, fraction, exponent] = NUMBER_PARTS.exec(token) as unknown as string[];
  const given = (whole as string) + (fraction ?? "");
  const digits = given.replace(/0+$/, "");
  const zeros = Number(exponent ?? 0) - (fraction ?? "").length + given.length - digits.length;
  const isWhole = zeros >= 0;
  if (isWhole ? digits.length + zeros > MAX_DIGITS : !Number.isFinite(nearest)) {
    throw new RangeError("a number is too large to be read");
  }
  return isWhole ? BigInt(sign + digits + "0".repeat(zeros)) : nearest;
}

const NUMBER_PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * The one text that all values have which are equal as JSON; it is JSON itself.
 *
 * @throws TypeError if the value is not JSON, such as `NaN`, a function or a `Date`
 */
export function text(value: Json): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return String(value);
    case "bigint":
      return wholeText(value);
    case "number":
      return numberText(value);
    case "object":
      if (value === null) return "null";
      if (isArray(value)) return `[${value.map(text).join(",")}]`;
      return `{${memberNames(value)
        .map((name) => `${JSON.stringify(name)}:${text(value[name] as Json)}`)
        .join(",")}}`;
    default:
      throw new TypeError(`${typeof value} is not JSON`);
  }
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
  return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** The digits of a whole number, with an exponent where a service would find them too many. */
function wholeText(value: bigint): string {
  const digits = String(value);
  const zeros = digits.length > MAX_WRITTEN_DIGITS ? /0*$/.exec(digits)?.[0].length : 0;
  return zeros ? `${digits.slice(0, -zeros)}e${zeros}` : digits;
}

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/** The names of the members that are there, in their order. */
function memberNames(value: { readonly [name: string]: Json | undefined }): string[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(`${value.constructor.name} is not JSON; only plain objects are`);
  }
  return Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort(compareStrings);
}

/**
 * The order that a service keeps keys in: null < false < true < numbers < strings < arrays <
 * objects. Strings are in the order of their code points; objects member by member, by name.
 *
 * @returns a negative number, zero or a positive number
 */
export function compare(a: Json, b: Json): number {
  const kind = kindOf(a);
  const difference = kind - kindOf(b);
  if (difference !== 0) return difference;
  if (kind === NUMBER) return a === b || a == b ? 0 : (a as number) < (b as number) ? -1 : 1;
  if (kind === STRING) return compareStrings(a as string, b as string);
  if (kind === ARRAY) return compareArrays(a as readonly Json[], b as readonly Json[], compare);
  return kind === OBJECT ? compareObjects(a as JsonObject, b as JsonObject) : 0;
}

type JsonObject = { readonly [name: string]: Json | undefined };

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const ARRAY = 5;
const OBJECT = 6;

function kindOf(value: Json): number {
  switch (typeof value) {
    case "boolean":
      return value ? TRUE : FALSE;
    case "number":
    case "bigint":
      return NUMBER;
    case "string":
      return STRING;
    default:
      return value === null ? NULL : Array.isArray(value) ? ARRAY : OBJECT;
  }
}

/** UTF-16 has surrogates below U+E000 to U+FFFF although they stand for code points above. */
function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

function compareArrays<T>(
  a: readonly T[],
  b: readonly T[],
  compareElements: (x: T, y: T) => number,
): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = compareElements(a[i] as T, b[i] as T);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareObjects(a: JsonObject, b: JsonObject): number {
  return compareArrays(
    memberNames(a),
    memberNames(b),
    (x, y) => compareStrings(x, y) || compare(a[x] as Json, b[y] as Json),
  );
}
