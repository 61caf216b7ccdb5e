"""Where an array is out, as a small map of digits. Pure."""

from __future__ import annotations

import numpy as np

from grader.diagnosis.parts import as_array, flat_parts
from grader.model import FunctionSpec, HeatMap, Mismatch, Rule

MAX_ROWS, MAX_COLUMNS = 24, 40


def heat_of(expected: object, actual: object, mismatch: Mismatch, spec: FunctionSpec) -> HeatMap | None:
    """The map of the output that broke its rule; None where there are no entries to compare, or only one."""
    for name, one, other in flat_parts(expected, actual, spec.returns):
        if name == mismatch.output:
            first, second = as_array(one), as_array(other)
            if first is not None and second is not None and first.shape == second.shape and first.size > 1:
                return _map(first, second, spec.rule_for(name))
    return None


def _map(expected: np.ndarray, actual: np.ndarray, rule: Rule) -> HeatMap:
    wide = expected.astype(complex) if "c" in (expected.dtype.kind, actual.dtype.kind) else expected.astype(float)
    with np.errstate(all="ignore"):
        error = np.abs(actual.astype(wide.dtype) - wide)
        allowed = np.maximum(_allowed(np.abs(wide), rule), 1e-300)
        largest = float(np.where(np.isfinite(error), error, 0.0).max()) or 1.0
        levels = np.where(error > allowed, np.clip(np.ceil(9 * (error / largest)), 1, 9), 0)
    levels = np.where(np.isfinite(error) | (_same_special(actual, expected)), levels, 9)
    flat = levels.reshape(-1, levels.shape[-1]) if levels.ndim else levels.reshape(1, 1)
    rows, columns = flat.shape
    return HeatMap(tuple("".join(str(int(level)) for level in row) for row in _pooled(flat)), rows, columns)


def _allowed(size: np.ndarray, rule: Rule) -> np.ndarray:
    if rule.kind == "close":
        return np.asarray(rule.atol + rule.rtol * size)
    if rule.kind == "ulp":
        return np.asarray(rule.max * np.spacing(size))
    return np.asarray(rule.max * np.maximum(size, rule.floor))


def _same_special(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray((actual == expected) | (np.isnan(actual.astype(complex)) & np.isnan(expected.astype(complex))))


def _pooled(levels: np.ndarray) -> np.ndarray:
    """A large map in blocks, by the worst of each: one wrong entry must not get lost."""
    for axis, most in ((0, MAX_ROWS), (1, MAX_COLUMNS)):
        if levels.shape[axis] > most:
            edges = np.linspace(0, levels.shape[axis], most + 1).astype(int)[:-1]
            levels = np.maximum.reduceat(levels, edges, axis=axis)
    return levels
