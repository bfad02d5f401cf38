// Plays the groups scenario against a running groups service, with Skip's own client for reads and writes and
// with EventSource for the stream, and checks every event. Usage: node scenario.mjs CONTROL_PORT STREAMING_PORT
import assert from "node:assert/strict";
import { SkipServiceBroker } from "@skipruntime/helpers";
import { EventSource } from "eventsource";

const [controlPort = 8081, streamingPort = 8080] = process.argv.slice(2).map(Number);
const host = "127.0.0.1";
const broker = new SkipServiceBroker(
  { host, control_port: controlPort, streaming_port: streamingPort },
  10_000,
);

const user = (name, active, friends) => ({ name, active, friends });
const setUser = (uid, ...value) => broker.update("users", [[uid, [user(...value)]]]);

/** The events of a stream, to be taken one after another. */
class Events {
  #arrived = [];
  #waiting = [];
  #lastTick = -1;

  constructor(url) {
    this.source = new EventSource(url);
    for (const name of ["init", "update"]) {
      this.source.addEventListener(name, (event) => this.#arrive([name, event]));
    }
  }

  #arrive(event) {
    const waiting = this.#waiting.shift();
    waiting ? waiting(event) : this.#arrived.push(event);
  }

  async #next() {
    if (this.#arrived.length > 0) return this.#arrived.shift();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("no event within 10 seconds")), 10_000);
    });
    const event = new Promise((resolve) => this.#waiting.push(resolve));
    return Promise.race([event, late]).finally(() => clearTimeout(timer));
  }

  async expect(name, entries) {
    const [found, event] = await this.#next();
    assert.deepEqual([found, JSON.parse(event.data)], [name, entries]);
    const tick = Number(event.lastEventId.split("/").at(-1));
    assert.ok(tick > this.#lastTick, `${event.lastEventId} comes after ${this.#lastTick}`);
    this.#lastTick = tick;
    console.log(name, event.data);
  }

  close() {
    this.source.close();
    assert.deepEqual(this.#arrived, [], "no further events");
  }
}

const uuid = await broker.getStreamUUID("active_friends", 0);
const events = new Events(`http://${host}:${streamingPort}/v1/streams/${uuid}`);

await events.expect("init", [[1001, [1]]]);
await setUser(2, "Carol", true, [0, 1]);
await events.expect("update", [[1001, [1, 2]], [1002, [2]]]);
await setUser(1, "Alice", false, [0, 2]);
await events.expect("update", [[1001, [2]]]);
await setUser(0, "Bob", true, [1, 2, 3]);
await events.expect("init", [[1001, [2, 3]], [1002, [2]]]);
await broker.update("groups", [[1002, [{ name: "Group 2", members: [0, 3] }]]]);
await events.expect("update", [[1002, [3]]]);
await setUser(0, "Bob", true, []);
await events.expect("init", []);
await setUser(0, "Bob", true, [2]);
await events.expect("init", [[1001, [2]]]);

// Carol, user 2, has the friends Bob and Alice, of whom Alice is not active.
assert.deepEqual(await broker.getAll("active_friends", 2), [[1002, [0]]]);
assert.deepEqual(await broker.getArray("active_friends", 2, 1002), [0]);
assert.equal(await broker.getUnique("active_friends", 2, 1002), 0);
assert.deepEqual(await broker.getArray("active_friends", 2, 1001), []);
await broker.deleteKey("groups", 1002);
assert.deepEqual(await broker.getAll("active_friends", 2), []);
await assert.rejects(broker.update("groups", [[1003, [{ name: "broken", members: [77] }]]]), /422/);

events.close();
await broker.deleteUUID(uuid);
console.log("as expected");
