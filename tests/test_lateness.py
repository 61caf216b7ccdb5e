"""Deadlines, attempts, adjustments: exact to the second and to the fraction."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.tables import parse_moment
from grader.grading.lateness import Terms, lateness_of, local, standing_of
from grader.model import Adjustment, Attempts, Deadline, LatePolicy
from grader.reading.scalars import to_moment
from grader.report.standing import standing_lines

DUE = datetime(2027, 3, 14, 23, 59, tzinfo=timezone(timedelta(hours=9)))
POLICY = LatePolicy(grace_s=600, share=Fraction(1, 10), until_s=7 * 86_400)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
FRACTIONS = st.fractions(min_value=0, max_value=20, max_denominator=60)


@pytest.mark.parametrize(
    ("over", "units", "penalty", "accepted"),
    [
        (-DAY, None, 0, True),
        (600 * SECOND, None, 0, True),
        (601 * SECOND, 1, 1, True),
        (DAY, 1, 1, True),
        (DAY + timedelta(microseconds=1), 2, 2, True),
        (7 * DAY - SECOND, 7, 7, True),
        (7 * DAY, 7, 10, False),
    ],
)
def test_every_started_day_counts(over: timedelta, units: int | None, penalty: int, accepted: bool) -> None:  # noqa: FBT001  # a column
    """Within the grace nothing; then each started day since the deadline itself; from the last moment on, everything."""
    late = lateness_of(DUE + over, DUE, POLICY, Fraction(10))
    assert (late is None) == (units is None)
    if late is not None:
        assert (late.units, late.penalty, late.accepted) == (units, Fraction(penalty), accepted)


def test_other_offsets_are_the_same_moment() -> None:
    """A time given in another zone is compared as a moment, not as a clock face."""
    assert lateness_of((DUE + 601 * SECOND).astimezone(timezone.utc), DUE, POLICY, Fraction(10)) is not None  # noqa: UP017
    assert lateness_of(DUE.astimezone(timezone.utc), DUE, POLICY, Fraction(10)) is None  # noqa: UP017


def test_without_a_policy_lateness_is_only_noted() -> None:
    """A due date alone takes no points."""
    standing = standing_of(Fraction(7), Fraction(10), Terms(Deadline(due=DUE), Attempts()), handed_in=DUE + DAY)
    assert standing.points == 7
    assert standing.lateness is not None
    assert standing.lateness.penalty == 0


@given(points=FRACTIONS, more=FRACTIONS, share=st.fractions(0, 1), days=st.integers(0, 30), attempt=st.integers(1, 5))
def test_never_below_nothing_never_more_than_earned(
    points: Fraction, more: Fraction, share: Fraction, days: int, attempt: int
) -> None:
    """Without adjustments 0 <= points <= what was earned, and one day more never earns more."""
    most = points + more
    terms = Terms(Deadline(due=DUE, late=LatePolicy(share=share, until_s=20 * 86_400)), Attempts(max=3))
    standing = standing_of(points, most, terms, handed_in=DUE + days * DAY, attempt=attempt)
    later = standing_of(points, most, terms, handed_in=DUE + (days + 1) * DAY, attempt=attempt)
    assert standing.points is not None
    assert later.points is not None
    assert 0 <= later.points <= standing.points <= points
    assert standing.points_before_late == points
    if attempt > 3:
        assert standing.points == 0


def test_a_withheld_grade_stays_withheld() -> None:
    """Neither a deadline nor an adjustment makes points of what was not graded."""
    terms = Terms(Deadline(due=DUE, late=POLICY), Attempts())
    gift = (Adjustment(points=Fraction(3)),)
    assert standing_of(None, Fraction(10), terms, handed_in=DUE + DAY, adjustments=gift).points is None


def test_who_knows_when() -> None:
    """An unknown time counts as on time, and is marked; one's own deadline stands in the place of the common one."""
    terms = Terms(Deadline(due=DUE, late=POLICY), Attempts())
    unknown = standing_of(Fraction(7), Fraction(10), terms, handed_in=None)
    assert (unknown.points, unknown.time_unknown) == (Fraction(7), True)
    own = standing_of(Fraction(7), Fraction(10), terms, handed_in=DUE + 3 * DAY, own_due=DUE + 2 * DAY)
    assert (own.points, own.extended) == (Fraction(6), True)
    assert standing_of(Fraction(7), Fraction(10), Terms(None, Attempts()), handed_in=None).time_unknown is False


NEW_YORK = "America/New_York"
DAILY = LatePolicy(share=Fraction(1, 10), until_s=7 * 86_400)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("due", "handed_in", "policy", "units", "accepted"),
    [
        # Clocks go back on 1 November 2026 at 02:00, forward on 14 March 2027.
        ("2026-10-31T20:00:00-04:00", "2026-11-01T19:30:00-05:00", DAILY, 1, True),
        ("2026-10-31T20:00:00-04:00", "2026-11-01T20:00:00-05:00", DAILY, 1, True),
        ("2026-10-31T20:00:00-04:00", "2026-11-01T20:00:01-05:00", DAILY, 2, True),
        ("2026-10-31T20:00:00-04:00", "2026-11-02T00:30:00Z", DAILY, 1, True),
        ("2027-03-13T20:00:00-05:00", "2027-03-14T20:00:00-04:00", DAILY, 1, True),
        ("2027-03-13T20:00:00-05:00", "2027-03-14T20:30:00-04:00", DAILY, 2, True),
        ("2026-10-31T20:00:00-04:00", "2026-11-07T19:59:59-05:00", DAILY, 7, True),
        ("2026-10-31T20:00:00-04:00", "2026-11-07T20:00:00-05:00", DAILY, 7, False),
        # Late, and by the clock on the wall still before it.
        ("2026-11-01T01:30:00-04:00", "2026-11-01T01:10:00-05:00", DAILY, 1, True),
        # What is no number of days is time that passes: hours, grace, a last moment in hours.
        ("2026-10-31T20:00:00-04:00", "2026-11-01T19:30:00-05:00", LatePolicy(period_s=3600, share=Fraction(1, 50)), 25, True),
        ("2026-10-31T20:00:00-04:00", "2026-11-01T19:30:00-05:00", LatePolicy(until_s=24 * 3600 + 1800), 1, False),
        ("2026-10-31T20:00:00-04:00", "2026-11-01T19:30:00-05:00", LatePolicy(grace_s=24 * 3600 + 1800), None, True),
    ],
)
def test_days_are_those_of_the_wall(due: str, handed_in: str, policy: LatePolicy, units: int | None, accepted: bool) -> None:  # noqa: FBT001  # a column
    """A day of 25 hours is one day, one of 23 as well; hours are hours."""
    late = lateness_of(at(handed_in), at(due), policy, Fraction(10), NEW_YORK)
    assert (late is None) == (units is None)
    if late is not None:
        assert (late.units, late.accepted) == (units, accepted)


def test_without_a_zone_a_day_has_24_hours() -> None:
    """Nobody said whose clock counts."""
    late = lateness_of(at("2026-11-01T19:30:00-05:00"), at("2026-10-31T20:00:00-04:00"), DAILY, Fraction(10))
    assert late is not None
    assert late.units == 2


@given(hours=st.integers(1, 24 * 300), more=st.integers(0, 48))
def test_later_is_never_less_late(hours: int, more: int) -> None:
    """Whatever the clocks do."""
    due = at("2026-10-01T23:59:00-04:00")
    policy = LatePolicy(share=Fraction(1, 100))
    one, other = (lateness_of(due + timedelta(hours=each), due, policy, Fraction(10), NEW_YORK) for each in (hours, hours + more))
    assert one is not None
    assert other is not None
    assert one.units <= other.units


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+09:00", "3000-01-01T00:00:00Z"])
def test_a_year_that_no_course_has_is_refused(text: str) -> None:
    """At the edges of what a date can hold no clock can be shown in another zone; and such a year is a slip."""
    for read in (parse_moment, to_moment):
        with pytest.raises(ValueError, match="from 1970 to 2999"):
            read(text)


@pytest.mark.parametrize("text", ["1970-01-01T00:00:00+14:00", "2999-12-31T23:59:59-12:00"])
def test_every_other_year_can_be_shown_in_every_zone(text: str) -> None:
    """Also the first and the last moment."""
    for zone in ("Asia/Seoul", "Pacific/Kiritimati", "Etc/GMT+12"):
        assert local(parse_moment(text), zone) == to_moment(text)


@pytest.mark.parametrize(("days", "said"), [(1, "that is 1 day late"), (2, "that is 2 days late")])
def test_one_day_is_no_plural(days: int, said: str) -> None:
    """In the line that a student reads."""
    terms = Terms(Deadline(due=DUE, late=LatePolicy(share=Fraction(1, 10))), Attempts())
    standing = standing_of(Fraction(7), Fraction(10), terms, handed_in=DUE + days * DAY)
    assert any(said in line for line in standing_lines(standing, "en"))


def test_a_late_time_is_said_to_the_second() -> None:
    """A server takes microseconds; only where less than a second was too much are they worth a word."""
    terms = Terms(Deadline(due=DUE, late=LatePolicy(share=Fraction(1, 10))), Attempts())
    for over, said in ((timedelta(hours=2, microseconds=504154), False), (timedelta(microseconds=504154), True)):
        standing = standing_of(Fraction(7), Fraction(10), terms, handed_in=DUE + over)
        assert any("504154" in line for line in standing_lines(standing, "en")) is said


@pytest.mark.parametrize(
    ("points", "attempt", "said"),
    [
        (7, 1, "costs 2 points"),
        (1, 1, "costs 1 point."),
        (0, 1, "costs nothing"),
        (7, 3, "costs nothing"),
        (None, 1, "that is 2 days late."),
    ],
)
def test_nobody_loses_more_than_there_is(points: int | None, attempt: int, said: str) -> None:
    """What is said to be lost is what is lost; what does not count anyway loses nothing by being late."""
    terms = Terms(Deadline(due=DUE, late=LatePolicy(share=Fraction(1, 10))), Attempts(max=2))
    earned = None if points is None else Fraction(points)
    standing = standing_of(earned, Fraction(10), terms, handed_in=DUE + 2 * DAY, attempt=attempt)
    assert any(said in line for line in standing_lines(standing, "en"))
