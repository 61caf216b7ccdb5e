"""Which conditions no case of a suite has, of those that the function answers: a length of one, rows and columns that differ. Pure.

That a condition is missing is no fault by itself: it is where to look when a mutant survives, and what to add before one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from pydantic import TypeAdapter

from grader.judge.explain.inputs import Axis, Group, Input, Path, leaves_of, length_of
from grader.verify.variation import Varied

Kind = Literal["never_one", "only_one", "never_apart", "never_equal", "always", "never_zero", "never_below", "never_negative"]
# Of one function; what is missing most is said first.
MOST = 16


@dataclass(frozen=True, slots=True)
class Condition:
    """``names``: the lengths or arguments that it is about, as Python writes them. ``value``: what they always are."""

    function: str
    kind: Kind
    names: tuple[str, ...]
    value: str = ""


def missing(
    function: str, known: Sequence[Input], groups: Sequence[Group], answered: Sequence[Varied], parameters: Sequence[str]
) -> list[Condition]:
    """``known``: what the suite asks; ``answered``: variations that the function takes; ``parameters``: their names."""

    def name(place: Axis | Path) -> str:
        return name_of(place, parameters)

    found = [
        *_of_numbers(known, groups, answered, name),
        *_of_lengths(known, groups, [each.given for each in answered], name),
        *_of_entries(known, answered, name),
    ]
    return [Condition(function, kind, names, value) for kind, names, value in found][:MOST]


CONDITIONS: TypeAdapter[tuple[Condition, ...]] = TypeAdapter(tuple[Condition, ...])
Found = tuple[Kind, tuple[str, ...], str]
Name = Callable[[Axis | Path], str]


def _of_lengths(known: Sequence[Input], groups: Sequence[Group], answered: Sequence[Input], name: Name) -> Iterator[Found]:
    columns = {group: [length_of(each, group) for each in known] for group in groups}
    for group, lengths in columns.items():
        if set(lengths) == {1} and any(length_of(each, group) > 1 for each in answered):
            yield "only_one", (name(group.axes[0][0]),), ""
        elif 1 not in lengths and any(length_of(each, group) == 1 for each in answered):
            yield "never_one", (name(group.axes[0][0]),), ""
        elif len(set(lengths)) == 1 and len(known) > 1 and any(length_of(each, group) != lengths[0] for each in answered):
            yield "always", (name(group.axes[0][0]),), str(lengths[0])
    for one, other in combinations(groups, 2):
        pairs = list(zip(columns[one], columns[other], strict=True))
        names = (name(one.axes[0][0]), name(other.axes[0][0]))
        if all(a == b for a, b in pairs) and any(length_of(each, one) != length_of(each, other) for each in answered):
            yield "never_apart", names, ""
        elif (
            _side_by_side(one, other)
            and all(a != b for a, b in pairs)
            and any(length_of(each, one) == length_of(each, other) for each in answered)
        ):
            yield "never_equal", names, ""


def _side_by_side(one: Group, other: Group) -> bool:
    """Whether both are lengths of one array: rows and columns."""
    return bool({axis.path for axis, _ in one.axes} & {axis.path for axis, _ in other.axes})


def _of_numbers(known: Sequence[Input], groups: Sequence[Group], answered: Sequence[Varied], name: Name) -> Iterator[Found]:
    sizes = {axis.path for group in groups for axis, _ in group.axes if axis.axis < 0}
    columns: dict[Path, list[float]] = {}
    for given in known:
        for leaf in leaves_of(given):
            if leaf.is_number and leaf.path not in sizes:
                columns.setdefault(leaf.path, []).append(leaf.array.item())
    for path, values in columns.items():
        taken = {each.probe.value for each in answered if each.probe.places == (path,)}
        if len(set(values)) == 1 and taken - set(values):
            yield "always", (name(path),), f"{values[0]:g}"
        elif 0 not in values and 0 in taken:
            yield "never_zero", (name(path),), ""
        whole = all(float(value).is_integer() for value in values) and all(type(value) is int for value in values)
        for group in groups if whole else ():
            lengths = [length_of(each, group) for each in known]
            never = len(lengths) == len(values) and all(value >= length for value, length in zip(values, lengths, strict=True))
            below = (each for each in answered if _number(each.given, path) < length_of(each.given, group))
            if never and max(lengths) > 1 and next(below, None) is not None:
                yield "never_below", (name(path), name(group.axes[0][0])), ""


def _number(given: Input, path: Path) -> float:
    return next((leaf.array.item() for leaf in leaves_of(given) if leaf.path == path), float("inf"))


def _of_entries(known: Sequence[Input], answered: Sequence[Varied], name: Name) -> Iterator[Found]:
    arrays = {
        leaf.path
        for given in known
        for leaf in leaves_of(given)
        if leaf.array.ndim and leaf.array.dtype.kind == "f" and leaf.array.size
    }
    for path in sorted(arrays, key=str):
        own = [leaf.array for given in known for leaf in leaves_of(given) if leaf.path == path and leaf.array.size]
        negative = any(each.probe.places == (path,) and each.probe.value in ("minus ones", "negated") for each in answered)
        if negative and all((array >= 0).all() for array in own):
            yield "never_negative", (name(path),), ""


def name_of(place: Axis | Path, parameters: Sequence[str]) -> str:
    """``x.shape[0]``, ``stride``, ``params["W_x"].shape[1]``."""
    path = place.path if isinstance(place, Axis) else place
    first = path[0]
    text = (parameters[first] if first < len(parameters) else f"argument {first + 1}") if isinstance(first, int) else first
    text += "".join(f"[{step!r}]" for step in path[1:])
    return f"{text}.shape[{place.axis}]" if isinstance(place, Axis) and place.axis >= 0 else text
