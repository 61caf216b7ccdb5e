"""What an answer may not use: told from its text, whatever name it goes by, and never where it is not used."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from grader.errors import AssignmentError
from grader.judge.supervisor import Judge
from grader.model import FORBIDDEN_WORDS, Grade, Submission
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.report.about import note_text
from grader.report.sentences import message
from grader.sandbox.inside.constructs import CONSTRUCTS, RECURSION
from grader.sandbox.inside.looking import TooDeepError, found_in
from grader.verify import bans
from tests.classes import ASSIGNMENT, MakeCourse
from tests.test_writing import written

INV = ["np.linalg.inv"]
NUMPY = "import numpy as np\n"
# By what it tries; each is an inverse all the same.
TRICKS = {
    "plain": NUMPY + "def f(A): return np.linalg.inv(A)",
    "another name": "from numpy.linalg import inv as i\ndef f(A): return i(A)",
    "all names": "from numpy.linalg import *\ndef f(A): return inv(A)",
    "a module by another name": NUMPY + "la = np.linalg\ndef f(A):\n  m = la\n  return m.inv(A)",
    "a name given twice": NUMPY + "def f(A):\n  m = np\n  m = m.linalg\n  return m.inv(A)",
    "another module of NumPy's": "import numpy.linalg._linalg as hidden\ndef f(A): return hidden.inv(A)",
    "a value beside it": NUMPY + "g = np.linalg.inv\ndef f(A): return g(A)",
    "a helper": NUMPY + "def h(A): return np.linalg.inv(A)\ndef f(A): return h(A)",
    "a decorator": NUMPY + "def d(g): return lambda A: np.linalg.inv(A)\n@d\ndef f(A): return A",
    "a default": NUMPY + "def f(A, g=np.linalg.inv): return g(A)",
    "a lambda": NUMPY + "f = lambda A: np.linalg.inv(A)",
    "a class": NUMPY + "class f:\n  def __init__(s, A): s.x = np.linalg.inv(A)",
    "an attribute of the function": NUMPY + "def f(A): return f.g(A)\nf.g = np.linalg.inv",
    "an attribute of numpy": NUMPY + "np.zz = np.linalg.inv\ndef f(A): return np.zz(A)",
    "an entry": NUMPY + "d = {}\nd['i'] = np.linalg.inv\ndef f(A): return d['i'](A)",
    "an update": NUMPY + "d = {}\nd.update(i=np.linalg.inv)\ndef f(A): return d['i'](A)",
    "global": NUMPY + "def p():\n  global h\n  h = np.linalg.inv\np()\ndef f(A): return h(A)",
    "a global import": "def p():\n  global la\n  import numpy.linalg as la\np()\ndef f(A): return la.inv(A)",
    "global past a local name": NUMPY
    + "m = np.linalg\ndef f(A):\n  m = 0\n  def g():\n    global m\n    return m.inv(A)\n  return g()",
    "nonlocal": NUMPY + "def f(A):\n  m = 0\n  def g():\n    nonlocal m\n    m = np.linalg\n  g()\n  return m.inv(A)",
    "a name that is never bound": NUMPY + "if 0:\n  np = 3\ndef f(A): return np.linalg.inv(A)",
    "an import in a class": "class S:\n  from numpy.linalg import inv\n  def g(s, A): return s.inv(A)\ndef f(A): return S().g(A)",
    "a module in a class": NUMPY + "class S:\n  la = np.linalg\n  def g(s, A): return s.la.inv(A)\ndef f(A): return S().g(A)",
    "a module in a list": NUMPY + "def f(A): return [np.linalg][0].inv(A)",
    "a module handed on": NUMPY + "def g(m, A): return m.inv(A)\ndef f(A): return g(np.linalg, A)",
    "a walrus": NUMPY + "def f(A): return [(m := np.linalg), m.inv(A)][1]",
    "a choice": NUMPY + "def f(A): return (np if A is not None else 0).linalg.inv(A)",
    "getattr": NUMPY + "def f(A): return getattr(getattr(np, 'linalg'), 'inv')(A)",
    "a computed name": NUMPY + "def f(A): return getattr(np.linalg, 'in' + 'v')(A)",
    "a computed name of a function": NUMPY + "def f(A):\n  s = np.linalg.solve\n  return getattr(s, '__glo' + 'bals__')['inv'](A)",
    "eval": NUMPY + "def f(A): return eval('np.linalg.inv(A)')",
    "another name of eval": NUMPY + "e = eval\ndef f(A): return e('np.linalg.inv(A)')",
    "__import__": "def f(A): return __import__('numpy').linalg.inv(A)",
    "importlib": "import importlib\ndef f(A): return importlib.import_module('numpy.linalg').inv(A)",
    "sys.modules": "import sys\ndef f(A): return sys.modules['numpy'].linalg.inv(A)",
    "__dict__": NUMPY + "def f(A): return np.linalg.__dict__['inv'](A)",
    "vars": NUMPY + "def f(A): return vars(np.linalg)['inv'](A)",
    "globals": NUMPY + "def f(A): return globals()['np'].linalg.inv(A)",
    "globals of a function": NUMPY + "def f(A): return np.linalg.solve.__globals__['inv'](A)",
    "attrgetter": NUMPY + "from operator import attrgetter as a\ndef f(A): return a('linalg.inv')(np)(A)",
}
# What each of these uses of what it may not.
OTHERS = [
    ("def f(x):\n  return [i for i in x]", ["for"], ["for"]),
    ("def f(x):\n  return [i for i in x]", ["comprehension"], ["comprehension"]),
    ("def f(x):\n  while x: x = g(x)\ndef g(x):\n  for i in x: pass", ["loop"], ["loop", "loop"]),
    ("def f(x):\n  while x: pass", ["for"], []),
    ("def f(n): return g(n)\ndef g(n): return f(n - 1)", ["recursion"], ["recursion", "recursion"]),
    ("class f:\n  def a(self, n): return self.a(n - 1)", ["recursion"], ["recursion"]),
    ("def f(n):\n  def g(k): return g(k - 1)\n  return g(n)", ["recursion"], ["recursion"]),
    ("def g(n): return n\ndef f(n): return g(n) + g(n)", ["recursion"], []),
    ("def f(a, b):\n  a @= b\n  return a.dot(b)", ["@", ".dot"], [".dot", "@"]),
    ("def f(a):\n  return getattr(a, 'dot')(a)", [".dot"], [".dot"]),
    ("def f(x):\n  def g(sum): pass\n  return sum(x)", ["sum"], ["sum"]),
    ("def sum(x): return 1\ndef f(x): return sum(x)", ["sum"], []),
    ("def f(sum): return sum(1)", ["sum"], []),
    ("import numpy as np\ndef f(a): return np.linalg.norm(a)", ["np.linalg"], ["np.linalg"]),
    ("import math\ndef f(a): return a", ["math"], []),
    # Tried out beside the answer, or called alike.
    (NUMPY + "def f(A): return A\nprint(np.linalg.inv(np.eye(2)))\nfor i in range(3): print(f(i))", [*INV, "for"], []),
    (NUMPY + "def inv(A): return A\ndef f(A): return inv(A)\nclass X:\n  inv = 1", INV, []),
    (NUMPY + "class f:\n  def g(self, n): return getattr(self, n) + getattr(self.x, 'W_' + n) + self.inv", INV, []),
    ("def f():\n  return " + " + ".join(["1"] * 2000), INV, []),
]
_PARTS = [
    part.split("\n=== ")[1:] for part in Path(__file__).with_name("forbidden_tricks.txt").read_text("utf-8").split("=======\n")
]
TRICKS |= dict(each.split("\n", 1) for each in _PARTS[0])
HONEST = dict(each.split("\n", 1) for each in _PARTS[1])
BESIDE = [
    ("from h import g\ndef f(A): return g(A)", "h.py", NUMPY + "def g(A): return np.linalg.inv(A)"),
    ("import h\ndef f(A): return h.np.linalg.inv(A)", "h.py", NUMPY),
    ("from .h import g\ndef f(A): return g(A)", "h.py", "from numpy.linalg import inv as g"),
    ("from pk import h\ndef f(A): return h.g(A)", "pk/h.py", "from numpy.linalg import inv as g"),
    ("from h import *\ndef f(A): return g(A)", "h.py", "from w import *\nfrom numpy.linalg import inv as g"),
    ("from numpy import linalg\ndef f(A): return linalg.inv(A)", "linalg.py", "def inv(A): return A"),
]


@pytest.fixture(autouse=True)
def _deep() -> Iterator[None]:
    """As in the worker that looks."""
    most = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(most)


def found(source: str, constructs: list[str], own: tuple[tuple[str, bytes], ...] = ()) -> list[tuple[str, str, str, int]]:
    """``(construct, name, place, line)`` of each use."""
    uses = []
    for _, construct, name, place, line in found_in([("w.py", source.encode())], own, ["w.py"], [("f", constructs)]):
        assert isinstance(line, int)
        uses.append((str(construct), str(name), str(place), line))
    return uses


@pytest.mark.parametrize("trick", TRICKS)
def test_no_name_hides_it(trick: str) -> None:
    uses = found(TRICKS[trick], INV)
    assert uses
    assert {construct for construct, *_ in uses} <= {"np.linalg.inv", ""}
    assert all(place == "w.py" and line > 0 for _, _, place, line in uses)


@pytest.mark.parametrize(("source", "constructs", "expected"), OTHERS)
def test_what_is_used(source: str, constructs: list[str], expected: list[str]) -> None:
    assert sorted(str(construct) for construct, *_ in found(source, constructs)) == expected


@pytest.mark.parametrize("case", HONEST)
def test_what_stands_beside_an_honest_answer_is_not_held_against_it(case: str) -> None:
    assert found(HONEST[case], case.partition(": ")[2].split()) == []


@pytest.mark.parametrize(("source", "path", "beside"), BESIDE)
def test_in_files_beside(source: str, path: str, beside: str) -> None:
    assert [construct for construct, *_ in found(source, INV, ((path, beside.encode()),))][:1] == INV


def test_in_cells() -> None:
    texts = ("%matplotlib inline\nimport numpy as np", "def f(A):\n  return np.linalg.inv(A)")
    notebook = json.dumps({"cells": [{"cell_type": "code", "source": text} for text in texts]}).encode()
    assert found_in([("w.ipynb", notebook)], [], ["w.py"], [("f", INV)]) == [["f", *INV, *INV, "w.ipynb[2]", 2]]


def test_a_text_that_nobody_can_look_through_is_said_to_be_one() -> None:
    with pytest.raises(TooDeepError):
        found("def f(): return " + "-" * 40_000 + "1", INV)


def test_the_words_are_the_same_on_both_sides() -> None:
    assert set(FORBIDDEN_WORDS) == {*CONSTRUCTS, RECURSION} == {*bans.WORDS, RECURSION}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forbidden")
    written("forbidden", folder)
    return folder


@pytest.fixture(scope="module")
def wrong(course: Path) -> Grade:
    """The manual's submission that inverts, and one check of its own that it fails by itself."""
    assignment = load_assignment(course, "solve_lu")
    text = (course / "wrong" / "work.py").read_text(encoding="utf-8").replace("return np.ones(len(x)) @ x", "return eval('0.0')")
    (course / "hidden").mkdir()
    (course / "hidden" / "work.py").write_text(text, encoding="utf-8")
    with Judge(course, "solve_lu", sandbox="process", feedback=False) as judge:
        return judge.grade(load_submission(course / "hidden", assignment))


def test_a_right_value_earns_nothing_and_the_line_is_said(wrong: Grade) -> None:
    assert wrong.points == 0
    solved = next(case for case in wrong.cases if case.case == "test_solves[2]")
    assert (solved.verdict.value, solved.note, solved.evidence) == ("wrong_answer", "forbidden", None)
    assert message(solved, "en").startswith("solve uses np.linalg.inv (work.py, line 6)")
    assert message(solved, "ko").startswith("solve 문항에서 np.linalg.inv 항목을 사용했습니다 (work.py 6번째 줄)")


def test_a_wrong_value_says_both(wrong: Grade) -> None:
    total = next(case for case in wrong.cases if case.question == "total")
    text = message(total, "en")
    assert total.evidence is not None
    assert text.endswith("Write directly what you call.")
    assert "total uses eval (work.py, line 14)" in text
    assert not text.startswith("total uses")


def test_the_head_of_the_report_says_each_place(wrong: Grade) -> None:
    said = [note_text(note, "en", "") for note in wrong.notes if note.kind == "forbidden"]
    assert len(said) == 2
    assert said[0].startswith("solve uses np.linalg.inv (work.py, line 6)")


def test_a_reference_that_breaks_the_rule_is_no_students_loss(course: Path, tmp_path: Path) -> None:
    shutil.copytree(course, tmp_path / "course")
    reference = tmp_path / "course" / "solutions" / "solve_lu" / "work.py"
    reference.write_text(
        reference.read_text(encoding="utf-8").replace("np.ones(len(x)) @ x", "np.float64(sum(x))"), encoding="utf-8"
    )
    with (
        pytest.raises(AssignmentError, match=r"work\.py:\d+: the reference's total uses sum, but assignment\.yaml forbids it"),
        Judge(tmp_path / "course", "solve_lu", sandbox="process") as judge,
    ):
        judge.grade(load_submission(tmp_path / "course" / "wrong", load_assignment(tmp_path / "course", "solve_lu")))


@pytest.mark.parametrize(
    ("forbid", "said"),
    [
        (["fro"], "'fro' is not a module, a builtin or a construct that can be forbidden; did you mean 'for'?"),
        (["nump.linalg.inv"], "did you mean 'numpy'?"),
        (["a b"], "is neither a name such as np.linalg.inv"),
        ({"sole": ["for"]}, "'sole' is none of the functions; did you mean 'solve'?"),
        (["for", "for"], "'for' is listed twice"),
    ],
)
def test_what_cannot_be_forbidden_is_named_by_line(course: Path, tmp_path: Path, forbid: object, said: str) -> None:
    shutil.copytree(course, tmp_path / "course")
    file = tmp_path / "course" / "assignments" / "solve_lu" / "assignment.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump(settings | {"forbid": forbid}), encoding="utf-8")
    with pytest.raises(AssignmentError) as caught:
        load_assignment(tmp_path / "course", "solve_lu")
    (problem,) = caught.value.problems
    assert said in problem
    assert problem.startswith("assignments/solve_lu/assignment.yaml:")


def test_names_that_lead_nowhere_are_verifys_to_say() -> None:
    assert [bans.leads_somewhere(each) for each in ("np.linalg.inv", "np.linalg.invv", "sum", ".sort", "loop")] == [
        *(True, False, True, True, True)
    ]


@pytest.mark.parametrize(("forbid", "lines"), [("", {2}), ("forbid: [float]\n", set())])
def test_no_line_is_named_where_no_change_would_do(make_course: MakeCourse, forbid: str, lines: set[int]) -> None:
    """One change makes the values right, and the answer would still use what it may not."""
    course = make_course(assignment=ASSIGNMENT + forbid)
    source = b"def double(x):\n    return 3 * float(x)\n"
    with Judge(course, "doubling", sandbox="process") as judge:
        grade = judge.grade(Submission(student="s", file="work.py", files=(("work.py", source),)))
    assert grade.points == 0
    assert {place.line for case in grade.cases if case.located for place in case.located.places} == lines
