"""A clock remembers from one process to the next: what is asked of student code about an open case comes before any closed input.

The clock is a file whose size a closed case of the suite moves, as code that is handed a closed input would choose the moment at
which it ends. Student code sees sizes of files at the level ``process``, so nothing here waits or races.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.judge.supervisor import Judge
from grader.model import Grade, Submission
from grader.report.documents import grade_document
from grader.report.jsontext import json_text
from grader.reveal import reveal

HANDS = (3, 5)  # what the clock says after a closed case, in one suite and in the other
STUB = "def halve(x):\n    return None\n"
REFERENCE = '"""R."""\nimport numpy as np\n\n\ndef halve(x):\n    return np.asarray(x) / 2\n'
HIDDEN = '''"""Hidden."""

import os

import numpy as np
import pytest


@pytest.mark.reveal("LEVEL")
def test_closed(check):
    """A closed case."""
    os.truncate("CLOCK", HAND)
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
# Wrong from so many entries on as the clock says, so that the smallest input which fails is one larger.
SEARCHED = """import os
import numpy as np

def halve(x):
    hand, x = os.stat("CLOCK").st_size, np.asarray(x, float)
    return x / 2 + 1 if x.size > hand else x / 2
"""
# The second closed case is right in a fresh process alone, so that all are run again; and then an open one is wrong.
RUN_AGAIN = """import os
import numpy as np

calls = 0

def halve(x):
    global calls
    calls += 1
    hand, x = os.stat("CLOCK").st_size, np.asarray(x, float)
    right = calls == 1 if x.size == 31 else not (x.size == 7 and hand)
    return x / 2 if right else np.full(x.shape, hand)
"""


FILES = {"searched": SEARCHED, "run_again": RUN_AGAIN}


def write_course(folder: Path, level: str, hand: int) -> Path:
    clock = folder / "clock"
    grading = "reveal: counterexample\nseed: {secret: c0ffee5eed5eedc0ffee5eed5eedc0de}\n"
    texts = {
        "assignments/safe/assignment.yaml": "title: Safe\nfiles: [safe.py]\nfunctions: [halve]\n",
        "assignments/safe/safe.py": STUB,
        "assignments/safe/test_visible.py": "def test_a(student):\n    student.halve([1.0])\n",
        "solutions/safe/grading.yaml": grading,
        "solutions/safe/safe.py": REFERENCE,
        "solutions/safe/test_hidden.py": HIDDEN.replace("LEVEL", level).replace("CLOCK", str(clock)).replace("HAND", str(hand)),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module", params=["none", "message", "values"])
def told(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """For each file what is said of its open cases, by the one hand and by the other; the closed ones show the level that is asked."""
    found: dict[str, list[str]] = {name: [] for name in FILES}
    for hand in HANDS:
        # Not below pytest's own folder, which is closed to the user that student code runs as where it can.
        with tempfile.TemporaryDirectory(prefix="clock") as folder:
            os.chmod(folder, 0o755)
            course, clock = write_course(Path(folder), request.param, hand), Path(folder) / "clock"
            with Judge(course, "safe", sandbox="process") as judge:
                for name, source in FILES.items():
                    clock.write_bytes(b"")
                    files = (("safe.py", source.replace("CLOCK", str(clock)).encode()),)
                    grade = judge.grade(Submission(student="kim", file="safe.py", files=files, digest="sha256:0"))
                    assert clock.stat().st_size == hand
                    found[name].append(opened(grade))
    yield {"level": request.param, **{name: (one, other) for name, (one, other) in found.items()}}


def opened(grade: Grade) -> str:
    """What its student may see of the open cases."""
    cases = grade_document(reveal(grade), "en")["cases"]
    return json_text([each for each in cases if not each["case"].startswith("test_closed")])


@pytest.mark.parametrize("name", FILES)
def test_a_clock_that_a_closed_case_moves_says_nothing_of_open_ones(told: dict[str, Any], name: str) -> None:
    """The search for a smaller input is over when the closed input is handed out, and of a later run only points are told.

    Beside cases that show as much the clock tells something, and may: so the files do try.
    """
    one, other = told[name]
    assert "FileNotFoundError" not in one
    assert (one == other) == (told["level"] != "values")
