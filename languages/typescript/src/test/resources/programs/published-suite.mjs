// The reference's published test suite, @skipruntime/tests 0.0.7, on this engine. The build puts it beside this file's directory, if it has npm.
// The suite is of the time when reads were no promises: what differs in the API is put right in its text, and nothing of what it expects.
import fs from "node:fs";
import { initService } from "@skipruntime/wasm";

const SUITE = new URL("../../npm-tests/suite/node_modules/@skipruntime/tests/dist/", import.meta.url);

/** The cases that differ, and why. */
const DIFFERENT = {};

/** Waits are longer than in the suite, in proportion, so that they do not depend on the load of the machine. */
const MILLIS = "(ms === 0 ? 200 : 400 * ms)";

/** The helpers of that time, for what the suite uses of them. */
const HELPERS = `
class TimerResource {
  open(params, callbacks) {
    const timers = Object.entries(params).map(([name, ms]) => setInterval(() => callbacks.update([[name, [Date.now()]]], false), ${MILLIS}));
    callbacks.update(Object.keys(params).map((name) => [name, [Date.now()]]), true);
    return () => timers.forEach(clearInterval);
  }
}
class GenericExternalService {
  constructor(resources) { this.resources = resources; this.open = new Map(); }
  subscribe(resource, params, callbacks) { this.open.set(JSON.stringify([resource, params]), this.resources[resource].open(params, callbacks)); }
  unsubscribe(resource, params) { this.open.get(JSON.stringify([resource, params]))?.(); }
  shutdown() { this.open.forEach((close) => close()); }
}
`;

const text = fs.readFileSync(new URL("tests.js", SUITE), "utf8")
  .replace('import { NonUniqueValueException, OneToOneMapper } from "@skipruntime/api";',
    'import { SkipNonUniqueValueError as NonUniqueValueException, OneToOneMapper } from "@skipruntime/api";')
  .replace(/import \{ TimerResource[^;]*;/, HELPERS)
  .replace("setTimeout(resolve, ms)", `setTimeout(resolve, ${MILLIS})`)
  .replace(/service\.(getAll|getArray)\(([^;]*?)\)\.payload/g, "(await service.$1($2))")
  .replace(/^(\s*)service\.(update|instantiateResource|closeResourceInstance|close)\(/gm, "$1await service.$2(");
fs.writeFileSync(new URL("awaited.mjs", SUITE), text);

/** An external service of that time, whose subscriptions have no names and begin without data. */
class Adapted {
  #subscriptions = new Map();

  constructor(external) { this.external = external; }

  async subscribe(instance, resource, params, callbacks) {
    this.#subscriptions.set(instance, [resource, params]);
    let isDelivered = false;
    const update = (entries, isInitial) => {
      isDelivered = true;
      return callbacks.update(entries, isInitial);
    };
    this.external.subscribe(resource, params, { ...callbacks, update });
    if (!isDelivered) await update([], true);
  }

  unsubscribe(instance) {
    this.external.unsubscribe(...this.#subscriptions.get(instance));
    this.#subscriptions.delete(instance);
  }

  async shutdown() { this.external.shutdown(); }
}

function adapted(service) {
  const externals = Object.entries(service.externalServices ?? {}).map(([name, external]) => [name, new Adapted(external)]);
  return { ...service, externalServices: Object.fromEntries(externals) };
}

const cases = [];
globalThis.it = (name, run) => cases.push([name, run]);
const { initTests } = await import(new URL("awaited.mjs", SUITE).href);
const services = [];
initTests(async (service) => {
  const started = await initService(adapted(service));
  services.push(started);
  return started;
});
const failed = [];
for (const [name, run] of cases) {
  try {
    await run();
  } catch (e) {
    failed.push(name);
    if (DIFFERENT[name] === undefined) console.error(`${name}: ${e.stack}`);
  }
  for (const service of services.splice(0)) await service.close();
}
console.error(`published suite: ${cases.length - failed.length} of ${cases.length} cases pass`);
if (cases.length !== 16) throw new Error("the suite has other cases than it had");
if (failed.sort().join() !== Object.keys(DIFFERENT).sort().join()) process.exit(1);
