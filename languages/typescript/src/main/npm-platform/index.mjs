// The engine of the JVM in place of @skipruntime/wasm or @skipruntime/native, by npm's overrides: Skip's own packages run on it.
import module from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as own from "../npm/index.mjs";

export const initService = own.initService;

// Errors of the engine are those of the project's @skipruntime/core, too. The package is the project's and no dependency of this file.
const required = module.createRequire(path.join(process.cwd(), "package.json"));
try {
  const core = await import(pathToFileURL(required.resolve("@skipruntime/core")).href);
  for (const [name, error] of Object.entries(own)) {
    if (name.startsWith("Skip") && name.endsWith("Error") && name !== "SkipError" && core[name] !== undefined) {
      Object.setPrototypeOf(error.prototype, core[name].prototype);
    }
  }
} catch (e) {
  if (e.code !== "MODULE_NOT_FOUND" && e.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw e;
}
