import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { SkipClient } from "@skipruntime-jvm/client";
import type { Json, LiveCollection, SkipClientOptions } from "@skipruntime-jvm/client";
import { QUICK, eventually, record, serve, until } from "./support.js";

/** A stream as a request asks for it. */
interface Asked {
  readonly name: string;
  readonly resource?: string;
  readonly params?: Json;
  readonly stream?: string;
  readonly id?: string;
}

/** A request for several streams, and the connection that answers it. */
interface Connection {
  readonly asked: readonly Asked[];
  readonly method: string;
  readonly response: ServerResponse;
}

/** A service that sends what a test says. */
class Stand {
  readonly connections: Connection[] = [];
  readonly singles: string[] = [];
  /** What is done with a request; by default it is accepted, and all streams are current. */
  answer: (connection: Connection, index: number) => void = (connection) => accept(connection);
  private listening!: Awaited<ReturnType<typeof serve>>;

  static async start(): Promise<Stand> {
    const stand = new Stand();
    stand.listening = await serve((request, response) => {
      const url = new URL(request.url as string, "http://127.0.0.1");
      if (url.pathname !== "/v1/streams") {
        stand.singles.push(request.url as string);
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        response.write(`: signs current\n\nevent: init\nid: e/1\ndata: [["k",[1]]]\n\n: current\n\n`);
        return;
      }
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        const asked = JSON.parse(url.searchParams.get("of") ?? body) as Asked[];
        const connection = { asked, method: request.method as string, response };
        stand.connections.push(connection);
        stand.answer(connection, stand.connections.length - 1);
      });
    });
    return stand;
  }

  client(options: Partial<SkipClientOptions> = {}): SkipClient {
    return new SkipClient({ streaming: this.listening.address, timing: QUICK, ...options });
  }

  /** The connection that there is now. */
  get last(): Connection {
    return this.connections.at(-1) as Connection;
  }

  async close(): Promise<void> {
    await this.listening.close();
  }
}

function begin({ response }: Connection): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write(": signs current\nretry: 10\n\n");
}

function send({ response }: Connection, name: string, event: string, id?: string, data?: Json): void {
  const more = data === undefined ? "" : `data: ${JSON.stringify(data)}\n`;
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  response.write(`data: ${JSON.stringify(name)}\nevent: ${event}\n${idLine}${more}\n`);
}

/** Accepts all streams: each has a key that is its resource, and those that resume lack nothing. */
function accept(connection: Connection): void {
  begin(connection);
  for (const { name, resource, stream, id } of connection.asked) {
    if (id === undefined) {
      send(connection, name, "init", `${resource ?? stream}/1`, [[resource ?? stream ?? "", [1]]]);
    }
    send(connection, name, "current");
  }
}

/** The name that a connection has for a resource. */
function nameOf({ asked }: Connection, resource: string): string {
  return asked.find((each) => each.resource === resource)?.name as string;
}

async function use(
  test: (stand: Stand, follow: (resource: string) => LiveCollection<Json, Json>) => Promise<void>,
  options: Partial<SkipClientOptions> = {},
): Promise<void> {
  const stand = await Stand.start();
  const client = stand.client(options);
  const open: LiveCollection<Json, Json>[] = [];
  const follow = (resource: string): LiveCollection<Json, Json> => {
    const live = client.follow(resource, null);
    open.push(live);
    return live;
  };
  try {
    await test(stand, follow);
  } finally {
    for (const live of open) live.close();
    await stand.close();
  }
}

const isLive = ({ status }: { status: string }): boolean => status === "live";

describe("the live collections of a client", () => {
  it("share one connection, which is asked for once", async () => {
    await use(async (stand, follow) => {
      const all = ["a", "b", "c"].map(follow);
      for (const live of all) await until(live, isLive);
      assert.deepEqual(all.map(({ data }) => data?.keys()), [["a"], ["b"], ["c"]]);
      assert.equal(stand.connections.length, 1);
      assert.equal(stand.last.method, "GET");
      assert.deepEqual(
        stand.last.asked.map(({ resource, params }) => [resource, params]),
        [["a", null], ["b", null], ["c", null]],
      );
      send(stand.last, nameOf(stand.last, "b"), "update", "b/2", [["b", [7]]]);
      await until(all[1] as LiveCollection<Json, Json>, ({ data }) => data?.getUnique("b") === 7);
      assert.equal(all[0]?.data?.getUnique("a"), 1);
    });
  });

  it("go on without a gap when one comes, and each resumes where it is", async () => {
    await use(async (stand, follow) => {
      const a = follow("a");
      await until(a, isLive);
      const seen = record(a);
      const first = stand.last;
      send(first, nameOf(first, "a"), "update", "a/2", [["a", [2]]]);
      await until(a, ({ data }) => data?.getUnique("a") === 2);
      const b = follow("b");
      await until(b, isLive);
      assert.equal(stand.connections.length, 2);
      assert.deepEqual(stand.last.asked.map(({ resource, id }) => [resource, id]), [["a", "a/2"], ["b", undefined]]);
      await eventually(() => first.response.destroyed, "the end of the first connection");
      send(stand.last, nameOf(stand.last, "a"), "update", "a/3", [["a", [3]]]);
      await until(a, ({ data }) => data?.getUnique("a") === 3);
      assert.deepEqual(seen.map(({ state }) => state.status), ["live", "live"]);
    });
  });

  it("hold what comes while another connection is made, until it is known which one counts", async () => {
    await use(async (stand, follow) => {
      const a = follow("a");
      await until(a, isLive);
      const first = stand.last;
      let refuse: () => void = () => {};
      stand.answer = ({ response }) => (refuse = () => void response.writeHead(503).end());
      const b = follow("b");
      await eventually(() => stand.connections.length === 2, "a second request");
      send(first, nameOf(first, "a"), "update", "a/2", [["a", [2]]]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(a.data?.getUnique("a"), 1);
      stand.answer = accept;
      refuse();
      await until(a, ({ data }) => data?.getUnique("a") === 2);
      assert.equal(a.status, "live");
      await until(b, isLive);
      assert.equal(stand.last.asked[0]?.id, "a/2");
    });
  });

  it("are refused, fail and end each by itself", async () => {
    await use(async (stand, follow) => {
      stand.answer = (connection, index) => {
        if (index > 0) return accept(connection);
        begin(connection);
        const [good, bad] = connection.asked.map(({ name }) => name) as [string, string];
        send(connection, bad, "end", undefined, { type: "invalid-parameters", status: 422, detail: "no" });
        send(connection, good, "init", "good/1", [["good", [1]]]);
        send(connection, good, "current");
      };
      const good = follow("good");
      const bad = follow("bad");
      const { error } = await until(bad, ({ status }) => status === "failed");
      assert.deepEqual([error?.status, error?.type], [422, "invalid-parameters"]);
      await until(good, isLive);
      const seen = record(good);
      await until(bad, isLive);
      assert.equal(stand.connections.length, 2);
      send(stand.last, nameOf(stand.last, "bad"), "error", undefined, { type: "computation-failed" });
      await until(bad, ({ status }) => status === "failed");
      send(stand.last, nameOf(stand.last, "bad"), "init", "bad/9", [["bad", [9]]]);
      send(stand.last, nameOf(stand.last, "bad"), "current");
      await until(bad, ({ status, data }) => status === "live" && data?.getUnique("bad") === 9);
      assert.deepEqual(seen, []);
    });
  });

  it("open their stream again when it alone has ended", async () => {
    let opened = 0;
    const openStream = async (resource: string): Promise<string> => `${resource}-${opened++}`;
    await use(
      async (stand, follow) => {
        const a = follow("a");
        const b = follow("b");
        await until(a, isLive);
        await until(b, isLive);
        const seen = record(b);
        const { name, stream } = stand.last.asked[0] as Asked;
        assert.equal(stream, "a-0");
        send(stand.last, name, "end", undefined, { type: "unauthorized", status: 401 });
        await until(a, ({ status }) => status === "stale");
        await until(a, isLive);
        assert.equal(stand.connections.length, 2);
        assert.deepEqual(stand.last.asked.map(({ stream }) => stream), ["b-1", "a-2"]);
        assert.deepEqual(seen, []);
      },
      { openStream },
    );
  });

  it("come back together when the connection breaks", async () => {
    await use(async (stand, follow) => {
      const all = ["a", "b", "c", "d"].map(follow);
      for (const live of all) await until(live, isLive);
      const seen = all.map(record);
      stand.last.response.destroy();
      for (const live of all) await until(live, ({ status }) => status === "stale");
      for (const live of all) await until(live, isLive);
      assert.equal(stand.connections.length, 2);
      assert.deepEqual(stand.last.asked.map(({ id }) => id), ["a/1", "b/1", "c/1", "d/1"]);
      for (const changes of seen) {
        assert.deepEqual(changes.map(({ state }) => state.status), ["stale", "live"]);
      }
    });
  });

  it("are stale when the service does not say over a new connection that they are current", async () => {
    await use(async (stand, follow) => {
      const a = follow("a");
      await until(a, isLive);
      stand.answer = begin;
      follow("b");
      const { error } = await until(a, ({ status }) => status === "stale");
      assert.equal(error?.type, "catching-up");
      send(stand.last, nameOf(stand.last, "a"), "current");
      await until(a, isLive);
    });
  });

  it("end the connection with the last of them, and leave out those that are gone", async () => {
    await use(async (stand, follow) => {
      const [a, b] = [follow("a"), follow("b")];
      await until(a, isLive);
      await until(b, isLive);
      a.close();
      follow("c");
      await eventually(() => stand.connections.length === 2, "another connection");
      assert.deepEqual(stand.last.asked.map(({ resource }) => resource), ["b", "c"]);
    });
    await use(async (stand, follow) => {
      const a = follow("a");
      await until(a, isLive);
      a.close();
      await eventually(() => stand.last.response.destroyed, "the end of the connection");
    });
  });

  it("are asked for by POST where they are many", async () => {
    await use(async (stand, follow) => {
      const all = Array.from({ length: 90 }, (_, i) => follow(`a resource with a long name ${i}`));
      for (const live of all) await until(live, isLive);
      assert.deepEqual([stand.connections.length, stand.last.method], [1, "POST"]);
    });
  });

  it("take more connections where the service accepts fewer streams over one", async () => {
    await use(async (stand, follow) => {
      stand.answer = (connection) => {
        if (connection.asked.length <= 3) accept(connection);
        else connection.response.writeHead(422).end('{"type":"invalid-parameters","status":422}');
      };
      const all = Array.from({ length: 10 }, (_, i) => follow(`r${i}`));
      for (const live of all) await until(live, isLive);
      const open = stand.connections.filter(({ response }) => !response.destroyed);
      assert.ok(open.every(({ asked }) => asked.length <= 3));
    });
  });

  it("have connections of their own where the service knows no other, with a warning", async () => {
    const warned: unknown[] = [];
    const before = console.warn;
    console.warn = (message: unknown) => void warned.push(message);
    try {
      await use(async (stand, follow) => {
        stand.answer = ({ response }) => void response.writeHead(404).end("Cannot GET /v1/streams");
        const a = follow("a");
        await until(a, isLive);
        assert.deepEqual(warned, []);
        const [b, c] = [follow("b"), follow("c")];
        await until(b, isLive);
        await until(c, isLive);
        assert.equal(stand.connections.length, 1);
        assert.deepEqual(
          stand.singles,
          ["a", "b", "c"].map((name) => `/v1/resources/${name}?params=null`),
        );
        assert.equal(warned.length, 1);
        assert.match(String(warned[0]), /several streams over one connection/);
      });
    } finally {
      console.warn = before;
    }
  });
});
