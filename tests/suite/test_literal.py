"""Values as text: short, pasteable, and blind to what a foreign object would like to say."""

import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.judge.running.literal import MAX_CHARS, call_text, value_text


def evaluated(text: str) -> Any:
    """In a test the text is our own; nothing a student wrote is ever evaluated."""
    return eval(text, {"np": np})  # noqa: S307  # see above


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6)))
def test_an_array_can_be_pasted(array: np.ndarray) -> None:
    """Shape and values come back, to six digits."""
    back = evaluated(value_text(array))
    assert back.shape == array.shape
    np.testing.assert_allclose(back, array, rtol=1e-5, atol=1e-300)


def test_dtypes_and_empty_arrays_survive() -> None:
    """What is not the default dtype is named."""
    for array in (np.zeros((0, 3)), np.array([1, 2], dtype=np.int8), np.array([True]), np.array(2.5)):
        back = evaluated(value_text(array))
        assert (back.shape, back.dtype) == (array.shape, array.dtype)


def test_floats_stay_floats() -> None:
    """1.0 is no int, infinities and NaN are NumPy's names."""
    assert [value_text(x) for x in (1.0, -math.inf, math.inf, 1e-30)] == ["1.0", "-np.inf", "np.inf", "1e-30"]
    assert value_text((math.nan,)) == "(np.nan,)"


def test_a_long_call_is_broken_into_lines() -> None:
    """One argument a line, and still Python."""
    text = call_text("f", (np.arange(40.0), 2), {"k": None})
    assert text.startswith("f(\n    np.array([")
    assert text.endswith("    2,\n    k=None,\n)")


def test_a_foreign_object_is_named_not_asked() -> None:
    """Its repr is never called."""

    class Loud:
        def __repr__(self) -> str:
            raise AssertionError("asked")

    assert value_text([Loud()]) == "[<Loud>]"


def test_large_values_are_clipped() -> None:
    """Neither a million entries nor a ten-thousand-digit integer make a report long."""
    assert len(value_text(np.ones(1_000_000))) < 200
    assert len(value_text(10**10_000)) < 50
    assert len(value_text(["x" * 1000] * 1000)) <= MAX_CHARS
