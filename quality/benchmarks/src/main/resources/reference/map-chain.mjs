// W2: update SIZE KEYS | load SIZE | snapshot SIZE
import { Numbers, Service } from "./shared.mjs";

class Increment {
  mapEntry(key, values) {
    return [[key, values.getUnique() + 1]];
  }
}

class Twice {
  mapEntry(key, values) {
    return [[key, values.getUnique() * 2]];
  }
}

class Tail {
  instantiate(shared) {
    return shared.tail;
  }
}

function started(size) {
  const input = [];
  for (let key = 0; key < size; key++) input.push([key, [key]]);
  return Service.start({
    initialData: { input },
    resources: { tail: Tail },
    createGraph: (inputs) => ({ tail: inputs.input.map(Increment).map(Twice).map(Increment) }),
  });
}

const valueOf = (key, values) => key + values[0];

export async function start(task, size, keys = 1) {
  if (task === "load") {
    return async () => (await (await started(size)).instance.getAll("tail", {})).length;
  }
  const service = await started(size);
  if (task === "snapshot") {
    return async () => {
      const entries = await service.instance.getAll("tail", {});
      return entries.reduce((sum, [key, values]) => sum + valueOf(key, values), 0);
    };
  }
  await service.subscribe("tail", "tail", {}, valueOf);
  service.takeSum();
  const numbers = new Numbers(7);
  let value = 1_000_000;
  return async () => {
    const first = numbers.below(size - keys + 1);
    const entries = [];
    for (let k = 0; k < keys; k++) entries.push([first + k, [value++]]);
    return service.update("input", entries);
  };
}
