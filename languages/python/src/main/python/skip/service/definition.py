"""The definition of a service: inputs, graph, resources."""

from __future__ import annotations

import copy
import inspect
import keyword
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar, overload

from skip.exact_json import parse, text
from skip.service.annotations import WiringError, decoder, hints, wire_type
from skip.service.collections import Eager, Input, Lazy, Lookup
from skip.service.external import ExternalService

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
    """A method that is a resource, and the parameters that it takes."""

    def __init__(self, name: str, method: Callable[..., Any]) -> None:
        self.name = name
        self._method = method
        parameters = list(inspect.signature(method).parameters.values())[1:]
        self._known = hints(method)
        self._named = [each for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY]
        self._single = [each for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]
        if len(self._single) > 1 or (self._single and self._named):
            raise WiringError(f"resource {name} takes several parameters: write them after a *, so that clients send them by name")

    @property
    def type(self) -> Any:
        """The type of the parameters, as frames have it."""
        if self._single:
            return wire_type(self._hint(self._single[0]))
        described: dict[str, Any] = {"object": {_sent(each): wire_type(self._hint(each)) for each in self._named}}
        optional = [_sent(each) for each in self._named if each.default is not inspect.Parameter.empty]
        return {**described, "optional": optional} if optional else described

    def check(self) -> None:
        """Looks at all that the method says of its parameters.

        :raises WiringError: if there is no JSON for one
        """
        assert self.type is not None

    def _hint(self, parameter: inspect.Parameter) -> Any:
        return self._known.get(parameter.name, Any)

    def instantiate(self, service: Service, params: Any) -> Eager[Any, Any]:
        """The collection for parameters that a client has sent."""
        positional: list[Any] = []
        named: dict[str, Any] = {}
        if self._single:
            only = self._single[0]
            is_default = params == {} and only.default is not inspect.Parameter.empty
            positional = [] if is_default else [_decoded(self._hint(only), params)]
        else:
            sent = [each for each in self._named if _sent(each) in params]
            named = {each.name: _decoded(self._hint(each), params[_sent(each)]) for each in sent}
        made = self._method(service, *positional, **named)
        if not isinstance(made, Eager):
            raise WiringError(f"resource {self.name} gives {type(made).__qualname__}, not a collection")
        return made


def _sent(parameter: inspect.Parameter) -> str:
    """The name by which clients send a parameter."""
    name = parameter.name.removesuffix("_")
    return name if keyword.iskeyword(name) else parameter.name


def _decoded(annotation: Any, given: Any) -> Any:
    decode = decoder(annotation)
    return given if decode is None else decode(given)


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
        mistakes += [f"initial data is given for {name}, which is no input" for name in service.initial if name not in self.inputs]
        if mistakes:
            raise WiringError(f"{self.name} is put together wrongly:\n  " + "\n  ".join(mistakes))
        self._shared: dict[str, tuple[type[Lookup[Any, Any]], Any, Any]] = {}

    def described(self) -> dict[str, Any]:
        """The description that a worker starts the service with."""
        return {
            "name": self.name,
            "inputs": {name: self._input(name, *types) for name, types in self.inputs.items()},
            "resources": {name: {"params": each.type} for name, each in self.resources.items()},
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
        view = copy.copy(self._view)
        for each, (kind, key, value) in self._shared.items():
            setattr(view, each, kind(numbers[each], key, value))
        return self.resources[name].instantiate(view, params).number


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
            found = Resource(name, method)
            found.check()
            yield name, found
        except WiringError as error:
            mistakes.append(f"resource {name}: {error.detail}")
