"""Where a submission is wrong: what is missing, what waits, and what goes wrong with us while it is looked for."""

import ast
import time

import pytest

from grader.grading.reveal import reveal
from grader.judge.locating import Search
from grader.judge.running.repaired import RepairedStudent
from grader.judge.screening import SLEEPY, Hanging, Screen, Target
from grader.model import Fault, FunctionSpec, Limits, Verdict
from grader.sandbox.inside.edits import Edit, edited
from grader.sandbox.inside.repairs import repairs_of
from grader.sandbox.inside.trials import WAITS_S, Trials
from grader.sandbox.protocol import Change, Play, Repair, Repairs, Reply, Stop, StudentError, StudentStoppedError, Tried
from grader.sandbox.repairs import read_tried
from tests.classes import MakeCourse
from tests.marking import MakeMarker

LOOP = """def g(f, x, eps):
    out = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x + 0.0, x + 0.0
        up[i] += eps
"""
ROUNDS = """def f(w, s):
    m = np.eye(3)
    for t in range(3):
        m = {}
        n = m.sum()
    return n
"""
SUMS = """def f(x, w):
    u, v = np.zeros(2), np.zeros(2)
    p = np.zeros(2)
    u += w.T @ x
{}    return u, p, x.shape
"""


@pytest.mark.parametrize(
    ("lines", "right", "wrong"),
    [
        (LOOP + "{}        out[i] = f(up) - f(down)\n    return out\n", "        down[i] -= eps\n", ""),
        (LOOP + "        down[i] -= eps\n        out[i] = {}\n    return out\n", "f(up) - f(down)", "f(down)"),
        (LOOP + "        out[i] = {}\n    return out\n", "(f(up) - f(x)) / (2 * eps)", "f(up) - f(x)"),
        (LOOP.replace("np.zeros(x.shape)", "{}") + "        out[i] = f(up)\n    return out\n", "np.zeros(x.shape)", "x.shape"),
        (LOOP.replace("np.ndindex(x.shape)", "{}") + "        out[i] = f(up)\n    return out\n", "np.ndindex(x.shape)", "x.shape"),
        ("def f(a, b, floor={}):\n    return a / np.maximum(floor, b)\n", "1e-08", "1.00000001"),
        ("def f(g, x, eps):\n    return h({}, x + eps)\n", "g(x)", "x"),
        ("def f(g, x, eps):\n    return h({}, x + eps)\n", "g(x)", "g"),
        ("def f(table, x):\n    return {} * table[0]\n", "table[x]", "table(x)"),
        ("def f(a):\n    if a.size:\n        {}\n    return a\n", "raise ValueError('empty')", "return 'empty'"),
        (ROUNDS, "w * s @ m", "w * s"),
        ("def f(w, s):\n    for t in range(len(s)):\n        m = {}\n    return m\n", "w * (1 - s[t] ** 2)", "w"),
        ("def f(x, w):\n    return {} + w * np.tanh(w.sum())\n", "w * (1 - x)", "w * x"),
        ("def f(x):\n    shifted = {}\n    return shifted\n", "x - np.max(x, axis=-1, keepdims=True)", "x"),
        ("def f(x):\n    a, b = x + 1, x + 2\n    return {}\n", "(a, b)", "(a, a)"),
        ("def f(x):\n    return {}\n", "bool(x.sum() <= 1)", "x.sum() <= 1"),
        (SUMS, "    p += x.T @ x\n", ""),
        ("def f(x):\n    return {}\n", "np.exp(x.sum())", "2.0 ** x.sum()"),
        ("def f(x):\n    return {}\n", "np.zeros(len(x) + 1)", "np.zeros(len(x))"),
    ],
)  # fmt: skip
def test_what_is_missing_is_proposed(lines: str, right: str, wrong: str) -> None:
    """Some change makes the one of the other."""
    meant, changed = ("import numpy as np\n\n" + lines.format(each) for each in (right, wrong))
    name = ast.parse(changed).body[1]
    assert isinstance(name, ast.FunctionDef)
    found = repairs_of([("a.py", changed.encode())], [name.name])[0]
    made = {edited(changed, "a.py", [Edit(*change[:6]) for change in changes]) for _, _, _, changes in found}
    assert ast.dump(ast.parse(meant)) in {ast.dump(ast.parse(each)) for each in made}


def test_nobody_averages_a_text() -> None:
    source = 'def f(x):\n    return "no"\n'
    texts = {changes[0][5] for _, _, _, changes in repairs_of([("a.py", source.encode())], ["f"])[0]}
    assert 'raise ValueError("no")' in texts
    assert not any("np." in each for each in texts)


def test_a_statement_of_its_own_hangs_on_nothing() -> None:
    """What only right parts hang on comes later, and what is new does not take the place of what it follows."""

    def at(line: int, text: str, before: str) -> Repair:
        return Repair("twin", 1, "f", (Change("a.py", line, 0, line, 1, text, line, line, before, "a"),))

    spoils, adds, tells, too = at(2, "b", "a"), at(2, "\nb", ""), at(4, "b", "a"), at(4, "c", "a")
    screen = Screen(None, None, 1.0)  # type: ignore[arg-type]  # nobody is asked
    known = {("a.py", 2): Hanging(frozenset(), spoiled=True), ("a.py", 4): Hanging(frozenset(), spoiled=False)}
    screen._hanging = lambda _: known  # type: ignore[method-assign,assignment]  # noqa: SLF001
    assert screen.telling_first(Repairs(listed=(tells, spoils, too))) == [tells, too, spoils]
    assert screen.telling_first(Repairs(listed=(tells, adds, too))) == [tells, adds, too]


@pytest.mark.parametrize(("size", "calls_back", "price"), [(0, False, 1), (1 << 14, False, 2), (100, True, 2), (1 << 15, True, 6)])
def test_what_takes_longer_costs_more(size: int, calls_back: bool, price: int) -> None:  # noqa: FBT001
    target = Target(Play([], (0, 0), (), None), 0, FunctionSpec(name="f", returns="value"), size, calls_back)
    assert Screen(target, None, 1.0).price == price  # type: ignore[arg-type]  # nobody is asked


def test_what_sleeps_is_told_from_what_works() -> None:
    """By what the processor did meanwhile: however long a try takes, one that never gives the processor away does not wait."""
    trials = Trials(1000, 1000, 1000)
    trials.add(lambda: time.sleep(2 * WAITS_S))
    trials.add(lambda: sum(range(1000)))
    assert trials.told()[2] == 1
    assert read_tried(Reply(trials.told(), (), "", 0), 2).waited == 1
    with pytest.raises(ValueError, match="forged"):
        read_tried(Reply([[], [-1], 2], (), "", 0), 2)


@pytest.mark.parametrize(("waited", "waits"), [([SLEEPY], True), ([1] * SLEEPY, True), ([SLEEPY - 1, 0], False)])
def test_what_waits_now_and_then_is_given_up(waited: list[int], waits: bool) -> None:  # noqa: FBT001
    """A single try may wait for a disk."""
    screen = Screen(None, None, 1.0)  # type: ignore[arg-type]  # nobody is asked
    for each in waited:
        screen._noticed(Tried((), (None,), each))  # noqa: SLF001
    assert screen.waits is waits


HIDDEN = '''"""Hidden."""

import pytest


@pytest.mark.points(1)
@pytest.mark.parametrize("x", [1.0, 2.0, 3.5])
def test_double(check, x):
    """It doubles."""
    check.double(x)
'''
RIGHT = "def double(x):\n    return 2 * x\n"


@pytest.mark.parametrize(("line", "named"), [("", 1), ("    import time; time.sleep(0.2)\n", 0)])
def test_a_file_that_sleeps_is_not_searched(make_course: MakeCourse, marker: MakeMarker, line: str, named: int) -> None:
    course = make_course(reference=RIGHT, stub="def double(x):\n    return 0\n", hidden=HIDDEN)
    grade = marker(course).grade(f"def double(x):\n{line}    return 3 * x\n")
    assert len({case.located for case in reveal(grade).cases if case.located is not None}) == named
    assert grade.points == 0


class _Broken:
    """A slot whose workers cannot list changes."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def worker(self) -> "_Broken":
        return self

    def repairs(self, *_: object, timeout_s: float) -> Repairs:
        assert timeout_s > 0
        raise self._error

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    "error",
    [
        StudentError(Fault(base="ValueError", type="ValueError", message="no number"), "", 0),
        StudentStoppedError(Stop(verdict=Verdict.TIME_LIMIT, limit="wall_s = 10", detail="no number")),
    ],
)
def test_staff_hear_of_a_list_that_failed(error: Exception) -> None:
    """No code of the student's has run where changes are listed: what goes wrong there is ours."""
    student = RepairedStudent(_Broken(error), (("work.py", b""),), (), Limits())
    assert student.listed(("f",), (), 10, timeout_s=1) == Repairs()
    assert "no number" in student.trouble
    search = Search(None, None, {}, lambda: None)  # type: ignore[arg-type]  # nothing of them is asked
    assert search.quiet
    search.trouble = student.trouble
    assert not search.quiet, "nobody else is told the same"


@pytest.mark.long(seconds=2)
def test_nested_deeper_than_anybody_changes_is_no_trouble(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Of such a function nothing is listed, and of the others what there is."""
    course = make_course(reference=RIGHT, stub="def double(x):\n    return 0\n", hidden=HIDDEN)
    deep = "    y = " + "-" * 900 + "x\n"
    grade = marker(course).grade(f"def other(x):\n{deep}    return y\n\n\ndef double(x):\n    other(x)\n    return 3 * x\n")
    assert not any(case.staff.detail for case in grade.cases)
    assert any(case.located for case in grade.cases)
