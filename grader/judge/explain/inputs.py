"""The arguments of a call as arrays and numbers that can be cut down, with the lengths that belong together. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from grader.judge.running.outcome import Args, Kwargs, Observation

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
    # With texts and without, once they were asked for.
    _leaves: dict[bool, list[Leaf]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lengths: dict[bool, Mapping[Axis, int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def parts(self) -> list[tuple[int | str, Any]]:
        return [*enumerate(self.args), *self.kwargs.items()]


@dataclass(frozen=True, slots=True)
class Leaf:
    """An array (a list of numbers counts as one), a single number, or a text or list of anything: the row of its parts."""

    path: Path
    array: np.ndarray  # of no dimension for a single number; of objects for a text or list
    kind: type

    @property
    def is_number(self) -> bool:
        return self.kind not in (np.ndarray, list, str)

    @property
    def is_size(self) -> bool:
        """A plain integer may be a size, and is treated as one where it always equals one."""
        return self.kind is int


class Axis(NamedTuple):
    """A length: an array's axis, or the value of an integer argument (``axis`` -1)."""

    path: Path
    axis: int


@dataclass(frozen=True, slots=True)
class Group:
    """Lengths that change together: each axis with what it has more than the first one.

    ``multiples``: axes that are so many times as long as the first one, such as the gates of a cell side by side, ``(H, 3H)``.
    """

    axes: tuple[tuple[Axis, int], ...]
    multiples: tuple[tuple[Axis, int], ...] = ()

    @property
    def apart(self) -> tuple[Group, ...]:
        """The multiples as groups of their own, beside the group without them; nothing where there are none."""
        if not self.multiples:
            return ()
        return Group(self.axes), *(Group(((axis, 0),)) for axis, _ in self.multiples)

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys(axis.path for axis, _ in (*self.axes, *self.multiples)))


def input_of(seen: Observation) -> Input:
    """What was observed, as an input: made, and taken apart, once."""
    if seen.given is None:
        object.__setattr__(seen, "given", Input(seen.args, seen.kwargs))
    found: Input = seen.given
    return found


def leaves_of(given: Input, *, texts: bool = False) -> Sequence[Leaf]:
    """Every array and number among the arguments, in their order. ``texts``: also texts, and lists of what is no number."""
    known = given._leaves  # noqa: SLF001  # of a class of this module
    if texts not in known:
        known[texts] = [leaf for key, value in given.parts for leaf in _leaves((key,), value, texts=texts)]
    return known[texts]


def _leaves(path: Path, value: Any, *, texts: bool) -> Iterator[Leaf]:
    kind = type(value)
    if texts and kind is str:
        yield Leaf(path, _row(value), str)
        return
    if texts and kind is list and _numeric(value) is None:
        yield Leaf(path, _row(value), list)
    if kind is np.ndarray:
        yield Leaf(path, value, np.ndarray)
    elif kind is list and (array := _numeric(value)) is not None:
        yield Leaf(path, array, list)
    elif kind in (list, tuple):
        for index, item in enumerate(value):
            yield from _leaves((*path, index), item, texts=texts)
    elif kind is dict:
        for key, item in value.items():
            yield from _leaves((*path, key), item, texts=texts)
    elif kind in NUMBERS or isinstance(value, np.number):
        yield Leaf(path, np.asarray(value), kind)


def _row(value: Sequence[Any]) -> np.ndarray:
    """The parts of a text or list, whatever they are, as a row of objects."""
    row = np.empty(len(value), dtype=object)
    for index, item in enumerate(value):
        row[index] = item
    return row


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
    if type(value) is str:
        return "".join(array.tolist())
    return array.item() if type(value) in NUMBERS else type(value)(array.item())


def lengths_of(given: Input, *, texts: bool = False) -> Mapping[Axis, int]:
    known = given._lengths  # noqa: SLF001  # as above
    if texts not in known:
        known[texts] = _lengths(given, texts=texts)
    return known[texts]


def _lengths(given: Input, *, texts: bool) -> dict[Axis, int]:
    found = {}
    for leaf in leaves_of(given, texts=texts):
        if leaf.is_size:
            found[Axis(leaf.path, -1)] = int(leaf.array)
        elif not leaf.is_number:
            for axis, length in enumerate(leaf.array.shape):
                found[Axis(leaf.path, axis)] = length
    return found


def groups_of(given: Input, others: Sequence[Input], max_offset: int = MAX_OFFSET, *, guess: bool = False) -> tuple[Group, ...]:
    """Which lengths of ``given`` belong together: those that differ by the same small constant in every input known.

    Where all inputs have one size, that ties more than it has to; then less is cut away, and nothing that belongs together.
    """
    columns = tuple(tuple(lengths_of(each, texts=True).items()) for each in (given, *others))
    return _groups(columns, max_offset, guess=guess)


# One input after another is asked the same: those of a suite, for each student.
@lru_cache(maxsize=1024)
def _groups(known: tuple[tuple[tuple[Axis, int], ...], ...], max_offset: int, *, guess: bool) -> tuple[Group, ...]:
    columns = [dict(each) for each in known]
    lengths = columns[0]
    groups: list[list[tuple[Axis, int]]] = []
    for axis, length in lengths.items():
        for group in groups:
            first = group[0][0]
            offset = length - lengths[first]
            limit = 0 if axis.axis < 0 or first.axis < 0 else max_offset
            both = [each for each in columns if axis in each and first in each]
            alike = all(each[axis] - each[first] == offset for each in both)
            if alike and abs(offset) <= limit and not _within(axis.path, group):
                group.append((axis, offset))
                break
        else:
            groups.append([(axis, 0)])
    # An integer that goes with no axis is a number like any other.
    found = [Group(tuple(group)) for group in groups if any(axis.axis >= 0 for axis, _ in group)]
    return tuple(found) if not (max_offset or guess) else tuple(_with_multiples(found, columns, 1 if guess else 2))


def _with_multiples(groups: Sequence[Group], columns: Sequence[Mapping[Axis, int]], sizes: int) -> list[Group]:
    """Of a group whose lengths are the same multiple of another's in every input, of ``sizes`` at least: they are cut with it."""
    joined: dict[int, list[tuple[Axis, int]]] = {}
    gone: set[int] = set()
    # Of one size alone, a length of nine is three times three rather than nine times one.
    by_length = sorted(enumerate(groups), key=lambda each: -columns[0].get(each[1].axes[0][0], 0) if sizes == 1 else 0)
    for place, one in by_length:
        for other, many in enumerate(groups):
            if place in gone or other in gone or other in joined:
                continue
            if (times := _times(one, many, columns, sizes)) > 1:
                joined.setdefault(place, []).extend((axis, times) for axis, _ in many.axes)
                gone.add(other)
    return [Group(group.axes, tuple(joined.get(place, ()))) for place, group in enumerate(groups) if place not in gone]


def _times(one: Group, many: Group, columns: Sequence[Mapping[Axis, int]], sizes: int) -> int:
    """How many times as long the one is as the other; 0 where that changes, or where too few lengths are known to tell."""
    if one is many or any(axis.axis < 0 or offset for axis, offset in many.axes):
        return 0
    first, long = one.axes[0][0], many.axes[0][0]
    least = 2 if sizes == 1 else 1  # every length is a multiple of one
    both = [(each[first], each[long]) for each in columns if first in each and long in each]
    if (
        first.axis < 0
        or len({length for length, _ in both}) < sizes
        or any(short < least or whole % short for short, whole in both)
    ):
        return 0
    times = {whole // short for short, whole in both}
    return times.pop() if len(times) == 1 else 0


def _within(path: Path, group: Sequence[tuple[Axis, int]]) -> bool:
    """Whether a part of a list would be tied to the list itself, or to another one that holds it."""
    return any(path != axis.path and path[: len(axis.path)] == axis.path for axis, _ in group)


def length_of(given: Input, group: Group) -> int:
    """Of the group's first axis; 0 where it is gone, with the list that it was in."""
    return lengths_of(given, texts=True).get(group.axes[0][0], 0)


def cut(given: Input, group: Group, length: int, *, last: bool) -> Input | None:
    """The first (or last) ``length`` of the group's first axis, and of the others what goes with it; None where nothing is left."""

    def kept(whole: int, offset: int) -> slice:
        return slice(whole - length - offset, None) if last else slice(0, length + offset)

    if any(length + offset < 1 for _, offset in group.axes):
        return None
    return _taken(given, group, kept)


def dropped(given: Input, group: Group, place: int) -> Input | None:
    """The input without one entry along the group, where all its lengths are equal; None where nothing is left."""
    whole = length_of(given, group)
    if whole < 2 or any(offset for _, offset in group.axes):
        return None
    return _taken(given, group, lambda _whole, _offset: [index for index in range(whole) if index != place])


def _taken(given: Input, group: Group, kept: Callable[[int, int], slice | list[int]]) -> Input | None:
    arrays = {leaf.path: leaf.array for leaf in leaves_of(given, texts=True)}
    for axis, offset in group.axes:
        if axis.path not in arrays:
            return None
        array = arrays[axis.path]
        if axis.axis < 0:
            arrays[axis.path] = np.asarray(np.arange(int(array))[kept(int(array), offset)].size)
        else:
            arrays[axis.path] = array[(slice(None),) * axis.axis + (kept(array.shape[axis.axis], offset),)]
    for axis, times in group.multiples:
        if axis.path not in arrays:
            return None
        places = np.arange(arrays[axis.path].shape[axis.axis]).reshape(times, -1)
        arrays[axis.path] = np.take(arrays[axis.path], places[:, kept(places.shape[1], 0)].reshape(-1), axis=axis.axis)
    for path in group.paths:
        given = replaced(given, path, np.ascontiguousarray(arrays[path]))
    return given


def dicts_of(given: Input) -> dict[Path, dict[Any, Any]]:
    """Every dict among the arguments and their parts."""

    def walk(path: Path, value: Any) -> Iterator[tuple[Path, dict[Any, Any]]]:
        if type(value) is dict:
            yield path, value
            for key, item in value.items():
                yield from walk((*path, key), item)
        elif type(value) in (list, tuple):
            for index, item in enumerate(value):
                yield from walk((*path, index), item)

    return {path: found for key, value in given.parts for path, found in walk((key,), value)}


def without_key(given: Input, path: Path, key: object) -> Input:
    """The input with a dict that lacks one of its keys."""

    def walk(value: Any, rest: Path) -> Any:
        if not rest:
            return {name: item for name, item in value.items() if name != key}
        if type(value) is dict:
            return {**value, rest[0]: walk(value[rest[0]], rest[1:])}
        items = list(value)
        items[int(rest[0])] = walk(items[int(rest[0])], rest[1:])
        return type(value)(items)

    first = path[0]
    if isinstance(first, int):
        args = list(given.args)
        args[first] = walk(args[first], path[1:])
        return Input(tuple(args), given.kwargs)
    return Input(given.args, {**given.kwargs, first: walk(given.kwargs[first], path[1:])})
