// The worker's side of the frames of docs/workers.md: what the JVM asks this process to run.
import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { deepFreeze, requireJson } from "./json.mjs";
import {
  CommandRefusedError, ForbiddenError, SkipClassNameError, SkipError, SkipNonUniqueValueError, SkipResourceInstanceInUseError, SkipUnknownCollectionError,
  SkipUnknownResourceError,
} from "./errors.mjs";
import { FrameSocket, Talk } from "./channels.mjs";
import { run } from "./commands.mjs";
import { startEngine } from "./engine.mjs";
import { nameOfReducer } from "./native.mjs";
import { described } from "./types.mjs";

const NONE = Object.freeze([]);
const OWN_DIRECTORY = path.dirname(fileURLToPath(import.meta.url));

/** The form in which a key finds its values in a mirror. */
function keyOf(key) {
  switch (typeof key) {
    case "number": return key;
    case "string": return "s" + key;
    case "bigint": return "n" + key;
    default: return JSON.stringify(key, sortMembers);
  }
}

function sortMembers(_name, value) {
  if (typeof value === "bigint") return "\u0000n" + value;
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
    : value;
}

function unique(values, instead) {
  if (values.length === 1) return values[0];
  if (values.length === 0 && instead?.ifNone !== undefined) return deepFreeze(instead.ifNone);
  if (values.length > 1 && instead?.ifMany !== undefined) return deepFreeze(instead.ifMany);
  throw new SkipNonUniqueValueError(`there are ${values.length} values, not one`);
}

/** The values of an entry. */
class Values {
  #values;
  constructor(values) { this.#values = values; }
  getUnique(instead) { return unique(this.#values, instead); }
  toArray() { return this.#values.slice(); }
  [Symbol.iterator]() { return this.#values[Symbol.iterator](); }
}

/** A collection as functions see it: a number in the turn that goes on. */
class Lookup {
  constructor(number) { this.number = number; Object.freeze(this); }
  getArray(key) { return worker.read(this.number, key); }
  getUnique(key, instead) { return unique(worker.read(this.number, key), instead); }
}

export class LazyCollection extends Lookup {}

export class EagerCollection extends Lookup {
  size() { return worker.size(this.number); }
  map(mapper, ...params) { return worker.make({ op: "map", source: this.number, function: worker.describe("Mapper", mapper, params) }); }
  reduce(reducer, ...params) { return worker.make({ op: "reduce", source: this.number, reducer: worker.describeReducer(reducer, params) }); }
  mapReduce(mapper, ...params) {
    return (reducer, ...reducerParams) => worker.make({
      op: "mapReduce", source: this.number, function: worker.describe("Mapper", mapper, params),
      reducer: worker.describeReducer(reducer, reducerParams),
    });
  }
  slice(start, end) { return this.slices([start, end]); }
  slices(...ranges) { return worker.make({ op: "slices", source: this.number, ranges }); }
  take(limit) { return worker.make({ op: "take", source: this.number, limit }); }
  merge(...others) { return worker.make({ op: "merge", source: this.number, others: others.map((other) => other.number) }); }
}

class Context {
  constructor(isLazy) { this.isLazy = isLazy; Object.freeze(this); }
  createLazyCollection(compute, ...params) {
    return worker.make({ op: "lazy", function: worker.describe("LazyCompute", compute, params) }, LazyCollection);
  }
  useExternalResource({ service, identifier, params }) {
    if (this.isLazy) throw new SkipError("useExternalResource is not allowed in a lazy computation graph.");
    return worker.make({ op: "external", service, identifier, params: params ?? {} });
  }
  jsonExtract(value, pattern) { return worker.ask(["extract", value, pattern]); }
}
const context = new Context(false);
const lazyContext = new Context(true);

/** The classes that this process has seen, by the text that stands for their code. */
class Classes {
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

/** What runs here, and the two channels. */
class Worker {
  #functions = [];
  #mirrors = [];
  #turn = null;
  #errors = new WeakMap();
  #requests = new Map();
  #nextRequest = 1;
  #nextService = 1;
  #starting;
  #isOwner = false;
  #files = new Set();
  /** How many turns of each kind have begun that are inside of no other one. */
  turns = {};
  /** Is told the name of each function that runs, and the key; tests set it. */
  observer = null;
  services = new Map();
  lives = new Map();
  classes = new Classes();

  /** Becomes a worker of the engine that has started this process. */
  async connect(address) {
    const socket = net.connect(address);
    await new Promise((resolve, reject) => { socket.once("connect", resolve); socket.once("error", reject); });
    this.#begin(socket, new Talk(0, 1), () => process.exit(0));
  }

  /** Starts an engine of this process's own, unless there is one. */
  async #connected() {
    if (this.calls === undefined) {
      this.#starting ??= startEngine([]);
      const { socket, input, output, engine } = await this.#starting;
      this.#isOwner = true;
      if (this.calls === undefined) this.#begin(socket, new Talk(input, output), () => this.#lost(engine));
    }
  }

  #begin(socket, talk, ended) {
    this.talk = talk;
    this.calls = new FrameSocket(socket, (frame) => this.#received(frame), ended);
    this.calls.send(["hello", { protocol: 1, language: "typescript", runtime: `node ${process.versions.node}` }]);
    for (const file of this.#files) this.calls.send(["files", [file]]);
    this.#keepAlive();
  }

  #lost(engine) {
    if (this.services.size === 0 && this.#requests.size === 0) return;
    console.error("the engine has ended");
    engine.kill();
    process.exit(1);
  }

  /** Notes a file of the program's. */
  loaded(file) {
    this.#files.add(file);
    this.calls?.send(["files", [file]]);
  }

  // --- frames that are no turn

  request(kind, ...args) {
    const number = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#requests.set(number, { resolve, reject });
      this.calls.send([kind, number, ...args]);
      this.#keepAlive();
    });
  }

  /** The process lives as long as a service of its runs, or something is waited for; services of tests end with their process. */
  #keepAlive() {
    if (this.calls === undefined) return;
    const runs = [...this.services.values()].some(({ isListening }) => isListening || !this.#isOwner);
    if (runs || this.#requests.size > 0) this.calls.ref(); else this.calls.unref();
  }

  #received(frame) {
    switch (frame[0]) {
      case "reply": case "refused": return this.#answered(frame);
      case "notify": return this.lives.get(frame[1] + "/" + frame[2])?.received({ isInitial: frame[3], watermark: frame[4], values: frame[5] });
      case "subscribe": return void this.#subscribe(frame);
      case "unsubscribe": return this.services.get(frame[1])?.unsubscribe(frame[2], frame[3]);
      case "shutdown": return void this.#reply(frame[1], async () => this.services.get(frame[2])?.external(frame[3])?.shutdown());
      default: return this.talk.write(this.#serve(frame));
    }
  }

  #answered(frame) {
    const { resolve, reject } = this.#requests.get(frame[1]);
    this.#requests.delete(frame[1]);
    if (frame[0] === "reply") resolve(frame[2]); else reject(errorOf(frame[2]));
    this.#keepAlive();
  }

  async #reply(request, action) {
    try {
      await action();
      this.calls.send(["reply", request, null]);
    } catch (e) {
      this.calls.send(["refused", request, this.#describeError(e)]);
    }
  }

  #subscribe([, request, number, external, instance, resource, params]) {
    return this.#reply(request, async () => {
      const service = this.services.get(number);
      if (service === undefined) throw new SkipError("the service is closed");
      await service.subscribe(external, instance, resource, params);
    });
  }

  // --- services

  async start(service, options) {
    await this.#connected();
    const number = this.#nextService++;
    const started = new Started(number, service, options.listen === true);
    this.services.set(number, started);
    try {
      started.address = await this.request("start", number, { ...started.description(), ...options });
    } catch (e) {
      this.services.delete(number);
      throw e;
    } finally {
      this.#keepAlive();
    }
    return started;
  }

  ended(number) {
    this.services.delete(number);
    this.#keepAlive();
  }

  // --- turns

  /** Runs a turn; what the JVM is told then. */
  #serve(frame) {
    const outer = this.#turn;
    if (outer === null) this.turns[frame[0]] = (this.turns[frame[0]] ?? 0) + 1;
    this.#turn = { operators: [], next: 0, asks: true, makes: true, reads: null };
    try {
      return ["done", this.#run(frame)];
    } catch (e) {
      return ["fail", this.#describeError(e)];
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
      case "wave": return this.#wave(frame[1], frame[2], frame[3]);
      case "lazy": {
        const lazy = this.#function(frame[1], frame[2]);
        this.observer?.(lazy.name, frame[3]);
        const values = Array.from(lazy.object.compute(new LazyCollection(lazy.collections), deepFreeze(frame[3]), lazyContext));
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
    const shared = this.services.get(number).service.createGraph(this.#collections(inputs), context);
    const numbers = Object.fromEntries(Object.entries(shared).map(([name, collection]) => [name, numberOf(collection, name)]));
    this.services.get(number).lazy = new Set(Object.keys(shared).filter((name) => shared[name] instanceof LazyCollection));
    return [numbers, this.#turn.operators];
  }

  #instantiate(number, name, params, shared) {
    const service = this.services.get(number).service;
    const resource = new service.resources[name](deepFreeze(params));
    this.#turn.next = Object.keys(shared).length;
    const collection = resource.instantiate(this.services.get(number).shared(shared), context);
    if (collection instanceof LazyCollection) throw new SkipError(`${name} gives a lazy collection; a resource gives one that is mapped`);
    return [numberOf(collection, name), this.#turn.operators];
  }

  #command(number, name, params, millis, inputs, shared) {
    this.#turn.makes = false;
    const service = this.services.get(number);
    const command = new service.service.commands[name](deepFreeze(params));
    return run(command, this.#collections(inputs), service.shared(shared), millis);
  }

  #function(definitions, number) {
    for (const [defined, kind, text, params] of definitions) this.#functions[defined] = this.#made(kind, text, params);
    const found = this.#functions[number];
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
    return { kind, name: text.slice(0, text.lastIndexOf("@")), collections, object: Object.freeze(new (this.classes.find(text))(...given)) };
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
      return [1, this.#describeError(e)];
    }
  }

  #wave(definitions, mirrors, runs) {
    for (const [defined, kind, text, params] of definitions) this.#functions[defined] = this.#made(kind, text, params);
    for (const change of mirrors) this.#changeMirror(change);
    const turn = this.#turn;
    return runs.map(([number, input, keys, collections, first]) => {
      const mapper = this.#functions[number];
      const values = this.#mirrors[input];
      turn.mirrors = collections;
      turn.first = first;
      return keys.map((key) => this.#mapInWave(mapper, key, values.get(keyOf(key))));
    });
  }

  #changeMirror([number, whole, present, unknown]) {
    if (whole === undefined) { this.#mirrors[number] = undefined; return; }
    if (whole || this.#mirrors[number] === undefined) this.#mirrors[number] = new Map();
    const mirror = this.#mirrors[number];
    mirror.whole ||= whole === 1;
    for (let i = 0; i < present.length; i += 2) {
      if (mirror.whole && present[i + 1].length === 0) mirror.delete(keyOf(present[i]));
      else mirror.set(keyOf(present[i]), deepFreeze(present[i + 1]));
    }
    for (const key of unknown ?? NONE) mirror.delete(keyOf(key));
  }

  #mapInWave(mapper, key, values) {
    const turn = this.#turn;
    turn.reads = [];
    turn.alone = false;
    try {
      this.observer?.(mapper.name, key);
      const emitted = emissions(mapper.object.mapEntry(deepFreeze(key), new Values(values), context));
      if (turn.alone) return [2];
      if (turn.reads.length > 0) return [0, emitted, turn.reads];
      return emitted.length > 0 ? [0, emitted] : 0;
    } catch (e) {
      if (turn.alone) return [2];
      return [1, this.#describeError(e), turn.reads];
    }
  }

  // --- what functions do

  read(number, key) {
    const turn = this.#require();
    if (turn.reads !== null) {
      turn.reads.push(number, requireJson(key, "the key"));
      const mirror = this.#mirrors[turn.mirrors[number]];
      const values = mirror?.get(keyOf(key));
      if (values !== undefined) return values;
      return mirror?.whole ? NONE : deepFreeze(this.ask(["get", turn.first + number, key]));
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
    this.talk.write(question);
    for (;;) {
      const frame = this.talk.read();
      if (frame[0] === "value") return frame[1];
      if (frame[0] === "raise") {
        const error = new SkipError(frame[2]);
        this.#errors.set(error, frame[1]);
        throw error;
      }
      this.talk.write(this.#serve(frame));
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
    if (typeof given !== "function" || !given.name) throw new SkipClassNameError(`${what} classes must be defined at top-level.`);
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

  #describeError(e) {
    const raised = e !== null && typeof e === "object" ? this.#errors.get(e) : undefined;
    if (raised !== undefined) return { raised };
    if (e instanceof CommandRefusedError) return { refused: e.kind, message: e.message };
    if (e instanceof ForbiddenError) return { refused: "silently", message: e.message };
    if (!(e instanceof Error)) return { name: "", message: String(e) };
    const trace = String(e.stack ?? "");
    const at = placeOf(trace);
    const name = e.name === "Error" ? e.constructor?.name ?? "Error" : e.name;
    return { name, message: String(e.message), ...(at === undefined ? {} : { at }), trace };
  }
}

/** The innermost place in a file of the author's that a stack trace names. */
function placeOf(trace) {
  for (const line of trace.split("\n").slice(1)) {
    const found = /(?:file:\/\/)?(\/[^():]+):(\d+):(\d+)\)?$/.exec(line);
    if (found && !found[1].startsWith(OWN_DIRECTORY) && !found[1].includes("/node_modules/")) {
      const relative = path.relative(process.cwd(), found[1]);
      return `${relative.startsWith("..") ? found[1] : relative}:${found[2]}:${found[3]}`;
    }
  }
  return undefined;
}

function emissions(iterable) {
  const emitted = Array.from(iterable);
  for (let i = 0; i < emitted.length; i++) {
    const pair = emitted[i];
    if (!Array.isArray(pair) || pair.length !== 2) throw new SkipError(`emission ${i} is not a pair of key and value`);
    requireJson(pair[0], `the key of emission ${i}`);
    requireJson(pair[1], `the value of emission ${i}`);
  }
  return emitted;
}

function numberOf(collection, name) {
  if (!(collection instanceof Lookup)) throw new SkipError(`${name} is not a collection made by Skip`);
  return collection.number;
}

function errorOf({ name, message, kind }) {
  if (kind !== undefined) return new CommandRefusedError(kind, message);
  const type = {
    UnknownCollectionException: SkipUnknownCollectionError, UnknownResourceException: SkipUnknownResourceError,
    UnknownInstanceException: SkipResourceInstanceInUseError,
  }[name] ?? SkipError;
  return new type(message);
}

/** A service that runs, and its external services. */
class Started {
  #instances = new Map();
  lazy = new Set();

  constructor(number, service, isListening) {
    this.number = number;
    this.service = service;
    this.isListening = isListening;
  }

  description() {
    const { initialData, inputs, resources, commands, externalServices } = this.service;
    const named = {};
    for (const [name, initial] of Object.entries(initialData ?? {})) named[name] = { initial };
    for (const [name, definition] of Object.entries(inputs ?? {})) {
      named[name] = { initial: definition?.initial ?? [], ...described(definition?.types ?? {}, `input ${name}`) };
    }
    return {
      name: this.service.constructor?.name && this.service.constructor !== Object ? this.service.constructor.name : "service",
      inputs: named,
      resources: Object.fromEntries(Object.entries(resources ?? {}).map(([name, { params }]) => [name, described({ params }, `resource ${name}`)])),
      commands: Object.fromEntries(Object.entries(commands ?? {}).map(([name, { params, result, forAnybody }]) =>
        [name, { ...described({ params, result }, `command ${name}`), forAnybody: forAnybody === true }])),
      externals: Object.keys(externalServices ?? {}),
    };
  }

  external(name) { return this.service.externalServices?.[name]; }

  /** What createGraph shares, by the numbers of a turn. */
  shared(numbers) {
    return Object.fromEntries(Object.entries(numbers).map(([name, number]) =>
      [name, this.lazy.has(name) ? new LazyCollection(number) : new EagerCollection(number)]));
  }

  /** What is delivered before the subscription has ended is held back until it has; deliveries keep their order. */
  async subscribe(name, instance, resource, params) {
    const external = this.external(name);
    let begin;
    let last = new Promise((resolve) => { begin = resolve; });
    this.#instances.set(instance, external);
    const first = [];
    let isOpen = false;
    const callbacks = {
      update: (entries, isInitial) => {
        const delivered = last.then(() => worker.request("deliver", this.number, instance, entries, isInitial === true));
        last = delivered.then(() => {}, () => {});
        if (!isOpen) first.push(delivered);
        return isOpen ? delivered.then(() => {}) : Promise.resolve();
      },
      error: (error) => worker.calls.send(["trouble", this.number, instance, String(error?.message ?? error)]),
    };
    try {
      await external.subscribe(instance, resource, params, callbacks);
    } finally {
      isOpen = true;
      begin();
    }
    await Promise.all(first);
  }

  unsubscribe(name, instance) {
    this.#instances.delete(instance);
    this.external(name)?.unsubscribe(instance);
  }
}

export const worker = new Worker();
