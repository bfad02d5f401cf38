// Begins a worker: node --import register.mjs FILE. Files of TypeScript can be imported then, and the packages of Skip are found here.
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { worker } from "./worker.mjs";

register("./hooks.mjs", import.meta.url);
globalThis[Symbol.for("skip.classes")] = (module, classes) => {
  worker.classes.register(module, classes);
  worker.calls.send(["files", [fileURLToPath(module.url)]]);
};
const address = process.env.SKIP_WORKER;
if (address === undefined) {
  console.error("this file is a service of Skip: run it by ./skip run FILE");
  process.exit(1);
}
delete process.env.SKIP_WORKER;
// The standard output belongs to frames; what the program prints goes to the console, which is standard error.
Object.defineProperty(process, "stdout", { get: () => process.stderr, configurable: true });
await worker.connect(address);
