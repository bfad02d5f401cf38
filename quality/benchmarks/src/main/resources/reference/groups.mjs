// W1: toggle SIZE RESOURCES | instantiate SIZE | load SIZE
import { groups as service } from "./groups-service.mjs";
import { Numbers, Service } from "./shared.mjs";

const FRIENDS = 10;
const MEMBERS = 20;

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
  Service.start(service({ users: numbered(users), groups: numbered(groups) }));

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
