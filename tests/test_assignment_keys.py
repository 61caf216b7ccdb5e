"""What assignment.yaml, grading.yaml and course.yaml say besides rules: dates, attempts, texts, names."""

from datetime import datetime
from fractions import Fraction

import pytest
from conftest import ASSIGNMENT, MakeCourse

from grader.config import load_assignment
from grader.errors import AssignmentError
from grader.model import Attempts, Deadline, EquivalentMutant, LatePolicy, Limits, MistakeHint, Text

DUE = "due: 2027-03-14T23:59:00+09:00\n"
MOMENT = datetime.fromisoformat("2027-03-14T23:59:00+09:00")
TWO = "title: T\nfiles: [work.py]\nfunctions: [double, halve, third]\n"


def problems_of(course) -> tuple[str, ...]:
    with pytest.raises(AssignmentError) as caught:
        load_assignment(course, "doubling")
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("", None),
        (DUE, Deadline(due=MOMENT)),
        (
            DUE + "late: {grace: 10min, per_day: 10%, until: 7d}\n",
            Deadline(due=MOMENT, late=LatePolicy(grace_s=600, period_s=86_400, share=Fraction(1, 10), until_s=604_800)),
        ),
        (
            DUE + "late: {per_hour: 1/3, until: 1d 12h}\n",
            Deadline(due=MOMENT, late=LatePolicy(period_s=3600, share=Fraction(1, 3), until_s=129_600)),
        ),
        (DUE + "late: {until: 2w}\n", Deadline(due=MOMENT, late=LatePolicy(until_s=1_209_600))),
        (DUE + "late: {grace: 0.5h, per_day: 0.125}\n", Deadline(due=MOMENT, late=LatePolicy(grace_s=1800, share=Fraction(1, 8)))),
    ],
)
def test_deadlines_are_exact(make_course: MakeCourse, text: str, deadline: Deadline | None) -> None:
    """Seconds are whole, shares fractions of the maximum, the moment keeps its offset."""
    assert load_assignment(make_course(assignment=ASSIGNMENT + text), "doubling").deadline == deadline


@pytest.mark.parametrize(
    ("text", "attempts"),
    [
        ("", Attempts()),
        ("attempts: {max: 20, count: best}\n", Attempts(max=20, count="best")),
        ("attempts: {max: 3}\n", Attempts(max=3)),
    ],
)
def test_attempts(make_course: MakeCourse, text: str, attempts: Attempts) -> None:
    """Without a word every submission is graded and the last one counts."""
    assert load_assignment(make_course(assignment=ASSIGNMENT + text), "doubling").attempts == attempts


GRADING = """\
mistakes:
  tripled: {title: Tripled, hint: {en: "Two, not three.", ko: "세 배가 아니라 두 배입니다."}}
texts:
  test_doubles: {title: {ko: "두 배로 만듭니다."}, hint: "Add it to itself."}
equivalent: [{mutant: 3fa9c1, reason: "x + x is 2 x"}]
"""


def test_texts_for_people(make_course: MakeCourse) -> None:
    """Hints of mistakes, translations of tests and excused mutants are values on the assignment, in both languages."""
    course = make_course(grading=GRADING, **{"mistakes/tripled": "def double(x):\n    return 3 * x\n"})
    (course / "course.yaml").write_text("name: {en: Arithmetic, ko: 산수}\nlang: ko\ntimezone: Asia/Seoul\n", encoding="utf-8")
    assignment = load_assignment(course, "doubling")
    hint = Text("Two, not three.", "세 배가 아니라 두 배입니다.")
    assert assignment.mistakes == (MistakeHint(name="tripled", hint=hint, title=Text("Tripled")),)
    assert assignment.mistake("tripled").hint == hint
    assert assignment.mistake("another") == MistakeHint(name="another")
    assert assignment.equivalent == (EquivalentMutant("3fa9c1", "x + x is 2 x"),)
    texts = assignment.texts_for("test_doubles")
    assert (texts.title, texts.hint) == (Text("", "두 배로 만듭니다."), Text("Add it to itself."))
    assert (assignment.course_name, assignment.lang, assignment.timezone) == (Text("Arithmetic", "산수"), "ko", "Asia/Seoul")


def test_points_for_what_is_right_but_for_what_it_needs(make_course: MakeCourse) -> None:
    """``given`` says whether a right function on a wrong one earns points, and how many; without a word it earns none."""
    assignment = TWO + "needs: {halve: [double], third: [double, halve]}\n"
    loaded = load_assignment(make_course(assignment=assignment, grading="given: {halve: full, third: 1/3}\n"), "doubling")
    assert [loaded.given_share(name) for name in ("double", "halve", "third")] == [0, 1, Fraction(1, 3)]


@pytest.mark.parametrize(
    ("given", "limits"),
    [
        ("{wall_s: 2, cpu_s: 2, case_s: 6}", Limits(wall_s=2, cpu_s=2, case_s=6)),
        ("{case_s: 3}", Limits(wall_s=3, case_s=3)),
        ("{wall_s: 100}", Limits(wall_s=100, case_s=100, submission_s=100)),
        ("{submission_s: 2}", Limits(wall_s=2, case_s=2, submission_s=2)),
        ("{file_mb: 1, threads: 2, packages: [numpy, yaml]}", Limits(file_mb=1, threads=2, packages=("numpy", "yaml"))),
    ],
)
def test_a_default_limit_gives_way_to_one_that_is_given(make_course: MakeCourse, given: str, limits: Limits) -> None:
    """A call never has more time than its case, and what was not said follows from what was."""
    assert load_assignment(make_course(grading=f"limits: {given}\n"), "doubling").limits == limits
