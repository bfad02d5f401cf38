// The service of NumbersService.java: numbers, and the double of each.

class Doubled {
  mapEntry(key, values) {
    return values.toArray().map((value) => [key, 2 * value]);
  }
}

class All {
  instantiate(shared) {
    return shared.doubled;
  }
}

export const service = {
  initialData: { numbers: [] },
  resources: { doubled: All },
  createGraph(inputs) {
    return { numbers: inputs.numbers, doubled: inputs.numbers.map(Doubled) };
  },
};
