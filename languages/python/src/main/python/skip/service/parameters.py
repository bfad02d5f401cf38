"""The parameters that resources and commands take from clients."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable
from typing import Any

from skip.client.errors import UnauthorizedError
from skip.service.annotations import wire_type
from skip.service.decoding import decoder
from skip.service.principal import Principal, is_optional_principal, is_principal
from skip.service.resolution import WiringError


class Parameters:
    """What a method takes from a client: one value, or the members of an object, of which one may be the verified user.

    :raises WiringError: if the parameters cannot be told apart
    """

    def __init__(self, subject: str, parameters: list[inspect.Parameter], known: dict[str, Any]) -> None:
        self._subject = subject
        self._known = known
        self._named = [each for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY or self._is_user(each)]
        self._single = [each for each in parameters if each not in self._named]
        if len(self._single) > 1 or (self._single and self._named):
            raise WiringError(f"{subject} takes several parameters: write them after a *, so that clients send them by name")
        if sum(1 for each in self._named if self._is_user(each)) > 1:
            raise WiringError(f"{subject} takes several users; there is one")

    def _hint(self, parameter: inspect.Parameter) -> Any:
        return self._known.get(parameter.name, Any)

    def _is_user(self, parameter: inspect.Parameter) -> bool:
        return is_principal(self._hint(parameter))

    @property
    def type(self) -> Any:
        """The type of the parameters, as frames have it.

        :raises WiringError: if there is no JSON for one
        """
        if self._single:
            described = wire_type(self._hint(self._single[0]))
            has_default = self._single[0].default is not inspect.Parameter.empty
            return {"anyOf": [described, {"object": {}}]} if has_default else described
        members = {_sent(each): self._type_of(each) for each in self._named}
        optional = [_sent(each) for each in self._named if self._is_optional(each)]
        return {"object": members, "optional": optional} if optional else {"object": members}

    def _type_of(self, parameter: inspect.Parameter) -> Any:
        return "principal" if self._is_user(parameter) else wire_type(self._hint(parameter))

    def _is_optional(self, parameter: inspect.Parameter) -> bool:
        return parameter.default is not inspect.Parameter.empty or is_optional_principal(self._hint(parameter))

    def with_principal(self, params: Any, principal: Principal | None) -> Any:
        """The parameters with the user that there is, as the engine makes them.

        :raises UnauthorizedError: if a user is needed, and there is none
        """
        for each in self._named:
            if self._is_user(each):
                if principal is None and not is_optional_principal(self._hint(each)):
                    raise UnauthorizedError(f"{self._subject} needs a verified user")
                return params if principal is None else {**params, _sent(each): principal}
        return params

    def call(self, method: Callable[..., Any], params: Any) -> Any:
        """Calls a method with what a client has sent."""
        if self._single:
            only = self._single[0]
            is_default = params == {} and only.default is not inspect.Parameter.empty
            return method() if is_default else method(_decoded(self._hint(only), params))
        named = {each.name: self._member(each, params) for each in self._named if _sent(each) in params or self._is_user(each)}
        return method(**named)

    def _member(self, parameter: inspect.Parameter, params: Any) -> Any:
        given = params.get(_sent(parameter))
        if not self._is_user(parameter):
            return _decoded(self._hint(parameter), given)
        return None if given is None else _decoded(Principal, given)


def _sent(parameter: inspect.Parameter) -> str:
    """The name by which clients send a parameter."""
    name = parameter.name.removesuffix("_")
    return name if keyword.iskeyword(name) else parameter.name


def _decoded(annotation: Any, given: Any) -> Any:
    decode = decoder(annotation)
    return given if decode is None else decode(given)
