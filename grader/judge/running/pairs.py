"""Pairs: what only the code that made it understands, the student's and the reference's side by side.

Given to a later ``check`` call each side gets its own; methods are checked calls, public attributes checked values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.judge.running.literal import Verbatim
from grader.judge.running.provenance import Origin
from grader.judge.running.record import Record
from grader.judge.running.tree import mapped, part_at, places, with_part
from grader.model import FunctionSpec, Names
from grader.model.opaque import NoData, record_of

Path = tuple[int, ...]

DATA = (
    type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, np.generic, np.ndarray,
)  # fmt: skip


class Pair(NoData):
    """``<LSTMCell of both sides>``: belongs to the case that made it. ``label``: what rules call it, as ``LSTMCell``."""

    __slots__ = ("_call", "_fetch", "_label", "_reference", "_student")

    def __init__(
        self,
        student: object,
        reference: object,
        *,
        label: str,
        origin: Origin,
        record: Record,
        call: Callable[..., Any],
        fetch: Callable[..., Any],
    ) -> None:
        self._student, self._reference, self._label = student, reference, label
        self._origin, self._record = origin, record
        self._call, self._fetch = call, fetch

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._call(self, "", args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        # Asked of the reference: whether a name is a method is for the assignment to say, not for the student's file.
        if callable(getattr(self._reference, name)):
            return PairMethod(self, name, self._call)
        return self._fetch(self, name)

    def __repr__(self) -> str:
        return f"<{self._label} of both sides>"

    def _why_no_data(self) -> str:
        return f"{self!r} is not data and stays with the code that made it: hand it to another check call, or call its methods"


class PairMethod:
    """A method of both sides: calling it is a checked call."""

    def __init__(self, pair: Pair, name: str, call: Callable[..., Any]) -> None:
        self._pair, self._call, self.__name__ = pair, call, name

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._call(self._pair, self.__name__, args, kwargs)

    def __repr__(self) -> str:
        return f"<{self.__name__} of {self._pair!r}>"


def label_of(pair: Pair, name: str = "") -> str:
    """What rules and reports call the pair, or its member."""
    return f"{pair._label}.{name}" if name else pair._label  # noqa: SLF001  # written beside the class, not in it: its public names are the student's


def label_behind(origin: object, name: str) -> str:
    """What a report calls the method ``name`` of an object of the student's: ``LSTMCell.step``, by the names that the suite used.

    Never by the type's own name, which is the student's and could carry what they were given.
    """
    names = [name] if name else []
    while isinstance(origin, Origin):
        step = origin.made_by.step
        names += [step.name] if step.name else []
        origin = origin.made_by.target if step.attribute else None
    return ".".join(reversed(names)) or "object"


def student_of(pair: Pair, record: Record) -> object:
    of_this_case(pair, record)
    return pair._student  # noqa: SLF001  # written beside the class, not in it: its public names are the student's


def reference_of(pair: Pair) -> object:
    return pair._reference  # noqa: SLF001  # written beside the class, not in it: its public names are the student's


def of_this_case(part: NoData, record: Record) -> None:
    if record_of(part) is not record:
        raise LookupError(f"{part!r} was made in another case; fixtures must not keep objects between cases")


def for_student(
    args: Sequence[object], kwargs: Mapping[str, object], record: Record
) -> tuple[tuple[object, ...], dict[str, object]]:
    """The arguments with the student's side in the place of every pair, in containers too."""

    def leaf(value: object) -> object:
        return student_of(value, record) if type(value) is Pair else value

    return tuple(mapped(value, leaf) for value in args), {name: mapped(value, leaf) for name, value in kwargs.items()}


def opaque_paths(spec: FunctionSpec) -> dict[Path, str]:
    """Where in the returned structure the opaque parts stand, and what they are called."""
    found: dict[Path, str] = {}

    def walk(names: Names, path: Path) -> None:
        if isinstance(names, str):
            if names and names in spec.opaque:
                found[path] = names
            return
        for place, part in enumerate(names):
            walk(part, (*path, place))

    walk(spec.returns, ())
    return found


def kept_paths(spec: FunctionSpec, expected: object, *, instance: bool) -> dict[Path, str]:
    """The parts to be kept, by path, with their labels: those declared opaque, and every object of the reference's own.

    ``instance``: a class was called, so that the whole is one, whatever it is derived from. Raises AssignmentError where the
    reference's value does not have a part that is declared.
    """
    if instance:
        return {(): type(expected).__name__}
    found = opaque_paths(spec)
    for path, name in found.items():
        try:
            part_at(expected, path)
        except LookupError:
            raise AssignmentError(
                f"the reference's {spec.name} returns nothing instead of {name!r}, which grading.yaml names opaque"
            ) from None
    for path in places(expected, lambda part: not isinstance(part, DATA)):
        if not any(path[: len(known)] == known for known in found):
            found[path] = _object_label(part_at(expected, path), spec)
    return found


def without(value: object, kept: Iterable[Path]) -> object:
    """The value with nothing in the places of its kept parts, which are not compared."""
    for path in kept:
        value = _put(value, path, None)
    return value


def labelled(value: object, kept: Mapping[Path, str]) -> object:
    """For a report: the kept parts by name, since what is in them is for nobody to see."""
    for path, name in kept.items():
        value = _put(value, path, Verbatim(f"<{name}>"))
    return value


def _put(value: object, path: Path, part: object) -> object:
    try:
        part_at(value, path)
    except LookupError:
        return value
    return with_part(value, path, part)


def _object_label(value: object, spec: FunctionSpec) -> str:
    """A class by its name; for a closure, generator and the like the function that made it has to do."""
    kind = type(value)
    return spec.name if kind.__module__ == "builtins" else kind.__name__
