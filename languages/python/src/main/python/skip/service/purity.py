"""Whether a function is pure, so far as its code shows: it may depend on what it is given, on constants, and on pure functions.

A function runs again when what it read has changed. What it reads besides, such as a list of the module that something appends
to, could change without that; so such functions are refused when they are first used, with the name and the line. The same walk
through the code gives its *identity*: a text that is equal for equal code in any process, and different when the function, or
what it calls, is different.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import dis
import enum
import fractions
import functools
import hashlib
import inspect
import os
import re
import sys
import sysconfig
import types
import typing
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from skip.service.resolution import WiringError

_CONSTANTS = (
    str, int, float, bool, complex, bytes, type(None), enum.Enum, decimal.Decimal, fractions.Fraction, uuid.UUID, datetime.date,
    datetime.time, datetime.timedelta, datetime.tzinfo, re.Pattern, range, type(Ellipsis), typing.TypeVar,
)  # fmt: skip
_LIBRARIES = (
    *{sysconfig.get_path(each) for each in ("stdlib", "platstdlib", "purelib", "platlib")},
    str(Path(__file__).parent.parent),
)


class ImpureFunctionError(WiringError):
    """A function depends on what can change without Skip knowing."""


def place(code: types.CodeType, line: int | None = None) -> str:
    """A place in the author's code, such as ``groups.py:12``."""
    return f"{os.path.basename(code.co_filename)}:{line or code.co_firstlineno}"


def identity(function: Any) -> str:
    """The identity of a function or a class that is pure.

    :raises ImpureFunctionError: if it is not
    """
    walk = _Walk()
    walk.visit(function)
    return f"{function.__qualname__}@{walk.digest.hexdigest()[:16]}"


def require_top_level(function: types.FunctionType) -> None:
    """Refuses a function that captures variables of another one.

    :raises ImpureFunctionError: if it does
    """
    free = [each for each in function.__code__.co_freevars if each != "__class__"]
    if free:
        names = ", ".join(free)
        raise ImpureFunctionError(
            f"{place(function.__code__)}: {function.__name__} captures {names}; give it what it needs as arguments"
        )


def require_plain(function: Callable[..., Any], what: str) -> None:
    """Refuses a function that is async, which gives nothing until it is waited for.

    :param what: what messages call it
    :raises WiringError: if it is
    """
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise WiringError(f"{what} is async; it looks up what it needs and returns: write def in place of async def")


class _Walk:
    """A walk through the code of a function and all that it calls in the author's own files."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self._seen: set[int] = set()

    def visit(self, given: Any) -> None:
        """Adds a function or a class."""
        if id(given) in self._seen:
            return
        self._seen.add(id(given))
        if isinstance(given, type):
            self._class(given)
        else:
            self._function(given)

    def _add(self, *parts: object) -> None:
        self.digest.update(repr(parts).encode())

    def _class(self, kind: type) -> None:
        self._add("class", kind.__qualname__)
        for base in kind.__mro__[1:]:
            if not _is_of_library(sys.modules.get(base.__module__)):
                self.visit(base)
        for name, member in sorted(vars(kind).items()):
            function = getattr(member, "__func__", getattr(member, "fget", member))
            function = getattr(function, "__wrapped__", function)
            if isinstance(function, types.FunctionType) and not function.__code__.co_filename.startswith("<"):
                self._add(name)
                if not _is_library_code(function):  # such as the __replace__ that Python 3.13 gives dataclasses
                    self.visit(function)
            elif isinstance(member, _CONSTANTS) and not name.startswith("__"):
                self._add(name, _stable(member))
            elif isinstance(member, (list, dict, set, bytearray)) and not name.startswith("_"):
                raise ImpureFunctionError(f"{kind.__qualname__}.{name} is a {type(member).__qualname__}, which can change")
        if dataclasses.is_dataclass(kind):
            self._add([(each.name, str(each.type)) for each in dataclasses.fields(kind)])

    def _function(self, function: types.FunctionType) -> None:
        require_top_level(function)
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self._value(function, "a default value", default, function.__code__.co_firstlineno)
        self._code(function, function.__code__)

    def _code(self, function: types.FunctionType, code: types.CodeType) -> None:
        self._add(code.co_name, code.co_code, code.co_names, code.co_varnames, code.co_argcount, code.co_kwonlyargcount)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self._code(function, constant)
            else:
                self._add(_stable(constant))
        for name, line, attributes in _globals(function, code):
            namespace = function.__globals__
            builtins = namespace["__builtins__"]
            known = builtins if isinstance(builtins, dict) else vars(builtins)
            if name in namespace:
                self._value(function, f"the global {name}", namespace[name], line, attributes)
            elif name not in known:
                raise ImpureFunctionError(f"{place(code, line)}: {function.__name__} uses {name}, which is not defined")

    def _value(self, function: types.FunctionType, what: str, value: Any, line: int, attributes: tuple[str, ...] = ()) -> None:
        """Adds a value that a function refers to, or refuses it."""
        function_of = getattr(value, "__skip_function__", None)
        if isinstance(value, types.ModuleType):
            self._module(function, value, line, attributes)
        elif function_of is not None:
            self.visit(function_of)
        elif isinstance(value, (types.FunctionType, type)):
            if _is_library_code(value):
                self._add(value.__module__, value.__qualname__)
            else:
                self.visit(value)
        elif isinstance(value, (types.BuiltinFunctionType, types.GenericAlias)) or typing.get_origin(value) is not None:
            self._add(str(value) if not isinstance(value, types.BuiltinFunctionType) else value.__qualname__)
        elif isinstance(value, functools._lru_cache_wrapper):
            self._value(function, what, value.__wrapped__, line)
        elif is_constant(value):
            self._add(_stable(value))
        else:
            kind = type(value).__qualname__
            raise ImpureFunctionError(
                f"{place(function.__code__, line)}: {function.__name__} uses {what}, a {kind}, which can change; "
                "give it what it needs as arguments, or make it a constant"
            )

    def _module(self, function: types.FunctionType, module: types.ModuleType, line: int, attributes: tuple[str, ...]) -> None:
        """Adds what is taken of a module of the author's; those of libraries are taken for pure."""
        self._add(module.__name__, attributes)
        if _is_of_library(module) or not attributes:
            return
        if not hasattr(module, attributes[0]):
            missing = f"{module.__name__}.{attributes[0]}"
            raise ImpureFunctionError(f"{place(function.__code__, line)}: {function.__name__} uses {missing}, which is not defined")
        name = f"the global {module.__name__}.{attributes[0]}"
        self._value(function, name, getattr(module, attributes[0]), line, attributes[1:])


def _globals(function: types.FunctionType, code: types.CodeType) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """The globals that code reads: name, line, and the attributes that are taken at once.

    :raises ImpureFunctionError: if it writes one
    """
    line = code.co_firstlineno
    pending: tuple[str, int] | None = None
    attributes: list[str] = []
    for instruction in dis.get_instructions(code):
        line = _line(instruction) or line
        if pending is not None and instruction.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            attributes.append(str(instruction.argval))
            continue
        if pending is not None and instruction.opname not in ("CACHE", "EXTENDED_ARG"):
            yield (*pending, tuple(attributes))
            pending, attributes = None, []
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            pending = (str(instruction.argval), line)
        elif instruction.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
            raise ImpureFunctionError(f"{place(code, line)}: {function.__name__} writes the global {instruction.argval}")
    if pending is not None:
        yield (*pending, tuple(attributes))


def _line(instruction: dis.Instruction) -> int | None:
    """The line where an instruction begins one; Python says it in one way or another, by its version."""
    starts = getattr(instruction, "line_number", None) or instruction.starts_line
    return starts if type(starts) is int else None


def is_constant(value: Any) -> bool:
    """Whether a value cannot change, nor anything in it."""
    if isinstance(value, (tuple, frozenset)):
        return all(map(is_constant, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        frozen: bool = value.__dataclass_params__.frozen  # type: ignore[attr-defined]
        return frozen and all(is_constant(getattr(value, each.name)) for each in dataclasses.fields(value))
    return isinstance(value, _CONSTANTS)


def _stable(value: Any) -> str:
    """A text of a constant that is the same in each process: the order of a set is not."""
    if isinstance(value, frozenset):
        return f"frozenset({sorted(map(_stable, value))})"
    if isinstance(value, tuple):
        return f"({[_stable(each) for each in value]})"
    if isinstance(value, enum.Enum):
        return f"{type(value).__qualname__}.{value.name}"
    return f"{type(value).__qualname__} {value!r}"


def is_library_file(file: str) -> bool:
    """Whether a file is of Python, of an installed package or of this one, and not the author's."""
    return "site-packages" in file or any(file.startswith(each + os.sep) for each in _LIBRARIES)


def _is_library_code(given: types.FunctionType | type) -> bool:
    if isinstance(given, types.FunctionType):
        return is_library_file(given.__code__.co_filename)
    return _is_of_library(sys.modules.get(given.__module__))


def _is_of_library(module: types.ModuleType | None) -> bool:
    if module is None or module.__name__ == "__main__":
        return False
    file = getattr(module, "__file__", None)
    return file is None or is_library_file(file)
