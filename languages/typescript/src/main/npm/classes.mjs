// The classes of the author's functions, and the texts that stand for their code.
import { createHash } from "node:crypto";
import { SkipClassNameError } from "./errors.mjs";
import { wordsOf } from "./statements.mjs";

/** The classes that this process has seen, by the text that stands for their code. */
export class Classes {
  #texts = new Map();
  #classes = new Map();
  #modules = new Map();
  #declared = new Map();

  /**
   * Notes a module and the classes at its top level, of which the loader tells before the module runs.
   *
   * @param module its address and its statements
   * @param classes for each name a function that gives the class, and fails until the class is there
   */
  register(module, classes) {
    this.#modules.set(module.url, { ...module, statements: module.statements.map((each) => ({ ...each, words: new Set(wordsOf(each.text)) })) });
    for (const [name, get] of Object.entries(classes)) {
      this.#declared.set(name, [...(this.#declared.get(name) ?? []), { get, url: module.url }]);
    }
  }

  /** The classes of a name that are there by now, with the addresses of their modules. */
  #declaredAs(name) {
    return (this.#declared.get(name) ?? []).flatMap(({ get, url }) => {
      try {
        return [{ declared: get(), url }];
      } catch {
        return [];
      }
    });
  }

  /** The text of a class: equal for equal code, in any process. */
  text(given) {
    let text = this.#texts.get(given);
    if (text === undefined) {
      const url = this.#declaredAs(given.name).find(({ declared }) => declared === given)?.url;
      const hash = createHash("sha256").update(this.#code(given, url)).digest("base64url").slice(0, 12);
      text = `${given.name}@${hash}`;
      for (let n = 2; this.#classes.has(text); n++) text = `${given.name}@${hash}#${n}`;
      this.#texts.set(given, text);
      this.#classes.set(text, given);
    }
    return text;
  }

  #code(given, url) {
    let code = "";
    for (let each = given; typeof each === "function" && each !== Function.prototype; each = Object.getPrototypeOf(each)) {
      code += each.toString();
    }
    const module = this.#modules.get(url);
    return module === undefined ? code : code + this.#used(module, wordsOf(code), new Set());
  }

  /** The statements of a module that code with some words may use: those that declare what it mentions, and those that do something. */
  #used(module, mentioned, visited) {
    const words = new Set(mentioned);
    const used = new Set();
    for (let before = -1; before < used.size; ) {
      before = used.size;
      for (const each of module.statements) {
        if (used.has(each) || !(each.names === null || each.names.some((name) => words.has(name)))) continue;
        used.add(each);
        each.words.forEach((word) => words.add(word));
      }
    }
    return this.#text(module, module.statements.filter((each) => used.has(each)), visited);
  }

  /** The text of statements, and of all modules that they import. */
  #text(module, statements, visited) {
    visited.add(module.url);
    let text = "";
    for (const each of statements) {
      text += each.text;
      const imported = this.#modules.get(each.imports);
      if (imported !== undefined && !visited.has(imported.url)) text += this.#text(imported, imported.statements, visited);
    }
    return text;
  }

  find(text) {
    if (!this.#classes.has(text)) this.#declaredAs(text.slice(0, text.lastIndexOf("@"))).forEach(({ declared }) => this.text(declared));
    const found = this.#classes.get(text);
    if (found === undefined) throw new SkipClassNameError(`the class ${text} is not known in this process; define it at the top level of a module`);
    return found;
  }

  all() { return this.#texts; }

  /** Lets a class count as another one, as its code may use what has changed. */
  renew(given) {
    this.#texts.set(given, this.text(given) + "'");
    this.#classes.set(this.#texts.get(given), given);
  }
}
