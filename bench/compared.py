"""What a suite compares, as the bench sees it: one value of a student's beside the one that was expected, and its parts by name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.claims import Seen
from grader.errors import AssignmentError
from grader.grading.compare import compare, compare_outputs
from grader.judge.explain.parts import flat_parts
from grader.judge.running.outcome import lenient
from grader.model import FunctionSpec, Names


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison that the suite made: whose value it was, and both values. ``raised``: the student's call gave none."""

    case: str
    label: str
    spec: FunctionSpec
    args: Mapping[str, Any]
    expected: Any
    actual: Any
    raised: str = ""
    plain: bool = False  # a function that is handed no object

    @property
    def right(self) -> bool:
        try:
            return not self.raised and compare_outputs(self.actual, self.expected, self.spec) is None
        except AssignmentError:
            return True

    def output(self, name: str) -> Seen | None:
        """One of the named outputs, or the whole value; None where the answer has none of that name."""
        if not name:
            return Seen(self.expected, self.actual, self.right, self.args)
        place = None if self.raised else place_of(name, self.spec.returns)
        if place is None:
            return None
        expected, actual = self.expected, self.actual
        try:
            for step in place:
                expected, actual = expected[step], actual[step]
            right = compare(actual, expected, self.spec.rule_for(name.partition("[")[0])) is None
        except (IndexError, KeyError, TypeError, AssignmentError):
            return None
        return Seen(expected, actual, right, self.args)


def place_of(name: str, names: Names) -> tuple[int | str, ...] | None:
    """Where the output of that name is in a value whose parts are called ``names``; ``config['m']`` is in a dict."""
    if isinstance(names, str):
        own, _, key = name.partition("[")
        if names != own:
            return None
        return (ast.literal_eval(key.removesuffix("]")),) if key else ()
    for number, each in enumerate(names):
        if (rest := place_of(name, each)) is not None:
            return (number, *rest)
    return None


def says_something(expected: object) -> bool:
    """Whether a wrong function would show: an empty value, or nothing but zeros, is right by accident."""
    if isinstance(expected, tuple | list):
        return any(says_something(each) for each in expected)
    return not isinstance(expected, np.ndarray | np.generic | float | int) or bool(np.any(expected))


def outputs_by_name(expected: object, spec: FunctionSpec) -> dict[str, Any]:
    """The expected outputs by the names that a report calls them by."""
    return {name or f"{spec.name}(...)": part for name, part, _ in flat_parts(expected, expected, spec.returns)}


def is_wrong(compared: Compared, name: str) -> bool:
    """Whether the output of that name is wrong; where the call gave none, whether it raised."""
    seen = compared.output(name)
    return compared.raised != "" if seen is None else not seen.right


def is_same(one: object, other: object, spec: FunctionSpec) -> bool:
    """Equal within the rule of a value, whatever that says of NaN."""
    try:
        return compare_outputs(one, other, lenient(spec)) is None
    except (AssignmentError, ValueError, TypeError):
        return False
