"""What a deadline, a number of attempts and people's adjustments make of a grade. Pure and exact; nothing is rounded here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from grader.model import Adjustment, Assignment, Attempts, Deadline, Lateness, LatePolicy, Standing

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an assignment says of time and attempts."""

    deadline: Deadline | None
    attempts: Attempts


def terms_of(assignment: Assignment) -> Terms:
    return Terms(assignment.deadline, assignment.attempts)


def lateness_of(handed_in: datetime, due: datetime, policy: LatePolicy | None, max_points: Fraction) -> Lateness | None:
    """None where it was in time, or within the grace. Periods are counted from the deadline itself, every started one.

    ``policy`` None: lateness is noted and costs nothing.
    """
    over = handed_in - due
    policy = policy or LatePolicy()
    if over <= max(timedelta(0), policy.grace_s * SECOND):
        return None
    units = -(-over // (policy.period_s * SECOND))
    unit: Literal["day", "hour"] = "hour" if policy.period_s == 3600 else "day"
    if policy.until_s is not None and over >= policy.until_s * SECOND:
        return Lateness(units=units, unit=unit, penalty=max_points, accepted=False)
    return Lateness(units=units, unit=unit, penalty=min(max_points, units * policy.share * max_points))


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
    late = lateness_of(handed_in, due, policy, max_points) if handed_in is not None and due is not None else None
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
    )
