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

/** Refuses what is no JSON, and says where it is; gives the value. A member that is undefined counts as one that is not there. */
export function requireJson(value, place) {
  switch (typeof value) {
    case "string": case "boolean": case "bigint": return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw new SkipError(`${place} is ${value}, which is no JSON`);
    case "object":
      if (value !== null) requireMembers(value, place);
      return value;
    default: throw new SkipError(`${place} is ${typeof value}, which is no JSON`);
  }
}

function requireMembers(value, place) {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) requireJson(value[i], `${place}[${i}]`);
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new SkipError(`${place} is an object of the class ${value.constructor?.name}, which is no JSON`);
  }
  for (const name in value) if (value[name] !== undefined) requireJson(value[name], `${place}.${name}`);
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
