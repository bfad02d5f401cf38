// W3: mapReduce|reduce sum|user|max SIZE GROUPS
import { Max, Sum } from "@skipruntime/helpers";
import { Numbers, Service } from "./shared.mjs";

class ToGroup {
  constructor(groups) {
    this.groups = groups;
  }

  mapEntry(key, values) {
    return [[key % this.groups, values.getUnique()]];
  }
}

class UserSum {
  initial = 0;

  add(sum, value) {
    return sum + value;
  }

  remove(sum, value) {
    return sum - value;
  }
}

class Reduced {
  instantiate(shared) {
    return shared.reduced;
  }
}

const REDUCERS = { sum: Sum, user: UserSum, max: Max };

export async function start(form, reducer, size, groups) {
  const input = [];
  for (let key = 0; key < size; key++) input.push([key, [key]]);
  const service = await Service.start({
    initialData: { input },
    resources: { reduced: Reduced },
    createGraph: (inputs) => ({
      reduced:
        form === "reduce"
          ? inputs.input.map(ToGroup, groups).reduce(REDUCERS[reducer])
          : inputs.input.mapReduce(ToGroup, groups)(REDUCERS[reducer]),
    }),
  });
  await service.subscribe("all", "reduced", {}, (key, values) => key + values[0]);
  service.takeSum();
  const numbers = new Numbers(7);
  return (i) => service.update("input", [[numbers.below(size), [1_000_000 + i]]]);
}
