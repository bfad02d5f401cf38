"""External services that run in the worker: they bring in what is outside, each subscription in a thread of its own."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from skip.client.errors import SkipError
from skip.exact_json import stored

_LOG = logging.getLogger("skip")


class ExternalService:
    """Data from outside, by the name of a resource and its parameters; an attribute ``externals`` of a service names its own.

    A subscription is told of by an *instance*, a text that no other subscription has at the time.
    """

    def subscribe(self, instance: str, resource: str, params: Any, feed: Feed) -> None:
        """Begins to deliver, in a thread of its own: returns when the initial data was given to the feed, and may go on in others.

        What it raises makes the subscription fail.
        """
        raise NotImplementedError

    def unsubscribe(self, instance: str) -> None:
        """Ends a subscription."""

    def shutdown(self) -> None:
        """Ends everything; the service is closed."""


class Feed:
    """What a subscription delivers to. Any thread may use it; deliveries keep their order.

    What is delivered before :meth:`ExternalService.subscribe` has returned is held back until it has.
    """

    def __init__(self, deliver: Callable[[list[Any], bool], None], trouble: Callable[[str], None]) -> None:
        self._deliver = deliver
        self._trouble = trouble
        self._lock = threading.Lock()
        self._held: list[tuple[list[Any], bool]] | None = []

    def update(self, entries: Mapping[Any, Sequence[Any]] | Iterable[tuple[Any, Sequence[Any]]], *, initial: bool = False) -> None:
        """Delivers keys with all their values, none for a key that is gone.

        :param initial: whether these are all entries, in place of those before
        :raises SkipError: if the service refuses them
        """
        pairs = entries.items() if isinstance(entries, Mapping) else entries
        told = [[stored(key), [stored(each) for each in values]] for key, values in pairs]
        with self._lock:
            if self._held is not None:
                self._held.append((told, initial))
                return
            self._deliver(told, initial)

    def error(self, message: str) -> None:
        """Says that the data may be old from now on, until the next delivery."""
        self._trouble(message)

    def open(self) -> None:
        """Delivers what was held back, and then at once.

        :raises SkipError: if the service refuses some of it
        """
        with self._lock:
            held, self._held = self._held or [], None
            for told, initial in held:
                self._deliver(told, initial)


class Subscriptions:
    """The subscriptions of the external services of this process, and what they wait for."""

    def __init__(self, send: Callable[[Any], None]) -> None:
        self._send = send
        self._numbers = itertools.count(1_000_000)
        self._lock = threading.Lock()
        self._answers: dict[int, tuple[threading.Event, list[Any]]] = {}

    def answered(self, frame: list[Any]) -> bool:
        """Takes an answer of the engine, if a thread waits for it."""
        with self._lock:
            waiting = self._answers.pop(frame[1], None)
        if waiting is None:
            return False
        waiting[1].append(frame)
        waiting[0].set()
        return True

    def subscribe(self, external: ExternalService, request: int, service: int, instance: str, resource: str, params: Any) -> None:
        """Begins a subscription, and answers the engine when its initial data was delivered."""
        feed = Feed(
            lambda entries, initial: self._deliver(service, instance, entries, initial),
            lambda message: self._send(["trouble", service, instance, message]),
        )

        def begin() -> None:
            external.subscribe(instance, resource, params, feed)
            feed.open()

        self.reply(request, begin)

    def reply(self, request: int, action: Callable[[], None]) -> None:
        """Runs something in a thread of its own, and answers the engine then."""

        def run() -> None:
            try:
                action()
            except Exception as error:
                _LOG.exception("an external service has failed")
                self._send(["refused", request, {"name": type(error).__name__, "message": str(error)}])
            else:
                self._send(["reply", request, None])

        threading.Thread(target=run, name="skip: external service", daemon=True).start()

    def _deliver(self, service: int, instance: str, entries: list[Any], initial: bool) -> None:
        event: tuple[threading.Event, list[Any]] = (threading.Event(), [])
        with self._lock:
            number = next(self._numbers)
            self._answers[number] = event
        self._send(["deliver", number, service, instance, entries, initial])
        event[0].wait()
        answer = event[1][0]
        if answer[0] == "refused":
            raise SkipError(str(answer[2].get("message", "the service has refused what was delivered")))
