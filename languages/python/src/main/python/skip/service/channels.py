"""The two channels by which a worker and the engine talk in frames: a length of four bytes, and JSON."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from typing import Any

from skip.exact_json import parse_any

_LENGTH = struct.Struct("<I")
_LENGTH_BITS = 0x7FFFFFFF
_PIECE_BYTES = 1 << 16
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def encoded(frame: Any) -> bytes:
    """A frame as bytes.

    :raises ValueError: if a string has half a surrogate pair, or a number is none
    """
    text = _ENCODER.encode(frame).encode()
    return _LENGTH.pack(len(text)) + text


class _Reader:
    """What has come, and is not a whole frame yet."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def take(self) -> Any:
        """The next frame; ``None`` if it is not complete. No frame is ``None``."""
        if len(self._buffer) < _LENGTH.size:
            return None
        end = _LENGTH.size + (_LENGTH.unpack_from(self._buffer)[0] & _LENGTH_BITS)
        if len(self._buffer) < end:
            return None
        frame = parse_any(self._buffer[_LENGTH.size : end].decode())
        del self._buffer[:end]
        return frame

    def add(self, piece: bytes) -> None:
        """Takes what has come.

        :raises EOFError: if it is the end
        """
        if not piece:
            raise EOFError("the engine has ended")
        self._buffer += piece


class Calls:
    """The socket, on which either side sends at any time. Any thread may send; one receives."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._reader = _Reader()
        self._lock = threading.Lock()
        os.register_at_fork(after_in_child=self._socket.close)

    def send(self, frame: Any) -> None:
        """Sends a frame whole."""
        data = encoded(frame)
        with self._lock:
            self._socket.sendall(data)

    def receive(self) -> Any:
        """Waits for a frame.

        :raises EOFError: if the engine has ended
        """
        while (frame := self._reader.take()) is None:
            self._reader.add(self._socket.recv(_PIECE_BYTES))
        return frame


class Talk:
    """The standard streams, on which turns are answered. The program's own ones lead elsewhere from then on.

    What the program prints goes to the standard error, and it reads nothing.
    """

    def __init__(self) -> None:
        self._input, self._output = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        self._reader = _Reader()
        os.register_at_fork(after_in_child=self._give_up)  # a copy of the process is no worker

    def _give_up(self) -> None:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self._input, inheritable=False)
        os.dup2(nothing, self._output, inheritable=False)
        os.close(nothing)

    def send(self, data: bytes) -> None:
        """Sends an encoded frame."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._output, view) :]

    def receive(self) -> Any:
        """Waits for a frame.

        :raises EOFError: if the engine has ended
        """
        while (frame := self._reader.take()) is None:
            self._reader.add(os.read(self._input, _PIECE_BYTES))
        return frame
