// JSON values: what functions may be given and may give.
import { SkipError } from "./errors.mjs";

/** The greatest whole number that JSON may have here, of 1000 digits. */
const MOST = 10n ** 1000n - 1n;

/** How deep a value may be nested. */
const MOST_LEVELS = 500;

/** How much is shown of the place of one that is nested deeper. */
const SHOWN = 60;

/** Freezes a value and all that is in it; gives the value. */
export function deepFreeze(value) {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

/** Refuses what is no JSON, and says where it is; gives the value. A member that is undefined counts as one that is not there. */
export function requireJson(value, place, depth = 0) {
  switch (typeof value) {
    case "boolean": return value;
    case "string":
      if (value.isWellFormed()) return value;
      throw new SkipError(`${place} has half of a surrogate pair, which is no JSON`);
    case "bigint":
      if (value <= MOST && value >= -MOST) return value;
      throw new SkipError(`${place} has more than 1000 digits, which is no JSON`);
    case "number":
      if (Number.isFinite(value)) return value;
      throw new SkipError(`${place} is ${value}, which is no JSON`);
    case "object":
      if (value !== null) requireMembers(value, place, depth + 1);
      return value;
    default: throw new SkipError(`${place} is ${typeof value}, which is no JSON`);
  }
}

function requireMembers(value, place, depth) {
  if (depth > MOST_LEVELS) throw new SkipError(`${place.slice(0, SHOWN)}… is nested more than ${MOST_LEVELS} deep`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) requireJson(value[i], `${place}[${i}]`, depth);
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new SkipError(`${place} is an object of the class ${value.constructor?.name}, which is no JSON`);
  }
  for (const name in value) {
    if (!name.isWellFormed()) throw new SkipError(`${place} has a member whose name has half of a surrogate pair, which is no JSON`);
    if (value[name] !== undefined) requireJson(value[name], `${place}.${name}`, depth);
  }
}

/** What a string begins with that stands for a bigint, or for a string that begins with the same character. */
const NUMBER = "\u0000n";
const STRING = "\u0000s";
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const EXACT_LENGTH = 15;
const MOST_DIGITS = 10_000;
const HALF_OF_A_PAIR = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** A value in which no bigint is left, for JSON.stringify. */
export function marked(_name, value) {
  if (typeof value === "bigint") return NUMBER + value;
  return typeof value === "string" && value.startsWith("\u0000") ? STRING + value : value;
}

function unmarked(token, string, isName) {
  if (string === undefined || isName !== undefined || !string.startsWith('"\\u0000')) return token;
  return string.startsWith('"\\u0000n') ? string.slice(8, -1) : `"${string.slice(8)}`;
}

function textOf(value) {
  try {
    return JSON.stringify(value);
  } catch (e) {
    if (!(e instanceof TypeError)) throw e;
    return JSON.stringify(value, marked).replace(TOKEN, unmarked);
  }
}

/** JSON text; a bigint is written with all its digits. */
export function encode(value) {
  const text = textOf(value);
  if (text.includes("\\ud") && HALF_OF_A_PAIR.test(text)) throw new SkipError("a string has half of a surrogate pair, which is no JSON");
  return text;
}

/** The digits of a whole number that no double has, without an exponent; undefined for any other number. */
function digitsOf(token) {
  if (token.length <= EXACT_LENGTH && !/e/i.test(token)) return undefined;
  const [, sign, whole, fraction = "", exponent = "0"] = PARTS.exec(token);
  if (Number.isSafeInteger(Number(token))) return undefined;
  const zeros = Number(exponent) - fraction.length;
  const digits = whole + fraction;
  if (zeros >= 0) return digits.length + zeros > MOST_DIGITS ? undefined : sign + digits + "0".repeat(zeros);
  return /^0*$/.test(digits.slice(zeros)) ? sign + digits.slice(0, zeros) : undefined;
}

/** What JSON text stands for; whole numbers that no double has are bigints. */
export function decodeExactly(text) {
  const markedText = text.replace(TOKEN, (token, string, isName) => {
    if (string !== undefined) return isName === undefined && string.startsWith('"\\u0000') ? `"\\u0000s${string.slice(1)}` : token;
    const digits = digitsOf(token);
    return digits === undefined ? token : `"\\u0000n${digits}"`;
  });
  return JSON.parse(markedText, (_name, each) => {
    if (typeof each !== "string") return each;
    return each.startsWith(NUMBER) ? BigInt(each.slice(2)) : each.startsWith(STRING) ? each.slice(2) : each;
  });
}
