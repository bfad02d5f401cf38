"""Whether JSON is of a type, which says of which one of several types it is."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from skip.exact_json import identity

_INSTANT = re.compile(r"(.{10})[Tt](\d\d:\d\d(?::\d\d)?)(\.\d+)?(?:([Zz])|([+-]\d\d:\d\d)(?::\d\d)?)")


def instant(written: str) -> datetime:
    """A point in time by ISO 8601, to the microsecond.

    :raises ValueError: if the text is none
    """
    found = _INSTANT.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is no point in time with an offset")
    day, time, fraction, _, offset = found.groups()
    micros = ((fraction or ".") + "000000")[:7] if fraction else ""
    return datetime.fromisoformat(f"{day}T{time if len(time) > 5 else time + ':00'}{micros}{offset or '+00:00'}")


_SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_WRITTEN: dict[str, Callable[[str], Any]] = {"uuid": uuid.UUID, "instant": instant, "date": date.fromisoformat}
_WHOLE = re.compile(r"0|-?[1-9]\d*")


class Fit:
    """What tells whether values are of a type, as frames have it."""

    def __init__(self, described: Any) -> None:
        is_closed = isinstance(described, dict) and "where" in described
        self._where: dict[str, Any] = described["where"] if is_closed else {}
        self.described = described["type"] if is_closed else described

    def is_near(self, given: Any) -> bool:
        """Whether a value is of the kind of the type, so far as its outermost level says."""
        return self._is_near(self.described, given)

    def holds(self, given: Any) -> bool:
        """Whether a value is of the type, at each of its levels."""
        return self._holds(self.described, given)

    def _is_near(self, described: Any, given: Any) -> bool:
        if isinstance(described, str):
            if described == "json":
                return True
            kinds = _SCALARS.get(described, (str,))
            return isinstance(given, kinds) and (not isinstance(given, bool) or bool in kinds)
        if "use" in described:
            return self._is_near(self._where[described["use"]], given)
        if "anyOf" in described:
            return any(self._is_near(each, given) for each in described["anyOf"])
        if "constant" in described:
            return bool(identity(described["constant"]) == identity(given))
        if "object" in described:
            return isinstance(given, dict) and self._has_members(described, given)
        return isinstance(given, dict if "map" in described else list)

    def _has_members(self, described: Any, given: dict[str, Any]) -> bool:
        known = described["object"]
        if not (given.keys() <= known.keys() and known.keys() - set(described.get("optional", ())) <= given.keys()):
            return False
        return all(isinstance(value, (dict, list)) or self._holds(known[name], value) for name, value in given.items())

    def _holds(self, described: Any, given: Any) -> bool:
        if isinstance(described, str):
            return self._is_near(described, given) and (described not in _WRITTEN or _can_be_read(_WRITTEN[described], given))
        if "use" in described:
            return self._holds(self._where[described["use"]], given)
        if "anyOf" in described:
            return any(self._holds(each, given) for each in described["anyOf"])
        if not self._is_near(described, given):
            return False
        if "array" in described:
            return all(self._holds(described["array"], each) for each in given)
        if "tuple" in described:
            pairs = zip(described["tuple"], given, strict=False)
            return len(given) == len(described["tuple"]) and all(self._holds(each, value) for each, value in pairs)
        if "map" in described:
            named = all(self._is_name(described.get("names", "string"), name) for name in given)
            return named and all(self._holds(described["map"], value) for value in given.values())
        if "object" in described:
            return all(self._holds(described["object"][name], value) for name, value in given.items())
        return True

    def _is_name(self, described: Any, name: str) -> bool:
        if described == "integer":
            return _WHOLE.fullmatch(name) is not None
        return name in ("true", "false") if described == "boolean" else self._holds(described, name)


def _can_be_read(read: Callable[[str], Any], given: str) -> bool:
    try:
        read(given)
    except ValueError:
        return False
    return True
