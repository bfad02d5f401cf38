"""The user on whose behalf a resource or a command is asked for."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Principal:
    """A user whom the service has verified: a parameter of this type is set from the user's token, and not by clients.

    :ivar issuer: who vouches for the user
    :ivar subject: who it is, as the issuer says
    :ivar claims: what else the service was told to take over from the token
    """

    issuer: str
    subject: str
    claims: Mapping[str, Any] = field(default_factory=dict)


def is_principal(annotation: Any) -> bool:
    """Whether a parameter of this annotation is the user."""
    return annotation is Principal or is_optional_principal(annotation)


def is_optional_principal(annotation: Any) -> bool:
    """Whether it is the user, and there may be none."""
    is_union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return is_union and set(typing.get_args(annotation)) == {Principal, type(None)}
