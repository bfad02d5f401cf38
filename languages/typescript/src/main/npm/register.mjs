// node --import register.mjs FILE: files of TypeScript can be imported then, and the packages of Skip are found here. In a process that the
// engine has started it begins a worker; in another one, the first service starts the engine.
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { talkOfStandardStreams } from "./channels.mjs";
import { worker } from "./worker.mjs";

const address = process.env.SKIP_WORKER;
// before there is another thread that opens files
const talk = address === undefined ? undefined : talkOfStandardStreams();
register("./hooks.mjs", import.meta.url);
globalThis[Symbol.for("skip.classes")] = (module, classes) => {
  worker.turns.classes.register(module, classes);
  worker.loaded(fileURLToPath(module.url));
};
if (talk !== undefined) {
  delete process.env.SKIP_WORKER;
  // The standard output belongs to frames; what the program prints goes to the console, which is standard error.
  Object.defineProperty(process, "stdout", { get: () => process.stderr, configurable: true });
  await worker.connect(address, talk);
}
