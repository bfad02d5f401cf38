"""Tables of entries, as records and as HTML for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import Any

from skip.exact_json import text

MOST_ROWS = 60
"""The rows that a notebook is shown."""

_MOST_COLUMNS = 20
_MOST_CHARACTERS = 200


def records(entries: Iterable[tuple[Any, Sequence[Any]]]) -> list[dict[str, Any]]:
    """A row for each value of each key: ``key`` and the members of the value, or ``key`` and ``value`` if it is no object.

    A member that is itself called ``key`` is the column ``value.key``.
    """
    rows: list[dict[str, Any]] = []
    for key, values in entries:
        for value in values:
            if isinstance(value, dict):
                members = {("value.key" if name == "key" else name): each for name, each in value.items()}
            else:
                members = {"value": value}
            rows.append({"key": key, **members})
    return rows


def html_of_entries(entries: Iterable[tuple[Any, Sequence[Any]]], count: int, note: str = "") -> str:
    """The first rows as HTML."""
    return html_table(records(islice(entries, MOST_ROWS)), f"{count} {'key' if count == 1 else 'keys'}{note}")


def html_table(rows: Sequence[dict[str, Any]], caption: str) -> str:
    """Rows as HTML, the first ones if they are many; all that comes from a service is escaped."""
    shown = rows[:MOST_ROWS]
    columns = list(dict.fromkeys(name for row in shown for name in row))[:_MOST_COLUMNS]
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(row[name]) if name in row else ''}</td>" for name in columns) + "</tr>" for row in shown
    )
    more = "" if len(rows) <= len(shown) else f", the first {len(shown)} rows"
    return f"<table><caption>{escape(caption + more)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    shown = value if isinstance(value, str) else text(value)
    return escape(shown if len(shown) <= _MOST_CHARACTERS else shown[: _MOST_CHARACTERS - 1] + "…")
