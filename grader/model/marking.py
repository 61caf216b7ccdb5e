"""Questions that people mark, and what they marked. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.model.assignment import ManualQuestion
from grader.model.shown import ShownLine, ShownText, keep_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A row of marks.csv. ``points`` None: only a comment. ``question`` empty: about a place in a file."""

    question: str = ""
    item: str = ""
    points: Fraction | None = None
    comment: ShownText = ""
    who: ShownLine = ""
    when: ShownLine = ""
    file: ShownLine = ""
    line: int = 0

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One such question of one student. ``points`` None: nobody marked it yet."""

    question: ManualQuestion
    points: Fraction | None
    marks: tuple[Mark, ...] = ()


def most_by_hand(questions: Sequence[ManualQuestion]) -> Fraction:
    """What they add to the maximum."""
    return sum((each.points for each in questions if not each.bonus), Fraction(0))
