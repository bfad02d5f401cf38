import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { SkipClient } from "skip-client";
import type { FollowOptions, Json, LiveCollection } from "skip-client";
import { Backoff } from "../dist/backoff.js";
import { QUICK, eventually, serve, until } from "./support.js";

/** What a stand-in for a service does with one connection after the other. */
type Script = readonly ((request: IncomingMessage, response: ServerResponse) => void)[];

/** Plays a script to a live collection; what comes after its end hangs. */
async function play(
  script: Script,
  use: (live: LiveCollection<Json, Json>, requests: IncomingMessage[]) => Promise<void>,
  timing: object = {},
  how?: FollowOptions,
): Promise<void> {
  const requests: IncomingMessage[] = [];
  const service = await serve((request, response) => {
    requests.push(request);
    script[requests.length - 1]?.(request, response);
  });
  const client = new SkipClient({
    streaming: service.address,
    control: service.address,
    timing: { ...QUICK, ...timing },
  });
  const live = client.follow("numbers", { from: 1 }, how);
  try {
    await use(live, requests);
  } finally {
    live.close();
    await service.close();
  }
}

function events(response: ServerResponse, text: string): ServerResponse {
  response.writeHead(200, { "Content-Type": "text/event-stream" }).write(text);
  return response;
}

const INIT = 'event: init\nid: e/1\ndata: [["a",[1]]]\n\n';
const REFUSED = (status: number, type: string) => (_: IncomingMessage, response: ServerResponse) =>
  void response
    .writeHead(status, { "Content-Type": "application/problem+json" })
    .end(JSON.stringify({ status, type, detail: type }));

describe("a live collection", () => {
  it("asks for the resource with its parameters, and resumes after its last event", async () => {
    const end = (_: IncomingMessage, response: ServerResponse): void =>
      void events(response, INIT).end();
    await play([end, end], async (_, requests) => {
      await eventually(() => requests.length === 3, "a third connection");
      assert.deepEqual(
        requests.map(({ url }) => decodeURIComponent(url as string)),
        Array.from({ length: 3 }, () => '/v1/resources/numbers?params={"from":1}'),
      );
      const ids = requests.map(({ headers }) => headers["last-event-id"]);
      assert.deepEqual(ids, [undefined, "e/1", "e/1"]);
      assert.equal(requests[0]?.headers.accept, "text/event-stream");
    });
  });

  it("does not count an event that was cut off", async () => {
    const cut = 'event: update\nid: e/2\ndata: [["a",[2]]]\n';
    const script: Script = [
      (_, response) => void events(response, INIT + cut).end(),
      (_, response) => void events(response, ":\n\n"),
    ];
    await play(script, async (live, requests) => {
      await until(live, ({ status }) => status === "stale");
      await until(live, ({ status }) => status === "live");
      assert.deepEqual(live.data?.entries, [["a", [1]]]);
      assert.equal(requests[1]?.headers["last-event-id"], "e/1");
    });
  });

  it("is stale while the service answers with an error, and live again after it", async () => {
    const script: Script = [
      (_, response) => void events(response, INIT).end(),
      REFUSED(503, "overloaded"),
      (_, response) => void events(response, INIT.replace("[1]", "[2]")),
    ];
    await play(script, async (live) => {
      const stale = await until(live, ({ error }) => error?.type === "overloaded");
      assert.deepEqual([stale.status, stale.data?.size], ["stale", 1]);
      const { data } = await until(live, ({ status }) => status === "live");
      assert.deepEqual(data?.entries, [["a", [2]]]);
    });
  });

  it("starts anew after it has failed, since there may be no event to go on from", async () => {
    const failed = 'event: error\ndata: {"type":"computation-failed","detail":"no","errorId":"x"}\n\n';
    const script: Script = [
      (_, response) => void events(response, INIT + failed).end(),
      (_, response) => void events(response, INIT),
    ];
    await play(script, async (live, requests) => {
      const { error, data } = await until(live, ({ status }) => status === "failed");
      assert.deepEqual([error?.type, error?.errorId, data?.size], ["computation-failed", "x", 1]);
      await until(live, ({ status }) => status === "live");
      assert.equal(requests[1]?.headers["last-event-id"], undefined);
    });
  });

  it("makes another connection when one is silent for too long", async () => {
    const script: Script = [
      (_, response) => void events(response, INIT),
      (_, response) => void events(response, ":\n\n"),
    ];
    await play(
      script,
      async (live, requests) => {
        const { error } = await until(live, ({ status }) => status === "stale");
        assert.match(error?.detail ?? "", /sent nothing for 50 ms/);
        await eventually(() => requests.length >= 2, "a second connection");
      },
      { silenceMillis: 50 },
    );
  });

  it("opens another stream when its own is unknown, and then waits before the next", async () => {
    const opened = (_: IncomingMessage, response: ServerResponse): void =>
      void response.writeHead(201).end("uuid");
    const unknown = REFUSED(404, "unknown-stream");
    const follow: Script[number] = (_, response) => void events(response, INIT).end();
    await play(
      [opened, follow, unknown, opened, unknown, opened, follow],
      async (live, requests) => {
        await eventually(() => requests.length >= 7, "the last connection of the script");
        assert.deepEqual(
          requests.slice(0, 7).map(({ method, url }) => `${method} ${url}`),
          [
            "POST /v1/streams/numbers",
            "GET /v1/streams/uuid",
            "GET /v1/streams/uuid",
            "POST /v1/streams/numbers",
            "GET /v1/streams/uuid",
            "POST /v1/streams/numbers",
            "GET /v1/streams/uuid",
          ],
        );
        assert.equal(live.data?.size, 1);
      },
      {},
      { through: "stream" },
    );
  });

  it("goes on when a listener throws, and reports it as any uncaught error", async () => {
    await play([(_, response) => void events(response, INIT)], async (live) => {
      const reported = new Promise((resolve) => {
        globalThis.reportError = resolve;
      });
      live.subscribe(() => {
        throw new Error("a listener's mistake");
      });
      assert.equal((await live.ready()).size, 1);
      assert.match(String(await reported), /a listener's mistake/);
    });
  });

  it("rejects whoever waits for its data when it is closed", async () => {
    await play([], async (live) => {
      const ready = live.ready();
      live.close();
      await assert.rejects(ready, { type: "closed" });
      await assert.rejects(live.ready(), { type: "closed" });
    });
  });
});

describe("Backoff", () => {
  const timing = { retryMillis: 100, maxRetryMillis: 1_000, silenceMillis: 0 };

  it("waits twice as long after each failure, up to a limit", () => {
    const backoff = new Backoff(timing, () => 1);
    assert.deepEqual([1, 2, 3, 4, 5, 6].map(() => backoff.next()), [100, 200, 400, 800, 1_000, 1_000]);
    backoff.succeeded();
    assert.equal(backoff.next(), 100);
    assert.equal(backoff.longest(), 1_000);
  });

  it("takes the server's word for the first time, and some chance", () => {
    const backoff = new Backoff(timing, () => 0);
    backoff.setBase(400);
    assert.equal(backoff.next(), 200);
    backoff.setBase(60_000);
    assert.equal(backoff.next(), 500);
  });
});
