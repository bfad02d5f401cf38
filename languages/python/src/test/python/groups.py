from collections.abc import Iterator
from dataclasses import dataclass

from skip import Eager, Input, Service, Values, mapper, resource, run


@dataclass(frozen=True)
class User:
    name: str
    active: bool
    friends: list[int]


@dataclass(frozen=True)
class Group:
    name: str
    members: list[int]


@mapper
def active_members(gid: int, group: Group, users: Eager[int, User]) -> Iterator[tuple[int, int]]:
    for uid in group.members:
        if users[uid].active:
            yield gid, uid


@mapper
def filter_friends(gid: int, uids: Values[int], friends: list[int]) -> Iterator[tuple[int, int]]:
    for uid in uids:
        if uid in friends:
            yield gid, uid


class Groups(Service):
    users: Input[int, User]
    groups: Input[int, Group]
    initial = {
        "users": {
            0: User("Bob", True, [1, 2]),
            1: User("Alice", True, [0, 2]),
            2: User("Carol", False, [0, 1]),
            3: User("Eve", True, []),
        },
        "groups": {1001: Group("Group 1", [1, 2, 3]), 1002: Group("Group 2", [0, 2])},
    }

    def graph(self) -> None:
        self.active = self.groups.map(active_members, self.users)

    @resource
    def active_friends(self, uid: int) -> Eager[int, int]:
        return self.active.map(filter_friends, self.users[uid].friends)

    @resource("users")
    def all_users(self) -> Eager[int, User]:
        return self.users


if __name__ == "__main__":
    run(Groups)
