// How modules are found and loaded: TypeScript is transformed, and the packages of Skip are those beside this file.
import fs from "node:fs/promises";
import module from "node:module";
import { fileURLToPath } from "node:url";

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
const CLASS = /^(?:export\s+(?:default\s+)?)?class\s+([A-Za-z_$][\w$]*)[^]*?^\}/gm;
const IMPORT = /(?:\bfrom|^\s*import)\s*["'](\.{1,2}\/[^"']+)["']/gm;

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

let transformer;

async function transform(text, file) {
  transformer ??= await findTransformer();
  return transformer(text, file);
}

/** Node's own transformation where there is one; else that of amaro, which is the same. */
async function findTransformer() {
  if (typeof module.stripTypeScriptTypes === "function") {
    return (text, file) => module.stripTypeScriptTypes(text, { mode: "transform", sourceMap: true, sourceUrl: file });
  }
  const { transformSync } = await import("./amaro/index.js").catch(() => import("amaro")).then((found) => found.default ?? found, () => {
    throw new Error("TypeScript needs Node 22.13 or newer, or the package amaro: npm install amaro");
  });
  return (text, file) => {
    const { code, map } = transformSync(text, { mode: "transform", sourceMap: true, filename: file });
    return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}`;
  };
}

/**
 * The module, which tells of its classes before it runs, so that another process finds them by the text of their code. Its lines stay
 * where they are.
 */
function withClasses(code, url) {
  if (code.startsWith("#!")) return withClasses(`//${code}`, url);
  const classes = {};
  const rest = code.replace(/\n\/\/# sourceMappingURL=[^\n]*$/, "").replace(CLASS, (source, name) => {
    classes[name] = source;
    return "";
  });
  const imports = [...code.matchAll(IMPORT)].map(([, specifier]) => new URL(typescriptOf(specifier) ?? specifier, url).href);
  const told = JSON.stringify({ url, rest, classes, imports });
  const getters = Object.keys(classes).map((name) => `${name}: () => ${name}`).join(", ");
  return `globalThis[Symbol.for("skip.classes")]?.(${told}, { ${getters} });${code}`;
}
