"""Two values that differ never read alike: as many digits as tell them apart, and the entries that differ are marked."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.compare import compare_outputs
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
