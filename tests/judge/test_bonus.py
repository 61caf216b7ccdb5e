"""A bonus question: its points count, its maximum does not, and whoever leaves it out has everything."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Grade, Submission, Text, Verdict
from grader.report.documents import grade_document
from grader.report.sentences import outcome
from grader.report.student_page import render_report

HIDDEN = '''
import pytest

@pytest.mark.points(4)
def test_double(check):
    """double() doubles."""
    check.double(2.0)

@pytest.mark.points(3)
def test_triple(check):
    """triple() triples."""
    check.triple(2.0)
'''
COURSE = {
    "assignment": "title: Numbers\nfiles: [work.py]\nfunctions: [double, triple]\npoints: 4\nbonus: [triple]\n",
    "stub": "def double(x):\n    pass\n\n\ndef triple(x):\n    pass\n",
    "reference": "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n",
    "hidden": HIDDEN,
}
DOUBLE = "def double(x):\n    return 2 * x\n\n\n"


@pytest.fixture
def graded(make_course: Callable[..., Path]) -> Callable[..., list[Grade]]:
    course = make_course(**COURSE)

    def graded(*sources: str) -> list[Grade]:
        with Judge(course, "doubling", sandbox="process", feedback=False) as judge:
            files = [(("work.py", source.encode()),) for source in sources]
            return [judge.grade(Submission(student="s", file="work.py", files=each)) for each in files]

    return graded


def test_it_is_on_top(graded: Callable[..., list[Grade]]) -> None:
    """Of 4 points: 7 with the bonus, 4 without, 3 by the bonus alone; a crash in it takes nothing away."""
    grades = graded(
        DOUBLE + "def triple(x):\n    return 3 * x\n",
        DOUBLE + "def triple(x):\n    pass\n",
        "def triple(x):\n    return 3 * x\n\n\ndef double(x):\n    return x\n",
        DOUBLE + "import os\n\n\ndef triple(x):\n    os._exit(1)\n",
    )
    assert [grade.points for grade in grades] == [7, 4, 3, 4]
    assert {grade.max_points for grade in grades} == {4}
    assert [grade.verdict for grade in grades] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.ACCEPTED]
    assert outcome(reveal(grades[0]), "en") == "Everything is correct."
    assert outcome(reveal(grades[1]), "en") == "1 of 2 checks passed."
    assert [case["question"] for case in grade_document(reveal(grades[0]), "en")["cases"] if case.get("bonus")] == ["triple"]
    page = render_report(reveal(grades[0]), title=Text("Numbers"), files=(), lang="en")
    assert "triple</a> (bonus)" in page
    assert '7<span class="of"> / 4</span>' in page


def test_a_name_of_no_question_is_refused(make_course: Callable[..., Path]) -> None:
    course = make_course(**COURSE | {"assignment": COURSE["assignment"].replace("bonus: [triple]", "bonus: [tripel]")})
    with pytest.raises(AssignmentError, match=r"bonus names 'tripel'.*did you mean 'triple'"):
        Judge(course, "doubling", sandbox="process")
