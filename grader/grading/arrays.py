"""A value as the array that it is compared as, lists of numbers included, or why it is none. Pure.

Nothing is ever asked of an object of unknown type, and no array is made before it is known how large it would be.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.grading.forms import ENTRIES, NUMBERS, SEQUENCES
from grader.model import Reason, Rule
from grader.model.extent import extent_of

# A list may have so many parts beside those asked for before it is an array no more: lists of one entry, wrong lengths.
SPARE_PARTS = 4096
# NumPy's own bound.
MAX_NESTING = 32


def as_target(expected: object, rule: Rule) -> np.ndarray | None:
    """The expected value as the array that ``compare`` takes it for; None where it is a structure of parts."""
    if type(expected) is np.ndarray or isinstance(expected, np.generic):
        return np.asarray(expected)
    if type(expected) in NUMBERS:
        return None if is_beyond_arrays(expected) else np.asarray(expected)
    return as_vector(expected) if type(expected) is list and rule.up_to is not None else None


def as_vector(expected: Any) -> np.ndarray | None:
    """A list of plain numbers as one array, since what is free concerns it as a whole; a tuple is a structure of parts."""
    if not all(type(item) in NUMBERS or isinstance(item, np.number | np.bool_) for item in expected):
        return None
    vector = np.array(expected)
    return None if vector.dtype == object else vector


def as_array(actual: object, rule: Rule, target: np.ndarray) -> np.ndarray | Reason:
    """The value as a plain array, lists of numbers included; else why it is none (nothing, where its type says that)."""
    kind = type(actual)
    if kind is np.ndarray:
        array: np.ndarray = actual  # type: ignore[assignment]
    elif kind in (bool, int, float, complex, str) or issubclass(kind, np.generic):
        array = np.asarray(actual)
    elif kind not in SEQUENCES or rule.structure == "exact":
        return ""
    else:
        return _list_as_array(actual, target)
    return array if array.dtype.kind in ENTRIES else ""


def _list_as_array(actual: object, target: np.ndarray) -> np.ndarray | Reason:
    """An array is only made where it could be the one asked for, and never of numbers beside text, each of which takes its room."""
    extent = extent_of(actual, parts=4 * target.size + SPARE_PARTS)
    if not extent.whole:
        return "too_many"
    if why := _why_no_numbers(actual, 0):
        return "no_array" if why == "text" and target.dtype.kind == "U" else why
    if extent.has_text and target.dtype.kind != "U":
        return "text"
    if extent.has_text and extent.as_array > 4 * target.nbytes + extent.size + SPARE_PARTS:
        return "long_text"
    try:
        array = np.array(actual)
    except (ValueError, OverflowError, TypeError):  # ragged, too large, or of kinds that have no common one
        return "ragged"
    if array.dtype.kind == "O":
        return "huge"
    return array if array.dtype.kind in ENTRIES else "object"


def _why_no_numbers(value: Any, depth: int) -> Reason:
    """What stands in a list that is no number, if anything does."""
    if depth >= MAX_NESTING:
        return "too_deep"
    for item in value:
        kind = type(item)
        if kind in SEQUENCES:
            if why := _why_no_numbers(item, depth + 1):
                return why
        elif kind is str:
            return "text"
        elif item is None:
            return "none"
        elif kind not in (bool, int, float, complex, np.ndarray) and not issubclass(kind, np.generic):
            return "object"
    return ""


def is_beyond_arrays(value: object) -> bool:
    """Whether it is an integer that no array of numbers holds."""
    return type(value) is int and not -(1 << 63) <= value < 1 << 64
