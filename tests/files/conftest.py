"""A judge for a small course, to hand real files to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Assignment, Grade, Lang, Submission
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.report.student_page import render_report

TEXTS = {
    "assignments/real/assignment.yaml": "title: Real\nfiles: [work.py]\nfunctions: [double, total, Counter]\n",
    "assignments/real/work.py": (
        "import numpy as np\n\n"
        "def double(x):\n    '''Twice x.'''\n    y = np.zeros(3)\n    # TODO\n    return y\n\n"
        "def total(x):\n    # TODO\n    pass\n\n"
        "class Counter:\n    def __init__(self, start):\n        self.value = start\n\n"
        "    def add(self, n):\n        # TODO\n        return 0\n"
    ),
    "assignments/real/test_visible.py": "def test_one(student):\n    assert student.double(1.0) == 2.0\n",
    "solutions/real/grading.yaml": "limits: {load_s: 6}\n",
    "solutions/real/work.py": (
        "import numpy as np\n\ndef double(x):\n    return 2 * np.asarray(x)\n\ndef total(x):\n    return float(np.sum(x))\n\n"
        "class Counter:\n    def __init__(self, start):\n        self.value = start\n\n"
        "    def add(self, n):\n        self.value += n\n        return self.value\n"
    ),
    "solutions/real/test_hidden.py": (
        "import numpy as np\n\n"
        "def test_double(check):\n    '''double() doubles.'''\n    check.double(np.array([1.0, 2.5, -3.0]))\n\n"
        "def test_total(check):\n    '''total() adds up.'''\n    check.total(np.array([1.0, 2.5]))\n"
    ),
}
Grader = Callable[[Path], tuple[Submission, Grade]]


@pytest.fixture(scope="session")
def real_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("real")
    for name, text in TEXTS.items():
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return course


@pytest.fixture(scope="session")
def real(real_course: Path) -> Assignment:
    return load_assignment(real_course, "real")


@pytest.fixture(scope="session")
def real_judge(real_course: Path) -> Iterator[Judge]:
    with Judge(real_course, "real", sandbox="process") as judge:
        yield judge


@pytest.fixture
def graded(real_judge: Judge, real: Assignment, tmp_path: Path) -> Callable[..., Grade]:
    """``graded(content, "s1.py")``: the grade of a file with those bytes, as the whole way from disk gives it."""

    def run(content: bytes, name: str = "s1.py") -> Grade:
        path = tmp_path / name
        path.write_bytes(content)
        return real_judge.grade(load_submission(path, real))

    return run


@pytest.fixture
def page(real_judge: Judge, real: Assignment, tmp_path: Path) -> Callable[..., str]:
    """``page(content, "s1.py", lang)``: that file's report."""

    def run(content: bytes, name: str, lang: Lang) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        submission = load_submission(path, real)
        revealed = reveal(real_judge.grade(submission))
        return render_report(revealed, title=real.title, files=submission.files, lang=lang)

    return run
