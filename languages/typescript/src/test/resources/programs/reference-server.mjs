// A service on the reference's own server, @skipruntime/server of npm, whose runtime is this engine by npm's overrides.
import assert from "node:assert/strict";
import net from "node:net";
import { Sum } from "@skipruntime/helpers";
import { runService } from "@skipruntime/server";

async function freePort() {
  const listening = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listening.once("listening", resolve));
  const { port } = listening.address();
  await new Promise((resolve) => listening.close(resolve));
  return port;
}

class ToTotal {
  *mapEntry(_key, values) { for (const value of values) yield ["total", value]; }
}

class Total {
  instantiate({ total }) { return total; }
}

const [control_port, streaming_port] = [await freePort(), await freePort()];
const server = await runService({
  initialData: { numbers: [["a", [1]], ["b", [2]]] },
  resources: { total: Total },
  createGraph: ({ numbers }) => ({ total: numbers.mapReduce(ToTotal)(Sum) }),
}, { control_port, streaming_port, platform: "wasm", no_cors: false });

async function ask(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`http://127.0.0.1:${control_port}/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  return [answer.status, await answer.text()];
}

assert.deepEqual(await ask("POST", "snapshot/total", {}), [200, '[["total",[3]]]']);
assert.deepEqual(await ask("PATCH", "inputs/numbers", [["a", [40]]]), [200, "OK"]);
assert.deepEqual(await ask("POST", "snapshot/total", {}), [200, '[["total",[42]]]']);
assert.equal((await ask("PATCH", "inputs/none", [["a", [40]]]))[0], 404, "an error of this engine is one of the reference's");
const [, uuid] = await ask("POST", "streams/total", {});
const stream = await fetch(`http://127.0.0.1:${streaming_port}/v1/streams/${uuid}`, { headers: { Accept: "text/event-stream" } });
let seen = "";
const decoder = new TextDecoder();
const reader = stream.body.getReader();
async function until(text) {
  while (!seen.includes(text)) seen += decoder.decode((await reader.read()).value, { stream: true });
}
await until('data: [["total",[42]]]');
await ask("PATCH", "inputs/numbers", [["b", [3]]]);
await until('data: [["total",[43]]]');
await reader.cancel();
await server.close();
console.log("all is as it should be");
process.exit(0);
