"""Skip for Python.

:func:`connect` makes a connection to a running service: snapshots, live views, writes and commands.
It needs nothing but the standard library.
"""

from skip.client.backoff import Timing
from skip.client.connection import CommandAnswer, Connection, Table, connect
from skip.client.contents import Change, Contents, NonUniqueValueError
from skip.client.errors import (
    ClosedError,
    CommandRefusedError,
    ComputationFailedError,
    ForbiddenError,
    InternalError,
    InvalidRequestError,
    MalformedRequestError,
    Mistake,
    NotFoundError,
    SkipError,
    TooLargeError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
    UnreadableError,
    VersionGoneError,
    WaitTimeoutError,
    WatermarkNotReachedError,
)
from skip.client.http import Token
from skip.client.live import LiveView, Status

__all__ = [
    "Change",
    "ClosedError",
    "CommandAnswer",
    "CommandRefusedError",
    "ComputationFailedError",
    "Connection",
    "Contents",
    "ForbiddenError",
    "InternalError",
    "InvalidRequestError",
    "LiveView",
    "MalformedRequestError",
    "Mistake",
    "NonUniqueValueError",
    "NotFoundError",
    "SkipError",
    "Status",
    "Table",
    "Timing",
    "Token",
    "TooLargeError",
    "UnauthorizedError",
    "UnavailableError",
    "UnexpectedAnswerError",
    "UnreachableError",
    "UnreadableError",
    "VersionGoneError",
    "WaitTimeoutError",
    "WatermarkNotReachedError",
    "connect",
]
