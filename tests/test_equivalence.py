"""What a rule leaves free: each freedom is granted, nothing beyond it, and no value makes the search slow."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.errors import AssignmentError
from grader.grading.compare import compare
from grader.grading.matching import matched
from grader.grading.slices import MATCHED
from grader.model import Rule, RuleKind, UpTo
from tests.marking import difference

SIGN = UpTo(factor="sign", factor_axis=1)
SCALE = UpTo(factor="scale", factor_axis=1)
ROWS = UpTo(order="slices", order_axis=0)
LABELS = UpTo(order="labels")
KINDS = ("close", "relative_error", "norm", "ulp")
NUMBERS = st.floats(-1e3, 1e3).map(lambda x: x if abs(x) > 1e-3 else 1.0)
MATRICES = hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=6), elements=NUMBERS)
TIED = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.sampled_from([0.0, 1.0, -1.0, np.nan, np.inf])
)
ANY_UP_TO = st.sampled_from(
    [SIGN, SCALE, ROWS, LABELS, UpTo(factor="sign"), UpTo(factor="scale"), UpTo(transpose=()), UpTo(transpose=(0, 1)),
     UpTo(factor="sign", order="slices"), UpTo(factor="sign", factor_axis=0, order="slices", order_axis=0),
     UpTo(factor="scale", factor_axis=1, order="slices", order_axis=1), UpTo(factor="sign", factor_axis=-1, transpose=())]
)  # fmt: skip


def rule(kind: RuleKind, up_to: UpTo, small: float = 1e-9) -> Rule:
    return Rule(kind=kind, rtol=small, atol=small, max=max(small, 4.0) if kind == "ulp" else small, up_to=up_to)


@settings(max_examples=100)
@given(MATRICES, st.sampled_from(KINDS), st.data())
def test_signs_of_columns_are_free(expected: np.ndarray, kind: RuleKind, data: st.DataObject) -> None:
    """Any choice of a sign for every column is right, also beside a transpose."""
    width = expected.shape[1]
    signs = np.array(data.draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=width, max_size=width)))
    assert compare(expected * signs, expected, rule(kind, SIGN)) is None
    assert compare((expected * signs).T, expected, rule(kind, replace(SIGN, transpose=()))) is None


@settings(max_examples=100)
@given(MATRICES, st.sampled_from(KINDS), st.data())
def test_factors_of_columns_are_free(expected: np.ndarray, kind: RuleKind, data: st.DataObject) -> None:
    """Any factor but zero, however large or small."""
    width = expected.shape[1]
    factor = st.floats(1e-100, 1e100) | st.floats(-1e100, -1e-100)
    factors = np.array(data.draw(st.lists(factor, min_size=width, max_size=width)))
    assert compare(expected * factors, expected, rule(kind, SCALE)) is None


@settings(max_examples=100)
@given(MATRICES, st.sampled_from((*KINDS, "exact")), st.data())
def test_the_order_of_rows_is_free(expected: np.ndarray, kind: RuleKind, data: st.DataObject) -> None:
    """Any permutation of the rows, and with it any sign of each."""
    order = data.draw(st.permutations(range(len(expected))))
    assert compare(expected[order], expected, rule(kind, ROWS)) is None
    signs = np.array(data.draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=len(order), max_size=len(order))))
    both = UpTo(factor="sign", factor_axis=0, order="slices", order_axis=0)
    assert compare((expected * signs[:, None])[order], expected, rule(kind, both)) is None


@settings(max_examples=100)
@given(hnp.arrays(np.int64, st.integers(0, 20), elements=st.integers(0, 4)), st.permutations([7, -1, 30, 2, 0]))
def test_labels_are_only_names(labels: np.ndarray, names: list[int]) -> None:
    """Clusters may be numbered in any way, but neither joined nor split."""
    renamed = np.array(names)[labels]
    assert compare(renamed, labels, Rule(up_to=LABELS)) is None
    if len(set(labels.tolist())) > 1:
        assert difference(np.zeros_like(labels), labels, Rule(up_to=LABELS)).kind == "value"


@settings(max_examples=100)
@given(MATRICES | TIED, ANY_UP_TO, st.sampled_from((*KINDS, "exact")))
def test_a_freedom_never_costs_anything(expected: np.ndarray, up_to: UpTo, kind: RuleKind) -> None:
    """What is right without it is right with it."""
    free = replace(rule(kind, up_to), nan="equal", inf="equal")
    assert compare(expected, expected, free) is None
    assert compare(expected.copy(), expected, replace(free, up_to=None)) is None


# A value, an order of its rows, and what is expected.
Pair = tuple[np.ndarray, list[int], np.ndarray]
PAIRS = MATRICES.flatmap(
    lambda a: st.tuples(
        hnp.arrays(np.float64, a.shape, elements=st.floats(-1e-3, 1e-3)).map(lambda noise: a + noise),
        st.permutations(range(len(a))),
        st.just(a),
    )
)


@settings(max_examples=100)
@given(PAIRS, ANY_UP_TO, st.sampled_from(KINDS), st.floats(0, 1e-2), st.floats(1, 100))
def test_a_wider_rule_never_rejects(pair: Pair, up_to: UpTo, kind: RuleKind, small: float, factor: float) -> None:
    """Whatever is free."""
    noisy, order, expected = pair
    narrow, wide = (Rule(kind=kind, rtol=tol, atol=tol, max=tol, up_to=up_to) for tol in (small, small * factor))
    actual = -noisy[order]
    if compare(actual, expected, narrow) is None:
        assert compare(actual, expected, wide) is None


A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])
Z = np.exp(0.7j) * A


@pytest.mark.parametrize(
    ("actual", "expected", "up_to", "right"),
    [
        (A * [1, -1, 1], A, UpTo(factor="sign"), False),  # one sign for the whole
        (-A, A, UpTo(factor="sign"), True),
        (A * [[1], [-1]], A, SIGN, False),  # signs of rows where those of columns are free
        (2 * A, A, SIGN, False),
        (2 * A, A, UpTo(factor="scale"), True),
        (0 * A, A, SCALE, False),
        (A, 0 * A, SCALE, False),  # zero is no factor
        (0 * A, 0 * A, SCALE, True),
        (np.full_like(A, np.nan), A, SCALE, False),
        (np.full_like(A, np.inf), A, SCALE, False),
        (A + 1e-3, A, SCALE, False),
        (1j * A, A, SIGN, False),  # where real values are asked for, a phase is not free
        (Z, A.astype(complex), SIGN, True),
        (2 * Z, A.astype(complex), SIGN, False),
        (2 * Z, A.astype(complex), SCALE, True),
        (A[::-1], A, ROWS, True),
        (A[:, ::-1], A, ROWS, False),
        (np.stack([A[0], A[0]]), A, ROWS, False),  # a row cannot be used twice
        (A.T, A, UpTo(transpose=()), True),
        (A.T, A, ROWS, False),
        (A.T[::-1], A, UpTo(transpose=(0, 1), order="slices", order_axis=1), True),
        (A[None], A, UpTo(transpose=(0, 1)), False),
        (np.array(["b", "a", "b"]), np.array(["x", "y", "x"]), LABELS, True),
        (np.array(["b", "a"]), np.array(["a", "b"]), ROWS, True),
        (np.array([0.0, np.nan]), np.array([1.0, 2.0]), LABELS, False),
        ([2.0, 1.0], [1.0, 2.0], ROWS, True),
        ((2, 1, 1), [1, 1, 2], ROWS, True),
        (np.float64(-2.0), 2.0, UpTo(factor="sign"), True),
    ],
)  # fmt: skip
def test_what_is_free_and_what_is_not(actual: object, expected: object, up_to: UpTo, *, right: bool) -> None:
    """Eigenvectors, phases, cluster labels, unordered rows, lists of numbers."""
    mismatch = compare(actual, expected, Rule(up_to=up_to))
    assert (mismatch is None) is right
    assert mismatch is None or mismatch.up_to


def test_a_mismatch_is_that_of_the_best_choice() -> None:
    """Not the signs and orders that are free anyway, but the one entry that is out."""
    actual = -A[::-1].copy()
    actual[0, 2] -= 1.0
    up_to = UpTo(factor="sign", factor_axis=0, order="slices")
    mismatch = difference(actual, A, Rule(up_to=up_to))
    assert (mismatch.wrong, mismatch.worst[0].index, mismatch.worst[0].actual, mismatch.up_to) == (
        1,
        (1, 2),
        "8",
        ("sign", "permutation"),
    )


def test_an_axis_that_is_not_there_is_our_fault() -> None:
    """A rule that cannot be applied to the reference's value never costs a student anything."""
    with pytest.raises(AssignmentError, match="names axis 1, but the reference returned an array of 1 dimensions"):
        compare(np.ones(3), np.ones(3), Rule(up_to=SIGN))


@settings(max_examples=100)
@given(hnp.arrays(np.bool_, st.integers(0, 7).map(lambda n: (n, n))))
def test_the_matching_is_a_largest_one(fits: np.ndarray) -> None:
    """As many pairs as the rank of a random matrix of that pattern (Edmonds; Lovász) has."""
    found = matched(fits)
    pairs = [(i, int(j)) for i, j in enumerate(found) if j >= 0]
    assert all(fits[i, j] for i, j in pairs)
    assert len({j for _, j in pairs}) == len(pairs)
    weights = np.random.default_rng(5).uniform(1, 2, fits.shape)
    assert len(pairs) == (np.linalg.matrix_rank(fits * weights) if fits.size else 0)


@pytest.mark.parametrize("count", [MATCHED, MATCHED + 1, 20_000])
@pytest.mark.parametrize("width", [1, 3])
def test_many_rows_in_any_order(count: int, width: int) -> None:
    """Below the bound by matching, above it in sorted order: the right ones pass, noise within the rule included."""
    rng = np.random.default_rng(7)
    expected = rng.normal(size=(count, width))
    actual = rng.permutation(expected) * (1 + 1e-12 * rng.normal(size=(count, width)))
    assert compare(actual, expected, Rule(up_to=ROWS)) is None
    actual[3, 0] += 1.0
    assert compare(actual, expected, Rule(up_to=ROWS)) is not None


@pytest.mark.parametrize("factor", ["sign", "scale"])
def test_many_rows_with_factors(factor: Literal["sign", "scale"]) -> None:
    """Above the bound, each row up to its own factor as well."""
    rng = np.random.default_rng(8)
    expected = rng.normal(size=(5000, 4))
    factors = rng.choice([-1.0, 1.0], size=(5000, 1)) * (1 if factor == "sign" else rng.uniform(1, 3, size=(5000, 1)))
    up_to = UpTo(factor=factor, factor_axis=0, order="slices")
    assert compare(rng.permutation(expected * factors), expected, Rule(up_to=up_to)) is None


def test_a_table_that_fits_almost_everywhere_is_matched() -> None:
    """What makes a search that takes back its choices exponential: all rows alike but for one that fits nothing."""
    expected = np.zeros((MATCHED, 2))
    actual = np.zeros((MATCHED, 2))
    actual[-1] = 5.0
    assert difference(actual, expected, Rule(up_to=ROWS)).wrong == 2
    staircase = np.tri(MATCHED, dtype=bool)
    assert (matched(staircase[:, ::-1]) >= 0).all()
