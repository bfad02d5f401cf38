// The statements at the top level of a module, so that it is known which of them the code of a class may use.

/** Lines that go on with a statement begin with a space or one of these. */
const GOES_ON = /^[\s})\].,?:&|*]/;
const COMMENTS = /^(?:\s*\/\/[^\n]*\n|\s*\/\*[^]*?\*\/\s*)*$/;
const CLASS = /^(?:export\s+(?:default\s+)?)?class\s+([A-Za-z_$][\w$]*)/;
const FUNCTION = /^(?:export\s+(?:default\s+)?)?(?:async\s+)?function\s*\*?\s*([A-Za-z_$][\w$]*)/;
const VARIABLES = /^(?:export\s+)?(?:const|let|var)\b([^=]*)/;
const IMPORT = /^(?:import|export)\b([\w$\s{},*]*?)\bfrom\s*["']([^"']+)["']/;
const IMPORT_FOR_EFFECT = /^import\s*["']([^"']+)["']/;
const LOCAL_EXPORT = /^export\s*\{[^}]*\}\s*;?\s*$/;
/** What starts a service is no part of the code of its functions: what it makes of them is described by itself. */
const STARTS_SERVICE = /\b(?:runService|initService)\s*\(/;
const WORDS = /[A-Za-z_$][\w$]*/g;

export function wordsOf(text) { return text.match(WORDS) ?? []; }

/**
 * The statements of a module, in order: the text of each, the names that it declares, null if it does something else; and, where there
 * is one, the class, and what is imported.
 */
export function statementsOf(code) {
  return pieces(code).filter((text) => !COMMENTS.test(text) && !LOCAL_EXPORT.test(text)).map(described)
    .filter(({ text, names }) => names !== null || !STARTS_SERVICE.test(text));
}

function pieces(code) {
  const all = [];
  let isOpen = false;
  for (const line of code.split(/^/m)) {
    if (all.length === 0 || !(isOpen || GOES_ON.test(line))) all.push(line); else all[all.length - 1] += line;
    // within a text of several lines no statement begins
    if (line.split("`").length % 2 === 0) isOpen = !isOpen;
  }
  return all;
}

function described(text) {
  const declared = CLASS.exec(text)?.[1];
  if (declared !== undefined) return { text, names: [declared], class: declared };
  const named = FUNCTION.exec(text)?.[1];
  if (named !== undefined) return { text, names: [named] };
  const variables = VARIABLES.exec(text);
  if (variables !== null) return { text, names: [...wordsOf(variables[1]), ...[...text.matchAll(/([\w$]+)\s*=(?![=>])/g)].map(([, name]) => name)] };
  const imported = IMPORT.exec(text);
  if (imported !== null) {
    const names = wordsOf(imported[1]).filter((word) => word !== "as");
    return { text, names: names.length > 0 ? names : null, from: imported[2] };
  }
  return { text, names: null, from: IMPORT_FOR_EFFECT.exec(text)?.[1] };
}
