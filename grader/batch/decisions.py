"""What people decided of single students: deadlines of their own, points given or taken. Read from tables, held against a class."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from grader.batch.csvfile import refuse
from grader.batch.marks import load_marks
from grader.batch.tables import Entries, Meaning, load_adjustments, load_extensions, meaning_of
from grader.errors import UsageError
from grader.model import Adjustment, CaseResult, ManualQuestion, Mark, Member

T = TypeVar("T")
# In the place of a student in adjustments.csv.
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Decisions:
    """By the students' own ids. ``said``: what a person should know of these tables, a sentence each."""

    adjustments: Mapping[str, tuple[Adjustment, ...]]
    own_due: Mapping[str, datetime]
    said: tuple[str, ...]
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)


@contextlib.contextmanager
def told_together() -> Iterator[Callable[[Callable[[], T]], T | None]]:
    """``attempt(load)``: the value, or None; whatever was wrong with any of them is raised at the end, as one UsageError."""
    problems: list[str] = []

    def attempt(load: Callable[[], T]) -> T | None:
        try:
            return load()
        except UsageError as error:
            problems.append(str(error))
            return None

    yield attempt
    if problems:
        raise UsageError("\n".join(problems))


def load_decisions(
    folder: Path,
    course: Path,
    slug: str,
    members: Sequence[Member],
    cases: Sequence[CaseResult],
    manual: Sequence[ManualQuestion] = (),
) -> Decisions:
    """``cases``: the suite's outline, empty where it is not known yet. Raises UsageError with every problem of all tables.

    An adjustment for nobody, or for a check that is not there, is an error: a decision must not be lost. A deadline for nobody is
    not, since a course's table names the students of all its classes; but it is said.
    """
    adjustments_file, extensions_file = folder / "adjustments.csv", course / "extensions.csv"
    marks_file = folder / "marks.csv"
    none: Meaning[Any] = Meaning({}, (), ())
    with told_together() as attempt:
        made = (
            attempt(lambda: _for_everybody(load_adjustments(adjustments_file, _checks(cases)), members))
            if adjustments_file.exists()
            else none
        )
        due = (
            attempt(lambda: meaning_of(load_extensions(extensions_file, slug).sound(), members))
            if extensions_file.exists()
            else none
        )
        marked = attempt(lambda: known_only(load_marks(marks_file, manual), members)) if marks_file.exists() else none
    given, own, marks = made or none, due or none, marked or none
    unknown = (f"{extensions_file.name}:{line}: {sentence}" for line, sentence in own.strangers)
    return Decisions(
        adjustments=given.values, own_due=own.values, said=(*given.said, *own.said, *marks.said, *unknown), marks=marks.values
    )


def faults_of_decisions(folder: Path, course: Path, slug: str) -> None:
    """Raises UsageError with what is wrong with both tables, whoever is in the class."""
    with told_together() as attempt:
        for file, load in (
            (folder / "adjustments.csv", lambda path: load_adjustments(path).sound()),
            (course / "extensions.csv", lambda path: load_extensions(path, slug).sound()),
        ):
            if file.exists():
                attempt(partial(load, file))


def known_only(entries: Entries[T], members: Sequence[Member]) -> Meaning[T]:
    """Of a table in which a mistyped id would lose what somebody decided. Raises UsageError with all that is wrong with it."""
    meaning = meaning_of(entries, members)
    refuse(entries.path, (*entries.faults, *meaning.strangers))
    return meaning


def _for_everybody(entries: Entries[tuple[Adjustment, ...]], members: Sequence[Member]) -> Meaning[tuple[Adjustment, ...]]:
    """The rows of EVERYBODY for each member who handed in, before those of their own: what is given for a check of the suite is
    nobody's who was not graded. Raises UsageError with all that is wrong with the table.
    """
    common = entries.values.get(EVERYBODY, ())
    own = {student: made for student, made in entries.values.items() if student != EVERYBODY}
    meaning = known_only(replace(entries, values=own), members)
    if not common:
        return meaning
    together = {each.student: (*common, *meaning.values.get(each.student, ())) for each in members if each.present}
    return replace(meaning, values={**meaning.values, **together})


def _checks(cases: Sequence[CaseResult]) -> Iterator[str]:
    """The names that a person may use: of a case, of all cases of a function, of the question; as staff or as students see them."""
    for case in cases:
        yield from (case.case, case.number, case.case.partition("[")[0])
        if case.question:
            yield case.question
