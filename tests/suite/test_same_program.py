"""Two files that are the same program: what is said of the second is what would have been said of it alone."""

import dataclasses
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from grader.judge.explain.explained import Explained
from grader.judge.running.record import Record
from grader.judge.same_program import Program, SamePrograms, key_of, program_of
from grader.model import CaseResult, Counterexample, Fault, Frame, Grade, Located, Place, Text, Verdict
from grader.sandbox.protocol import Survey
from tests.marking import MakeMarker

HIDDEN = """import numpy as np
import pytest

@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_outer(check, rng, n):
    check.outer(rng.normal(size=n), rng.normal(size=n + 1))

@pytest.mark.parametrize("n", [2, 4])
def test_mean(check, rng, n):
    check.mean(rng.normal(size=n))
"""
REFERENCE = """import numpy as np

def outer(x, y):
    total = np.zeros((len(x), len(y)))
    for i in range(len(x)):
        total[i] += x[i] * y
    return total

def mean(x):
    return np.sum(x) / len(x)
"""
COURSE = {
    "assignment": "title: Products\nfiles: [work.py]\nfunctions: [outer, mean]\n",
    "grading": "seed: {secret: a}\n",  # the same inputs in every one of these courses
    "reference": REFERENCE,
    "stub": "def outer(x, y):\n    # TODO\n    pass\n\ndef mean(x):\n    # TODO\n    pass\n",
}
WRONG = {
    "one term": REFERENCE.replace("range(len(x))", "range(len(x) - 1)"),
    "a sign": REFERENCE.replace("+= x[i]", "-= x[i]").replace("/ len(x)", "/ (len(x) - 1)"),
    "raises": REFERENCE.replace("x[i] * y", "x[i + 1] * y"),
    "says so": REFERENCE.replace("    return total", "    print(f'{total}')\n    return -total"),
    "two lines": REFERENCE.replace("    return total", "    total = total.T\n    # no\n    return 2 * total"),
    "remembers": REFERENCE.replace("def outer", "seen = []\n\ndef outer").replace(
        "    return total", "    seen.append(x)\n    return -total"
    ),
}
# In each gate a wrong value, one with words beside it, an exception, and a file that remembers.
GATE = ("one term", "says so", "raises", "remembers")
HEADERS = ("", "# Kim, 20261130\n\n\n# what for\n", "\n\n")


def told(grade: Grade) -> Sequence[CaseResult]:
    """Everything but what was measured."""
    return [
        dataclasses.replace(case, staff=dataclasses.replace(case.staff, wall_s=0.0, cpu_s=0.0, memory_mb=0.0))
        for case in grade.cases
    ]


@pytest.mark.long
@pytest.mark.parametrize("name", [name if name in GATE else pytest.param(name, marks=pytest.mark.exhaustive) for name in WRONG])
def test_told_as_if_alone(make_course: Callable[..., Path], marker: MakeMarker, name: str) -> None:
    """Whoever comes first: findings, examples and lines are those of the file itself, byte by byte."""
    files = [header + WRONG[name].replace("\n\ndef mean", f"\n\n{header}def mean") + header for header in HEADERS]
    alone = []
    for number, file in enumerate(files):
        judge = marker(make_course(hidden=f"{HIDDEN}# {name}: judge {number}\n", **COURSE))
        alone.append(told(judge.grade(file)))
    for order in ((0, 1, 2), (2, 0, 1)):
        judge = marker(make_course(hidden=f"{HIDDEN}# {name}: in order {order}\n", **COURSE))
        for number in order:
            found = told(judge.grade(files[number]))
            for here, there in zip(found, alone[number], strict=True):
                for field in dataclasses.fields(here):
                    assert getattr(here, field.name) == getattr(there, field.name), (number, order, here.case, field.name)


def test_the_line_is_the_files_own(make_course: Callable[..., Path], marker: MakeMarker) -> None:
    """The second is told its own line, and the same text in it."""
    judge = marker(make_course(hidden=HIDDEN, **COURSE))
    first, second = (judge.grade(header + WRONG["one term"]) for header in ("", "# Kim\n\n# again\n"))
    places = [[case.located.places for case in grade.cases if case.located is not None] for grade in (first, second)]
    assert {place.line for found in places[0] for place in found} == {5}
    assert {place.line for found in places[1] for place in found} == {8}
    assert {place.text for found in places[1] for place in found} == {"for i in range(len(x) - 1):"}


def program(text: str, *spans: tuple[int, int]) -> Program:
    """Of one file."""
    found = program_of([("a.py", text.encode())], Survey(stateless=True, spans=(spans,)))
    assert found is not None
    return found


def test_which_files_are_one_program() -> None:
    """Those with the same statements, wherever they stand; a comment in a function is a part of it."""
    here = program("x = 1\ndef f():\n    return x\n", (1, 1), (2, 3))
    assert here.mark == program("#\nx = 1\n\n\ndef f():\n    return x", (2, 2), (5, 6)).mark
    assert here.mark == program("x = 1\r\ndef f():\r\n    return x\r\n", (1, 1), (2, 3)).mark
    assert here.mark != program("x = 1\ndef f():\n    return  x\n", (1, 1), (2, 3)).mark
    assert here.mark != program("def f():\n    return x\nx = 1\n", (1, 2), (3, 3)).mark
    assert program_of([("a.py", b"x = 1\n")], Survey(stateless=True)) is None
    other = program("#\nx = 1\n\n\ndef f():\n    return x", (2, 2), (5, 6))
    assert [here.line_in(other, "a.py", line) for line in (1, 2, 3, 4)] == [2, 5, 6, None]
    assert here.line_in(other, "b.py", 1) is None


HERE = program("x = 1\ny = 2\n", (1, 1), (2, 2))
THERE = program("\nx = 1\n\ny = 2\n", (2, 2), (4, 4))


def raised(message: str, *lines: int) -> Explained:
    """An example whose exception passed through these lines."""
    frames = tuple(Frame("a.py", line, "f", "y = 2") for line in lines)
    fault = Fault(base="ValueError", type="ValueError", message=message, frames=frames)
    return Explained(counterexample=Counterexample(call="f()", expected="1", raised="ValueError", fault=fault))


def test_what_is_kept() -> None:
    """What hung on a clock, may say where an exception was, or is a trouble of ours, is asked of everybody."""
    asked: list[str] = []

    def twice(said: Explained, *, quiet: bool = True) -> int:
        asked.clear()
        kept = SamePrograms()
        for _ in range(2):
            assert kept.explained(b"k", HERE, lambda: asked.append("") or {0: said}, lambda: quiet) == {0: said}  # type: ignore[func-returns-value]
        return len(asked)

    assert twice(Explained()) == 1
    assert twice(Explained(), quiet=False) == 2
    assert twice(Explained(trouble="ours")) == 2
    assert twice(raised("no", 1)) == 1
    assert twice(raised("bad at line 3", 1)) == 2
    assert twice(raised("<A object at 0x7f00>", 1)) == 2
    assert twice(raised("no", 7)) == 2  # in no statement
    assert twice(Explained(counterexample=Counterexample(call="f()", expected="1", actual="2"))) == 1


def test_the_lines_of_an_exception_are_the_files_own() -> None:
    """They are told where the same statements stand."""
    kept = SamePrograms()
    kept.explained(b"k", HERE, lambda: {0: raised("no", 1, 2)}, lambda: True)
    assert kept.explained(b"k", THERE, dict, lambda: True) == {0: raised("no", 2, 4)}


def test_an_exception_is_the_same_at_the_same_statements() -> None:
    """Wherever these stand; at another one it is another, and one that may name a line is nobody else's."""

    def key(where: Program, message: str, *lines: int) -> bytes | None:
        example = raised(message, *lines).counterexample
        assert example is not None
        result = CaseResult(
            case="c", number="1", title=Text("c"), question="f", verdict=Verdict.RUN_TIME_ERROR, points=Fraction(0),
            max_points=Fraction(1), fault=example.fault,
        )  # fmt: skip
        return key_of(where, {0: (Record(), result)})

    assert key(HERE, "no", 1, 2) == key(THERE, "no", 2, 4) is not None
    assert key(HERE, "no", 1) != key(HERE, "no", 2)
    assert key(HERE, "no", 1) != key(HERE, "not", 1)
    assert key(HERE, "at line 3", 1) is None


def test_a_line_that_is_nowhere_is_looked_for() -> None:
    """A place in no statement of the other's cannot be told there."""
    here, there = program("x = 1\ny = 2\n", (1, 1), (2, 2)), program("\nx = 1\ny = 2\n", (2, 2), (3, 3))
    found = {"q": Located(kind="constant", function="f", places=(Place(file="a.py", line=2, text="y = 2"),), checks=1)}
    kept = SamePrograms()
    assert kept.located(b"k", here, lambda: found, lambda: True) == found
    (moved,) = kept.located(b"k", there, dict, lambda: True)["q"].places
    assert (moved.line, moved.text) == (3, "y = 2")
    lost = {"q": dataclasses.replace(found["q"], places=(Place(file="a.py", line=9),))}
    kept = SamePrograms()
    kept.located(b"k", here, lambda: lost, lambda: True)
    assert kept.located(b"k", there, lambda: found, lambda: True) == found
