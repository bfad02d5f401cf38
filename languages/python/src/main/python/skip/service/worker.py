"""The worker: a process in which the engine runs the functions of services, by the frames that docs/workers.md defines."""

from __future__ import annotations

import itertools
import os
import platform
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, NoReturn

from skip.client.errors import CommandRefusedError, ForbiddenError, SkipError
from skip.exact_json import identity
from skip.service import turn
from skip.service.channels import Calls, Talk, encoded
from skip.service.definition import Definition, Service
from skip.service.external import Subscriptions
from skip.service.functions import BoundReducer, LazyFunction, Mapper, function_of
from skip.service.purity import is_library_file

PROTOCOL = 1
VARIABLE = "SKIP_WORKER"
"""The variable of the environment that names the socket, in a process that is a worker."""

_ALONE: list[int] = [2]
_MOST_FRAMES = 10_000
"""How deep calls may be nested: values may have 500 levels, and each may take some calls to read or to write."""
_MOST_SHOWN_FRAMES = -100
"""How many frames of a stack trace are shown: these innermost ones."""
_NOTHING: list[Any] = []
_REFUSALS = {409: "conflict", 403: "forbidden", 422: "invalid"}


class _RaisedError(SkipError):
    """A read that has failed in the engine, which knows why."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


class _WantsToRunAloneError(BaseException):
    """A function in a wave does what only one that runs alone can do."""


class _Mirror:
    """What this process has of a collection."""

    def __init__(self) -> None:
        self.is_whole = False
        self.values: dict[Any, list[Any]] = {}

    def change(self, known: list[Any], unknown: list[Any]) -> None:
        pairs = iter(known)
        for key, values in zip(pairs, pairs, strict=True):
            self.values[identity(key)] = values
        for key in unknown:
            self.values.pop(identity(key), None)

    def get(self, key: Any) -> list[Any] | None:
        """The values of a key; ``None`` if the mirror does not know."""
        found = self.values.get(identity(key))
        return _NOTHING if found is None and self.is_whole else found


class _AloneTurn:
    """A turn that may ask, and make collections."""

    def __init__(self, worker: Worker, own: int, asks: bool = True, makes: bool = True) -> None:
        self._worker = worker
        self._next = own
        self._asks = asks
        self._makes = makes
        self._pending: list[dict[str, Any]] = []

    def take_operators(self) -> list[dict[str, Any]]:
        """The operators of which the engine has not been told."""
        taken, self._pending = self._pending, []
        return taken

    def get(self, collection: int, key: Any, is_lazy: bool) -> list[Any]:
        found: list[Any] = self._ask(["get", collection, key])
        return found

    def size(self, collection: int) -> int:
        return int(self._ask(["size", collection]))

    def make(self, operator: dict[str, Any]) -> int:
        if not self._makes:
            raise SkipError("a command reads collections and makes none; make them in graph()")
        number = self._next
        self._next += 1
        self._pending.append({"id": number, **operator})
        return number

    def _ask(self, question: list[Any]) -> Any:
        if not self._asks:
            raise SkipError("graph() describes collections and cannot read them; read them in a mapper or in a resource")
        operators = self.take_operators()
        return self._worker.ask([*question, operators] if operators else question)


class _WaveTurn:
    """A turn of functions of a wave, one key after the other: reads are answered by mirrors where they can."""

    def __init__(self, worker: Worker, mirrors: list[int], first: int) -> None:
        self._worker = worker
        self._mirrors = mirrors
        self._first = first
        self.reads: list[Any] = []
        self.is_for_alone = False

    def get(self, collection: int, key: Any, is_lazy: bool) -> list[Any]:
        if is_lazy:
            self._leave()
        self.reads += (collection, key)
        mirror = self._worker.mirror(self._mirrors[collection])
        found = None if mirror is None else mirror.get(key)
        if found is None:
            found = self._worker.ask(["get", self._first + collection, key])
        return found

    def size(self, collection: int) -> int:
        self.reads += (-1 - collection, 0)
        return int(self._worker.ask(["size", self._first + collection]))

    def make(self, operator: dict[str, Any]) -> int:
        self._leave()

    def _leave(self) -> NoReturn:
        self.is_for_alone = True
        raise _WantsToRunAloneError


class ToldFunction:
    """A function that the engine has told this process of. One that cannot be made fails when it is to run."""

    def __init__(self, kind: str, code: str, params: list[Any]) -> None:
        self.own = sum(1 for each in params if "collection" in each)
        self.reducer: BoundReducer | None = None
        self.run: Callable[..., Any] | None = None
        self.failure: BaseException | None = None
        try:
            self._make(kind, code, params)
        except BaseException as error:  # what else the frame tells is to be taken
            self.failure = error

    def _make(self, kind: str, code: str, params: list[Any]) -> None:
        if kind == "reducer":
            self.reducer = BoundReducer(code, params)
            return
        function = function_of(code)
        assert isinstance(function, (Mapper, LazyFunction))
        self.run = function.bound(params)
        self.own += 1 if kind == "lazy" else 0


class Worker:
    """What runs in this process, and the two channels. One thread, the one that waits in :meth:`serve`, runs all turns."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._calls = Calls(os.environ[VARIABLE])
        self._definitions: dict[int, Definition] = {}
        self._functions: dict[int, ToldFunction] = {}
        self._mirrors: dict[int, _Mirror] = {}
        self._subscriptions = Subscriptions(self._calls.send)
        self._handlers: dict[str, Callable[..., Any]] = {
            "createGraph": self._create_graph,
            "instantiate": self._instantiate,
            "map": self._map,
            "lazy": self._lazy,
            "reduce": self._reduce,
            "wave": self._wave,
            "command": self._command,
        }
        runtime = f"{platform.python_implementation()} {platform.python_version()}"
        self._calls.send(["hello", {"protocol": PROTOCOL, "language": "python", "runtime": runtime}])

    def serve(self, service: Service, options: Mapping[str, Any]) -> None:
        """Starts a service, and runs turns until the engine ends.

        :raises SkipError: if the service could not start
        """
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _MOST_FRAMES))
        definition = Definition(service)
        number = len(self._definitions) + 1
        self._definitions[number] = definition
        externals = {"externals": list(service.externals), "listen": True, "options": dict(options)}
        self._calls.send(["files", author_files()])
        self._calls.send(["start", number, number, {**definition.described(), **externals}])
        try:
            while True:
                self._receive(self._calls.receive())
        except (EOFError, ConnectionError):
            return  # the engine has ended

    def _receive(self, frame: list[Any]) -> None:
        """Takes a frame that came by calls."""
        if frame[0] in ("reply", "refused"):
            if not self._subscriptions.answered(frame) and frame[0] == "refused":
                raise SkipError(str(frame[2].get("message", "the engine has refused to start the service")))
        elif frame[0] == "subscribe":
            _, request, service, external, instance, resource, params = frame
            found = self._definitions[service].service.externals[external]
            self._subscriptions.subscribe(found, request, service, instance, resource, params)
        elif frame[0] == "unsubscribe":
            self._definitions[frame[1]].service.externals[frame[2]].unsubscribe(frame[3])
        elif frame[0] == "shutdown":
            self._subscriptions.reply(frame[1], self._definitions[frame[2]].service.externals[frame[3]].shutdown)
        else:
            self._answer(frame)

    def ask(self, question: list[Any]) -> Any:
        """Asks the engine in a turn, and runs the turns that come before its answer."""
        self._talk.send(encoded(question))
        while True:
            frame = self._talk.receive()
            if frame[0] == "value":
                for change in frame[2:]:
                    self._change_mirror(*change)
                return frame[1]
            if frame[0] == "raise":
                raise _RaisedError(frame[1], str(frame[2]))
            self._answer(frame)

    def _answer(self, frame: list[Any]) -> None:
        try:
            data = encoded(["done", self._turn(frame)])
        except BaseException as error:  # an exception of the author's is an answer
            data = encoded(["fail", described_error(error)])
        self._talk.send(data)

    def _turn(self, frame: list[Any]) -> Any:
        handler = self._handlers.get(frame[0])
        if handler is None:
            raise SkipError(f"there is no turn {frame[0]}")
        return handler(*frame[1:])

    def _create_graph(self, service: int, numbers: dict[str, int]) -> list[Any]:
        run = _AloneTurn(self, len(numbers), asks=False)
        shared = within(run, lambda: self._definitions[service].create_graph(numbers))
        return [shared, run.take_operators()]

    def _instantiate(self, service: int, resource: str, params: Any, numbers: dict[str, int]) -> list[Any]:
        run = _AloneTurn(self, len(numbers))
        made = within(run, lambda: self._definitions[service].instantiate(resource, params, numbers))
        return [made, run.take_operators()]

    def _command(
        self, service: int, name: str, params: Any, millis: int, inputs: dict[str, int], shared: dict[str, int]
    ) -> list[Any]:
        run = _AloneTurn(self, len(inputs) + len(shared), makes=False)
        done: list[Any] = within(run, lambda: self._definitions[service].run(name, params, millis, inputs, shared))
        return done

    def _told(self, functions: list[Any], number: int) -> ToldFunction:
        self._tell(functions)
        told = self._functions[number]
        if told.failure is not None:
            raise told.failure
        return told

    def _tell(self, functions: list[Any]) -> None:
        for number, kind, code, params in functions:
            self._functions[number] = ToldFunction(kind, code, params)

    def _map(self, functions: list[Any], number: int, key: Any, values: list[Any]) -> list[Any]:
        told = self._told(functions, number)
        run = _AloneTurn(self, told.own)
        assert told.run is not None
        function = told.run
        return [within(run, lambda: function(key, values)), run.take_operators()]

    def _lazy(self, functions: list[Any], number: int, key: Any) -> Any:
        told = self._told(functions, number)
        assert told.run is not None
        function = told.run
        return within(_AloneTurn(self, told.own), lambda: function(key))

    def _reduce(self, functions: list[Any], number: int, steps: list[Any]) -> list[Any]:
        reducer = self._told(functions, number).reducer
        assert reducer is not None
        return [_reduced(reducer, *step) for step in steps]

    def _wave(self, functions: list[Any], mirrors: list[Any], runs: list[Any], is_announced: bool = False) -> list[Any]:
        self._tell(functions)
        for change in mirrors:
            self._change_mirror(*change)
        if not is_announced:
            return [self._run_in_wave(*run) for run in runs]
        numbers = itertools.count()
        return [self._run_announced(numbers, *run) for run in runs]

    def _run_announced(
        self, numbers: Iterator[int], number: int, source: int, keys: list[Any], mirrors: list[int], first: int
    ) -> list[Any]:
        """Says of each run that it begins, since one of them may not end."""
        outcomes = []
        for key in keys:
            self._talk.send(encoded(["begun", next(numbers)]))
            outcomes += self._run_in_wave(number, source, [key], mirrors, first)
        return outcomes

    def mirror(self, number: int) -> _Mirror | None:
        """What this process has of a collection; an answer may begin it again."""
        return self._mirrors.get(number)

    def _change_mirror(self, number: int, is_whole: int | None = None, known: Any = (), unknown: Any = ()) -> None:
        if is_whole is None:
            self._mirrors.pop(number, None)
            return
        if is_whole or number not in self._mirrors:
            self._mirrors[number] = _Mirror()
        self._mirrors[number].is_whole |= bool(is_whole)
        self._mirrors[number].change(known, unknown)

    def _run_in_wave(self, number: int, source: int, keys: list[Any], mirrors: list[int], first: int) -> list[Any]:
        told = self._functions[number]
        if told.failure is not None:
            return [[1, described_error(told.failure), []] for _ in keys]
        assert told.run is not None
        values = self._mirrors[source]
        run = _WaveTurn(self, mirrors, first)
        turn.begin(run)
        try:
            return [_outcome(told.run, run, key, values.get(key) or _NOTHING) for key in keys]
        finally:
            turn.end()


def _outcome(function: Callable[..., Any], run: _WaveTurn, key: Any, values: list[Any]) -> Any:
    run.reads, run.is_for_alone = [], False
    try:
        emitted = function(key, values)
    except BaseException as error:  # likewise
        return _ALONE if run.is_for_alone else [1, described_error(error), run.reads]
    if run.is_for_alone:
        return _ALONE  # the function has taken the exception for its own
    if run.reads:
        return [0, emitted, run.reads]
    return [0, emitted] if emitted else 0


def _reduced(reducer: BoundReducer, accumulated: Any, removed: list[Any], added: list[Any]) -> list[Any]:
    """What is accumulated of a key's values; that they have to be asked for, if the reducer cannot remove."""
    try:
        for value in removed:
            accumulated = reducer.remove(accumulated, value)
            if accumulated is None:
                return _ALONE
        return [0, reducer.add(accumulated, added)]
    except BaseException as error:  # likewise
        return [1, described_error(error)]


def within(run: Any, action: Callable[[], Any]) -> Any:
    """Runs something in a turn."""
    turn.begin(run)
    try:
        return action()
    finally:
        turn.end()


def described_error(error: BaseException) -> dict[str, Any]:
    """An error as frames have it, with the innermost place in the author's own files."""
    if isinstance(error, _RaisedError):
        return {"raised": error.number, "message": _message(error)}
    if isinstance(error, CommandRefusedError):
        return {"refused": _REFUSALS.get(error.status, "conflict"), "message": _readable(error.detail)}
    if isinstance(error, ForbiddenError):
        return {"refused": "silently", "message": _readable(error.detail)}
    described = {"name": type(error).__name__, "message": _message(error)}
    steps = _steps(error.__traceback__)
    own = [each for each in steps if not is_library_file(each.tb_frame.f_code.co_filename)]
    if own:
        described["at"] = f"{_shown(own[-1].tb_frame.f_code.co_filename)}:{own[-1].tb_lineno}"
    from_own = own[0] if own else error.__traceback__
    shown = traceback.format_exception(type(error), error, from_own, limit=_MOST_SHOWN_FRAMES)
    return {**described, "trace": _readable("".join(shown))}


def _steps(trace: TracebackType | None) -> list[TracebackType]:
    """The steps of a stack trace, from the outermost one."""
    steps = []
    while trace is not None:
        steps.append(trace)
        trace = trace.tb_next
    return steps


def _message(error: BaseException) -> str:
    """What an exception says; its class may be the author's, and fail at that."""
    try:
        return _readable(str(error))
    except BaseException as cause:
        return f"its text cannot be shown: {type(cause).__name__}"


def author_files() -> list[str]:
    """The files of the author's that were loaded."""
    files = [getattr(each, "__file__", None) for each in list(sys.modules.values())]
    found = {os.path.abspath(each) for each in (*files, *sys.argv[:1]) if each}
    return sorted(each for each in found if os.path.isfile(each) and not is_library_file(each))


def _shown(file: str) -> str:
    relative = os.path.relpath(file)
    return file if relative.startswith("..") else relative


def _readable(message: str) -> str:
    """A text that can be sent, whatever is in it."""
    return message.encode(errors="replace").decode()
