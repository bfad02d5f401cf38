// node --import register.mjs FILE: files of TypeScript can be imported then, and the packages of Skip are found here. In a process that the
// engine has started it begins a worker; in another one, the first service starts the engine.
import fs from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";
import { talkOfStandardStreams } from "./channels.mjs";
import { worker } from "./worker.mjs";

const address = process.env.SKIP_WORKER;
// before there is another thread that opens files
const talk = address === undefined ? undefined : talkOfStandardStreams();
// what is compiled is kept for processes that are started again, where there is a directory for that
const kept = fileURLToPath(new URL("./transformed", import.meta.url));
if (fs.existsSync(kept)) module.enableCompileCache?.(kept);
if (typeof module.registerHooks === "function" && typeof module.stripTypeScriptTypes === "function") {
  module.registerHooks((await import("./hooks.mjs")).hooks);
} else {
  module.register("./hooks.mjs", import.meta.url);
}
globalThis[Symbol.for("skip.classes")] = (loaded, classes) => {
  worker.turns.classes.register(loaded, classes);
  worker.loaded(fileURLToPath(loaded.url));
};
if (talk !== undefined) {
  delete process.env.SKIP_WORKER;
  // The standard output belongs to frames; what the program prints goes to the console, which is standard error.
  Object.defineProperty(process, "stdout", { get: () => process.stderr, configurable: true });
  process.on("SIGINT", () => {}); // it is for the engine, which ends this process then
  await worker.connect(address, talk);
}
