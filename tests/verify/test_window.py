"""The window of a rule: measured as the rule measures, and held against its two edges."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.grading.compare import compare
from grader.grading.measure import bound_of
from grader.model import FunctionSpec, Rule, UpTo
from grader.verify.window import Window, distance, errors_of, searched_distance, smallest_mistake
from grader.verify.writing.trial import Outcome, differs

RULES = [
    Rule(rtol=1e-3, atol=1e-5),
    Rule(rtol=0.0, atol=1e-2),
    Rule(rtol=1e-3, atol=0.0),
    Rule(kind="relative_error", max=1e-3),
    Rule(kind="norm", max=1e-3),
    Rule(kind="ulp", max=4.0),
    Rule(kind="exact"),
]
NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind} {rule.rtol:g} {rule.max:g}")
@settings(deadline=None)  # a busy machine takes longer
@given(expected=st.lists(NUMBERS, min_size=1, max_size=4), factor=st.sampled_from([0.0, 1e-16, 1e-12, 1e-6, 1e-4, 0.1, 2.0]))
def test_the_measure_is_the_rule(rule: Rule, expected: list[float], factor: float) -> None:
    """What the rule accepts lies within its bound, and what it refuses does not (rounding at the very edge apart)."""
    e = np.array(expected)
    a = e * (1 + factor)
    size, bound = distance(a, e, rule), bound_of(rule)
    if abs(size - bound) > 1e-6 * bound:
        assert (compare(a, e, rule) is None) == (size <= bound)


@pytest.mark.parametrize("rule", RULES[:-1], ids=lambda rule: f"{rule.kind} {rule.rtol:g} {rule.max:g}")
@pytest.mark.parametrize("factor", [0.0, 1e-9, 1e-4, 0.5])
def test_asking_the_comparison_measures_the_same(rule: Rule, factor: float) -> None:
    """Where a rule allows several forms the measure is found by search; on plain rules both ways agree."""
    e = np.array([[1.5, -2.0], [1e-7, 40.0]])
    a = e * (1 + factor)
    found = searched_distance(a, e, rule)
    measured = distance(a, e, rule)
    assert found == pytest.approx(measured, rel=0.05) or (measured > 1e4 and found == math.inf)


def test_what_a_rule_forgives_is_no_error() -> None:
    """An eigenvector of the other sign is no error under a rule that leaves the sign open; a wrong entry still is."""
    rule = Rule(rtol=1e-6, atol=1e-9, up_to=UpTo(factor="sign"))
    e = np.array([0.6, -0.8])
    assert distance(-e, e, rule) <= 1e-15
    assert distance(-e * [1, 1.01], e, rule) == pytest.approx(0.01, rel=0.1)
    assert distance(np.ones(3), e, rule) == math.inf


def test_what_is_no_number_is_infinitely_far() -> None:
    """Another shape, structure or type says nothing about tolerances."""
    e = np.ones((2, 3))
    for actual in (np.ones(3), None, "text", (1.0, 2.0)):
        assert distance(actual, e, Rule()) == math.inf
    spec = FunctionSpec(name="f", returns=("a", ("b", "c")))
    assert errors_of("f", (1.0, (2.0, 3.5)), (1.0, (2.0, 3.0)), spec) == {
        "f.a": 0.0,
        "f.b": 0.0,
        "f.c": pytest.approx(0.5 / 3.01, rel=0.1),
    }
    assert errors_of("f", None, (1.0, (2.0, 3.0)), spec)["f.b"] == math.inf


def test_one_lucky_input_makes_no_small_mistake() -> None:
    """A mistake is as small as nine in ten of its wrong calls; what is right or noise does not count as wrong."""
    programs: list[tuple[str, dict[str, tuple[float, ...]]]] = [
        ("unlucky", {"f": (1e-9, *([0.5] * 20), 0.0, 1e-16)}),
        ("rare", {"f": (0.7, math.inf)}),
        ("form", {"f": (math.inf,)}),
    ]
    assert smallest_mistake(programs, "f", 1e-14) == (0.5, "unlucky")
    assert smallest_mistake(programs[2:], "f", 1e-14) == (None, "")


def window(bound: float, noise: float, mistake: float | None) -> Window:
    rule = Rule(rtol=bound)
    return Window(
        output="f", function="f", rule=rule, noise=noise, noise_of="", single=None, mistake=mistake, mistake_of="", lower=noise
    )


def test_a_rule_has_to_lie_between_the_edges() -> None:
    """Inside fits; below the noise and above the smallest mistake do not; the advice fits whenever there is room."""
    assert window(1e-9, 1e-15, 0.1).fits
    assert not window(1e-17, 1e-15, 0.1).above_noise
    assert not window(0.1, 1e-15, 0.05).below_mistakes
    assert window(1e-9, 1e-15, None).fits
    for mistake in (1e-12, 1e-3, None):
        advice = window(1.0, 1e-15, mistake).advice
        assert advice is not None
        assert window(advice, 1e-15, mistake).fits
    assert window(1e-9, 1e-3, 2e-3).advice is None


@pytest.mark.parametrize(
    ("actual", "expected", "same"),
    [
        ("khoor", "khoor", True),
        ("khoor", "ebiil", False),
        (["a", "b"], ["a", "c"], False),
        ({"a": "x"}, {"a": "y"}, False),
        (np.array(["a", "b"]), np.array(["a", "c"]), False),
        (np.array(["a", "b"]), np.array(["a", "b"]), True),
        (None, None, True),
        ("1", 1, False),
    ],
)
def test_another_text_is_no_rounding(actual: object, expected: object, *, same: bool) -> None:
    """Texts are equal or wrong: a program whose texts differ is told from the reference."""
    assert distance(actual, expected, Rule()) == (0.0 if same else math.inf)
    assert differs(Outcome(actual), Outcome(expected)) == (not same)
