// W5: LENGTH CHANGED
import { Service } from "./shared.mjs";

const keyOf = (position) => `c${String(position).padStart(6, "0")}`;

class Compute {
  constructor(cells) {
    this.cells = cells;
  }

  compute(self, key) {
    const cell = this.cells.getUnique(key);
    return [(cell.before === "" ? 0 : self.getUnique(cell.before)) + cell.number];
  }
}

class Ask {
  constructor(computed) {
    this.computed = computed;
  }

  mapEntry(key) {
    return [[key, this.computed.getUnique(key)]];
  }
}

class Computed {
  instantiate(shared) {
    return shared.computed;
  }
}

/** As String.hashCode has it in Java. */
function hashOf(text) {
  let hash = 0;
  for (const char of text) hash = (Math.imul(31, hash) + char.charCodeAt(0)) | 0;
  return hash;
}

export async function start(length, changed) {
  const cells = [];
  for (let position = 0; position < length; position++) {
    const cell =
      position === 0 ? { before: "", number: 0 } : { before: keyOf(position - 1), number: 1 };
    cells.push([keyOf(position), [cell]]);
  }
  const { before } = cells[changed][1][0];
  const service = await Service.start({
    initialData: { cells },
    resources: { computed: Computed },
    createGraph: (inputs, context) => ({
      computed: inputs.cells.map(Ask, context.createLazyCollection(Compute, inputs.cells)),
    }),
  });
  await service.subscribe("all", "computed", {}, (key, values) => hashOf(key) + values[0]);
  service.takeSum();
  return (i) => service.update("cells", [[keyOf(changed), [{ before, number: 2 + i }]]]);
}
