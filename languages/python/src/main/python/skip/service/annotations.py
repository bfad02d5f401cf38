"""What annotations say of JSON: the types that a service checks when data enters.

Types are those of the JSON: ``str``, ``int``, ``float``, ``bool``, ``None``, ``Any``; ``list``, ``tuple``, ``set``, ``frozenset``
and ``Sequence``; ``dict`` and ``Mapping``; dataclasses, which have to be frozen, ``TypedDict`` and ``NamedTuple``; ``Optional``,
unions, ``Literal`` and ``NewType``; enumerations (by name), ``Decimal``, ``UUID``, ``datetime`` and ``date``. They may be recursive.
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
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from skip.exact_json import parse, text
from skip.service.resolution import WiringError, alias_name, is_alias, is_record, meaning, members, plain

MISSING: Any = inspect.Parameter.empty
LISTS = (
    list,
    collections.abc.Sequence,
    collections.abc.Iterable,
    collections.abc.Collection,
    tuple,
    set,
    frozenset,
    collections.abc.Set,
)
MAPS = (dict, collections.abc.Mapping)
_SIMPLE: dict[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
    None: "null",
    Decimal: "number",
    uuid.UUID: "uuid",
    datetime: "instant",
    date: "date",
}
_NAMES = ("string", "integer", "boolean", "uuid", "instant", "date")
_MOST_LEVELS = 64
_FITTING = (
    "use str, int, float, bool, Decimal, datetime, date, UUID, list, tuple, set, dict, a frozen dataclass, a TypedDict, "
    "a NamedTuple or an enumeration, or Any"
)


def wire_type(annotation: Any) -> Any:
    """The type as frames have it.

    :raises WiringError: if there is no JSON for the annotation
    """
    return _Description().whole(annotation)


class _Description:
    """The description of one annotation.

    A class or an alias that is met within itself, or once more, gets a name by which it is used; so there is an end.
    """

    def __init__(self) -> None:
        self._open: dict[Any, str] = {}
        self._known: dict[Any, tuple[str, Any]] = {}
        self._where: dict[str, Any] = {}
        self._used: set[Any] = set()

    def whole(self, annotation: Any) -> Any:
        described = self.of(annotation)
        for name in self._where:
            self._require_end(name, name, set())
        return {"type": described, "where": self._where} if self._where else described

    def of(self, given: Any) -> Any:
        annotation = plain(given)
        if annotation is MISSING or annotation is Any or annotation is object:
            return "json"
        if _is_simple(annotation):
            return _SIMPLE[annotation]
        if is_alias(annotation):
            return self._named(annotation, alias_name(annotation), lambda: self.of(meaning(annotation)))
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        kind = origin or annotation
        if kind in (typing.Union, types.UnionType):
            return {"anyOf": [self.of(each) for each in arguments]}
        if kind is typing.Literal:
            return {"anyOf": [{"constant": parse(text(each))} for each in arguments]}
        if kind is tuple and annotation is not tuple and Ellipsis not in arguments:
            return {"tuple": [self.of(each) for each in arguments]}
        if kind in LISTS:
            return {"array": self.of(arguments[0] if arguments else Any)}
        if kind in MAPS:
            return self._map(*(arguments or (str, Any)))
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return {"anyOf": [{"constant": each.name} for each in kind]}
        if is_record(kind):
            return self._named(annotation, _name(annotation), lambda: self._record(annotation, kind))
        if is_typed_dict(kind):
            return self._named(annotation, _name(annotation), lambda: self._typed_dict(annotation, kind))
        if is_named_tuple(kind):
            return self._named(annotation, _name(annotation), lambda: self._named_tuple(annotation, kind))
        raise WiringError(f"there is no JSON for {getattr(kind, '__qualname__', kind)}; {_FITTING}")

    def _named(self, key: Any, name: str, describe: Callable[[], Any]) -> Any:
        if key in self._open:
            self._used.add(key)
            return {"use": self._open[key]}
        if key in self._known:
            own, described = self._known[key]
            self._where.setdefault(own, described)
            return {"use": own}
        if len(self._open) == _MOST_LEVELS:
            raise WiringError(f"{name} leads to more and more types: they are nested more than {_MOST_LEVELS} levels deep")
        taken = {*self._open.values(), *(each for each, _ in self._known.values())}
        own = next(each for each in (name, *(f"{name}{i}" for i in range(2, len(taken) + 3))) if each not in taken)
        self._open[key] = own
        described = describe()
        del self._open[key]
        self._known[key] = own, described
        if key not in self._used:
            return described
        self._where[own] = described
        return {"use": own}

    def _require_end(self, name: str, at: Any, seen: set[str]) -> None:
        """Refuses a type that leads back to itself with neither a list nor an object between."""
        described = self._where[at] if isinstance(at, str) else at
        for each in described.get("anyOf", [described]) if isinstance(described, dict) else []:
            if isinstance(each, dict) and "anyOf" in each:
                self._require_end(name, each, seen)
            elif isinstance(each, dict) and each.get("use") == name:
                raise WiringError(f"the type {name} is nothing but itself; it needs a list or an object between")
            elif isinstance(each, dict) and "use" in each and each["use"] not in seen:
                seen.add(each["use"])
                self._require_end(name, each["use"], seen)

    def _map(self, name: Any, value: Any) -> Any:
        described = self.of(name)
        if described in ("json", "string"):
            return {"map": self.of(value)}
        if not _can_be_name(described):
            raise WiringError(f"names of members cannot stand for {getattr(name, '__qualname__', name)}; use a list of pairs")
        return {"map": self.of(value), "names": described}

    def _record(self, annotation: Any, kind: Any) -> Any:
        require_frozen(kind)
        known = members(annotation)
        fields = [each for each in dataclasses.fields(kind) if each.init]
        optional = [each.name for each in fields if _has_default(each)]
        return self._object({each.name: known[each.name] for each in fields}, optional)

    def _typed_dict(self, annotation: Any, kind: Any) -> Any:
        marked = typing.get_type_hints(kind, include_extras=True)
        return self._object(members(annotation), [name for name, each in marked.items() if not _is_required(kind, name, each)])

    def _named_tuple(self, annotation: Any, kind: Any) -> Any:
        known = members(annotation)
        return {"tuple": [self.of(known.get(name, Any)) for name in kind._fields]}

    def _object(self, known: dict[str, Any], optional: list[str]) -> Any:
        described: dict[str, Any] = {"object": {name: self.of(each) for name, each in known.items()}}
        return {**described, "optional": optional} if optional else described


def _is_simple(annotation: Any) -> bool:
    return annotation is None or (isinstance(annotation, type) and annotation in _SIMPLE)


def _name(annotation: Any) -> str:
    kind = typing.get_origin(annotation) or annotation
    arguments = [getattr(each, "__qualname__", str(each)) for each in typing.get_args(annotation)]
    return f"{kind.__qualname__}[{', '.join(arguments)}]" if arguments else str(kind.__qualname__)


def _can_be_name(described: Any) -> bool:
    if isinstance(described, dict):
        return all("constant" in each and isinstance(each["constant"], str) for each in described.get("anyOf", [{}]))
    return described in _NAMES


def _is_required(kind: Any, name: str, marked: Any) -> bool:
    """Whether a member of a ``TypedDict`` has to be there: marks count, which the class itself does not see in annotations as texts."""
    mark = str(typing.get_origin(marked))
    return mark.endswith(".Required") or (name in kind.__required_keys__ and not mark.endswith(".NotRequired"))


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def is_typed_dict(kind: Any) -> bool:
    """Whether a type is a ``TypedDict``."""
    return isinstance(kind, type) and issubclass(kind, dict) and hasattr(kind, "__required_keys__")


def is_named_tuple(kind: Any) -> bool:
    """Whether a type is a ``NamedTuple``."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def require_frozen(kind: Any) -> None:
    """Refuses a dataclass whose values could be changed, or cannot be made of their fields.

    :raises WiringError: if it is one
    """
    if not kind.__dataclass_params__.frozen:
        raise WiringError(f"values of {kind.__qualname__} could be changed; write @dataclass(frozen=True)")
    variables = [name for name, each in kind.__dataclass_fields__.items() if "INITVAR" in str(each._field_type)]
    if variables:
        raise WiringError(f"{kind.__qualname__} keeps nothing of {', '.join(variables)}, an InitVar; make it a field")
