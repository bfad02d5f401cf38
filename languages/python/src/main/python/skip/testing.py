"""Tests of services, without a server and with one.

:func:`evaluate` computes what a service shows for given inputs, from scratch and in this process: what the service has to show
after any history that leads to these inputs. It is plain Python, for tests of some hundred entries. :class:`TestedService` runs the
service on the engine.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from fractions import Fraction
from functools import partial
from typing import Any

from skip.client.connection import Connection, connect
from skip.client.contents import Contents
from skip.client.errors import NotFoundError, SkipError
from skip.exact_json import identity, order, parse, text
from skip.service import turn
from skip.service.collections import Values
from skip.service.definition import Definition, Service
from skip.service.functions import BoundReducer, LazyFunction, Mapper, function_of
from skip.service.launch import launcher
from skip.service.principal import Principal

__all__ = ["CommandRun", "Evaluation", "TestedService", "evaluate"]

_LISTENING = re.compile(r"control (https?://\S+?), streaming (https?://\S+?);")
_START_SECONDS = 120.0
_END_SECONDS = 30.0


def evaluate(service: type[Service] | Service, **inputs: Mapping[Any, Any]) -> Evaluation:
    """What a service shows, computed from scratch.

    :param inputs: by the name of the input, a mapping of keys to one value each, or to ``Values`` of several ones; an input that is
        not given has its initial data
    :raises SkipError: if the service is put together wrongly, or has no such input
    """
    return Evaluation(Definition(service() if isinstance(service, type) else service), inputs)


class TestedService:
    """A program on the real engine, for the time of a test: a process of ``skip run`` at free ports of this machine.

    As a context it gives the :class:`Connection` to the service. What the program and the engine print is in :attr:`output`.

    :param program: the file that calls ``skip.run``
    :param options: further options of the command line, such as ``--function-timeout 1``
    :raises SkipError: if the service does not start in a minute or two, with what was printed
    """

    def __init__(self, program: str | os.PathLike[str], *options: str) -> None:
        command = [launcher(), "run", os.fspath(program), "--control-port", "0", "--streaming-port", "0", *options]
        self.output = ""
        self._started = threading.Event()
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self._started.wait(_START_SECONDS)
        found = _LISTENING.search(self.output)
        if found is None:
            self.close()
            raise SkipError(f"{program} does not start:\n{self.output}")
        self.connection = connect(found[2], control=found[1])

    @property
    def process_id(self) -> int:
        """The process of the engine; those of workers are its children."""
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.output += line
            if _LISTENING.search(line):
                self._started.set()
        self._started.set()

    def close(self) -> None:
        """Ends the connection and the processes."""
        if hasattr(self, "connection"):
            self.connection.close()
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join(_END_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.close()


class Evaluation:
    """A service with inputs that do not change."""

    def __init__(self, definition: Definition, inputs: Mapping[str, Mapping[Any, Any]]) -> None:
        for name in inputs:
            if name not in definition.inputs:
                raise NotFoundError(f"there is no input {name}", type="unknown-collection")
        given = {name: inputs.get(name, definition.service.initial.get(name, {})) for name in definition.inputs}
        graph = _Run([_Contents.of([(each, _values(values[each])) for each in values]) for values in given.values()])
        numbers = {name: number for number, name in enumerate(given)}
        self._definition = definition
        self._inputs = dict(zip(given, graph.collections, strict=False))
        shared = graph.within(lambda: definition.create_graph(numbers))
        self._shared = {name: graph.collections[number] for name, number in shared.items()}

    def resource(self, name: str, params: Any = None) -> Contents:
        """The contents of a resource for the parameters of a client.

        :raises SkipError: if there is no such resource
        """
        if name not in self._definition.resources:
            raise NotFoundError(f"there is no resource {name}", type="unknown-resource")
        run = _Run(list(self._shared.values()))
        numbers = {each: number for number, each in enumerate(self._shared)}
        sent = parse(text({} if params is None else params))
        number = run.within(lambda: self._definition.instantiate(name, sent, numbers))
        return Contents(run.eager(number).entries())


    def command(
        self, name: str, params: Any = None, *, principal: Principal | None = None, now: datetime | None = None
    ) -> CommandRun:
        """Runs a command of the service; what it writes is told, and not carried out.

        :param principal: the user that it runs for, where it takes one
        :param now: the time that it is told
        :raises SkipError: if there is no such command, or it refuses
        """
        if name not in self._definition.commands:
            raise NotFoundError(f"there is no command {name}", type="unknown-command")
        known = self._definition.commands[name]
        run = _Run([*self._inputs.values(), *self._shared.values()], makes=False)
        inputs = {each: number for number, each in enumerate(self._inputs)}
        shared = {each: len(inputs) + number for number, each in enumerate(self._shared)}
        sent = parse(text(known.with_principal({} if params is None else params, principal)))
        millis = int((now or datetime.now(timezone.utc)).timestamp() * 1000)
        result, told = run.within(lambda: self._definition.run(name, sent, millis, inputs, shared))
        names = list(inputs)
        writes: dict[str, list[tuple[Any, list[Any]]]] = {}
        for number, key, values in told:
            if number >= len(names):
                raise SkipError(f"command {name} writes to a collection that is computed; it writes to inputs")
            writes.setdefault(names[number], []).append((key, values))
        return CommandRun(result, writes)


@dataclass(frozen=True)
class CommandRun:
    """What a command has done in a test.

    :ivar result: what it gave
    :ivar writes: by the name of the input, the keys that it has written, in order, each with its new values
    """

    result: Any
    writes: Mapping[str, Sequence[tuple[Any, list[Any]]]]


def _values(given: Any) -> list[Any]:
    return list(given) if isinstance(given, Values) else [given]


class _Contents:
    """The entries of a collection, as JSON, in the order of their keys."""

    def __init__(self) -> None:
        self._entries: dict[Any, tuple[Any, list[Any]]] = {}

    @classmethod
    def of(cls, entries: list[tuple[Any, list[Any]]]) -> _Contents:
        made = cls()
        for key, values in parse(text(entries)):
            for value in values:
                made.emit(key, value)
        return made

    def emit(self, key: Any, value: Any) -> None:
        self._entries.setdefault(identity(key), (key, []))[1].append(value)

    def get(self, key: Any) -> list[Any]:
        return self._entries.get(identity(key), (key, []))[1]

    def entries(self) -> list[tuple[Any, list[Any]]]:
        return sorted(self._entries.values(), key=lambda entry: order(entry[0]))

    def __len__(self) -> int:
        return len(self._entries)


class _Computed:
    """A lazy collection: values that were asked for, and those that are being computed."""

    def __init__(self, compute: Callable[[Any], list[Any]]) -> None:
        self._compute = compute
        self._known: dict[Any, list[Any]] = {}
        self._running: set[Any] = set()

    def get(self, key: Any) -> list[Any]:
        name = identity(key)
        if name in self._running:
            raise SkipError(f"the value of {key!r} depends on itself")
        if name not in self._known:
            self._running.add(name)
            try:
                self._known[name] = self._compute(key)
            finally:
                self._running.discard(name)
        return self._known[name]


class _Run:
    """The run of a function: its own collections, and those that it makes, computed at once."""

    def __init__(self, own: list[Any], makes: bool = True) -> None:
        self.collections = own
        self._makes = makes

    def within(self, run: Callable[[], Any]) -> Any:
        """Runs something in this turn."""
        turn.begin(self)
        try:
            return run()
        finally:
            turn.end()

    def eager(self, number: int) -> _Contents:
        found = self.collections[number]
        if not isinstance(found, _Contents):
            raise SkipError("a lazy collection is no resource, and has no operators")
        return found

    def get(self, collection: int, key: Any, is_lazy: bool) -> list[Any]:
        found: list[Any] = self.collections[collection].get(key)
        return found

    def size(self, collection: int) -> int:
        return len(self.eager(collection))

    def make(self, operator: dict[str, Any]) -> int:
        makers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "map": lambda each: self._mapped(each),
            "reduce": lambda each: _reduced(self.eager(each["source"]), each["reducer"]),
            "mapReduce": lambda each: _reduced(self._mapped(each), each["reducer"]),
            "slices": lambda each: _sliced(self.eager(each["source"]), each["ranges"]),
            "take": lambda each: _of(self.eager(each["source"]).entries()[: each["limit"]]),
            "merge": lambda each: _merged([self.eager(one) for one in (each["source"], *each["others"])]),
            "lazy": self._lazy,
        }
        if not self._makes:
            raise SkipError("a command reads collections and makes none; make them in graph()")
        if operator["op"] not in makers:
            raise SkipError(f"{operator['op']} cannot be evaluated without a server")
        self.collections.append(makers[operator["op"]](operator))
        return len(self.collections) - 1

    def _own(self, params: list[dict[str, Any]]) -> list[Any]:
        return [self.collections[each["collection"]] for each in params if "collection" in each]

    def _mapped(self, operator: dict[str, Any]) -> _Contents:
        described = operator["function"]
        function = function_of(described["class"])
        assert isinstance(function, Mapper)
        run, own, made = function.bound(described["params"]), self._own(described["params"]), _Contents()
        for key, values in self.eager(operator["source"]).entries():
            for emitted_key, value in _Run(list(own)).within(partial(run, key, values)):
                made.emit(emitted_key, value)
        return made

    def _lazy(self, operator: dict[str, Any]) -> _Computed:
        described = operator["function"]
        function = function_of(described["class"])
        assert isinstance(function, LazyFunction)
        run, own = function.bound(described["params"]), self._own(described["params"])
        made = _Computed(lambda key: _Run([*own, made]).within(lambda: run(key)))
        return made


def _of(entries: list[tuple[Any, list[Any]]]) -> _Contents:
    made = _Contents()
    for key, values in entries:
        for value in values:
            made.emit(key, value)
    return made


def _sliced(source: _Contents, ranges: list[list[Any]]) -> _Contents:
    ends = [(order(first), order(last)) for first, last in ranges]
    return _of([entry for entry in source.entries() if any(a <= order(entry[0]) <= b for a, b in ends)])


def _merged(sources: list[_Contents]) -> _Contents:
    return _of([entry for source in sources for entry in source.entries()])


_NATIVE: dict[str, Callable[[list[Any]], Any]] = {
    "sum": lambda values: _number(sum((Fraction(str(each)) for each in values), Fraction(0))),
    "min": lambda values: min(values, key=order),
    "max": lambda values: max(values, key=order),
    "count": len,
}


def _number(exact: Fraction) -> int | float:
    return exact.numerator if exact.denominator == 1 else float(exact)


def _reduced(source: _Contents, described: dict[str, Any]) -> _Contents:
    if "native" in described:
        native = _NATIVE[described["native"]]
        return _of([(key, [native(values)]) for key, values in source.entries()])
    reducer = BoundReducer(described["class"], described["params"])
    return _of([(key, [reducer.add(described.get("initial"), values)]) for key, values in source.entries()])
