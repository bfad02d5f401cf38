// Failures on their way to the JVM and back.
import path from "node:path";
import { fileURLToPath } from "node:url";
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

/** An error as the JVM is told of it, in texts that JSON may have. */
export function describeError(e) {
  return Object.fromEntries(Object.entries(described(e)).map(([name, each]) => [name, typeof each === "string" ? each.toWellFormed() : each]));
}

function described(e) {
  const raised = e !== null && typeof e === "object" ? raisedThere.get(e) : undefined;
  if (raised !== undefined) return { raised };
  if (e instanceof CommandRefusedError) return { refused: e.kind, message: e.message };
  if (e instanceof ForbiddenError) return { refused: "silently", message: e.message };
  if (!(e instanceof Error)) return { name: "", message: String(e) };
  const trace = String(e.stack ?? "");
  const at = placeOf(trace);
  const name = e.name === "Error" ? e.constructor?.name ?? "Error" : e.name;
  return { name, message: String(e.message), ...(at === undefined ? {} : { at }), trace };
}

/** The innermost place in a file of the author's that a stack trace names. */
function placeOf(trace) {
  for (const line of trace.split("\n").slice(1)) {
    const found = /(?:file:\/\/)?(\/[^():]+):(\d+):(\d+)\)?$/.exec(line);
    if (found && !found[1].startsWith(OWN_DIRECTORY) && !found[1].includes("/node_modules/")) {
      const relative = path.relative(process.cwd(), found[1]);
      return `${relative.startsWith("..") ? found[1] : relative}:${found[2]}:${found[3]}`;
    }
  }
  return undefined;
}

/** The error that an answer of the JVM stands for. */
export function errorOf({ name, message, kind }) {
  if (kind !== undefined) return new CommandRefusedError(kind, message);
  const type = {
    UnknownCollectionException: SkipUnknownCollectionError, UnknownResourceException: SkipUnknownResourceError,
    UnknownInstanceException: SkipResourceInstanceInUseError,
  }[name] ?? SkipError;
  return new type(message);
}
