"""A clock remembers from one process to the next: what is asked of student code about an open case comes before any closed input.

Student code says when its process began, by the one clock that all processes share: so it is seen in what order it was asked,
whatever time that took.
"""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Grade, Reveal, Submission, Verdict

STUB = "def halve(x):\n    return None\n"
REFERENCE = '"""R."""\nimport numpy as np\n\n\ndef halve(x):\n    return np.asarray(x) / 2\n'
HIDDEN = '''"""Hidden."""

import numpy as np
import pytest


@pytest.mark.reveal("LEVEL")
def test_closed(check):
    """A closed case."""
    check.halve(np.ones(30))


@pytest.mark.reveal("LEVEL")
def test_closed_too(check):
    """Another closed case."""
    check.halve(np.ones(31))


def test_open(check, rng):
    """An open case."""
    check.halve(rng.normal(size=20))


def test_second(check, rng):
    """Another open case."""
    check.halve(rng.normal(size=7))
'''
# Wrong everywhere, by the time at which its process began.
TELLING = """import time
import numpy as np

BORN = time.monotonic_ns()

def halve(x):
    return np.full(np.shape(x), BORN)
"""
# Right, until the second closed case is so in a fresh process alone; when all are run again, wrong in an open one.
RUN_AGAIN = """import numpy as np

calls = 0

def halve(x):
    global calls
    calls += 1
    x = np.asarray(x, float)
    if x.size == 31:
        return x / 2 if calls == 1 else x
    return x / 2 if x.size != 7 or calls > 1 else np.full(x.shape, 987654.0)
"""


def write_course(folder: Path, level: str) -> Path:
    texts = {
        "assignments/safe/assignment.yaml": "title: Safe\nfiles: [safe.py]\nfunctions: [halve]\n",
        "assignments/safe/safe.py": STUB,
        "assignments/safe/test_visible.py": "def test_a(student):\n    student.halve([1.0])\n",
        "solutions/safe/grading.yaml": "reveal: counterexample\nseed: {secret: c0ffee5eed5eedc0ffee5eed5eedc0de}\n",
        "solutions/safe/safe.py": REFERENCE,
        "solutions/safe/test_hidden.py": HIDDEN.replace("LEVEL", level),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(("level", "before"), [("none", True), ("message", True), ("values", False)])
def test_open_cases_are_explained_before_a_closed_one_is_handed_out(tmp_path: Path, level: str, *, before: bool) -> None:
    """Beside cases that show as much it is done after all of them, which nobody may mind."""
    with Judge(write_course(tmp_path, level), "safe", sandbox="process") as judge:
        cases = {case.case: case for case in graded(judge, TELLING).cases}
        searched, handed_out = cases["test_open"].counterexample, cases["test_closed"].evidence
        assert searched is not None
        assert handed_out is not None
        assert (moment(searched.actual) < moment(handed_out.actual)) == before

        again = graded(judge, RUN_AGAIN)
        (lost,) = [case for case in again.cases if case.verdict is not Verdict.ACCEPTED]
        assert (lost.case, lost.points, again.needs_review) == ("test_second", Fraction(0), True)
        (told,) = [case for case in reveal(again).cases if case.case == "test_second"]
        # What a later run of an open case answers may be the doing of a closed one: its points are told, and no value.
        assert (told.evidence is None) == before
        assert lost.reveal is (Reveal.VERDICT if before else Reveal.COUNTEREXAMPLE)


def graded(judge: Judge, source: str) -> Grade:
    return judge.grade(Submission(student="kim", file="safe.py", files=(("safe.py", source.encode()),), digest="sha256:0"))


def moment(text: str) -> int:
    """The entry of an array in which all are alike."""
    return max(int(digits) for digits in re.findall(r"[0-9]{6,}", text))
