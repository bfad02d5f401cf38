"""What annotations say: the types that a service checks when data enters, and how JSON becomes values of them.

Types are those of the JSON: ``str``, ``int``, ``float``, ``bool``, ``None``, ``Any``; ``list``, ``tuple``, ``set``, ``frozenset``
and ``Sequence``; ``dict`` and ``Mapping``; dataclasses, which have to be frozen; ``Optional``, unions, ``Literal`` and ``NewType``;
enumerations (by name), ``Decimal``, ``UUID`` and ``datetime``.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import inspect
import types
import typing
import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from skip.client.errors import SkipError
from skip.exact_json import identity
from skip.service.frozen import FrozenDict, FrozenList, freeze

Decoder: TypeAlias = Callable[[Any], Any] | None
"""What makes a value of JSON; ``None`` if the JSON is the value."""

_MISSING: Any = inspect.Parameter.empty
_LISTS: dict[Any, Callable[[Any], Any]] = {
    list: FrozenList,
    collections.abc.Sequence: FrozenList,
    collections.abc.Iterable: FrozenList,
    collections.abc.Collection: FrozenList,
    tuple: tuple,
    set: frozenset,
    frozenset: frozenset,
    collections.abc.Set: frozenset,
}
_MAPS = (dict, collections.abc.Mapping)
_SIMPLE: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_TEXT_TYPES: dict[Any, str] = {uuid.UUID: "uuid", datetime: "time"}
_TEXTS: dict[Any, Callable[[str], Any]] = {
    uuid.UUID: uuid.UUID,
    datetime: lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
}


class WiringError(SkipError):
    """A service is put together in a way that cannot work; all mistakes that were found are told."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)


def hints(of: Any) -> dict[str, Any]:
    """The annotations of a function or class, each as what it names.

    :raises WiringError: if one names nothing
    """
    try:
        return typing.get_type_hints(of)
    except Exception as cause:
        raise WiringError(f"an annotation of {of.__qualname__} cannot be read: {cause}") from cause


def wire_type(annotation: Any) -> Any:
    """The type as frames have it.

    :raises WiringError: if there is no JSON for the annotation
    """
    return _wire(annotation, ())


def _wire(annotation: Any, outer: tuple[Any, ...]) -> Any:
    if annotation is _MISSING or annotation is Any or annotation is object or isinstance(annotation, typing.TypeVar):
        return "json"
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if annotation is None:
        return "null"
    if annotation is Decimal:
        return "number"
    if annotation in _TEXT_TYPES:
        return _TEXT_TYPES[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_wire(each, outer) for each in arguments]}
    if origin is typing.Literal:
        return {"anyOf": [{"constant": each} for each in arguments]}
    if hasattr(annotation, "__supertype__"):
        return _wire(annotation.__supertype__, outer)
    kind = origin or annotation
    if kind is tuple and arguments and arguments[-1] is not Ellipsis:
        return {"tuple": [_wire(each, outer) for each in arguments]}
    if kind in _LISTS:
        return {"array": _wire(arguments[0] if arguments else Any, outer)}
    if kind in _MAPS:
        return {"map": _wire(arguments[1] if arguments else Any, outer)}
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return {"anyOf": [{"constant": each.name} for each in annotation]}
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return _object(annotation, outer)
    raise WiringError(f"there is no JSON for {getattr(annotation, '__qualname__', annotation)}")


def _object(kind: type, outer: tuple[Any, ...]) -> Any:
    require_frozen(kind)
    if kind in outer:
        return "json"  # a type within itself has no finite description
    known = hints(kind)
    fields = [each for each in dataclasses.fields(kind) if each.init]
    described: dict[str, Any] = {"object": {each.name: _wire(known[each.name], (*outer, kind)) for each in fields}}
    optional = [each.name for each in fields if _has_default(each)]
    return {**described, "optional": optional} if optional else described


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def require_frozen(kind: type) -> None:
    """Refuses a dataclass whose values could be changed.

    :raises WiringError: if it is one
    """
    if not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise WiringError(f"values of {kind.__qualname__} could be changed; write @dataclass(frozen=True)")


_decoders: dict[Any, Decoder] = {}


def decoder(annotation: Any) -> Decoder:
    """What makes values of JSON, the same for the same annotation.

    :raises WiringError: if there is no JSON for the annotation
    """
    try:
        if annotation not in _decoders:
            _wire(annotation, ())
            _decoders[annotation] = _decoder(annotation)
        return _decoders[annotation]
    except TypeError:  # an annotation that cannot be a key, such as a literal of a list
        return _decoder(annotation)


def _decoder(annotation: Any) -> Decoder:
    if annotation in (str, int, bool, type(None), None):
        return None
    if annotation is float:
        return float
    if annotation is Decimal:
        return lambda number: Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if annotation in _TEXTS:
        return _TEXTS[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _union(arguments)
    if origin is typing.Literal:
        return None
    if hasattr(annotation, "__supertype__"):
        return _decoder(annotation.__supertype__)
    kind = origin or annotation
    if kind is tuple and arguments and arguments[-1] is not Ellipsis:
        parts = [_decoder(each) for each in arguments]
        return lambda given: tuple(_with(each, value) for each, value in zip(parts, given, strict=True))
    if kind in _LISTS and arguments:
        return _list(_LISTS[kind], _decoder(arguments[0]))
    if kind in _MAPS and arguments:
        return _map(_name_decoder(arguments[0]), _decoder(arguments[1]))
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return annotation.__getitem__
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return _Record(annotation)
    return freeze


def _with(decode: Decoder, value: Any) -> Any:
    return value if decode is None else decode(value)


def _list(kind: Callable[[Any], Any], decode: Decoder) -> Decoder:
    return kind if decode is None else lambda given: kind(map(decode, given))


def _name_decoder(annotation: Any) -> Callable[[str], Any]:
    return annotation if annotation in (int, float) else (lambda name: name)


def _map(name: Callable[[str], Any], decode: Decoder) -> Decoder:
    return lambda given: FrozenDict((name(key), _with(decode, value)) for key, value in given.items())


def _union(arguments: tuple[Any, ...]) -> Decoder:
    """The first of the types that a value is of, which the service has checked."""
    parts = [(_matcher(each), each) for each in arguments]

    def decode(given: Any) -> Any:
        for matches, each in parts:
            if matches(given):
                return _with(decoder(each), given)
        return freeze(given)

    return decode


_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "uuid": (str,),
    "time": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def _matcher(annotation: Any) -> Callable[[Any], bool]:
    described = wire_type(annotation)
    if isinstance(described, str):
        kinds = _KINDS.get(described, (object,))
        return lambda given: isinstance(given, kinds) and (not isinstance(given, bool) or bool in kinds or object in kinds)
    if "object" in described:
        names, optional = described["object"].keys(), set(described.get("optional", ()))
        return lambda given: isinstance(given, dict) and given.keys() <= names and names - optional <= given.keys()
    if "map" in described:
        return lambda given: isinstance(given, dict)
    if "anyOf" in described:
        constants = [identity(each["constant"]) for each in described["anyOf"] if "constant" in each]
        return lambda given: identity(given) in constants
    return lambda given: isinstance(given, list)


class _Record:
    """A decoder of a dataclass, which looks at its fields when it is first needed, since a type may be within itself."""

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self._fields: dict[str, Callable[[Any], Any]] | None = None

    def __call__(self, given: Any) -> Any:
        if self._fields is None:
            known = hints(self._kind)
            found = {each.name: decoder(known[each.name]) for each in dataclasses.fields(self._kind) if each.init}
            self._fields = {name: decode for name, decode in found.items() if decode is not None}
        if not self._fields:
            return self._kind(**given)
        members = dict(given)
        for name, decode in self._fields.items():
            if name in members:
                members[name] = decode(members[name])
        return self._kind(**members)
