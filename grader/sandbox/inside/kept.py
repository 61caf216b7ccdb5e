"""What a call touches beside its value: parts that stay here, arguments changed in place, functions of the judge. Inside."""

from __future__ import annotations

import os
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from grader.sandbox.inside import causes
from grader.sandbox.wire.frame import UnsupportedError

# Watching an argument costs two copies of it; the note is not worth more than a megabyte.
WATCHED_BYTES = 1 << 20


class Kept:
    """Around a value that is to stay in this process as it is, whatever it is."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def parts_kept(value: Any, paths: Sequence[Sequence[int]]) -> Any:
    """The value with the parts at the paths marked as kept. A path that the value does not have changes nothing."""
    for path in paths:
        value = _part_kept(value, list(path))
    return value


def _part_kept(value: Any, path: list[int]) -> Any:
    if type(value) is Kept:
        return value
    if not path:
        return Kept(value)
    # By the type, never by isinstance, which asks the value's own __class__.
    for base in (tuple, list):
        if issubclass(type(value), base):
            parts = list(base.__iter__(value))
            if path[0] >= len(parts):
                return value
            parts[path[0]] = _part_kept(parts[path[0]], path[1:])
            return base(parts)
    return value


def attribute(owner: Any, name: str) -> tuple[bool, Any]:
    """``(found, value)``. An AttributeError inside of a property that is there is that property's own error."""
    try:
        return True, getattr(owner, name)
    except AttributeError:
        if any(name in vars(kind) for kind in type.mro(type(owner))):
            raise
        return False, None


def snapshot(arguments: Mapping[int | str, Any]) -> dict[int | str, bytes]:
    """The bytes of the plain, small arrays among the arguments."""
    return {
        place: value.tobytes() for place, value in arguments.items() if type(value) is np.ndarray and value.nbytes <= WATCHED_BYTES
    }


def changed(arguments: Mapping[int | str, Any], before: Mapping[int | str, bytes]) -> list[int | str]:
    return [place for place, content in before.items() if arguments[place].tobytes() != content]


def parameter_name(target: Any, place: int | str) -> str:
    """What the student's own signature calls the argument; empty where that cannot be told."""
    if type(place) is str:
        return place
    skipped = 0
    if type(target) is types.MethodType:
        target, skipped = target.__func__, 1
    elif isinstance(target, type):
        target, skipped = target.__init__, 1  # type: ignore[misc]  # of the class itself is what is meant
    if type(target) is not types.FunctionType:
        return ""
    code = target.__code__
    names = code.co_varnames[: code.co_argcount]
    index = int(place) + skipped
    return names[index] if index < len(names) else ""


def enter_provided(folder: str) -> None:
    """Let student code open the data files of the assignment by their plain names, from a folder of its own if it has one."""
    causes.remember_folder(folder)
    if not folder:
        return
    if Path.cwd() == Path("/"):
        os.chdir(folder)
        return
    for name in os.listdir(folder):  # noqa: PTH208  # names are what is wanted
        Path(name).symlink_to(Path(folder, name))


class JudgeFunction:
    """A function of the judge, which answers across the pipe. ``case``: the one that it was given in."""

    __slots__ = ("_ask", "case", "name", "number")

    def __init__(self, ask: Callable[..., Any], number: int, case: int) -> None:
        self._ask, self.number, self.case = ask, number, case
        self.name = ""

    @property
    def __name__(self) -> str:  # numpy.vectorize and functools.wraps ask every function for one
        return self.name or "function"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(self, list(args), kwargs)

    def __str__(self) -> str:
        return f"{self.name}, the function that was passed in" if self.name else "the function that was passed in"


# As Python's messages name it: 'function' object has no attribute 'shape'.
type.__setattr__(JudgeFunction, "__name__", "function")


def refuse(value: Any) -> NoReturn:
    """Only data may be handed to a function of the judge."""
    raise UnsupportedError(f"an object of type {type(value).__name__}, which is not data")
