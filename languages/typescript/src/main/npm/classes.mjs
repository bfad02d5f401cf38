// The classes of the author's functions, and the texts that stand for their code.
import { createHash } from "node:crypto";
import { SkipClassNameError } from "./errors.mjs";

/** The classes that this process has seen, by the text that stands for their code. */
export class Classes {
  #texts = new Map();
  #classes = new Map();
  #modules = new Map();
  #declared = new Map();

  /**
   * Notes a module and the classes at its top level, of which the loader tells before the module runs.
   *
   * @param module its address, the code of its classes by name, the rest of its code, and what it imports
   * @param classes for each name a function that gives the class, and fails until the class is there
   */
  register(module, classes) {
    this.#modules.set(module.url, module);
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
    return module === undefined ? code : code + this.#around(module, code, new Set());
  }

  /** What of a module the code of one of its classes may use: all but the classes that it does not mention. */
  #around(module, code, visited) {
    visited.add(module.url);
    let text = module.rest;
    let used = code + module.rest;
    const waiting = new Map(Object.entries(module.classes));
    for (let found = true; found; ) {
      found = false;
      for (const [name, source] of waiting) {
        if (used.includes(name)) { waiting.delete(name); used += source; text += source; found = true; }
      }
    }
    for (const imported of module.imports) {
      const other = this.#modules.get(imported);
      if (other !== undefined && !visited.has(imported)) {
        text += Object.values(other.classes).join("") + this.#around(other, "", visited);
      }
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
