"""The service on which implementations are compared, in Python; as the one of the examples in Java."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import skip
from skip import Eager, Input, Lazy, Reducer, Service, Values, lazy, mapper, resource


@dataclass(frozen=True)
class User:
    name: str
    active: bool
    friends: list[int]


@dataclass(frozen=True)
class Group:
    name: str
    members: list[int]


@dataclass(frozen=True)
class Profile:
    name: str
    groups: tuple[int, ...]


@mapper
def add_to(key: int, values: Values[int], n: int) -> Iterator[tuple[int, int]]:
    for value in values:
        yield key, value + n


@mapper
def swap_key_and_value(key: int, values: Values[int]) -> Iterator[tuple[int, int]]:
    for value in values:
        yield value, key


@mapper
def sorted_values(key: int, values: Values[int]) -> Iterator[tuple[int, list[int]]]:
    yield key, sorted(values)


@mapper
def add_other(key: int, values: Values[int], other: Eager[int, int]) -> Iterator[tuple[int, int]]:
    for value in values:
        yield key, 100 * value + sum(other.get(value % 5))


@mapper
def add_size(key: int, values: Values[int], other: Eager[int, int]) -> Iterator[tuple[int, int]]:
    for value in values:
        yield key, value + len(other)


@mapper
def negate_key(key: int, values: Values[int]) -> Iterator[tuple[int, int]]:
    for value in values:
        yield -key, value


@mapper
def key_modulo(key: int, values: Values[int], modulo: int) -> Iterator[tuple[int, int]]:
    for value in values:
        yield key % modulo, value


@mapper
def spread(key: int, values: Values[int]) -> Iterator[tuple[int, int]]:
    for value in values:
        for i in range(value % 3):
            yield key + i, value


@mapper
def only_values(key: int, values: Values[int], wanted: list[int]) -> Iterator[tuple[int, int]]:
    for value in values:
        if value in wanted:
            yield key, value


@lazy
def triangle(key: int, itself: Lazy[int, int], numbers: Eager[int, int]) -> Iterator[int]:
    own = sum(numbers.get(key))
    yield own if key <= 0 else own + key + itself[key - 1]


@mapper
def add_triangle(key: int, values: Values[int], triangles: Lazy[int, int]) -> Iterator[tuple[int, int]]:
    for value in values:
        yield key, value + triangles[key % 12]


class SumOfSquares(Reducer[int, int]):
    def initial(self) -> int:
        return 0

    def add(self, accumulated: int | None, value: int) -> int:
        return (accumulated or 0) + value * value

    def remove(self, accumulated: int, value: int) -> int:
        return accumulated - value * value


class LargestThree(Reducer[int, list[int]]):
    def initial(self) -> list[int]:
        return []

    def add(self, accumulated: list[int] | None, value: int) -> list[int]:
        return sorted([*(accumulated or []), value], reverse=True)[:3]

    def remove(self, accumulated: list[int], value: int) -> list[int] | None:
        return accumulated if len(accumulated) == 3 and value < accumulated[2] else None


@mapper
def active_members(gid: int, group: Group, users: Eager[int, User]) -> Iterator[tuple[int, int]]:
    for uid in group.members:
        if any(user.active for user in users.get(uid)):
            yield gid, uid


@mapper
def filter_friends(gid: int, uids: Values[int], friends: list[int]) -> Iterator[tuple[int, int]]:
    for uid in uids:
        if uid in friends:
            yield gid, uid


@mapper
def groups_of_user(gid: int, group: Group) -> Iterator[tuple[int, int]]:
    for uid in group.members:
        yield uid, gid


@mapper
def profile_of_user(uid: int, user: User, groups: Eager[int, int]) -> Iterator[tuple[int, Profile]]:
    yield uid, Profile(user.name, groups.get(uid))


class Conformance(Service):
    a: Input[int, int]
    b: Input[int, int]
    users: Input[int, User]
    groups: Input[int, Group]

    def graph(self) -> None:
        self.active_members = self.groups.map(active_members, self.users)

    @resource
    def plus(self, *, n: int) -> Eager[int, int]:
        return self.a.map(add_to, n)

    @resource
    def swap(self) -> Eager[int, list[int]]:
        return self.a.map(swap_key_and_value).map(sorted_values)

    @resource
    def lookup(self) -> Eager[int, int]:
        return self.a.map(add_other, self.b)

    @resource
    def size(self) -> Eager[int, int]:
        return self.a.map(add_size, self.b)

    @resource
    def slice(self, *, from_: int, to: int) -> Eager[int, int]:
        return self.a.slice(from_, to)

    @resource
    def slices(self, *, ranges: list[tuple[int, int]]) -> Eager[int, int]:
        return self.a.slices(ranges)

    @resource
    def take(self, *, limit: int) -> Eager[int, int]:
        return self.a.take(limit)

    @resource
    def top(self, *, limit: int) -> Eager[int, int]:
        return self.a.map(negate_key).take(limit)

    @resource
    def merge(self) -> Eager[int, list[int]]:
        return self.a.merge(self.b).map(sorted_values)

    @resource
    def lazy(self) -> Eager[int, int]:
        return self.a.map(add_triangle, triangle.collection(self.a))

    @resource
    def chain(self, *, limit: int) -> Eager[int, list[int]]:
        spreaded = self.a.map(spread).map(add_other, self.b)
        return spreaded.slice(-50, 50).take(limit).map(swap_key_and_value).map(sorted_values)

    @resource
    def valuesOf(self, *, key: int) -> Eager[int, int]:  # noqa: N802 the name that clients use
        return self.b.map(only_values, self.a.get(key))

    @resource
    def sum(self, *, modulo: int) -> Eager[int, int]:
        return self.a.map_reduce(key_modulo, skip.sum, modulo)

    @resource
    def min(self, *, modulo: int) -> Eager[int, int]:
        return self.a.map_reduce(key_modulo, skip.min, modulo)

    @resource
    def max(self, *, modulo: int) -> Eager[int, int]:
        return self.a.map_reduce(key_modulo, skip.max, modulo)

    @resource
    def count(self, *, modulo: int) -> Eager[int, int]:
        return self.a.map_reduce(key_modulo, skip.count, modulo)

    @resource
    def sumOfSquares(self, *, modulo: int) -> Eager[int, int]:  # noqa: N802
        return self.a.map_reduce(key_modulo, SumOfSquares(), modulo)

    @resource
    def largestThree(self, *, modulo: int) -> Eager[int, list[int]]:  # noqa: N802
        return self.a.map_reduce(key_modulo, LargestThree(), modulo)

    @resource("a")
    def all_of_a(self) -> Eager[int, int]:
        return self.a

    @resource("activeMembers")
    def members(self) -> Eager[int, int]:
        return self.active_members

    @resource
    def activeFriends(self, *, uid: int) -> Eager[int, int]:  # noqa: N802
        friends = [friend for user in self.users.get(uid) for friend in user.friends]
        return self.active_members.map(filter_friends, friends)

    @resource
    def profiles(self) -> Eager[int, Profile]:
        return self.users.map(profile_of_user, self.groups.map(groups_of_user))


if __name__ == "__main__":
    skip.run(Conformance)
