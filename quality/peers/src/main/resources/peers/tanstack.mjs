// W2 to W4 on TanStack DB: maps SIZE KEYS | sum SIZE GROUPS | max SIZE GROUPS | fan-in SIZE | row SIZE
import { add, createCollection, createLiveQueryCollection, eq, max, multiply, sum } from "@tanstack/db";
import { Numbers } from "./numbers.mjs";

const FIRST_VALUE = 1_000_000;

/** A collection whose rows come from a server, as they do in an application: an update is what the server says. */
function source(rows) {
  let server;
  const collection = createCollection({
    getKey: (row) => row.id,
    startSync: true,
    sync: {
      sync: (given) => {
        server = given;
        given.begin();
        for (const value of rows) given.write({ type: "insert", value });
        given.commit();
        given.markReady();
      },
    },
  });
  return {
    collection,
    update: (changed) => {
      server.begin();
      for (const value of changed) server.write({ type: "update", value });
      server.commit();
    },
  };
}

const live = (query, getKey = (row) => row.id) => createLiveQueryCollection({ query, getKey, startSync: true });

function rowsOf(size, row) {
  const rows = [];
  for (let id = 0; id < size; id++) rows.push(row(id));
  return rows;
}

/** Adds up what a subscriber of the last query is told. */
async function subscribed(results, valueOf) {
  await results.preload();
  const seen = { sum: 0 };
  results.subscribeChanges((changes) => {
    for (const change of changes) if (change.type !== "delete") seen.sum += valueOf(change.value);
  });
  return () => {
    const taken = seen.sum;
    seen.sum = 0;
    return taken;
  };
}

async function maps(size, keys) {
  const input = source(rowsOf(size, (id) => ({ id, value: id })));
  const incremented = live((q) =>
    q.from({ row: input.collection }).select(({ row }) => ({ id: row.id, value: add(row.value, 1) })),
  );
  const doubled = live((q) =>
    q.from({ row: incremented }).select(({ row }) => ({ id: row.id, value: multiply(row.value, 2) })),
  );
  const tail = live((q) =>
    q.from({ row: doubled }).select(({ row }) => ({ id: row.id, value: add(row.value, 1) })),
  );
  const take = await subscribed(tail, (row) => row.id + row.value);
  const numbers = new Numbers(7);
  let value = FIRST_VALUE;
  return () => {
    const first = numbers.below(size - keys + 1);
    const changed = [];
    for (let k = 0; k < keys; k++) changed.push({ id: first + k, value: value++ });
    input.update(changed);
    return take();
  };
}

/** No expression gives the remainder, so that the writer says the group. */
async function grouped(size, groups, aggregate) {
  const input = source(rowsOf(size, (id) => ({ id, group: id % groups, value: id })));
  const reduced = live(
    (q) =>
      q
        .from({ row: input.collection })
        .groupBy(({ row }) => row.group)
        .select(({ row }) => ({ group: row.group, value: aggregate(row.value) })),
    (row) => row.group,
  );
  const take = await subscribed(reduced, (row) => row.group + row.value);
  const numbers = new Numbers(7);
  return (i) => {
    const id = numbers.below(size);
    input.update([{ id, group: id % groups, value: FIRST_VALUE + i }]);
    return take();
  };
}

const TOGETHER = 10_000;
const HUNDREDS = 1000;
const FIRST_OWN = TOGETHER + HUNDREDS;

function referenceOf(row) {
  if (row < TOGETHER) return 0;
  return row < FIRST_OWN ? 1 + Math.floor((row - TOGETHER) / 100) : 1000 + row;
}

async function lookups(size, next) {
  const rows = source(rowsOf(size, (id) => ({ id, reference: referenceOf(id), value: id })));
  const references = [...new Set(rowsOf(size, referenceOf))];
  const targets = source(references.map((id) => ({ id, value: id })));
  const joined = live((q) =>
    q
      .from({ row: rows.collection })
      .join({ target: targets.collection }, ({ row, target }) => eq(row.reference, target.id), "inner")
      .select(({ row, target }) => ({ id: row.id, value: add(row.value, target.value) })),
  );
  const take = await subscribed(joined, (row) => row.id + row.value);
  const numbers = new Numbers(7);
  return (i) => {
    next(numbers, rows, targets, FIRST_VALUE + i);
    return take();
  };
}

export async function start(task, size, detail) {
  switch (task) {
    case "maps":
      return maps(size, detail);
    case "sum":
      return grouped(size, detail, sum);
    case "max":
      return grouped(size, detail, max);
    case "fan-in":
      return lookups(size, (numbers, rows, targets, value) => {
        targets.update([{ id: 1 + numbers.below(HUNDREDS / 100), value }]);
      });
    case "row":
      return lookups(size, (numbers, rows, targets, value) => {
        const id = FIRST_OWN + numbers.below(size - FIRST_OWN);
        rows.update([{ id, reference: referenceOf(id), value }]);
      });
    default:
      throw new Error(`there is no task ${task}`);
  }
}
