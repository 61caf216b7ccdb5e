"""Points are exact, the verdict of the whole follows one order, and rounding happens once."""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from grader.grading.scoring import max_points_of, points_of, rounded, verdict_of
from grader.model import PRECEDENCE, CaseResult, Text, Verdict

VERDICTS = st.sampled_from(list(Verdict))


def case(verdict: Verdict, points: Fraction = Fraction(0), most: Fraction = Fraction(1)) -> CaseResult:
    return CaseResult(case="t", number="t", title=Text("t"), question="f", verdict=verdict, points=points, max_points=most)


@given(st.lists(VERDICTS, max_size=8), st.randoms())
def test_the_order_of_cases_changes_no_verdict(verdicts: list[Verdict], random: Random) -> None:
    """The verdict of the whole depends on which verdicts occur, not on where."""
    shuffled = random.sample(verdicts, len(verdicts))
    assert verdict_of([case(v) for v in verdicts]) == verdict_of([case(v) for v in shuffled])


@given(st.lists(VERDICTS, min_size=1, max_size=8))
def test_the_whole_is_accepted_only_if_every_case_is(verdicts: list[Verdict]) -> None:
    """One case that is not accepted is enough."""
    whole = verdict_of([case(v) for v in verdicts])
    assert (whole is Verdict.ACCEPTED) == all(v is Verdict.ACCEPTED for v in verdicts)
    assert whole in verdicts


def test_the_order_of_precedence_is_the_interface_s() -> None:
    """A failure of ours outranks everything, a skipped case nothing."""
    assert verdict_of([case(Verdict.WRONG_ANSWER), case(Verdict.TIME_LIMIT)]) is Verdict.TIME_LIMIT
    assert verdict_of([case(Verdict.CRASHED), case(Verdict.GRADER_ERROR)]) is Verdict.GRADER_ERROR
    assert verdict_of([case(Verdict.SKIPPED), case(Verdict.ACCEPTED)]) is Verdict.SKIPPED
    assert set(PRECEDENCE) == set(Verdict) - {Verdict.ACCEPTED}


def test_thirds_add_up_to_the_whole() -> None:
    """Four points shared by three cases are four points again."""
    third = Fraction(4, 3)
    cases = [case(Verdict.ACCEPTED, third, third)] * 3
    assert points_of(cases) == max_points_of(cases) == 4


def test_our_own_failure_withholds_the_points() -> None:
    """A grader_error never lowers a grade: there is none until somebody has looked."""
    assert points_of([case(Verdict.ACCEPTED, Fraction(1)), case(Verdict.GRADER_ERROR)]) is None


def test_rounding() -> None:
    """Two decimals, halves away from zero, whole numbers as ints."""
    assert rounded(Fraction(4, 3)) == 1.33
    assert rounded(Fraction(1, 8)) == 0.13
    assert rounded(Fraction(20)) == 20
    assert isinstance(rounded(Fraction(20)), int)


@given(st.fractions(min_value=0, max_value=1000))
def test_rounding_is_never_off_by_more_than_half_a_cent(points: Fraction) -> None:
    """What is printed is the exact sum to half a hundredth."""
    assert abs(Fraction(str(rounded(points))) - points) <= Fraction(1, 200)
