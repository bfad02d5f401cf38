import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { SkipClient, SkipError } from "@skipruntime-jvm/client";
import { ALICE, CAROL, CONTROL, NEEDS_SERVICE, STREAMING, groups, reset } from "./groups.js";
import { serve } from "./support.js";

describe("SkipClient", NEEDS_SERVICE, () => {
  beforeEach(reset);

  it("reads snapshots and keys", async () => {
    const friends = await groups().snapshot("active_friends", 0);
    assert.deepEqual(friends.entries, [[1001, [1]]]);
    assert.deepEqual(await groups().lookup("active_friends", 1001, 0), [1]);
    assert.deepEqual(await groups().lookup("active_friends", 1002, 0), []);
    assert.equal((await groups().lookup("users", 2))[0]?.name, "Carol");
  });

  it("writes one input or several, and reads what it has written", async () => {
    const minWatermark = await groups().update("users", [[2, [{ ...CAROL, active: true }]]]);
    assert.match(minWatermark, /^[^/]+\/\d+$/);
    const friends = await groups().snapshot("active_friends", 0, { minWatermark });
    assert.deepEqual(friends.entries, [
      [1001, [1, 2]],
      [1002, [2]],
    ]);
    await groups().updateAll({
      users: [[1, [{ ...ALICE, active: false }]]],
      groups: [[1003, [{ name: "Group 3", members: [2] }]]],
    });
    assert.deepEqual((await groups().snapshot("active_friends", 0)).keys(), [1001, 1002, 1003]);
    await groups().update("groups", [[1003, []]]);
    assert.deepEqual((await groups().snapshot("active_friends", 0)).keys(), [1001, 1002]);
  });

  it("reads the past, and says what is gone", async () => {
    const at = await groups().update("users", [[2, [{ ...CAROL, active: true }]]]);
    const gone = { status: 410, type: "version-gone" };
    await assert.rejects(groups().snapshot("users", {}, { at: `other/${at.split("/")[1]}` }), gone);
    await groups().update("users", [[2, [{ ...CAROL, active: false }]]]);
    assert.equal((await groups().snapshot("users", {}, { at })).get(2)[0]?.active, true);
    assert.equal((await groups().lookup("users", 2))[0]?.active, false);
    assert.equal((await groups().lookup("users", 2, {}, { at }))[0]?.active, true);
  });

  it("keeps keys exact that a number cannot hold", async () => {
    const large = 9007199254740993n;
    const client = new SkipClient({ control: CONTROL, streaming: STREAMING });
    const user = (name: string) => ({ name, active: false, friends: [] });
    await client.update("users", [
      [large, [user("odd")]],
      [large - 1n, [user("even")]],
    ]);
    const users = await client.snapshot("users");
    assert.deepEqual(users.keys(), [0, 1, 2, 3, large - 1n, large]);
    assert.deepEqual(await client.lookup("users", large), [user("odd")]);
  });

  it("opens streams, and deletes them", async () => {
    const identifier = await groups().openStream("active_friends", 0);
    const response = await fetch(`${STREAMING}/v1/streams/${identifier}`);
    assert.equal(response.status, 200);
    await response.body?.cancel();
    await groups().deleteStream(identifier);
    await assert.rejects(groups().deleteStream(identifier), { status: 404 });
  });

  it("fails with what the service says", async () => {
    const write = groups().update("users", [[1, [{ ...ALICE, active: "yes" } as never]]]);
    await assert.rejects(write, (error: SkipError) => {
      assert.ok(error instanceof SkipError);
      assert.equal(error.status, 422);
      assert.equal(error.type, "invalid-entries");
      assert.match(error.message, /\/0\/1\/0\/active/);
      assert.deepEqual(
        error.errors.map((mistake) => mistake.pointer),
        ["/0/1/0/active"],
      );
      return true;
    });
    await assert.rejects(groups().snapshot("active_friends", 99), (error: SkipError) => {
      assert.equal(error.type, "computation-failed");
      assert.ok(error.errorId);
      return true;
    });
    const unknown = new SkipClient({ control: CONTROL, streaming: STREAMING });
    await assert.rejects(unknown.snapshot("none"), { status: 404, type: "unknown-resource" });
  });
});

describe("SkipClient without a service", () => {
  it("says that nothing answers", async () => {
    const closed = await serve(() => {});
    await closed.close();
    const client = new SkipClient({ control: closed.address, streaming: closed.address });
    await assert.rejects(client.snapshot("users"), (error: SkipError) => {
      assert.ok(error instanceof SkipError);
      assert.deepEqual([error.status, error.type], [0, "unreachable"]);
      assert.match(error.message, /cannot be reached/);
      return true;
    });
  });

  it("is broken off with the signal's reason", async () => {
    const silent = await serve(() => {});
    const client = new SkipClient({ control: silent.address, streaming: silent.address });
    const reason = new Error("enough");
    const request = client.snapshot("users", {}, { signal: AbortSignal.abort(reason) });
    await assert.rejects(request, reason);
    await silent.close();
  });

  it("sends headers, and takes an answer that is no problem document for what it is", async () => {
    const proxy = await serve((request, response) => {
      response.writeHead(request.headers.authorization === "Bearer 2" ? 502 : 500).end("<h1>");
    });
    let token = 1;
    const controlHeaders = async () => ({ Authorization: `Bearer ${token++}` });
    const client = new SkipClient({ control: proxy.address, streaming: "", controlHeaders });
    await assert.rejects(client.snapshot("users"), { status: 500, type: "about:blank" });
    await assert.rejects(client.snapshot("users"), { status: 502, type: "about:blank" });
    await proxy.close();
  });

  it("does not take the page of a proxy for an answer of the service", async () => {
    const proxy = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><h1>Log in</h1>");
    });
    const client = new SkipClient({ control: proxy.address, streaming: proxy.address });
    const requests = [
      client.snapshot("users"),
      client.lookup("users", 1),
      client.update("users", [[1, []]]),
      client.updateAll({ users: [[1, []]] }),
      client.openStream("users"),
    ];
    for (const request of requests) {
      await assert.rejects(request, { status: 200, type: "unexpected-answer" });
    }
    await proxy.close();
  });

  it("says what is missing if it has no address of control", async () => {
    await assert.rejects(new SkipClient({ streaming: "" }).snapshot("users"), /control/);
  });
});
