// The groups service of the documentation: who of a user's friends is active, per group.
import { type EagerCollection, type Mapper, type Resource, type Values, InputDefinition } from "@skipruntime/core";
import { runService } from "@skipruntime/server";

type User = { name: string; active?: boolean; friends: number[] };
type Group = { name: string; members: number[] };
type Inputs = { users: EagerCollection<number, User>; groups: EagerCollection<number, Group> };
type Shared = { users: EagerCollection<number, User>; active: EagerCollection<number, number> };

class ActiveMembers implements Mapper<number, Group, number, number> {
  constructor(private users: EagerCollection<number, User>) {}

  mapEntry(gid: number, group: Values<Group>): Iterable<[number, number]> {
    return group.getUnique().members.flatMap((uid) => (this.users.getUnique(uid).active ? [[gid, uid]] : []));
  }
}

class FilterFriends implements Mapper<number, number, number, number> {
  constructor(private user: User) {}

  mapEntry(gid: number, uids: Values<number>): Iterable<[number, number]> {
    return uids.toArray().flatMap((uid) => (this.user.friends.includes(uid) ? [[gid, uid]] : []));
  }
}

class ActiveFriends implements Resource<Shared> {
  constructor(private uid: number) {}

  instantiate(shared: Shared) {
    return shared.active.map(FilterFriends, shared.users.getUnique(this.uid));
  }
}

await runService({
  inputs: {
    users: new InputDefinition<number, User>([
      [0, [{ name: "Bob", active: true, friends: [1, 2] }]],
      [1, [{ name: "Alice", active: true, friends: [0, 2] }]],
      [2, [{ name: "Carol", active: false, friends: [0, 1] }]],
    ]),
    groups: new InputDefinition<number, Group>([
      [1001, [{ name: "Group 1", members: [1, 2] }]],
      [1002, [{ name: "Group 2", members: [0, 2] }]],
    ]),
  },
  resources: { active_friends: ActiveFriends },
  createGraph: (inputs: Inputs): Shared => ({
    users: inputs.users,
    active: inputs.groups.map(ActiveMembers, inputs.users),
  }),
});
