"""No hidden value reaches anything that a student may see of a case whose level forbids it, whatever the student's file tries.

Every file in ``students/`` gets the inputs of a hidden suite, and tries to carry them out. Each level is graded as a class, and
every document that comes of it but the staff's own is searched; then the same with other inputs, which must give the same bytes.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from grader.batch.store.sql import open_store
from grader.grading.reveal import reveal
from grader.model.codecs import GRADE
from grader.report.terminal import summary
from tests.leaks.traces import leaks

HERE = Path(__file__).parent
STUDENTS = sorted(path.stem for path in HERE.glob("students/*.py"))
TALKERS = ("exception_text", "prints", "remembers_and_raises", "returns_arguments", "returns_keys", "zeros_of_the_same_form")
LEVELS = ("none", "verdict", "message", "values", "counterexample")
# For staff (the page of the class names cases by their ids); everything else in a batch's folder may be shown, published or sent.
STAFF = ("staff.jsonl", "grades.db", "index.html")
# What a level shows can be used to signal a few bits (docs/reveal.md): these do so by the class of their exception, or by its line.
SIGNALS = {"message": ("chooses_an_exception",)}

PUBLIC = "def mix(x, a, name=''):\n    # TODO\n    return None\n\n\ndef size(x):\n    # TODO\n    return None\n"
REFERENCE = '''"""The answer-sheet."""

import numpy as np


def mix(x, a, name=""):
    orchestrated = np.asarray(x) * a
    return orchestrated + len(name)


def size(x):
    return float(np.abs(x).max() * 1.7320508)
'''
HIDDEN = '''"""Hidden."""

import numpy as np
import pytest
from inputs import FREE, KEYED, PAIRS, WORD


@pytest.mark.points(2, hint="hint-lantern")
@pytest.mark.parametrize("x, a", PAIRS)
def test_mix(check, x, a):
    """title-lantern of mix."""
    check.mix(np.array(x), a)


@pytest.mark.points(1, hint="hint-lantern")
@pytest.mark.parametrize("key", [pytest.param(KEYED, id=WORD)])
def test_named(check, key):
    """title-lantern of a name."""
    check.mix(np.array([KEYED]), KEYED, name=WORD)


@pytest.mark.points(1, hint="hint-lantern")
def test_size(student, near, reference):
    """title-lantern of size."""
    value = student.size(np.array([FREE]))
    assert value == near(reference.size(np.array([FREE]))), f"author-lantern: it should be {reference.size(np.array([FREE]))}"


@pytest.mark.points(1, hint="hint-lantern")
def test_indexed(student, near):
    """title-lantern of an entry."""
    assert student.mix(np.array([FREE, FREE]), FREE)[1] == near(FREE * FREE)
'''
# A suite whose last test may be shown, after others that may not.
MIXED = (
    HIDDEN.replace("@pytest.mark.points(2", '@pytest.mark.reveal("verdict")\n@pytest.mark.points(2').replace(
        "@pytest.mark.points(1", '@pytest.mark.reveal("message")\n@pytest.mark.points(1'
    )
    + '''

@pytest.mark.points(1)
@pytest.mark.parametrize("x", [[1.0, 2.0], [3.0, 4.0]])
def test_open(check, x):
    """title-open of mix."""
    check.mix(np.array(x), 2.0)
'''
)


@dataclass(frozen=True)
class Secrets:
    """The hidden inputs, of unusual size so that they cannot stand in a text by chance."""

    pairs: tuple[tuple[tuple[float, float], float], ...]
    keyed: float
    free: float
    word: str

    @property
    def numbers(self) -> list[float]:
        inputs = [number for x, a in self.pairs for number in (*x, a)] + [self.keyed, self.free]
        expected = [number * a for x, a in self.pairs for number in x]
        return [abs(n) for n in (*inputs, *expected, self.keyed**2 + len(self.word), self.free * 1.7320508, self.free**2)]

    def module(self) -> str:
        pairs = [(list(x), a) for x, a in self.pairs]
        return f"PAIRS = {pairs!r}\nKEYED = {self.keyed!r}\nFREE = {self.free!r}\nWORD = {self.word!r}\n"


FIRST = Secrets(
    (((73819.264781, 0.000462817), 551728.39), ((-92467.1835, 0.00083691), 64183.7)), 38461.927, 59274.816, "orchid-zugzwang"
)
OTHER = Secrets(
    (((73211.8146, 0.000459923), 548371.26), ((-91835.6217, 0.00082167), 63871.4)), 38193.452, 58946.271, "magnet-zirconia"
)
SEED = "c0ffee5eed5eedc0ffee5eed5eedc0de"
NEVER = ("orchestrated", "answer-sheet", "author-lantern", SEED, "test_hidden.py", "inputs.py")


@dataclass(frozen=True)
class Seen:
    """Everything that came of a class and that students may see, by name of the document; a student's terminal and JSON too."""

    documents: Mapping[str, str]

    def of(self, student: str) -> str:
        return "\n".join(text for name, text in self.documents.items() if student in name)


def write_course(folder: Path, level: str, secrets: Secrets) -> Path:
    mixed = level == "mixed"
    texts = {
        "assignments/safe/assignment.yaml": "title: Safe\nfiles: [safe.py]\nfunctions: [mix, size]\n",
        "assignments/safe/safe.py": PUBLIC,
        "assignments/safe/test_visible.py": "def test_a(student):\n    student.mix([1.0], 1.0)\n",
        "solutions/safe/grading.yaml": f"reveal: {'counterexample' if mixed else level}\nseed: {{secret: {SEED}}}\n"
        "limits: {wall_s: 2, cpu_s: 2, case_s: 5, output_kb: 4, memory_mb: 200}\n",
        "solutions/safe/safe.py": REFERENCE,
        "solutions/safe/inputs.py": secrets.module(),
        "solutions/safe/test_hidden.py": MIXED if mixed else HIDDEN,
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def grade_class(folder: Path, level: str, secrets: Secrets) -> Seen:
    course, out = write_course(folder / "course", level, secrets), folder / "out"
    command = [sys.executable, "-m", "grader", "batch", str(HERE / "students"), "-a", "safe", "-o", str(out)]
    command += ["--course", str(course), "--sandbox", "process", "-q"]  # how many are graded is a number like any other
    environment = os.environ | {"COLUMNS": "200"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False, env=environment)
    assert done.returncode in (0, 4), done.stderr
    documents = {"stdout": done.stdout, "stderr": done.stderr} | terminals(out)
    for path in sorted(out.rglob("*")):
        if path.is_file() and not path.name.startswith(STAFF):
            documents[path.relative_to(out).as_posix()] = shown(path)
    return Seen({name: text.replace(str(folder), "") for name, text in documents.items()})


def terminals(out: Path) -> dict[str, str]:
    """What ``grader grade`` prints of the same grades, of those with most to tell, in both languages."""
    found = {}
    with contextlib.closing(open_store(out / "grades.db")) as store:
        for _, stored in store.fetch_grades(list(store.fetch_graded())):
            grade = GRADE.validate_json(stored)
            if grade.student in TALKERS:
                screen = io.StringIO()
                console = Console(file=screen, width=200)
                summary(reveal(grade), "en", console)
                summary(reveal(grade), "ko", console)
                found[f"terminal of {grade.student}"] = screen.getvalue()
    assert len(found) == len(TALKERS)
    return found


def shown(path: Path) -> str:
    """The text of a document without what changes with every edit of the assignment: its digest."""
    text = path.read_text(encoding="utf-8")
    if path.name != "results.jsonl":
        return text
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        line["grader"]["assignment_digest"] = ""
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


# In each gate the level that shows least of what can still be asked about. That the files do try is shown where values may be.
GATE = ("verdict",)


@pytest.fixture(
    scope="module",
    params=[pytest.param(each, marks=() if each in GATE else pytest.mark.exhaustive) for each in (*LEVELS, "mixed")],
)
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def seen(level: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return grade_class(tmp_path_factory.mktemp(level), level, FIRST)


@pytest.mark.long
def test_no_document_tells_a_secret(level: str, seen: Seen) -> None:
    """Reports, gradebook, results, class page, terminal: no input, expected value or id below values; no author's text ever."""
    forbidden = list(NEVER)
    numbers: list[float] = []
    if level not in ("values", "counterexample"):
        numbers += FIRST.numbers
        forbidden.append(FIRST.word)
    if level in ("none", "verdict"):
        forbidden.append("hint-lantern")
    if level == "none":
        forbidden.append("title-lantern")
    told = {name: found for name, text in seen.documents.items() if (found := leaks(text, numbers, forbidden))}
    assert told == {}


@pytest.mark.long
def test_other_secrets_give_the_same_bytes(level: str, seen: Seen, tmp_path: Path) -> None:
    """Where nothing may be shown, nothing that students see depends on the inputs: not a length, not a line, not a number."""
    if level in ("none", "values", "counterexample"):
        return  # what shows less than verdict has nothing more to give away
    other = grade_class(tmp_path, level, OTHER)
    assert other.documents.keys() == seen.documents.keys()
    signals = SIGNALS.get("message" if level == "mixed" else level, ())
    different = [
        student for student in STUDENTS if student not in signals and same_lines(seen, student) != same_lines(other, student)
    ]
    assert different == []


def same_lines(seen: Seen, student: str) -> tuple[str, list[str]]:
    """A student's report and terminal, and their line of the results."""
    results = [line for line in seen.documents["results.jsonl"].splitlines() if f'"student": "{student}"' in line]
    return seen.of(student), results


@pytest.mark.long
def test_the_students_do_try(level: str, seen: Seen) -> None:
    """Where values may be shown, most files carry something out: else the search would prove nothing."""
    if level not in ("values", "counterexample"):
        return
    telling = [name for name in STUDENTS if leaks(seen.of(name), FIRST.numbers, [FIRST.word])]
    assert len(telling) > 0.9 * len(STUDENTS)
