"""What a service, or the way to it, says when something is refused or fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skip.exact_json import parse


@dataclass(frozen=True)
class Mistake:
    """A mistake in what was sent: where it is, as a JSON pointer, and what it is."""

    pointer: str
    detail: str


class SkipError(Exception):
    """A request that a service refused or did not answer, or a resource that has failed.

    :ivar status: the status of the answer; 0 if there was none
    :ivar type: what it is, for programs, such as ``unknown-resource``. Not from the service: ``unreachable`` if there was no
        answer, ``unexpected-answer`` if it is none of a Skip service, ``unreadable`` if its data cannot be read, ``catching-up``
        while it has not said that the data are what it has, ``closed`` after ``close()``, ``timeout`` if a wait was too long
    :ivar detail: what it is, for people
    :ivar errors: the mistakes in what was sent
    :ivar error_id: what to look for in the service's log; ``None`` if the service names nothing
    :ivar retry_after: the seconds to wait before the next attempt, at most an hour; ``None`` if the service does not say
    :ivar problem: the whole problem document; empty if there was none
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int = 0,
        type: str = "",
        errors: tuple[Mistake, ...] = (),
        error_id: str | None = None,
        retry_after: float | None = None,
        problem: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.type = type
        self.detail = detail
        self.errors = errors
        self.error_id = error_id
        self.retry_after = retry_after
        self.problem = problem or {}

    def __str__(self) -> str:
        lines = [self.detail if not self.type else f"{self.type}: {self.detail}"]
        if len(self.errors) > 1:
            lines += [f"  {each.pointer}: {each.detail}" for each in self.errors]
        if self.error_id is not None:
            lines.append(f"  errorId {self.error_id} in the log of the service")
        return "\n".join(lines)


class UnreachableError(SkipError):
    """There was no answer; a write may have taken effect."""


class UnexpectedAnswerError(SkipError):
    """The answer is none of a Skip service; it may be that of a proxy."""


class UnreadableError(SkipError):
    """What the service has sent cannot be read."""


class ClosedError(SkipError):
    """The live view, or the connection to the service, was closed."""


class WaitTimeoutError(SkipError, TimeoutError):
    """What was waited for has not come in time."""


class MalformedRequestError(SkipError):
    """The request is not one that a service reads."""


class UnauthorizedError(SkipError):
    """A token is missing, wrong or expired."""


class ForbiddenError(SkipError):
    """Who asks may not do this. A resource or a command of the author's raises one to refuse; only operators read its reason."""


class NotFoundError(SkipError):
    """There is no such collection, resource, command, stream or version."""


class VersionGoneError(SkipError):
    """The version that was asked for cannot be read, or not any more."""


class WatermarkNotReachedError(SkipError):
    """The service was not as far in time as it was asked to be."""


class TooLargeError(SkipError):
    """The request is larger than the service takes."""


class InvalidRequestError(SkipError):
    """Entries, parameters or a query make no sense to the service; :attr:`SkipError.errors` says where."""


class ComputationFailedError(SkipError):
    """A function of the service has failed; nothing has changed."""


class CommandRefusedError(SkipError):
    """A command says in :attr:`SkipError.detail` why it refuses; nothing has changed.

    A command of the author's raises one, by :meth:`conflict`, :meth:`forbidden` or :meth:`invalid`.
    """

    @classmethod
    def conflict(cls, reason: str) -> CommandRefusedError:
        """A refusal because of the state that the service is in: 409. The client is told the reason."""
        return cls(reason, status=409, type="command-refused")

    @classmethod
    def forbidden(cls, reason: str) -> CommandRefusedError:
        """A refusal because of who asks: 403. The client is told the reason."""
        return cls(reason, status=403, type="command-refused")

    @classmethod
    def invalid(cls, reason: str) -> CommandRefusedError:
        """A refusal of parameters that make no sense, whatever the state: 422. The client is told the reason."""
        return cls(reason, status=422, type="command-refused")


class UnavailableError(SkipError):
    """The service cannot answer at present: it is overloaded, busy, starts or stops."""


class InternalError(SkipError):
    """A defect of the service; :attr:`SkipError.error_id` is in its log."""


_BY_TYPE: dict[str, type[SkipError]] = {
    "command-refused": CommandRefusedError,
    "computation-failed": ComputationFailedError,
    "unknown-epoch": WatermarkNotReachedError,
}

_BY_STATUS: dict[int, type[SkipError]] = {
    400: MalformedRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    410: VersionGoneError,
    412: WatermarkNotReachedError,
    413: TooLargeError,
    422: InvalidRequestError,
    429: UnavailableError,
    500: InternalError,
    503: UnavailableError,
}


def refusal(document: bytes | str, status: int, retry_after: float | None = None) -> SkipError:
    """The error that a problem document is about; where it is none, such as a proxy's page, the one of its status."""
    try:
        problem = parse(document)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    given = problem.get("status")
    status = given if isinstance(given, int) else status
    kind = str(problem.get("type", "about:blank"))
    detail = problem.get("detail") or problem.get("title") or f"the answer has status {status}"
    error_id = problem.get("errorId")
    error = _BY_TYPE.get(kind) or _BY_STATUS.get(status, SkipError)
    return error(
        str(detail),
        status=status,
        type=kind,
        errors=_mistakes(problem.get("errors")),
        error_id=None if error_id is None else str(error_id),
        retry_after=retry_after,
        problem=problem,
    )


def _mistakes(given: object) -> tuple[Mistake, ...]:
    if not isinstance(given, list):
        return ()
    found = (each for each in given if isinstance(each, dict))
    return tuple(Mistake(str(each.get("pointer", "")), str(each.get("detail", ""))) for each in found)


def unreachable(cause: BaseException) -> UnreachableError:
    """The error of a service that did not answer."""
    reason = str(cause) or type(cause).__name__
    return UnreachableError(f"the service cannot be reached: {reason}", type="unreachable")


def unexpected(status: int, content_type: str, expected: str) -> UnexpectedAnswerError:
    """The error of a success that is not what was asked for, such as the log-in page of a proxy."""
    detail = f"the answer is not {expected} but {content_type or 'without a type'}, of status {status}; is it that of a proxy?"
    return UnexpectedAnswerError(detail, status=status, type="unexpected-answer")
