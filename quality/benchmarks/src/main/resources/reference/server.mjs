// The server of W6: node server.mjs SIZE. It answers lines as the Java class MeasuredServer does.
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { runService } from "@skipruntime/server";
import { increments } from "./increments-service.mjs";

const size = Number(process.argv[2]);
console.log = () => {};

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
await runService(increments(input), { control_port, streaming_port, platform: "wasm" });
process.stdout.write(`ready ${control_port} ${streaming_port}\n`);
const lines = createInterface({ input: process.stdin });
lines.on("line", () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`usage ${(user + system) * 1000} 0\n`);
});
lines.on("close", () => process.exit(0));
