// JSON values: what functions may be given and may give.
import { SkipError } from "./errors.mjs";

/** The greatest whole number that JSON may have here, of 1000 digits. */
const MOST = 10n ** 1000n - 1n;

/** So many arrays and objects may be one inside the other. */
const MOST_LEVELS = 500;

/** Freezes a value and all that is in it; gives the value. */
export function deepFreeze(value) {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

/** Refuses what is no JSON, and says where it is; gives the value. A member that is undefined counts as one that is not there. */
export function requireJson(value, place) {
  if (!isJson(value)) throw new SkipError(problemOf(value, place, MOST_LEVELS) ?? `${place} is no JSON`);
  return value;
}

/** Whether something is JSON: quickly, without saying what is not. */
export function isJson(value, levels = MOST_LEVELS) {
  switch (typeof value) {
    case "boolean": return true;
    case "bigint": return value <= MOST && value >= -MOST;
    case "string": return value.isWellFormed();
    case "number": return Number.isFinite(value);
    case "object": return value === null || (levels > 0 && hasJson(value, levels - 1));
    default: return false;
  }
}

function hasJson(value, levels) {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isJson(value[i], levels)) return false;
    return true;
  }
  if (!isPlain(value)) return false;
  for (const name in value) {
    const member = value[name];
    if (member !== undefined && !(isJson(member, levels) && name.isWellFormed())) return false;
  }
  return true;
}

function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What there is that is no JSON, and where it is; undefined if there is nothing. */
function problemOf(value, place, levels) {
  if (isJson(value, levels)) return undefined;
  if (typeof value === "string") return `${place} has half of a surrogate pair, which is no JSON`;
  if (typeof value === "bigint") return `${place} has more than 1000 digits, which is no JSON`;
  if (typeof value !== "object") return `${place} is ${typeof value === "number" ? value : typeof value}, which is no JSON`;
  if (levels === 0) return `${place.split(/[.[]/, 1)[0]} is nested more than ${MOST_LEVELS} levels deep, or within itself`;
  if (Array.isArray(value)) {
    const at = value.findIndex((each) => !isJson(each, levels - 1));
    return problemOf(value[at], `${place}[${at}]`, levels - 1);
  }
  if (!isPlain(value)) return `${place} is an object of the class ${value.constructor?.name}, which is no JSON`;
  for (const name in value) {
    const member = value[name];
    if (member !== undefined && !isJson(member, levels - 1)) return problemOf(member, `${place}.${name}`, levels - 1);
    if (!name.isWellFormed()) return `a name in ${place} has half of a surrogate pair, which is no JSON`;
  }
  return undefined;
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
