"""Where an array is out, as a small map of digits: by the comparison's own alignment and measure. Pure."""

from __future__ import annotations

import numpy as np

from grader.grading.alignment import Aligned
from grader.grading.compare import aligned
from grader.grading.entries import difference, finite
from grader.judge.explain.parts import flat_parts
from grader.model import FunctionSpec, HeatMap, Mismatch

MAX_ROWS, MAX_COLUMNS = 24, 40


def heat_of(expected: object, actual: object, mismatch: Mismatch, spec: FunctionSpec) -> HeatMap | None:
    """The map of the output that broke its rule; None where there are no entries to compare, or only one."""
    for name, one, other in flat_parts(expected, actual, spec.returns):
        if name == mismatch.output:
            found = aligned(other, one, spec.rule_for(name))
            return None if found is None or found.expected.size < 2 else _map(found)
    return None


def levels_of(found: Aligned) -> np.ndarray:
    """Of each entry 0 where it keeps the rule, else 1 to 9 by the share of the largest error; 9 where that is no number."""
    wrong = found.wrong()
    if found.mask is not None or "U" in (found.expected.dtype.kind, found.actual.dtype.kind):
        return np.where(wrong, 9, 0)
    error = difference(found.actual, found.expected)
    largest = float(np.where(np.isfinite(error), error, 0.0).max(initial=0.0)) or 1.0
    shares = np.where(np.isfinite(error), np.clip(np.ceil(9 * (np.minimum(error, largest) / largest)), 1, 9), 9)
    # An error is only measured between finite numbers.
    return np.where(wrong, np.where(finite(found.actual) & finite(found.expected), shares, 9), 0)


def _map(found: Aligned) -> HeatMap:
    levels = levels_of(found)
    flat = levels.reshape(-1, levels.shape[-1]) if levels.ndim else levels.reshape(1, 1)
    rows, columns = flat.shape
    digits = tuple("".join(str(int(level)) for level in row) for row in _pooled(flat))
    return HeatMap(digits, rows, columns, wrong=int((levels > 0).sum()), whole=found.measure.rule.kind == "norm")


def _pooled(levels: np.ndarray) -> np.ndarray:
    """A large map in blocks, by the worst of each: one wrong entry must not get lost."""
    for axis, most in ((0, MAX_ROWS), (1, MAX_COLUMNS)):
        if levels.shape[axis] > most:
            edges = np.linspace(0, levels.shape[axis], most + 1).astype(int)[:-1]
            levels = np.maximum.reduceat(levels, edges, axis=axis)
    return levels
