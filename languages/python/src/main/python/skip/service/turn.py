"""Turns: what answers the collections of a function while it runs, and takes note of those that it makes."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any, Protocol

from skip.client.errors import SkipError

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep


class Turn(Protocol):
    """The run of a function of the author's. Collections have numbers in it: its own ones from 0 on, then those that it makes."""

    def get(self, collection: int, key: Any, is_lazy: bool) -> list[Any]:
        """The values of a key, as JSON, of a collection that is lazy or is not."""

    def size(self, collection: int) -> int:
        """The number of keys."""

    def make(self, operator: dict[str, Any]) -> int:
        """Takes note of an operator, and gives the number of its collection."""


_turns: list[Turn] = []
_threads: list[int] = []
"""The thread of each of the turns."""


def begin(turn: Turn) -> None:
    """Begins a turn; it may be inside of another one."""
    _threads.append(threading.get_ident())
    _turns.append(turn)


def end() -> None:
    """Ends the innermost turn."""
    _turns.pop()
    _threads.pop()


def current() -> Turn:
    """The innermost turn.

    :raises SkipError: if no function of a service runs, or another thread runs it
    """
    if not _turns:
        raise SkipError("collections can be used while the graph is described, and in functions, and nowhere else")
    if _threads[-1] != threading.get_ident():
        raise SkipError("a collection was used by another thread than the one that runs the function; look up before it is started")
    return _turns[-1]


def author_place() -> str | None:
    """The innermost place of the author's own code that is running, such as ``groups.py:21``."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_PACKAGE):
        if frame.f_back is None:
            return None
        frame = frame.f_back
    return f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}"
