"""Nothing that is shown of a case hangs on the inputs of a case of which less may be shown, whatever a student's file does.

The same file is graded against two suites that differ in the closed cases' inputs alone, and everything that its student may see
must be the same bytes. Each file of ``steering/`` does what it can to make a difference: it is asked again and again while a
failure is explained, and what is found then is what it lets be found.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Grade, Reveal, Text, Verdict
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document
from grader.report.jsontext import json_text
from grader.report.student_page import render_report
from grader.report.terminal import summary

HERE = Path(__file__).parent
STUDENTS = sorted(path.stem for path in HERE.glob("steering/*.py"))
SEED = "c0ffee5eed5eedc0ffee5eed5eedc0de"
# Of the closed cases. They end alike, so that their verdicts, which may be shown, are the same.
SECRETS = (20270314, 31415926)

ASSIGNMENT = "title: Safe\nfiles: [safe.py]\nfunctions: [halve, label, Meter]\nneeds: {label: [halve]}\n"
STUB = "def halve(x):\n    return None\n\n\ndef label(x):\n    return None\n\n\nclass Meter:\n    pass\n"
REFERENCE = '''"""The answer-sheet."""

import numpy as np


def halve(x):
    return np.asarray(x) / 2


def label(x):
    return "plus" if np.sum(x) > 0 else "minus"


class Meter:
    def __init__(self, x):
        self.x = np.asarray(x)

    def read(self, c):
        return float(np.sum(self.x) * c)
'''
MISTAKES = {
    "doubles": "def halve(x):\n    return np.asarray(x) * 2\n",
    "thirds": "def halve(x):\n    return np.asarray(x) / 3\n",
    "no_factor": "class Meter:\n    def __init__(self, x):\n        self.x = np.asarray(x)\n\n"
    "    def read(self, c):\n        return float(np.sum(self.x))\n",
}
HIDDEN = '''"""Hidden."""

import numpy as np
import pytest
from inputs import SECRET

closed = pytest.mark.reveal("LEVEL")


@closed
@pytest.mark.points(2)
def test_closed(check):
    """A closed case."""
    check.halve(SECRET)


@pytest.mark.points(2)
def test_open(check, rng):
    """An open case."""
    check.halve(rng.normal(size=20))


@closed
def test_closed_meter(check):
    """A closed case of an object."""
    meter = check.Meter(SECRET)
    meter.read(float(SECRET[0]))
    meter.read(3.0)


@pytest.mark.reveal("message")
def test_label(check, rng):
    """A case of which only a message is shown."""
    check.label(rng.normal(size=4))


def test_meter(check, rng):
    """An open case of an object."""
    meter = check.Meter(rng.normal(size=5))
    meter.read(2.0)


@closed
def test_closed_label(check):
    """Another closed case."""
    check.label(np.abs(SECRET))


@pytest.mark.reveal("values")
@pytest.mark.parametrize("x", [1.0, 3.0])
def test_values(check, x):
    """A case whose values are shown."""
    check.label(np.array([x]))
    check.halve(np.array([x, x, x]))


@closed
def test_closed_last(check):
    """A closed case."""
    check.halve(SECRET[:150])
'''


def write_course(folder: Path, level: str, secret: int) -> Path:
    texts = {
        "assignments/safe/assignment.yaml": ASSIGNMENT,
        "assignments/safe/safe.py": STUB,
        "assignments/safe/test_visible.py": "def test_a(student):\n    student.halve([1.0])\n",
        "solutions/safe/grading.yaml": f"reveal: counterexample\nseed: {{secret: {SEED}}}\n"
        + "mistakes:\n"
        + "".join(f"  {name}: {{hint: {{en: {name}, ko: {name}}}}}\n" for name in MISTAKES)
        + "limits: {wall_s: 4, cpu_s: 4, case_s: 8, file_mb: 0}\n",
        "solutions/safe/safe.py": REFERENCE,
        "solutions/safe/inputs.py": f"import numpy as np\nSECRET = np.random.default_rng({secret}).normal(size=200)\n",
        "solutions/safe/test_hidden.py": HIDDEN.replace("LEVEL", level),
    } | {f"solutions/safe/mistakes/{name}.py": text for name, text in MISTAKES.items()}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def shown(grade: Grade, files: tuple[tuple[str, bytes], ...]) -> str:
    """Everything that its student may get: the document, the page, the terminal; without the digest of the suite itself."""
    grade = replace(grade, environment=replace(grade.environment, assignment_digest=""))
    revealed, screen = reveal(grade), io.StringIO()
    console = Console(file=screen, width=200)
    texts = []
    for lang in ("en", "ko"):
        summary(revealed, lang, console)
        texts += [json_text(grade_document(revealed, lang), indent=1)]
        texts += [render_report(revealed, title=Text(grade.assignment), files=files, lang=lang)]
    return "\n".join([*texts, screen.getvalue()])


# In each gate the level below which nothing more is hidden.
LEVELS = ("verdict", *(pytest.param(each, marks=pytest.mark.exhaustive) for each in ("none", "message", "values")))


@pytest.fixture(scope="module", params=LEVELS)
def level(request: pytest.FixtureRequest) -> str:
    """Of the closed cases; ``values`` is there to show that the files do try."""
    return str(request.param)


@pytest.fixture(scope="module")
def judges(level: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Judge, ...]]:
    """One for each secret."""
    folder = tmp_path_factory.mktemp(level)
    opened = tuple(Judge(write_course(folder / str(secret), level, secret), "safe", sandbox="process") for secret in SECRETS)
    yield opened
    for judge in opened:
        judge.close()


def is_closed(case: str) -> bool:
    return case.startswith("test_closed")


def told(judge: Judge, file: str, level: str) -> tuple[str, list[tuple[str, Verdict]]]:
    """What may be seen, and how the closed cases ended."""
    submission = load_submission(HERE / "steering" / f"{file}.py", judge.assignment)
    grade = judge.grade(submission)
    assert grade.verdict is not Verdict.GRADER_ERROR, [case.staff for case in grade.cases]
    assert any(case.verdict is not Verdict.ACCEPTED for case in grade.cases if not is_closed(case.case))
    ended = [(case.case, case.verdict) for case in grade.cases if is_closed(case.case)]
    if level == "message":
        # What a message says may be chosen by inputs of that level: a class of exceptions, a power of ten, a known mistake.
        grade = replace(grade, cases=tuple(case for case in grade.cases if case.reveal.allows(Reveal.VALUES)))
    return shown(grade, submission.files), ended


@pytest.mark.long
@pytest.mark.parametrize("file", STUDENTS)
def test_other_closed_inputs_give_the_same_bytes(level: str, judges: tuple[Judge, ...], file: str) -> None:
    """Where the closed cases may show their inputs the documents differ, which proves the file; below that in no byte."""
    (first, ended), (second, ended_too) = (told(judge, file, level) for judge in judges)
    if level == "values":
        assert first != second
    else:
        assert ended == ended_too
        assert set(first.splitlines()) ^ set(second.splitlines()) == set()
        assert first == second
