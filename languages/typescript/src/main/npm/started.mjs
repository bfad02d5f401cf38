// Services that this process runs.
import { EagerCollection, kindOf, LazyCollection } from "./collections.mjs";
import { SkipError } from "./errors.mjs";
import { described } from "./types.mjs";

/** The names and classes of resources or commands. */
function classes(given, what) {
  const all = Object.entries(given ?? {});
  const wrong = all.find(([, each]) => typeof each !== "function" || each.prototype === undefined);
  if (wrong !== undefined) throw new SkipError(`the ${what} ${wrong[0]} has to be a class, and is ${kindOf(wrong[1])}`);
  return all;
}

/** A service that runs, and its external services. */
export class Started {
  #worker;
  #instances = new Map();
  lazy = new Set();

  /** @param worker gives the JVM what external services deliver */
  constructor(worker, number, service, isListening) {
    this.#worker = worker;
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
      resources: Object.fromEntries(classes(resources, "resource").map(([name, { params }]) => [name, described({ params }, `resource ${name}`)])),
      commands: Object.fromEntries(classes(commands, "command").map(([name, { params, result, forAnybody }]) =>
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
        const delivered = last.then(() => this.#worker.request("deliver", this.number, instance, entries, isInitial === true));
        last = delivered.then(() => {}, () => {});
        if (!isOpen) first.push(delivered);
        return isOpen ? delivered.then(() => {}) : Promise.resolve();
      },
      error: (error) => this.#worker.calls.send(["trouble", this.number, instance, String(error?.message ?? error)]),
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
