import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EventParser } from "../dist/events.js";
import type { ServerEvent } from "../dist/events.js";

interface Read {
  readonly events: ServerEvent[];
  readonly retries: number[];
  readonly comments: string[];
}

function read(pieces: readonly string[]): Read {
  const events: ServerEvent[] = [];
  const retries: number[] = [];
  const comments: string[] = [];
  const parser = new EventParser({
    event: (event) => void events.push(event),
    retry: (millis) => void retries.push(millis),
    comment: (text) => void comments.push(text),
  });
  for (const piece of pieces) parser.push(piece);
  return { events, retries, comments };
}

const STREAM =
  ": signs current\nretry: 2000\n\n:\n\n:current\n\nevent: init\r\nid: e/1\r\ndata: [\r\ndata:  1]\r\n\r\n" +
  "data: x\rid\r\revent: unfinished\ndata: never";

const EVENTS: ServerEvent[] = [
  { name: "init", id: "e/1", data: "[\n 1]" },
  { name: "message", id: "", data: "x" },
];

const ALL: Read = { events: EVENTS, retries: [2000], comments: ["signs current", "", "current"] };

describe("EventParser", () => {
  it("reads fields, comments and all kinds of line ends", () => {
    assert.deepEqual(read([STREAM]), ALL);
  });

  it("does not depend on where the text is cut", () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      const pieces = [STREAM.slice(0, cut), "", STREAM.slice(cut)];
      assert.deepEqual(read(pieces), ALL, `cut at ${cut}`);
    }
    assert.deepEqual(read([...STREAM]), ALL);
  });

  it("keeps the id for the events that have none, and forgets names and data", () => {
    const { events } = read(["id: 1\nevent: a\ndata: x\n\ndata: y\n\nevent: b\n\n"]);
    assert.deepEqual(events, [
      { name: "a", id: "1", data: "x" },
      { name: "message", id: "1", data: "y" },
    ]);
  });

  it("reads a large event in small pieces quickly", () => {
    const large = "x".repeat(4_000_000);
    const pieces = `data: ${large}\n\n`.match(/[^]{1,1000}/g) as string[];
    assert.equal(read(pieces).events[0]?.data.length, large.length);
  });
});
