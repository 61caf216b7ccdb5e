"""Nobody can have a grade withheld, or made for somebody to look at in vain: what a submission provokes is its own failure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Grade, Reveal, Submission, Verdict
from grader.model.codecs import GRADE
from grader.reading.submissions import load_submission
from grader.report.sentences import message
from tests.marking import MakeMarker

ROOT = Path(__file__).parents[2]


def graded(course: Path, slug: str, file: Path) -> Grade:
    with Judge(course, slug, sandbox="auto") as judge:
        return judge.grade(load_submission(file, judge.assignment))


@pytest.fixture(scope="module")
def attacked() -> Iterator[Callable[[Path], Grade]]:
    """The grade of a file for ``rnn_bptt``, by one judge."""
    with Judge(ROOT, "rnn_bptt", sandbox="auto") as judge:
        yield lambda file: judge.grade(load_submission(file, judge.assignment))


@pytest.mark.long
def test_no_answer_to_what_is_unfilled(attacked: Callable[[Path], Grade], inputs: Path) -> None:
    """It is not asked that question, but a process in which none of it has run: the values are wrong all the same."""
    grade = attacked(inputs / "attacks" / "04_no_answer_to_unfilled.py")
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.WRONG_ANSWER, Fraction(0), False)


@pytest.mark.long
def test_a_name_that_cannot_be_sent(attacked: Callable[[Path], Grade], inputs: Path) -> None:
    """It is as if it were not there."""
    grade = attacked(inputs / "attacks" / "06_surrogate_name.py")
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.WRONG_ANSWER, Fraction(0), False)


def test_a_lone_surrogate_in_an_array_of_text(inputs: Path) -> None:
    """It cannot be handed over, as text outside of an array cannot; the other functions keep their points."""
    grade = graded(inputs / "attacks" / "course", "leaky", inputs / "attacks" / "11_surrogate_in_text_array.py")
    assert (grade.verdict, grade.points) == (Verdict.WRONG_ANSWER, Fraction(8))
    (case,) = [case for case in grade.cases if case.verdict is not Verdict.ACCEPTED]
    assert (case.case, case.note) == ("test_names", "refused")


@pytest.mark.parametrize(
    "text", ["'a\\udfffb'", "np.array(['a', '\\udcff'])", "np.str_('\\ud800')", "[np.array('x\\udabc')]", "{'\\udcff': 1}"]
)
def test_text_that_no_document_can_hold(make_course: Callable[..., Path], marker: MakeMarker, text: str) -> None:
    """Wherever it stands in a value, it is refused where the value is made."""
    judge = marker(make_course())
    case = judge.grade(f"import numpy as np\ndef double(x):\n    return {text}\n").cases[0]
    assert (case.verdict, case.note) == (Verdict.WRONG_ANSWER, "refused")


def test_a_forced_end_is_no_way_out(make_course: Callable[..., Path]) -> None:
    """A value over which the suite ends the judge: crashed and 0 points, on every run, while the reference is graded as ever."""
    hidden = (
        "import os\ndef test_a(student, near):\n    value = student.double(1.0)\n"
        "    if value == 13.0:\n        os._exit(0)\n    assert value == near(2.0)\n"
    )
    course = make_course(hidden=hidden)
    thirteen = Submission(student="s", file="work.py", files=(("work.py", b"def double(x):\n    return 13.0\n"),))
    right = Submission(student="t", file="work.py", files=(("work.py", b"def double(x):\n    return 2 * x\n"),))
    with Judge(course, "doubling", sandbox="process") as judge:
        answers = [judge.answer(thirteen), judge.answer(right), judge.answer(thirteen)]
    assert [answer.verdict for answer in answers] == [Verdict.CRASHED, Verdict.ACCEPTED, Verdict.CRASHED]
    assert not any(answer.withheld for answer in answers)
    for level in Reveal:
        grade = GRADE.validate_json(answers[0].grade)
        shown = reveal(replace(grade, cases=tuple(replace(case, reveal=level) for case in grade.cases)))
        assert "stopped the grader itself" in shown.problem
        assert all("stopped the grader itself" in message(case, "en") for case in shown.cases)


def test_what_ends_the_judge_over_the_reference_too_is_ours(make_course: Callable[..., Path]) -> None:
    """The grade is withheld, and costs nothing. Once a judge, every suite does well: the reference goes through it at the start."""
    hidden = (
        "import os\nruns = 0\ndef test_a(student):\n    global runs\n    runs += 1\n    student.double(1.0)\n"
        "    if runs > 1:\n        os._exit(0)\n"
    )
    with Judge(make_course(hidden=hidden), "doubling", sandbox="process") as judge:
        grade = judge.grade(Submission(student="s", file="work.py", files=(("work.py", b"def double(x):\n    return 13.0\n"),)))
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.GRADER_ERROR, None, True)
