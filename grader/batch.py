"""A class: every submission graded by one judge, every page and table written. Knows nothing of how a case is judged."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.judge.supervisor import Judge
from grader.model import Assignment, Grade, Lang, Submission
from grader.report.documents import gradebook_csv, results_line, staff_line
from grader.report.page import render_class_page, render_report
from grader.reveal import Revealed, reveal
from grader.submissions import file_name


@dataclass(frozen=True, slots=True)
class Graded:
    """A submission with its grade."""

    submission: Submission
    grade: Grade


def grade_class(judge: Judge, submissions: Sequence[Submission]) -> Iterator[Graded]:
    """One after another, in the order given."""
    for submission in submissions:
        yield Graded(submission, judge.grade(submission))


def write_class(folder: Path, assignment: Assignment, graded: Sequence[Graded], unmatched: Sequence[str], lang: Lang) -> None:
    """All documents of a batch's folder. ``graded`` sorted by student; the same grades give the same bytes."""
    reports = folder / "reports"
    _make_folder(reports)
    shown = [reveal(each.grade) for each in graded]
    for each, revealed in zip(graded, shown, strict=True):
        write_report(reports / f"{file_name(revealed.student)}.html", assignment, each.submission, revealed, lang)
    _save(folder / "results.jsonl", "".join(results_line(revealed, lang) + "\n" for revealed in shown).encode())
    _save(folder / "staff.jsonl", "".join(staff_line(each.grade) + "\n" for each in graded).encode())
    _save(folder / "gradebook.csv", gradebook_csv(shown))
    links = {revealed.student: f"reports/{file_name(revealed.student)}.html" for revealed in shown}
    problems = [f"{name}: not read, it is no submission of {assignment.slug}" for name in unmatched]
    page = render_class_page(shown, title=assignment.title, lang=lang, links=links, problems=problems)
    _save(folder / "index.html", page.encode())


def write_report(path: Path, assignment: Assignment, submission: Submission, revealed: Revealed, lang: Lang) -> None:
    page = render_report(revealed, title=assignment.title, files=submission.files, lang=lang, needs=assignment.needs)
    _save(path, page.encode())


def save_document(path: Path, write: Callable[[], str]) -> None:
    """A text document, whole or not at all."""
    _save(path, write().encode())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot make the folder ({error.strerror}); give another with -o") from error


def _save(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside and moved into place, so that no reader ever sees half a file."""
    _make_folder(path.parent)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another folder with -o") from error
