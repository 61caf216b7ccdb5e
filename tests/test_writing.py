"""The examples of docs/writing are assignments: each reference earns everything, and each wrong submission loses points."""

import re
from pathlib import Path

import pytest

from grader.judge.supervisor import Judge
from grader.reading.course import load_assignment, slugs
from grader.reading.submissions import load_submission

DOCS = Path(__file__).parents[1] / "docs" / "writing"
PAGES = sorted(path.stem for path in DOCS.glob("*.md") if path.stem != "README")
_FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def written(page: str, folder: Path) -> str:
    """The files of a page, in a course; the assignment's name."""
    for name, content in _FILE.findall((DOCS / f"{page}.md").read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (slug,) = slugs(folder)
    return slug


def test_every_page_is_listed() -> None:
    listed = (DOCS / "README.md").read_text(encoding="utf-8")
    assert [page for page in PAGES if f"({page}.md)" not in listed] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_example_grades(tmp_path: Path, page: str) -> None:
    slug = written(page, tmp_path)
    assignment = load_assignment(tmp_path, slug)
    with Judge(tmp_path, slug, sandbox="process", feedback=False) as judge:
        right = judge.grade(load_submission(tmp_path / "solutions" / slug, assignment))
        wrong = judge.grade(load_submission(tmp_path / "wrong", assignment))
        stub = judge.grade(load_submission(assignment.public, assignment))
    assert right.points == right.max_points, [(case.case, case.verdict, case.staff) for case in right.cases]
    assert wrong.points is not None
    assert wrong.points < wrong.max_points
    assert wrong.verdict.value == "wrong_answer"
    assert stub.points == 0
