"""``grader batch`` without ``-a``: every class of a course, and the page that tells of all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.batch.course import write_course_page
from grader.cli.course import classes_in
from grader.errors import UsageError
from grader.model import Deadline, Text
from grader.report.course_page import MARK, ClassFigures, CourseRow, figures_from, render_course_page

FIGURES = ClassFigures(submissions=3, graded=2, absent=1, full=1, look=1, mean="7/2", most="10")


def course_of(root: Path, *names: str) -> Path:
    for name in names:
        folder = root / "course" / "assignments" / name
        folder.mkdir(parents=True)
        (folder / "assignment.yaml").write_text("title: T\n", encoding="utf-8")
    return root / "course"


def test_the_page_of_a_course() -> None:
    """Deadline, mean and what needs a person of each class; whatever a title holds is text."""
    due = Deadline(due=datetime(2027, 3, 14, 23, 59, tzinfo=UTC))
    rows = [
        CourseRow(slug="one", title=Text("<b>", "하나"), page="one/index.html", figures=FIGURES, deadline=due, timezone="UTC"),
        CourseRow(slug="two", title=Text("Two"), page="two/index.html", figures=figures_from(FIGURES.text())),
    ]
    page = render_course_page(rows, name=Text("Numbers"), lang="en")
    for words in ("&lt;b&gt;", "2027-03-14 23:59", "3.50 / 10", "no deadline", 'href="one/index.html#look">1 student<', "3 / 4"):
        assert words in page
    assert MARK in page.encode()
    korean = render_course_page(rows, name=Text("Numbers"), lang="ko")
    assert "하나" in korean
    assert "마감 없음" in korean


def test_an_empty_folder_of_results_has_a_page(tmp_path: Path) -> None:
    page = write_course_page(tmp_path, course_of(tmp_path, "one"), "en").read_text(encoding="utf-8")
    assert "No class of this course has been graded yet." in page


def test_a_folder_that_is_no_assignment_is_refused(tmp_path: Path) -> None:
    """A mistyped name would lose a class without a word."""
    course, path = course_of(tmp_path, "rings", "fields"), tmp_path / "classes"
    (path / "rings").mkdir(parents=True)
    (path / ".git").mkdir()
    assert classes_in(path, course) == ["rings"]
    (path / "feilds").mkdir()
    with pytest.raises(UsageError, match=r"feilds is not an assignment of the course.*did you mean 'fields'\?"):
        classes_in(path, course)
    with pytest.raises(UsageError, match=r"holds no folders.*there are: fields, rings"):
        classes_in(path / "rings", course)
