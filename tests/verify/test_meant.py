"""What may be asked of anybody: finite right answers, and no integer below what its docstring says."""

import numpy as np
import pytest

from grader.verify.corpus import is_finite
from grader.verify.stated import stated_least


@pytest.mark.parametrize(
    ("value", "finite"),
    [
        ({"std": np.array([1.0, np.nan])}, False),
        ({"n": 3, "mean": (1.0, [np.inf])}, False),
        ({"n": 3, "mean": np.array([1.0])}, True),
        (("a", None, np.int64(2), {}), True),
        (complex(0.0, np.nan), False),
    ],
)
def test_nothing_in_a_finite_answer_is_nan(value: object, *, finite: bool) -> None:
    assert is_finite(value) == finite


def test_the_least_of_an_integer_is_read_where_it_is_one() -> None:
    docstring = """Take k of n.

    k, m : int >= 1
    n : positive integer, how many there are
    size : 2 <= size, an int
    other : int, at least 3
    eps : float >= 0
    words : list of str, at least 2
    free : int
    """
    names = ("k", "m", "n", "size", "other", "eps", "words", "free")
    assert stated_least(docstring, names) == {"k": 1, "m": 1, "n": 1, "size": 2, "other": 3}
    assert stated_least(None, names) == {}
    assert "k" not in stated_least(docstring, ("n",))
