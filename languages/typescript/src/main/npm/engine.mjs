// The start of the engine by a program that Node runs itself: a JVM, as a child of this process.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SkipError } from "./errors.mjs";

const MISSING = "the engine cannot be started: set SKIP_HOME to a checkout of Skip for the JVM, or put its launcher skip on the path";

/** The launcher of the engine: in the directory that SKIP_HOME names, in the checkout that this file is of, or on the path. */
function launcher() {
  if (process.env.SKIP_HOME !== undefined) return path.join(process.env.SKIP_HOME, "skip");
  for (let each = path.dirname(fileURLToPath(import.meta.url)); each !== path.dirname(each); each = path.dirname(each)) {
    if (isProgram(path.join(each, "skip")) && fs.existsSync(path.join(each, "languages"))) return path.join(each, "skip");
  }
  const found = (process.env.PATH ?? "").split(path.delimiter).map((each) => path.join(each, "skip")).find(isProgram);
  if (found === undefined) {
    throw new SkipError(MISSING);
  }
  return found;
}

function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Starts the engine; gives the socket of calls, and the files of talk.
 *
 * @param options options of a server
 */
export async function startEngine(options) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "skip-"));
  const listening = net.createServer();
  try {
    const [answers, turns] = ["answers", "turns"].map((name) => path.join(directory, name));
    execFileSync("mkfifo", ["-m", "600", answers, turns]);
    listening.listen(path.join(directory, "calls"));
    await once(listening, "listening");
    const engine = spawn(launcher(), ["attach", directory, ...options], { stdio: ["ignore", 2, 2] });
    const failed = once(engine, "exit").then(
      ([status]) => { throw new SkipError(`the engine has ended with status ${status} before it had started`); },
      (e) => { throw new SkipError(`${MISSING}: ${e.message}`); });
    const [socket] = await Promise.race([once(listening, "connection"), failed]);
    failed.catch(() => {});
    engine.unref();
    // the engine has opened both before it has connected, so that neither waits
    return { socket, input: fs.openSync(turns, "r"), output: fs.openSync(answers, "w"), engine };
  } finally {
    listening.close();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
