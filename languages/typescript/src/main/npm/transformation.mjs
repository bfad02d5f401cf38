// The transformation of TypeScript to JavaScript: by Node itself where it can, else by amaro, which is the same, in a process.
import { createHash } from "node:crypto";
import fs from "node:fs";
import module from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const IDLE_MILLIS = 200;
const MISSING = "TypeScript needs Node 22.13 or newer, or the package amaro: npm install amaro";

const PROGRAM = fileURLToPath(new URL("./transformer.mjs", import.meta.url));

/** What was transformed by processes before this one, where there is such a directory. */
const KEPT = fileURLToPath(new URL("./transformed", import.meta.url));

/** JavaScript with a source map, of the text of a file, where Node itself transforms it. */
export function transformByNode(text, file) {
  const place = placeOf(text, file);
  const kept = keptAt(place);
  if (kept !== undefined) return kept;
  try {
    const made = module.stripTypeScriptTypes(text, { mode: "transform", sourceMap: true, sourceUrl: file });
    keep(place, made);
    return made;
  } catch (e) {
    throw new SyntaxError(`${file}: ${e.message}`, { cause: e });
  }
}

/** JavaScript with a source map, of the text of a file. */
export async function transform(text, file) {
  if (typeof module.stripTypeScriptTypes === "function") return transformByNode(text, file);
  const place = placeOf(text, file);
  const kept = keptAt(place);
  if (kept !== undefined) return kept;
  const made = await (await transformer()).transform(text, file);
  keep(place, made);
  return made;
}

function placeOf(text, file) { return path.join(KEPT, createHash("sha256").update(`${file}\n${text}`).digest("hex")); }

function keptAt(place) {
  try {
    return fs.readFileSync(place, "utf8");
  } catch {
    return undefined;
  }
}

function keep(place, text) {
  try {
    const whole = `${place}.${process.pid}`;
    fs.writeFileSync(whole, text);
    fs.renameSync(whole, place);
  } catch {
    // without the directory, the next process transforms it again
  }
}

/** The process that transforms; it is started when there is something to do. */
class Transformer {
  #fork;
  #process;
  #waiting = new Map();
  #next = 1;
  #idle;

  constructor(fork) { this.#fork = fork; }

  transform(text, file) {
    clearTimeout(this.#idle);
    this.#process ??= this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.set(this.#next, { resolve, reject });
      this.#process.send({ number: this.#next++, text, file });
    });
  }

  #start() {
    const { NODE_OPTIONS: _, ...env } = process.env;
    // the standard output of a worker is for frames
    const started = this.#fork(PROGRAM, { execArgv: [], env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    started.on("message", (answer) => this.#answered(answer));
    started.on("error", (e) => this.#failed(started, e));
    started.on("exit", (status) => this.#failed(started, new Error(`the process that transforms TypeScript has ended with status ${status}`)));
    return started;
  }

  #answered({ number, code, failure, missing }) {
    const { resolve, reject } = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (code !== undefined) resolve(code);
    else reject(missing ? new Error(MISSING) : new SyntaxError(failure));
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.#end(), IDLE_MILLIS).unref();
  }

  #end() {
    const ended = this.#process;
    this.#process = undefined;
    ended.removeAllListeners("exit");
    ended.disconnect();
  }

  #failed(started, reason) {
    if (started !== this.#process) return;
    this.#process = undefined;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

let theOne;

/** What a process needs that finds all that it loads to have been transformed before is not loaded. */
async function transformer() {
  const { fork } = await import("node:child_process");
  theOne ??= new Transformer(fork);
  return theOne;
}
