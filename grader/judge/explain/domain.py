"""What all of a suite's inputs of one function have in common, so that an input that is made up stays one of them. Pure.

Learned from few inputs it may hold more than it has to: then less is made smaller, and nothing is shown that nobody meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from grader.judge.explain.inputs import Axis, Input, Leaf, Path, dicts_of, leaves_of, lengths_of
from grader.judge.running.outcome import fingerprint

# A length that no input changes may be part of what the function means (three coordinates, seven days), if it is so small: where
# other lengths change, and where nothing does, so that nothing is known.
MEANT, MEANT_ALONE = 16, 3
# A length may become as small as that, though the author's are all larger: one row of anything is too special.
LEAST = 2
# Entries that take so few values in so many places are marks and not measurements.
FEW_VALUES, MANY_ENTRIES = 4, 8
MAX_LENGTHS = 24
# That a number among the arguments is no larger than some length holds in so many of all ways to put them beside each other.
SURE, SURE_OPTION = 0.25, 0.02
CLOSE = 1e-9
# A report shows six digits: the largest entry of all may become larger by that, and is none that nobody meant.
ROUNDED = 1e-5

Property = Callable[[np.ndarray], bool]


def _rows(array: np.ndarray) -> np.ndarray:
    return array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)


def _is_square(array: np.ndarray) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1]


def _is_close(one: np.ndarray, other: object) -> bool:
    return bool(np.allclose(one, other, rtol=CLOSE, atol=CLOSE))  # type: ignore[arg-type]  # arrays and numbers


def _steps(array: np.ndarray) -> np.ndarray:
    return np.diff(_rows(array), axis=1)


# What may hold of an array of real numbers whatever its size.
PROPERTIES: dict[str, Property] = {
    "finite": lambda a: bool(np.isfinite(a).all()),
    "integer": lambda a: bool((a == np.rint(a)).all()),
    "positive": lambda a: bool((a > 0).all()),
    "not_negative": lambda a: bool((a >= 0).all()),
    "negative": lambda a: bool((a < 0).all()),
    "not_positive": lambda a: bool((a <= 0).all()),
    "below_one": lambda a: bool((a < 1).all()),
    "at_most_one": lambda a: bool((a <= 1).all()),
    "nonzero": lambda a: a.ndim == 0 and bool(a != 0),
    "rows_sum_to_one": lambda a: a.ndim > 0 and _is_close(_rows(a).sum(axis=1), 1.0),
    "columns_sum_to_one": lambda a: a.ndim == 2 and _is_close(a.sum(axis=0), 1.0),
    "all_sum_to_one": lambda a: _is_close(a.sum(), 1.0),
    "rows_of_logarithms": lambda a: a.ndim > 0 and bool((np.abs(np.logaddexp.reduce(_rows(a), axis=1)) <= ROUNDED).all()),
    "rows_of_length_one": lambda a: a.ndim > 0 and _is_close((_rows(a) ** 2).sum(axis=1), 1.0),
    "columns_of_length_one": lambda a: a.ndim == 2 and _is_close((a**2).sum(axis=0), 1.0),
    "sorted": lambda a: a.ndim > 0 and bool((_steps(a) >= 0).all()),
    "rising": lambda a: a.ndim > 0 and bool((_steps(a) > 0).all()),
    "falling": lambda a: a.ndim > 0 and bool((_steps(a) < 0).all()),
    "evenly_spaced": lambda a: a.ndim == 1 and (a.size < 3 or _is_close(np.diff(a), np.diff(a)[0])),
    "symmetric": lambda a: _is_square(a) and _is_close(a, a.T),
    "positive_definite": lambda a: _is_square(a) and _is_close(a, a.T) and bool((np.linalg.eigvalsh(a) > CLOSE).all()),
    "regular": lambda a: _is_square(a) and a.size > 0 and bool(np.linalg.cond(a) < 1e8),
    "zero_diagonal": lambda a: _is_square(a) and not a.diagonal().any(),
    "unit_diagonal": lambda a: _is_square(a) and _is_close(a.diagonal(), 1.0),
    "upper": lambda a: _is_square(a) and _is_close(a, np.triu(a)),
    "lower": lambda a: _is_square(a) and _is_close(a, np.tril(a)),
    "distinct": lambda a: a.dtype.kind in "iu" and np.unique(a).size == a.size,
    "permutation": lambda a: a.ndim == 1 and bool(np.array_equal(np.sort(a), np.arange(a.size))),
    "marks_a_row": lambda a: a.ndim > 0 and bool(np.isin(a, (0, 1)).all() and _rows(a).any(axis=1).all()),
    "every_class": lambda a: a.dtype.kind in "iu" and a.size > 0 and np.unique(a).size == int(a.max()) - int(a.min()) + 1,
}


@dataclass(frozen=True, slots=True)
class Entries:
    """What every array at one place has in common."""

    kinds: frozenset[tuple[str, int]]  # dtype kind and number of dimensions
    properties: tuple[str, ...]
    low: float
    high: float
    values: frozenset[float] | None  # the only ones that occur, where they are few; of texts all letters

    def hold(self, array: np.ndarray) -> bool:
        if (array.dtype.kind, array.ndim) not in self.kinds:
            return False
        if array.dtype.kind not in "biuf" or not array.size:
            return True
        real = array.astype(float) if array.dtype.kind == "b" else array
        if self.values is not None and not frozenset(real.reshape(-1).tolist()) <= self.values:
            return False
        slack = ROUNDED * max(abs(self.low), abs(self.high)) if array.dtype.kind == "f" else 0.0
        within = bool(((real >= self.low - slack) & (real <= self.high + slack)).all())
        return within and all(_holds(PROPERTIES[name], real) for name in self.properties)


@dataclass(frozen=True, slots=True)
class Domain:
    """What the inputs of a function are, as far as examples tell."""

    entries: tuple[tuple[Path, Entries], ...]
    least: tuple[tuple[Axis, int], ...]  # of each length
    fixed: tuple[tuple[Axis, int], ...]  # lengths that never change
    ordered: tuple[tuple[Axis, Axis], ...]  # the first is never larger than the second
    divided: tuple[tuple[Axis, Axis, Axis, Axis | None], ...]  # (length - window + 2 padding) is divided by the stride
    below: tuple[tuple[Path, Axis], ...]  # integers that are indices into a length
    texts: tuple[tuple[Path, frozenset[object]], ...]  # options: texts, flags and None, of which only those occur
    keys: tuple[tuple[Path, frozenset[object] | int], ...]  # of dicts: those that all have, or the least number of them
    named: tuple[tuple[Path, Path], ...]  # every text or number in the first is a key of the dict that is the second

    @classmethod
    def learned(cls, inputs: Sequence[Input]) -> Domain:
        # The same input twice says no more than once: that its numbers come back is chance.
        inputs = list({fingerprint(each.args, each.kwargs): each for each in inputs}.values())
        leaves = [{leaf.path: leaf for leaf in leaves_of(each)} for each in inputs]
        lengths = [lengths_of(each, texts=True) for each in inputs]
        columns = {
            path: [each[path] for each in leaves if path in each] for path in dict.fromkeys(p for each in leaves for p in each)
        }
        axes = {
            axis: [each[axis] for each in lengths if axis in each] for axis in dict.fromkeys(a for each in lengths for a in each)
        }
        own = {axis: values for axis, values in axes.items() if axis.axis >= 0}
        varies = any(len(set(values)) > 1 for values in own.values())
        fixed = {axis: values[0] for axis, values in own.items() if varies and len(set(values)) == 1 and values[0] <= MEANT}
        return cls(
            entries=tuple((path, _entries_of(column)) for path, column in columns.items()),
            least=tuple((axis, _least(values, varies=varies)) for axis, values in own.items()),
            fixed=tuple(fixed.items()),
            ordered=tuple(_ordered(lengths)),
            divided=tuple(_divided(lengths)),
            below=tuple(_below(columns, leaves, lengths)),
            texts=tuple(_options(inputs)),
            keys=tuple(_keys(inputs)),
            named=tuple(_named(inputs)),
        )

    def is_measured(self, path: Path) -> bool:
        """Whether the numbers at a place are measurements, which may be a little larger or smaller: no marks, no counts."""
        known = dict(self.entries).get(path)
        return known is None or (known.values is None and "integer" not in known.properties)

    def holds(self, given: Input) -> bool:
        """Whether the input has all that the examples have in common."""
        lengths = lengths_of(given, texts=True)
        leaves = {leaf.path: leaf for leaf in leaves_of(given)}
        known = dict(self.entries)
        return (
            all(lengths[axis] >= least for axis, least in self.least if axis in lengths)
            and all(lengths[axis] == length for axis, length in self.fixed if axis in lengths)
            and all(lengths[a] <= lengths[b] for a, b in self.ordered if a in lengths and b in lengths)
            and all(_divides(lengths, each) for each in self.divided)
            and all(_is_below(leaves.get(path), lengths.get(axis)) for path, axis in self.below)
            and all(known[path].hold(leaf.array) for path, leaf in leaves.items() if path in known)
            and all(_is_option(at(given, path), values, optional=path in known) for path, values in self.texts)
            and all(_has_keys(at(given, path), keys) for path, keys in self.keys)
            and all(_is_named(at(given, path), at(given, other)) for path, other in self.named)
        )


def at(given: Input, path: Path) -> object:
    """The value at a path; None where there is none."""
    value: object = dict(given.parts).get(path[0])
    for step in path[1:]:
        if type(value) is dict:
            value = value.get(step)
        elif type(value) in (list, tuple) and type(step) is int and step < len(value):  # type: ignore[arg-type]
            value = value[step]  # type: ignore[index]
        else:
            return None
    return value


def _least(lengths: Sequence[int], *, varies: bool) -> int:
    smallest = min(lengths)
    return smallest if not varies and smallest <= MEANT_ALONE else min(smallest, LEAST)


def _entries_of(column: Sequence[Leaf]) -> Entries:
    arrays = [leaf.array.astype(float) if leaf.array.dtype.kind == "b" else leaf.array for leaf in column]
    kinds = frozenset((leaf.array.dtype.kind, leaf.array.ndim) for leaf in column)
    real = [array for array in arrays if array.dtype.kind in "iuf" and array.size]
    if not real or len(real) < sum(array.size > 0 for array in arrays):
        return Entries(kinds, (), -np.inf, np.inf, None)
    with np.errstate(all="ignore"):
        properties = tuple(name for name, holds in PROPERTIES.items() if all(_holds(holds, array) for array in real))
    found = frozenset(entry for array in real for entry in np.unique(array.reshape(-1))[: FEW_VALUES + 1].tolist())
    count = sum(array.size for array in real)
    # A number that is the same in every call is part of what the function is asked for.
    alone = all(array.ndim == 0 for array in real) and len(real) > 1 and len(found) == 1
    few = len(found) <= FEW_VALUES and count >= MANY_ENTRIES
    low, high = min(float(array.min()) for array in real), max(float(array.max()) for array in real)
    if all(array.ndim for array in real) and real[0].dtype.kind == "f" and "integer" not in properties:
        reach = max(abs(low), abs(high))
        low, high = (-np.ceil(reach), np.ceil(reach)) if low < 0 < high else (np.floor(low), np.ceil(high))
    return Entries(kinds, properties, low, high, found if alone or few else None)


def _holds(holds: Property, array: np.ndarray) -> bool:
    try:
        return holds(array)
    except np.linalg.LinAlgError:  # no convergence: then nothing is known
        return False


def _ordered(lengths: Sequence[dict[Axis, int]]) -> list[tuple[Axis, Axis]]:
    axes = list(dict.fromkeys(axis for each in lengths for axis in each))[:MAX_LENGTHS]
    found = []
    for one, other in product(axes, axes):
        both = [each for each in lengths if one in each and other in each]
        nested = one.path != other.path and (one.path == other.path[: len(one.path)] or other.path == one.path[: len(other.path)])
        if one == other or nested or not both or not all(each[one] <= each[other] for each in both):
            continue
        if not _is_chance(one, other, [(each[one], each[other]) for each in both]):
            found.append((one, other))
    return found


def _is_chance(one: Axis, other: Axis, pairs: Sequence[tuple[int, int]], *, below: int = 0) -> bool:
    """Whether a number among the arguments is no larger than a length (smaller, with ``below`` 1) by chance alone.

    A stride of 2 beside 2 images would forbid a single image. Where the two ranges overlap, it counts how many of all ways to put
    the numbers beside the lengths keep the order: of a number in a dict of options nearly all have to break it, of one that
    is an argument of its own (``k`` of ``n`` neighbours) three in four. Two lengths, and ranges apart, say what they say.
    """
    # The same sizes in another test say nothing more.
    small, large = zip(*dict.fromkeys(pairs), strict=True)
    if (one.axis >= 0 and other.axis >= 0) or max(small) + below <= min(large):
        return False
    kept = 1.0
    rest = sorted(large)
    # From the largest number down: how many lengths are left that it goes with.
    for taken, number in enumerate(sorted(small, reverse=True)):
        kept *= max(0, sum(length >= number + below for length in rest) - taken) / (len(rest) - taken)
    return kept > (SURE_OPTION if len(one.path) > 1 or len(other.path) > 1 else SURE)


def _divided(lengths: Sequence[dict[Axis, int]]) -> list[tuple[Axis, Axis, Axis, Axis | None]]:
    """Only what can be meant so: a window of another argument, a stride no larger than it, a padding that is zero somewhere.

    The window lies beside the length in its own array (or is a number), and is never the longer one; a stride is never zero.
    """
    dimensions = {
        axis.path: 1 + max(each.axis for known in lengths for each in known if each.path == axis.path)
        for known in lengths
        for axis in known
    }
    axes = list(dict.fromkeys(axis for each in lengths for axis in each))[:MAX_LENGTHS]
    numbers = [axis for axis in axes if axis.axis < 0]
    strides = [
        axis
        for axis in numbers
        if any(each.get(axis, 0) > 1 for each in lengths) and all(each.get(axis, 1) > 0 for each in lengths)
    ]
    paddings = [axis for axis in numbers if any(each.get(axis) == 0 for each in lengths)]
    found = []
    for length, window, stride in product([axis for axis in axes if axis.axis >= 0], axes, strides):
        if length.path == window.path or stride in (length, window) or not _lies_beside(length, window, dimensions):
            continue
        both = [known for known in lengths if length in known and window in known and stride in known]
        if not both or any(not known[stride] <= known[window] <= known[length] for known in both):
            continue
        for padding in (None, *paddings):
            own = both if padding is None else [known for known in both if padding in known]
            each = (length, window, stride, padding)
            if own and padding not in (length, window, stride) and all(_divides(known, each) for known in own):
                found.append(each)
    return found


def _lies_beside(length: Axis, window: Axis, dimensions: dict[Path, int]) -> bool:
    """Whether a window of the length can lie there: counted from either end, or with its channels last, ``(f, f, C, F)``."""
    if window.axis < 0:
        return True
    from_end = dimensions[length.path] - length.axis == dimensions[window.path] - window.axis
    return from_end or window.axis in (length.axis, length.axis - 1)


def _divides(lengths: dict[Axis, int], each: tuple[Axis, Axis, Axis, Axis | None]) -> bool:
    length, window, stride, padding = each
    if not {length, window, stride} <= lengths.keys() or (padding is not None and padding not in lengths) or lengths[stride] < 1:
        return True
    return (lengths[length] - lengths[window] + 2 * (0 if padding is None else lengths[padding])) % lengths[stride] == 0


def _below(
    columns: dict[Path, list[Leaf]], leaves: Sequence[dict[Path, Leaf]], lengths: Sequence[dict[Axis, int]]
) -> list[tuple[Path, Axis]]:
    # A single number is an index only where it is zero, once: else it is a size, which may be as large as another.
    integers = [
        path
        for path, column in columns.items()
        if all(leaf.array.dtype.kind in "iu" for leaf in column) and any(leaf.array.ndim or int(leaf.array) == 0 for leaf in column)
    ]
    axes = list(dict.fromkeys(axis for each in lengths for axis in each))[:MAX_LENGTHS]
    found = []
    for path, axis in product(integers, axes):
        both = [(own[path], each[axis]) for own, each in zip(leaves, lengths, strict=True) if path in own and axis in each]
        if axis.path == path or not both or not all(_is_below(leaf, length) for leaf, length in both):
            continue
        alone = [(int(leaf.array), length) for leaf, length in both if not leaf.array.ndim]
        if len(alone) < len(both) or not _is_chance(Axis(path, -1), axis, alone, below=1):
            found.append((path, axis))
    return found


def _is_below(leaf: Leaf | None, length: int | None) -> bool:
    return leaf is None or length is None or leaf.array.size == 0 or int(leaf.array.max()) < length


def _options(inputs: Sequence[Input]) -> list[tuple[Path, frozenset[object]]]:
    """Texts, flags and None: what is one of a few words in all inputs is a choice."""
    found: dict[Path, list[object]] = {}
    for given in inputs:
        for key, value in given.parts:
            for path, leaf in _words((key,), value):
                found.setdefault(path, []).append(leaf)
    return [
        (path, frozenset(values))
        for path, values in found.items()
        if not all(type(each) is str for each in values) or len(set(values)) == 1 or 2 * len(set(values)) <= len(values)
    ]


def _is_option(value: object, known: frozenset[object], *, optional: bool) -> bool:
    """Whether a value may stand in the place of options: one of them, or an array where that is ``optional``, as a mask is."""
    return value in known if _is_word(value) else optional


def _is_word(value: object) -> bool:
    return value is None or type(value) in (bool, str)


def _keys(inputs: Sequence[Input]) -> list[tuple[Path, frozenset[object] | int]]:
    found: dict[Path, list[frozenset[object]]] = {}
    for given in inputs:
        for path, each in dicts_of(given).items():
            found.setdefault(path, []).append(frozenset(each))
    return [(path, sets[0] if len(set(sets)) == 1 else min(LEAST, *map(len, sets))) for path, sets in found.items()]


def _has_keys(value: object, keys: frozenset[object] | int) -> bool:
    if type(value) is not dict:
        return True
    return len(value) >= keys if isinstance(keys, int) else frozenset(value) == keys


def _named(inputs: Sequence[Input]) -> list[tuple[Path, Path]]:
    """Graphs, tables with a row for each word: what all inputs keep."""
    dicts = list(dict.fromkeys(path for given in inputs for path in dicts_of(given)))
    places = list(dict.fromkeys([*dicts, *((key,) for given in inputs for key, _ in given.parts)]))
    return [
        (place, path)
        for path in dicts
        for place in places
        if all(_is_named(at(given, place), at(given, path)) for given in inputs)
        and any(_names_in(at(given, place)) for given in inputs)
    ]


def _is_named(value: object, table: object) -> bool:
    return type(table) is not dict or _names_in(value) <= frozenset(table)


def _names_in(value: object) -> frozenset[object]:
    """Texts, and of a dict those in its values."""
    if type(value) is str:
        return frozenset([value])
    parts = value.values() if type(value) is dict else value if type(value) in (list, tuple, set) else ()
    return frozenset[object]().union(*(_names_in(part) for part in parts))  # type: ignore[attr-defined]


def _words(path: Path, value: object) -> list[tuple[Path, object]]:
    if _is_word(value):
        return [(path, value)]
    if type(value) is dict:
        return [pair for key, item in value.items() for pair in _words((*path, key), item)]
    if type(value) is tuple:
        return [pair for index, item in enumerate(value) for pair in _words((*path, index), item)]
    return []
