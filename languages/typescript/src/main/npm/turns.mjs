// The turns that the JVM gives to this process: one function of a service each, or a wave of runs of functions.
import { deepFreeze, isJson, requireJson } from "./json.mjs";
import { SkipClassNameError, SkipError } from "./errors.mjs";
import { Classes } from "./classes.mjs";
import { belongTo, Context, context, EagerCollection, isRecord, kindOf, lazyContext, LazyCollection, Lookup, numberOf, Values } from "./collections.mjs";
import { run } from "./commands.mjs";
import { describeError, raise } from "./failures.mjs";
import { Mirrors } from "./mirrors.mjs";
import { nameOfReducer } from "./native.mjs";

/** What a class has by which a function of each kind is run. */
const METHODS = { mapper: ["mapEntry"], lazy: ["compute"], reducer: ["add"] };

/** The turn that goes on, if one does, and what turns leave for others: functions and mirrors. */
export class Turns {
  #services;
  #talk;
  #functions = [];
  #mirrors = new Mirrors();
  #turn = null;
  /** How many turns of each kind have begun that are inside of no other one. */
  counts = {};
  /** Is told the name of each function that runs, and the key; tests set it. */
  observer = null;
  classes = new Classes();

  /**
   * @param services those that run here, by number
   * @param talk gives the channel of questions and answers
   */
  constructor(services, talk) {
    this.#services = services;
    this.#talk = talk;
    belongTo(this);
  }

  /** Runs a turn; what the JVM is told then. */
  serve(frame) {
    const outer = this.#turn;
    if (outer === null) this.counts[frame[0]] = (this.counts[frame[0]] ?? 0) + 1;
    this.#turn = { operators: [], next: 0, asks: true, makes: true, reads: null };
    try {
      return ["done", this.#run(frame)];
    } catch (e) {
      return ["fail", describeError(e)];
    } finally {
      this.#turn = outer;
    }
  }

  #run(frame) {
    switch (frame[0]) {
      case "createGraph": return this.#createGraph(frame[1], frame[2]);
      case "instantiate": return this.#instantiate(frame[1], frame[2], frame[3], frame[4]);
      case "command": return this.#command(frame[1], frame[2], frame[3], frame[4], frame[5], frame[6]);
      case "map": {
        const mapper = this.#function(frame[1], frame[2]);
        this.observer?.(mapper.name, frame[3]);
        const emitted = emissions(mapper.object.mapEntry(deepFreeze(frame[3]), new Values(deepFreeze(frame[4])), context));
        return [emitted, this.#turn.operators];
      }
      case "wave": return this.#wave(frame[1], frame[2], frame[3], frame[4] === true);
      case "lazy": {
        const lazy = this.#function(frame[1], frame[2]);
        this.observer?.(lazy.name, frame[3]);
        const values = listOf(lazy.object.compute(new LazyCollection(lazy.collections), deepFreeze(frame[3]), lazyContext));
        values.forEach((value, i) => requireJson(value, `value ${i}`));
        return values;
      }
      case "reduce": {
        const reducer = this.#function(frame[1], frame[2]);
        return frame[3].map((step) => this.#reduce(reducer, step));
      }
      default: throw new SkipError(`there is no turn ${frame[0]}`);
    }
  }

  #collections(numbers) {
    this.#turn.next = Object.keys(numbers).length;
    return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, new EagerCollection(number)]));
  }

  #createGraph(number, inputs) {
    this.#turn.asks = false;
    const shared = this.#services.get(number).service.createGraph(this.#collections(inputs), context);
    if (!isRecord(shared)) throw new SkipError(`createGraph has to give an object of collections, such as { input }, and gives ${kindOf(shared)}`);
    const numbers = Object.fromEntries(Object.entries(shared).map(([name, collection]) => [name, numberOf(collection, `${name} of createGraph`)]));
    this.#services.get(number).lazy = new Set(Object.keys(shared).filter((name) => shared[name] instanceof LazyCollection));
    return [numbers, this.#turn.operators];
  }

  #instantiate(number, name, params, shared) {
    const service = this.#services.get(number).service;
    const resource = new service.resources[name](deepFreeze(params));
    this.#turn.next = Object.keys(shared).length;
    if (typeof resource.instantiate !== "function") throw new SkipError(`the resource ${name} has no method instantiate(collections, context)`);
    const collection = resource.instantiate(this.#services.get(number).shared(shared), context);
    if (collection instanceof LazyCollection) throw new SkipError(`${name} gives a lazy collection; a resource gives one that is mapped`);
    return [numberOf(collection, `what the resource ${name} gives`), this.#turn.operators];
  }

  #command(number, name, params, millis, inputs, shared) {
    this.#turn.makes = false;
    const service = this.#services.get(number);
    const command = new service.service.commands[name](deepFreeze(params));
    return run(command, this.#collections(inputs), service.shared(shared), millis);
  }

  /** Makes functions. One that cannot be made fails when it is to run: what else a frame tells is to be taken. */
  #define(definitions) {
    for (const [defined, kind, text, params] of definitions) {
      try {
        this.#functions[defined] = this.#made(kind, text, params);
      } catch (failure) {
        this.#functions[defined] = { failure: { cause: failure } };
      }
    }
  }

  #function(definitions, number) {
    this.#define(definitions);
    const found = this.#functions[number];
    if (found.failure !== undefined) throw found.failure.cause;
    this.#turn.next = found.collections + (found.kind === "lazy" ? 1 : 0);
    return found;
  }

  #made(kind, text, params) {
    let collections = 0;
    const given = params.map((param) => {
      if (param.collection !== undefined) {
        collections++;
        return param.lazy ? new LazyCollection(param.collection) : new EagerCollection(param.collection);
      }
      return param.context ? context : param.undefined ? undefined : deepFreeze(param.json);
    });
    const name = text.slice(0, text.lastIndexOf("@"));
    const object = Object.freeze(new (this.classes.find(text))(...given));
    const missing = METHODS[kind].find((method) => typeof object[method] !== "function");
    if (missing !== undefined) throw new SkipError(`the class ${name} has no method ${missing}`);
    return { kind, name, collections, object };
  }

  /** What is accumulated of a key's values; if they have to be asked for, as the reducer cannot remove, that. */
  #reduce(reducer, [before, removed, added]) {
    try {
      let accumulated = deepFreeze(before);
      for (const value of removed) {
        accumulated = reducer.object.remove(accumulated, deepFreeze(value)) ?? null;
        if (accumulated === null) return [2];
      }
      for (const value of added) accumulated = reducer.object.add(accumulated, deepFreeze(value));
      return [0, requireJson(accumulated, "what the reducer gives")];
    } catch (e) {
      return [1, describeError(e)];
    }
  }

  #wave(definitions, mirrors, runs, isAnnounced) {
    this.#define(definitions);
    for (const change of mirrors) this.#mirrors.change(change);
    const turn = this.#turn;
    let begun = 0;
    return runs.map(([number, input, keys, collections, first]) => {
      const mapper = this.#functions[number];
      const valuesOf = this.#mirrors.source(input);
      turn.mirrors = collections;
      turn.first = first;
      return keys.map((key) => {
        if (isAnnounced) this.#talk().write(["begun", begun++]);
        return this.#mapInWave(mapper, key, valuesOf(key));
      });
    });
  }

  #mapInWave(mapper, key, values) {
    const turn = this.#turn;
    turn.reads = [];
    turn.alone = false;
    try {
      if (mapper.failure !== undefined) throw mapper.failure.cause;
      this.observer?.(mapper.name, key);
      const emitted = emissions(mapper.object.mapEntry(deepFreeze(key), new Values(values), context));
      if (turn.alone) return [2];
      if (turn.reads.length > 0) return [0, emitted, turn.reads];
      return emitted.length > 0 ? [0, emitted] : 0;
    } catch (e) {
      if (turn.alone) return [2];
      return [1, describeError(e), turn.reads];
    }
  }

  // --- what functions do

  read(number, key) {
    const turn = this.#require();
    if (turn.reads !== null) {
      turn.reads.push(number, requireJson(key, "the key"));
      return this.#mirrors.values(turn.mirrors[number], key) ?? deepFreeze(this.ask(["get", turn.first + number, key]));
    }
    const operators = turn.operators.splice(0);
    return deepFreeze(this.ask(operators.length > 0 ? ["get", number, key, operators] : ["get", number, key]));
  }

  size(number) {
    const turn = this.#require();
    if (turn.reads !== null) {
      turn.reads.push(-1 - number, 0);
      return this.ask(["size", turn.first + number]);
    }
    const operators = turn.operators.splice(0);
    return this.ask(operators.length > 0 ? ["size", number, operators] : ["size", number]);
  }

  ask(question) {
    if (!this.#require().asks) throw new SkipError("createGraph describes collections and cannot read them; read them in a mapper or in a resource's instantiate");
    this.#talk().write(question);
    for (;;) {
      const frame = this.#talk().read();
      if (frame[0] === "value") {
        if (frame.length > 2) this.#mirrors.change(frame[2]);
        return frame[1];
      }
      if (frame[0] === "raise") throw raise(frame[1], frame[2]);
      this.#talk().answer(this.serve(frame));
    }
  }

  #require() {
    if (this.#turn === null) throw new SkipError("a collection was used outside of the function that it was given to");
    return this.#turn;
  }

  make(operator, type = EagerCollection) {
    const turn = this.#require();
    if (!turn.makes) throw new SkipError("a command reads collections and makes none; make them in createGraph");
    if (turn.reads !== null) {
      turn.alone = true;
      throw new SkipError("to be run alone");
    }
    const id = turn.next++;
    turn.operators.push({ id, ...operator });
    return new type(id);
  }

  describe(what, given, params) {
    if (typeof given !== "function" || !given.name) {
      throw new SkipClassNameError(`${what} classes must be defined at top-level. Give a class that has a name, no function and no object.`);
    }
    const told = params.map((param, i) => {
      if (param instanceof Lookup) return param instanceof LazyCollection ? { collection: param.number, lazy: true } : { collection: param.number };
      if (param instanceof Context) return { context: true };
      if (param === undefined) return { undefined: true };
      return { json: requireJson(param, `parameter ${i} of ${given.name}`) };
    });
    return { name: given.name, class: this.classes.text(given), params: told };
  }

  describeReducer(given, params) {
    const description = this.describe("Reducer", given, params);
    const object = new given(...params);
    const native = nameOfReducer(object);
    if (native !== undefined) return { native };
    return object.initial === null || object.initial === undefined ? description : { ...description, initial: requireJson(object.initial, "initial") };
  }
}

/** What a function gives as a list; a promise, which has not been waited for, is none. */
function listOf(given) {
  if (typeof given?.[Symbol.iterator] === "function") return Array.from(given);
  const what = typeof given?.then === "function" ? "a promise; a function looks up what it needs and returns" : kindOf(given);
  throw new SkipError(`the function has to give a list, or what can be iterated over, and gives ${what}`);
}

function emissions(iterable) {
  const emitted = listOf(iterable);
  for (let i = 0; i < emitted.length; i++) {
    const pair = emitted[i];
    if (!Array.isArray(pair) || pair.length !== 2) throw new SkipError(`emission ${i} is not a pair of key and value: a mapper gives a list of pairs, such as [[key, value]]`);
    if (!isJson(pair[0])) requireJson(pair[0], `the key of emission ${i}`);
    if (!isJson(pair[1])) requireJson(pair[1], `the value of emission ${i}`);
  }
  return emitted;
}
