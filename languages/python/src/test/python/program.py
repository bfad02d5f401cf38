"""A program with all that can go wrong, and an external service; ``engine_tests.py`` runs it."""

from __future__ import annotations

import asyncio
import os
import resource as resource_limits
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from skip import Eager, ExternalService, Feed, Input, Lazy, Reducer, Service, Values, external, lazy, mapper, resource, run


class Doubles(ExternalService):
    """Delivers a number and its double, and then, by and by, from a thread of its own, those after it."""

    def __init__(self) -> None:
        self._ended: dict[str, threading.Event] = {}

    def subscribe(self, instance: str, resource: str, params: Any, feed: Feed) -> None:
        if resource != "doubles":
            raise ValueError(f"there is no resource {resource}")
        ended = self._ended[instance] = threading.Event()
        first = params["from"]
        feed.update({first: [2 * first]}, initial=True)

        def go_on() -> None:
            for number in range(first + 1, first + 5):
                if not ended.is_set():
                    feed.update({number: [2 * number]})

        threading.Thread(target=go_on, daemon=True).start()

    def unsubscribe(self, instance: str) -> None:
        self._ended.pop(instance).set()


@dataclass(frozen=True)
class Item:
    name: str
    price: float
    tags: list[str]


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise self


def recursion(n: int) -> int:
    return 1 + recursion(n + 1)


def recursion_by_c(n: int) -> int:
    return max([n], key=lambda each: recursion_by_c(each + 1))


def within_itself() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


def nested(levels: int) -> Any:
    return 1 if levels == 0 else [nested(levels - 1)]


def looked_up_by_a_thread(items: Eager[int, Item]) -> str:
    found: list[str] = []

    def look_up() -> None:
        try:
            found.append(items[1].name)
        except Exception as error:
            found.append(str(error))

    thread = threading.Thread(target=look_up)
    thread.start()
    thread.join()
    return found[0]


@mapper
def do_what_it_says(key: str, what: str, items: Eager[int, Item]) -> Iterator[tuple[str, Any]]:
    print("what a function prints is no frame")
    if what == "raise":
        raise ValueError(f"{key} cannot be ü😀")
    if what == "exit":
        sys.exit(3)
    if what == "interrupt":
        raise KeyboardInterrupt("as on a keyboard")
    if what == "cancel":
        raise asyncio.CancelledError("by another task")
    if what == "unspeakable":
        raise UnspeakableError
    if what == "recursion":
        recursion(0)
    if what == "recursion by C":
        recursion_by_c(0)
    if what == "die":
        os._exit(3)
    if what == "memory":
        most = resource_limits.getrlimit(resource_limits.RLIMIT_AS)[1]
        resource_limits.setrlimit(resource_limits.RLIMIT_AS, (1 << 30, most))
        bytearray(1 << 31)
    if what == "loop":
        while True:
            pass
    if what == "print much":
        print("much " * 100_000)
    if what == "fork":
        os.fork()  # the copy goes on here, too, and answers nothing
    if what == "start threads":
        for _ in range(20):
            threading.Thread(target=print, args=("what threads print is no frame, either",)).start()
    if what == "look up":
        what = looked_up_by_a_thread(items)
    made = {"digits": 10**1_000, "huge": 10**6_000, "nan": float("nan"), "surrogate": "\ud800", "big": 10**40, "tenth": 0.1}
    deep = {"500 levels": 500, "501 levels": 501}
    yield key, within_itself() if what == "cycle" else nested(deep[what]) if what in deep else made.get(what, what)


@mapper
def by_tag(key: int, item: Item) -> Iterator[tuple[str, float]]:
    for tag in item.tags:
        yield tag, item.price


@dataclass(frozen=True)
class Most(Reducer[float, float]):
    """The largest of the numbers up to a limit."""

    limit: float

    def add(self, accumulated: float | None, value: float) -> float:
        return value if accumulated is None else max(accumulated, min(value, self.limit))

    def remove(self, accumulated: float, value: float) -> float | None:
        return accumulated if value < accumulated else None


@lazy
def fibonacci(n: int, itself: Lazy[int, int]) -> Iterator[int]:
    yield n if n < 2 else itself[n - 1] + itself[n - 2]


@mapper
def fibonacci_of(key: int, values: Values[Item]) -> Iterator[tuple[int, int]]:
    yield key, fibonacci.collection()[key]


@dataclass(frozen=True)
class Reply:
    text: str
    replies: tuple[Reply, ...] = ()
    seen: dict[int, date] | None = None


@mapper
def deepest(key: str, reply: Reply) -> Iterator[tuple[str, Reply]]:
    while reply.replies:
        reply = reply.replies[0]
    yield key, reply


class Program(Service):
    says: Input[str, str]
    replies: Input[str, Reply]
    items: Input[int, Item]
    initial = {"items": {1: Item("one", 1.5, ["a", "b"]), 30: Item("thirty", 30, ["b"])}}
    externals = {"doubles": Doubles()}

    def graph(self) -> None:
        self.said = self.says.map(do_what_it_says, self.items)

    @resource("said")
    def all_said(self) -> Eager[str, Any]:
        return self.said

    @resource
    def last(self) -> Eager[str, Reply]:
        return self.replies.map(deepest)

    @resource
    def most(self, *, limit: float = 10) -> Eager[str, float]:
        return self.items.map(by_tag).reduce(Most(limit))

    @resource
    def count(self) -> Eager[str, int]:
        import skip

        return self.items.map_reduce(by_tag, skip.count)

    @resource("fibonacci")
    def of_items(self) -> Eager[int, int]:
        return self.items.map(fibonacci_of)

    @resource
    def doubles(self, kind: Literal["doubles", "halves"], /) -> Eager[int, int]:
        return external("doubles", kind, {"from": 5})


if __name__ == "__main__":
    run(Program)
