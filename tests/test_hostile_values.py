"""Values made to break a comparison: none raises, warns, grows or stalls, and single precision is let through only where it may."""

import itertools
import tracemalloc
import warnings
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.errors import AssignmentError
from grader.grading.compare import compare, compare_outputs
from grader.model import FunctionSpec, Mismatch, Rule, RuleKind, UpTo
from tests.marking import difference

A = np.arange(6.0).reshape(2, 3)
BIG = 1 << 21  # entries


class Liar(np.ndarray):
    def __array_finalize__(self, other: object) -> None:
        pass

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


RECORDS = np.zeros(2, dtype=[("a", "f8"), ("b", "i4")])
ODD = [
    np.array(["2027-01-01"], "M8[D]"),
    np.datetime64("NaT"),
    np.timedelta64(1, "s"),
    RECORDS,
    RECORDS[0],
    np.array([b"x"]),
    np.bytes_(b"x"),
    np.array([None, 1], object),
    np.array(["x"] * 6).reshape(2, 3),
    np.str_("x"),
    np.float16(1),
    np.longdouble(1),
    np.clongdouble(1j),
    np.array([1, 2], ">f8"),
    np.ma.masked_array([1.0], [True]),
    A.view(Liar),
    10**400,
    -(10**400),
    2**63,
    2**64,
    [10**400],
    [10**400, 1.0],
    [np.datetime64("2027"), 1.0],
    [[1.0], 2.0],
    [[], []],
    [],
    (),
    [[[]]],
    [A, A[0]],
    np.zeros((0, 3)),
    np.zeros((2, 0)),
    np.inf,
    -np.inf,
    np.nan,
    complex("nan"),
    complex(np.inf, np.nan),
    "\ud800",
    "x" * 10**6,
    b"\xff",
    {1.0, 2.0},
    frozenset(),
    {A.tobytes(): 1},
    range(3),
    slice(3),
    Ellipsis,
    NotImplemented,
    object(),
    lambda: 0,
    np.ndarray,
    np.float64,
    memoryview(b"x"),
    bytearray(b"x"),
    iter([]),
    np.broadcast_to(1.0, (2, 3)),
    A.T,
    A[::-1],
    np.array(5, np.uint64),
    True,
    None,
]
EXPECTED = [
    1.0,
    1,
    True,
    1j,
    2**70,
    np.float32(1),
    A,
    A.astype(np.float32),
    A.astype(int),
    A > 2,
    A.astype(complex),
    np.zeros((0, 3)),
    "x",
    np.array(["x"]),
    (1.0, A),
    [1.0, 2.0],
    {"a": 1.0},
    {1},
    None,
    b"x",
]
RULES = [
    Rule(),
    Rule(nan="equal", inf="equal", shape="broadcast", dtype="kind"),
    Rule(kind="exact", dtype="exact", structure="exact"),
    Rule(kind="ulp", max=4, shape="squeeze"),
    Rule(kind="norm", max=1e-3, precision="float32"),
    Rule(kind="relative_error", max=1e-3),
    Rule(credit=((1e-3, Fraction(1, 2)),), precision="float32"),
    Rule(up_to=UpTo(factor="sign")),
    Rule(up_to=UpTo(factor="scale", transpose=())),
    Rule(up_to=UpTo(order="labels"), nan="equal", inf="equal"),
    Rule(kind="norm", max=0.1, up_to=UpTo(factor="scale"), inf="equal"),
]


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_no_value_of_a_student_raises(rule: Rule) -> None:
    """Beside every kind of expected value, by itself and as a part; and none is taken for something that it is not."""
    spec = FunctionSpec(name="f", returns=("a", ("b", "c")), default=rule)
    for actual, expected in itertools.product(ODD, EXPECTED):
        mismatch = compare(actual, expected, rule)
        assert mismatch is None or mismatch.kind
        assert compare_outputs(actual, (1.0, (2.0, expected)), spec) is not None
        assert compare_outputs((1.0, (2.0, actual)), (1.0, (2.0, expected)), spec) == (mismatch and _named(mismatch))


def _named(mismatch: Mismatch) -> Mismatch:
    return replace(mismatch, output="c" + mismatch.output)


@pytest.mark.long(seconds=2)
@settings(max_examples=200)
@given(
    hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)),
    st.sampled_from(EXPECTED),
    st.sampled_from(RULES),
)
def test_no_array_of_any_dtype_raises(actual: object, expected: object, rule: Rule) -> None:
    """Dates, bytes, records, either byte order: a mismatch, or a right value."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mismatch = compare(actual, expected, rule)
    assert mismatch is None or mismatch.kind in ("type", "structure", "shape", "dtype", "nan", "inf", "value")


def test_a_reference_of_a_dtype_that_cannot_be_compared_is_our_fault() -> None:
    """Said in words, never as a wrong answer."""
    with pytest.raises(AssignmentError, match=r"dtype datetime64\[D\], which cannot be compared"):
        compare(1.0, np.array(["2027-01-01"], "M8[D]"), Rule())


@pytest.mark.parametrize(
    "actual",
    [
        np.ones(BIG, np.uint8),
        np.full(BIG, np.nan),
        np.zeros(BIG),
        -np.ones(BIG),
        np.arange(BIG),
        np.full(BIG, 1e308),
        np.ones(BIG, "U1"),
    ],
    ids=["uint8", "nan", "zero", "sign", "int", "huge", "text"],
)
@pytest.mark.parametrize(
    "up_to", [None, UpTo(factor="sign"), UpTo(factor="scale"), UpTo(order="slices")], ids=["none", "sign", "scale", "order"]
)
def test_large_values_cost_bounded_memory(actual: np.ndarray, up_to: UpTo | None) -> None:
    """A comparison holds a few blocks beside the two arrays; one up to an order also sorts, eight bytes an entry a few times."""
    expected = np.ones(BIG, np.uint8)
    tracemalloc.start()
    try:
        compare(actual, expected, Rule(up_to=up_to))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < (300 if up_to is not None and up_to.order else 48) * 2**20


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.uint64(2**64 - 1), np.int64(-1)),
        (np.int64(-1), np.uint64(2**64 - 1)),
        (np.int64(-(2**63)), np.int64(2**63 - 1)),
        (np.array([2**62]), np.array([2**62 + 1])),
        (2**64, 2**64 - 1),
        (-(2**63) - 1, -(2**63)),
        (np.uint8(250), np.uint8(4)),
    ],
)
def test_integers_do_not_wrap_around(actual: object, expected: object) -> None:
    """Differences that overflow their dtype are differences all the same."""
    assert difference(actual, expected, Rule(kind="exact")).kind == "value"
    assert difference(actual, expected, Rule(rtol=0, atol=0.5)).kind == "value"


def test_a_float_may_stand_for_a_huge_integer() -> None:
    """2.0**70 is 2**70; and what is infinite is not."""
    assert compare(2.0**70, 2**70, Rule()) is None
    assert compare(2**70, 2.0**70, Rule(kind="ulp", max=1)) is None
    assert difference(float("inf"), 10**400, Rule()).kind == "inf"
    assert difference(10**400, 1.0, Rule()).kind == "value"


SINGLE = Rule(rtol=1e-12, atol=1e-12, precision="float32")


@settings(max_examples=50)
@given(st.integers(1, 64), st.integers(0, 2**32 - 1))
def test_single_precision_is_enough_where_the_rule_says_so(n: int, seed: int) -> None:
    """A matrix product and a mean in float32, cancellation and all, is within the floor, and is not without the word."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(8, n * 16)), rng.normal(size=(n * 16, 8))
    exact = a @ b / n
    single = (a.astype(np.float32) @ b.astype(np.float32)) / np.float32(n)
    assert compare(single, exact, SINGLE) is None
    assert compare(single.astype(np.float64), exact, SINGLE) is None
    assert compare(single, exact, Rule(rtol=1e-12, atol=1e-12)) is not None


@pytest.mark.parametrize(
    ("actual", "expected", "kind", "right"),
    [
        (1 + 2.0**-17, 1.0, "close", True),
        (1 + 2.0**-15, 1.0, "close", False),
        (1000 + 2.0**-8, 1000.0, "ulp", True),
        (np.array([1e6, 1.0]), np.array([1e6, 0.0]), "close", True),
        (np.array([1.0, 0.1]), np.array([1.0, 0.0]), "relative_error", False),
        (np.array([1.0, 2.0**-17]), np.array([1.0, 0.0]), "norm", True),
        (np.array([1.0, 2.0**-15]), np.array([1.0, 0.0]), "norm", False),
        (100_001, 100_000, "close", False),
        (0.0, 1e-46, "close", True),
        (0.0, 1e-38, "close", False),
    ],
)
def test_the_floor_of_single_precision(actual: object, expected: object, kind: RuleKind, *, right: bool) -> None:
    """2**-16 of the largest entry, or of the norm; integers are exact in single precision too, so they get none."""
    mismatch = compare(actual, expected, Rule(kind=kind, rtol=1e-12, atol=0, max=1e-12, floor=1e-300, precision="float32"))
    assert (mismatch is None) is right
