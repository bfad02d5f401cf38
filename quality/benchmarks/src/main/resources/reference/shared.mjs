// What the programs of all workloads need.
import { initService } from "@skipruntime/wasm";

/** The same generator as the Java class Numbers: mulberry32, by Tommy Ettinger. */
export class Numbers {
  constructor(seed) {
    this.state = seed | 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(bound) {
    return this.next() % bound;
  }
}

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
