import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandRefusedError } from "@skipruntime-jvm/service";
import { ScriptedExternalService, TestedService } from "@skipruntime-jvm/service/testing";
import { poll } from "./poll.ts";

test("votes are counted, and only what changes is computed", async () => {
  const service = await TestedService.start(poll(new ScriptedExternalService()));
  await service.update("votes", [["ann", ["tea"]], ["ben", ["tea"]]]);
  const counts = await service.follow<string, number>("counts");
  assert.deepEqual(counts.contents, [["tea", [2]]]);
  service.ran();
  await service.put("votes", "ben", "coffee");
  assert.deepEqual(await counts.next(), [["coffee", [1]], ["tea", [1]]]);
  assert.deepEqual(service.ran(), { ByOption: ["ben"] });
  await service.delete("votes", "ann");
  assert.deepEqual(await counts.next(), [["tea", []]]);
  assert.deepEqual(counts.contents, [["coffee", [1]]]);
  assert.deepEqual(await service.values("counts", "coffee"), [1]);
  await counts.close();
  await service.close();
});

test("the engine asks once for all keys of a reducer", async () => {
  const service = await TestedService.start(poll(new ScriptedExternalService()));
  const people = Array.from({ length: 100 }, (_, i) => `person ${i}`);
  service.turns();
  await service.update("votes", people.map((person, i) => [person, [`option ${i % 50}`]]));
  assert.equal(service.turns().reduce, 1);
  await service.update("votes", people.slice(0, 60).map((person, i) => [person, i < 50 ? ["option 0"] : []]));
  assert.equal(service.turns().reduce, 1);
  const counts = await service.contents<string, number>("counts");
  assert.deepEqual(counts.find(([option]) => option === "option 0"), ["option 0", [50]]);
  assert.equal(counts.reduce((sum, [, [count]]) => sum + count!, 0), 90);
  await service.close();
});

test("a reducer that cannot remove gets all values, and one that fails is told with its key", async () => {
  const service = await TestedService.start(poll(new ScriptedExternalService()));
  await service.update("votes", [["ann", ["tea"]], ["ben", ["tea"]], ["cem", ["tea"]], ["dan", ["forgetful"]], ["eve", ["forgetful"]], ["fay", ["forgetful"]]]);
  await service.update("votes", [["cem", []], ["fay", []]]);
  assert.deepEqual(await service.contents("counts"), [["forgetful", [2]], ["tea", [2]]]);
  await assert.rejects(service.update("votes", [["gil", ["uncounted"]], ["ben", ["coffee"]]]), /failed for key "uncounted": .*no votes for uncounted \(.*poll\.ts:\d+/);
  assert.deepEqual(await service.contents("counts"), [["forgetful", [2]], ["tea", [2]]]);
  await service.close();
});

test("what fails is told with its place, and changes nothing", async () => {
  const service = await TestedService.start(poll(new ScriptedExternalService()));
  await assert.rejects(service.put("votes", "cem", ""), /a vote is for an option \(.*poll\.ts:13:/);
  await assert.rejects(service.update("votes", [["cem", [7]]]), /\/0\/1\/0: expected a string, found 7/);
  assert.deepEqual(await service.contents("counts"), []);
  await service.close();
});

test("a command refuses", async () => {
  const service = await TestedService.start(poll(new ScriptedExternalService()));
  assert.deepEqual(await service.command("vote", { person: "ann", option: "tea" }), {});
  await assert.rejects(service.command("vote", { person: "ann", option: "coffee" }), (error) => {
    assert(error instanceof CommandRefusedError);
    assert.deepEqual([error.kind, error.message], ["conflict", "ann has voted for tea"]);
    return true;
  });
  assert.deepEqual(await service.contents("counts"), [["tea", [1]]]);
  await service.close();
});

test("an external service delivers what the test says", async () => {
  const prices = new ScriptedExternalService((_resource, { of }) => [[of, [10]]]);
  const service = await TestedService.start(poll(prices));
  const followed = await service.follow("prices", { of: "vase" });
  await followed.until((entries) => entries.length === 1);
  assert.deepEqual(prices.subscriptions, [{ resource: "spot", params: { of: "vase" } }]);
  await prices.deliver("spot", [["cup", [2]]]);
  assert.deepEqual((await followed.until((entries) => entries.length === 2)).sort(), [["cup", [2]], ["vase", [10]]]);
  await assert.rejects(prices.deliver("forward", []), /nothing is subscribed to forward/);
  await assert.rejects(followed.until((entries) => entries.length === 3, 1), /the contents are .*cup.* after 1 ms/);
  await service.close();
  await prices.subscribed(0);
});
