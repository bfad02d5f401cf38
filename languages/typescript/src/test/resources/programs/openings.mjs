// A resource for each parameter, and one that tells how much memory the process uses.
import { initService } from "@skipruntime/wasm";

class Plus {
  constructor(mark, others) {
    this.mark = mark;
    this.others = others;
  }

  mapEntry(key, values) { return [[key, values.getUnique() + this.mark.number + this.others.getUnique(key)]]; }
}

class Opened {
  constructor(mark) { this.mark = mark; }

  instantiate({ numbers }) { return numbers.map(Plus, this.mark, numbers.map(Plus, this.mark, numbers)); }
}

class Used {
  mapEntry(key) {
    globalThis.gc();
    return [[key, process.memoryUsage().heapUsed]];
  }
}

class Memory {
  instantiate({ asked }) { return asked.map(Used); }
}

await initService({
  initialData: { numbers: [[1, [1]], [2, [2]]], asked: [] },
  resources: { opened: Opened, memory: Memory },
  createGraph: (inputs) => inputs,
});
