"""Comparison by rules: reflexive, monotonous, in agreement with NumPy's own, and never led astray by what students return."""

from dataclasses import replace
from typing import Any, Never, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.errors import AssignmentError
from grader.grading.compare import compare, compare_outputs
from grader.model import FunctionSpec, Rule, RuleKind
from tests.marking import difference

EQUAL = Rule(nan="equal", inf="equal")
KINDS: tuple[RuleKind, ...] = get_args(RuleKind)
WITH_NUMBERS = tuple(kind for kind in KINDS if kind != "exact")
RULES = st.builds(
    lambda kind, small, **policies: replace(EQUAL, kind=kind, rtol=small, atol=small, max=small, **policies),
    kind=st.sampled_from(KINDS),
    small=st.floats(0, 1),
    shape=st.sampled_from(["exact", "squeeze", "broadcast"]),
    dtype=st.sampled_from(["any", "kind", "exact"]),
    structure=st.sampled_from(["any", "exact"]),
)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
ARRAYS = hnp.arrays(st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_, np.complex128]), SHAPES)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary() | ARRAYS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner, max_size=3)
    ),
)


@settings(max_examples=300)
@given(VALUES, RULES)
def test_a_value_is_close_to_itself(value: object, rule: Rule) -> None:
    """Under every rule, NaN and infinities included where they are allowed."""
    assert compare(value, value, rule) is None


@pytest.mark.long(seconds=2)
@settings(max_examples=300)
@given(VALUES, VALUES, RULES)
def test_whatever_is_returned_there_is_an_answer(actual: object, expected: object, rule: Rule) -> None:
    """A mismatch or none; never an exception, never a warning."""
    mismatch = compare(actual, expected, rule)
    assert mismatch is None or mismatch.kind in ("type", "structure", "shape", "dtype", "nan", "inf", "value")


FLOATS = st.floats(allow_subnormal=True)
PAIRS = SHAPES.flatmap(
    lambda shape: st.tuples(hnp.arrays(np.float64, shape, elements=FLOATS), hnp.arrays(np.float64, shape, elements=FLOATS))
)
NUMBERS = st.tuples(FLOATS, FLOATS) | st.tuples(FLOATS, st.floats(-1e-3, 1e-3)).map(lambda pair: (pair[0] + pair[1], pair[0]))
NEAR_PAIRS = hnp.arrays(np.float64, 5, elements=st.floats(-1e3, 1e3)).flatmap(
    lambda a: hnp.arrays(np.float64, 5, elements=st.floats(-1e-3, 1e-3)).map(lambda noise: (a + noise, a))
)


@pytest.mark.long(seconds=2)
@settings(max_examples=300)
@given(PAIRS | NEAR_PAIRS, st.floats(0, 1e-2), st.floats(0, 1e-2))
def test_close_is_numpys_allclose(pair: tuple[Any, Any], rtol: float, atol: float) -> None:
    """The same verdict as numpy.testing.assert_allclose, wherever the rule is the same."""
    actual, expected = pair
    mine = compare(actual, expected, replace(EQUAL, rtol=rtol, atol=atol)) is None
    try:
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(actual, expected, rtol=rtol, atol=atol, equal_nan=True)
        numpys = True
    except AssertionError:
        numpys = False
    assert mine == numpys


@settings(max_examples=300)
@given(NUMBERS, RULES)
def test_a_number_is_measured_like_an_array_without_dimensions(pair: tuple[float, float], rule: Rule) -> None:
    """Whichever of the two ways a comparison takes, with every policy; and without a warning where it overflows."""
    actual, expected = pair
    one, two = (compare(np.float64(actual), wanted, rule) for wanted in (np.float64(expected), np.array(expected)))
    assert one == two


@settings(max_examples=200)
@given(NEAR_PAIRS, st.sampled_from(WITH_NUMBERS), st.floats(0, 1e-2), st.floats(1, 100))
def test_a_wider_rule_never_rejects(pair: tuple[np.ndarray, np.ndarray], kind: RuleKind, small: float, factor: float) -> None:
    """What passes passes under a larger tolerance too."""
    actual, expected = pair
    narrow = Rule(kind=kind, rtol=small, atol=small, max=small)
    wide = Rule(kind=kind, rtol=small * factor, atol=small * factor, max=small * factor)
    if compare(actual, expected, narrow) is None:
        assert compare(actual, expected, wide) is None


A = np.arange(12.0).reshape(3, 4)


@pytest.mark.parametrize(
    ("actual", "expected", "rule", "kind"),
    [
        (A.T, A, Rule(), "shape"),
        (np.ones(5), np.ones((1, 5)), Rule(), "shape"),
        (np.ones(5), np.ones((1, 5)), Rule(shape="squeeze"), None),
        (np.ones((3, 1)), np.ones(3), Rule(shape="broadcast"), "shape"),
        (np.ones((1, 3)), np.ones((2, 3)), Rule(shape="broadcast"), None),
        (np.ones((2, 3)), np.ones(3), Rule(shape="broadcast"), "shape"),
        (np.array([1.0]), 1.0, Rule(), "shape"),
        (np.array(1.0), 1.0, Rule(), None),
        (1, 1.0, Rule(), None),
        (1, 1.0, Rule(dtype="kind"), "dtype"),
        (np.float32(1), 1.0, Rule(dtype="kind"), None),
        (np.float32(1), 1.0, Rule(dtype="exact"), "dtype"),
        (float("nan"), 1.0, Rule(), "nan"),
        (np.array([1.0, np.nan]), np.array([np.nan, 1.0]), EQUAL, "nan"),
        (np.array([np.inf]), np.array([-np.inf]), EQUAL, "inf"),
        ((), ((1.0, 2.0), A), Rule(), "structure"),
        ((1.0,), (1.0, 2.0), Rule(), "structure"),
        ([1.0, 2.0], (1.0, 2.0), Rule(), None),
        ([1.0, 2.0], (1.0, 2.0), Rule(structure="exact"), "structure"),
        (np.array([1.0, 2.0]), (1.0, 2.0), Rule(), None),
        ([[1, 2], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]]), Rule(), None),
        ([[1, 2], [3]], np.array([[1.0, 2.0], [3.0, 4.0]]), Rule(), "type"),
        (None, A, Rule(), "type"),
        ("1.0", 1.0, Rule(), "type"),
        ({"a": 1}, {"b": 1}, Rule(), "structure"),
        ({"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}, Rule(), None),
        ("right", "right", Rule(), None),
        ("wrong", "right", Rule(), "value"),
        (2**70, 2**70 + 1, Rule(kind="exact"), "value"),
        (np.array([2**60]), np.array([2**60 + 1]), Rule(kind="exact"), "value"),
        (np.array([3], np.uint8), np.array([5], np.uint8), Rule(), "value"),
        (1.0 + 1e-15, 1.0, Rule(kind="exact"), "value"),
        (1.0 + 2e-16, 1.0, Rule(kind="ulp", max=1), None),
        (1.0 + 1e-15, 1.0, Rule(kind="ulp", max=1), "value"),
        (1e300, -1e300, Rule(kind="relative_error", max=0.5), "value"),
        (-0.0, 0.0, Rule(kind="exact"), None),
    ],
)
def test_the_table_of_cases(actual: object, expected: object, rule: Rule, kind: str | None) -> None:
    """What is asked for and what comes back, as homework brings it."""
    mismatch = compare(actual, expected, rule)
    assert (None if mismatch is None else mismatch.kind) == kind


def test_a_column_minus_a_row_is_not_zero() -> None:
    """(n, 1) against (n,) broadcasts to (n, n), which lets nobody through here."""
    assert difference(np.zeros((5, 1)), np.zeros(5), Rule()).kind == "shape"


def test_the_numbers_of_a_mismatch() -> None:
    """The worst entry first, its error, what was allowed there, and how many are out."""
    actual = A.copy()
    actual[1, 2] += 1e-3
    actual[2, 0] += 1.0
    mismatch = difference(actual, A, Rule(rtol=0, atol=1e-6))
    assert (mismatch.wrong, mismatch.total, mismatch.allowed) == (2, 12, 1e-6)
    assert mismatch.error == pytest.approx(1.0)
    assert [(entry.index, entry.expected, entry.actual) for entry in mismatch.worst] == [((2, 0), "8", "9"), ((1, 2), "6", "6.001")]


def test_a_reference_that_breaks_its_own_rule_is_our_fault() -> None:
    """NaN in the expected value, where the rule forbids it, never costs a student anything."""
    with pytest.raises(AssignmentError, match="nan: equal"):
        compare(1.0, float("nan"), Rule())


SPEC = FunctionSpec(
    name="f", returns=(("wx", "wr"), "over_time"), default=Rule(rtol=1e-6), rules=(("over_time", Rule(shape="squeeze")),)
)


@pytest.mark.parametrize(
    ("actual", "output", "kind"),
    [
        (((1.0, 2.0), A), None, None),
        ([[1.0, 2.0], A[None]], None, None),
        ((np.array([1.0, 2.0]), A), None, None),
        (((1.0, 2.1), A), "wr", "value"),
        (((2.0, 1.0), A), "wx", "value"),
        (((1.0, np.array([2.0])), A), "wr", "shape"),
        (((1.0, 2.0), A.T), "over_time", "shape"),
        ((1.0, 2.0, A), "", "structure"),
        ((1.0, A), "[0]", "structure"),
        ((), "", "structure"),
        (None, "", "structure"),
        (A, "", "structure"),
    ],
)
def test_named_outputs(actual: object, output: str | None, kind: str | None) -> None:
    """Each part by its own rule, and the first that breaks it is named."""
    mismatch = compare_outputs(actual, ((1.0, 2.0), A), SPEC)
    assert (mismatch and mismatch.output, mismatch and mismatch.kind) == (output, kind)


class Trap:
    """Raises whatever is done with it."""

    def __getattribute__(self, name: str) -> Never:
        raise AssertionError(f"asked for {name}")

    def _asked(self, *_: object) -> Never:
        raise AssertionError("asked")

    __eq__ = __ne__ = __len__ = __iter__ = __bool__ = __float__ = __array__ = __getitem__ = __hash__ = _asked


@pytest.mark.parametrize("expected", [1.0, A, (1.0, 2.0), {"a": 1}, {1}, "text", None, b""], ids=lambda v: type(v).__name__)
def test_foreign_objects_are_named_and_not_asked(expected: object) -> None:
    """An object of unknown type is a mismatch by its type, wherever it stands."""
    assert difference(Trap(), expected, Rule()).actual == "an object of type 'Trap'"
    assert difference([Trap(), Trap()], (1.0, 2.0), Rule()).output == "[0]"


def test_numbers_whose_size_is_beyond_every_float() -> None:
    """The absolute value of a large complex number overflows, and nothing times infinity is NaN: it is still close to itself."""
    huge = 1.2711610061536462e308 * (1 + 1j)
    for kind in ("close", "relative_error", "ulp"):
        assert compare(huge, huge, Rule(kind=kind, rtol=0.0, atol=0.0, max=0.0)) is None
        assert compare(huge, huge / 2, Rule(kind=kind, rtol=0.0, atol=0.0, max=0.0)) is not None
