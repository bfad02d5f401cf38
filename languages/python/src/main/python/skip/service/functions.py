"""The functions of a service: mappers, lazy functions and reducers."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from skip.client.contents import NonUniqueValueError
from skip.exact_json import is_short, parse, stored, text
from skip.service import turn
from skip.service.collections import Eager, Lazy, Lookup, Values
from skip.service.decoding import Decoder, decoder
from skip.service.purity import identity, place, require_plain, require_top_level
from skip.service.resolution import WiringError, hints

V = TypeVar("V")
A = TypeVar("A")

_all: list[Function] = []
"""All functions of this process."""

_by_code: dict[str, Function] = {}


def function_of(code: str) -> Function:
    """The function with the text for its code, also if the text is of another process.

    :raises WiringError: if this program has none
    """
    if code in _by_code:
        return _by_code[code]
    for each in _all:
        if each.is_pure and each.code == code:
            return each
    raise WiringError(f"there is no function {code} in this program")


def reducer_class_of(code: str) -> type[Reducer[Any, Any]]:
    """As :func:`function_of`, for classes of reducers."""
    waiting: list[type[Reducer[Any, Any]]] = [*Reducer.__subclasses__()]
    for each in waiting:
        waiting += each.__subclasses__()
        try:
            if identity(each) == code:
                return each
        except WiringError:
            continue
    raise WiringError(f"there is no reducer {code} in this program")


class Function:
    """A function of the author's at the top level of a module.

    Called as it is, it is the plain function: ``list(active_members(1, group, {2: user}))`` tests one without a service.
    """

    kind = ""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.__skip_function__ = function
        self.__doc__ = function.__doc__
        self.__name__ = self.__qualname__ = function.__qualname__
        self.__module__ = function.__module__
        require_top_level(function)  # type: ignore[arg-type]
        require_plain(function, f"{self.where}: {self.__name__}")
        self._parameters = list(inspect.signature(function).parameters.values())
        self._code: str | None = None
        self._hints: dict[str, Any] | None = None
        _all.append(self)

    def __call__(self, *arguments: Any) -> Any:
        return self.__skip_function__(*arguments)

    @property
    def where(self) -> str:
        """The place of the function, such as ``groups.py:12``."""
        return place(self.__skip_function__.__code__)

    @property
    def code(self) -> str:
        """The text for the code: equal for equal code in any process.

        :raises WiringError: if the function is not pure
        """
        if self._code is None:
            self._code = identity(self.__skip_function__)
            _by_code[self._code] = self
        return self._code

    @property
    def is_pure(self) -> bool:
        """Whether the function is pure, so far as its code shows."""
        try:
            return bool(self.code)
        except WiringError:
            return False

    def hint(self, position: int) -> Any:
        """The annotation of a parameter, by its position."""
        if self._hints is None:
            self._hints = hints(self.__skip_function__)
        return self._hints.get(self._parameters[position].name, Any)

    @property
    def result(self) -> Any:
        """The annotation of what the function gives."""
        self.hint(0)
        return (self._hints or {}).get("return", Any)

    def described(self, given: tuple[Any, ...], own: int) -> dict[str, Any]:
        """The function with what the author gives it, as frames have it.

        :param own: how many parameters the function has before those
        :raises WiringError: if it cannot be called so, or is not pure
        """
        expected = len(self._parameters) - own
        required = sum(1 for each in self._parameters[own:] if each.default is inspect.Parameter.empty)
        if not required <= len(given) <= expected:
            wanted = ", ".join(each.name for each in self._parameters[own:]) or "nothing"
            raise WiringError(
                f"{turn.author_place()}: {self.__name__} ({self.where}) takes {wanted}, and is given {len(given)} values"
            )
        return described(self.__name__, self.code, given)

    def decoded(self, params: list[Any], own: int) -> tuple[Any, ...]:
        """What is given to the function, of what frames have: collections get their numbers in the order in which they stand."""
        return decoded(params, [self.hint(own + position) for position in range(len(params))])


def described(name: str, code: str, given: tuple[Any, ...]) -> dict[str, Any]:
    """A function with its parameters, as frames have it.

    :raises WiringError: if a parameter is no JSON
    """
    found: dict[str, Any] = {"name": name, "class": code, "params": [_param(name, each) for each in given]}
    at = turn.author_place()
    return found if at is None else {**found, "at": at}


def _param(name: str, given: Any) -> dict[str, Any]:
    if isinstance(given, Lookup):
        return {"collection": given.number, **({"lazy": True} if isinstance(given, Lazy) else {})}
    try:
        return {"json": parse(text(given))}
    except (TypeError, ValueError) as cause:
        raise WiringError(f"{turn.author_place()}: {name} is given what is no JSON: {cause}") from cause


def decoded(params: list[Any], annotations: list[Any]) -> tuple[Any, ...]:
    """Parameters of frames as a function is given them."""
    made: list[Any] = []
    number = 0
    for param, annotation in zip(params, annotations, strict=True):
        if "collection" in param:
            kind: type[Lookup[Any, Any]] = Lazy if param.get("lazy") else Eager
            made.append(kind(number, *(typing.get_args(annotation) or (Any, Any))))
            number += 1
        else:
            decode = decoder(annotation)
            made.append(param["json"] if decode is None else decode(param["json"]))
    return tuple(made)


class Mapper(Function):
    """A function of a key and its values that yields keys and values; :func:`mapper` makes one."""

    kind = "mapper"

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        if len(self._parameters) < 2:
            raise WiringError(f"{self.where}: {self.__name__} needs parameters for a key and its value")

    def types(self) -> tuple[Any, Any]:
        """The annotations of the keys and values that it yields, as far as it says."""
        arguments = typing.get_args(self.result)
        pair = typing.get_args(arguments[0]) if arguments else ()
        return pair if len(pair) == 2 else (Any, Any)

    def bound(self, params: list[Any]) -> Callable[[Any, list[Any]], list[list[Any]]]:
        """The function with its parameters: gives what it emits for a key and its values, as JSON has them."""
        function, own = self.__skip_function__, self.decoded(params, 2)
        decode_key, value = decoder(self.hint(0)), self.hint(1)
        takes_all = typing.get_origin(value) is Values or value is Values
        decode: Decoder = decoder((typing.get_args(value) or (Any,))[0] if takes_all else value)

        def run(key: Any, values: list[Any]) -> list[list[Any]]:
            given = values if decode is None else [decode(each) for each in values]
            if not takes_all and len(given) != 1:
                raise NonUniqueValueError(f"{self.__name__} takes one value, and {key!r} has {len(given)}; Values[…] takes all")
            argument = Values(given) if takes_all else given[0]
            return emitted(self, function(key if decode_key is None else decode_key(key), argument, *own))

        return run


def emitted(function: Function, results: Any) -> list[list[Any]]:
    """What a mapper has yielded, as JSON.

    :raises TypeError: if it is no JSON, or not pairs
    """
    pairs: list[list[Any]] = []
    if results is None:
        return pairs
    if not isinstance(results, Iterable):
        raise TypeError(f"{function.__name__} ({function.where}) gives {results!r}, not pairs of a key and a value")
    for each in results:
        if not isinstance(each, (tuple, list)) or len(each) != 2:
            raise TypeError(f"{function.__name__} ({function.where}) yields {each!r}, not a pair of a key and a value")
        pairs.append([as_json(function, "the key", each[0]), as_json(function, "a value", each[1])])
    return pairs


def as_json(function: Function, what: str, value: Any) -> Any:
    """A value of the author's as JSON.

    :raises TypeError: if it is none
    """
    kind = type(value)
    if value is None or kind is bool or (kind is str and value.isascii()) or (kind is int and is_short(value)):
        return value
    try:
        return stored(value)
    except (TypeError, ValueError) as cause:
        raise TypeError(f"{function.__name__} ({function.where}) gives {what} that is no JSON: {cause}") from cause


class LazyFunction(Function):
    """A function of a key that yields values when they are asked for; :func:`lazy` makes one.

    Its second parameter is the collection itself, so that values can be computed from others.
    """

    kind = "lazy"

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        if len(self._parameters) < 2:
            raise WiringError(f"{self.where}: {self.__name__} needs parameters for a key and the collection itself")

    def collection(self, *given: Any) -> Lazy[Any, Any]:
        """The collection of the function with what it is given besides."""
        number = turn.current().make({"op": "lazy", "function": self.described(given, 2)})
        return Lazy(number, *(typing.get_args(self.hint(1)) or (Any, Any)))

    def bound(self, params: list[Any]) -> Callable[[Any], list[Any]]:
        """The function with its parameters: gives the values of a key, as JSON has it."""
        function, own = self.__skip_function__, self.decoded(params, 2)
        number = sum(1 for each in params if "collection" in each)
        itself: Lazy[Any, Any] = Lazy(number, *(typing.get_args(self.hint(1)) or (Any, Any)))
        decode = decoder(self.hint(0))

        def run(key: Any) -> list[Any]:
            results = function(key if decode is None else decode(key), itself, *own)
            if not isinstance(results, Iterable) or isinstance(results, (str, bytes, dict)):
                raise TypeError(f"{self.__name__} ({self.where}) gives {results!r}, not values; use yield")
            return [as_json(self, "a value", each) for each in results]

        return run


class Reducer(Generic[V, A]):
    """A function of all values of a key, whose result follows when a value comes or goes.

    A class of the author's is at the top level, and is a frozen dataclass if it has fields. Values come in the order of their keys.
    """

    def initial(self) -> A | None:
        """The result of no values; ``None`` if there is none."""
        return None

    def add(self, accumulated: A | None, value: V) -> A:
        """The result with a value more; ``accumulated`` is ``None`` before the first if there is no initial result."""
        raise NotImplementedError

    def remove(self, accumulated: A, value: V) -> A | None:
        """The result with a value less; ``None`` if it has to be computed from the values that are left."""
        return None


class NativeReducer:
    """A reducer that the service has itself."""

    def __init__(self, name: str) -> None:
        self.name = name


def mapper(function: Callable[..., Any]) -> Mapper:
    """Makes a mapper of a function of a key, the one value (``Values[T]`` for all), and what :meth:`Eager.map` is given besides.

    :raises ImpureFunctionError: if it captures variables
    """
    return Mapper(function)


def lazy(function: Callable[..., Any]) -> LazyFunction:
    """Makes a lazy function of a function of a key, the collection itself, and what :meth:`LazyFunction.collection` is given.

    :raises ImpureFunctionError: if it captures variables
    """
    return LazyFunction(function)


def described_reducer(reducer: Any) -> dict[str, Any]:
    """A reducer as frames have it.

    :raises WiringError: if it is none, or not pure
    """
    if isinstance(reducer, NativeReducer):
        return {"native": reducer.name}
    kind = type(reducer)
    if not isinstance(reducer, Reducer):
        raise WiringError(f"{turn.author_place()}: {reducer!r} is no reducer")
    if "<locals>" in kind.__qualname__:
        raise WiringError(f"{turn.author_place()}: {kind.__qualname__} is not at the top level of its module")
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    if vars(reducer).keys() - {each.name for each in fields}:
        raise WiringError(f"{turn.author_place()}: {kind.__qualname__} has fields and is no frozen dataclass")
    found = described(kind.__qualname__, identity(kind), tuple(getattr(reducer, each.name) for each in fields))
    initial = reducer.initial()
    return found if initial is None else {**found, "initial": parse(text(initial))}


class BoundReducer:
    """A reducer of a class that frames have described, which takes and gives JSON."""

    def __init__(self, code: str, params: list[Any]) -> None:
        kind = reducer_class_of(code)
        fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        known = hints(kind)
        self._reducer = kind(*decoded(params, [known[each.name] for each in fields]))
        value, result = reducer_types(kind)
        self._value, self._result = decoder(value), decoder(result)

    def add(self, accumulated: Any, values: list[Any]) -> Any:
        """The result with values more."""
        result = self._decoded(accumulated)
        for value in values:
            result = self._reducer.add(result, value if self._value is None else self._value(value))
        return stored(result)

    def remove(self, accumulated: Any, value: Any) -> Any:
        """The result with a value less; ``None`` if it has to be computed from the others."""
        taken = value if self._value is None else self._value(value)
        return stored(self._reducer.remove(self._decoded(accumulated), taken))

    def _decoded(self, accumulated: Any) -> Any:
        return accumulated if accumulated is None or self._result is None else self._result(accumulated)


def reducer_types(kind: type[Any]) -> tuple[Any, Any]:
    """The annotations of values and results that a class of reducers says, as far as it does."""
    for base in getattr(kind, "__orig_bases__", ()):
        if typing.get_origin(base) is Reducer:
            found = typing.get_args(base)
            return (found[0], found[1])
    return (Any, Any)
