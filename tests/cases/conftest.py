"""Small inputs that once went wrong: ``inputs/<kind>/``, with a README in each that says what is right.

``inputs/_course`` is the course of those that bring none of their own.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Lang
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document

INPUTS = Path(__file__).parent / "inputs"
COURSE = INPUTS / "_course"

Document = dict[str, Any]
GradeFile = Callable[..., Document]


@pytest.fixture(scope="session")
def inputs() -> Path:
    """Where the inputs lie: a folder for each kind."""
    return INPUTS


@pytest.fixture(scope="session")
def work_judge() -> Iterator[Judge]:
    """A judge of the shared course, at the best level that this machine has; explanations included."""
    with Judge(COURSE, "work", sandbox="auto") as judge:
        yield judge


@pytest.fixture(scope="session")
def grade_file(work_judge: Judge) -> GradeFile:
    """``grade_file(path, lang="en")``: the document that a student gets for a file or folder, as ``grade.json`` holds it."""

    def grade(path: Path, lang: Lang = "en") -> Document:
        document: Document = grade_document(reveal(work_judge.grade(load_submission(path, work_judge.assignment))), lang)
        return document

    return grade
