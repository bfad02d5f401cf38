// What tests import as @skipruntime/wasm or @skipruntime/native: a service without a network.
import { SkipResourceInstanceInUseError } from "./errors.mjs";
import { encode } from "./json.mjs";
import { worker } from "./worker.mjs";

/** A resource instance that is open, and who follows it. */
class Live {
  #entries = new Map();
  notifier = null;
  watermark = null;

  received(update) {
    if (update.isInitial) this.#entries.clear();
    for (const [key, values] of update.values) {
      if (values.length > 0) this.#entries.set(encode(key), [key, values]); else this.#entries.delete(encode(key));
    }
    this.watermark = update.watermark;
    this.notifier?.notify(update);
  }

  follow(notifier) {
    this.notifier = notifier;
    notifier.subscribed();
    notifier.notify({ isInitial: true, watermark: this.watermark, values: [...this.#entries.values()] });
  }
}

export class ServiceInstance {
  #started;
  #isClosed = false;

  constructor(started) { this.#started = started; }

  #name(instance) { return this.#started.number + "/" + instance; }

  async update(collection, entries) { await worker.request("update", this.#started.number, collection, entries); }

  /** Runs a command; gives its result. */
  async command(name, params = {}, { principal = null, idempotencyKey } = {}) {
    const key = idempotencyKey === undefined ? [] : [idempotencyKey];
    return (await worker.request("command", this.#started.number, name, params, principal, ...key)).result;
  }

  getAll(resource, params = {}) { return worker.request("getAll", this.#started.number, resource, params); }

  getArray(resource, key, params = {}) { return worker.request("getArray", this.#started.number, resource, params, key); }

  async instantiateResource(instance, resource, params) {
    if (worker.lives.has(this.#name(instance))) throw new SkipResourceInstanceInUseError(`${instance} is in use`);
    worker.lives.set(this.#name(instance), new Live());
    try {
      await worker.request("instance", this.#started.number, instance, resource, params);
    } catch (e) {
      worker.lives.delete(this.#name(instance));
      throw e;
    }
  }

  subscribe(instance, notifier) {
    const live = worker.lives.get(this.#name(instance));
    if (live === undefined) throw new SkipResourceInstanceInUseError(`there is no instance ${instance}`);
    live.follow(notifier);
    return instance;
  }

  unsubscribe(instance) {
    const live = worker.lives.get(this.#name(instance));
    if (live !== undefined) live.notifier = null;
  }

  async closeResourceInstance(instance) {
    const live = worker.lives.get(this.#name(instance));
    worker.lives.delete(this.#name(instance));
    live?.notifier?.close();
    await worker.request("closeInstance", this.#started.number, instance);
  }

  /** Replaces the service by another one; what the classes of both compute alike is kept. */
  async reload(service, changes) {
    for (const given of [...worker.turns.classes.all().keys()]) {
      if (changes?.needMapperReload?.(given.name) || changes?.needReducerReload?.(given.name) || changes?.needLazyComputeReload?.(given.name)) {
        worker.turns.classes.renew(given);
      }
    }
    this.#started.service = service;
    await worker.request("reload", this.#started.number, this.#started.description());
  }

  async close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await worker.request("close", this.#started.number);
    worker.ended(this.#started.number);
  }
}

export async function initService(service) {
  return new ServiceInstance(await worker.start(service, {}));
}
