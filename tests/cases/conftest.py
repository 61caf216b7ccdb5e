"""Small inputs that once went wrong: ``inputs/<kind>/``, with a README in each that says what is right.

``inputs/_course`` is the course of those that bring none of their own.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Grade, Lang, Submission
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
    """``grade_file(path, lang="en")``: the document that a student gets for a file or folder, as ``grade.json`` holds it.

    A file that was handed in last is not graded again for the other language.
    """
    last: list[tuple[Submission, Grade]] = []

    def grade(path: Path, lang: Lang = "en") -> Document:
        submission = load_submission(path, work_judge.assignment)
        if not last or last[0][0] != submission:
            last[:] = [(submission, work_judge.grade(submission))]
        document: Document = grade_document(reveal(last[0][1]), lang)
        return document

    return grade
