"""What annotations stand for: aliases, forward references and type variables become the types that are meant."""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Mapping
from typing import Annotated, Any, ForwardRef, TypeVar

from skip.client.errors import SkipError


class WiringError(SkipError):
    """A service is put together in a way that cannot work; all mistakes that were found are told."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)


def hints(of: Any) -> dict[str, Any]:
    """The annotations of a function or class, each as what it names.

    :raises WiringError: if one names nothing
    """
    try:
        found = typing.get_type_hints(of)
    except Exception as cause:
        raise WiringError(f"an annotation of {of.__qualname__} cannot be read: {cause}") from cause
    return {name: _bound(annotation, _module_of(of, name)) for name, annotation in found.items()}


def _module_of(of: Any, name: str) -> str:
    """The module of a function, or of the class that has declared a member."""
    for kind in getattr(of, "__mro__", ()):
        if name in kind.__dict__.get("__annotations__", ()):
            return str(kind.__module__)
    return str(of.__module__)


def _bound(annotation: Any, module: str) -> Any:
    """An annotation whose forward references, which a recursive alias still has, know in which module they are."""
    if isinstance(annotation, str):
        return ForwardRef(annotation, module=module)
    if isinstance(annotation, ForwardRef):
        return annotation if annotation.__forward_module__ else ForwardRef(annotation.__forward_arg__, module=module)
    return _with_arguments(annotation, lambda each: _bound(each, module))


def substituted(annotation: Any, variables: Mapping[Any, Any]) -> Any:
    """An annotation with what type variables stand for."""
    if isinstance(annotation, TypeVar):
        return variables.get(annotation, annotation)
    return _with_arguments(annotation, lambda each: substituted(each, variables)) if variables else annotation


def _with_arguments(annotation: Any, change: Any) -> Any:
    arguments = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if not arguments or origin is typing.Literal:
        return annotation
    if origin is Annotated:
        return change(arguments[0])
    changed = tuple(change(each) if each is not Ellipsis and not isinstance(each, list) else each for each in arguments)
    if all(one is other for one, other in zip(arguments, changed, strict=True)):
        return annotation
    if origin is typing.Union or origin is types.UnionType:
        return typing.Union[changed]  # noqa: UP007
    return annotation.copy_with(changed) if hasattr(annotation, "copy_with") else origin[changed]


def is_alias(annotation: Any) -> bool:
    """Whether an annotation is the name of a type that may be recursive: a forward reference, or what ``type`` has declared."""
    return isinstance(annotation, ForwardRef) or hasattr(typing.get_origin(annotation) or annotation, "__value__")


def alias_name(annotation: Any) -> str:
    """The name of an alias."""
    if isinstance(annotation, ForwardRef):
        return str(annotation.__forward_arg__)
    return str(annotation) if typing.get_args(annotation) else str(annotation.__name__)


def meaning(alias: Any) -> Any:
    """What an alias stands for.

    :raises WiringError: if that is nothing
    """
    if isinstance(alias, ForwardRef):
        module = str(alias.__forward_module__)
        try:
            return _bound(eval(alias.__forward_arg__, vars(sys.modules[module])), module)  # noqa: S307
        except Exception as cause:
            raise WiringError(f"the annotation {alias.__forward_arg__!r} of {module} cannot be read: {cause}") from cause
    origin = typing.get_origin(alias)
    if origin is None:
        return _bound(alias.__value__, str(alias.__module__))
    variables = dict(zip(origin.__type_params__, typing.get_args(alias), strict=True))
    return substituted(_bound(origin.__value__, str(origin.__module__)), variables)


_QUALIFIERS = {getattr(typing, name) for name in ("Final", "Required", "NotRequired", "ReadOnly") if hasattr(typing, name)}


def plain(annotation: Any) -> Any:
    """An annotation without what says nothing about JSON: ``Annotated``, ``NewType``, ``Final`` and bounds of type variables."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated or origin in _QUALIFIERS:
            annotation = typing.get_args(annotation)[0]
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        elif isinstance(annotation, TypeVar):
            annotation = typing.Union[annotation.__constraints__] if annotation.__constraints__ else annotation.__bound__ or Any  # noqa: UP007
        else:
            return annotation


def is_record(kind: Any) -> bool:
    """Whether a type, with its arguments or without, is a dataclass."""
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


def members(annotation: Any) -> dict[str, Any]:
    """The annotations of the members of a class that may be generic: a dataclass, a ``TypedDict`` or a ``NamedTuple``.

    :raises WiringError: if one names nothing
    """
    kind = typing.get_origin(annotation) or annotation
    variables = _variables(kind, typing.get_args(annotation))
    return {name: substituted(each, variables) for name, each in hints(kind).items()}


def _variables(kind: Any, arguments: tuple[Any, ...]) -> dict[Any, Any]:
    """What the type variables of a class and of its bases stand for."""
    known: dict[Any, Any] = dict(zip(getattr(kind, "__parameters__", ()), arguments, strict=False))
    for base in getattr(kind, "__orig_bases__", ()):
        origin = typing.get_origin(base)
        if origin is not None and origin is not typing.Generic:
            known |= _variables(origin, tuple(substituted(each, known) for each in typing.get_args(base)))
    return known
