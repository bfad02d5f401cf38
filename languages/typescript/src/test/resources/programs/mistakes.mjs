// Services that cannot be started, and a last one that can: its data is what was said of each of the others.
import { initService } from "@skipruntime/wasm";

class Same { mapEntry(key, values) { return [[key, values.getUnique()]]; } }
class Number5 { mapEntry() { return 5; } }
class NoPair { mapEntry(key) { return [key, 1]; } }
class Throws { constructor() { throw new Error("not made"); } mapEntry(key) { return [[key, 1]]; } }
class OtherName { map(key) { return [[key, 1]]; } }
class Shared { instantiate({ shared }) { return shared; } }

const told = [];

async function tell(what, service) {
  try {
    const started = await initService({
      initialData: { input: [["a", [1]]] }, resources: { shared: Shared }, createGraph: ({ input }) => ({ shared: input.map(Same) }), ...service,
    });
    await started.close();
    told.push([what, ["nothing"]]);
  } catch (e) {
    told.push([what, [e.stack.includes("errorOf") ? e.stack : e.message]]);
  }
}

const graph = (Mapper) => ({ createGraph: ({ input }) => ({ shared: input.map(Mapper) }) });
await tell("a mapper that gives a number", graph(Number5));
await tell("a mapper that gives a pair", graph(NoPair));
await tell("a mapper without mapEntry", graph(OtherName));
await tell("a mapper that cannot be made", graph(Throws));
await tell("a mapper that is a function", graph((key) => [[key, 1]]));
await tell("a graph that gives nothing", { createGraph: ({ input }) => { input.map(Same); } });
await tell("a graph that gives a promise", { createGraph: async ({ input }) => ({ shared: input.map(Same) }) });
await tell("a graph that gives a collection", { createGraph: ({ input }) => input });
await tell("a graph with a number", { createGraph: () => ({ shared: 7 }) });
await tell("a resource that is a function", { resources: { shared: ({ shared }) => shared } });
await tell("data that is no list", { initialData: { input: { a: 1 } } });
await tell("data without lists of values", { initialData: { input: [["a", [1]], ["b", 2]] } });

await initService({ initialData: { told }, resources: { told: class Told { instantiate({ told: all }) { return all; } } }, createGraph: (inputs) => inputs });
