// What services import as @skipruntime/helpers.
import { SkipError, SkipFetchError, SkipNonUniqueValueError, SkipUnknownResourceError } from "./errors.mjs";
export { Count, Max, Min, Sum } from "./native.mjs";

const FETCH_MILLIS = 1000;
const RECONNECT_MILLIS = 500;

/** Sends a request with a body of JSON; gives the answer's JSON, or null, and its headers. */
export async function fetchJSON(url, method = "GET", options = {}) {
  const response = await fetch(url, {
    method,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    headers: { "Content-Type": "application/json", Accept: "application/json", ...options.headers },
    signal: AbortSignal.timeout(options.timeout ?? FETCH_MILLIS),
  });
  if (!response.ok) throw new SkipFetchError(`${response.status}: ${response.statusText}`);
  const text = await response.text();
  return [text.length > 0 && text !== response.statusText ? JSON.parse(text) : null, response.headers];
}

function addressOf({ host, secured }, port) {
  return `${secured ? "https" : "http"}://${host}:${port}`;
}

/** The methods of a running service, as calls. */
export class SkipServiceBroker {
  #control;
  #timeout;

  constructor(entrypoint = { host: "localhost", streaming_port: 8080, control_port: 8081 }, timeout) {
    this.#control = addressOf(entrypoint, entrypoint.control_port);
    this.#timeout = timeout;
  }

  async #call(path, method, body) {
    const [data] = await fetchJSON(`${this.#control}/v1/${path}`, method, { body, timeout: this.#timeout });
    return data;
  }

  async getAll(resource, params) { return (await this.#call(`snapshot/${resource}`, "POST", params)) ?? []; }

  async getArray(resource, params, key) { return (await this.#call(`snapshot/${resource}/lookup`, "POST", { key, params })) ?? []; }

  async getUnique(resource, params, key) {
    const values = await this.getArray(resource, params, key);
    if (values.length !== 1) throw new SkipNonUniqueValueError(`there are ${values.length} values, not one`);
    return values[0];
  }

  async update(collection, entries) { await this.#call(`inputs/${collection}`, "PATCH", entries); }

  async deleteKey(collection, key) { await this.update(collection, [[key, []]]); }

  async getStreamUUID(resource, params = {}) {
    const response = await fetch(`${this.#control}/v1/streams/${resource}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(params),
      signal: AbortSignal.timeout(this.#timeout ?? FETCH_MILLIS),
    });
    if (!response.ok) throw new SkipFetchError(`${response.status}: ${response.statusText}`);
    return response.text();
  }

  async deleteUUID(uuid) { await this.#call(`streams/${uuid}`, "DELETE"); }
}

/** The parameters as the query of an address. */
export function defaultParamEncoder(params) {
  if (params === null || typeof params !== "object") return `?params=${JSON.stringify(params)}`;
  const texts = Object.entries(params).map(([name, value]) => [name, value !== null && typeof value === "object" ? JSON.stringify(value) : String(value)]);
  return `?${new URLSearchParams(texts).toString()}`;
}

/** Resources that are addresses, asked again and again. */
export class PolledExternalService {
  #resources;
  #stops = new Map();

  constructor(resources) { this.#resources = resources; }

  async subscribe(instance, name, params, callbacks) {
    const resource = this.#resources[name];
    if (resource === undefined) throw new SkipUnknownResourceError(`there is no external resource ${name}`);
    const url = resource.url + (resource.encodeParams ?? defaultParamEncoder)(params);
    const poll = async () => {
      const [data] = await fetchJSON(url, "GET", { ...resource.options, timeout: resource.options?.timeout ?? FETCH_MILLIS });
      await callbacks.update(resource.conv(data ?? []), true);
    };
    let timer;
    let isOver = false;
    const again = () => {
      if (isOver) return;
      timer = setTimeout(() => poll().catch((e) => { if (!isOver) callbacks.error(e); }).then(again), resource.interval);
    };
    this.#stops.set(instance, () => { isOver = true; clearTimeout(timer); });
    await poll();
    again();
  }

  unsubscribe(instance) {
    this.#stops.get(instance)?.();
    this.#stops.delete(instance);
  }

  async shutdown() { for (const instance of [...this.#stops.keys()]) this.unsubscribe(instance); }
}

/** Reads an event stream until it ends; gives each event to a receiver. */
async function readEvents(url, signal, received) {
  const response = await fetch(url, { headers: { Accept: "text/event-stream" }, signal });
  if (!response.ok) throw new SkipFetchError(`${response.status}: ${response.statusText}`);
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const type = lines.find((line) => line.startsWith("event:"))?.slice("event:".length).trim();
      const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice("data:".length).trimStart()).join("\n");
      if (type !== undefined) await received(type, data);
    }
  }
}

/** The resources of another Skip service. */
export class SkipExternalService {
  #streaming;
  #control;
  #stops = new Map();

  constructor(url, controlUrl) {
    this.#streaming = url;
    this.#control = controlUrl;
  }

  static direct(entrypoint) {
    return new SkipExternalService(addressOf(entrypoint, entrypoint.streaming_port), addressOf(entrypoint, entrypoint.control_port));
  }

  subscribe(instance, resource, params, callbacks) {
    const stop = new AbortController();
    this.#stops.set(instance, stop);
    return new Promise((resolve, reject) => {
      let isOpen = false;
      const received = async (type, data) => {
        if (type !== "init" && type !== "update") return;
        const update = callbacks.update(JSON.parse(data), type === "init");
        if (!isOpen) { isOpen = true; resolve(); }
        await update;
      };
      const follow = async () => {
        while (!stop.signal.aborted) {
          try {
            const uuid = await this.#open(resource, params, stop.signal);
            await readEvents(`${this.#streaming}/v1/streams/${uuid}`, stop.signal, received);
          } catch (e) {
            if (stop.signal.aborted) return;
            if (!isOpen) { this.unsubscribe(instance); reject(e); return; }
            callbacks.error(e);
          }
          await new Promise((next) => { setTimeout(next, RECONNECT_MILLIS); });
        }
      };
      void follow();
    });
  }

  async #open(resource, params, signal) {
    const response = await fetch(`${this.#control}/v1/streams/${resource}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(params), signal,
    });
    if (!response.ok) throw new SkipFetchError(`${response.status}: ${response.statusText}`);
    return response.text();
  }

  unsubscribe(instance) {
    this.#stops.get(instance)?.abort();
    this.#stops.delete(instance);
  }

  async shutdown() { for (const instance of [...this.#stops.keys()]) this.unsubscribe(instance); }
}

class LeaderResource {
  constructor(collection) {
    if (typeof collection !== "string") throw new SkipError("Followers must specify a shared collection to mirror from leader.");
    this.collection = collection;
  }

  instantiate(collections) {
    const found = collections[this.collection];
    if (found === undefined) throw new SkipError(`Unknown shared collection in leader: ${this.collection}`);
    return found;
  }
}

/** The service as a leader, whose shared collections followers mirror. */
export function asLeader(service) { return { ...service, resources: { leader: LeaderResource } }; }

/** The service as a follower: its resources over what a leader shares. */
export function asFollower(service, { leader, collections }) {
  return {
    ...service,
    initialData: {},
    inputs: {},
    externalServices: { ...service.externalServices, __skip_leader: SkipExternalService.direct(leader) },
    createGraph(_inputs, context) {
      return Object.fromEntries(collections.map((name) =>
        [name, context.useExternalResource({ service: "__skip_leader", identifier: "leader", params: name })]));
    },
  };
}
