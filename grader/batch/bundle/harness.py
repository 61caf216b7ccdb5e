"""One submission, graded where another platform put it. Knows no platform's form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.grading.lateness import standing_of, terms_of
from grader.grading.reveal import Revealed, reveal
from grader.grading.scoring import max_points_of, points_of
from grader.judge.supervisor import Judge
from grader.model import Assignment, CaseResult, Lang, Reveal, Verdict
from grader.phrases import say
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.report.about import note_text, problem
from grader.report.sentences import message, outcome
from grader.report.standing import standing_lines

COURSE = "course"
MOST_TEXT = 10_000
# In a bundle whose late work costs what the assignment says; without it the platform's own rule is the only one.
LATE_OURS = "late-ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a platform shows of one question, or of everything whose titles may not be shown."""

    name: str
    points: Fraction
    max_points: Fraction
    passed: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``points`` None: withheld; then there are no lines, and it is never a zero. ``unreadable``: why there is no file to grade."""

    points: Fraction | None
    max_points: Fraction
    said: str
    lines: tuple[Line, ...] = ()
    unreadable: str = ""
    sandbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What the platform says of the hand-in. ``student``: for inputs of each student's own; ``due``: the student's own deadline."""

    student: str = ""
    at: datetime | None = None
    due: datetime | None = None


NOBODY = HandedIn()


def moment_of(value: object) -> datetime | None:
    """An ISO 8601 time with an offset; None for anything else."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.utcoffset() is not None else None


def grade_there(source: Path, submission: Path, hidden: Sequence[Path], who: HandedIn = NOBODY) -> Outcome:
    """``source``: the bundle, with the course in it, into which only its owner may look while student code runs."""
    course = source / COURSE
    (slug,) = (path.name for path in (course / "assignments").iterdir())
    course.chmod(0o700)
    assignment = load_assignment(course, slug)
    with Judge(course, slug, sandbox="auto", hidden_paths=(source, *hidden)) as judge:
        loaded = load_submission(submission, assignment)
        graded = judge.grade(replace(loaded, student=who.student or loaded.student))
    made = _outcome(reveal(graded), assignment.lang)
    return less_for_lateness(made, assignment, who) if (source / LATE_OURS).is_file() else made


def less_for_lateness(made: Outcome, assignment: Assignment, who: HandedIn) -> Outcome:
    """By the assignment's own rule, and the platform's clock and dates; as a line of its own, so that the points add up."""
    if made.points is None or who.at is None:
        return made
    standing = standing_of(made.points, made.max_points, terms_of(assignment), handed_in=who.at, own_due=who.due)
    if standing.lateness is None or standing.points is None:
        return made
    # That the platform named the date makes it no extension.
    said = " ".join(standing_lines(replace(standing, extended=False), assignment.lang))
    points = standing.points - made.points
    line = Line(name=say("late_name", assignment.lang), points=points, max_points=Fraction(0), passed=not points, text=said)
    return replace(made, points=standing.points, said=f"{made.said}\n{said}"[:MOST_TEXT], lines=(*made.lines, line))


def _outcome(grade: Revealed, lang: Lang) -> Outcome:
    most = grade.max_points
    if grade.points is None:
        return Outcome(points=None, max_points=most, said=outcome(grade, lang), sandbox=grade.sandbox)
    unreadable = problem(grade, lang) if grade.verdict is Verdict.INVALID_SUBMISSION else ""
    questions: dict[str, list[CaseResult]] = {}
    for case in grade.cases:
        questions.setdefault(say("question_other", lang) if case.reveal is Reveal.NONE else case.question, []).append(case)
    notes = "\n".join(note_text(note, lang, grade.environment.numpy) for note in grade.notes)
    return Outcome(
        points=grade.points,
        max_points=most,
        said="\n".join(filter(None, (outcome(grade, lang), unreadable, notes)))[:MOST_TEXT],
        lines=tuple(_line(name or say("question_other", lang), cases, lang) for name, cases in questions.items()),
        unreadable=unreadable,
        sandbox=grade.sandbox,
    )


def _line(name: str, cases: Sequence[CaseResult], lang: Lang) -> Line:
    told = dict.fromkeys(
        f"{case.title.in_lang(lang)}\n  {message(case, lang)}"
        for case in cases
        if case.verdict is not Verdict.ACCEPTED and case.reveal is not Reveal.NONE
    )
    points = points_of(tuple(cases))
    return Line(
        name=name,
        points=points if points is not None else Fraction(0),
        max_points=max_points_of(cases),
        passed=all(case.verdict is Verdict.ACCEPTED for case in cases),
        text="\n".join(told)[:MOST_TEXT],
    )


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8", errors="replace")
