"""A returned structure as its named outputs, each an array beside the array that was asked for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.grading.closeness import agrees
from grader.grading.compare import compare
from grader.judge.explain.inputs import Input, input_of
from grader.judge.running.outcome import Observation
from grader.model import FunctionSpec, Names, Rule

NUMERIC = "biufc"
# A dict of more keys is no set of named outputs.
MAX_KEYS = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """One output for one input: what was asked for, what came, and whether it keeps its rule."""

    given: Input
    expected: np.ndarray
    actual: np.ndarray
    right: bool

    @property
    def same_shape(self) -> bool:
        return self.expected.shape == self.actual.shape


@dataclass(frozen=True, slots=True)
class Output:
    """One output over all inputs on which the student's function answered with numbers of some shape."""

    name: str
    rule: Rule
    pairs: tuple[Pair, ...]

    @property
    def wrong(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if not pair.right)

    def near(self, actual: np.ndarray, wanted: np.ndarray) -> bool:
        """Whether a value would have been accepted in place of ``wanted``: the rule decides what is equal here, too."""
        return near(actual, wanted, self.rule)


def near(actual: np.ndarray, wanted: np.ndarray, rule: Rule) -> bool:
    # Of an array without dimensions NumPy makes a number as soon as it computes.
    return actual.shape == wanted.shape and bool(np.isfinite(wanted).all()) and keeps(actual, np.asarray(wanted), rule)


def keeps(actual: np.ndarray, wanted: np.ndarray, rule: Rule) -> bool:
    """Whether ``compare`` finds nothing, of two arrays of numbers; what it would find is not described."""
    return agrees(actual, wanted, rule) if rule.up_to is None else compare(actual, wanted, rule) is None


def outputs_of(observations: Sequence[Observation], spec: FunctionSpec) -> tuple[Output, ...]:
    """Every numeric output that all answers have; none where the structure differs from one input to the next."""
    columns: dict[str, list[Pair]] = {}
    rules: dict[str, Rule] = {}
    answered = [each for each in observations if each.outcome.answered]
    for each in answered:
        found = _pairs(each, spec)
        for name, (rule, pair) in found.items():
            columns.setdefault(name, []).append(pair)
            rules[name] = rule
    return tuple(Output(name, rules[name], tuple(pairs)) for name, pairs in columns.items() if len(pairs) == len(answered))


def _pairs(each: Observation, spec: FunctionSpec) -> dict[str, tuple[Rule, Pair]]:
    found = {}
    given = input_of(each)
    names = spec.returns if not isinstance(spec.returns, str) else _invented(each.expected, spec.returns)
    for name, expected, actual in flat_parts(each.expected, each.outcome.value, names):
        one, other = as_array(expected), as_array(actual)
        if one is not None and other is not None:
            rule = spec.rule_for(name.partition("[")[0])
            right = keeps(other, one, rule) if np.isfinite(one).all() else each.mismatch is None
            found[name] = (rule, Pair(given, one, other, right))
    return found


def _invented(expected: Any, name: str) -> Names:
    """``[0]``, ``[1]`` for the parts of a tuple that nobody named, and of a list that is no array."""
    if type(expected) is list and as_array(expected) is not None:
        return name
    if type(expected) in (tuple, list) and 1 < len(expected) <= 10 and not name:
        return tuple(f"[{index}]" for index in range(len(expected)))
    return name


def flat_parts(expected: Any, actual: Any, names: Names) -> list[tuple[str, Any, Any]]:
    """``(name, expected, actual)`` of each named output; empty where either has another structure."""
    if isinstance(names, str):
        if type(expected) is dict and type(actual) is dict and len(expected) <= MAX_KEYS:
            return [(f"{names}[{key!r}]", part, actual[key]) for key, part in expected.items() if key in actual]
        return [(names, expected, actual)]
    one, other = _items(expected, len(names)), _items(actual, len(names))
    if one is None or other is None:
        return []
    found = []
    for name, part, other_part in zip(names, one, other, strict=True):
        inner = flat_parts(part, other_part, name)
        if not inner:
            return []
        found += inner
    return found


def _items(value: Any, count: int) -> list[Any] | None:
    if type(value) in (tuple, list) or (type(value) is np.ndarray and value.ndim):
        return list(value) if len(value) == count else None
    return None


def as_array(value: Any) -> np.ndarray | None:
    """A number or an array of numbers, lists included; None for anything else."""
    kind = type(value)
    if kind is np.ndarray:
        return value if value.dtype.kind in NUMERIC else None
    if kind in (bool, int, float, complex) or issubclass(kind, np.number | np.bool_):
        array = np.asarray(value)
        return array if array.dtype.kind in NUMERIC else None
    # An empty list is a vector of nothing: what is returned for no steps at all.
    if kind in (list, tuple) and _all_numbers(value, 0):
        try:
            array = np.array(value)
        except (ValueError, OverflowError):
            return None
        return array if array.dtype.kind in NUMERIC else None
    return None


def _all_numbers(value: Any, depth: int) -> bool:
    return depth < 8 and all(
        type(item) in (bool, int, float, complex, np.ndarray)
        or issubclass(type(item), np.number)
        or (type(item) in (list, tuple) and _all_numbers(item, depth + 1))
        for item in value
    )
