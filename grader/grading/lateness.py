"""What a deadline, a number of attempts and people's adjustments make of a grade. Pure and exact; nothing is rounded here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from grader.errors import UsageError
from grader.model import Adjustment, Assignment, Attempts, Deadline, Lateness, LatePolicy, ManualQuestion, Mark, Marked, Standing

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an assignment says of time and attempts. ``timezone``: an IANA name, whose clock says what a day is."""

    deadline: Deadline | None
    attempts: Attempts
    timezone: str = ""
    manual: tuple[ManualQuestion, ...] = ()


def terms_of(assignment: Assignment) -> Terms:
    """Raises UsageError where this machine does not know the course's time zone."""
    if assignment.timezone:
        try:
            ZoneInfo(assignment.timezone)
        except (ValueError, OSError, KeyError):
            raise UsageError(
                f"course.yaml counts days in {assignment.timezone}, and this machine has no such time zone; pip install tzdata"
            ) from None
    return Terms(assignment.deadline, assignment.attempts, assignment.timezone, assignment.manual)


def lateness_of(
    handed_in: datetime, due: datetime, policy: LatePolicy | None, max_points: Fraction, timezone: str = ""
) -> Lateness | None:
    """None where it was in time, or within the grace. Periods are counted from the deadline itself, every started one.

    Days are those of the clock on the wall, of which one a year has 25 hours; grace and hours are time that passes.
    ``policy`` None: lateness is noted and costs nothing.
    """
    over = handed_in - due
    policy = policy or LatePolicy()
    if over <= max(timedelta(0), policy.grace_s * SECOND):
        return None
    unit: Literal["day", "hour"] = "hour" if policy.period_s == 3600 else "day"
    walls = local(handed_in, timezone).replace(tzinfo=None) - local(due, timezone).replace(tzinfo=None)
    passed = walls if timezone and unit == "day" else over
    # On the night when clocks go back it may be late and still earlier on the wall.
    units = max(1, -(-passed // (policy.period_s * SECOND)))
    last = None if policy.until_s is None else policy.until_s * SECOND
    if last is not None and (over if last % DAY else passed) >= last:
        return Lateness(units=units, unit=unit, penalty=max_points, accepted=False)
    penalty = units * policy.share * max_points
    return Lateness(units=units, unit=unit, penalty=min(max_points, penalty))


def local(moment: datetime, timezone: str) -> datetime:
    """The moment by the clock of that zone; as it was written where there is none."""
    return moment.astimezone(ZoneInfo(timezone)) if timezone else moment


def standing_of(
    points: Fraction | None,
    max_points: Fraction,
    terms: Terms,
    *,
    handed_in: datetime | None,
    own_due: datetime | None = None,
    attempt: int = 1,
    adjustments: Sequence[Adjustment] = (),
) -> Standing:
    """First attempts, then the deadline, then what people decided; never below nothing. A withheld grade stays withheld.

    An adjustment may lift a grade above the maximum: that is for the person to decide whose name stands beside it.
    """
    deadline = terms.deadline
    due = own_due or (deadline.due if deadline is not None else None)
    policy = deadline.late if deadline is not None else None
    zone = terms.timezone
    late = lateness_of(handed_in, due, policy, max_points, zone) if handed_in is not None and due is not None else None
    most = terms.attempts.max
    over = most is not None and attempt > most
    left = points
    if left is not None:
        left = Fraction(0) if over or (late is not None and not late.accepted) else left
        left = max(Fraction(0), left - (late.penalty if late is not None else 0))
        left = max(Fraction(0), left + sum((each.points for each in adjustments), Fraction(0)))
    return Standing(
        points=left,
        points_before_late=points,
        lateness=late,
        time_unknown=due is not None and handed_in is None,
        extended=own_due is not None,
        attempt=attempt,
        most_attempts=most if over else None,
        adjustments=tuple(adjustments),
        due=None if due is None else local(due, zone),
        handed_in=None if handed_in is None else local(handed_in, zone),
        timezone=zone,
    )


def with_marks(standing: Standing, questions: Sequence[ManualQuestion], marks: Sequence[Mark]) -> Standing:
    """What people marked joins what the suite gave: neither a deadline nor a number of attempts takes of it. A withheld grade stays
    withheld.
    """
    marked = []
    for question in questions:
        own = tuple(each for each in marks if each.question == question.name)
        given = [each.points for each in own if each.points is not None]
        marked.append(Marked(question=question, points=sum(given, Fraction(0)) if given else None, marks=own))
    points = standing.points
    if points is not None:
        points += sum((each.points for each in marked if each.points is not None), Fraction(0))
    comments = tuple(each for each in marks if not each.question)
    return replace(standing, points=points, marked=tuple(marked), comments=comments)
