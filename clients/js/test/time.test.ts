import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { SharedCollections, SkipClient } from "skip-client";
import type { Json, LiveCollection, Timing } from "skip-client";
import { timingOf } from "../dist/backoff.js";
import { bounded, retryAfterMillis } from "../dist/time.js";
import { QUICK, serve, until } from "./support.js";

const HOUR = 3_600_000;
const LONGEST = 2 ** 31 - 1;

/** Long enough for a timer that overflows to have fired often. */
const A_WHILE_MILLIS = 300;

const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, A_WHILE_MILLIS));

/** Follows a stand-in that answers every request the same way, and counts them. */
async function follow(
  answer: (response: ServerResponse) => void,
  timing: Partial<Timing>,
  use: (live: LiveCollection<Json, Json>, requests: () => number) => Promise<void>,
): Promise<void> {
  let requests = 0;
  const service = await serve((_, response) => {
    requests++;
    answer(response);
  });
  const client = new SkipClient({ streaming: service.address, timing: { ...QUICK, ...timing } });
  const live = client.follow("numbers");
  try {
    await use(live, () => requests);
  } finally {
    live.close();
    await service.close();
  }
}

const INIT = 'event: init\nid: e/1\ndata: [["a",[1]]]\n\n';

function events(response: ServerResponse, text: string): ServerResponse {
  response.writeHead(200, { "Content-Type": "text/event-stream" }).write(text);
  return response;
}

describe("a time from outside", () => {
  it("is what Retry-After says in seconds or as a date, at most an hour", () => {
    const now = Date.parse("2026-11-28T12:00:00Z");
    const given: readonly [string | null, number | undefined][] = [
      ["0", 0],
      ["2", 2_000],
      ["2592000", HOUR],
      ["99999999999999999999", HOUR],
      ["Sat, 28 Nov 2026 12:00:05 GMT", 5_000],
      ["Fri, 28 Nov 2036 12:00:00 GMT", HOUR],
      ["Sat, 28 Nov 2026 11:00:00 GMT", 0],
      [null, undefined],
      ["", undefined],
      ["soon", undefined],
    ];
    for (const [header, millis] of given) {
      assert.equal(retryAfterMillis(header, now), millis, String(header));
    }
  });

  it("is never longer than a timer takes", () => {
    for (const millis of [Infinity, 2 ** 31, 1e300]) {
      assert.equal(bounded(millis), LONGEST);
      assert.deepEqual(timingOf({ retryMillis: millis, maxRetryMillis: millis, silenceMillis: millis }), {
        retryMillis: LONGEST,
        maxRetryMillis: LONGEST,
        silenceMillis: LONGEST,
      });
    }
    assert.equal(bounded(-1), 0);
    assert.equal(timingOf({ silenceMillis: undefined as never }).silenceMillis, 75_000);
  });

  it("is refused as an option if it is no time", () => {
    for (const millis of [NaN, 0, -1, -Infinity]) {
      const options = { streaming: "", timing: { silenceMillis: millis } };
      assert.throws(() => new SkipClient(options), /timing.silenceMillis must be at least 1/);
    }
    const client = new SkipClient({ streaming: "" });
    assert.throws(() => new SharedCollections(client as never, NaN), RangeError);
    assert.throws(() => new SharedCollections(client as never, -1), RangeError);
  });
});

describe("a live collection", () => {
  it("waits for a month's Retry-After without asking again and again", async () => {
    const busy = (response: ServerResponse): void =>
      void response.writeHead(503, { "Retry-After": "2592000" }).end();
    await follow(busy, {}, async (live, requests) => {
      const { error } = await until(live, (state) => state.error !== undefined);
      assert.equal(error?.retryAfterMillis, HOUR);
      await aWhile();
      assert.equal(requests(), 1);
    });
  });

  it("waits between connections whatever retry the service names", async () => {
    for (const retry of ["0", "99999999999999999999"]) {
      const ends = (response: ServerResponse): void =>
        void events(response, `retry: ${retry}\n\n${INIT}`).end();
      await follow(ends, { retryMillis: 200, maxRetryMillis: 60_000 }, async (live, requests) => {
        await live.ready();
        await aWhile();
        assert.ok(requests() <= 8, `${requests()} requests`);
      });
    }
  });

  it("waits as long as it is told to where that is for ever", async () => {
    const ends = (response: ServerResponse): void => void events(response, INIT).end();
    await follow(ends, { retryMillis: Infinity, maxRetryMillis: 2 ** 31 }, async (live, requests) => {
      await live.ready();
      await aWhile();
      assert.equal(requests(), 1);
    });
  });

  it("connects although it may be silent for ever", async () => {
    for (const silenceMillis of [Infinity, 2 ** 31]) {
      const stays = (response: ServerResponse): void => void events(response, INIT);
      await follow(stays, { silenceMillis }, async (live, requests) => {
        assert.equal((await live.ready()).size, 1);
        await aWhile();
        assert.equal(requests(), 1);
      });
    }
  });

  it("is kept open by those who share it as long as they say", async () => {
    const service = await serve((_, response) => void events(response, INIT));
    const client = new SkipClient({ streaming: service.address, timing: QUICK });
    const shared = new SharedCollections(client as never, Infinity);
    const key = SharedCollections.key("numbers", {});
    shared.hold(key, () => {})();
    await aWhile();
    assert.equal(shared.size, 1);
    shared.closeAll();
    assert.equal(shared.size, 0);
    await service.close();
  });
});
