"""A reader of server-sent events, the ``text/event-stream`` of the HTML standard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class ServerEvent:
    """An event; ``id`` is the last one that the server has given, with this event or an earlier one."""

    name: str
    id: str
    data: str


class EventHandler(Protocol):
    """What hears of the events of a stream."""

    def event(self, event: ServerEvent) -> None:
        """Takes an event that is complete."""

    def retry(self, millis: int) -> None:
        """Takes the time to wait before the next connection."""

    def comment(self, text: str) -> None:
        """Takes a line that is no part of an event, without its colon and the blank after that."""


class EventParser:
    """A parser that takes a stream in pieces of any size, also such as end within a character.

    An event counts when the empty line after it is there, so that one that was cut off never does.
    """

    def __init__(self, handler: EventHandler) -> None:
        self._handler = handler
        self._unfinished: list[bytes] = []
        self._ended_with_return = False
        self._is_first = True
        self._name = ""
        self._id = ""
        self._data: list[str] = []

    def push(self, piece: bytes) -> None:
        """Takes the next piece.

        :raises UnicodeDecodeError: if a line is not UTF-8
        """
        if not piece:
            return
        start = 1 if self._ended_with_return and piece.startswith(b"\n") else 0
        self._ended_with_return = False
        for end in _LINE_END.finditer(piece, start):
            self._unfinished.append(piece[start : end.start()])
            line = b"".join(self._unfinished)
            self._unfinished = []
            start = end.end()
            self._ended_with_return = end.group() == b"\r" and start == len(piece)
            self._line(line)
        if start < len(piece):
            self._unfinished.append(piece[start:])

    def _line(self, line: bytes) -> None:
        if self._is_first:
            self._is_first = False
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if not line:
            self._dispatch()
            return
        field, _, value = line.decode().partition(":")
        value = value.removeprefix(" ")
        if not field:
            self._handler.comment(value)
        elif field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        elif field == "id" and "\0" not in value:
            self._id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            self._handler.retry(int(value[:10]))

    def _dispatch(self) -> None:
        event = ServerEvent(self._name or "message", self._id, "\n".join(self._data))
        is_event = bool(self._data)
        self._name = ""
        self._data = []
        if is_event:
            self._handler.event(event)
