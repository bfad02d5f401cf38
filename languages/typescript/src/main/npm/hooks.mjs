// How modules are found and loaded: TypeScript is transformed, and the packages of Skip are those beside this file.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { statementsOf } from "./statements.mjs";
import { transform, transformByNode } from "./transformation.mjs";

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

function ownOf(specifier) {
  const own = OWN[specifier];
  return own === undefined ? undefined : { url: new URL(own, import.meta.url).href, shortCircuit: true };
}

/** What to look for in place of a module that was not found; fails as that has if there is nothing. */
function instead(specifier, e) {
  const found = typescriptOf(specifier);
  if (e.code !== "ERR_MODULE_NOT_FOUND" || found === undefined) throw e;
  return found;
}

export async function resolve(specifier, context, next) {
  const own = ownOf(specifier);
  if (own !== undefined) return own;
  try {
    return await next(specifier, context);
  } catch (e) {
    return next(instead(specifier, e), context);
  }
}

/** The file of TypeScript that an import of what it is compiled to means. */
function typescriptOf(specifier) {
  return /^(\.|\/|file:)/.test(specifier) && /\.[mc]?js$/.test(specifier) ? specifier.replace(/js$/, "ts") : undefined;
}

/** Whether a file is the author's, and no package's. */
function isOfAuthor(url) { return url.startsWith("file:") && !url.includes("/node_modules/") && !url.startsWith(new URL(".", import.meta.url).href); }

function moduleOf(code, url) { return { format: "module", source: withClasses(code, url), shortCircuit: true }; }

export async function load(url, context, next) {
  if (!isOfAuthor(url)) return next(url, context);
  if (TYPESCRIPT.test(url)) return moduleOf(await transform(await fs.promises.readFile(fileURLToPath(url), "utf8"), fileURLToPath(url)), url);
  const loaded = await next(url, context);
  return loaded.format === "module" ? { ...loaded, source: withClasses(String(loaded.source), url) } : loaded;
}

/** The same for a Node that runs hooks where modules are imported: a thread for them takes time to start, and memory. */
export const hooks = {
  resolve(specifier, context, next) {
    const own = ownOf(specifier);
    if (own !== undefined) return own;
    try {
      return next(specifier, context);
    } catch (e) {
      return next(instead(specifier, e), context);
    }
  },

  load(url, context, next) {
    if (!isOfAuthor(url)) return next(url, context);
    if (TYPESCRIPT.test(url)) return moduleOf(transformByNode(fs.readFileSync(fileURLToPath(url), "utf8"), fileURLToPath(url)), url);
    const loaded = next(url, context);
    return loaded.format === "module" ? { ...loaded, source: withClasses(String(loaded.source), url) } : loaded;
  },
};

/**
 * The module, which tells of its classes before it runs, so that another process finds them by the text of their code. Its lines stay
 * where they are, and the first one is short, since messages show it.
 */
function withClasses(code, url) {
  if (code.startsWith("#!")) return withClasses(`//${code}`, url);
  const statements = statementsOf(code.replace(/\n\/\/# sourceMappingURL=[^\n]*$/, "")).map(({ from, ...statement }) =>
    from?.startsWith(".") ? { ...statement, imports: new URL(typescriptOf(from) ?? from, url).href } : statement);
  const told = JSON.stringify({ url, statements });
  const getters = statements.filter((each) => each.class !== undefined).map(({ class: name }) => `${name}: () => ${name}`).join(", ");
  return `skip$classes();${code}\nfunction skip$classes() { globalThis[Symbol.for("skip.classes")]?.(${told}, { ${getters} }); }\n`;
}
