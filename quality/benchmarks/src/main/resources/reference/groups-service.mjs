// The service of W1, on any runtime.
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

export const groups = (initialData) => ({
  initialData,
  resources: { active_friends: ActiveFriends },
  createGraph: (inputs) => ({
    users: inputs.users,
    activeMembers: inputs.groups.map(ActiveMembers, inputs.users),
  }),
});
