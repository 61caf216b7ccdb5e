"""Known mistakes in what is done with objects, and what a report may say of a value with a part that only its maker understands."""

import ast
import builtins
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.judge.supervisor import Judge
from grader.model import CaseResult, Grade, Submission, Verdict
from tests.classes import MakeCourse

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "title: Layers\nfiles: [work.py]\nfunctions: [forward, backward, Counter]\n"
GRADING = """functions:
  forward: {returns: [out, cache], opaque: [cache]}
limits: {wall_s: 10, cpu_s: 0.25}
mistakes:
  sum_left_out: {hint: The sum is missing.}
  counts_twice: {hint: Each number counts once.}
  cut_off: {hint: Nothing is cut off.}
"""
STUB = """def forward(x, w):
    # TODO
    pass


def backward(delta, cache):
    # TODO
    pass


class Counter:
    def __init__(self, start):
        self.total = start

    def add(self, x):
        # TODO
        pass
"""
REFERENCE = """class Kept:
    def __init__(self, x, w):
        self.x, self.w = x, w


def forward(x, w):
    return x * w, Kept(x, w)


def backward(delta, cache):
    return (delta * cache.x).sum(), delta * cache.w


class Counter:
    def __init__(self, start):
        self.total = start

    def add(self, x):
        self.total = self.total + x
        return self.total
"""
MISTAKES = {
    "sum_left_out": "def backward(delta, cache):\n    return delta * cache.x, delta * cache.w\n",
    "counts_twice": (
        "class Counter:\n    def __init__(self, start):\n        self.total = start\n\n    def add(self, x):\n"
        "        self.total = self.total + 2 * x\n        return self.total\n"
    ),
    "cut_off": "def forward(x, w):\n    return (x * w)[:2], Kept(x, w)\n",
}
HIDDEN = '''
import numpy as np

def test_forward(check, rng):
    """It works."""
    check.forward(rng.normal(size=4), rng.normal(size=4))

def test_backward(check, rng):
    """It works."""
    x, w, delta = rng.normal(size=(3, 4))
    _, cache = check.forward(x, w)
    check.backward(delta, cache)

def test_counter(check):
    """It works."""
    counter = check.Counter(1.0)
    counter.add(2.0)
    counter.add(0.5)
'''
# The same three mistakes as students write them, with caches and attributes of their own.
OTHERWISE = {
    "sum_left_out": ("return float(np.dot(delta, x)), delta * w", "return x * delta, w * delta"),
    "counts_twice": ("self.sum += x", "self.sum += x + x"),
    "cut_off": ("return w * x, {", "return w[:2] * x[:2], {"),
}
STUDENT = """import numpy as np


def forward(x, w):
    return w * x, {"x": x, "w": w}


def backward(delta, cache):
    x, w = cache["x"], cache["w"]
    return float(np.dot(delta, x)), delta * w


class Counter:
    def __init__(self, start):
        self.sum = start

    def add(self, x):
        self.sum += x
        return self.sum
"""


def _course(make_course: MakeCourse, hidden: str) -> Path:
    folder: Path = make_course(assignment=ASSIGNMENT, grading="", stub=STUB, reference=REFERENCE, hidden=hidden)
    private = folder / "solutions" / "doubling"
    (private / "mistakes").mkdir()
    for name, source in MISTAKES.items():
        (private / "mistakes" / f"{name}.py").write_text(source)
    (private / "grading.yaml").write_text(GRADING)
    return folder


@pytest.fixture
def graded(make_course: MakeCourse) -> Iterator[Callable[[str], Grade]]:
    with Judge(_course(make_course, HIDDEN), "doubling", sandbox="process") as judge:
        yield lambda text: judge.grade(Submission(student="s", file="work.py", files=(("work.py", text.encode()),)))


def failed(grade: Grade) -> list[CaseResult]:
    return [case for case in grade.cases if case.verdict is not Verdict.ACCEPTED]


def known(case: CaseResult) -> list[tuple[str, str, str]]:
    found = []
    for each in case.findings:
        if each.kind == "known_mistake":
            assert each.hint is not None
            found.append((each.function, each.name, each.hint.en))
    return found


def test_a_mistake_is_known_by_its_values(graded: Callable[[str], Grade]) -> None:
    """Whatever the cache is and however the object keeps its state: a call with a pair, a method, a value with an opaque part."""
    found = {name: failed(graded(STUDENT.replace(old, new))) for name, (old, new) in OTHERWISE.items()}
    assert {name: [known(case) for case in cases if case.case != "test_backward"] for name, cases in found.items()} == {
        "sum_left_out": [],
        "counts_twice": [[("Counter.add", "counts_twice", "Each number counts once.")]],
        "cut_off": [[("forward", "cut_off", "Nothing is cut off.")]],
    }
    assert [known(case) for case in found["sum_left_out"]] == [[("backward", "sum_left_out", "The sum is missing.")]]


def test_another_mistake_is_not_taken_for_it(graded: Callable[[str], Grade]) -> None:
    """Half of what a known mistake adds, a raised error, an object that is none: nothing is said, and nothing fails of itself."""
    for old, new in (
        ("self.sum += x", "self.sum += 1.5 * x"),
        ("self.sum += x", "self.sum += self.nothing"),
        ("self.sum = start", "self.sum = None"),
        ("x, w = cache[", "x, w, _ = cache["),
        ("delta * w\n", "delta + w\n"),
    ):
        assert old in STUDENT
        cases = failed(graded(STUDENT.replace(old, new)))
        assert cases
        for case in cases:
            # Which of two outputs is wrong may be said; it is no cause.
            assert {each.kind for each in case.findings} <= {"partly_right"}, (new, case)
            assert "explanation failed" not in case.staff.detail


def test_nothing_is_said_of_what_stays_where_it_was_made(graded: Callable[[str], Grade]) -> None:
    """An object is never shown as a wrong value, nor as one that differs between runs; a cache is shown by its name."""
    (case,) = failed(graded(STUDENT.replace("self.sum += x", "self.sum += 3 * x")))
    assert (case.function, case.findings) == ("Counter.add", ())
    assert case.counterexample is not None
    assert case.counterexample.expected == "3.0"
    case, *_ = failed(graded(STUDENT.replace("return w * x, {", "return w * x + 1, {")))
    assert case.counterexample is not None
    assert "<cache>" in case.counterexample.expected
    assert "<cache>" in case.counterexample.actual
    assert "Kept" not in case.counterexample.expected


@pytest.mark.long(seconds=2)
def test_a_mistake_behind_another_is_named_too(make_course: MakeCourse) -> None:
    """Where each case of the second function ends at the wrong value of the first, what comes after is looked at as well."""
    hidden = HIDDEN.replace("def test_backward(check", "@pytest.mark.points(1, question='backward')\ndef test_backward(check")
    both = STUDENT
    for name in ("cut_off", "sum_left_out"):
        both = both.replace(*OTHERWISE[name])
    with Judge(_course(make_course, "import pytest\n" + hidden), "doubling", sandbox="process") as judge:

        def graded(text: str) -> dict[str, CaseResult]:
            cases = failed(judge.grade(Submission(student="s", file="work.py", files=(("work.py", text.encode()),))))
            return {case.case: case for case in cases}

        found = {name: [mistake for _, mistake, _ in known(case)] for name, case in graded(both).items()}
        assert found == {"test_forward": ["cut_off"], "test_backward": ["cut_off", "sum_left_out"]}
        # One who makes the first alone is told of nothing else, and one who raises behind it neither.
        first = STUDENT.replace(*OTHERWISE["cut_off"])
        for text in (first, first.replace("x, w = cache[", "x, w, _ = cache[")):
            cases = graded(text)
            assert {name: [mistake for _, mistake, _ in known(case)] for name, case in cases.items()} == {
                "test_forward": ["cut_off"],
                "test_backward": ["cut_off"],
            }
            assert all("explanation failed" not in case.staff.detail for case in cases.values())


def played(call: str, source: str) -> object:
    """A counterexample is Python that can be pasted; in these tests the file is our own."""
    space: dict[str, object] = {"np": np}
    exec(source, space)  # noqa: S102  # see above
    *before, last = ast.parse(call).body
    exec(compile(ast.Module(before, []), "call", "exec"), space)  # noqa: S102  # as above
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "call", "eval"), space)  # noqa: S307  # as above


def assert_shown(value: Any, shown: Any) -> None:
    """To the six digits of a report."""
    assert type(value) is tuple or not isinstance(shown, tuple)
    parts = zip(value, shown, strict=True) if isinstance(value, tuple) and isinstance(shown, tuple) else [(value, shown)]
    for one, other in parts:
        np.testing.assert_allclose(one, other, rtol=1e-5)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return float(np.dot(delta, x)), delta * w", "return float(np.sum(delta)), delta * w"),
        ("return float(np.dot(delta, x)), delta * w", "return float(np.dot(delta, x)), delta * w + (len(w) > 1)"),
        ("return float(np.dot(delta, x)), delta * w", "return float(np.dot(delta, x)), delta @ w[:, None] / (len(w) > 2)[0]"),
        ("self.sum += x", "self.sum += max(x, 1.0)"),
    ],
)
def test_the_way_to_a_wrong_value_is_made_small(graded: Callable[[str], Grade], old: str, new: str) -> None:
    """A call with a cache and a method of an object: few numbers, Python that can be pasted, and it gives what is said of it."""
    assert old in STUDENT
    wrong = STUDENT.replace(old, new)
    (case,) = failed(graded(wrong))
    found = case.counterexample
    assert found is not None
    assert found.numbers <= 2, found
    assert "Kept" not in found.call
    expected = eval(found.expected, {"np": np})  # noqa: S307  # written by the judge
    assert_shown(played(found.call, REFERENCE), expected)
    if found.raised:
        with pytest.raises(getattr(builtins, found.raised)):
            played(found.call, wrong)
    else:
        assert_shown(played(found.call, wrong), eval(found.actual, {"np": np}))  # noqa: S307  # our own file's


HANGS = "calls = []\n" + STUDENT.replace(
    "self.sum += x", "self.sum += 2 * x\n        calls.append(x)\n        while len(calls) > 2:\n            pass"
)


@pytest.mark.long
def test_what_is_played_again_starts_anew(graded: Callable[[str], Grade]) -> None:
    """A method that hangs from its third call on never gets so far in a process of its own, and its mistake is known."""
    (case,) = failed(graded(HANGS))
    assert (case.verdict, known(case)) == (
        Verdict.WRONG_ANSWER,
        [("Counter.add", "counts_twice", "Each number counts once.")],
    )


@pytest.mark.long
def test_who_never_ends_when_played_again(make_course: MakeCourse) -> None:
    """Three ways to the wrong value, and the third one hangs when all are played: it costs neither points nor words."""
    hidden = HIDDEN.replace(
        "def test_counter(check):", "@pytest.mark.parametrize('start', [1.0, 2.0, 3.0])\ndef test_counter(check, start):"
    )
    hidden = "import pytest\n" + hidden.replace("check.Counter(1.0)", "check.Counter(start)")
    with Judge(_course(make_course, hidden), "doubling", sandbox="process") as judge:
        cases = failed(judge.grade(Submission(student="s", file="work.py", files=(("work.py", HANGS.encode()),))))
    assert [(case.verdict, case.findings, case.staff.detail.count("explanation failed")) for case in cases] == 3 * [
        (Verdict.WRONG_ANSWER, (), 0)
    ]


@pytest.mark.long
@pytest.mark.exhaustive
@pytest.mark.parametrize("slug", ["conv_backprop", "gated_rnn"])
def test_every_mistake_of_the_course_is_named(slug: str) -> None:
    """Where a suite passes caches on and calls methods, the hint that a student reads is still that of the mistake."""
    with Judge(ROOT, slug, sandbox="process") as judge:
        private, file = judge.assignment.private, judge.assignment.files[0]
        assert private is not None
        reference = (private / file).read_bytes()
        for path in sorted((private / "mistakes").glob("*.py")):
            content = reference + b"\n\n" + path.read_bytes()
            cases = failed(judge.grade(Submission(student="s", file=file, files=((file, content),))))
            assert cases
            assert [[name for _, name, _ in known(case)] for case in cases] == [[path.stem]] * len(cases), path.name
