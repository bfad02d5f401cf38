"""How long a live view waits before it connects again."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


_MOST_SECONDS = 2_147_483.0
"""The longest time that sockets and locks can be told to wait: 24 days and some."""


def bounded(seconds: float) -> float:
    """A time to wait, as sockets and locks take it: longer ones, such as infinity, count as 24 days.

    :raises ValueError: if it is no number
    """
    if seconds != seconds:
        raise ValueError("a time must be a number of seconds, not nan")
    return min(seconds, _MOST_SECONDS)


@dataclass(frozen=True)
class Timing:
    """How a live view waits; all times are in seconds and above 0.

    :ivar retry: before the first attempt to connect again, until the service says otherwise
    :ivar max_retry: the longest time between attempts
    :ivar silence: how long a connection may be silent before it counts as broken. A service sends something every 30 seconds
        unless it is told otherwise; where this time is less than 75 seconds, three heartbeats are asked for within it
    """

    retry: float = 1.0
    max_retry: float = 30.0
    silence: float = 75.0

    def __post_init__(self) -> None:
        for name, seconds in (("retry", self.retry), ("max_retry", self.max_retry), ("silence", self.silence)):
            if not 0 < seconds <= 86_400:
                raise ValueError(f"{name} must be above 0 and at most a day: {seconds}")

    @property
    def heartbeat_seconds(self) -> int | None:
        """The heartbeats to ask for; ``None`` if the usual ones do."""
        return None if self.silence >= Timing.silence else max(1, int(self.silence / 3))


_LEAST_BASE = 0.1
"""The least that a server can make clients wait, so that none asks without a pause."""


class Backoff:
    """A wait that is twice as long after each attempt that failed.

    It is somewhere between the half and the whole of that, so that clients that lost their server at the same moment do not
    come back at the same moment.
    """

    def __init__(self, timing: Timing, chance: Callable[[], float] = random.random) -> None:
        self._timing = timing
        self._chance = chance
        self._base = timing.retry
        self._failures = 0

    def set_base(self, seconds: float) -> None:
        """Takes the server's word for the first wait; that is never no time at all."""
        least = min(_LEAST_BASE, self._timing.retry)
        self._base = min(max(seconds, least), self._timing.max_retry)

    def succeeded(self) -> None:
        """Notes that a connection was made."""
        self._failures = 0

    def next(self) -> float:
        """The seconds until the next attempt."""
        failures = min(self._failures, 30)
        self._failures += 1
        return self._jittered(self._base * 2**failures)

    def longest(self) -> float:
        """The seconds until the next attempt after a refusal that will hardly change soon."""
        self._failures += 1
        return self._jittered(self._timing.max_retry)

    def _jittered(self, seconds: float) -> float:
        return min(seconds, self._timing.max_retry) * (0.5 + self._chance() / 2)
