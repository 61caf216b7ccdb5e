"""How large a value is, told without making anything of it."""

import sys
from collections.abc import Iterator

import numpy as np
import pytest

from grader.grading.compare import compare
from grader.judge.running.fingerprint import alike, returned
from grader.judge.running.literal import MAX_CHARS, value_text
from grader.model import FunctionSpec, Returned, Rule
from grader.model.extent import bytes_of, extent_of, is_within
from tests.marking import difference

ONE = np.zeros(3)


@pytest.mark.parametrize(
    ("value", "parts", "least"),
    [
        (1.0, 1, 8),
        ([1.0, [2.0, 3.0]], 5, 40),
        (np.ones(100, bool), 101, 800),
        (np.zeros((1 << 24, 0)), 1, 0),
        ({"a": 1, "b": [2]}, 6, 40),
        ("x" * 1000, 1, 1000),
        pytest.param((1 << 32_000) - 1, 1, 4000, id="huge"),
        ({1, 2}, 3, 16),
    ],
)
def test_parts_and_bytes(value: object, parts: int, least: int) -> None:
    """Entries of arrays are parts, and count as doubles."""
    extent = extent_of(value)
    assert extent.whole
    assert extent.parts == parts
    assert extent.size >= least


def test_a_walk_ends_when_the_answer_is_known() -> None:
    """A list of a million is never walked to see that it holds more than ten."""
    looked: list[int] = []

    class Watched(list[int]):
        def __iter__(self) -> Iterator[int]:
            looked.append(1)
            return super().__iter__()

    assert not extent_of([[0.0] * 1_000_000, Watched([1])], parts=10).whole
    assert not is_within([np.zeros(1 << 20)], 1 << 20)
    assert not looked


def test_parts_that_are_shared_are_counted_as_often_as_they_stand_there() -> None:
    """Two to the thirtieth lists in thirty: the walk ends."""
    value: object = 1.0
    for _ in range(30):
        value = [value, value]
    assert not extent_of(value, parts=10_000).whole
    assert bytes_of(value, 1 << 20) > 1 << 20


def test_text_beside_numbers_widens_nothing() -> None:
    """One long text in a list would give every entry its room."""
    value = [np.str_("x" * 65536), *([0.0] * 7000)]
    for rule in (Rule(), Rule(shape="squeeze"), Rule(shape="broadcast")):
        mismatch = compare(value, np.zeros(7001), rule)
        assert mismatch is not None
        assert mismatch.reason == "text"
    texts = [np.str_("x" * 65536)] + [np.str_("y")] * 7000
    assert difference(texts, np.full(7001, "x"), Rule(kind="exact")).reason == "long_text"


def test_a_list_of_far_too_many_is_not_made_an_array() -> None:
    """Also of lists without a number."""
    assert difference([[]] * 100_000, ONE, Rule()).reason == "too_many"
    assert difference([0.0] * 100_000, ONE, Rule()).reason == "too_many"
    assert difference([0.0] * 4, ONE, Rule()).kind == "shape"


def test_what_is_written_of_a_value_is_bounded() -> None:
    """Rows without columns are no lists, and nothing is written past what is shown."""
    assert value_text(np.zeros((1 << 24, 0))) == "np.zeros((16777216, 0), dtype='float64')"
    written: list[int] = []

    class Loud(np.float64):
        def item(self, *_: object) -> float:
            written.append(1)
            return 1.5

    row = [Loud(1.5)] * 50
    assert len(value_text([[row] * 50] * 50)) <= MAX_CHARS
    assert len(written) < 2 * MAX_CHARS


def test_large_values_are_told_apart_by_some_of_their_numbers() -> None:
    """In brief, whatever their size; what cannot be looked into is never the same."""
    spec = FunctionSpec(name="f")

    def brief(value: object) -> Returned:
        found = returned(spec, value)
        assert found is not None
        return found

    one, other = np.arange(3e6), np.arange(3e6)
    assert alike(brief(one), brief(other))
    assert not alike(brief(one), brief(other + 1))
    assert alike(brief([0.5] * 200_000), brief([0.5] * 200_000))
    assert not alike(brief([0.5] * 200_000), brief([0.5] * 200_001))
    assert not alike(brief({1, 2}), brief({1, 3}))
    assert not alike(brief(np.array(["a"])), brief(np.array(["b"])))
    assert returned(spec, (1.0, object())) is None
    assert sys.getsizeof(brief(one).numbers) < 1000
