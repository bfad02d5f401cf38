// The server of W6: node server.mjs SIZE. It answers lines as the Java class MeasuredServer does.
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { runService } from "@skipruntime/server";

const size = Number(process.argv[2]);
console.log = () => {};

class Increment {
  mapEntry(key, values) {
    return [[key, values.getUnique() + 1]];
  }
}

class All {
  instantiate(shared) {
    return shared.incremented;
  }
}

class One {
  constructor(key) {
    this.key = key;
  }

  instantiate(shared) {
    return shared.incremented.slice(this.key, this.key);
  }
}

const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

const input = [];
for (let key = 0; key < size; key++) input.push([key, [key]]);
const control_port = await freePort();
const streaming_port = await freePort();
await runService(
  {
    initialData: { input },
    resources: { all: All, one: One },
    createGraph: (inputs) => ({ incremented: inputs.input.map(Increment) }),
  },
  { control_port, streaming_port, platform: "wasm" },
);
process.stdout.write(`ready ${control_port} ${streaming_port}\n`);
const lines = createInterface({ input: process.stdin });
lines.on("line", () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`usage ${(user + system) * 1000} 0\n`);
});
lines.on("close", () => process.exit(0));
