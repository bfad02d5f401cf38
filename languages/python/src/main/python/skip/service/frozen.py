"""Values that functions are given: several runs share them, so that nobody may change them."""

from __future__ import annotations

from typing import Any, NoReturn


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError("values that a function is given cannot be changed; make another one, such as [*values, value] or {**value}")


class FrozenList(list[Any]):
    """A list that stays as it is."""

    __slots__ = ()
    append = extend = insert = remove = clear = sort = reverse = _refuse
    pop = __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse

    def __reduce__(self) -> Any:
        return (list, (list(self),))


class FrozenDict(dict[str, Any]):
    """A dictionary that stays as it is."""

    __slots__ = ()
    update = clear = _refuse
    pop = popitem = setdefault = __setitem__ = __delitem__ = __ior__ = _refuse

    def __reduce__(self) -> Any:
        return (dict, (dict(self),))


def freeze(value: Any) -> Any:
    """JSON that cannot be changed."""
    kind = type(value)
    if kind is list:
        return FrozenList(map(freeze, value))
    if kind is dict:
        return FrozenDict((name, freeze(each)) for name, each in value.items())
    return value
