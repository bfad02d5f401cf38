"""Live views: mappings that follow a resource of a service."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Protocol

from skip.client.backoff import Backoff, Timing, bounded
from skip.client.contents import Change, Contents, Ledger, PendingChanges
from skip.client.currency import Currency
from skip.client.errors import ClosedError, SkipError, UnexpectedAnswerError, UnreadableError, WaitTimeoutError, refusal
from skip.client.events import EventParser, ServerEvent
from skip.client.http import Cancellation, Stream
from skip.client.table import html_of_entries
from skip.exact_json import parse

_LOG = logging.getLogger("skip")

_SETTLE_SECONDS = 0.2
"""How long an event with a version is waited for before the service is asked again."""

_CLOSE_SECONDS = 5.0
_WORTH_ANOTHER_TRY = (408, 425, 429)
_UNAUTHORIZED = 401


class Status(str, Enum):
    """How current the contents of a live view are."""

    CONNECTING = "connecting"
    """There are no contents yet; the error says what the last attempt met."""
    LIVE = "live"
    """They are what the service has: it has said so on this connection."""
    STALE = "stale"
    """They are what the service had, so far as is known; the error says why."""
    FAILED = "failed"
    """The resource has failed, or the service refuses it; it becomes live when that is over. A permission that is refused is not asked for again."""
    CLOSED = "closed"
    """Nothing will change any more."""

    def __str__(self) -> str:
        return self.value


class StreamSource(Protocol):
    """What a live view is connected to."""

    name: str

    def connect(self, last_id: str, cancellation: Cancellation) -> Stream:
        """Asks for the events after the one of an id, or for all if that is empty.

        :raises SkipError: if the stream is refused or cannot be reached
        """

    def forget(self, error: SkipError) -> bool:
        """Takes note that the service refuses the stream, and says whether another request could do better."""

    def release(self) -> None:
        """Takes note that nobody follows the stream any more."""


class _Renewal(Exception):
    """A refused request that another one may do better than, at once if nothing speaks against that."""

    def __init__(self, error: SkipError, at_once: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.at_once = at_once


class LiveView(Mapping[Any, tuple[Any, ...]]):
    """A mapping of the keys of a resource to their values that follows the service until it is closed.

    A thread of its own reads the stream. When the connection ends the thread makes another one and goes on from the last event that
    it has seen (``Last-Event-ID``); what changed meanwhile is one change. The contents are ``live`` when the service has said on
    this connection that they are what it has, and not before: events that come until then are held, so that they are told
    together with that, or at the end of what has arrived if the service does not say so.

    Any thread may use a view. As a mapping it waits for its first contents.

    Invariants, under the lock: the last id is that of an event exactly while the contents are what the service had at it, so that
    it is empty after a failure; there is an error unless the view is live, has just begun or is closed.
    """

    def __init__(self, source: StreamSource, timing: Timing, patience: float) -> None:
        self._source = source
        self._patience = patience
        self._lock = threading.Condition(threading.RLock())
        self._wake = threading.Event()
        self._ledger = Ledger()
        self._has_contents = False
        self._status = Status.CONNECTING
        self._error: SkipError | None = None
        self._source_stale_since: str | None = None
        self._listeners: list[Callable[[tuple[Change, ...]], object]] = []
        self._iterated: list[PendingChanges] = []
        self._backoff = Backoff(timing)
        self._last_id = ""
        self._has_connected = False
        self._currency = Currency(resumes=False)
        self._held: list[ServerEvent] = []
        self._cancellation = Cancellation()
        self._connection = 0
        self._current_connection = 0
        self._thread = threading.Thread(target=self._run, name=f"skip: {source.name}", daemon=True)
        self._thread.start()

    # What is known

    @property
    def status(self) -> Status:
        """How current the contents are."""
        return self._status

    @property
    def error(self) -> SkipError | None:
        """Why the view is not live; ``None`` if it is, or if nothing was met yet."""
        return self._error

    @property
    def contents(self) -> Contents:
        """What was last received: immutable, of one version; empty until something was."""
        with self._lock:
            return self._ledger.contents

    @property
    def watermark(self) -> str | None:
        """The version of the contents; ``None`` if there are none, or it is not known."""
        parts = re.fullmatch(r"([^./]+)[^/]*/(\d+)", self._last_id)
        return None if parts is None else f"{parts[1]}/{parts[2]}"

    @property
    def source_stale_since(self) -> str | None:
        """Since when an external source that the contents depend on has been away, as the service says; ``None`` if none is."""
        return self._source_stale_since

    def __getitem__(self, key: Any) -> tuple[Any, ...]:
        return self.ready(self._patience)[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.ready(self._patience))

    def __len__(self) -> int:
        return len(self.ready(self._patience))

    def __eq__(self, other: object) -> bool:
        return self is other  # what a view has is compared by its contents

    def __hash__(self) -> int:
        return id(self)

    def unique(self, key: Any, *default: Any) -> Any:
        """As :meth:`Contents.unique`."""
        return self.ready(self._patience).unique(key, *default)

    def to_dict(self) -> dict[Any, list[Any]]:
        """As :meth:`Contents.to_dict`."""
        return self.ready(self._patience).to_dict()

    def to_records(self) -> list[dict[str, Any]]:
        """As :meth:`Contents.to_records`."""
        return self.ready(self._patience).to_records()

    def to_dataframe(self) -> Any:
        """As :meth:`Contents.to_dataframe`."""
        return self.ready(self._patience).to_dataframe()

    def __repr__(self) -> str:
        with self._lock:
            return f"<live view of {self._source.name}: {len(self._ledger.contents)} keys{self._note()}>"

    def _repr_html_(self) -> str:
        with self._lock:
            contents, note = self._ledger.contents, self._note()
        return html_of_entries(contents.items(), len(contents), note)

    def _note(self) -> str:
        reason = "" if self._error is None else f" ({self._error.detail})"
        away = "" if self._source_stale_since is None else f", a source is away since {self._source_stale_since}"
        return f", {self._status}{reason}{away}"

    # Waiting

    def ready(self, timeout: float | None = None) -> Contents:
        """Waits for the first contents, until they are what the service has; if they were that before, it does not wait.

        :param timeout: in seconds; ``None`` for no limit
        :raises SkipError: if the resource has failed or is refused, the view is closed, or the time is over
        """
        return self.wait_for(lambda _: True, timeout)

    def wait_for(self, condition: Callable[[Contents], object], timeout: float | None = None) -> Contents:
        """Waits for contents that fulfil a condition, which is asked after each change.

        :raises SkipError: if the resource has failed or is refused, the view is closed, or the time is over
        """
        seen: list[Contents] = []

        def look() -> bool:
            self._require_open()
            if not self._has_contents or self._is_catching_up():
                return False
            contents = self._ledger.contents
            if seen and seen[0] is contents:
                return False
            seen[:] = [contents]
            return bool(condition(contents))

        return self._await(look, timeout)

    def reach(self, watermark: str, timeout: float | None = None) -> Contents:
        """Waits until the contents are those of a version or a later one: what a write or a command has answered with.

        A service says nothing of a commit that changes nothing in the resource. So where no event comes soon, the view
        asks the service again, from its last event on, and has the version when the service says that nothing is missing.

        :raises SkipError: as :meth:`wait_for`
        """
        began = time.monotonic()
        with self._lock:
            connection = self._connection

        def look() -> bool:
            self._require_open()
            return self._status is Status.LIVE and (self._current_connection > connection or has_reached(self.watermark, watermark))

        try:
            return self._await(look, _SETTLE_SECONDS if timeout is None else min(timeout, _SETTLE_SECONDS))
        except WaitTimeoutError:
            self._ask_again(connection)
        return self._await(look, None if timeout is None else timeout - (time.monotonic() - began))

    def _await(self, look: Callable[[], bool], timeout: float | None) -> Contents:
        deadline = None if timeout is None else time.monotonic() + bounded(timeout)
        with self._lock:
            while not look():
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise self._timed_out()
                self._lock.wait(left)
            return self._ledger.contents

    def _timed_out(self) -> WaitTimeoutError:
        reason = "" if self._error is None else f": {self._error.detail}"
        error = WaitTimeoutError(f"{self._source.name} did not come so far in time, it is {self._status}{reason}", type="timeout")
        error.__cause__ = self._error
        return error

    def _require_open(self) -> None:
        if self._status is Status.CLOSED:
            raise ClosedError("the view was closed", type="closed")
        if self._status is Status.FAILED and self._error is not None:
            raise self._error

    def _is_catching_up(self) -> bool:
        return self._error is not None and self._error.type == "catching-up"

    def _ask_again(self, connection: int) -> None:
        with self._lock:
            if self._connection == connection:
                self._cancellation.cancel()
                self._wake.set()

    # Changes

    def changes(self, timeout: float | None = None) -> Iterator[tuple[Change, ...]]:
        """Iterates over what changes from this call on, until the view is closed.

        Each step has what has changed since the step before, at least one key: that of one commit, or of several ones together
        where the iteration or the connection was slower, so that it takes no more memory than the contents do.

        :param timeout: ends the iteration when nothing has changed for so many seconds; ``None`` for never
        """
        seconds = None if timeout is None else bounded(timeout)
        pending = PendingChanges()
        with self._lock:
            self._iterated.append(pending)
        return self._iterate(pending, seconds)

    def _iterate(self, pending: PendingChanges, timeout: float | None) -> Iterator[tuple[Change, ...]]:
        try:
            while True:
                with self._lock:
                    self._lock.wait_for(lambda: bool(pending) or self._status is Status.CLOSED, timeout)
                    taken = pending.take()
                if not taken:
                    return
                yield taken
        finally:
            with self._lock:
                self._iterated = [each for each in self._iterated if each is not pending]

    def on_change(self, listener: Callable[[tuple[Change, ...]], object]) -> Callable[[], None]:
        """Calls a function in the view's thread with each change from now on, until what is returned is called.

        What the function raises is logged by the logger ``skip``, and the view goes on.
        """

        def own(changes: tuple[Change, ...]) -> object:
            return listener(changes)

        def end() -> None:
            with self._lock:
                self._listeners = [each for each in self._listeners if each is not own]

        with self._lock:
            self._listeners = [*self._listeners, own]
        return end

    # The end

    def close(self) -> None:
        """Ends the connection. The contents stay as they are."""
        with self._lock:
            if self._status is Status.CLOSED:
                return
            self._become(Status.CLOSED, None)
            self._cancellation.cancel()
            self._wake.set()
        if self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)
        self._source.release()

    def __enter__(self) -> LiveView:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The thread

    @property
    def _is_closed(self) -> bool:
        return self._status is Status.CLOSED

    def _run(self) -> None:
        while not self._is_closed:
            wait = self._attempt()
            if not self._is_closed and wait > 0:
                self._wake.wait(wait)
            self._wake.clear()

    def _attempt(self) -> float:
        """Follows the stream until it ends, and says how many seconds to wait then."""
        try:
            self._connect()
            return self._disconnected(SkipError("the connection to the service has ended", type="unreachable"))
        except _Renewal as renewal:
            wait = self._disconnected(renewal.error)
            return 0.0 if renewal.at_once else wait
        except SkipError as error:
            return self._wait_after(error)
        except Exception as cause:  # what a hook of the user's raises, such as that of a token
            _LOG.debug("an attempt to follow %s has failed", self._source.name, exc_info=True)
            return self._disconnected(SkipError(f"{type(cause).__name__}: {cause}", type="failed-attempt"))

    def _connect(self) -> None:
        with self._lock:
            if self._is_closed:
                return
            self._connection += 1
            cancellation = self._cancellation = Cancellation()
            self._currency = Currency(resumes=self._last_id != "")
            self._held = []
        try:
            stream = self._source.connect(self._last_id, cancellation)
        except SkipError as error:
            raise self._refused(error) from error
        try:
            with self._lock:
                self._source_stale_since = None
            self._read(stream)
        finally:
            stream.close()

    def _read(self, stream: Stream) -> None:
        parser = EventParser(_Hearer(self))
        while piece := stream.read():
            with self._lock:
                try:
                    parser.push(piece)
                except UnicodeDecodeError as cause:
                    raise _unreadable(cause) from cause
                self._release()

    def _refused(self, error: SkipError) -> Exception:
        """The error, or that the stream only has to be opened again: at once if the one before was accepted."""
        is_renewable = self._source.forget(error)
        is_first = self._has_connected
        self._has_connected = False
        is_renewed = is_renewable and (is_first or error.status != _UNAUTHORIZED)
        return _Renewal(error, is_first) if is_renewed else error

    def _wait_after(self, error: SkipError) -> float:
        is_final = 400 <= error.status < 500 and error.status not in _WORTH_ANOTHER_TRY
        if not is_final and error.type != "unreadable":
            return max(self._disconnected(error), error.retry_after or 0.0)
        with self._lock:
            self._last_id = ""
            self._become(Status.FAILED, error)
        return threading.TIMEOUT_MAX if error.type == "forbidden" else self._backoff.longest()

    def _disconnected(self, error: SkipError) -> float:
        with self._lock:
            if not self._is_closed:
                self._become(Status.STALE if self._has_contents else Status.CONNECTING, error)
        return self._backoff.next()

    # What the stream says; under the lock

    def _receive(self, event: ServerEvent) -> None:
        if self._is_closed:
            return
        if event.name == "error":
            self._fail(refusal(event.data, 500))
        elif event.name == "update" and not self._currency.has_contents:
            raise UnexpectedAnswerError("the stream begins with a difference, and not with all contents", type="unexpected-answer")
        elif event.name in ("init", "update"):
            self._accepted()
            self._currency.received()
            self._held.append(event)
            if not self._currency.is_awaited:
                self._release()

    def _fail(self, error: SkipError) -> None:
        """The resource has failed, or the stream is none that the service knows any more."""
        self._release()
        self._last_id = ""
        self._currency.failed()
        if error.type in ("unknown-stream", "unauthorized", "forbidden"):
            raise self._refused(error)
        self._accepted()
        self._become(Status.FAILED, error)

    def _comment(self, text: str) -> None:
        if self._is_closed:
            return
        if text.startswith("stale since "):
            self._source_stale_since = text.removeprefix("stale since ")
            self._lock.notify_all()
        elif text == "live":
            self._source_stale_since = None
            self._lock.notify_all()
        self._currency.comment(text)
        if not self._currency.is_current:
            return
        self._accepted()
        self._release()
        if self._has_contents:
            self._current_connection = self._connection
            self._become(Status.LIVE, None)
            self._lock.notify_all()

    def _accepted(self) -> None:
        """The service has something to say about the resource: the next refusal is a first one."""
        self._has_connected = True
        self._backoff.succeeded()

    def _release(self) -> None:
        """Applies the events that are held; the last of them may be what the service has now."""
        while self._held and not self._is_closed:
            event = self._held.pop(0)
            self._apply(event, self._currency.is_current and not self._held)

    def _apply(self, event: ServerEvent, is_last: bool) -> None:
        try:
            entries = parse(event.data)
            changes = self._ledger.replace(entries) if event.name == "init" else self._ledger.apply(entries)
        except (ValueError, TypeError) as cause:
            raise _unreadable(cause) from cause
        self._last_id = event.id
        self._has_contents = True
        if is_last:
            self._current_connection = self._connection
            self._status, self._error = Status.LIVE, None
        elif self._status is not Status.FAILED:
            self._status = Status.STALE
            self._error = self._error or SkipError("the service has not said yet that this is what it has", type="catching-up")
        self._tell(tuple(changes))

    def _become(self, status: Status, error: SkipError | None) -> None:
        if self._is_closed or (status is self._status and error is self._error):
            return
        self._status = status
        self._error = error
        self._lock.notify_all()

    def _tell(self, changes: tuple[Change, ...]) -> None:
        if changes:
            for pending in self._iterated:
                pending.add(changes)
        self._lock.notify_all()
        for listener in self._listeners if changes else ():
            try:
                listener(changes)
            except Exception:  # it is the listener's mistake: others go on
                _LOG.exception("a listener of %s has failed", self._source.name)


class _Hearer:
    """What passes on to a view what its stream says."""

    def __init__(self, view: LiveView) -> None:
        self._view = view

    def event(self, event: ServerEvent) -> None:
        self._view._receive(event)

    def retry(self, millis: int) -> None:
        self._view._backoff.set_base(millis / 1_000)

    def comment(self, text: str) -> None:
        self._view._comment(text)


def _unreadable(cause: Exception) -> UnreadableError:
    return UnreadableError(f"an event cannot be read: {cause}", type="unreadable")


def has_reached(version: str | None, watermark: str) -> bool:
    """Whether a version is at least as late as another one of the same epoch."""
    if version is None:
        return False
    epoch, _, tick = version.rpartition("/")
    wanted_epoch, _, wanted_tick = watermark.rpartition("/")
    return epoch == wanted_epoch and tick.isdigit() and wanted_tick.isdigit() and int(tick) >= int(wanted_tick)
