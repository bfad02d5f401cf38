import assert from "node:assert/strict";
import { test } from "node:test";
import { TestedService } from "@skipruntime-jvm/service/testing";
import { starter } from "./service.ts";

test("votes are counted by option, and a page sees one that changes", async () => {
  const service = await TestedService.start(starter);
  await service.update("votes", [["Ann", ["tea"]], ["Ben", ["tea"]]]);
  const counts = await service.follow("counts");
  assert.deepEqual(counts.contents, [["tea", [2]]]);
  await service.command("vote", { person: "Ben", option: "coffee" });
  assert.deepEqual(await counts.next(), [["coffee", [1]], ["tea", [1]]]);
  await service.close();
});

test("the same vote again is refused", async () => {
  const service = await TestedService.start(starter);
  await service.command("vote", { person: "Ann", option: "tea" });
  await assert.rejects(service.command("vote", { person: "Ann", option: "tea" }), /Ann has voted for tea already/);
  assert.deepEqual(await service.contents("counts"), [["tea", [1]]]);
  await service.close();
});
