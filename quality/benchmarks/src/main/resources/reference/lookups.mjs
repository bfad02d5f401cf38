// W4: one | hundred | all | row | reference
import { lookups } from "./lookups-service.mjs";
import { Numbers, Service } from "./shared.mjs";

const SIZE = 100_000;
const TOGETHER = 10_000;
const HUNDREDS = 1000;
const FIRST_OWN = TOGETHER + HUNDREDS;

function referenceOf(row) {
  if (row < TOGETHER) return 0;
  return row < FIRST_OWN ? 1 + Math.floor((row - TOGETHER) / 100) : 1000 + row;
}

export async function start(task) {
  const rows = [];
  const references = new Set();
  for (let key = 0; key < SIZE; key++) {
    const reference = referenceOf(key);
    rows.push([key, [{ reference, value: key }]]);
    references.add(reference);
  }
  const service = await Service.start(
    lookups({ rows, targets: [...references].map((key) => [key, [key]]) }),
  );
  await service.subscribe("all", "joined", {}, (key, values) => key + values[0]);
  service.takeSum();
  const numbers = new Numbers(7);
  const ownRow = () => FIRST_OWN + numbers.below(SIZE - FIRST_OWN);
  const target = (reference, value) => service.update("targets", [[reference, [value]]]);
  const row = (key, reference, value) => service.update("rows", [[key, [{ reference, value }]]]);
  const tasks = {
    one: (value) => target(referenceOf(ownRow()), value),
    hundred: (value) => target(1 + numbers.below(HUNDREDS / 100), value),
    all: (value) => target(0, value),
    row(value) {
      const key = ownRow();
      return row(key, referenceOf(key), value);
    },
    reference(value) {
      const key = ownRow();
      return row(key, referenceOf(ownRow()), value);
    },
  };
  return (i) => tasks[task](1_000_000 + i);
}
