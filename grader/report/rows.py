"""A student as one row: what gradebook and class page need of a grade, and no more, so that ten thousand fit into memory. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.grading.scoring import points_of
from grader.model import CaseResult, Grade, Lang, Member, Standing, Verdict, most_by_hand
from grader.report.about import note_text, problem
from grader.report.blame import Blame, blames_of

# Notes that an instructor may want to act on: another file may have been meant.
NOT_COUNTED = ("lacking", "not_counted")
# In the column of lateness, where there is a deadline and no time of hand-in.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``verdict`` None: nothing was handed in. ``cases`` holds a character a case, ``+`` passed, ``-`` not, ``?`` not known."""

    student: str
    name: str = ""
    section: str = ""
    group: str = ""
    file: str = ""
    verdict: Verdict | None = None
    points: Fraction | None = None
    points_before_late: Fraction | None = None
    max_points: Fraction = Fraction(0)
    late: str = ""
    attempt: int = 1
    adjusted: Fraction | None = None
    needs_review: bool = False
    problem: str = ""
    questions: tuple[Fraction | None, ...] = ()  # in the order of ``questions_of``
    cases: str = ""
    report: str = ""
    lacked: tuple[str, ...] = ()  # modules and names that its file imports and that are not there
    stood_in: tuple[str, ...] = ()  # of those that something stood in for
    remark: str = ""  # which of the files handed in does not count
    held: bool = False  # withheld for its name, so that another run of the same command changes nothing
    unprinted: bool = False  # the report is a plain one, since the full one could not be made
    file_id: str = ""  # the id of the file, where it is taken for this student's
    stranger: bool = False  # there is a roster, and it does not name this student
    digest: str = ""  # of the bytes handed in, where they could be read
    blames: tuple[tuple[str, Blame], ...] = ()  # what was wrong, by question
    manual: tuple[Fraction | None, ...] | None = None  # of the questions that people mark; None: there are none
    not_marked: tuple[str, ...] = ()  # those of them that nobody marked yet
    near: tuple[str, ...] = ()  # of a stranger who on the roster may be meant, and of one of those which strangers

    @property
    def unclear(self) -> bool:
        """Nothing was handed in under this id, but perhaps under another: nobody knows yet."""
        return self.verdict is None and bool(self.near)


def questions_of(cases: tuple[CaseResult, ...]) -> tuple[str, ...]:
    """The questions of a suite, in its order."""
    return tuple(dict.fromkeys(case.question for case in cases))


def row_of(member: Member, grade: Grade, standing: Standing, report: str, lang: Lang) -> Row:
    return Row(
        student=grade.student,
        name=grade.name,
        section=member.section,
        group=member.group,
        file=grade.file,
        verdict=grade.verdict,
        points=standing.points,
        points_before_late=standing.points_before_late,
        max_points=grade.max_points + most_by_hand([each.question for each in standing.marked]),
        late=_late(standing),
        attempt=standing.attempt,
        adjusted=sum((each.points for each in standing.adjustments), Fraction(0)) if standing.adjustments else None,
        needs_review=grade.needs_review,
        problem=_why(grade, lang),
        questions=tuple(_points(grade, question) for question in questions_of(grade.cases)),
        cases="".join(_mark(case) for case in grade.cases),
        report=report,
        lacked=_named(grade, "not_available"),
        stood_in=_named(grade, "stand_in", "renamed"),
        remark=" ".join(note_text(note, lang, grade.environment.numpy) for note in grade.notes if note.kind in NOT_COUNTED),
        held=member.submission.withheld,
        file_id=member.file_id,
        stranger=member.stranger,
        near=member.near,
        manual=_manual(standing),
        not_marked=standing.not_marked,
        digest="" if member.submission.problem else member.submission.digest,
        blames=() if grade.verdict is Verdict.INVALID_SUBMISSION else blames_of(grade.cases, lang),
    )


def absent_row(member: Member, standing: Standing, max_points: Fraction) -> Row:
    """Who is on the roster and handed in nothing: no points but what a person gave; none yet where another id may be theirs."""
    return Row(
        student=member.student,
        name=member.submission.name,
        section=member.section,
        group=member.group,
        points=None if member.near else standing.points,
        points_before_late=None if member.near else Fraction(0),
        max_points=max_points,
        attempt=0,
        adjusted=sum((each.points for each in standing.adjustments), Fraction(0)) if standing.adjustments else None,
        needs_review=bool(member.near),
        manual=_manual(standing),
        near=member.near,
    )


def _manual(standing: Standing) -> tuple[Fraction | None, ...] | None:
    return tuple(each.points for each in standing.marked) if standing.marked else None


def _late(standing: Standing) -> str:
    """``2 days``; ``unknown`` where there is a deadline and nobody knows when it was handed in, which only staff can mend."""
    late = standing.lateness
    if late is None:
        return UNKNOWN if standing.time_unknown else ""
    return f"{late.units} {late.unit}{'' if late.units == 1 else 's'}"


def _why(grade: Grade, lang: Lang) -> str:
    """Why there is no grade, or why it was not read; for the instructor."""
    if grade.problem:
        return problem(grade, lang)
    if grade.points is not None:
        return ""
    return next((case.staff.detail for case in grade.cases if case.verdict is Verdict.GRADER_ERROR), "").split("\n")[0][:300]


def _named(grade: Grade, *kinds: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note.name for note in grade.notes if note.kind in kinds))


def _points(grade: Grade, question: str) -> Fraction | None:
    return points_of([case for case in grade.cases if case.question == question])


def _mark(case: CaseResult) -> str:
    return "?" if case.verdict is Verdict.GRADER_ERROR else "+" if case.verdict is Verdict.ACCEPTED else "-"
