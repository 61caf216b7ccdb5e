"""A written suite asks for what the stub lacks, for what the docstring promises, and for nothing that does not fit together."""

import ast
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.errors import AssignmentError
from grader.verify.mutants import Mutant
from grader.verify.writing.argument import Argument, describe
from grader.verify.writing.asked import as_asked
from grader.verify.writing.builders import Builder, inputs_text
from grader.verify.writing.handout_text import handout, told
from grader.verify.writing.plan import CasePlan, FunctionPlan, Target
from grader.verify.writing.recording import MOST, recorder_of
from grader.verify.writing.refusals import Promises, refusals
from grader.verify.writing.relations import kept_within
from grader.verify.writing.signature import read_reference
from grader.verify.writing.suite_text import tests_of as written_tests
from grader.verify.writing.trial import Drawn, Outcome, Trial, differs
from grader.verify.writing.worked import outputs_of, tidy
from grader.verify.writing.wrongs import is_no_sum

# The stub is right where there is nothing to add; the second function is handed out complete.
MARKED = '''"""Sums."""

import numpy as np


def total(x):
    """The sum of all entries.

    Parameters
    ----------
    x : array (n,)

    Returns
    -------
    float
    """
    out = 0.0
    ### BEGIN SOLUTION
    for each in x:
        out += each
    ### END SOLUTION
    return out


def doubled(x):
    """Two times x, an array (n,)."""
    return 2 * np.asarray(x)
'''
REFUSING = '''def window(x, k):
    """The means of windows.

    x : array (n,)
    k : integer >= 1

    Raises ValueError if k is no length of a window.
    """
    if k < 1 or k > len(x):
        raise ValueError("no window")
    return np.convolve(x, np.ones(k) / k, "valid")
'''
VECTOR = Argument(name="x", kind="array", shape=("n",))
WINDOW = Target(builder=Builder(function="window", arguments=(VECTOR, Argument(name="k", kind="size"))))


@pytest.mark.long(seconds=120)
def test_a_case_that_the_stub_passes_is_not_written(tmp_path: Path) -> None:
    """``verify`` is part of the command, and would refuse it; the function that is given complete is asked of nobody."""
    (tmp_path / "r.py").write_text(MARKED, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "grader", "new", "sums", "--from", "r.py", "--course", ".", "--sandbox", "process"],
        cwd=tmp_path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    hidden = (tmp_path / "solutions" / "sums" / "test_hidden.py").read_text(encoding="utf-8")
    assert "check.total" in hidden
    assert "doubled" not in hidden
    assert "`doubled()`" in (tmp_path / "assignments" / "sums" / "README.md").read_text(encoding="utf-8")


def test_a_function_without_a_marked_line_is_given() -> None:
    reference = read_reference("r.py", MARKED)
    assert [each.name for each in reference.asked] == ["total"]
    assert [each.name for each in reference.handed] == ["total", "doubled"]
    unmarked = "\n".join(line for line in MARKED.splitlines() if "###" not in line)
    assert [each.name for each in read_reference("r.py", unmarked).asked] == ["total", "doubled"]
    beside = unmarked + "\n### BEGIN SOLUTION\nK = 3\n### END SOLUTION\n"
    with pytest.raises(AssignmentError, match="the stub would be complete"):
        read_reference("r.py", beside)


def test_a_promised_exception_is_one_that_its_own_line_raises() -> None:
    """What NumPy raises on the way was promised to nobody, and an exception that the docstring does not name neither."""
    promises = Promises(read_reference("r.py", REFUSING))
    line = next(number for number, text in enumerate(REFUSING.splitlines(), 1) if "raise ValueError" in text)
    assert promises.keeps("window", Outcome(failed="ValueError", raised="ValueError", line=line))
    assert not promises.keeps("window", Outcome(failed="ValueError", raised="ValueError", line=line + 1))
    assert not promises.keeps("window", Outcome(failed="TypeError", raised="TypeError", line=line))
    assert not promises.keeps("window", Outcome(1.0))
    silent = Promises(read_reference("r.py", REFUSING.replace("Raises ValueError", "Complains")))
    assert not silent.any_of("window")


def test_an_exception_is_told_from_another_and_from_a_value() -> None:
    expected = Outcome(failed="ValueError", raised="ValueError", line=3)
    assert not differs(Outcome(failed="ValueError", raised="ValueError", line=9), expected)
    assert differs(Outcome(failed="IndexError", raised="IndexError", line=3), expected)
    assert differs(Outcome(2.0), expected)


def test_one_wrong_argument_stands_in_the_call() -> None:
    sizes = (("n", 3), ("k", 2))
    wrong = {source: case for case in refusals(WINDOW, [(("n", 1), ("k", 1)), sizes]) for _, source in case.given}
    assert {"x[:-1]", "x[:0]", "0", "-1"} <= set(wrong)
    assert all(case.sizes == sizes for case in wrong.values())
    x, k = Drawn(WINDOW, wrong["x[:-1]"]).args
    assert (len(x), k) == (2, 2)
    plan = FunctionPlan(function="window", target=WINDOW, cases=(replace(wrong["-1"], raises="ValueError"),))
    (test,) = written_tests(plan, Fraction(1))
    assert test.name == "test_window_refuses_k"
    assert test.fixtures == ("student", "rng")
    assert test.body == ("x, k = window_inputs(rng, n, k)", "with pytest.raises(ValueError):", "    student.window(x, -1)")
    ast.parse(test.source("en"))
    assert "ValueError" in test.title.ko


def test_what_is_refused_is_no_size_of_the_handout() -> None:
    plan = FunctionPlan(function="window", target=WINDOW, least=(("n", 1), ("k", 1)))
    suite = "def test(student):\n    with pytest.raises(ValueError):\n        student.window(x, 0)\n"
    (told_of,) = as_asked([plan], read_reference("r.py", REFUSING), suite)
    assert dict(told_of.least)["k"] == 1
    (asked,) = as_asked([plan], read_reference("r.py", REFUSING), "def test(student):\n    student.window(x, 0)\n")
    assert dict(asked.least)["k"] == 0


class Answering:
    """A trial that answers by a function of our own."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def answer(self, target: Target, case: CasePlan, *, seed: int = 0) -> Outcome:
        try:
            return Outcome(self._function(*Drawn(target, case, seed=seed).args))
        except ValueError as error:
            return Outcome(failed=str(error))


def whole(name: str, length: str = "m") -> Argument:
    return Argument(name=name, kind="tuple", shape=(length,), element=Argument(name=name, kind="size", domain="whole"))


def positions(sizes: tuple[int, ...], kernel: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size - each + 1 for size, each in zip(sizes, kernel, strict=True))


def picked(sizes: tuple[int, ...], kernel: tuple[int, ...]) -> int:
    if any(each > size for size, each in zip(sizes, kernel, strict=True)):
        raise ValueError("outside")
    return -sum(kernel)


@pytest.mark.parametrize("function", [positions, picked])
def test_a_list_stays_within_another_where_only_that_is_answered(function: Any) -> None:
    """A negative count is no answer; nor is an exception."""
    target = Target(builder=Builder(function="f", arguments=(whole("sizes"), whole("kernel"))))
    trial: Trial = Answering(function)  # type: ignore[assignment]  # all that is asked of it
    fitting = [(("m", length),) for length in (2, 3, 1)]
    found = kept_within(trial, target, fitting)
    assert [each.within for each in found.builder.arguments] == ["", "sizes"]
    assert kept_within(trial, target, fitting, settled=("sizes", "kernel")) is target
    indifferent: Trial = Answering(lambda sizes, kernel: sum(sizes) - sum(kernel))  # type: ignore[assignment]  # as above
    assert kept_within(indifferent, target, fitting) is target


def test_what_stays_within_is_drawn_after_it() -> None:
    arguments = (replace(whole("kernel"), within="sizes"), whole("sizes"))
    space: dict[str, Any] = {}
    exec(inputs_text([Builder(function="f", arguments=arguments)], "it"), space)  # noqa: S102  # our own text
    for seed in range(20):
        kernel, sizes = space["f_inputs"](np.random.default_rng(seed), 4)
        assert all(1 <= one <= other for one, other in zip(kernel, sizes, strict=True))
    assert told(arguments[0], "en") == "a tuple of m integers, no entry above that of `sizes` in its place"


def test_a_handout_says_what_is_given_and_what_is_changed() -> None:
    reference = read_reference("r.py", MARKED)
    target = Target(builder=Builder(function="total", arguments=(VECTOR,)), mutates=("x",))
    plan = FunctionPlan(function="total", target=target, cases=(CasePlan(function="total", theme="general", sizes=()),))
    text = handout("Sums", "sums", "sums.py", reference, [plan], {"total": Fraction(1)}, "en")
    assert "already, complete: `doubled()`" in text
    assert "costs nothing to change" not in text


def test_complex_numbers_are_written_short_and_rounding_is_left_out() -> None:
    (function,) = read_reference("r.py", "def f(x):\n    return g(x)\n").asked
    answers: list[Any] = [({"n": n}, np.ones(n, complex)) for n in (2, 3)]
    assert [(each.kind, each.shape) for each in outputs_of(function, answers)] == [("array_complex", ("n",))]
    assert outputs_of(function, [({}, 1j), ({}, 2j)])[0].kind == "complex"
    assert tidy(np.array([-0.7 - 2.4e-17j, 1 / 3])).tolist() == [-0.7, 0.333333333]
    assert tidy(np.array([1e-20, 1.0])).tolist() == [0.0, 1.0]
    assert tidy(np.array([1e-20])).tolist() == [1e-20]


@pytest.mark.parametrize(("before", "is_none"), [("A[i] /= norm", True), ("total += x", False), ("total -= x", False)])
def test_only_what_is_added_up_is_called_so(before: str, *, is_none: bool) -> None:
    mutant = Mutant(key="a1b2c3", kind="assigned, not added", file="r.py", function="f", line=1, before=before, after="", source="")
    assert is_no_sum(mutant) is is_none


@pytest.mark.parametrize(
    ("words", "domain"),
    [
        ("lower triangular matrix (n, n)", "lower"),
        ("array (n, n), positive definite", "definite"),
        ("array (n, n), symmetric", "symmetric"),
        ("array (n,), in increasing order", "sorted"),
        ("array (n, m), lower triangular", None),
        ("array (n,), positive", "positive"),
    ],
)
def test_what_is_said_of_a_matrix_holds_in_what_is_drawn(words: str, domain: str | None) -> None:
    """Whoever solves with the whole of a triangular matrix is right as well."""
    said = describe(words)
    assert said.domain == domain
    if domain in ("lower", "definite", "symmetric", "sorted"):
        assert said.shape is not None
        argument = Argument(name="A", kind="array", shape=said.shape, domain=said.domain or "real")
        space: dict[str, Any] = {}
        exec(inputs_text([Builder(function="f", arguments=(argument,))], "it"), space)  # noqa: S102  # our own text
        (A,) = space["f_inputs"](np.random.default_rng(1), 4)
        holds: dict[str, Any] = {
            "lower": lambda: np.array_equal(A, np.tril(A)) and np.abs(np.diag(A)).min() >= 0.5,
            "definite": lambda: np.linalg.eigvalsh(A).min() > 0,
            "symmetric": lambda: np.array_equal(A, A.T),
            "sorted": lambda: np.all(np.diff(A) > 0),
        }
        assert holds[domain]()
        assert told(argument, "en") != told(replace(argument, domain="real"), "en")


@pytest.mark.parametrize(
    ("words", "element", "length"),
    [
        ("tuple of two integers", "size", "2"),
        ("tuple[int, int, int]", "size", "3"),
        ("list of strings", "text", ""),
        ("list of floats, length n", "number", "n"),
    ],
)
def test_a_list_is_as_long_as_is_said(words: str, element: str, length: str) -> None:
    assert (describe(words).element, describe(words).length) == (element, length)


def test_a_helper_is_asked_as_its_callers_ask_it() -> None:
    """The recorder stands beside the reference and keeps what was handed over, before anybody changes it."""
    space: dict[str, Any] = {}
    text = "def caller(x):\n    return helper(x, k=2)\n\n\ndef helper(x, k):\n    x.append(k)\n    return x\n"
    exec(text + recorder_of("helper"), space)  # noqa: S102  # our own text
    assert space["caller"]([1]) == [1, 2]
    assert space["grader_handed_over"]() == [(([1],), {"k": 2})]
    for _ in range(10):
        space["caller"]([1])
    assert len(space["grader_handed_over"]()) == MOST


def test_a_handout_says_once_how_an_object_is_made() -> None:
    methods = "".join(f"\n    def {name}(self):\n        return self.F\n" for name in "ab")
    text = f"class C:\n    def __init__(self, F):\n        self.F = F\n{methods}"
    constructor = Builder(function="C.__init__", arguments=(Argument(name="F", kind="array", shape=("d", "d")),))
    plans = [
        FunctionPlan(function=name, target=Target(builder=Builder(function=name, arguments=()), constructor=constructor))
        for name in ("C.a", "C.b")
    ]
    said = handout("T", "t", "t.py", read_reference("r.py", text), plans, {"C.a": Fraction(1), "C.b": Fraction(1)}, "en")
    assert said.count("An object is made by `C(F)`:") == 1
    assert said.count("| `F` | array (d, d) of real numbers |") == 1
