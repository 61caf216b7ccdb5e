"""Two values that differ never read alike: as many digits as tell them apart, and the entries that differ are marked."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AssignmentError
from grader.grading.compare import compare, compare_outputs
from grader.judge.running import spots
from grader.judge.running.literal import MAX_CHARS, shown_apart
from grader.judge.running.spots import spots_of
from grader.model import FunctionSpec, Rule, UpTo

SPEC = FunctionSpec(name="f")


def marked(expected: Any, actual: Any, spec: FunctionSpec = SPEC) -> tuple[list[str], list[str]]:
    one, other = shown_apart(expected, actual, spots_of(expected, actual, spec))
    return [one.text[start:end] for start, end in one.marks], [other.text[start:end] for start, end in other.marks]


@pytest.mark.parametrize(
    ("expected", "actual", "marks"),
    [
        (np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 3.0]), (["2.0"], ["2.5"])),
        (np.array([1.0, 2.0]), np.array([1.0, 2.000001]), (["2.0"], ["2.000001"])),
        (np.array([0.1, 7.0]), np.array([0.1 + 1e-17, 8.0]), (["7.0"], ["8.0"])),
        ((np.array([1.0]), 5), (np.array([1.0]), 6), (["5"], ["6"])),
        ({"a": 1.0, "b": [1, 2]}, {"a": 1.0, "b": [1, 3]}, (["2"], ["3"])),
        ("abc", "abd", (["'abc'"], ["'abd'"])),
        (np.array([[1.0, np.nan]]), np.array([[np.inf, 2.0]]), ([], [])),  # the rule forbids what is expected
        (list(range(200)), [*range(199), 7], (["199"], ["7"])),
        (1.5 + 1j, 1.5 + 1.000001j, (["complex(1.5, 1.0)"], ["complex(1.5, 1.000001)"])),
    ],
)
def test_what_differs_is_marked(expected: Any, actual: Any, marks: tuple[list[str], list[str]]) -> None:
    """And nothing else."""
    assert marked(expected, actual) == marks


def test_a_large_array_shows_what_differs() -> None:
    """With the index, where an array is not written out."""
    expected = np.zeros((30, 30))
    actual = expected.copy()
    actual[20, 3] = 1e-3
    one, other = shown_apart(expected, actual, spots_of(expected, actual, SPEC))
    assert "[20, 3]: 0.0" in one.text
    assert "[20, 3]: 0.001" in other.text


def test_what_stands_in_another_order_is_not_marked() -> None:
    """Rows in any order: no two entries belong together."""
    spec = FunctionSpec(name="f", default=Rule(up_to=UpTo(order="slices", order_axis=0)))
    assert spots_of(np.arange(4.0), np.arange(4.0)[::-1] + 1, spec) == {}


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6),
    st.sampled_from([1e-12, 1e-9, 1e-6, 1e-3, 1.0]),
    st.integers(0, 5),
)
def test_wrong_values_never_read_alike(numbers: list[float], error: float, place: int) -> None:
    """The marks lie in the texts, in their order, and the marked texts differ pair by pair."""
    expected = np.array(numbers)
    actual = expected.copy()
    actual[place % len(numbers)] += error
    if compare_outputs(actual, expected, SPEC) is None:
        return
    one, other = shown_apart(expected, actual, spots_of(expected, actual, SPEC))
    assert one.text != other.text
    assert len(one.marks) == len(other.marks) == 1
    for (start, end), (begin, stop) in zip(one.marks, other.marks, strict=True):
        assert 0 <= start < end <= len(one.text) <= MAX_CHARS
        assert one.text[start:end] != other.text[begin:stop]


NUMBERS = st.one_of(
    st.floats(),
    st.floats(-2, 2),
    st.integers(-3, 3),
    st.sampled_from([True, False, np.float64(1.5), np.int64(2), np.True_, 1 << 53, (1 << 53) + 1, 1 << 70, 5e-324, -0.0]),
)
RULES = [
    Rule(),
    Rule(rtol=1e-2, atol=0.5),
    Rule(nan="equal", inf="equal"),
    Rule(dtype="kind"),
    Rule(dtype="exact"),
    Rule(kind="exact"),
    Rule(precision="float32"),
]


@given(actual=NUMBERS, expected=NUMBERS, rule=st.sampled_from(RULES))
def test_a_number_is_marked_where_it_breaks_its_rule(actual: object, expected: object, rule: Rule) -> None:
    """However it was found: most are told apart without being compared as arrays."""
    try:
        kept = compare(actual, expected, rule) is None
    except AssignmentError:
        return
    assert spots_of(expected, actual, FunctionSpec(name="f", default=rule)) == {(): not kept}


@pytest.mark.parametrize("wrong", [math.nan, math.inf, 7, 7.5, np.float64(2.5), np.int64(7), True])
def test_what_a_wrong_list_costs_does_not_hang_on_what_is_in_it(monkeypatch: pytest.MonkeyPatch, wrong: object) -> None:
    """Thousands of numbers that are compared as arrays one by one take seconds, which an honest file would have spent."""
    asked: list[object] = []
    monkeypatch.setattr(spots, "compare", lambda *values: asked.append(values))
    found = spots_of([[float(n), -n] for n in range(1000)], [[wrong, wrong]] * 1000, FunctionSpec(name="f"))
    assert len(found) == 2000
    assert not asked
