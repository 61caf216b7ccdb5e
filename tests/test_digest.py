"""What grades a class again, and what only words it anew."""

from pathlib import Path

import pytest

from grader.reading.course import load_assignment
from grader.reading.digest import meaning
from tests.classes import MakeCourse

PRIVATE = "solutions/doubling"


def digests(course: Path) -> tuple[str, str, str]:
    loaded = load_assignment(course, "doubling")
    return loaded.digest, loaded.explanations_digest, loaded.words_digest


def edited(course: Path, file: str, old: str, new: str) -> None:
    path = course / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"{PRIVATE}/test_hidden.py", "doubles.", "gives twice its argument."),
        (f"{PRIVATE}/test_hidden.py", "points(2)", "points(2, hint='Think of two.')"),
        (f"{PRIVATE}/test_hidden.py", "import pytest", "import pytest  # as ever"),
        (f"{PRIVATE}/grading.yaml", "reveal: counterexample", "reveal: message"),
        ("assignments/doubling/assignment.yaml", "title: Doubling", "title: Twice\ndue: 2027-03-14T23:59:00+09:00"),
    ],
)
def test_words_grade_nobody_again(make_course: MakeCourse, file: str, old: str, new: str) -> None:
    """Titles, hints, comments, what may be revealed, deadlines."""
    course = make_course()
    before = digests(course)
    edited(course, file, old, new)
    after = digests(course)
    assert after[:2] == before[:2]
    assert after[2] != before[2]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"{PRIVATE}/test_hidden.py", "2.5", "2.75"),
        (f"{PRIVATE}/test_hidden.py", "points(2)", "points(3)"),
        (f"{PRIVATE}/work.py", "2 * x", "x + x"),
        (f"{PRIVATE}/inputs.py", "A = 1", "A = 2"),
        (f"{PRIVATE}/grading.yaml", "reveal: counterexample", "tolerance: {rtol: 1e-3}"),
        (f"{PRIVATE}/grading.yaml", "reveal: counterexample", "limits: {wall_s: 2}"),
        ("assignments/doubling/work.py", "return 0", "return None"),
    ],
)
def test_what_can_change_points_does(make_course: MakeCourse, file: str, old: str, new: str) -> None:
    """Inputs, points, reference, rules, limits, the stub that an unfilled body is told by."""
    course = make_course(inputs="A = 1\n")
    before = digests(course)
    edited(course, file, old, new)
    assert digests(course)[0] != before[0]


def test_mistakes_only_explain(make_course: MakeCourse) -> None:
    """A known mistake changes the explanations, and no points; a sample changes nothing at all."""
    course = make_course()
    before = digests(course)
    for folder in ("mistakes", "samples/accepted"):
        (course / PRIVATE / folder).mkdir(parents=True)
    (course / PRIVATE / "samples" / "accepted" / "a.py").write_text("x = 1\n")
    assert digests(course) == before
    (course / PRIVATE / "mistakes" / "m.py").write_text("x = 1\n")
    assert digests(course)[0] == before[0]
    assert digests(course)[1] != before[1]


def test_hypothesis_draws_from_the_source() -> None:
    """A @given test's docstring is part of what its examples are drawn from, so there it counts."""
    plain = b"def test_a(check):\n    '''%s'''\n    check.f(1)\n"
    drawn = b"@given(st.floats())\n" + plain
    assert meaning("test_hidden.py", plain % b"one") == meaning("test_hidden.py", plain % b"two")
    assert meaning("test_hidden.py", drawn % b"one") != meaning("test_hidden.py", drawn % b"two")
    reading = plain + b"X = test_a.__doc__\n"
    assert meaning("test_hidden.py", reading % b"one") != meaning("test_hidden.py", reading % b"two")
    assert meaning("test_hidden.py", b"def broken(:") == b"def broken(:"
