"""Right numbers in the wrong places: transposed, flipped, shifted, an axis too many, not summed, cut short. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

import numpy as np

from grader.judge.explain.parts import Output, Pair
from grader.model import Finding, FindingKind

TELLING = 2
MAX_DIMENSIONS = 4
LARGE = 6  # entries

# The value that a mistake would have given in place of the pair's; None where it makes no sense there.
Guess = Callable[[Pair], np.ndarray | None]
# What a guess answers where the pair is too small to say anything: it neither speaks for it nor against it.
SILENT = np.empty(0, dtype=bool)
IMPOSSIBLE = np.full(1, np.nan)  # nothing equals it
# The step that makes the expected value of what was returned.
NOT_REDUCED: tuple[tuple[FindingKind, Callable[..., np.ndarray]], ...] = (("not_averaged", np.mean), ("not_summed", np.sum))


def about_arrangement(output: Output) -> Finding | None:
    """The first arrangement that explains every value of the output, right ones too, and at least two wrong ones."""
    if len(output.wrong) < TELLING:
        return None
    for finding, guess in _guesses(output):
        if _explains(output, guess):
            return finding
    return _broadcast(output) or _not_reduced(output) or _reduced(output) or _one_slice(output)


def _explains(output: Output, guess: Guess) -> bool:
    wrong = 0
    for pair in output.pairs:
        wanted = guess(pair)
        if wanted is None:
            # What the mistake cannot reach has to be right.
            if not pair.right:
                return False
            continue
        if wanted is SILENT:
            continue
        if not output.near(pair.actual, wanted):
            return False
        wrong += not pair.right
    return wrong >= TELLING and any(_tells(pair) for pair in output.wrong)


def _tells(pair: Pair) -> bool:
    """Whether its numbers are different enough to say where they belong: marks of 0 and 1 are in many places at once.

    Where the shape is another one, too, marks will do.
    """
    different = len(np.unique(pair.expected))
    return different > 2 or (different == 2 and not pair.same_shape and pair.expected.size >= LARGE)


def _guesses(output: Output) -> Iterator[tuple[Finding, Guess]]:
    dimensions = {pair.expected.ndim for pair in output.pairs}
    if len(dimensions) != 1:
        return
    (ndim,) = dimensions
    yield Finding(kind="extra_axis"), _squeezed
    yield Finding(kind="missing_axis"), _expanded
    if ndim > MAX_DIMENSIONS or ndim == 0:
        return
    if ndim == 2:
        yield Finding(kind="transposed"), lambda pair: pair.expected.T
    else:
        for order in list(permutations(range(ndim)))[1:]:
            yield Finding(kind="axes_swapped", name=str(order)), _permuted(order)
    for axis in range(ndim):
        where = axis_words(axis, ndim)
        yield Finding(kind="flipped", words=where), _flipped(axis)
        for name in ("late", "early"):
            yield Finding(kind="shifted", name=name, words=where), _shifted(axis, late=name == "late")
        for name in ("first", "last"):
            yield Finding(kind="left_out", name=name, words=where), _shorter(axis, first=name == "first")
        for name in ("first", "last"):
            yield Finding(kind="too_many", name=name, words=where), _longer(axis, first=name == "first")


def axis_words(axis: int, ndim: int) -> tuple[str, ...]:
    if ndim == 1:
        return ("entry",)
    return (("row", "column")[axis],) if ndim == 2 else (f"axis{axis}",)


def _squeezed(pair: Pair) -> np.ndarray | None:
    """(n, 1) or (1, n) for (n,): the numbers are right, an axis of length one stands beside them."""
    if pair.actual.ndim != pair.expected.ndim + 1 or 1 not in pair.actual.shape or pair.actual.size != pair.expected.size:
        return None
    return pair.expected.reshape(pair.actual.shape)


def _expanded(pair: Pair) -> np.ndarray | None:
    if pair.actual.ndim >= pair.expected.ndim or pair.actual.size != pair.expected.size or 1 not in pair.expected.shape:
        return None
    return pair.expected.reshape(pair.actual.shape)


def _permuted(order: Sequence[int]) -> Guess:
    return lambda pair: pair.expected.transpose(order)


def _flipped(axis: int) -> Guess:
    return lambda pair: np.flip(pair.expected, axis)


def _shifted(axis: int, *, late: bool) -> Guess:
    """One step along an axis. What moved in at the end is not asked about; the rest has to be there."""

    def guess(pair: Pair) -> np.ndarray | None:
        length = pair.expected.shape[axis]
        if not pair.same_shape:
            return IMPOSSIBLE
        if length < 3:
            return SILENT
        moved = np.roll(pair.expected, 1 if late else -1, axis)
        edge = _slice(axis, slice(0, 1) if late else slice(-1, None), moved.ndim)
        moved[edge] = pair.actual[edge]
        return moved

    return guess


def _shorter(axis: int, *, first: bool) -> Guess:
    def guess(pair: Pair) -> np.ndarray | None:
        rest = pair.expected[_slice(axis, slice(1, None) if first else slice(0, -1), pair.expected.ndim)]
        return rest if rest.size or rest.shape != pair.actual.shape else SILENT

    return guess


def _longer(axis: int, *, first: bool) -> Guess:
    """An entry too many at one end; what it holds is not asked about."""

    def guess(pair: Pair) -> np.ndarray | None:
        wanted_shape = list(pair.expected.shape)
        wanted_shape[axis] += 1
        if pair.actual.shape != tuple(wanted_shape):
            return IMPOSSIBLE
        edge = pair.actual[_slice(axis, slice(0, 1) if first else slice(-1, None), pair.actual.ndim)]
        return np.concatenate([edge, pair.expected] if first else [pair.expected, edge], axis=axis)

    return guess


def _slice(axis: int, part: slice, ndim: int) -> tuple[slice, ...]:
    return tuple(part if each == axis else slice(None) for each in range(ndim))


def _broadcast(output: Output) -> Finding | None:
    """(n, n) for (n,) wherever n > 1: a column met a row."""
    wide = [
        pair
        for pair in output.pairs
        if pair.expected.ndim == 1 and pair.actual.shape == 2 * pair.expected.shape and pair.expected.size > 1
    ]
    others = [pair for pair in output.pairs if pair.expected.size > 1]
    if len(wide) < TELLING or len(wide) != len(others) or len({pair.expected.size for pair in wide}) < 2:
        return None
    return Finding(kind="broadcast")


def _not_reduced(output: Output) -> Finding | None:
    """An array whose sum or mean is what was asked for."""
    pairs = [pair for pair in output.pairs if pair.actual.ndim > pair.expected.ndim]
    if len(pairs) != len(output.pairs) or not all(np.isfinite(pair.actual).all() for pair in pairs):
        return None
    axes: list[int | None] = [None, *range(max(pair.actual.ndim for pair in pairs))]
    for kind, reduce in NOT_REDUCED:
        for axis in axes:
            if axis is not None and any(axis >= pair.actual.ndim for pair in pairs):
                continue
            with np.errstate(all="ignore"):
                same = all(output.near(np.asarray(reduce(pair.actual, axis=axis)), pair.expected) for pair in pairs)
            # With one entry, sum and mean are the same.
            if same and any(pair.actual.size > pair.expected.size for pair in pairs):
                return Finding(kind=kind)
    return None


def _reduced(output: Output) -> Finding | None:
    """One number where an array was asked for, and it is that array's sum or mean."""
    wrong = output.wrong
    if not all(pair.actual.ndim < pair.expected.ndim for pair in wrong):
        return None
    for name, reduce in (("mean", np.mean), ("sum", np.sum), ("max", np.max)):
        for axis in (None, 0, -1):
            with np.errstate(all="ignore"):
                if all(
                    pair.expected.size and output.near(pair.actual, np.asarray(reduce(pair.expected, axis=axis))) for pair in wrong
                ) and any(pair.expected.size > 1 for pair in wrong):
                    return Finding(kind="reduced", name=name)
    return None


def _one_slice(output: Output) -> Finding | None:
    """Only the first or the last step of what was asked for."""
    dimensions = {pair.expected.ndim for pair in output.pairs}
    if len(dimensions) != 1 or not all(pair.expected.size for pair in output.pairs):
        return None
    (ndim,) = dimensions
    found = [
        Finding(kind="one_slice", name=name, words=axis_words(axis, ndim))
        for axis in range(ndim)
        for name, place in (("first", 0), ("last", -1))
        if all(output.near(pair.actual, np.take(pair.expected, place, axis=axis)) for pair in output.pairs)
    ]
    long = any(len(np.unique(pair.expected)) > 2 for pair in output.pairs)
    return found[0] if len(found) == 1 and long else None
