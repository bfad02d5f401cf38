// JSON values: what functions may be given and may give.
import { SkipError } from "./errors.mjs";

/** Freezes a value and all that is in it; gives the value. */
export function deepFreeze(value) {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

/** So many arrays and objects may be one inside the other. */
const MOST_LEVELS = 500;

/** Refuses what is no JSON, and says where it is; gives the value. A member that is undefined counts as one that is not there. */
export function requireJson(value, place) {
  if (!isJson(value)) throw new SkipError(problemOf(value, place, MOST_LEVELS) ?? `${place} is no JSON`);
  return value;
}

/** Whether something is JSON: quickly, without saying what is not. */
export function isJson(value, levels = MOST_LEVELS) {
  switch (typeof value) {
    case "boolean": case "bigint": return true;
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

/** JSON text; a bigint is written with all its digits. */
export function encode(value) {
  try {
    return JSON.stringify(value);
  } catch (e) {
    if (!(e instanceof TypeError)) throw e;
    const marked = JSON.stringify(value, (_name, each) => (typeof each === "bigint" ? `\u0000n${each}` : each));
    return marked.replace(/"\\u0000n(-?\d+)"/g, "$1");
  }
}

/** What JSON text stands for; whole numbers that no double has are bigints. */
export function decodeExactly(text) {
  const marked = text.replace(/("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g, (_all, string, digits) => {
    if (string !== undefined) return string;
    return Number.isSafeInteger(Number(digits)) ? digits : `"\\u0000n${digits}"`;
  });
  return JSON.parse(marked, (_name, each) =>
    typeof each === "string" && each.startsWith("\u0000n") ? BigInt(each.slice(2)) : each);
}
