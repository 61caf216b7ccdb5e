"""One measure: what the comparison counts, what the map of the error paints and what verify's window accepts is the same."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal, get_args

import numpy as np
import pytest

from grader.grading.alignment import Aligned
from grader.grading.compare import aligned, compare
from grader.grading.measure import bound_of, distance_of, rebounded
from grader.judge.explain.heat import heat_of, levels_of
from grader.model import FunctionSpec, Mismatch, Rule, RuleKind, UpTo
from tests.marking import difference

BOUNDS: dict[RuleKind, dict[str, Any]] = {
    "close": {"rtol": 1e-6, "atol": 1e-8},
    "relative_error": {"max": 1e-6},
    "norm": {"max": 1e-6},
    "ulp": {"max": 4.0},
    "exact": {},
}
FREEDOMS = {
    "": None,
    "sign": UpTo(factor="sign", factor_axis=1),
    "sign_of_all": UpTo(factor="sign"),
    "scale": UpTo(factor="scale", factor_axis=0),
    "slices": UpTo(order="slices", order_axis=0),
    "slices_and_sign": UpTo(factor="sign", factor_axis=1, order="slices", order_axis=1),
    "labels": UpTo(order="labels"),
    "transpose": UpTo(transpose=()),
}
KINDS: tuple[RuleKind, ...] = get_args(RuleKind)
PRECISIONS: tuple[Literal["float64", "float32"], ...] = ("float64", "float32")
POLICIES: tuple[Literal["forbid", "equal"], ...] = ("forbid", "equal")


def rules() -> Iterator[Any]:
    """Every kind of rule with every freedom, precision and policy."""
    for kind in KINDS:
        for freedom, up_to in FREEDOMS.items():
            for precision in PRECISIONS:
                for policy in POLICIES:
                    rule = Rule(kind=kind, precision=precision, nan=policy, inf=policy, up_to=up_to, **BOUNDS[kind])
                    yield pytest.param(rule, id=f"{kind} {freedom} {precision} {policy}")


def values(rule: Rule) -> Iterator[tuple[Any, Any]]:
    """Wrong values beside what was asked for."""
    rng = np.random.default_rng(5)
    e = rng.normal(size=(4, 5))
    noise = e * (1 + 1e-6 * rng.normal(size=e.shape)) + 1e-7
    one = e.copy()
    one[2, 3] += 1.0
    yield from ((one, e), (noise, e), (e * [1, 1, 3, 1, 1], e), (e[::-1] + 0.5, e), (-e, e + 1e-3), (e.astype(np.float32), e))
    special = e.copy()
    special[0, 1], special[1, 1], special[3, 3] = np.nan, np.inf, special[3, 3] + 1
    yield special, e
    if rule.nan == "equal":
        asked = e.copy()
        asked[0, 1], asked[2, 2] = np.nan, -np.inf
        yield special, asked
        yield e, asked
    yield e + 1e-3j, e + 0j
    yield e > 0, e > 0.5
    yield np.arange(20).reshape(4, 5) // 3, np.arange(20).reshape(4, 5) // 4
    yield np.full((4, 5), 2**63, np.uint64), np.full((4, 5), -1)
    yield np.zeros((0, 3)), np.zeros((0, 3))
    if rule.up_to is None:
        yield 1.5, np.array(1.25)
        yield np.float32(0.1), 0.1


@pytest.mark.parametrize("rule", list(rules()))
def test_the_map_paints_what_the_comparison_counts(rule: Rule) -> None:
    """Entry for entry where there is an index, and in number."""
    for actual, expected in values(rule):
        found, mismatch = aligned(actual, expected, rule), compare(actual, expected, rule)
        assert found is not None
        painted = levels_of(found) > 0
        if mismatch is None:
            assert rule.kind == "norm" or not painted.any() or rule.up_to is not None
            continue
        assert int(painted.sum()) == mismatch.wrong
        assert all(painted[entry.index] for entry in mismatch.worst)
        assert all(not painted[tuple(index)] for index in np.argwhere(~found.wrong()))
        heat = heat_of(expected, actual, mismatch, FunctionSpec(name="f", default=rule))
        assert heat is None or (heat.wrong, heat.whole) == (mismatch.wrong, rule.kind == "norm")
        assert heat is None or sum(digit != "0" for row in heat.levels for digit in row) == mismatch.wrong


def test_a_value_that_broadcasts_or_squeezes() -> None:
    """It is held against the expected one in that one's shape."""
    e = np.ones((3, 4))
    wide = Rule(shape="broadcast")
    value = np.array([1.0, 1.0, 2.0, 1.0])
    mismatch = compare(value, e, wide)
    assert mismatch is not None
    heat = heat_of(e, value, mismatch, FunctionSpec(name="f", default=wide))
    assert heat is not None
    assert (heat.levels, heat.wrong, mismatch.wrong) == (("0090",) * 3, 3, 3)
    flat = Rule(shape="squeeze")
    mismatch = compare(value[None], np.ones((4, 1)), flat)
    assert mismatch is not None
    heat = heat_of(np.ones((4, 1)), value[None], mismatch, FunctionSpec(name="f", default=flat))
    assert heat is not None
    assert (heat.levels, mismatch.wrong) == (("0090",), 1)


def test_a_norm_by_slices_is_told_at_the_places_of_the_whole() -> None:
    """The index of an entry is its index in the array, and slices that keep the rule hold nothing wrong."""
    rule = Rule(kind="norm", max=1e-6, up_to=UpTo(factor="sign", factor_axis=0))
    e = np.arange(1.0, 13.0).reshape(3, 4)
    value = -e
    value[1, 2] += 0.5
    mismatch = compare(value, e, rule)
    assert mismatch is not None
    assert (mismatch.wrong, [entry.index for entry in mismatch.worst]) == (1, [(1, 2)])
    assert mismatch.error == pytest.approx(0.5)
    assert mismatch.allowed == pytest.approx(1e-6 * float(np.linalg.norm(e[1])))


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_window_is_the_comparison(kind: RuleKind, precision: Any) -> None:
    """A rule with the distance as its bound accepts, and with less it does not."""
    rule = Rule(kind=kind, precision=precision, **BOUNDS[kind])
    rng = np.random.default_rng(7)
    for size in (1e-12, 1e-7, 1e-5, 1e-3, 0.5):
        e = rng.normal(size=(3, 4)) * 10.0 ** rng.integers(-3, 4, size=(3, 4))
        a = e * (1 + size * rng.normal(size=e.shape))
        distance = distance_of(a, e, rule)
        if kind == "exact":
            assert (distance == 0) == (compare(a, e, rule) is None)
            continue
        assert compare(a, e, rebounded(rule, distance * (1 + 1e-9))) is None
        assert distance == 0 or compare(a, e, rebounded(rule, distance * (1 - 1e-9))) is not None
        assert (compare(a, e, rule) is None) == (distance <= bound_of(rule))


@pytest.mark.parametrize("kind", KINDS)
def test_exact_numbers_are_measured_alike(kind: RuleKind) -> None:
    """An integer beyond 64 bits is held to the same rule as the float that is near it."""
    rule = Rule(kind=kind, **{**BOUNDS[kind], "max": BOUNDS[kind].get("max", 0.0)})
    huge = 1 << 80
    for share in (Fraction(0), Fraction(1, 10**8), Fraction(1, 10**3)):
        value = huge + int(huge * share)
        assert (compare(value, huge, rule) is None) == (compare(float(value), float(huge), rule) is None)


def test_what_is_not_compared_entry_by_entry_has_no_map() -> None:
    """Other shapes, text beside numbers, structures of parts."""
    e = np.ones(3)
    for actual in (np.ones(4), "text", None, [1.0, "a", 2.0], {"a": 1}):
        assert aligned(actual, e, Rule()) is None
    assert aligned([1.0, 2.0, 3.0], e, Rule()) is not None
    assert aligned((1.0, 2.0), (1.0, 2.0), Rule()) is None
    assert aligned(np.ones(3, int), e, Rule(dtype="kind")) is None
    found = aligned(np.array(["a", "b"]), np.array(["a", "c"]), Rule())
    assert isinstance(found, Aligned)
    assert levels_of(found).tolist() == [0, 9]
    mismatch = Mismatch(kind="value")
    assert heat_of(1.0, 2.0, mismatch, FunctionSpec(name="f")) is None
    infinite = difference(np.array([np.inf]), np.array([1.0]), replace(Rule(), inf="equal"))
    assert (infinite.kind, infinite.error, infinite.allowed) == ("inf", None, None)
