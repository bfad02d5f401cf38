import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Window } from "happy-dom";
import { act, createElement } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { SharedCollections, SkipClient, SkipError } from "@skipruntime-jvm/client";
import type { LiveState } from "@skipruntime-jvm/client";
import { SkipProvider, useCommandOf, useResourceOf } from "@skipruntime-jvm/client/react";
import { QUICK, eventually, serve, until } from "./support.js";

/** The types of the service that is played here. */
interface Auction {
  readonly inputs: object;
  readonly resources: {
    readonly highest: { params: Record<string, never>; key: string; value: number };
  };
  readonly commands: {
    readonly place_bid: { params: { item: string; amount: number }; result: { bid: string } };
  };
}

/** A service of one stream, whose commands are answered as a test says. */
class Stage {
  readonly keys: string[] = [];
  readonly bodies: string[] = [];
  private stream: ServerResponse | undefined;
  private readonly waiting: ServerResponse[] = [];
  private server: Awaited<ReturnType<typeof serve>> | undefined;

  async open(): Promise<void> {
    this.server = await serve((request, response) => void this.answer(request, response));
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  client(): SkipClient<Auction> {
    const streaming = this.server?.address ?? "";
    return new SkipClient({ streaming, timing: QUICK, shareConnection: false });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET") {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write(": signs current\n\n");
      this.stream = response;
      this.send("init", 1, [["vase", [10]]]);
      response.write(": current\n\n");
      return;
    }
    this.keys.push(String(request.headers["idempotency-key"]));
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    await once(request, "end");
    this.bodies.push(body);
    this.waiting.push(response);
  }

  /** Sends an event of the stream. */
  send(name: "init" | "update", tick: number, entries: unknown): void {
    const data = JSON.stringify(entries);
    this.stream?.write(`event: ${name}\nid: e1.aGln/${tick}\ndata: ${data}\n\n`);
  }

  /** Answers the command that has waited longest. */
  async end(status: number, body: unknown, headers: Record<string, string> = {}): Promise<void> {
    const response = await this.next();
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  }

  /** Breaks off the command that has waited longest. */
  async lose(): Promise<void> {
    (await this.next()).destroy();
  }

  carriedOut(tick: number): Promise<void> {
    return this.end(200, { bid: "b1" }, { "Skip-Watermark": `e1/${tick}` });
  }

  refused(): Promise<void> {
    return this.end(409, { type: "command-refused", status: 409, detail: "must beat 10" });
  }

  private async next(): Promise<ServerResponse> {
    await eventually(() => this.waiting.length > 0, "a command");
    return this.waiting.shift() as ServerResponse;
  }
}

const BID = { item: "vase", amount: 12 };

describe("a command", () => {
  const stage = new Stage();
  beforeEach(() => stage.open());
  afterEach(async () => {
    stage.keys.length = 0;
    stage.bodies.length = 0;
    await stage.close();
  });

  it("gives its result and the watermark", async () => {
    const running = stage.client().command("place_bid", BID);
    await stage.carriedOut(2);
    assert.deepEqual(await running, { result: { bid: "b1" }, watermark: "e1/2" });
    assert.deepEqual(stage.bodies, ['{"amount":12,"item":"vase"}']);
    assert.match(stage.keys[0] as string, /^[0-9a-f]{32}$/);
  });

  it("is sent again under its key when there is no answer, and after a 503", async () => {
    const running = stage.client().command("place_bid", BID);
    await stage.lose();
    await stage.end(503, { type: "busy", status: 503, detail: "busy" });
    await stage.carriedOut(2);
    assert.equal((await running).watermark, "e1/2");
    assert.equal(stage.keys.length, 3);
    assert.equal(new Set(stage.keys).size, 1);
  });

  it("has another key each time, or the one that is given", async () => {
    for (const idempotencyKey of [undefined, undefined, "mine"]) {
      const options = idempotencyKey === undefined ? {} : { idempotencyKey };
      const running = stage.client().command("place_bid", BID, options);
      await stage.carriedOut(2);
      await running;
    }
    assert.equal(new Set(stage.keys).size, 3);
    assert.equal(stage.keys[2], "mine");
  });

  it("fails at once with the reason when it is refused", async () => {
    const running = stage.client().command("place_bid", BID);
    const refusal = assert.rejects(running, (error: SkipError) => {
      assert.equal(error.type, "command-refused");
      assert.equal(error.status, 409);
      assert.equal(error.detail, "must beat 10");
      return true;
    });
    await stage.refused();
    await refusal;
    assert.equal(stage.keys.length, 1);
  });

  it("fails after four requests without an answer", async () => {
    const running = stage.client().command("place_bid", BID);
    const failure = assert.rejects(running, { type: "unreachable" });
    for (let i = 0; i < 4; i++) await stage.lose();
    await failure;
  });

  it("is broken off by its signal, also between requests", async () => {
    const breaking = new AbortController();
    const running = stage.client().command("place_bid", BID, { signal: breaking.signal });
    const failure = assert.rejects(running, { name: "AbortError" });
    await stage.lose();
    breaking.abort();
    await failure;
  });

  it("refuses what is no answer of a service", async () => {
    const running = stage.client().command("place_bid", BID);
    const failure = assert.rejects(running, { type: "unexpected-answer" });
    await stage.end(200, "<html>");
    await failure;
  });
});

/** Where the auction service runs; without it its suite is skipped. */
const AUCTION = process.env["SKIP_AUCTION"] ?? "";

describe("commands of a service", { skip: AUCTION === "" && "SKIP_AUCTION is not set" }, () => {
  it("are carried out once for a key, refuse with a reason, and are in the stream", async () => {
    const client = new SkipClient<Auction>({ streaming: AUCTION, timing: QUICK });
    const highest = client.follow("highest");
    await highest.ready();
    const options = { idempotencyKey: "once" };
    const first = await client.command("place_bid", BID, options);
    await until(highest, ({ data }) => data?.getUnique("vase") === 12);
    assert.equal(highest.watermark, first.watermark);
    assert.deepEqual(await client.command("place_bid", BID, options), first);
    await assert.rejects(client.command("place_bid", BID), {
      type: "command-refused",
      status: 409,
      detail: "a bid must be above 12",
    });
    const bids = Array.from({ length: 20 }, (_, i) =>
      client.command("place_bid", { item: "vase", amount: 13 + i }).catch(() => undefined),
    );
    await Promise.all(bids);
    await until(highest, ({ data }) => data?.getUnique("vase") === 32);
    highest.close();
  });
});

describe("what is expected of a command", () => {
  const stage = new Stage();
  const key = SharedCollections.key("highest", {});
  let shared: SharedCollections;
  let release: () => void;
  let seen: string[];

  const shown = (): string => {
    const state = shared.state(key) as LiveState<string, number>;
    return JSON.stringify(state.data?.entries);
  };

  async function start(settleMillis: number): Promise<void> {
    await stage.open();
    shared = new SharedCollections(stage.client() as never, 0, settleMillis);
    seen = [];
    release = shared.hold(key, () => seen.push(shown()));
    await eventually(() => shared.state(key).status === "live", "the data");
    seen.length = 0;
  }

  function bid(amount: number): Promise<unknown> {
    const entries = () => [["vase", [amount]]] as const;
    return shared.command("place_bid", { item: "vase", amount }, [{ resource: "highest", entries }]);
  }

  afterEach(async () => {
    release();
    shared.closeAll();
    await stage.close();
  });

  it("is shown at once, and gone when the command is refused", async () => {
    await start(60_000);
    const refused = assert.rejects(bid(9), { type: "command-refused" });
    assert.equal(shown(), '[["vase",[9]]]');
    await stage.refused();
    await refused;
    assert.equal(shown(), '[["vase",[10]]]');
    assert.deepEqual(seen, ['[["vase",[9]]]', '[["vase",[10]]]']);
  });

  it("is shown until the collection has got as far as the answer, without a flicker", async () => {
    await start(60_000);
    const running = bid(12);
    await stage.carriedOut(3);
    await running;
    assert.equal(shown(), '[["vase",[12]]]');
    stage.send("update", 2, [["vase", [11]]]);
    stage.send("update", 3, [["vase", [12]]]);
    await eventually(() => shared.state(key).data?.size === 1 && seen.length >= 3, "the events");
    stage.send("update", 4, [["vase", [13]]]);
    await eventually(() => shown() === '[["vase",[13]]]', "the next event");
    assert.ok(!seen.includes('[["vase",[10]]]') && !seen.includes('[["vase",[11]]]'), String(seen));
  });

  it("gives way when the event came before the answer", async () => {
    await start(60_000);
    const running = bid(12);
    stage.send("update", 2, [["lamp", [1]]]);
    await eventually(() => shown() === '[["lamp",[1]],["vase",[12]]]', "the event");
    await stage.carriedOut(2);
    await running;
    assert.equal(shown(), '[["lamp",[1]],["vase",[10]]]');
  });

  it("gives way after a while where the command has changed nothing that is followed", async () => {
    await start(20);
    const running = bid(12);
    await stage.carriedOut(2);
    await running;
    await eventually(() => shown() === '[["vase",[10]]]', "the data of the service");
  });

  it("is gone when the command cannot be sent, and applies to what comes meanwhile", async () => {
    await start(60_000);
    const entries = (data: { has(key: unknown): boolean }) =>
      data.has("vase") ? [["vase", []] as const] : [];
    const running = shared.command("place_bid", BID, [{ resource: "highest", entries }]);
    const failure = assert.rejects(running, { type: "unreachable" });
    assert.equal(shown(), "[]");
    stage.send("update", 2, [["lamp", [1]]]);
    await eventually(() => shown() === '[["lamp",[1]]]', "the event");
    for (let i = 0; i < 4; i++) await stage.lose();
    await failure;
    assert.equal(shown(), '[["lamp",[1]],["vase",[10]]]');
  });
});

describe("useCommand", () => {
  const stage = new Stage();
  const useAuction = useResourceOf<Auction>();
  const useBids = useCommandOf<Auction>();
  let window: Window;
  let root: Root;
  let run: (amount: number) => Promise<unknown> = async () => {};

  function Bidding(): ReactNode {
    const { data } = useAuction("highest");
    const bid = useBids("place_bid", {
      optimistic: ({ item, amount }, expect) => expect("highest", {}, () => [[item, [amount]]]),
    });
    run = (amount) => bid.run({ item: "vase", amount });
    const shown = data?.getUnique("vase") ?? "none";
    return createElement("p", {}, `${shown} ${bid.pending} ${bid.error?.detail ?? ""}`);
  }

  beforeEach(async () => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    await stage.open();
    window = new Window();
    Object.assign(globalThis, { window, document: window.document });
    const container = window.document.createElement("main");
    window.document.body.append(container);
    root = createRoot(container as unknown as Element);
    const client = stage.client() as never;
    const props = { client, lingerMillis: 0, settleMillis: 60_000 };
    await act(async () => root.render(createElement(SkipProvider, props, createElement(Bidding))));
    await untilShown("10 0 ");
  });

  afterEach(async () => {
    await act(async () => root.unmount());
    await stage.close();
    await window.happyDOM.close();
  });

  async function untilShown(text: string): Promise<void> {
    const shown = (): string => window.document.querySelector("p")?.textContent ?? "";
    for (let i = 0; i < 400 && shown() !== text; i++) {
      await act(async () => new Promise((resolve) => setTimeout(resolve, 5)));
    }
    assert.equal(shown(), text);
  }

  it("shows what is expected, and the reason when that is refused", async () => {
    let running: Promise<unknown> = Promise.resolve();
    await act(async () => void (running = run(9)));
    await untilShown("9 1 ");
    await stage.refused();
    await untilShown("10 0 must beat 10");
    assert.equal(await running, undefined);
  });

  it("shows what is expected until the stream has it", async () => {
    let running: Promise<unknown> = Promise.resolve();
    await act(async () => void (running = run(12)));
    await untilShown("12 1 ");
    await stage.carriedOut(2);
    await untilShown("12 0 ");
    stage.send("update", 2, [["vase", [12.5]]]);
    await untilShown("12.5 0 ");
    assert.deepEqual(await running, { result: { bid: "b1" }, watermark: "e1/2" });
  });
});
