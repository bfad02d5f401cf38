"""A program with all that can go wrong, and an external service; ``engine_tests.py`` runs it."""

from __future__ import annotations

import os
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


@mapper
def do_what_it_says(key: str, what: str) -> Iterator[tuple[str, Any]]:
    print("what a function prints is no frame")
    if what == "raise":
        raise ValueError(f"{key} cannot be ü😀")
    if what == "exit":
        sys.exit(3)
    if what == "die":
        os._exit(3)
    if what == "loop":
        while True:
            pass
    deep: Any = 1
    for _ in range(501):
        deep = [deep]
    yield key, {"deep": deep, "digits": 10**1_000, "huge": 10**6_000, "nan": float("nan"), "surrogate": "\ud800", "big": 10**40, "tenth": 0.1}.get(what, what)


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
        self.said = self.says.map(do_what_it_says)

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
