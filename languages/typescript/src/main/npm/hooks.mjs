// How modules are found and loaded: TypeScript is transformed, and the packages of Skip are those beside this file.
import fs from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { statementsOf } from "./statements.mjs";
import { transform } from "./transformation.mjs";

const OWN = {
  "@skipruntime/core": "./core.mjs",
  "@skipruntime/api": "./core.mjs",
  "@skipruntime/server": "./server.mjs",
  "@skipruntime/helpers": "./helpers.mjs",
  "@skipruntime/wasm": "./instance.mjs",
  "@skipruntime/native": "./instance.mjs",
  "@skipruntime-jvm/service": "./index.mjs",
  "@skipruntime-jvm/service/testing": "./testing.mjs",
};
const TYPESCRIPT = /\.[mc]?ts$/;

export async function resolve(specifier, context, next) {
  const own = OWN[specifier];
  if (own !== undefined) return { url: new URL(own, import.meta.url).href, shortCircuit: true };
  try {
    return await next(specifier, context);
  } catch (e) {
    const instead = typescriptOf(specifier);
    if (e.code !== "ERR_MODULE_NOT_FOUND" || instead === undefined) throw e;
    return next(instead, context);
  }
}

/** The file of TypeScript that an import of what it is compiled to means. */
function typescriptOf(specifier) {
  return /^(\.|\/|file:)/.test(specifier) && /\.[mc]?js$/.test(specifier) ? specifier.replace(/js$/, "ts") : undefined;
}

export async function load(url, context, next) {
  if (!url.startsWith("file:") || url.includes("/node_modules/") || url.startsWith(new URL(".", import.meta.url).href)) {
    return next(url, context);
  }
  if (TYPESCRIPT.test(url)) {
    const text = await fs.readFile(fileURLToPath(url), "utf8");
    return { format: "module", source: withClasses(await transform(text, fileURLToPath(url)), url), shortCircuit: true };
  }
  const loaded = await next(url, context);
  return loaded.format === "module" ? { ...loaded, source: withClasses(String(loaded.source), url) } : loaded;
}

/**
 * The module, which tells of its classes before it runs, so that another process finds them by the text of their code. Its lines stay
 * where they are.
 */
function withClasses(code, url) {
  if (code.startsWith("#!")) return withClasses(`//${code}`, url);
  const statements = statementsOf(code.replace(/\n\/\/# sourceMappingURL=[^\n]*$/, "")).map(({ from, ...statement }) =>
    from?.startsWith(".") ? { ...statement, imports: new URL(typescriptOf(from) ?? from, url).href } : statement);
  const told = JSON.stringify({ url, statements });
  const getters = statements.filter((each) => each.class !== undefined).map(({ class: name }) => `${name}: () => ${name}`).join(", ");
  return `globalThis[Symbol.for("skip.classes")]?.(${told}, { ${getters} });${code}`;
}
