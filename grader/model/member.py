"""A student as a class knows them, and everything that is decided about a grade after it was made. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from grader.model.marking import Mark, Marked
from grader.model.shown import ShownLine, ShownText, keep_shown
from grader.model.submission import Submission


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a class. ``present`` False: on the roster, but nothing was handed in.

    ``file_id``: the id that the file goes by, where it is taken for that of the roster. ``stranger``: there is a roster, and it
    does not name this student. ``near``: of a stranger ids on the roster that may be meant, and of one of those the strangers.
    """

    submission: Submission  # without its files, which are kept by digest
    section: ShownLine = ""
    present: bool = True
    handed_in_at: str = ""  # ISO 8601 with an offset; empty where nobody knows
    attempt: int = 1
    file_id: str = ""
    stranger: bool = False
    near: tuple[str, ...] = ()
    group: ShownLine = ""  # with whom it was handed in together

    def __post_init__(self) -> None:
        keep_shown(self)

    @property
    def student(self) -> str:
        return self.submission.student


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Points that a person gave or took, with their reason. ``case`` empty: for the whole."""

    case: ShownLine = ""
    points: Fraction
    reason: ShownText = ""
    who: ShownLine = ""

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """What handing in late costs. ``units``: started days or hours after the deadline."""

    units: int = 0
    unit: Literal["day", "hour"] = "day"
    penalty: Fraction = Fraction(0)  # in points
    accepted: bool = True  # False: after the last moment, so it counts for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A grade after deadline, attempts and people had their say. ``points`` None: the grade is withheld."""

    points: Fraction | None
    points_before_late: Fraction | None
    lateness: Lateness | None = None  # None: on time
    time_unknown: bool = False  # there is a deadline, and nobody knows when it was handed in
    extended: bool = False  # the deadline was this student's own
    attempt: int = 1
    most_attempts: int | None = None  # where this attempt is past the last that counts
    adjustments: tuple[Adjustment, ...] = ()
    due: datetime | None = None  # by the clock of ``timezone``, or with its own offset where that is empty; so is ``handed_in``
    handed_in: datetime | None = None
    timezone: str = ""
    best_of: int = 1  # of how many graded attempts this one counts, being the best
    marked: tuple[Marked, ...] = ()  # a value for each question that people mark
    group: ShownLine = ""  # with whom it was handed in together
    comments: tuple[Mark, ...] = ()  # about places in the files

    def __post_init__(self) -> None:
        keep_shown(self)

    @property
    def not_marked(self) -> tuple[str, ...]:
        """The questions that nobody marked yet, but for those that are a bonus."""
        return tuple(each.question.name for each in self.marked if each.points is None and not each.question.bonus)
