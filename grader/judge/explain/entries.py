"""What all arrays at one place among the arguments have in common: signs, sums, order, symmetry, marks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.judge.explain.inputs import Leaf

# Entries that take so few values in so many places are marks and not measurements.
FEW_VALUES, MANY_ENTRIES = 4, 8
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


def entries_of(column: Sequence[Leaf]) -> Entries:
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
