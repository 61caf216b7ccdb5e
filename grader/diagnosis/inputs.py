"""The arguments of a call as arrays and numbers that can be cut down, with the lengths that belong together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.diagnosis.outcomes import Args, Kwargs

# Where a leaf stands: the argument's position or name, then keys and indices into containers.
Path = tuple[int | str, ...]
# X (n, T) beside S (n, T+1) or padded (n, T+2): lengths that differ by a constant belong together.
MAX_OFFSET = 2
NUMBERS = (bool, int, float, complex)


@dataclass(frozen=True, slots=True)
class Input:
    """One input: what the function is called with."""

    args: Args
    kwargs: Kwargs

    @property
    def parts(self) -> list[tuple[int | str, Any]]:
        return [*enumerate(self.args), *self.kwargs.items()]


@dataclass(frozen=True, slots=True)
class Leaf:
    """An array (a list of numbers counts as one) or a single number."""

    path: Path
    array: np.ndarray  # of no dimension for a single number
    kind: type

    @property
    def is_number(self) -> bool:
        return self.kind not in (np.ndarray, list)

    @property
    def is_size(self) -> bool:
        """A plain integer may be a size, and is treated as one where it always equals one."""
        return self.kind is int


@dataclass(frozen=True, slots=True)
class Axis:
    """A length: an array's axis, or the value of an integer argument (``axis`` -1)."""

    path: Path
    axis: int


@dataclass(frozen=True, slots=True)
class Group:
    """Lengths that change together: each axis with what it has more than the first one."""

    axes: tuple[tuple[Axis, int], ...]


def leaves_of(given: Input) -> list[Leaf]:
    """Every array and number among the arguments, in their order."""
    return [leaf for key, value in given.parts for leaf in _leaves((key,), value)]


def _leaves(path: Path, value: Any) -> Iterator[Leaf]:
    kind = type(value)
    if kind is np.ndarray:
        yield Leaf(path, value, np.ndarray)
    elif kind is list and (array := _numeric(value)) is not None:
        yield Leaf(path, array, list)
    elif kind in (list, tuple):
        for index, item in enumerate(value):
            yield from _leaves((*path, index), item)
    elif kind is dict:
        for key, item in value.items():
            yield from _leaves((*path, key), item)
    elif kind in NUMBERS or isinstance(value, np.number):
        yield Leaf(path, np.asarray(value), kind)


def _numeric(value: list[Any]) -> np.ndarray | None:
    """A rectangular list of numbers as an array; None for any other list."""
    flat: list[Any] = value
    while flat and type(flat[0]) is list:
        flat = [item for row in flat if type(row) is list for item in row]
    if not flat or not all(type(item) in (int, float) for item in flat):
        return None
    try:
        array = np.array(value)
    except (ValueError, OverflowError):
        return None
    return array if array.dtype.kind in "if" and array.size == len(flat) else None


def replaced(given: Input, path: Path, array: np.ndarray) -> Input:
    """The input with another array or number at one place, in the form that stood there."""
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        args = list(given.args)
        args[key] = _replaced(args[key], rest, array)
        return Input(tuple(args), given.kwargs)
    return Input(given.args, {**given.kwargs, key: _replaced(given.kwargs[key], rest, array)})


def _replaced(value: Any, path: Path, array: np.ndarray) -> Any:
    if path:
        if type(value) is dict:
            return {**value, path[0]: _replaced(value[path[0]], path[1:], array)}
        items = list(value)
        items[int(path[0])] = _replaced(items[int(path[0])], path[1:], array)
        return type(value)(items)
    if type(value) is np.ndarray:
        return array
    if type(value) is list:
        return array.tolist()
    return array.item() if type(value) in NUMBERS else type(value)(array.item())


def lengths_of(given: Input) -> dict[Axis, int]:
    found = {}
    for leaf in leaves_of(given):
        if leaf.is_size:
            found[Axis(leaf.path, -1)] = int(leaf.array)
        elif not leaf.is_number:
            for axis, length in enumerate(leaf.array.shape):
                found[Axis(leaf.path, axis)] = length
    return found


def groups_of(given: Input, others: Sequence[Input], max_offset: int = MAX_OFFSET) -> tuple[Group, ...]:
    """Which lengths of ``given`` belong together: those that differ by the same small constant in every input known.

    Where all inputs have one size, that ties more than it has to; then less is cut away, and nothing that belongs together.
    """
    lengths = lengths_of(given)
    alike = [each for each in map(lengths_of, others) if each.keys() == lengths.keys()]
    columns = {axis: [length, *(each[axis] for each in alike)] for axis, length in lengths.items()}
    groups: list[list[tuple[Axis, int]]] = []
    for axis, column in columns.items():
        for group in groups:
            first = columns[group[0][0]]
            offset = column[0] - first[0]
            limit = 0 if axis.axis < 0 or group[0][0].axis < 0 else max_offset
            if abs(offset) <= limit and all(a - b == offset for a, b in zip(column, first, strict=True)):
                group.append((axis, offset))
                break
        else:
            groups.append([(axis, 0)])
    # An integer that goes with no axis is a number like any other.
    return tuple(Group(tuple(group)) for group in groups if any(axis.axis >= 0 for axis, _ in group))


def length_of(given: Input, group: Group) -> int:
    return lengths_of(given)[group.axes[0][0]]


def cut(given: Input, group: Group, length: int, *, last: bool) -> Input | None:
    """The first (or last) ``length`` of the group's first axis, and of the others what goes with it; None where nothing is left."""
    arrays = {leaf.path: leaf.array for leaf in leaves_of(given)}
    for axis, offset in group.axes:
        keep = length + offset
        if keep < 1:
            return None
        array = arrays[axis.path]
        if axis.axis < 0:
            arrays[axis.path] = np.asarray(keep)
        else:
            where = slice(array.shape[axis.axis] - keep, None) if last else slice(0, keep)
            arrays[axis.path] = array[(slice(None),) * axis.axis + (where,)]
    for path in dict.fromkeys(axis.path for axis, _ in group.axes):
        given = replaced(given, path, np.ascontiguousarray(arrays[path]))
    return given
