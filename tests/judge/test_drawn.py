"""Examples are drawn by one judge and are the same in all."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import JudgeError
from grader.judge.drawn import Drawn
from grader.judge.supervisor import Judge
from grader.model import CaseResult, Submission
from tests.classes import MakeCourse

HIDDEN = """
from hypothesis import given, strategies as st

DRAWN = []

@st.composite
def numbers(draw):
    DRAWN.append(1)
    return draw(st.floats(-9, 9))

@given(x=numbers())
def test_doubles(check, x):
    check.double(x)

"""
COUNTING = """
def test_nothing_was_drawn(check):
    check.double(1.0)
    assert not DRAWN
"""
COUNTS = "test_nothing_was_drawn"


def test_a_second_judge_draws_nothing(make_course: MakeCourse) -> None:
    """So its reference does well where a case counts what was drawn. A suite that was changed is drawn anew."""
    course = make_course(hidden=HIDDEN + COUNTING)
    with Judge(course, "doubling", sandbox="process") as first, Judge(course, "doubling", sandbox="process") as second:
        assert (set(first.faults), set(second.faults)) == ({COUNTS}, set())
    suite = next(Path(course).glob("solutions/*/test_hidden.py"))
    suite.write_text(suite.read_text() + "\n# changed\n")
    with Judge(course, "doubling", sandbox="process") as third:
        assert set(third.faults) == {COUNTS}


def test_judges_grade_alike_whoever_drew(make_course: MakeCourse) -> None:
    """Also one that starts in the place of a first that was killed."""

    def graded(judge: Judge, content: str) -> tuple[CaseResult, ...]:
        grade = judge.grade(Submission(student="s", file="work.py", files=(("work.py", content.encode()),)))
        return tuple(replace(case, staff=replace(case.staff, wall_s=0.0)) for case in grade.cases)

    course = make_course(hidden=HIDDEN)
    wrong = "def double(x):\n    return 2 * x if x < 3 else x\n"
    with Judge(course, "doubling", sandbox="process") as first, Judge(course, "doubling", sandbox="process") as second:
        assert graded(first, wrong) == graded(second, wrong) != graded(second, "def double(x):\n    return x\n")
        assert first.process is not None
        first.process.kill()
        assert graded(first, wrong) == graded(second, wrong)


def test_who_starts_meanwhile_waits_for_the_one_that_draws() -> None:
    drawn, waits, found = Drawn(), threading.Event(), list[bytes | None]()

    def stopped() -> bool:
        waits.set()
        return False

    assert drawn.claim(stopped) is None
    other = threading.Thread(target=lambda: found.append(drawn.claim(stopped)))
    other.start()
    assert waits.wait(60)
    assert not found
    drawn.settle(b"examples")
    other.join(60)
    assert found == [b"examples"] == [drawn.claim(stopped)]


def test_of_a_judge_that_ended_before_it_had_drawn_the_next_one_takes_the_place() -> None:
    drawn = Drawn()
    assert drawn.claim(lambda: False) is None
    drawn.settle(None)
    assert drawn.claim(lambda: False) is None


def test_a_stopped_run_waits_for_nobody() -> None:
    drawn = Drawn()
    assert drawn.claim(lambda: True) is None  # there is nobody to wait for
    with pytest.raises(JudgeError, match="stopped"):
        drawn.claim(lambda: True)
