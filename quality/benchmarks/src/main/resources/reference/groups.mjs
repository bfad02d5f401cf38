// W1: toggle SIZE RESOURCES | instantiate SIZE | load SIZE
import { Numbers, Service } from "./shared.mjs";

const FRIENDS = 10;
const MEMBERS = 20;

class ActiveMembers {
  constructor(users) {
    this.users = users;
  }

  mapEntry(id, group) {
    return group
      .getUnique()
      .members.filter((user) => this.users.getUnique(user).active)
      .map((user) => [id, user]);
  }
}

class FilterFriends {
  constructor(user) {
    this.user = user;
  }

  mapEntry(group, members) {
    return members
      .toArray()
      .filter((member) => this.user.friends.includes(member))
      .map((member) => [group, member]);
  }
}

class ActiveFriends {
  constructor(user) {
    this.user = user;
  }

  instantiate(shared) {
    return shared.activeMembers.map(FilterFriends, shared.users.getUnique(this.user));
  }
}

function data(size) {
  const numbers = new Numbers(42);
  const users = [];
  for (let i = 0; i < size; i++) {
    const friends = [];
    for (let k = 0; k < FRIENDS; k++) friends.push(numbers.below(size));
    users.push({ name: `User ${i}`, active: numbers.next() % 2 === 0, friends });
  }
  const groups = [];
  for (let i = 0; i < size / 10; i++) {
    const members = new Set();
    while (members.size < MEMBERS) members.add(numbers.below(size));
    groups.push({ name: `Group ${i}`, members: [...members] });
  }
  return { numbers, users, groups };
}

const numbered = (values) => values.map((value, i) => [i, [value]]);

const started = ({ users, groups }) =>
  Service.start({
    initialData: { users: numbered(users), groups: numbered(groups) },
    resources: { active_friends: ActiveFriends },
    createGraph: (inputs) => ({
      users: inputs.users,
      activeMembers: inputs.groups.map(ActiveMembers, inputs.users),
    }),
  });

const sumOf = (group, friends) => friends.reduce((sum, friend) => sum + friend, group);

const subscribe = (service, identifier, user) =>
  service.subscribe(identifier, "active_friends", user, sumOf);

export async function start(task, size, resources = 0) {
  const given = data(size);
  const someUser = () => size / 2 + given.numbers.below(size / 2);
  if (task === "load") {
    return async () => {
      const service = await started(given);
      await subscribe(service, "user 0", 0);
      return service.takeSum();
    };
  }
  const service = await started(given);
  if (task === "instantiate") {
    return async (i) => {
      // an identifier is not free again at once
      const identifier = `opening ${i}`;
      await subscribe(service, identifier, someUser());
      service.unsubscribe(identifier);
      return service.takeSum();
    };
  }
  for (let user = 0; user < resources; user++) {
    await subscribe(service, `user ${user}`, user);
  }
  service.takeSum();
  return async () => {
    const user = someUser();
    const before = given.users[user];
    given.users[user] = { ...before, active: !before.active };
    return service.update("users", [[user, [given.users[user]]]]);
  };
}
