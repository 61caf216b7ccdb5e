"""The page of a course in a folder of results: the class that lies there itself, and those in the folders below. Grades nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.batch.files import save
from grader.batch.publish import FIGURES, STORE
from grader.batch.store import open_store
from grader.errors import AssignmentError, UsageError
from grader.model import Assignment, Lang, Text
from grader.reading.course import load_assignment
from grader.report.course_page import MARK, CourseRow, figures_from, render_course_page

PAGE = "course.html"


def write_course_page(folder: Path, course: Path, lang: Lang | None) -> Path:
    """By deadline, then by slug. ``lang`` None: the course's. Returns where it lies."""
    found = sorted(_classes(folder, course), key=lambda each: _order(each[0]))
    assignments = [assignment for _, assignment in found if assignment is not None]
    name = assignments[0].course_name if assignments else Text("")
    spoken = lang or (assignments[0].lang if assignments else "en")
    path = folder / PAGE
    save(path, render_course_page([row for row, _ in found], name=name, lang=spoken).encode())
    return path


def refresh_course_pages(out: Path, course: Path, lang: Lang | None) -> None:
    """The pages that tell of the class in ``out``, where they are there already and ours."""
    for folder in (out, out.resolve().parent):
        path = folder / PAGE
        if path.is_file() and MARK in path.read_bytes():
            write_course_page(folder, course, lang)


def _classes(folder: Path, course: Path) -> Iterator[tuple[CourseRow, Assignment | None]]:
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        if not (place / STORE).is_file():
            continue
        store = open_store(place / STORE)
        try:
            facts = store.fetch_facts()
        finally:
            store.close()
        if FIGURES not in facts:
            continue
        assignment = _assignment(course, facts["slug"])
        row = CourseRow(
            slug=facts["slug"],
            title=assignment.title if assignment is not None else Text(facts["slug"]),
            page=(place / "index.html").relative_to(folder).as_posix(),
            figures=figures_from(facts[FIGURES]),
            deadline=assignment.deadline if assignment is not None else None,
            timezone=assignment.timezone if assignment is not None else "",
        )
        yield row, assignment


def _assignment(course: Path, slug: str) -> Assignment | None:
    """None where it is there no more, or is being edited: the class was graded all the same."""
    try:
        return load_assignment(course, slug)
    except (AssignmentError, UsageError):
        return None


def _order(row: CourseRow) -> tuple[bool, float, str]:
    return row.deadline is None, row.deadline.due.timestamp() if row.deadline is not None else 0.0, row.slug
