// What the programs of all workloads need.
import { initService } from "@skipruntime/wasm";

export { Numbers } from "./numbers.mjs";

/** A service with its subscribers, each of which adds up what it is sent. */
export class Service {
  static async start(definition) {
    const service = new Service();
    service.instance = await initService(definition);
    service.sum = 0;
    return service;
  }

  async subscribe(identifier, resource, params, valueOf) {
    await this.instance.instantiateResource(identifier, resource, params);
    this.instance.subscribe(identifier, {
      subscribed() {},
      notify: (update) => {
        for (const [key, values] of update.values) {
          this.sum += valueOf(key, values);
        }
      },
      close() {},
    });
  }

  unsubscribe(identifier) {
    this.instance.closeResourceInstance(identifier);
  }

  async update(input, entries) {
    await this.instance.update(input, entries);
    return this.takeSum();
  }

  takeSum() {
    const taken = this.sum;
    this.sum = 0;
    return taken;
  }
}
