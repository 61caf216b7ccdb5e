"""What a suite keeps of a student's until its case ends is bounded in bytes, however many messages it came in."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bench.hostile import MOST_MB, measured, right_file, submission_of
from grader.judge.supervisor import Judge
from grader.model import CaseResult, Verdict

COURSE = {
    "assignments/kept/assignment.yaml": "title: kept\nfiles: [work.py]\nfunctions: [double, table, grad, slope]\npoints: 5\n",
    "assignments/kept/work.py": "def double(x):\n    pass\n",
    "assignments/kept/README.md": "kept\n",
    "solutions/kept/grading.yaml": (
        "limits: {memory_mb: 1024, wall_s: 30, cpu_s: 30, case_s: 100, submission_s: 300}\nreveal: counterexample\n"
    ),
    "solutions/kept/work.py": """import numpy as np

OFFSET = 3.0

def double(x):
    return 2 * x

def table(n):
    return np.full((n, 1000), 2.0)

def grad(f, x):
    g = np.zeros_like(x)
    for i in range(x.size):
        h = np.zeros_like(x)
        h[i] = 1e-5
        g[i] = (f(x + h) - f(x - h)) / 2e-5
    return g

def slope(f, n):
    return sum(f(np.full(1 << 16, 1.0 * i)) for i in range(n))
""",
    "solutions/kept/test_hidden.py": """import numpy as np

def test_double(student, near):
    got = [student.double(np.arange(4.0) + i) for i in range(12)]
    assert got[3] == near(2 * (np.arange(4.0) + 3))

def test_attribute(student):
    got = [student.OFFSET for _ in range(12)]
    assert got[0] == 3.0

def test_table(student):
    got = [student.table(1500) for _ in range(8)]
    assert all(each.sum() == 3_000_000 for each in got)

def test_grad(student, near):
    trace = []
    x = np.linspace(0.0, 1.0, 400)
    def f(x):
        trace.append(x)
        return np.sum(np.asarray(x, dtype=float) ** 2)
    assert student.grad(f, x) == near(2 * x, rtol=1e-4, atol=1e-6)

def test_slope(student, near):
    trace = []
    def f(x):
        trace.append(x)
        return float(np.mean(x))
    assert student.slope(f, 160) == near(160 * 159 / 2)
""",
}
RIGHT = COURSE["solutions/kept/work.py"]
RETURNED = {
    "large_array": "np.ones(60 << 17)",
    "small_entries": "np.ones(60 << 20, bool)",
    "many_numbers": "[0.5] * 290_000",
    "many_lists": "[[] for _ in range(140_000)]",
    "text": "'x' * 900_000",
    "arrays_in_a_dict": "{'k%d' % i: np.ones(1 << 17) for i in range(50)}",
}
HANDED = {
    "array": "np.ones(1 << 16)",
    "small_entries": "np.ones(1_000_000, np.uint8)",
    "bytes": "b'x' * (1 << 19)",
    "text": "'x' * 500_000",
    "numbers": "[0.5] * 50_000",
    "arrays": "[np.ones(200) for _ in range(500)]",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    course = tmp_path_factory.mktemp("course")
    for name, text in COURSE.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text)
    with Judge(course, "kept", sandbox="auto") as judge:
        yield judge


def graded(judge: Judge, source: str) -> Mapping[str, CaseResult]:
    return {case.case: case for case in judge.grade(submission_of(judge.assignment, source.encode())).cases}


def held(judge: Judge, source: str) -> Mapping[str, CaseResult]:
    """The cases of a file that must cost the judge no more than it may beside a right one."""
    right = measured(judge, right_file(judge.assignment))
    assert right.grade.verdict is Verdict.ACCEPTED
    cost = measured(judge, submission_of(judge.assignment, source.encode()))
    assert cost.megabytes - right.megabytes <= MOST_MB
    assert not cost.grade.needs_review
    return {case.case: case for case in cost.grade.cases}


# What is read one by one costs the processor most.
LONG = pytest.mark.long(seconds=2)
COSTLY = {"large_array": LONG, "arrays_in_a_dict": LONG, "many_numbers": pytest.mark.long, "many_lists": pytest.mark.exhaustive}
COSTLY |= {"small_entries": pytest.mark.exhaustive}


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize("kind", [pytest.param(kind, marks=COSTLY.get(kind, ())) for kind in RETURNED])
def test_values_that_nobody_checks_are_bounded_together(kept: Judge, kind: str) -> None:
    """Each would do alone: what counts is what all of them take."""
    source = f"{RIGHT}\nVALUE = OFFSET = {RETURNED[kind]}\n\ndef double(x):\n    return VALUE\n"
    cases = held(kept, source)
    assert cases["test_double"].verdict is Verdict.WRONG_ANSWER
    assert cases["test_attribute"].verdict is not Verdict.ACCEPTED
    assert {cases[name].verdict for name in ("test_table", "test_grad", "test_slope")} == {Verdict.ACCEPTED}


# Of each sort of value one: an array, what is read at once, what is read one by one.
HANDED_IN_EACH_GATE = ("array", "text", "numbers")


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize(
    "kind", [kind if kind in HANDED_IN_EACH_GATE else pytest.param(kind, marks=pytest.mark.exhaustive) for kind in HANDED]
)
def test_what_a_function_of_the_suite_is_handed_is_bounded_together(kept: Judge, kind: str) -> None:
    """Also where the student's code catches every error and calls on."""
    source = f"""{RIGHT}
VALUE = {HANDED[kind]}

def grad(f, x):
    for _ in range(9000):
        try:
            f(VALUE)
        except BaseException:
            pass
    return 2 * x
"""
    cases = held(kept, source)
    assert (cases["test_grad"].verdict, cases["test_grad"].limit) == (Verdict.TIME_LIMIT, "callbacks")
    assert {case.verdict for name, case in cases.items() if name != "test_grad"} == {Verdict.ACCEPTED}


def test_a_caught_refusal_makes_no_room(tmp_path: Path) -> None:
    """A suite that swallows the refusal of a value keeps no more of those that follow."""
    hidden = """
def test_double(student):
    got, refused = [], 0
    for _ in range(30):
        try:
            got.append(student.double(1.0))
        except Exception:
            refused += 1
    assert not refused
"""
    for name, text in {**COURSE, "solutions/kept/test_hidden.py": hidden}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with Judge(tmp_path, "kept", sandbox="auto") as judge:
        source = (
            "import numpy as np\nVALUE = {'k%d' % i: np.ones(1 << 17) for i in range(30)}\n\ndef double(x):\n    return VALUE\n"
        )
        assert held(judge, source)["test_double"].verdict is Verdict.WRONG_ANSWER


@pytest.mark.long(seconds=2)
def test_a_long_gradient_check_is_no_attack(kept: Judge) -> None:
    """Thousands of calls on a few hundred numbers each, more than the reference makes."""
    source = RIGHT.replace("def grad(f, x):\n", "def grad(f, x):\n    for _ in range(9000):\n        f(x)\n")
    assert graded(kept, source)["test_grad"].verdict is Verdict.ACCEPTED


@pytest.mark.long
def test_what_is_large_by_right_has_room(kept: Judge) -> None:
    """The reference takes more than every case has; a wrong answer of that size is told by its value, and no limit."""
    wrong = RIGHT.replace("2.0)", "2.5)").replace("1.0 * i)", "1.5 * i)")
    cases = graded(kept, wrong)
    for name in ("test_table", "test_slope"):
        assert (cases[name].verdict, cases[name].note, cases[name].limit) == (Verdict.WRONG_ANSWER, "", "")
