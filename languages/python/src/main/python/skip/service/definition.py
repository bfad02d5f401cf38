"""The definition of a service: inputs, graph, resources, commands."""

from __future__ import annotations

import copy
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar, overload

from skip.exact_json import parse, text
from skip.service.annotations import wire_type
from skip.service.collections import Eager, Input, Lazy, Lookup
from skip.service.commands import Command
from skip.service.external import ExternalService
from skip.service.parameters import Parameters
from skip.service.purity import require_plain
from skip.service.resolution import WiringError, hints

F = TypeVar("F", bound=Callable[..., Any])


@overload
def resource(given: F) -> F: ...


@overload
def resource(given: str) -> Callable[[F], F]: ...


def resource(given: Any) -> Any:
    """Makes a method of a service a resource, by its own name or by ``@resource("name")``.

    The method gives a collection for the parameters of a client. One parameter is all that the client sends; parameters after a
    ``*`` are the members of an object that it sends, where ``from_`` stands for ``from``, which is no name in Python.
    """
    if isinstance(given, str):
        return lambda method: _marked(method, given)
    return _marked(given, given.__name__)


def _marked(method: Any, name: str) -> Any:
    method.__skip_resource__ = name
    return method


class Service:
    """A service: annotated attributes are its inputs, :meth:`graph` makes what is computed of them, resources are what clients see.

    :cvar initial: what inputs have at the start: a mapping of keys to one value each, by the name of the input
    :cvar externals: the external services that run beside the functions, by the names that :func:`external` uses
    """

    initial: ClassVar[Mapping[str, Mapping[Any, Any]]] = {}
    externals: ClassVar[Mapping[str, ExternalService]] = {}

    def graph(self) -> None:
        """Makes the collections that all resources are built from, as attributes of the service."""


class Resource:
    """A method that is a resource, and the parameters that it takes.

    :raises WiringError: if that cannot be
    """

    def __init__(self, name: str, method: Callable[..., Any]) -> None:
        self.name = name
        self._method = method
        require_plain(method, f"resource {name}")
        self._parameters = Parameters(f"resource {name}", list(inspect.signature(method).parameters.values())[1:], hints(method))
        self.type = self._parameters.type

    def instantiate(self, service: Service, params: Any) -> Eager[Any, Any]:
        """The collection for parameters that a client has sent."""
        made = self._parameters.call(lambda *one, **named: self._method(service, *one, **named), params)
        if not isinstance(made, Eager):
            raise WiringError(f"resource {self.name} gives {type(made).__qualname__}, not a collection")
        return made


class Definition:
    """What a service's class says, checked.

    :raises WiringError: with all that is wrong
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self.name = type(service).__qualname__
        mistakes: list[str] = []
        self.inputs = dict(_inputs(type(service), mistakes))
        self.resources = dict(_resources(type(service), mistakes))
        self.commands = dict(_commands(type(service), mistakes))
        mistakes += _graph(type(service))
        mistakes += _initial(service.initial, self.inputs)
        if mistakes:
            raise WiringError(f"{self.name} is put together wrongly:\n  " + "\n  ".join(mistakes))
        self._shared: dict[str, tuple[type[Lookup[Any, Any]], Any, Any]] = {}

    def described(self) -> dict[str, Any]:
        """The description that a worker starts the service with."""
        return {
            "name": self.name,
            "inputs": {name: self._input(name, *types) for name, types in self.inputs.items()},
            "resources": {name: {"params": each.type} for name, each in self.resources.items()},
            "commands": {name: each.described for name, each in self.commands.items()},
        }

    def _input(self, name: str, key: Any, value: Any) -> dict[str, Any]:
        initial = self.service.initial.get(name, {})
        found: dict[str, Any] = {"key": wire_type(key), "value": wire_type(value)}
        return {**found, "initial": parse(text([[each, [initial[each]]] for each in initial]))} if initial else found

    def create_graph(self, numbers: Mapping[str, int]) -> dict[str, int]:
        """Describes the graph in the current turn: gives the numbers of all that resources may use."""
        service = copy.copy(self.service)
        for name, (key, value) in self.inputs.items():
            setattr(service, name, Input(numbers[name], key, value))
        service.graph()
        shared = {name: each for name, each in vars(service).items() if isinstance(each, Lookup)}
        self._shared = {
            name: (Lazy if isinstance(each, Lazy) else Eager, each.key_type, each.value_type) for name, each in shared.items()
        }
        self._view = service
        return {name: each.number for name, each in shared.items()}

    def instantiate(self, name: str, params: Any, numbers: Mapping[str, int]) -> int:
        """Describes an instance of a resource in the current turn: gives the number of its collection."""
        return self.resources[name].instantiate(self._viewed(numbers), params).number

    def run(self, name: str, params: Any, millis: int, inputs: Mapping[str, int], shared: Mapping[str, int]) -> list[Any]:
        """Runs a command in the current turn: gives its result and its writes."""
        view = self._viewed(shared)
        for each, (key, value) in self.inputs.items():
            setattr(view, each, Input(inputs[each], key, value))
        return self.commands[name].run(view, params, millis)

    def _viewed(self, numbers: Mapping[str, int]) -> Service:
        """The service as resources and commands see it, with collections of these numbers."""
        view = copy.copy(self._view)
        for each, (kind, key, value) in self._shared.items():
            setattr(view, each, kind(numbers[each], key, value))
        return view


def _graph(kind: type[Service]) -> Iterator[str]:
    try:
        require_plain(kind.graph, "graph()")
    except WiringError as error:
        yield error.detail


def _initial(initial: Any, inputs: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(initial, Mapping):
        yield f"initial is a dictionary of inputs' names, not {type(initial).__qualname__}"
        return
    for name, data in initial.items():
        if name not in inputs:
            yield f"initial data is given for {name}, which is no input"
        elif not isinstance(data, Mapping):
            yield f"initial data of {name} is a dictionary of keys and values, not {type(data).__qualname__}"


def _inputs(kind: type[Service], mistakes: list[str]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name, annotation in hints(kind).items():
        if typing.get_origin(annotation) is not Input and annotation is not Input:
            continue
        key, value = typing.get_args(annotation) or (Any, Any)
        for each in (key, value):
            try:
                wire_type(each)
            except WiringError as error:
                mistakes.append(f"input {name}: {error.detail}")
        yield name, (key, value)


def _resources(kind: type[Service], mistakes: list[str]) -> Iterator[tuple[str, Resource]]:
    for _, method in inspect.getmembers(kind, lambda member: hasattr(member, "__skip_resource__")):
        name = method.__skip_resource__
        try:
            yield name, Resource(name, method)
        except WiringError as error:
            mistakes.append(f"resource {name}: {error.detail}")


def _commands(kind: type[Service], mistakes: list[str]) -> Iterator[tuple[str, Command]]:
    for _, method in inspect.getmembers(kind, lambda member: hasattr(member, "__skip_command__")):
        name, is_for_anybody = method.__skip_command__
        try:
            yield name, Command(name, is_for_anybody, method)
        except WiringError as error:
            mistakes.append(f"command {name}: {error.detail}")
