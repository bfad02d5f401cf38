// Failures on their way to the JVM and back.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import {
  CommandRefusedError, ForbiddenError, SkipError, SkipResourceInstanceInUseError, SkipUnknownCollectionError, SkipUnknownResourceError,
} from "./errors.mjs";

const OWN_DIRECTORY = path.dirname(fileURLToPath(import.meta.url));

/** Those that the JVM has raised in functions here, by their numbers there. */
const raisedThere = new WeakMap();

/** The error in which a function meets what the JVM raises. */
export function raise(number, message) {
  const error = new SkipError(message);
  raisedThere.set(error, number);
  return error;
}

/** An error as the JVM is told of it, whatever was thrown: also where its getters throw. */
export function describeError(e) {
  const raised = raisedThere.get(e);
  if (raised !== undefined) return { raised, message: textOf(() => e.message) };
  if (isA(CommandRefusedError, e)) return { refused: e.kind, message: textOf(() => e.message) };
  if (isA(ForbiddenError, e)) return { refused: "silently", message: textOf(() => e.message) };
  if (!isA(Error, e)) return { name: "", message: textOf(() => (isObject(e) ? inspect(e, { breakLength: Infinity }) : e)) };
  const trace = traceOf(textOf(() => e.stack ?? ""));
  const at = placeOf(trace);
  const name = textOf(() => (e.name === "Error" ? e.constructor?.name ?? "Error" : e.name));
  return { name, message: textOf(() => e.message), ...(at === undefined ? {} : { at }), trace };
}

/** A stack trace without what is of this package, and of Node below the author's code. */
function traceOf(stack) {
  const lines = stack.split("\n").filter((line) => !line.includes(OWN_DIRECTORY));
  let end = lines.length;
  while (end > 1 && /^\s+at .*(?:\(<anonymous>\)|\bnode:[^)]*\)?)$/.test(lines[end - 1])) end--;
  return lines.slice(0, end).join("\n");
}

function isObject(e) { return (typeof e === "object" && e !== null) || typeof e === "function"; }

function isA(type, e) {
  try {
    return e instanceof type;
  } catch {
    return false;
  }
}

/** A text of what is given; what its author's code throws meanwhile, in its place. */
function textOf(given) {
  try {
    return String(given()).toWellFormed();
  } catch {
    return "what was thrown cannot be shown, as that throws, too";
  }
}

/** The innermost place in a file of the author's that a stack trace names. */
function placeOf(trace) {
  for (const line of trace.split("\n").slice(1)) {
    const found = /(?:[\s(]|file:\/\/)(\/[^():]+):(\d+):(\d+)\)?$/.exec(line);
    if (found && !found[1].startsWith(OWN_DIRECTORY) && !found[1].includes("/node_modules/")) {
      const relative = path.relative(process.cwd(), found[1]);
      return `${relative.startsWith("..") ? found[1] : relative}:${found[2]}:${found[3]}`;
    }
  }
  return undefined;
}

/** The error that an answer of the JVM stands for: without a stack trace, which would tell of nothing but this package. */
export function errorOf({ name, message, kind }) {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    if (kind !== undefined) return new CommandRefusedError(kind, message);
    const type = {
      UnknownCollectionException: SkipUnknownCollectionError, UnknownResourceException: SkipUnknownResourceError,
      UnknownInstanceException: SkipResourceInstanceInUseError,
    }[name] ?? SkipError;
    return new type(message);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
