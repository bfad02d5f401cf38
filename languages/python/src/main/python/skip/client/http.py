"""HTTP to one listener of a service: connections that are kept, TLS, tokens, and streams that can be cut."""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from os import PathLike
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from skip.client.errors import SkipError, UnreachableError, refusal, unexpected, unreachable

Token: TypeAlias = str | PathLike[str] | Callable[[], str] | None
"""A token; a path names a file that is read again for each request, so that a renewed token counts at once; or what gives it."""

_MOST_IDLE_SECONDS = 20.0
_MOST_IDLE_CONNECTIONS = 8
_MOST_RETRY_AFTER = 3_600.0
_PIECE_BYTES = 1 << 16


def token_of(token: Token) -> str | None:
    """The token as text, without white space around it; ``None`` if there is none.

    :raises OSError: if its file cannot be read
    """
    if token is None:
        return None
    if callable(token):
        return token().strip()
    return (token if isinstance(token, str) else Path(token).read_text(encoding="utf-8")).strip()


def tls_context(ca: str | PathLike[str] | None, certificate: str | PathLike[str] | tuple[str, str] | None) -> ssl.SSLContext:
    """What verifies a service by the authorities of a file, or the usual ones, and shows the client's own certificate."""
    context = ssl.create_default_context(cafile=ca)
    if isinstance(certificate, tuple):
        context.load_cert_chain(*certificate)
    elif certificate is not None:
        context.load_cert_chain(certificate)
    return context


@dataclass(frozen=True)
class Answer:
    """A success, with all of its body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")


class Cancellation:
    """A way for any thread to end a stream, or the wait for its head, in which another thread is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cancelled = False

    def attach(self, given: socket.socket | None) -> None:
        """Takes the socket that is waited at; one that comes too late is ended at once."""
        with self._lock:
            self._socket = given
            if self._is_cancelled:
                _shut(given)

    def cancel(self) -> None:
        """Ends the socket; a thread that waits there goes on with a failure."""
        with self._lock:
            self._is_cancelled = True
            _shut(self._socket)


class Stream:
    """An event stream of which the head has come."""

    def __init__(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse, silence: float) -> None:
        self._connection = connection
        self._response = response
        self._silence = silence

    def read(self) -> bytes:
        """Waits for the next piece; it is empty at the end.

        :raises UnreachableError: if the connection breaks, or nothing comes for too long
        """
        try:
            return self._response.read1(_PIECE_BYTES)
        except TimeoutError as cause:
            seconds = f"{self._silence:g} seconds"
            raise UnreachableError(f"the service has sent nothing for {seconds}", type="unreachable") from cause
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as cause:
            raise unreachable(cause) from cause

    def close(self) -> None:
        """Gives back what the stream has; for the thread that reads it."""
        self._response.close()
        self._connection.close()


def _shut(given: socket.socket | None) -> None:
    if given is not None:
        try:
            given.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended by itself


class Listener:
    """One of the two listeners of a service, at an address such as ``https://example.org/skip``. Any thread may use it.

    :raises ValueError: if the address is none
    """

    def __init__(self, address: str, timeout: float, tls: Callable[[], ssl.SSLContext]) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"not an address such as http://127.0.0.1:8080: {address!r}")
        self.address = address.rstrip("/")
        self._host = parts.hostname
        self._port = parts.port
        self._path = parts.path.rstrip("/")
        self._timeout = timeout
        self._tls = tls() if parts.scheme == "https" else None
        self._lock = threading.Lock()
        self._idle: list[tuple[http.client.HTTPConnection, float]] = []
        self._is_closed = False

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, *, repeatable: bool) -> Answer:
        """Makes a request and waits for all of the answer.

        :param repeatable: whether the request may be made a second time, if a connection that was kept turns out to have ended;
            one that is not answered in time is not
        :raises SkipError: if it is refused, or not answered
        """
        connection = self._kept()
        if connection is not None:
            try:
                return self._exchange(connection, method, path, headers, body)
            except UnreachableError as failure:
                if not repeatable or isinstance(failure.__cause__, TimeoutError):
                    raise
        return self._exchange(self._connection(self._timeout), method, path, headers, body)

    def stream(self, path: str, headers: Mapping[str, str], silence: float, cancellation: Cancellation) -> Stream:
        """Asks for an event stream.

        :param silence: the seconds that may pass without a sign of life
        :raises SkipError: if it is refused, or there is no answer in time
        """
        connection = self._connection(silence)
        try:
            self._dial(connection)
            cancellation.attach(connection.sock)
            response = self._send(connection, "GET", path, headers, None)
            if response.status != 200:
                raise self._refused(response)
            content_type = response.headers.get("Content-Type", "").strip()
            if content_type.partition(";")[0].strip().lower() != "text/event-stream":
                raise unexpected(response.status, content_type, "an event stream")
            return Stream(connection, response, silence)
        except (OSError, http.client.HTTPException) as cause:
            connection.close()
            raise unreachable(cause) from cause
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Ends the connections that are kept."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection, _ in idle:
            connection.close()

    def _exchange(
        self, connection: http.client.HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        try:
            response = self._send(connection, method, path, headers, body)
            if not 200 <= response.status < 300:
                raise self._refused(response)
            answer = Answer(response.status, response.headers, response.read())
        except SkipError:
            self._keep(connection)
            raise
        except (OSError, http.client.HTTPException) as cause:
            connection.close()
            raise unreachable(cause) from cause
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return answer

    def _send(
        self, connection: http.client.HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> http.client.HTTPResponse:
        self._dial(connection)
        connection.request(method, self._path + path, body, dict(headers))
        return connection.getresponse()

    def _dial(self, connection: http.client.HTTPConnection) -> None:
        """Connects, if that is not done, in the time that a request may take; a stream may be silent for longer."""
        if connection.sock is None:
            wanted = connection.timeout
            connection.timeout = self._timeout
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(wanted)

    def _refused(self, response: http.client.HTTPResponse) -> SkipError:
        retry_after = retry_after_seconds(response.headers.get("Retry-After"))
        return refusal(response.read(), response.status, retry_after)

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        if self._tls is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=self._tls)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)

    def _kept(self) -> http.client.HTTPConnection | None:
        """A connection of an earlier request that has not ended since, so far as can be seen."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection, since = self._idle.pop()
            if time.monotonic() - since < _MOST_IDLE_SECONDS and not _is_readable(connection.sock):
                return connection
            connection.close()

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if not self._is_closed and connection.sock is not None and len(self._idle) < _MOST_IDLE_CONNECTIONS:
                self._idle.append((connection, time.monotonic()))
                return
        connection.close()


def _is_readable(given: socket.socket | None) -> bool:
    """Whether something has come of which nothing is expected: the end of the connection."""
    if given is None:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(given, select.POLLIN | select.POLLHUP | select.POLLERR)
        return bool(poll.poll(0))
    return bool(select.select([given], [], [], 0)[0])


def retry_after_seconds(header: str | None) -> float | None:
    """The time that a ``Retry-After`` header asks for, at most an hour; ``None`` if it has none."""
    given = (header or "").strip()
    if given.isascii() and given.isdigit():
        seconds = float(given[:10])
    else:
        try:
            moment = parsedate_to_datetime(given)
        except (TypeError, ValueError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = (moment - datetime.now(timezone.utc)).total_seconds()
    return min(max(seconds, 0.0), _MOST_RETRY_AFTER)
