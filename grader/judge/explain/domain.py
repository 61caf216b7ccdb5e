"""What all of a suite's inputs of one function have in common, so that an input that is made up stays one of them. Pure.

Learned from few inputs it may hold more than it has to: then less is made smaller, and nothing is shown that nobody meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from grader.judge.explain.entries import Entries, entries_of
from grader.judge.explain.images import Thin, are_crossed, dimensions_of, in_line, lies_beside, not_crossed
from grader.judge.explain.inputs import Axis, Input, Leaf, Path, leaves_of, lengths_of
from grader.judge.explain.texts import at, has_keys, is_named, is_option, keys_of, named, options, shapes_hold, shapes_of
from grader.judge.running.outcome import fingerprint

# A length that no input changes may be part of what the function means (three coordinates, seven days), if it is so small: where
# other lengths change, and where nothing does, so that nothing is known.
MEANT, MEANT_ALONE = 16, 3
# A length may become as small as that, though the author's are all larger: one row of anything is too special.
LEAST = 2
MAX_LENGTHS = 24
# That a number among the arguments is no larger than some length holds in so many of all ways to put them beside each other.
SURE, SURE_OPTION = 0.25, 0.02
MAX_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Domain:
    """What the inputs of a function are, as far as examples tell."""

    entries: tuple[tuple[Path, Entries], ...]
    least: tuple[tuple[Axis, int], ...]  # of each length
    fixed: tuple[tuple[Axis, int], ...]  # lengths that never change
    ordered: tuple[tuple[Axis, Axis], ...]  # the first is never larger than the second
    divided: tuple[tuple[Axis, Axis, Axis, Axis | None], ...]  # (length - window + 2 padding) has room for steps of the stride
    below: tuple[tuple[Path, Axis], ...]  # integers that are indices into a length
    texts: tuple[tuple[Path, frozenset[object]], ...]  # options: texts, flags and None, of which only those occur
    keys: tuple[tuple[Path, frozenset[object] | int], ...]  # of dicts: those that all have, or the least number of them
    named: tuple[tuple[Path, Path], ...]  # every text or number in the first is a key of the dict that is the second
    shapes: tuple[tuple[Path, tuple[str, ...]], ...]  # of texts: how they are made up
    thin: Thin  # what may be one, though the author's are all larger

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
        divided = _divided(lengths)
        ordered = in_line(_ordered(lengths), [(length, window) for length, window, *_ in divided])
        windows = {*ordered, *((window, length) for length, window, *_ in divided)}
        return cls(
            entries=tuple((path, entries_of(column)) for path, column in columns.items()),
            least=tuple((axis, _least(values, varies=varies)) for axis, values in own.items()),
            fixed=tuple(fixed.items()),
            ordered=tuple(ordered),
            divided=tuple(divided),
            below=tuple(_below(columns, leaves, lengths)),
            texts=tuple(options(inputs)),
            keys=tuple(keys_of(inputs)),
            named=tuple(named(inputs)),
            shapes=tuple(shapes_of(inputs)),
            thin=Thin.learned(axes, fixed, windows),
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
            all(lengths[axis] >= least or self.thin.allows(axis, lengths) for axis, least in self.least if axis in lengths)
            and all(lengths[axis] == length for axis, length in self.fixed if axis in lengths)
            and all(lengths[a] <= lengths[b] for a, b in self.ordered if a in lengths and b in lengths)
            and all(_divides(lengths, each) for each in self.divided)
            and all(_is_below(leaves.get(path), lengths.get(axis)) for path, axis in self.below)
            and all(
                known[path].hold(leaf.array) or self.thin.allows(Axis(path, -1), lengths)
                for path, leaf in leaves.items()
                if path in known
            )
            and all(is_option(at(given, path), values, optional=path in known) for path, values in self.texts)
            and all(has_keys(at(given, path), keys) for path, keys in self.keys)
            and all(is_named(at(given, path), at(given, other)) for path, other in self.named)
            and all(shapes_hold(at(given, path), names) for path, names in self.shapes)
        )


class Domains:
    """Serves one judge: most students fail on the same inputs, and what these have in common is learned once."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, ...], Domain] = {}

    def learned(self, inputs: Sequence[Input]) -> Domain:
        key = tuple(fingerprint(each.args, each.kwargs) for each in inputs)
        if len(self._known) > MAX_REMEMBERED:
            self._known.clear()
        if key not in self._known:
            self._known[key] = Domain.learned(inputs)
        return self._known[key]


def _least(lengths: Sequence[int], *, varies: bool) -> int:
    smallest = min(lengths)
    return smallest if not varies and smallest <= MEANT_ALONE else min(smallest, LEAST)


def _ordered(lengths: Sequence[Mapping[Axis, int]]) -> list[tuple[Axis, Axis]]:
    axes = list(dict.fromkeys(axis for each in lengths for axis in each))[:MAX_LENGTHS]
    dimensions = dimensions_of(axes)
    found = []
    for one, other in product(axes, axes):
        if are_crossed(one, other, dimensions) and any(each.get(one) != each.get(other) for each in lengths):
            continue
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


def _divided(lengths: Sequence[Mapping[Axis, int]]) -> list[tuple[Axis, Axis, Axis, Axis | None]]:
    """Only what can be meant so: a window of another argument, a stride no larger than it, a padding that is zero somewhere.

    The window lies beside the length in its own array (or is a number), and is never the longer one; a stride is never zero.
    """
    axes = list(dict.fromkeys(axis for each in lengths for axis in each))[:MAX_LENGTHS]
    dimensions = dimensions_of(axes)
    numbers = [axis for axis in axes if axis.axis < 0]
    strides = [
        axis
        for axis in numbers
        if any(each.get(axis, 0) > 1 for each in lengths) and all(each.get(axis, 1) > 0 for each in lengths)
    ]
    paddings = [axis for axis in numbers if any(each.get(axis) == 0 for each in lengths)]
    found = []
    for length, window, stride in product([axis for axis in axes if axis.axis >= 0], axes, strides):
        if length.path == window.path or stride in (length, window) or not lies_beside(length, window, dimensions):
            continue
        both = [known for known in lengths if length in known and window in known and stride in known]
        if not both or any(not known[stride] <= known[window] <= known[length] for known in both):
            continue
        for padding in (None, *paddings):
            own = both if padding is None else [known for known in both if padding in known]
            each = (length, window, stride, padding)
            if own and padding not in (length, window, stride) and all(_divides(known, each) for known in own):
                found.append(each)
    kept = not_crossed([(length, window) for length, window, *_ in found])
    return [each for each in found if each[:2] in kept]


def _divides(lengths: Mapping[Axis, int], each: tuple[Axis, Axis, Axis, Axis | None]) -> bool:
    length, window, stride, padding = each
    if not {length, window, stride} <= lengths.keys() or (padding is not None and padding not in lengths) or lengths[stride] < 1:
        return True
    rest = lengths[length] - lengths[window] + 2 * (0 if padding is None else lengths[padding])
    return rest >= 0 and rest % lengths[stride] == 0


def _below(
    columns: dict[Path, list[Leaf]], leaves: Sequence[dict[Path, Leaf]], lengths: Sequence[Mapping[Axis, int]]
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
