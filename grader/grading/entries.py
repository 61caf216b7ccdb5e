"""What is asked of the entries of arrays, one by one: sizes, differences, what is finite. Pure; knows no rule.

Every answer has the shape of its arguments broadcast, takes any numeric dtype, and never warns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.grading.tally import BLOCK


def tiles(shape: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of a matrix, no more than BLOCK entries at a time."""
    height, width = shape
    columns = max(1, min(width, BLOCK))
    rows = max(1, BLOCK // columns)
    for top in range(0, height, rows):
        for left in range(0, max(width, 1), columns):
            yield slice(top, min(top + rows, height)), slice(left, min(left + columns, width))


def scaled(values: np.ndarray, factor: np.ndarray | None) -> np.ndarray:
    """(n, m) times (n,), in float64 or complex128; as they are where there is no factor."""
    if factor is None or values.dtype.kind == "U":
        return values
    with np.errstate(all="ignore"):
        return np.asarray(as_double(values) * factor[:, None])


def finite(array: np.ndarray) -> np.ndarray:
    return np.asarray(np.isfinite(array)) if array.dtype.kind in "fc" else np.ones(array.shape, bool)


def as_double(array: np.ndarray) -> np.ndarray:
    return np.asarray(array, np.complex128 if array.dtype.kind == "c" else np.float64)


def found(find: Any, array: np.ndarray) -> np.ndarray:
    return np.asarray(find(array)) if array.dtype.kind in "fc" else np.zeros(array.shape, bool)


def unequal(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Where they differ; NaN is NaN."""
    with np.errstate(all="ignore"):
        return np.asarray((actual != expected) & ~(found(np.isnan, actual) & found(np.isnan, expected)))


def sizes(array: np.ndarray) -> np.ndarray:
    """|entry| in float64, zero where it is not finite."""
    with np.errstate(all="ignore"):
        return np.asarray(np.where(finite(array), np.abs(as_double(array)), 0.0))


def spacing(size: np.ndarray, dtype: np.dtype[Any]) -> np.ndarray:
    """One unit in the last place of numbers of that size, in the precision of the dtype (integers: float64)."""
    width = {"f": dtype.itemsize, "c": dtype.itemsize // 2}.get(dtype.kind, 8)
    own = size.astype(f"f{width}") if width < 8 else size
    with np.errstate(all="ignore"):
        return np.asarray(np.spacing(own), dtype=np.float64)


def difference(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """|actual - expected| in float64, zero where not both are finite; exact also for integers that float64 cannot hold."""
    with np.errstate(all="ignore"):
        if actual.dtype.kind in "iu" and expected.dtype.kind in "iu":
            # Modulo 2**64 the difference is right unless the signs differ; then float64 loses nothing that counts.
            larger, smaller = actual.astype(np.uint64), expected.astype(np.uint64)
            near = np.where(actual > expected, larger - smaller, smaller - larger).astype(np.float64)
            apart = (actual < 0) != (expected < 0)
            return np.asarray(np.where(apart, np.abs(actual.astype(np.float64) - expected.astype(np.float64)), near))
        both = finite(actual) & finite(expected)
        if "g" in (actual.dtype.char, expected.dtype.char) and "c" not in (actual.dtype.kind, expected.dtype.kind):
            # The truth that verify measures against: rounded to float64 first, it would hide the last bits.
            one, other = np.asarray(actual, np.longdouble), np.asarray(expected, np.longdouble)
            return np.asarray(np.where(both, np.abs(one - other), 0.0), np.float64)
        return np.asarray(np.where(both, np.abs(as_double(actual) - as_double(expected)), 0.0))
