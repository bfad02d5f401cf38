// The service of W6, on any runtime.
class Increment {
  mapEntry(key, values) {
    return [[key, values.getUnique() + 1]];
  }
}

class All {
  instantiate(shared) {
    return shared.incremented;
  }
}

class One {
  constructor(key) {
    this.key = key;
  }

  instantiate(shared) {
    return shared.incremented.slice(this.key, this.key);
  }
}

export const increments = (input) => ({
  initialData: { input },
  resources: { all: All, one: One },
  createGraph: (inputs) => ({ incremented: inputs.input.map(Increment) }),
});
