"""Skip for Python.

:func:`connect` makes a connection to a running service: snapshots, live views, writes and commands. :class:`Service`,
:func:`mapper` and :func:`resource` describe one, which ``skip.testing`` evaluates. All needs nothing but the standard library.
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
from skip.service.resolution import WiringError
from skip.service.collections import Eager, Input, Lazy, Values, external
from skip.service.commands import CommandContext, command
from skip.service.definition import Service, resource
from skip.service.external import ExternalService, Feed
from skip.service.functions import Reducer, lazy, mapper
from skip.service.launch import run
from skip.service.principal import Principal
from skip.service.purity import ImpureFunctionError
from skip.service.reducers import count, max, min, sum

__all__ = [
    "Change",
    "ClosedError",
    "CommandAnswer",
    "CommandContext",
    "CommandRefusedError",
    "ComputationFailedError",
    "Connection",
    "Contents",
    "Eager",
    "ExternalService",
    "Feed",
    "ForbiddenError",
    "ImpureFunctionError",
    "Input",
    "InternalError",
    "InvalidRequestError",
    "Lazy",
    "LiveView",
    "MalformedRequestError",
    "Mistake",
    "NonUniqueValueError",
    "NotFoundError",
    "Principal",
    "Reducer",
    "Service",
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
    "Values",
    "VersionGoneError",
    "WaitTimeoutError",
    "WatermarkNotReachedError",
    "WiringError",
    "command",
    "connect",
    "count",
    "external",
    "lazy",
    "mapper",
    "max",
    "min",
    "resource",
    "run",
    "sum",
]
