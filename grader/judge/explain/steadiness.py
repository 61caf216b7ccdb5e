"""Whether the right answer moves little when its input does: else it hangs on a tie, a sign at zero, a single row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.judge.explain.inputs import Input, Path, input_of, leaves_of, replaced
from grader.judge.running.outcome import Expect, Observation

# An input is moved by so much of its size, and an answer may follow by so much of its own: ten thousand times as far.
MOVED, FOLLOWS = 1e-9, 1e-5
FLOOR = 1e-6
PATTERNS = 2


def is_steady(seen: Observation, expect: Expect, may_move: Callable[[Path], bool]) -> bool:
    """``may_move``: which numbers are measurements, and not marks or counts that happen to be floats."""
    for moved in _neighbours(input_of(seen), may_move):
        expected = expect(moved.args, moved.kwargs)
        if expected is None or not _is_near(expected.value, seen.expected):
            return False
    return True


def _neighbours(given: Input, may_move: Callable[[Path], bool]) -> Iterator[Input]:
    rng = np.random.default_rng(0)
    leaves = [leaf for leaf in leaves_of(given) if leaf.array.dtype.kind == "f" and leaf.array.size and may_move(leaf.path)]
    if not leaves:
        return
    for _ in range(PATTERNS):
        # Of different lengths, so that no two entries that are equal move alike.
        signs = [rng.choice([-1.0, 1.0], size=leaf.array.shape) * rng.uniform(0.5, 1.0, size=leaf.array.shape) for leaf in leaves]
        for side in (1.0, -1.0):
            moved = given
            for leaf, sign in zip(leaves, signs, strict=True):
                size = np.abs(leaf.array)
                scale = np.where(size > 0, size, size.max() or 1.0)
                step = max(MOVED, 8 * float(np.finfo(leaf.array.dtype).eps))
                moved = replaced(moved, leaf.path, np.asarray(leaf.array + side * step * sign * scale, leaf.array.dtype))
            yield moved


def _is_near(one: Any, other: Any) -> bool:
    """Alike up to what a small step of the input accounts for; all that is no fraction has to be equal."""
    if type(one) in (list, tuple) and type(other) in (list, tuple):
        return len(one) == len(other) and all(_is_near(a, b) for a, b in zip(one, other, strict=True))
    if type(one) is dict and type(other) is dict:
        return one.keys() == other.keys() and all(_is_near(one[key], other[key]) for key in other)
    if not all(isinstance(each, np.ndarray | np.generic | bool | int | float | complex) for each in (one, other)):
        return type(one) is type(other) and bool(one == other)
    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape or a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
        return False
    if "f" not in (a.dtype.kind, b.dtype.kind) and "c" not in (a.dtype.kind, b.dtype.kind):
        return bool(np.array_equal(a, b))
    with np.errstate(all="ignore"):
        share = FOLLOWS if b.dtype.itemsize >= 8 else 1e-2
        largest = float(np.abs(np.where(np.isfinite(b), b, 0)).max(initial=0.0))
        return bool(np.allclose(a, b, rtol=0.0, atol=share * largest or FLOOR, equal_nan=True))
