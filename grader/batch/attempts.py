"""Several attempts of one student, handed in to one folder of results over time: which are graded, and which of them counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.batch.store import Store
from grader.model import Attempts, Member


@dataclass(frozen=True, slots=True)
class Worth:
    """``points``: of an attempt after all that is decided about them, None where they are withheld; ``most``: that can be had.

    ``known`` False: what the record says of its time is none to reckon with, and no later run will know better.
    """

    points: Fraction | None
    most: Fraction
    known: bool = True


PointsOf = Callable[[Member], Worth]


def earlier_attempts(store: Store, members: Sequence[Member], attempts: Attempts) -> Mapping[str, tuple[Member, ...]]:
    """Of each student who handed something in, what they handed in before it, where the best counts; under today's name.

    What came after it by number is no attempt of theirs: somebody put the numbers right.
    """
    if attempts.count != "best":
        return {}
    known = store.fetch_attempts()
    return {
        latest.student: tuple(_as_today(each, latest) for each in known.get(latest.student, ()) if each.attempt < latest.attempt)
        for latest in members
        if latest.present
    }


def best_of(tried: Sequence[Member], points_of: PointsOf) -> Member:
    """The one with the most points, the latest of equals. One that is withheld may still turn out to be anything.

    One whose record nobody can reckon with costs nothing but itself: any other counts before it.
    """

    def order(member: Member) -> tuple[bool, Fraction, bool, int]:
        worth = points_of(member)
        return (worth.known, worth.most if worth.points is None else worth.points, worth.points is not None, member.attempt)

    return max(tried, key=order)


def _as_today(member: Member, latest: Member) -> Member:
    return replace(member, submission=replace(member.submission, name=latest.submission.name), section=latest.section)
