// The service on which implementations of Skip are compared, in TypeScript: a resource for each operator.
import type { Context, EagerCollection, LazyCollection, LazyCompute, Mapper, Reducer, Resource, Values } from "@skipruntime/core";
import { Count, Max, Min, Sum } from "@skipruntime/helpers";
import { initService } from "@skipruntime/wasm";

type User = { name: string; active: boolean; friends: number[] };
type Group = { name: string; members: number[] };
type Numbers = EagerCollection<number, number>;
type Inputs = { a: Numbers; b: Numbers; users: EagerCollection<number, User>; groups: EagerCollection<number, Group> };
type Shared = Inputs & { activeMembers: Numbers };
type Out = Iterable<[number, number]>;

const floorMod = (value: number, by: number) => ((value % by) + by) % by;
const sum = (values: number[]) => values.reduce((one, other) => one + other, 0);

class AddTo implements Mapper<number, number, number, number> {
  constructor(private readonly n: number) {}
  *mapEntry(key: number, values: Values<number>): Out { for (const value of values) yield [key, value + this.n]; }
}
class SwapKeyAndValue implements Mapper<number, number, number, number> {
  *mapEntry(key: number, values: Values<number>): Out { for (const value of values) yield [value, key]; }
}
class SortedValues implements Mapper<number, number, number, number[]> {
  mapEntry(key: number, values: Values<number>): Iterable<[number, number[]]> { return [[key, values.toArray().sort((x, y) => x - y)]]; }
}
class AddOther implements Mapper<number, number, number, number> {
  constructor(private readonly other: Numbers) {}
  *mapEntry(key: number, values: Values<number>): Out {
    for (const value of values) yield [key, value * 100 + sum(this.other.getArray(floorMod(value, 5)))];
  }
}
class AddSize implements Mapper<number, number, number, number> {
  constructor(private readonly other: Numbers) {}
  *mapEntry(key: number, values: Values<number>): Out { for (const value of values) yield [key, value + this.other.size()]; }
}
class NegateKey implements Mapper<number, number, number, number> {
  *mapEntry(key: number, values: Values<number>): Out { for (const value of values) yield [-key, value]; }
}
class KeyModulo implements Mapper<number, number, number, number> {
  constructor(private readonly modulo: number) {}
  *mapEntry(key: number, values: Values<number>): Out { for (const value of values) yield [floorMod(key, this.modulo), value]; }
}
class Spread implements Mapper<number, number, number, number> {
  *mapEntry(key: number, values: Values<number>): Out {
    for (const value of values) for (let i = 0; i < floorMod(value, 3); i++) yield [key + i, value];
  }
}
class OnlyValues implements Mapper<number, number, number, number> {
  constructor(private readonly wanted: number[]) {}
  *mapEntry(key: number, values: Values<number>): Out { for (const value of values) if (this.wanted.includes(value)) yield [key, value]; }
}
class Triangle implements LazyCompute<number, number> {
  constructor(private readonly numbers: Numbers) {}
  compute(self: LazyCollection<number, number>, key: number): Iterable<number> {
    const own = sum(this.numbers.getArray(key));
    return [key <= 0 ? own : own + key + self.getUnique(key - 1)];
  }
}
class AddTriangle implements Mapper<number, number, number, number> {
  constructor(private readonly triangles: LazyCollection<number, number>) {}
  *mapEntry(key: number, values: Values<number>): Out {
    for (const value of values) yield [key, value + this.triangles.getUnique(floorMod(key, 12))];
  }
}
class SumOfSquares implements Reducer<number, number> {
  initial = 0;
  add(total: number | null, value: number) { return (total ?? 0) + value * value; }
  remove(total: number, value: number) { return total - value * value; }
}
class LargestThree implements Reducer<number, number[]> {
  initial: number[] = [];
  add(largest: number[] | null, value: number) { return [...(largest ?? []), value].sort((x, y) => y - x).slice(0, 3); }
  remove(largest: number[], value: number) { return largest.length === 3 && value < largest[2] ? largest : null; }
}
class ActiveMembers implements Mapper<number, Group, number, number> {
  constructor(private readonly users: EagerCollection<number, User>) {}
  *mapEntry(gid: number, group: Values<Group>): Out {
    for (const uid of group.getUnique().members) if (this.users.getArray(uid).some((user) => user.active)) yield [gid, uid];
  }
}
class GroupsOfUser implements Mapper<number, Group, number, number> {
  *mapEntry(gid: number, group: Values<Group>): Out { for (const uid of group.getUnique().members) yield [uid, gid]; }
}
class ProfileOfUser implements Mapper<number, User, number, { name: string; groups: number[] }> {
  constructor(private readonly groupsOfUser: Numbers) {}
  *mapEntry(uid: number, user: Values<User>): Iterable<[number, { name: string; groups: number[] }]> {
    yield [uid, { name: user.getUnique().name, groups: this.groupsOfUser.getArray(uid) }];
  }
}

/** A resource that is an expression over what is shared and the parameters. */
function resource<P>(make: (shared: Shared, params: P, context: Context) => EagerCollection<never, never>) {
  return class implements Resource<Shared> {
    constructor(private readonly params: P) {}
    instantiate(shared: Shared, context: Context) { return make(shared, this.params, context); }
  };
}

function reduced(reducer: unknown) {
  return resource<{ modulo: number }>((shared, { modulo }) => {
    if (!(modulo >= 1)) throw new Error("modulo must be at least 1");
    return shared.a.mapReduce(KeyModulo, modulo)(reducer as never) as never;
  });
}

await initService({
  initialData: { a: [], b: [], users: [], groups: [] },
  createGraph: (inputs: Inputs): Shared => ({ ...inputs, activeMembers: inputs.groups.map(ActiveMembers, inputs.users) }),
  resources: {
    a: resource((shared) => shared.a as never),
    plus: resource<{ n: number }>((shared, { n }) => shared.a.map(AddTo, n) as never),
    swap: resource((shared) => shared.a.map(SwapKeyAndValue).map(SortedValues) as never),
    lookup: resource((shared) => shared.a.map(AddOther, shared.b) as never),
    size: resource((shared) => shared.a.map(AddSize, shared.b) as never),
    slice: resource<{ from: number; to: number }>((shared, { from, to }) => shared.a.slice(from, to) as never),
    slices: resource<{ ranges: [number, number][] }>((shared, { ranges }) => shared.a.slices(...ranges) as never),
    take: resource<{ limit: number }>((shared, { limit }) => shared.a.take(limit) as never),
    top: resource<{ limit: number }>((shared, { limit }) => shared.a.map(NegateKey).take(limit) as never),
    merge: resource((shared) => shared.a.merge(shared.b).map(SortedValues) as never),
    lazy: resource((shared, _params, context) => shared.a.map(AddTriangle, context.createLazyCollection(Triangle, shared.a)) as never),
    chain: resource<{ limit: number }>((shared, { limit }) =>
      shared.a.map(Spread).map(AddOther, shared.b).slice(-50, 50).take(limit).map(SwapKeyAndValue).map(SortedValues) as never),
    valuesOf: resource<{ key: number }>((shared, { key }) => shared.b.map(OnlyValues, shared.a.getArray(key)) as never),
    sum: reduced(Sum),
    min: reduced(Min),
    max: reduced(Max),
    count: reduced(Count),
    sumOfSquares: reduced(SumOfSquares),
    largestThree: reduced(LargestThree),
    activeMembers: resource((shared) => shared.activeMembers as never),
    activeFriends: resource<{ uid: number }>((shared, { uid }) =>
      shared.activeMembers.map(OnlyValues, shared.users.getArray(uid).flatMap((user) => user.friends)) as never),
    profiles: resource((shared) => shared.users.map(ProfileOfUser, shared.groups.map(GroupsOfUser)) as never),
  },
});
