"""What is told briefly is what the whole comparison finds: whether, which kind, of which output."""

import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AssignmentError
from grader.grading.closeness import agrees, compare_arrays, described, settled
from grader.grading.compare import brief_outputs, compare_outputs
from grader.grading.measure import Measure
from grader.model import FunctionSpec, Mismatch, Rule

NUMBERS = st.sampled_from([0.0, -0.0, 1.0, 1.0 + 1e-9, 1.5, -2.0, 1e300, -1e308, math.inf, -math.inf, math.nan, 5e-324])
ARRAYS = st.lists(NUMBERS, min_size=0, max_size=4).map(np.array)
TABLES = st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=1, max_size=2).map(np.array)
SINGLE = st.lists(st.sampled_from([0.0, 1.0, 1.5, math.nan]), max_size=4).map(lambda each: np.array(each, "f4"))
LEAVES = st.one_of(NUMBERS, NUMBERS.map(np.float64), st.integers(-2, 2), ARRAYS, TABLES, SINGLE)
VALUES = st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=2), st.tuples(inner, inner)), max_leaves=4)
RULES = st.builds(
    Rule,
    kind=st.sampled_from(["close", "close", "close", "ulp", "exact"]),
    rtol=st.sampled_from([0.0, 1e-8, 0.6, 1e300]),
    atol=st.sampled_from([0.0, 1e-10, 1.0]),
    max=st.sampled_from([1.0, 4.0]),
    nan=st.sampled_from(["forbid", "equal"]),
    inf=st.sampled_from(["forbid", "equal"]),
    shape=st.sampled_from(["exact", "squeeze", "broadcast"]),
    dtype=st.sampled_from(["any", "kind", "exact"]),
    structure=st.sampled_from(["any", "exact"]),
    precision=st.sampled_from(["float64", "float32"]),
)
NAMES = st.sampled_from(["", "value", ("one", "other"), (("one", "two"), "other")])


def told(compare: Any, actual: object, expected: object, spec: FunctionSpec) -> object:
    """Whether, which kind, of which output; or that the reference breaks its own rule."""
    try:
        found: Mismatch | None = compare(actual, expected, spec)
    except AssignmentError:
        return "refused"
    return None if found is None else (found.kind, found.output)


@given(VALUES, VALUES, RULES, NAMES)
def test_brief_and_whole_agree(actual: object, expected: object, rule: Rule, names: Any) -> None:
    """Of any two values under any rule."""
    spec = FunctionSpec(name="f", returns=names, default=rule)
    for one, other in ((actual, expected), (expected, expected), ([actual, expected], [expected, actual])):
        assert told(brief_outputs, one, other, spec) == told(compare_outputs, one, other, spec)


@given(st.one_of(ARRAYS, TABLES), st.one_of(ARRAYS, TABLES), RULES)
def test_agreeing_is_finding_nothing(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> None:
    """``agrees`` is ``compare_arrays`` without a word; and the short way to its words gives the ones that the long way gives."""
    try:
        found = compare_arrays(actual, expected, rule)
    except AssignmentError:
        return
    assert agrees(actual, expected, rule) == (found is None)
    if settled(actual, expected, rule) is False:
        assert found == described(actual, expected, Measure.of(expected, rule))


def test_the_worst_entry_is_told_of_plain_numbers() -> None:
    """The shortest way to a mismatch says as much as the long one, which single precision takes."""
    actual, expected = np.array([[1.0, 2.5], [3.0, 40.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    found = compare_arrays(actual, expected, Rule(kind="close", rtol=1e-6, atol=0.0))
    other = compare_arrays(actual, expected, Rule(kind="close", rtol=1e-6, atol=0.0, precision="float32"))
    assert found is not None
    assert other is not None
    assert [(each.index, each.expected, each.actual, each.error) for each in found.worst] == [
        ((1, 1), "4", "40", "36"),
        ((0, 1), "2", "2.5", "0.5"),
    ]
    assert [each.error for each in found.worst] == [each.error for each in other.worst]
    assert (found.wrong, found.total, found.error, found.allowed) == (2, 4, 36.0, 4e-6)
