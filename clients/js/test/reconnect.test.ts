import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { SkipClient } from "@skipruntime-jvm/client";
import type { FollowOptions, Json, LiveCollection } from "@skipruntime-jvm/client";
import { Backoff } from "../dist/backoff.js";
import { QUICK, eventually, record, serve, until } from "./support.js";

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
    shareConnection: false,
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
        assert.match(error?.detail ?? "", /sent nothing for 500 ms/);
        await eventually(() => requests.length >= 2, "a second connection");
      },
      { silenceMillis: 500 },
    );
  });

  it("asks for heartbeats that fit the silence it is given, and for none otherwise", async () => {
    const asked = async (silenceMillis: number): Promise<unknown> => {
      const heard: unknown[] = [];
      const script: Script = [(_, response) => void events(response, INIT)];
      await play(
        script,
        async (live, requests) => {
          await until(live, ({ data }) => data !== undefined);
          heard.push(requests[0]?.headers["skip-heartbeat-seconds"]);
        },
        { silenceMillis },
      );
      return heard[0];
    };
    assert.equal(await asked(10_000), "3");
    assert.equal(await asked(1_000), "1");
    assert.equal(await asked(75_000), undefined);
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

  it("does not ask again for what it may not follow any more", async () => {
    const refused = 'event: error\ndata: {"type":"forbidden","status":403,"detail":"no"}\n\n';
    const withdrawn: Script[number] = (_, response) =>
      void events(response, SIGNS + INIT + CURRENT + refused).end();
    for (const script of [[withdrawn], [REFUSED(403, "forbidden")]]) {
      await play(script, async (live, requests) => {
        const { error } = await until(live, ({ status }) => status === "failed");
        assert.deepEqual([error?.type, error?.status], ["forbidden", 403]);
        await new Promise((resolve) => setTimeout(resolve, 10 * QUICK.maxRetryMillis));
        assert.equal(requests.length, 1);
        assert.equal(live.status, "failed");
      });
    }
  });

  it("asks again at once when its permission has expired", async () => {
    const expired = 'event: error\ndata: {"type":"unauthorized","status":401,"detail":"no"}\n\n';
    const script: Script = [
      (_, response) =>
        void events(response, `${SIGNS}retry: 60000\n\n${INIT}${CURRENT}${expired}`).end(),
      (_, response) => void events(response, SIGNS + INIT.replace("[1]", "[2]") + CURRENT),
    ];
    const use = async (live: LiveCollection<Json, Json>): Promise<void> => {
      await until(live, ({ status, data }) => status === "live" && data?.getUnique("a") === 2);
    };
    await play(script, use, { maxRetryMillis: 60_000 });
  });

  it("takes its stream for unknown where an event says so, and opens another at once", async () => {
    const opened = (_: IncomingMessage, response: ServerResponse): void =>
      void response.writeHead(201).end("uuid");
    const unknown = 'retry: 60000\n\nevent: error\ndata: {"type":"unknown-stream","status":404}\n\n';
    const script: Script = [
      opened,
      (_, response) => void events(response, SIGNS + INIT + CURRENT).end(),
      (_, response) => void events(response, SIGNS + unknown).end(),
      opened,
      (_, response) => void events(response, SIGNS + INIT.replace("[1]", "[2]") + CURRENT),
    ];
    const use = async (live: LiveCollection<Json, Json>): Promise<void> => {
      const seen = record(live);
      await until(live, ({ status, data }) => status === "live" && data?.getUnique("a") === 2);
      const statuses = new Set(seen.map(({ state }) => state.status));
      assert.deepEqual([...statuses].sort(), ["live", "stale"]);
    };
    await play(script, use, { maxRetryMillis: 60_000 }, { through: "stream" });
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

/** What a service begins a stream with that says when the client is current, and that sign. */
const SIGNS = ": signs current\nretry: 10\n\n";
const CURRENT = ": current\n\n";
const FAILURE = 'event: error\ndata: {"type":"computation-failed","detail":"no"}\n\n';
const UPDATE = 'event: update\nid: e/2\ndata: [["b",[2]]]\n\n';

/** Connected once, with data that are current, and then broken off. */
const FIRST: Script[number] = (_, response) => void events(response, SIGNS + INIT + CURRENT).end();

/** Notes that a connection is there, and lets a test go on with it when it wants to. */
function hold(): { script: Script[number]; response: Promise<ServerResponse> } {
  let resolve: (response: ServerResponse) => void;
  const response = new Promise<ServerResponse>((done) => (resolve = done));
  return { script: (_, held) => resolve(held), response };
}

describe("the status of a live collection", () => {
  it("is live when the service has said that the data are what it has, and no sooner", async () => {
    const second = hold();
    await play([FIRST, second.script], async (live) => {
      await until(live, ({ status }) => status === "stale");
      const response = await second.response;
      events(response, SIGNS);
      const states = record(live);
      response.write(UPDATE);
      const behind = await until(live, ({ data }) => data?.size === 2);
      assert.equal(behind.status, "stale");
      assert.ok(behind.error);
      response.write(UPDATE.replace("e/2", "e/3").replace("[2]", "[3]"));
      await until(live, ({ data }) => data?.getUnique("b") === 3);
      assert.equal(live.status, "stale");
      response.write(CURRENT);
      await until(live, ({ status }) => status === "live");
      assert.deepEqual(
        states.map(({ state, changes }) => [state.status, changes.length]),
        [["stale", 1], ["stale", 1], ["live", 0]],
      );
      response.write(UPDATE.replace("e/2", "e/4").replace("[2]", "[4]"));
      await until(live, ({ data }) => data?.getUnique("b") === 4);
      assert.equal(live.status, "live");
    });
  });

  it("stays stale between retry and a late first event, and after heartbeats", async () => {
    const second = hold();
    await play([FIRST, second.script], async (live, requests) => {
      await until(live, ({ status }) => status === "stale");
      const response = await second.response;
      const states = record(live);
      events(response, SIGNS);
      for (let i = 0; i < 20; i++) {
        response.write(":\n\n");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      assert.equal(states.length, 0);
      assert.equal(live.status, "stale");
      response.write(UPDATE + CURRENT);
      await until(live, ({ status }) => status === "live");
      assert.deepEqual(states.map(({ state, changes }) => [state.status, changes.length]), [["live", 1]]);
      assert.equal(requests.length, 2);
    });
  });

  it("is live again by the sign alone if nothing was missed", async () => {
    const script: Script = [FIRST, (_, response) => void events(response, SIGNS + CURRENT)];
    await play(script, async (live) => {
      await until(live, ({ status }) => status === "stale");
      const { data, error } = await until(live, ({ status }) => status === "live");
      assert.deepEqual([data?.entries, error], [[["a", [1]]], undefined]);
    });
  });

  it("is stale with a reason where something else answers than the service", async () => {
    const answers: readonly [number, string | undefined, string][] = [
      [200, "text/html; charset=utf-8", "<!doctype html><h1>Log in"],
      [200, "application/json", "[]"],
      [200, undefined, INIT],
      [203, "text/event-stream", INIT],
    ];
    for (const [status, type, body] of answers) {
      const page: Script[number] = (_, response) =>
        void response.writeHead(status, type === undefined ? {} : { "Content-Type": type }).end(body);
      const stays: Script[number] = (_, response) => void events(response, SIGNS + CURRENT);
      await play([FIRST, page, page, stays], async (live, requests) => {
        const seen = record(live);
        await eventually(() => requests.length >= 4, "another connection");
        await until(live, ({ status }) => status === "live");
        const found = seen.find(({ state }) => state.error?.type === "unexpected-answer");
        assert.equal(found?.state.status, "stale");
        assert.match(found?.state.error?.detail ?? "", /not an event stream but/);
      });
    }
  });

  it("is stale with a reason whenever it is not live and there are data", async () => {
    const script: Script = [FIRST, REFUSED(503, "overloaded"), FIRST, (_, response) => void response.destroy(), FIRST];
    await play(script, async (live, requests) => {
      const seen = record(live);
      await eventually(() => requests.length >= 6, "the end of the script");
      for (const { state } of seen) {
        assert.ok(state.status === "live" ? !state.error : state.error, JSON.stringify(state));
      }
    });
  });

  it("is stale while a stream has to be opened again, however long that takes", async () => {
    let opened = 0;
    const service = await serve((request, response) => {
      if (request.url === "/v1/streams/1") FIRST(request, response);
    });
    const client = new SkipClient({
      streaming: service.address,
      timing: { ...QUICK, silenceMillis: 200 },
      shareConnection: false,
      openStream: () => (opened++ === 0 ? Promise.resolve("1") : new Promise(() => {})),
      fetch: async (address, request) =>
        opened === 1 && new Headers(request?.headers).has("Last-Event-ID")
          ? new Response("", { status: 404 })
          : fetch(address, request),
    });
    const live = client.follow("numbers");
    await until(live, ({ error }) => error?.status === 404);
    assert.equal(live.status, "stale");
    const { status, error } = await until(live, ({ error }) => error?.type === "unreachable");
    assert.equal(status, "stale");
    assert.match(error?.detail ?? "", /sent nothing for 200 ms/);
    await eventually(() => opened >= 3, "another attempt");
    live.close();
    await service.close();
  });

  it("is failed until the sign after the resource has recovered", async () => {
    const only = hold();
    await play([only.script], async (live) => {
      const response = events(await only.response, SIGNS + INIT + CURRENT);
      await until(live, ({ status }) => status === "live");
      response.write('event: error\ndata: {"type":"computation-failed","detail":"no"}\n\n');
      await until(live, ({ status }) => status === "failed");
      response.write(INIT.replace("[1]", "[2]"));
      await until(live, ({ data }) => data?.getUnique("a") === 2);
      assert.equal(live.status, "failed");
      response.write(CURRENT);
      const { error } = await until(live, ({ status }) => status === "live");
      assert.equal(error, undefined);
    });
  });

  it("is not live by a sign before the first contents, which is about those that follow", async () => {
    const failed = SIGNS + INIT + CURRENT + FAILURE;
    const second = hold();
    const first: Script[number] = (_, response) => void events(response, failed).end();
    await play([first, second.script], async (live, requests) => {
      await until(live, ({ status }) => status === "stale");
      const response = events(await second.response, SIGNS + CURRENT);
      assert.equal(requests[1]?.headers["last-event-id"], undefined);
      const states = record(live);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual(states, []);
      response.write(INIT.replace('"a"', '"b"'));
      await until(live, ({ status }) => status === "live");
      assert.deepEqual(live.data?.keys(), ["b"]);
      assert.equal(states.length, 1);
    });
  });

  it("stays failed until its contents are there, whatever sign or heartbeat comes before", async () => {
    for (const [beginning, sign] of [[SIGNS, CURRENT], ["retry: 10\n\n", ":\n\n"]]) {
      const only = hold();
      await play([only.script], async (live) => {
        const response = events(await only.response, beginning + INIT + sign);
        await until(live, ({ status }) => status === "live");
        response.write(FAILURE);
        await until(live, ({ status }) => status === "failed");
        const states = record(live);
        response.write(sign);
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.deepEqual(states, []);
        response.write(INIT.replace("[1]", "[2]"));
        await until(live, ({ status, data }) => status === "live" && data?.getUnique("a") === 2);
      });
    }
  });

  it("does not take contents that begin with a difference", async () => {
    const odd: Script[number] = (_, response) => void events(response, SIGNS + UPDATE + CURRENT);
    const failed: Script[number] = (_, response) =>
      void events(response, SIGNS + INIT + CURRENT + FAILURE + UPDATE + CURRENT);
    await play([odd, failed, FIRST], async (live, requests) => {
      const seen = record(live);
      await until(live, ({ status }) => status === "live");
      await eventually(() => requests.length >= 4, "the end of the script");
      assert.ok(seen.some(({ state }) => state.error?.type === "unexpected-answer"));
      assert.ok(seen.every(({ state }) => !state.data?.has("b")));
    });
  });

  it("is failed where an event cannot be read", async () => {
    const odd: Script[number] = (_, response) =>
      void events(response, SIGNS + INIT.replace("[1]", "[1e99999]") + CURRENT);
    await play([FIRST, odd, FIRST], async (live, requests) => {
      const { error } = await until(live, ({ status }) => status === "failed");
      assert.equal(error?.type, "unreadable");
      await until(live, ({ status }) => status === "live");
      assert.equal(requests[2]?.headers["last-event-id"], undefined);
    });
  });

  it("of an older service is live with the first event or heartbeat of a resumed stream", async () => {
    const second = hold();
    const old: Script[number] = (_, response) => void events(response, "retry: 10\n\n" + INIT).end();
    await play([old, second.script], async (live) => {
      await until(live, ({ status }) => status === "live");
      await until(live, ({ status }) => status === "stale");
      const states = record(live);
      const response = events(await second.response, "retry: 10\n\n");
      response.write(": stale since 2026-11-28T12:00:00Z\n\n");
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(states.length, 0);
      response.write(":\n\n");
      await until(live, ({ status }) => status === "live");
    });
  });
});

describe("a waiting live collection", () => {
  const target = new EventTarget();
  const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });

  /** As in a browser, where the global object is an event target and there is a page. */
  async function inBrowser(use: () => Promise<void>): Promise<void> {
    const before = globalThis.document;
    Object.assign(globalThis, {
      addEventListener: target.addEventListener.bind(target),
      removeEventListener: target.removeEventListener.bind(target),
      document: page,
    });
    try {
      await use();
    } finally {
      Object.assign(globalThis, {
        addEventListener: undefined,
        removeEventListener: undefined,
        document: before,
      });
    }
  }

  const LONG = { retryMillis: 60_000, maxRetryMillis: 60_000 };

  it("connects at once when the network is back, or the page is shown", async () => {
    await inBrowser(async () => {
      const once: Script[number] = (_, response) =>
        void events(response, ": signs current\n\n" + INIT + CURRENT).end();
      await play([once, once, once], async (live, requests) => {
        const statuses: string[] = [live.status];
        live.subscribe(({ state }) => void statuses.push(state.status));
        await until(live, ({ status }) => status === "stale");
        target.dispatchEvent(new Event("online"));
        await eventually(() => requests.length === 2, "a second connection");
        await eventually(() => statuses.filter((each) => each === "live").length >= 2, "live again");
        await until(live, ({ status }) => status === "stale");
        page.dispatchEvent(new Event("visibilitychange"));
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal(requests.length, 2, "it is hidden");
        page.visibilityState = "visible";
        page.dispatchEvent(new Event("visibilitychange"));
        await eventually(() => requests.length === 3, "a third connection");
      }, { ...LONG, silenceMillis: 5_000 });
    });
  });

  it("does not come sooner than the service wants it to", async () => {
    const busy: Script[number] = (_, response) =>
      void response.writeHead(503, { "Retry-After": "1" }).end();
    await inBrowser(async () => {
      await play([busy, FIRST], async (live, requests) => {
        await until(live, ({ error }) => error?.status === 503);
        target.dispatchEvent(new Event("online"));
        await new Promise((resolve) => setTimeout(resolve, 300));
        assert.equal(requests.length, 1);
        await until(live, ({ status }) => status === "live");
      }, LONG);
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
