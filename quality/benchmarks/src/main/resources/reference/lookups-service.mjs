// The service of W4, on any runtime.
class Join {
  constructor(targets) {
    this.targets = targets;
  }

  mapEntry(key, values) {
    const row = values.getUnique();
    return [[key, row.value + this.targets.getUnique(row.reference)]];
  }
}

class Joined {
  instantiate(shared) {
    return shared.joined;
  }
}

export const lookups = (initialData) => ({
  initialData,
  resources: { joined: Joined },
  createGraph: (inputs) => ({ joined: inputs.rows.map(Join, inputs.targets) }),
});
