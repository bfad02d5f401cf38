"""Commands: methods of a service that read one version and write the next."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any, TypeVar, overload

from skip.client.errors import SkipError
from skip.exact_json import stored
from skip.service.annotations import wire_type
from skip.service.collections import Eager
from skip.service.parameters import Parameters
from skip.service.principal import Principal
from skip.service.purity import require_plain
from skip.service.resolution import WiringError, hints

F = TypeVar("F", bound=Callable[..., Any])
K = TypeVar("K")
V = TypeVar("V")


class CommandContext:
    """What takes the writes of a command while it runs. The command does not see what it has written.

    Of a key that is written twice the last write counts.

    :ivar now: the time by the service's clock
    """

    def __init__(self, millis: int) -> None:
        self.now = datetime.fromtimestamp(millis / 1000, timezone.utc)
        self._writes: list[Any] = []
        self._is_over = False

    def put(self, to: Eager[K, V], key: K, value: V) -> None:
        """Gives a key of an input one value, in place of all that it has."""
        self.put_all(to, key, [value])

    def put_all(self, to: Eager[K, V], key: K, values: Iterable[V]) -> None:
        """Gives a key of an input values, in place of all that it has; none to remove it."""
        if self._is_over:
            raise SkipError("the command has ended; it writes while it runs")
        self._writes.append([to.number, stored(key), stored(list(values))])

    def remove(self, to: Eager[K, Any], key: K) -> None:
        """Removes a key of an input; one that is not there stays so."""
        self.put_all(to, key, [])

    def end(self) -> list[Any]:
        """What was written, as frames have it; no more can be."""
        self._is_over = True
        return self._writes


@overload
def command(given: F) -> F: ...


@overload
def command(given: str | None = None, *, for_anybody: bool = False) -> Callable[[F], F]: ...


def command(given: Any = None, *, for_anybody: bool = False) -> Any:
    """Makes a method of a service a command, by its own name or by ``@command("name")``.

    The method takes a :class:`CommandContext` first, and then what clients send, as a resource does. It looks up keys of the service's
    collections, writes by the context, and gives a result, or nothing. It refuses by raising :class:`CommandRefusedError`.

    :param for_anybody: whether the streaming listener lets users run it that are not verified
    """

    def mark(method: Any, name: str) -> Any:
        method.__skip_command__ = (name, for_anybody)
        return method

    if given is None or isinstance(given, str):
        return lambda method: mark(method, given or method.__name__)
    return mark(given, given.__name__)


class Command:
    """A method that is a command, what it takes and gives.

    :raises WiringError: if that cannot be
    """

    def __init__(self, name: str, is_for_anybody: bool, method: Callable[..., Any]) -> None:
        self.name = name
        self._method = method
        require_plain(method, f"command {name}")
        known = hints(method)
        parameters = list(inspect.signature(method).parameters.values())[1:]
        if not parameters or known.get(parameters[0].name, CommandContext) is not CommandContext:
            raise WiringError(f"command {name} takes a CommandContext first, which it writes by")
        self._parameters = Parameters(f"command {name}", parameters[1:], known)
        result = known.get("return", Any)
        self.described = {
            "params": self._parameters.type,
            "result": {"object": {}} if result is type(None) else wire_type(result),
            "forAnybody": is_for_anybody,
        }

    def with_principal(self, params: Any, principal: Principal | None) -> Any:
        """The parameters with the user that the command runs for, where it takes one.

        :raises UnauthorizedError: if it needs one, and there is none
        """
        return self._parameters.with_principal(params, principal)

    def run(self, service: Any, params: Any, millis: int) -> list[Any]:
        """Runs the command; gives its result and its writes, as JSON."""
        context = CommandContext(millis)
        try:
            result = self._parameters.call(lambda *one, **named: self._method(service, context, *one, **named), params)
            return [{} if result is None else stored(result), context.end()]
        finally:
            context.end()
