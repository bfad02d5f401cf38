"""The entries of a collection at one time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from skip.client.table import html_of_entries, records
from skip.exact_json import identity, order, same

if TYPE_CHECKING:
    from collections.abc import Sequence

Entry: TypeAlias = tuple[Any, tuple[Any, ...]]
"""A key and its values."""

Stored: TypeAlias = dict[Hashable, Entry]
"""Entries by the identities of their keys."""

_MISSING: Any = object()


class NonUniqueValueError(LookupError):
    """A key has no value, or several ones, where one was asked for."""


@dataclass(frozen=True)
class Change:
    """What a change did to a key: the values before and after, none if the key was not there or is gone."""

    key: Any
    before: tuple[Any, ...]
    after: tuple[Any, ...]


class Contents(Mapping[Any, tuple[Any, ...]]):
    """The keys of a collection, in their order, with their values at one time.

    Keys that are equal as JSON are one key: ``contents[{"a": 1, "b": 2}]`` finds what came as ``{"b":2,"a":1}``, and ``True`` does
    not find ``1``. Contents never change; keys and values that are lists or dictionaries are shared with other contents and must
    not be changed.
    """

    __slots__ = ("_entries", "_sorted")

    def __init__(self, entries: Iterable[tuple[Any, Sequence[Any]]] = ()) -> None:
        self._entries: Stored = {identity(key): (key, tuple(values)) for key, values in entries if len(values) > 0}
        self._sorted: list[Any] | None = None

    @classmethod
    def of_stored(cls, entries: Stored) -> Contents:
        """Contents of entries that are not going to change any more."""
        made = cls()
        made._entries = entries
        return made

    def __getitem__(self, key: Any) -> tuple[Any, ...]:
        return self._entries[identity(key)][1]

    def __contains__(self, key: object) -> bool:
        return identity(key) in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Any]:
        if self._sorted is None:
            self._sorted = sorted((key for key, _ in self._entries.values()), key=order)
        return iter(self._sorted)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Contents):
            return NotImplemented
        if self._entries.keys() != other._entries.keys():
            return False
        return all(same(values, other._entries[key][1]) for key, (_, values) in self._entries.items())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(f"{key!r}: {list(self[key])!r}" for key, _ in zip(self, range(10), strict=False))
        more = "" if len(self) <= 10 else f", … {len(self)} keys"
        return f"Contents({{{shown}{more}}})"

    def unique(self, key: Any, default: Any = _MISSING) -> Any:
        """The one value of a key, or the default if the key has none.

        :raises NonUniqueValueError: if the key has several values, or has none and no default is given
        """
        values = self.get(key, ())
        if len(values) == 1:
            return values[0]
        if len(values) == 0 and default is not _MISSING:
            return default
        raise NonUniqueValueError(f"{key!r} has {len(values)} values")

    def to_dict(self) -> dict[Any, list[Any]]:
        """A dictionary of lists of values; keys that are lists become tuples, keys that are objects tuples of pairs.

        :raises ValueError: if keys of the service, such as ``true`` and ``1``, are equal in Python
        """
        made = {_hashable(key): list(self[key]) for key in self}
        if len(made) != len(self):
            raise ValueError("some keys are equal in Python that are not equal in JSON; items() has them all")
        return made

    def to_records(self) -> list[dict[str, Any]]:
        """A row for each value: ``key`` and the members of the value, or ``key`` and ``value``; what ``pandas.DataFrame`` takes."""
        return records(self.items())

    def to_dataframe(self) -> Any:
        """The :meth:`to_records` as a data frame of pandas, which has to be installed."""
        import pandas  # type: ignore[import-not-found, import-untyped, unused-ignore]

        return pandas.DataFrame.from_records(self.to_records())

    def _repr_html_(self) -> str:
        return html_of_entries(self.items(), len(self))


def _hashable(key: Any) -> Any:
    if isinstance(key, list):
        return tuple(_hashable(each) for each in key)
    if isinstance(key, dict):
        return tuple((name, _hashable(key[name])) for name in sorted(key))
    return key


class Ledger:
    """Entries that change, and contents of them at any time.

    Contents that were handed out share the entries; the next change copies these first, so that what nobody looks at costs nothing.
    """

    def __init__(self) -> None:
        self._entries: Stored = {}
        self._contents: Contents | None = None

    @property
    def contents(self) -> Contents:
        """What there is now; the same object until something changes."""
        if self._contents is None:
            self._contents = Contents.of_stored(self._entries)
        return self._contents

    def replace(self, entries: Iterable[tuple[Any, Sequence[Any]]]) -> list[Change]:
        """Makes entries all that there are, and says what that changes."""
        after = Contents(entries)
        before = self._entries
        found = [_change(before.get(key), entry) for key, entry in after._entries.items()]
        found += [_change(entry, None) for key, entry in before.items() if key not in after._entries]
        changes = [change for change in found if not same(change.before, change.after)]
        if changes:
            self._entries = after._entries
            self._contents = None
        return changes

    def apply(self, entries: Iterable[tuple[Any, Sequence[Any]]]) -> list[Change]:
        """Replaces the values of the keys that are given; a key without values is gone."""
        changes: list[Change] = []
        for key, values in entries:
            self._apply(key, tuple(values), changes)
        return changes

    def _apply(self, key: Any, values: tuple[Any, ...], changes: list[Change]) -> None:
        name = identity(key)
        before = self._entries.get(name)
        change = _change(before, (key, values))
        if same(change.before, values):
            return
        if self._contents is not None:
            self._entries = dict(self._entries)
            self._contents = None
        if values:
            self._entries[name] = (key, values)
        else:
            self._entries.pop(name, None)
        changes.append(change)


def _change(before: Entry | None, after: Entry | None) -> Change:
    known = before or after
    assert known is not None
    return Change(known[0], () if before is None else before[1], () if after is None else after[1])


class PendingChanges:
    """Changes that have not been looked at, one for each key at most: the values before the first and after the last."""

    def __init__(self) -> None:
        self._changes: dict[Hashable, Change] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Adds changes that came later than all before."""
        for change in changes:
            name = identity(change.key)
            earlier = self._changes.get(name)
            if earlier is None:
                self._changes[name] = change
            elif same(earlier.before, change.after):
                del self._changes[name]
            else:
                self._changes[name] = Change(change.key, earlier.before, change.after)

    def __bool__(self) -> bool:
        return bool(self._changes)

    def take(self) -> tuple[Change, ...]:
        """Gives all, in the order of their keys, and has none then."""
        taken = tuple(sorted(self._changes.values(), key=lambda change: order(change.key)))
        self._changes = {}
        return taken
