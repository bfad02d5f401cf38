import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { FollowOptions, LiveCollection, SkipClientOptions } from "@skipruntime-jvm/client";
import { ALICE, CAROL, CONTROL, EVE, NEEDS_SERVICE, STREAMING, groups, reset } from "./groups.js";
import { Relay, eventually, record, until } from "./support.js";

const ACTIVE_CAROL = { ...CAROL, active: true };

/** A live collection that is closed after the test. */
const open: LiveCollection<never, never>[] = [];

function followAs(
  uid: number,
  options: Partial<SkipClientOptions> = {},
  how: FollowOptions = {},
): LiveCollection<number, number> {
  const live = groups(options).follow("active_friends", uid, how);
  open.push(live as unknown as LiveCollection<never, never>);
  return live;
}

for (const [through, shareConnection] of [
  ["resource", false],
  ["resource", true],
  ["stream", false],
  ["stream", true],
] as const) {
  const way = shareConnection ? "a connection for all" : "a connection of its own";
  describe(`a live collection through a ${through}, over ${way}`, NEEDS_SERVICE, () => {
    let relay: Relay;

    const follow = (
      uid: number,
      options: Partial<SkipClientOptions> = {},
      how: FollowOptions = {},
    ): LiveCollection<number, number> => followAs(uid, { shareConnection, ...options }, how);

    beforeEach(async () => {
      await reset();
      relay = await Relay.to(STREAMING);
    });

    afterEach(async () => {
      for (const live of open.splice(0)) live.close();
      await relay.close();
    });

    it("has the contents and then what changes", async () => {
      const live = follow(0, {}, { through });
      assert.deepEqual(live.state, { data: undefined, status: "connecting", error: undefined });
      assert.deepEqual((await live.ready()).entries, [[1001, [1]]]);
      assert.equal(live.status, "live");
      const changes = record(live);
      await groups().update("users", [[2, [ACTIVE_CAROL]]]);
      const { data } = await until(live, ({ data }) => data?.size === 2);
      assert.deepEqual(data?.entries, [
        [1001, [1, 2]],
        [1002, [2]],
      ]);
      assert.deepEqual(changes, [
        {
          state: live.state,
          changes: [
            { key: 1001, before: [1], after: [1, 2] },
            { key: 1002, before: [], after: [2] },
          ],
        },
      ]);
    });

    it("goes on where it was when its connection breaks", async () => {
      const live = follow(0, { streaming: relay.address }, { through });
      await live.ready();
      const changes = record(live);
      await relay.close();
      await until(live, ({ status }) => status === "stale");
      assert.deepEqual(live.data?.entries, [[1001, [1]]]);
      assert.equal(live.data?.size, 1);
      await groups().update("users", [[2, [ACTIVE_CAROL]]]);
      await groups().update("users", [[1, [{ ...ALICE, active: false }]]]);
      await relay.reopen();
      await until(live, ({ status, data }) => status === "live" && data?.size === 2);
      assert.deepEqual(
        changes.flatMap(({ changes }) => changes),
        [
          { key: 1001, before: [1], after: [2] },
          { key: 1002, before: [], after: [2] },
        ],
      );
    });

    it("is live again without an event if it has missed nothing", async () => {
      const live = follow(0, { streaming: relay.address }, { through });
      const data = await live.ready();
      const changes = record(live);
      relay.breakOff();
      await until(live, ({ status }) => status === "stale");
      await until(live, ({ status }) => status === "live");
      assert.equal(live.data, data);
      assert.deepEqual(
        changes.map(({ state, changes }) => [state.status, changes.length]),
        [
          ["stale", 0],
          ["live", 0],
        ],
      );
    });

    it("fails with its resource, and recovers with it", async () => {
      await groups().update("users", [[4, [EVE]]]);
      const live = follow(4, {}, { through });
      assert.equal((await live.ready()).size, 0);
      await groups().update("users", [[4, []]]);
      const { error } = await until(live, ({ status }) => status === "failed");
      assert.equal(error?.type, "computation-failed");
      await groups().update("users", [[4, [{ ...EVE, friends: [1] }]]]);
      await until(live, ({ status, data }) => status === "live" && data?.size === 1);
      assert.equal(live.error, undefined);
    });

    it("fails where the service refuses it, and goes on trying", async () => {
      const live = follow(77, {}, { through });
      await assert.rejects(live.ready(), { status: 422, type: "computation-failed" });
      assert.equal(live.status, "failed");
      await groups().update("users", [[77, [{ ...EVE, friends: [1] }]]]);
      await until(live, ({ status }) => status === "live");
      assert.deepEqual(live.data?.keys(), [1001]);
    });

    it("waits for a service that is not there yet", async () => {
      await relay.close();
      const live = follow(0, { streaming: relay.address }, { through });
      const { status } = await until(live, ({ error }) => error?.type === "unreachable");
      assert.equal(status, "connecting");
      await relay.reopen();
      assert.equal((await live.ready()).size, 1);
    });

    it("is closed for good", async () => {
      const live = follow(0, { streaming: relay.address }, { through });
      await live.ready();
      const changes = record(live);
      live.close();
      live.close();
      assert.deepEqual(
        changes.map(({ state }) => state.status),
        ["closed"],
      );
      assert.equal(live.data?.size, 1);
      const requests = relay.requests;
      await groups().update("users", [[2, [ACTIVE_CAROL]]]);
      assert.equal(relay.requests, requests);
      assert.equal(live.data?.size, 1);
    });
  });
}

describe("a live collection through a stream of its own", NEEDS_SERVICE, () => {
  const follow = followAs;

  beforeEach(reset);

  afterEach(() => {
    for (const live of open.splice(0)) live.close();
  });

  it("opens another one when its own was deleted", async () => {
    const opened: string[] = [];
    const openStream = async (resource: string, params: unknown): Promise<string> => {
      const stream = await groups().openStream(resource as "active_friends", params as number);
      opened.push(stream);
      return stream;
    };
    const live = follow(0, { openStream });
    await live.ready();
    await groups().deleteStream(opened[0] as string);
    await until(live, ({ status }) => status === "stale");
    await groups().update("users", [[2, [ACTIVE_CAROL]]]);
    await until(live, ({ status, data }) => status === "live" && data?.size === 2);
    assert.equal(opened.length, 2);
  });

  it("deletes it when it is closed", async () => {
    const deleted: string[] = [];
    const live = follow(
      0,
      {
        fetch: async (address, request) => {
          if (request?.method === "DELETE") deleted.push(String(address));
          return fetch(address, request);
        },
      },
      { through: "stream" },
    );
    await live.ready();
    live.close();
    await eventually(() => deleted.length === 1, "the request to delete it");
    assert.ok(deleted[0]?.startsWith(`${CONTROL}/v1/streams/`));
  });
});
