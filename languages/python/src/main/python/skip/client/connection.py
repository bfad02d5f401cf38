"""The connection to a service: snapshots, live views, writes and commands."""

from __future__ import annotations

import time
import uuid
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

from skip.client.backoff import Timing, bounded
from skip.client.contents import Contents
from skip.client.errors import SkipError, unexpected
from skip.client.http import Answer, Cancellation, Listener, Stream, Token, tls_context, token_of
from skip.client.live import LiveView
from skip.client.table import html_table
from skip.exact_json import parse, text

Entries: TypeAlias = Iterable[tuple[Any, Sequence[Any]]]
"""Keys with all their values; a key without values is taken away."""

STREAMING = "http://127.0.0.1:8080"
CONTROL = "http://127.0.0.1:8081"

_MOST_REQUESTS = 4
_FIRST_PAUSE_SECONDS = 0.1
_NO_PARAMETERS: Any = {}


@dataclass(frozen=True)
class CommandAnswer:
    """The answer to a command that was carried out.

    :ivar result: what the command gave; ``{}`` if it gives nothing
    :ivar watermark: the version from which on reads and streams show what the command has written
    """

    result: Any
    watermark: str


class Table(Sequence[dict[str, Any]]):
    """The rows of a query, each a dictionary by the names of the columns; ``pandas.DataFrame`` takes it as it is.

    :ivar columns: the names of the columns, in their order
    :ivar types: the types of the columns, as the service names them
    :ivar watermark: the version that the query has read
    """

    def __init__(self, columns: list[str], types: list[str], rows: list[list[Any]], watermark: str) -> None:
        self.columns = columns
        self.types = types
        self.watermark = watermark
        self._rows = [dict(zip(columns, row, strict=True)) for row in rows]

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def to_records(self) -> list[dict[str, Any]]:
        """The rows as a list."""
        return list(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        return html_table(self._rows, f"{len(self)} rows")


def connect(
    url: str | None = None,
    *,
    control: str | None = None,
    token: Token = None,
    control_token: Token = None,
    stream_token: Token = None,
    ca: str | PathLike[str] | None = None,
    certificate: str | PathLike[str] | tuple[str, str] | None = None,
    timeout: float = 30.0,
    timing: Timing | None = None,
) -> Connection:
    """Makes a connection to a service. Nothing is sent before something is asked for.

    :param url: the address of the streaming listener; without it, and without ``control``, both listeners of this machine are meant
    :param control: the address of the control listener, which reads and writes; without it only what the streaming listener has
    :param token: the JSON web token of the user. A token is text, a ``Path`` of a file that is read for each request, or a function
    :param control_token: the token of those who may use control
    :param stream_token: the permission for streams, where the service asks for one
    :param ca: a file with the certificates of authorities that are trusted in place of the usual ones
    :param certificate: a file with the client's own certificate and key, or two files
    :param timeout: the seconds that a request may take without any sign of life, and that a mapping waits for its first contents
    :param timing: how live views wait
    :raises ValueError: if an address is none, or a time makes no sense
    """
    if url is None and control is None:
        url, control = STREAMING, CONTROL
    if not timeout > 0:
        raise ValueError(f"timeout must be above 0: {timeout}")
    seconds = bounded(timeout)

    def listener(address: str | None) -> Listener | None:
        return None if address is None else Listener(address, seconds, lambda: tls_context(ca, certificate))

    tokens = _Tokens(token, control_token, stream_token)
    return Connection(listener(url), listener(control), tokens, timing or Timing(), seconds)


@dataclass(frozen=True)
class _Tokens:
    """Who asks."""

    user: Token
    control: Token
    stream: Token

    def of_control(self) -> dict[str, str]:
        return _given({"Authorization": _bearer(self.control), "Skip-User-Token": token_of(self.user)})

    def of_streaming(self) -> dict[str, str]:
        return _given({"Authorization": _bearer(self.user), "Skip-Stream-Token": token_of(self.stream)})


def _bearer(token: Token) -> str | None:
    found = token_of(token)
    return None if found is None else f"Bearer {found}"


def _given(headers: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if value is not None}


class Connection:
    """A connection to a service; :func:`connect` makes one. Any thread may use it.

    Each method raises a :class:`SkipError` if the service refuses, fails or cannot be reached. Parameters of resources are whatever
    JSON the resource takes, ``{}`` unless they are given.
    """

    def __init__(
        self, streaming: Listener | None, control: Listener | None, tokens: _Tokens, timing: Timing, timeout: float
    ) -> None:
        self._streaming = streaming
        self._control = control
        self._tokens = tokens
        self._timing = timing
        self._timeout = timeout
        self._views: weakref.WeakSet[LiveView] = weakref.WeakSet()

    # Reading

    def snapshot(
        self, resource: str, params: Any = _NO_PARAMETERS, *, at: str | None = None, min_watermark: str | None = None
    ) -> Contents:
        """The contents of a resource. Without control, they are the first ones of a stream.

        :param at: reads what was there after that commit, as far back as the service keeps it
        :param min_watermark: what a write has answered with: waits until the service is as far
        """
        if self._control is None and at is None and min_watermark is None:
            with self.follow(resource, params) as view:
                return view.ready(self._timeout)
        answer = self._read(f"/v1/snapshot/{_quoted(resource)}", params, at, min_watermark)
        return Contents(_json(answer, list))

    def lookup(
        self, resource: str, key: Any, params: Any = _NO_PARAMETERS, *, at: str | None = None, min_watermark: str | None = None
    ) -> list[Any]:
        """The values of one key of a resource, none if the key is not there."""
        if self._control is None and at is None and min_watermark is None:
            return list(self.snapshot(resource, params).get(key, ()))
        body = {"key": key, "params": params}
        answer = self._read(f"/v1/snapshot/{_quoted(resource)}/lookup", body, at, min_watermark)
        found: list[Any] = _json(answer, list)
        return found

    def sql(self, query: str, params: Any = None, *, at: str | None = None, min_watermark: str | None = None) -> Table:
        """The answer to a query over inputs and shared collections, where the service has SQL.

        :param params: a mapping for ``:name``, or a sequence for ``$1``
        """
        body = {"query": query, "format": "json", **({} if params is None else {"params": params})}
        answer = self._read("/v1/sql", body, at, min_watermark)
        found = _json(answer, dict)
        columns = found["columns"]
        names, types = [each["name"] for each in columns], [each["type"] for each in columns]
        return Table(names, types, found["rows"], answer.headers.get("Skip-Watermark", ""))

    # Following

    def follow(
        self, resource: str, params: Any = _NO_PARAMETERS, *, through: Literal["resource", "stream"] = "resource"
    ) -> LiveView:
        """A live view of a resource, which is to be closed when it is not needed any more.

        :param through: ``resource`` opens and follows it in one request; ``stream`` opens a stream by control, opens it again
            when the service does not know it any more, and deletes it in the end
        """
        streaming = _required(self._streaming, "streaming")
        source: _ResourceSource | _OpenedSource
        if through == "stream":
            source = _OpenedSource(self, streaming, resource, text(params))
        else:
            source = _ResourceSource(self, streaming, resource, text(params))
        view = LiveView(source, self._timing, self._timeout)
        self._views.add(view)
        return view

    def open_stream(self, resource: str, params: Any = _NO_PARAMETERS) -> str:
        """Opens a stream and gives its identifier, a secret: who knows it can follow the stream."""
        return self._open(resource, text(params))

    def delete_stream(self, identifier: str) -> None:
        """Ends a stream for all who follow it."""
        name = identifier.partition("?")[0]
        self._ask("DELETE", f"/v1/streams/{_quoted(name, '/')}", None, {}, repeatable=True)

    # Writing

    def update(self, collection: str, entries: Entries | Mapping[Any, Sequence[Any]]) -> str:
        """Replaces all values of the keys that are given, in one commit, and gives the version that shows it.

        :param entries: pairs of a key and its values, or a mapping of keys to their values; no values take the key away
        """
        return self._write(f"/v1/inputs/{_quoted(collection)}", _entries(entries))

    def update_all(self, collections: Mapping[str, Entries | Mapping[Any, Sequence[Any]]]) -> str:
        """As :meth:`update`, for several inputs in one commit."""
        return self._write("/v1/inputs", {name: _entries(entries) for name, entries in collections.items()})

    def put(self, collection: str, values: Mapping[Any, Any]) -> str:
        """Gives each key exactly one value, in one commit."""
        return self.update(collection, [(key, [value]) for key, value in values.items()])

    def delete(self, collection: str, keys: Iterable[Any]) -> str:
        """Takes keys away, in one commit."""
        return self.update(collection, [(key, []) for key in keys])

    def command(
        self,
        name: str,
        params: Any = _NO_PARAMETERS,
        *,
        idempotency_key: str | None = None,
        through: Literal["control", "streaming"] | None = None,
    ) -> CommandAnswer:
        """Runs a command.

        If there is no answer, or a 503, it is sent again under its key, up to three times, so that it is carried out once
        unless the service has died between. Any other answer is final.

        :param idempotency_key: says which requests are one; by default it is random
        :param through: the listener; by default control if its address is known
        :raises CommandRefusedError: if the command refuses
        """
        body = text(params).encode()
        key = idempotency_key or uuid.uuid4().hex
        by_control = through == "control" or (through is None and self._control is not None)
        for count in range(1, _MOST_REQUESTS + 1):
            try:
                return self._command(name, body, key, by_control)
            except SkipError as error:
                is_open = error.type == "unreachable" or error.status == 503
                if not is_open or count == _MOST_REQUESTS:
                    raise
                time.sleep(max(error.retry_after or 0.0, _FIRST_PAUSE_SECONDS * 2**count))
        raise AssertionError("the last request has an outcome")

    # The end

    def close(self) -> None:
        """Closes all live views, and the connections that are kept."""
        for view in list(self._views):
            view.close()
        for listener in (self._streaming, self._control):
            if listener is not None:
                listener.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        addresses = [listener.address for listener in (self._streaming, self._control) if listener is not None]
        return f"<connection to {' and '.join(addresses)}>"

    # Requests

    def _read(self, path: str, body: Any, at: str | None, min_watermark: str | None) -> Answer:
        query = "" if at is None else f"?at={_quoted(at, '')}"
        headers = {} if min_watermark is None else {"Skip-Min-Watermark": min_watermark}
        return self._ask("POST", path + query, text(body).encode(), headers, repeatable=True)

    def _write(self, path: str, body: Any) -> str:
        answer = self._ask("PATCH", path, text(body).encode(), {}, repeatable=False)
        return _watermark(answer, "that of a write")

    def _command(self, name: str, body: bytes, key: str, by_control: bool) -> CommandAnswer:
        headers = {"Idempotency-Key": key}
        path = f"/v1/commands/{_quoted(name)}"
        if by_control:
            answer = self._ask("POST", path, body, headers, repeatable=True)
        else:
            listener = _required(self._streaming, "streaming")
            every = {**self._tokens.of_streaming(), **headers, "Content-Type": "application/json"}
            answer = listener.request("POST", path, every, body, repeatable=True)
        watermark = _watermark(answer, "that of a command")
        return CommandAnswer(_json(answer, object), watermark)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str], *, repeatable: bool) -> Answer:
        listener = _required(self._control, "control")
        every = {**self._tokens.of_control(), **headers}
        if body is not None:
            every["Content-Type"] = "application/json"
        return listener.request(method, path, every, body, repeatable=repeatable)

    def _open(self, resource: str, params: str) -> str:
        answer = self._ask("POST", f"/v1/streams/{_quoted(resource)}", params.encode(), {}, repeatable=True)
        if answer.status != 201:
            raise unexpected(answer.status, answer.content_type, "that of a stream that was opened")
        return answer.body.decode().strip()

    def _stream(self, listener: Listener, path: str, last_id: str, cancellation: Cancellation) -> Stream:
        headers = {**self._tokens.of_streaming(), "Accept": "text/event-stream", "Cache-Control": "no-store"}
        if last_id:
            headers["Last-Event-ID"] = last_id
        heartbeat = self._timing.heartbeat_seconds
        if heartbeat is not None:
            headers["Skip-Heartbeat-Seconds"] = str(heartbeat)
        return listener.stream(path, headers, self._timing.silence, cancellation)


class _ResourceSource:
    """A resource that is opened and followed in one request."""

    def __init__(self, connection: Connection, listener: Listener, resource: str, params: str) -> None:
        self.name = resource
        self._connection = connection
        self._listener = listener
        self._path = f"/v1/resources/{_quoted(resource)}?params={_quoted(params, '')}"

    def connect(self, last_id: str, cancellation: Cancellation) -> Stream:
        return self._connection._stream(self._listener, self._path, last_id, cancellation)

    def forget(self, error: SkipError) -> bool:
        return error.status == 401  # another request may have a newer token

    def release(self) -> None:
        pass  # the stream has ended with its connection


class _OpenedSource:
    """A stream that is opened first, and again when the service does not know it any more.

    That is when it was deleted, was not followed for too long, or its permission has expired.
    """

    def __init__(self, connection: Connection, listener: Listener, resource: str, params: str) -> None:
        self.name = resource
        self._connection = connection
        self._listener = listener
        self._params = params
        self._identifier: str | None = None

    def connect(self, last_id: str, cancellation: Cancellation) -> Stream:
        if self._identifier is None:
            self._identifier = self._connection._open(self.name, self._params)
        name, _, query = self._identifier.partition("?")
        path = f"/v1/streams/{_quoted(name, '/')}" + (f"?{query}" if query else "")
        return self._connection._stream(self._listener, path, last_id, cancellation)

    def forget(self, error: SkipError) -> bool:
        is_gone = error.status in (401, 404, 410)
        if is_gone:
            self._identifier = None
        return is_gone

    def release(self) -> None:
        identifier, self._identifier = self._identifier, None
        if identifier is not None:
            try:
                self._connection.delete_stream(identifier)
            except SkipError:
                pass  # a stream that nobody follows ends by itself


def _required(listener: Listener | None, name: str) -> Listener:
    if listener is None:
        argument = "url" if name == "streaming" else "control"
        raise ValueError(f"the connection has no address of the {name} listener: skip.connect(…, {argument}=…)")
    return listener


def _quoted(given: str, safe: str = "") -> str:
    return quote(given, safe=safe)


def _entries(given: Entries | Mapping[Any, Sequence[Any]]) -> list[list[Any]]:
    pairs = given.items() if isinstance(given, Mapping) else given
    return [[key, _values(key, values)] for key, values in pairs]


def _values(key: Any, values: Any) -> list[Any]:
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"the values of {key!r} must be a list of values, not {values!r}; put() takes one value for each key")
    return list(values)


def _watermark(answer: Answer, expected: str) -> str:
    watermark = answer.headers.get("Skip-Watermark")
    if watermark is None:
        raise unexpected(answer.status, answer.content_type, expected)
    return watermark


def _json(answer: Answer, kind: type) -> Any:
    """The JSON of an answer, of the kind that a service's is."""
    try:
        found = parse(answer.body)
    except ValueError as cause:
        raise unexpected(answer.status, answer.content_type, "JSON of a service") from cause
    if not isinstance(found, kind):
        raise unexpected(answer.status, answer.content_type, "JSON of a service")
    return found
