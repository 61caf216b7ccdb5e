"""From what is stored of a student to what is written of them: report, line of results, row of tables.

Everything that is not part of a grade is joined here: name, texts, deadline, adjustments. The same stored grade and the same
tables give the same bytes, in whatever process this runs.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from grader.batch.files import save
from grader.batch.store import Files
from grader.errors import GraderError, StoreError
from grader.grading.lateness import Terms, standing_of, with_marks
from grader.grading.reveal import reveal
from grader.grading.scoring import max_points_of
from grader.grading.totals import withheld_grade
from grader.model import (
    Adjustment,
    Assignment,
    CaseResult,
    Finding,
    Grade,
    Lang,
    Mark,
    Member,
    Note,
    Standing,
    Text,
    most_by_hand,
    shown_line,
)
from grader.model.codecs import CASES, GRADE
from grader.phrases import say
from grader.report.documents import results_line, staff_line
from grader.report.rows import Row, absent_row, row_of
from grader.report.student_page import render_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What to print of one member. ``key`` empty: nothing was handed in. ``render`` False: the report lies there as it should."""

    member: Member
    key: str
    report: str = ""  # the file's name in reports/
    own_due: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    render: bool = True
    best_of: int = 1  # attempts that were graded, of which this is the best
    marks: tuple[Mark, ...] = ()
    hints: tuple[tuple[str, Text], ...] = ()  # a function, and what was written for all whose wrong values of it are the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """``results`` and ``staff`` are lines without their end; empty for who handed in nothing."""

    results: str
    staff: str
    row: Row


class Shelf(Protocol):
    """Where what is printed lies."""

    def fetch_grade(self, key: str) -> bytes | None: ...

    def fetch_files(self, digest: str) -> Files: ...


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints sheets of one class."""

    shelf: Shelf
    assignment: Assignment
    outline: Mapping[str, CaseResult]
    lang: Lang
    terms: Terms
    reports: Path

    def print(self, sheet: Sheet) -> Printed:
        """One member. What cannot be printed in full is printed plainly, so that it costs nobody else anything.

        Raises StoreError where something cannot be read or written.
        """
        if not sheet.key:
            return self._absent(sheet)
        try:
            return self._in_full(sheet)
        except GraderError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever a file brings about, it is this one report's
            return self.plainly(sheet, f"{type(error).__name__}: {error}", traceback.format_exc())

    def plainly(self, sheet: Sheet, why: str, details: str) -> Printed:
        """The points and nothing that the student made but the name; with it goes a note for a person to look at."""
        member = sheet.member
        try:
            grade = bare(fetch_grade(self.shelf, sheet.key, member, self.outline, self.assignment))
        except Exception:  # noqa: BLE001  # what is stored is no grade any more, so there are no points to tell
            grade = self._withheld(member, why)
        graded = grade.points is not None
        try:
            standing = standing_on(self.terms, sheet, grade.points, grade.max_points)
        except Exception:  # noqa: BLE001  # what a deadline makes of the points is not known, so neither are the points that count
            grade = self._withheld(member, why)
            standing = Standing(points=None, points_before_late=None, attempt=member.attempt)
        revealed, known = reveal(grade), grade.points is not None
        notice = say("plain_page", self.lang) if known else ""
        page = render_report(
            revealed,
            title=self.assignment.title,
            files=(),
            lang=self.lang,
            standing=standing,
            notice=notice,
            course=self.assignment.course_name,
        )
        save(self.reports / sheet.report, page.encode())
        row = row_of(member, grade, standing, f"reports/{sheet.report}", self.lang)
        if graded:
            row = replace(row, problem=f"{say('unprinted_why', self.lang)} ({shown_line(why)[:300]})", unprinted=True)
        return Printed(results=results_line(revealed, self.lang, standing), staff=staff_line(grade, unprinted=details), row=row)

    def _withheld(self, member: Member, why: str) -> Grade:
        return withheld_grade(self.assignment, member.submission, tuple(self.outline.values()), "", why)

    def _absent(self, sheet: Sheet) -> Printed:
        most = max_points_of(tuple(self.outline.values()))
        row = absent_row(sheet.member, standing_on(self.terms, sheet, None, most), most + most_by_hand(self.assignment.manual))
        return Printed(results="", staff="", row=row)

    def _in_full(self, sheet: Sheet) -> Printed:
        member = sheet.member
        grade = hinted(fetch_grade(self.shelf, sheet.key, member, self.outline, self.assignment), sheet)
        standing = standing_on(self.terms, sheet, grade.points, grade.max_points)
        revealed = reveal(grade)
        if sheet.render:
            files = self.shelf.fetch_files(member.submission.digest)
            page = render_report(
                revealed,
                title=self.assignment.title,
                files=files,
                lang=self.lang,
                needs=self.assignment.needs,
                standing=standing,
                course=self.assignment.course_name,
            )
            save(self.reports / sheet.report, page.encode())
        return Printed(
            results=results_line(revealed, self.lang, standing),
            staff=staff_line(grade),
            row=row_of(member, grade, standing, f"reports/{sheet.report}", self.lang),
        )


def standing_on(terms: Terms, sheet: Sheet, points: Fraction | None, most: Fraction) -> Standing:
    """The member's points after deadline, attempts and people's adjustments. ``points`` None: withheld, or nothing handed in."""
    member = sheet.member
    standing = standing_of(
        points if sheet.key else Fraction(0),
        most,
        terms,
        handed_in=datetime.fromisoformat(member.handed_in_at) if member.handed_in_at else None,
        own_due=datetime.fromisoformat(sheet.own_due) if sheet.own_due else None,
        attempt=member.attempt,
        adjustments=sheet.adjustments,
    )
    return with_marks(replace(standing, best_of=sheet.best_of, group=member.group), terms.manual, sheet.marks)


class Pointed(Protocol):
    """A grade, or what somebody keeps of it."""

    @property
    def points(self) -> Fraction | None: ...

    @property
    def max_points(self) -> Fraction: ...


def points_on(terms: Terms, sheet: Sheet, grade: Pointed) -> Fraction | None:
    """The points that count; None where they are withheld, or a time that is stored of the member is none to reckon with."""
    try:
        return standing_on(terms, sheet, grade.points, grade.max_points).points
    except (ValueError, ArithmeticError):  # an older version stored it; it is printed as withheld
        return None


def fetch_grade(shelf: Shelf, key: str, member: Member, outline: Mapping[str, CaseResult], assignment: Assignment) -> Grade:
    """The stored grade under the member's own name, in the words that the assignment has today. Raises StoreError."""
    content = shelf.fetch_grade(key)
    if content is None:
        raise StoreError(f"{member.student}: the grade is not in the folder's grades.db any more; run the same command again")
    submission = member.submission
    now = as_now(GRADE.validate_json(content), outline, assignment)
    return replace(now, student=submission.student, name=submission.name, file=submission.file)


def as_now(grade: Grade, outline: Mapping[str, CaseResult], assignment: Assignment) -> Grade:
    """In the words that the assignment has today."""
    cases = tuple(_reworded(case, outline.get(case.case), assignment) for case in grade.cases)
    return replace(grade, cases=cases, notes=tuple(_renamed(note, assignment) for note in grade.notes))


def bare(grade: Grade) -> Grade:
    """The grade without values, texts and lines of the student's: verdicts and points, to be looked at by a person."""
    cases = tuple(
        CaseResult(
            case=case.case,
            number=case.number,
            title=case.title,
            question=case.question,
            verdict=case.verdict,
            points=case.points,
            max_points=case.max_points,
            reveal=case.reveal,
        )
        for case in grade.cases
    )
    return replace(grade, cases=cases, notes=(), needs_review=True)


def hinted(grade: Grade, sheet: Sheet) -> Grade:
    """The grade with what was written for the groups that the student is in, at the cases that put them there; said first."""
    hints = dict(sheet.hints)

    def told(case: CaseResult) -> CaseResult:
        about = case.staff.returned
        if about is None or about.function not in hints or any(each.hint == hints[about.function] for each in case.findings):
            return case
        first = Finding(kind="group_hint", function=about.function, hint=hints[about.function])
        return replace(case, findings=(first, *case.findings))

    return replace(grade, cases=tuple(map(told, grade.cases))) if hints else grade


def read_outline(cases: bytes) -> Mapping[str, CaseResult]:
    """What a judge says of its suite, by the names of the cases, in the suite's order."""
    return {case.case: case for case in CASES.validate_json(cases)}


def _renamed(note: Note, assignment: Assignment) -> Note:
    if note.kind != "alternative":
        return note
    title = assignment.alternative(note.name).title
    return replace(note, text=title.en, detail=title.ko)


def _reworded(case: CaseResult, now: CaseResult | None, assignment: Assignment) -> CaseResult:
    """Title, hints and what may be revealed are what they are today; everything else is what was found when it was graded."""
    if now is None or (not case.findings and _words(case) == _words(now)):
        return case
    findings = tuple(_retold(each, assignment) if each.kind == "known_mistake" else each for each in case.findings)
    return replace(
        case, title=now.title, question=now.question, number=now.number, hints=now.hints, reveal=now.reveal, findings=findings,
        set_aside=now.set_aside,
    )  # fmt: skip


def _retold(finding: Finding, assignment: Assignment) -> Finding:
    told = assignment.mistake(finding.name)
    return replace(finding, hint=told.hint or Text(""), title=told.title)


def _words(case: CaseResult) -> tuple[object, ...]:
    return case.title, case.question, case.number, case.hints, case.reveal, case.set_aside
