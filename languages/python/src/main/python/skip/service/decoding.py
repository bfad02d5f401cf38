"""How JSON becomes values of annotations, which cannot be changed."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import types
import typing
import uuid
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from skip.exact_json import identity, parse, text
from skip.service.annotations import LISTS, MAPS, is_named_tuple, is_typed_dict, wire_type
from skip.service.fitting import Fit, instant
from skip.service.frozen import FrozenDict, FrozenList, freeze
from skip.service.resolution import is_alias, is_record, meaning, members, plain

Decoder: TypeAlias = Callable[[Any], Any] | None
"""What makes a value of JSON; ``None`` if the JSON is the value."""

_KINDS: dict[Any, Callable[[Any], Any]] = {
    tuple: tuple,
    set: frozenset,
    frozenset: frozenset,
    collections.abc.Set: frozenset,
}
_TEXTS: dict[Any, Callable[[str], Any]] = {uuid.UUID: uuid.UUID, datetime: instant, date: date.fromisoformat}

_decoders: dict[Any, Decoder] = {}


def decoder(annotation: Any) -> Decoder:
    """What makes values of JSON, the same for the same annotation.

    :raises WiringError: if there is no JSON for the annotation
    """
    try:
        if annotation not in _decoders:
            wire_type(annotation)
            _decoders[annotation] = _decoder(annotation)
        return _decoders[annotation]
    except TypeError:  # an annotation that cannot be a key, such as a literal of a list
        return _decoder(annotation)


def _decoder(given: Any) -> Decoder:
    annotation = plain(given)
    if annotation in (str, int, bool, type(None), None):
        return None
    if annotation is float:
        return float
    if annotation is Decimal:
        return lambda number: Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if annotation in _TEXTS:
        return _TEXTS[annotation]
    if is_alias(annotation):
        return _Later(annotation)
    arguments = typing.get_args(annotation)
    kind = typing.get_origin(annotation) or annotation
    if kind in (typing.Union, types.UnionType):
        return _union(arguments)
    if kind is typing.Literal:
        return _literal(arguments)
    if kind is tuple and annotation is not tuple and Ellipsis not in arguments:
        return _tuple([_decoder(each) for each in arguments], tuple)
    if kind in LISTS and arguments:
        return _list(_KINDS.get(kind, FrozenList), _decoder(arguments[0]))
    if kind in MAPS and arguments:
        return _map(_name_decoder(plain(arguments[0])), _decoder(arguments[1]))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _by_name(kind)
    if is_record(kind):
        return _Members(annotation, lambda known: kind(**known), [each.name for each in dataclasses.fields(kind) if each.init])
    if is_typed_dict(kind):
        return _Members(annotation, FrozenDict, None)
    if is_named_tuple(kind):
        return _Tuple(annotation, kind)
    return _KINDS[kind] if kind in _KINDS else freeze


def _with(decode: Decoder, value: Any) -> Any:
    return value if decode is None else decode(value)


def _list(kind: Callable[[Any], Any], decode: Decoder) -> Decoder:
    return kind if decode is None else lambda given: kind(map(decode, given))


def _tuple(parts: list[Decoder], make: Callable[[Any], Any]) -> Decoder:
    return lambda given: make(_with(each, value) for each, value in zip(parts, given, strict=True))


def _by_name(kind: type[enum.Enum]) -> Decoder:
    known = dict(kind.__members__)
    return lambda name: known[name]


def _literal(arguments: tuple[Any, ...]) -> Decoder:
    known = {identity(parse(text(each))): each for each in arguments if isinstance(each, enum.Enum)}
    return (lambda given: known.get(identity(given), given)) if known else None


def _map(name: Decoder, decode: Decoder) -> Decoder:
    return lambda given: FrozenDict((_with(name, key), _with(decode, value)) for key, value in given.items())


def _name_decoder(annotation: Any) -> Decoder:
    """What makes the key of a dictionary of the name of a member."""
    if annotation in (str, Any):
        return None
    if annotation is bool:
        return lambda name: name == "true"
    return annotation if annotation is int else _decoder(annotation)


_LAST = {"json": 2, "string": 1, "number": 1}


def _union(arguments: tuple[Any, ...]) -> Decoder:
    """The type that a value is of, the most specific one of several."""
    parts = sorted(((Fit(wire_type(each)), each) for each in arguments), key=lambda part: _LAST.get(str(part[0].described), 0))

    def decode(given: Any) -> Any:
        near = [part for part in parts if part[0].is_near(given)]
        for fit, each in near:
            if len(near) == 1 or fit.holds(given):
                return _with(decoder(each), given)
        return freeze(given)

    return decode


class _Later:
    """A decoder of an alias, which is looked at when it is first needed, since it may be within itself."""

    def __init__(self, alias: Any) -> None:
        self._alias = alias
        self._decode: Decoder = None
        self._is_known = False

    def __call__(self, given: Any) -> Any:
        if not self._is_known:
            self._decode = decoder(meaning(self._alias))
            self._is_known = True
        return _with(self._decode, given)


class _Members:
    """A decoder of an object whose members are known, which looks at them when it is first needed, as :class:`_Later`."""

    def __init__(self, annotation: Any, make: Callable[[dict[str, Any]], Any], names: list[str] | None) -> None:
        self._annotation = annotation
        self._make = make
        self._names = names
        self._decoders: dict[str, Callable[[Any], Any]] | None = None

    def __call__(self, given: Any) -> Any:
        if self._decoders is None:
            known = members(self._annotation)
            found = {name: decoder(known[name]) for name in (known if self._names is None else self._names)}
            self._decoders = {name: decode for name, decode in found.items() if decode is not None}
        if not self._decoders:
            return self._make(given)
        made = dict(given)
        for name, decode in self._decoders.items():
            if name in made:
                made[name] = decode(made[name])
        return self._make(made)


class _Tuple:
    """A decoder of a ``NamedTuple``, which looks at its elements when it is first needed, as :class:`_Later`."""

    def __init__(self, annotation: Any, kind: Any) -> None:
        self._annotation = annotation
        self._kind = kind
        self._decode: Decoder = None

    def __call__(self, given: Any) -> Any:
        if self._decode is None:
            known = members(self._annotation)
            self._decode = _tuple([decoder(known.get(name, Any)) for name in self._kind._fields], self._kind._make)
        return self._decode(given) if self._decode is not None else given
