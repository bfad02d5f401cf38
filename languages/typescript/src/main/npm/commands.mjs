// Commands: functions of a service that read one version and write the next.
import { requireJson } from "./json.mjs";
import { SkipError } from "./errors.mjs";

/** What takes the writes of a run of a command. */
export class CommandContext {
  #writes = [];
  #isOver = false;

  constructor(millis) { this.now = new Date(millis); }

  put(input, key, value) { this.putAll(input, key, [value]); }

  remove(input, key) { this.putAll(input, key, []); }

  putAll(input, key, values) {
    if (this.#isOver) throw new SkipError("the command has ended; it writes while it runs");
    if (!Number.isInteger(input?.number)) throw new SkipError("a command writes to the input collections that it is given");
    const told = Array.from(values, (value, i) => requireJson(value, values.length === 1 ? "the value" : `value ${i}`));
    this.#writes.push([input.number, requireJson(key, "the key"), told]);
  }

  /** What was written; no more can be. */
  end() {
    this.#isOver = true;
    return this.#writes;
  }
}

/** Runs a command; gives its result and what it has written. */
export function run(command, inputs, shared, millis) {
  const context = new CommandContext(millis);
  try {
    const result = command.run(inputs, shared, context);
    if (typeof result?.then === "function") throw new SkipError("run gives a promise; a command looks up what it needs and returns");
    return [result === undefined ? {} : requireJson(result, "what run gives"), context.end()];
  } finally {
    context.end();
  }
}
