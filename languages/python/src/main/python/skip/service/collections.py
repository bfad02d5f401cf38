"""Collections as authors see them: nothing is computed here, operators take note of what is to be computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from skip.client.contents import NonUniqueValueError
from skip.exact_json import parse, text
from skip.service import turn
from skip.service.decoding import decoder
from skip.service.resolution import WiringError

if TYPE_CHECKING:
    from skip.service.functions import Mapper, NativeReducer, Reducer

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_MISSING: Any = object()


class Values(tuple[V, ...], Generic[V]):
    """All values of a key."""

    __slots__ = ()

    def unique(self) -> V:
        """The one value.

        :raises NonUniqueValueError: if there are several ones
        """
        if len(self) != 1:
            raise NonUniqueValueError(f"there are {len(self)} values")
        return self[0]


class Lookup(Generic[K, V]):
    """A collection whose values can be looked up in functions; what is read is tracked."""

    def __init__(self, number: int, key: Any = Any, value: Any = Any) -> None:
        self.number = number
        self.key_type = key
        self.value_type = value
        self._decode = decoder(value)

    def get(self, key: K) -> Values[V]:
        """All values of a key; none if the key is not there."""
        values = turn.current().get(self.number, _json(key), isinstance(self, Lazy))
        return Values(values if self._decode is None else [self._decode(each) for each in values])

    def __getitem__(self, key: K) -> V:
        """The one value of a key.

        :raises NonUniqueValueError: if there is none, or there are several ones
        """
        return self.unique(key)

    @overload
    def unique(self, key: K) -> V: ...

    @overload
    def unique(self, key: K, default: D) -> V | D: ...

    def unique(self, key: K, default: Any = _MISSING) -> Any:
        """The one value of a key, or the default if there is none.

        :raises NonUniqueValueError: if there are several values, or there is none and no default is given
        """
        values = self.get(key)
        if len(values) == 1:
            return values[0]
        if not values and default is not _MISSING:
            return default
        raise NonUniqueValueError(f"{key!r} has {len(values)} values")

    def __contains__(self, key: object) -> bool:
        return len(self.get(key)) > 0  # type: ignore[arg-type]

    def __iter__(self) -> Any:
        raise TypeError("a collection cannot be iterated over in a function; map() it")


class Eager(Lookup[K, V]):
    """A collection that is always up to date."""

    def size(self) -> int:
        """The number of keys."""
        return turn.current().size(self.number)

    def __len__(self) -> int:
        return self.size()

    def map(self, mapper: Mapper, *given: Any) -> Eager[Any, Any]:
        """What a mapper yields for each key, with what it is given besides: collections and values."""
        operator = {"op": "map", "source": self.number, "function": _mapper(mapper).described(given, 2)}
        return Eager(turn.current().make(operator), *mapper.types())

    def reduce(self, reducer: Reducer[V, Any] | NativeReducer) -> Eager[K, Any]:
        """One value for each key, of all its values."""
        return self._reduce({"op": "reduce", "source": self.number}, self.key_type, self.value_type, reducer)

    def map_reduce(self, mapper: Mapper, reducer: Reducer[Any, Any] | NativeReducer, *given: Any) -> Eager[Any, Any]:
        """:meth:`map` and then :meth:`reduce`, in one."""
        operator = {"op": "mapReduce", "source": self.number, "function": _mapper(mapper).described(given, 2)}
        return self._reduce(operator, *mapper.types(), reducer)

    def _reduce(self, operator: dict[str, Any], key: Any, value: Any, reducer: Any) -> Eager[Any, Any]:
        from skip.service.functions import NativeReducer, described_reducer, reducer_types

        if isinstance(reducer, NativeReducer):
            result = int if reducer.name == "count" else value
        else:
            result = reducer_types(type(reducer))[1]
        return Eager(turn.current().make({**operator, "reducer": described_reducer(reducer)}), key, result)

    def slice(self, first: K, last: K) -> Eager[K, V]:
        """The keys from ``first`` to ``last``, both of them included."""
        return self.slices([(first, last)])

    def slices(self, ranges: Sequence[tuple[K, K]]) -> Eager[K, V]:
        """The keys of all these ranges, whose ends are included."""
        return self._same({"op": "slices", "source": self.number, "ranges": [[_json(a), _json(b)] for a, b in ranges]})

    def take(self, limit: int) -> Eager[K, V]:
        """The first keys."""
        return self._same({"op": "take", "source": self.number, "limit": limit})

    def merge(self, *others: Eager[K, V]) -> Eager[K, V]:
        """The keys of all these collections, with all their values."""
        return self._same({"op": "merge", "source": self.number, "others": [each.number for each in others]})

    def _same(self, operator: dict[str, Any]) -> Eager[K, V]:
        return Eager(turn.current().make(operator), self.key_type, self.value_type)


class Input(Eager[K, V]):
    """A collection that is written from outside; the annotation of a service's attribute."""


class Lazy(Lookup[K, V]):
    """A collection whose values are computed when they are asked for."""


def external(service: str, identifier: str, params: Any = None) -> Eager[Any, Any]:
    """The collection of a resource of an external service."""
    operator = {"op": "external", "service": service, "identifier": identifier, "params": {} if params is None else _json(params)}
    return Eager(turn.current().make(operator))


def _mapper(given: Any) -> Mapper:
    from skip.service.functions import Mapper

    if not isinstance(given, Mapper):
        raise WiringError(f"{turn.author_place()}: {getattr(given, '__name__', given)} is no mapper; write @mapper above it")
    return given


def _json(value: Any) -> Any:
    """A value of the author's as JSON."""
    return value if type(value) in (str, int, bool, float) or value is None else parse(text(value))
