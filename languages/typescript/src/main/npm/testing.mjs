// What tests import as @skipruntime-jvm/service/testing: services on the engine, without a network.
import { SkipError } from "./errors.mjs";
import { initService } from "./instance.mjs";
import { worker } from "./worker.mjs";

const PATIENCE_MILLIS = 60_000;

function textOf(value) { return JSON.stringify(value, (_name, each) => (typeof each === "bigint" ? `${each}n` : each)); }

/** A promise that is kept in time, or fails with what was waited for. */
function inTime(promise, what, millis) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new SkipError(`${what()} after ${millis} ms`)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A resource that is followed: its contents, and the updates that have come. */
export class Followed {
  #entries = new Map();
  #updates = [];
  #taken = 0;
  #waiting = new Set();
  #stop;

  constructor(stop) { this.#stop = stop; }

  received(update) {
    if (update.isInitial) this.#entries.clear();
    for (const [key, values] of update.values) {
      if (values.length > 0) this.#entries.set(textOf(key), [key, values]); else this.#entries.delete(textOf(key));
    }
    this.#updates.push(update);
    for (const look of [...this.#waiting]) look();
  }

  /** The entries, as they were last received. */
  get contents() { return [...this.#entries.values()]; }

  /** All updates that have come, the first one with isInitial. */
  get updates() { return [...this.#updates]; }

  /** Waits for contents that fulfil a condition; gives them. */
  until(condition, millis = PATIENCE_MILLIS) {
    return this.#wait(() => (condition(this.contents) ? this.contents : undefined), () => `the contents are ${textOf(this.contents)}`, millis);
  }

  /** Waits for the next update after those that were taken, or the contents at the start; gives its entries. */
  next(millis = PATIENCE_MILLIS) {
    return this.#wait(
      () => (this.#taken < this.#updates.length ? this.#updates[this.#taken++].values : undefined),
      () => `no update has come since the ${this.#taken} that were taken`, millis);
  }

  #wait(find, what, millis) {
    const waited = new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return false;
        this.#waiting.delete(look);
        resolve(found);
        return true;
      };
      if (!look()) this.#waiting.add(look);
    });
    return inTime(waited, what, millis);
  }

  async close() { await this.#stop(); }
}

/** A service on the engine, for the time of a test. */
export class TestedService {
  #instance;
  #ran = [];
  #next = 1;
  #turns = {};

  constructor(instance) { this.#instance = instance; }

  /** Starts a service. The first one of a process starts the engine, which ends with the process. */
  static async start(service) {
    const tested = new TestedService(undefined);
    const before = worker.turns.observer;
    worker.turns.observer = (name, key) => {
      before?.(name, key);
      tested.#ran.push([name, key]);
    };
    tested.#instance = await initService(service);
    tested.#ran = [];
    return tested;
  }

  /** Writes all values of keys; none to take a key away. */
  async update(input, entries) { await this.#instance.update(input, entries); }

  /** Gives a key one value. */
  put(input, key, value) { return this.update(input, [[key, [value]]]); }

  delete(input, ...keys) { return this.update(input, keys.map((key) => [key, []])); }

  /** The entries of a resource. */
  contents(resource, params) { return this.#instance.getAll(resource, params); }

  /** The values of one key of a resource. */
  values(resource, key, params) { return this.#instance.getArray(resource, key, params); }

  /** Runs a command; gives its result. */
  command(name, params, options) { return this.#instance.command(name, params, options); }

  /** Follows a resource. */
  async follow(resource, params = {}) {
    const name = `followed ${this.#next++}`;
    await this.#instance.instantiateResource(name, resource, params);
    const followed = new Followed(() => this.#instance.closeResourceInstance(name));
    this.#instance.subscribe(name, { subscribed: () => {}, notify: (update) => { if (update.watermark !== null) followed.received(update); }, close: () => {} });
    await followed.next();
    return followed;
  }

  /** The functions that have run since this was asked last, as names of classes with the keys that they have run for, in order. */
  ran() {
    const ran = {};
    for (const [name, key] of this.#ran.splice(0)) (ran[name] ??= []).push(key);
    return ran;
  }

  /** How often the engine has asked this process to run functions since this was asked last, by what for: wave, reduce, command and others. */
  turns() {
    const since = {};
    for (const [kind, count] of Object.entries(worker.turns.counts)) if (count > (this.#turns[kind] ?? 0)) since[kind] = count - (this.#turns[kind] ?? 0);
    this.#turns = { ...worker.turns.counts };
    return since;
  }

  close() { return this.#instance.close(); }

  async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() { await this.close(); }
}

/** An external service that a test is: it delivers what it is told. */
export class ScriptedExternalService {
  #subscriptions = new Map();
  #initial;
  #waiting = new Set();

  /**
   * @param initial gives the entries that a subscription begins with, for the name of a resource and its parameters; it may throw
   */
  constructor(initial = () => []) { this.#initial = initial; }

  async subscribe(instance, resource, params, callbacks) {
    const entries = await this.#initial(resource, params);
    this.#subscriptions.set(instance, { resource, params, callbacks });
    await callbacks.update(entries, true);
    for (const look of [...this.#waiting]) look();
  }

  unsubscribe(instance) {
    this.#subscriptions.delete(instance);
    for (const look of [...this.#waiting]) look();
  }

  async shutdown() { this.#subscriptions.clear(); }

  /** What is subscribed to at present. */
  get subscriptions() { return [...this.#subscriptions.values()].map(({ resource, params }) => ({ resource, params })); }

  /** Waits until so many subscriptions are there. */
  subscribed(count, millis = PATIENCE_MILLIS) {
    const waited = new Promise((resolve) => {
      const look = () => {
        if (this.#subscriptions.size === count) { this.#waiting.delete(look); resolve(); }
      };
      this.#waiting.add(look);
      look();
    });
    return inTime(waited, () => `there are ${this.#subscriptions.size} subscriptions, not ${count},`, millis);
  }

  /** Delivers entries to all subscriptions of a resource; with isInitial, in place of all that was delivered before. */
  async deliver(resource, entries, isInitial = false) { await this.#each(resource, ({ callbacks }) => callbacks.update(entries, isInitial)); }

  /** Says to all subscriptions of a resource that its data may be old. */
  async fail(resource, error) { await this.#each(resource, ({ callbacks }) => callbacks.error(error)); }

  async #each(resource, action) {
    const found = [...this.#subscriptions.values()].filter((each) => each.resource === resource);
    if (found.length === 0) throw new SkipError(`nothing is subscribed to ${resource}`);
    await Promise.all(found.map(action));
  }
}
