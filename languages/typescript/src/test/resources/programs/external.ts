// An external service of the author's: counts how often it is subscribed to, and delivers what it is told by a file.
import fs from "node:fs";
import type { Context, EagerCollection, Entry, ExternalService, Json, Mapper, Resource, Values } from "@skipruntime/core";
import { initService } from "@skipruntime/wasm";

type Callbacks = { update: (entries: Entry<Json, Json>[], isInitial: boolean) => Promise<void>; error: (error: unknown) => void };

class Lines implements ExternalService {
  private readonly timers = new Map<string, ReturnType<typeof setInterval>>();

  async subscribe(instance: string, resource: string, params: Json, callbacks: Callbacks) {
    const file = (params as { file: string }).file;
    if (resource !== "lines") throw new Error(`there is no ${resource}`);
    let last = "";
    const look = async () => {
      const text = fs.readFileSync(file, "utf8");
      if (text === last) return;
      last = text;
      await callbacks.update(text.trim().split("\n").map((line, i) => [i, [line]]), true);
    };
    await look();
    this.timers.set(instance, setInterval(() => { look().catch(callbacks.error); }, 20));
  }

  unsubscribe(instance: string) {
    clearInterval(this.timers.get(instance));
    this.timers.delete(instance);
  }

  async shutdown() { for (const instance of [...this.timers.keys()]) this.unsubscribe(instance); }
}

class Length implements Mapper<number, string, number, number> {
  mapEntry(key: number, values: Values<string>): Iterable<[number, number]> { return [[key, values.getUnique().length]]; }
}

class Lengths implements Resource {
  constructor(private readonly params: { of: string; file: string }) {}

  instantiate(_shared: object, context: Context): EagerCollection<number, number> {
    const { of: identifier, file } = this.params;
    return context.useExternalResource<number, string>({ service: "files", identifier, params: { file } }).map(Length);
  }
}

await initService({
  initialData: {},
  externalServices: { files: new Lines() },
  resources: { lengths: Lengths },
  createGraph: (inputs: object) => inputs as Record<string, never>,
});
