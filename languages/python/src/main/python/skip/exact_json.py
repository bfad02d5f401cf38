"""JSON values, read and written exactly, and their order.

A value of a service is what ``json`` of the standard library makes of it: ``None``, ``bool``, ``int``, ``float``, ``str``,
``list`` and ``dict``. A whole number is always exact, however it is written. Python takes ``True`` and ``1`` for equal, JSON
does not: :func:`identity` tells them apart, and finds ``1`` and ``1.0`` equal, as a service does.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import uuid
from collections.abc import Mapping, Set
from datetime import date, datetime, timezone
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

MOST_DIGITS = 4_300
"""The number of digits of the largest whole number that is read; Python itself prints no longer ones."""

MOST_VALUE_LEVELS = 500
"""How many arrays and objects may be one inside the other in a key or a value of a collection."""

_MOST_LEVELS = 512
"""The same for a whole document."""

_EXACT_FLOATS = 2.0**53
_MOST_VALUE_DIGITS = 1_000
_TOO_LARGE: int = 10**_MOST_VALUE_DIGITS


def parse(document: str | bytes) -> Any:
    """Reads JSON.

    :raises ValueError: if it is not JSON, or a number is too large to be read exactly
    """
    return _decoded(_DECODER, document)


def parse_any(document: str | bytes) -> Any:
    """Reads JSON; a number that is too large to be read exactly is an infinity.

    :raises ValueError: if it is not JSON
    """
    return _decoded(_ANY_DECODER, document)


def _decoded(decoder: json.JSONDecoder, document: str | bytes) -> Any:
    return decoder.decode(document if isinstance(document, str) else document.decode(json.detect_encoding(document)))


def _number(literal: str) -> float | int:
    """What a literal with a fraction or an exponent denotes: an ``int`` if it is whole and large, else the nearest ``float``."""
    nearest = float(literal)
    if abs(nearest) < _EXACT_FLOATS:
        return nearest
    exact = Decimal(literal)
    if exact.adjusted() >= MOST_DIGITS:
        raise ValueError("a number is too large to be read")
    whole = int(exact)
    if whole == exact:
        return whole
    if nearest in (float("inf"), float("-inf")):
        raise ValueError("a number is too large to be read")
    return nearest


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_no_number)
"""Made once: ``json.loads`` would make one for each document."""


def _any_number(literal: str) -> float | int:
    try:
        return _number(literal)
    except ValueError:
        return float("-inf") if literal.startswith("-") else float("inf")


_ANY_DECODER = json.JSONDecoder(parse_float=_any_number, parse_constant=_no_number)


def text(value: object, levels: int = _MOST_LEVELS) -> str:
    """The one text that all values have which are equal as JSON; it is JSON itself, with members in the order of their names.

    Besides JSON it takes what stands for JSON: dataclasses, tuples, sets, enumerations by name, ``Decimal``, ``UUID``, ``date``,
    ``datetime`` with a time zone, and arrays and scalars of NumPy and pandas.

    :raises TypeError: if a value stands for no JSON
    :raises ValueError: if a number is none, such as ``nan``, or a string has half a surrogate pair, or arrays and objects are
        nested deeper than ``levels``
    """
    pieces: list[str] = []
    _write(value, pieces, levels)
    return "".join(pieces)


def stored(value: object) -> Any:
    """The JSON that stands for a value, as a service stores it.

    :raises TypeError: if the value stands for no JSON
    :raises ValueError: as :func:`text` does, and if a number has more than 1,000 digits
    """
    written = text(value, MOST_VALUE_LEVELS)
    found = parse(written)
    if len(written) > _MOST_VALUE_DIGITS:
        _require_short(found)
    return found


def is_short(number: int) -> bool:
    """Whether a whole number has at most 1,000 digits."""
    return -_TOO_LARGE < number < _TOO_LARGE


def _require_short(value: Any) -> None:
    kind = type(value)
    if kind is int and not is_short(value):
        raise ValueError("a number has more than 1,000 digits")
    if kind is list or kind is dict:
        for each in value if kind is list else value.values():
            _require_short(each)


def _write(value: Any, pieces: list[str], levels: int) -> None:
    kind = type(value)
    if kind is str:
        pieces.append(_string(value))
    elif kind is int:
        pieces.append(str(value))
    elif value is None or value is True or value is False:
        pieces.append("null" if value is None else "true" if value else "false")
    elif kind is list or kind is tuple:
        separator = "["
        inside = _deeper(levels)
        for each in value:
            pieces.append(separator)
            _write(each, pieces, inside)
            separator = ","
        pieces.append("]" if separator == "," else "[]")
    elif kind is dict:
        separator = "{"
        inside = _deeper(levels)
        names = {_name(key): key for key in value}
        if len(names) < len(value):
            raise TypeError(f"two keys of a dictionary stand for one name: {sorted(names)}")
        for name in sorted(names):
            pieces.append(f"{separator}{_string(name)}:")
            _write(value[names[name]], pieces, inside)
            separator = ","
        pieces.append("}" if separator == "," else "{}")
    elif kind is float:
        pieces.append(_float(value))
    elif isinstance(value, Decimal):
        pieces.append(_decimal(value))
    else:
        _write(_plain(value), pieces, levels)


def _deeper(levels: int) -> int:
    if levels == 0:
        raise ValueError("nested too deep, or within itself")
    return levels - 1


def _string(value: str) -> str:
    value.encode()
    return encode_basestring(value)


def _float(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{value} is not JSON")
    return str(int(value)) if value.is_integer() else repr(value)


def _name(name: object) -> str:
    """The name of a member that a key of a dictionary stands for."""
    if type(name) is str:
        return name
    if isinstance(name, (bool, int, enum.Enum, uuid.UUID, date, str)):
        return text(name).removeprefix('"').removesuffix('"')
    raise TypeError(f"the name of a member must be a string, or what stands for one, not {name!r}")


def _plain(value: Any) -> Any:
    """A value of JSON's own kinds that stands for another one, so far as the outermost kind goes."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return sorted((parse(text(each)) for each in value), key=order)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (list, tuple)):
        return list(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__qualname__} stands for no JSON: {value!r}")


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a time without a time zone names no instant: {value}")
    return value.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "000Z")


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not JSON")
    is_whole = value.adjusted() < MOST_DIGITS and value == value.to_integral_value()
    return str(int(value)) if is_whole else str(value)


def identity(value: Any) -> Any:
    """What all values have in common that are equal as JSON, and no others; fit to be a key of a dictionary."""
    kind = type(value)
    if kind is str or kind is int or kind is float:
        return value
    written = text(value)
    if written[0] in '"-0123456789':
        return parse(written)
    return ("json", written)


def same(a: object, b: object) -> bool:
    """Whether two values that were read are equal as JSON."""
    if a is b:
        return True
    if type(a) is type(b) and a != b:
        return False
    return bool(identity(a) == identity(b))


def order(value: object) -> tuple[Any, ...]:
    """What sorts values as a service does.

    null < false < true < numbers < strings, by code point < arrays < objects, member by member in the order of their names.
    """
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (2,) if value else (1,)
    if isinstance(value, (int, float)):
        return (3, value)
    if isinstance(value, str):
        return (4, value)
    if isinstance(value, (list, tuple)):
        return (5, tuple(map(order, value)))
    if isinstance(value, dict):
        names = sorted(value)
        return (6, tuple(zip(names, map(order, map(value.__getitem__, names)), strict=True)))
    return order(parse(text(value)))
