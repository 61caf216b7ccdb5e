"""Which entries of two structures differ by the rules, each at its path: what a report marks in both texts. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.grading.closeness import settled
from grader.grading.compare import aligned, compare
from grader.judge.running.outcome import count_of
from grader.model import FunctionSpec, Names, Rule

# Keys and indices from the whole value to a part of it.
Place = tuple[object, ...]
# Of a leaf True where it differs; of an array the same for each entry.
Spots = Mapping[Place, "np.ndarray | bool"]
MAX_NUMBERS = 1 << 18
# Parts that are compared one by one, each of which costs more than an entry of an array; a report shows fewer.
MAX_LEAVES = 4096
MAX_DEPTH = 8
# Up to here a double holds every integer.
EXACT = 1 << 53
PLAIN = (bool, int, float, complex, str, bytes, type(None))


def spots_of(expected: Any, actual: Any, spec: FunctionSpec) -> Spots:
    """Nothing of parts of another form, or that the rule lets stand in another order: there no two entries belong together."""
    if count_of(expected) > MAX_NUMBERS or count_of(actual) > MAX_NUMBERS:
        return {}
    found: dict[Place, np.ndarray | bool] = {}
    try:
        _of_named(found, expected, actual, spec.returns, spec, ())
    except AssignmentError:  # the reference itself breaks the rule
        return {}
    return found


def _of_named(found: dict[Place, Any], expected: Any, actual: Any, names: Names, spec: FunctionSpec, place: Place) -> None:
    if isinstance(names, str):
        _of_part(found, expected, actual, spec.rule_for(names), place, 0)
        return
    one, other = _items(expected), _items(actual)
    if one is None or other is None or not len(one) == len(other) == len(names):
        return
    for index, name in enumerate(names):
        _of_named(found, one[index], other[index], name, spec, (*place, index))


def _of_part(found: dict[Place, Any], expected: Any, actual: Any, rule: Rule, place: Place, depth: int) -> None:
    kind, freed = type(expected), rule.up_to
    if depth > MAX_DEPTH or len(found) >= MAX_LEAVES or (freed is not None and (freed.order or freed.transpose is not None)):
        return
    if kind is np.ndarray:
        held = aligned(actual, expected, rule)
        if held is not None and held.actual.shape == held.expected.shape == np.shape(actual):
            found[place] = held.wrong()
    elif kind in (list, tuple):
        one, other = _items(expected), _items(actual)
        if one is not None and other is not None and len(one) == len(other):
            for index, (part, other_part) in enumerate(zip(one, other, strict=True)):
                _of_part(found, part, other_part, rule, (*place, index), depth + 1)
    elif kind is dict:
        if type(actual) is dict:
            for key, part in expected.items():
                if key in actual:
                    _of_part(found, part, actual[key], rule, (*place, key), depth + 1)
    elif kind in PLAIN or issubclass(kind, np.generic):
        kept = _plainly_kept(actual, expected, rule) if freed is None else None
        found[place] = not kept if kept is not None else compare(actual, expected, rule) is not None


def _plainly_kept(actual: object, expected: object, rule: Rule) -> bool | None:
    """Whether a number keeps its rule; None where that takes a closer look, which costs a hundred times as much."""
    if not (_is_real(expected) and _is_real(actual)):
        return None
    one, other = float(actual), float(expected)  # type: ignore[arg-type]  # both are numbers that a double holds
    if not math.isfinite(one) and math.isfinite(other):
        return False  # no rule takes it
    same = rule.dtype == "any" or type(actual) is type(expected)
    return settled(one, other, rule) if same else None


def _is_real(value: object) -> bool:
    kind = type(value)
    if kind is float or kind is np.float64:
        return True
    return (kind is int or kind is bool or issubclass(kind, np.integer | np.bool_)) and abs(int(value)) <= EXACT  # type: ignore[call-overload]


def _items(value: Any) -> Any:
    if type(value) in (list, tuple) or (type(value) is np.ndarray and value.ndim):
        return value
    return None
