"""What a student's hand-ins come to: attempt after attempt, which of them counts, what changed, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from grader.batch.render import Sheet, points_on
from grader.batch.store.handins import HandedIn
from grader.batch.store.rulings import Ruled
from grader.grading.lateness import Terms, lateness_of, local, terms_of
from grader.model import Assignment, Member, most_by_hand
from grader.web.decided import adjustments_of, marks_of
from grader.web.outcomes import Outcome
from grader.web.site import Site, Work

NOTHING = Ruled()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """``points``: after deadline and people had their say; None: none yet, or withheld. ``more``, ``fewer``: checks since before.

    ``attempt``: as which it counts, since what was withheld for a reason of ours uses up none.
    """

    handed_in: HandedIn
    attempt: int
    outcome: Outcome | None = None
    points: Fraction | None = None
    more: int | None = None
    fewer: int | None = None
    by_hand: Fraction = Fraction(0)  # of the maximum, what people mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``counting``: the attempt whose points count now. ``hidden``: points are there, and not yet to be seen."""

    attempts: tuple[Attempt, ...]
    counting: Attempt | None
    used: int
    ruled: Ruled = NOTHING
    hidden: bool = False

    def of(self, receipt: str) -> Attempt | None:
        return next((each for each in self.attempts if each.handed_in.receipt == receipt), None)


def record_of(site: Site, work: Work, handed_in: Sequence[HandedIn], *, ruled: Ruled | None = None, staff: bool = False) -> Record:
    """``handed_in``: everything of one student, in its order. ``ruled``: what was decided in the assignment, where it is at hand.

    ``staff``: what students may not see yet is there.
    """
    ruled = site.rulings.of(work.kept.id) if ruled is None else ruled
    terms, by_hand = terms_of(work.assignment), most_by_hand(work.assignment.manual)
    attempts: list[Attempt] = []
    used, before = 0, None
    for each in handed_in:
        used += each.uses_attempt
        outcome = site.outcome(work, each.key) if each.key else None
        attempt = Attempt(handed_in=each, attempt=max(used, 1), outcome=outcome, by_hand=by_hand)
        if outcome is not None:
            points = points_on(terms, sheet_of(attempt, work, ruled), outcome)
            attempt = replace(attempt, points=points)
            if before is not None:
                gained, lost = outcome.passed - before, before - outcome.passed
                attempt = replace(attempt, more=len(gained), fewer=len(lost))
            before = outcome.passed
        attempts.append(attempt)
    if not staff and not work.shows_points:
        blank = tuple(replace(each, outcome=None, points=None, more=None, fewer=None) for each in attempts)
        return Record(attempts=blank, counting=None, used=used, hidden=True)
    chosen = ruled.chosen.get(handed_in[0].student) if handed_in else None
    return Record(attempts=tuple(attempts), counting=_counting(attempts, work.assignment, chosen), used=used, ruled=ruled)


def sheet_of(attempt: Attempt, work: Work, ruled: Ruled, name: str = "", section: str = "") -> Sheet:
    """As the command line has it of a class, with what people decided."""
    each = attempt.handed_in
    member = Member(
        replace(each.submission, name=name), section=section, handed_in_at=each.received_at.isoformat(), attempt=attempt.attempt
    )
    due = ruled.own_due(each.student)
    return Sheet(
        member=member,
        key=each.key,
        own_due=due.isoformat() if due is not None else "",
        adjustments=adjustments_of(ruled, each.student, attempt.outcome),
        marks=marks_of(ruled, work.assignment, each.student, each.id),
    )


def replaceable(record: Record, work: Work, received_at: datetime, own_due: datetime | None = None) -> tuple[int, ...]:
    """Hand-ins that wait and cannot count any more once one of that time is there: only the latest counts, and it costs no more."""
    if work.assignment.attempts.count != "last":
        return ()
    terms = terms_of(work.assignment)
    cost = _cost(received_at, terms, own_due)
    waiting = [each.handed_in for each in record.attempts if each.handed_in.state == "queued" and not each.handed_in.key]
    return tuple(each.id for each in waiting if cost <= _cost(each.received_at, terms, own_due))


def _cost(received_at: datetime, terms: Terms, own_due: datetime | None) -> Fraction:
    """Of the maximum, for coming when it came; less than nothing where it was in time."""
    due = own_due or (terms.deadline.due if terms.deadline is not None else None)
    if due is None:
        return Fraction(-1)
    policy = terms.deadline.late if terms.deadline is not None else None
    late = lateness_of(local(received_at, terms.timezone), due, policy, Fraction(1), terms.timezone)
    return late.penalty if late is not None else Fraction(-1)


def _counting(attempts: Sequence[Attempt], assignment: Assignment, chosen: int | None) -> Attempt | None:
    """What somebody chose; else the best, the later of equals, or the latest. What has no points yet cannot count yet."""
    graded = [each for each in attempts if each.points is not None]
    if (picked := next((each for each in attempts if each.handed_in.id == chosen), None)) is not None:
        return picked if picked.points is not None else None
    if not graded:
        return None
    if assignment.attempts.count == "last":
        return graded[-1]
    return max(graded, key=lambda each: (each.points or Fraction(0), each.handed_in.id))
