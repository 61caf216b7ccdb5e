"""A check that is dropped counts for nobody, and everybody reads why."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Reveal, Submission
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.report.sentences import message, outcome

HIDDEN = """
import pytest

@pytest.mark.points(2)
def test_two(check):
    \"\"\"Two.\"\"\"
    check.double(2)

@pytest.mark.points(4)
@pytest.mark.parametrize("n", [1, 3])
def test_odd(check, n):
    \"\"\"Odd.\"\"\"
    check.double(n)
"""
REASON = {"en": "The handout says otherwise.", "ko": "과제 설명이 달랐습니다."}


def grading(*lines: str) -> str:
    return "\n".join(("reveal: none", *lines))


def test_it_is_out_of_the_maximum_and_says_why(make_course: Callable[..., Path], tmp_path: Path) -> None:
    """One case of a test, or all of it; who failed it and who passed it have the same; at every level the reason is there."""
    course = make_course(
        hidden=HIDDEN, grading=grading("drop: {'test_odd[3]': {en: The handout says otherwise., ko: 과제 설명이 달랐습니다.}}")
    )
    file = tmp_path / "work.py"
    file.write_text("def double(x):\n    return 6 if x == 3 else 0\n", encoding="utf-8")
    assignment = load_assignment(course, "doubling")
    with Judge(course, "doubling", sandbox="process", feedback=False) as judge:
        grade = judge.grade(load_submission(file, assignment))
        unread = judge.grade(Submission(student="x", problem="unreadable"))
    assert (grade.points, grade.max_points, unread.max_points) == (Fraction(0), Fraction(4), Fraction(4))
    dropped = next(case for case in grade.cases if case.case == "test_odd[3]")
    assert (dropped.verdict.value, dropped.max_points) == ("skipped", Fraction(0))
    assert message(dropped, "en") == f"The author of the assignment has set this check aside: it counts for nobody. {REASON['en']}"
    assert message(dropped, "ko").endswith(REASON["ko"])
    assert "0 of 2" in outcome(reveal(grade), "en")
    shown = next(case for case in reveal(grade).cases if case.verdict.value == "skipped")
    assert shown.reveal is Reveal.NONE
    assert not shown.set_aside.en


def test_only_the_names_are_in_the_digest(make_course: Callable[..., Path]) -> None:
    digests = []
    for line in ("", "drop: {test_odd: one reason}", "drop: {test_odd: another reason}"):
        assignment = load_assignment(make_course(hidden=HIDDEN, grading=grading(line)), "doubling")
        digests.append((assignment.digest, assignment.words_digest))
    (without, _), (one, words), (other, other_words) = digests
    assert without != one == other
    assert words != other_words


def test_a_name_that_no_test_has_is_an_error(make_course: Callable[..., Path]) -> None:
    course = make_course(hidden=HIDDEN, grading=grading("drop: {test_odds: x}"))
    with (
        pytest.raises(
            AssignmentError, match=r"grading\.yaml:2:\d+: the suite holds no test 'test_odds'; did you mean 'test_odd'\?"
        ),
        Judge(course, "doubling", sandbox="process") as judge,
    ):
        judge.grade(Submission(student="x"))
