"""Small pieces of real homework: what is said of them is true, by calling the code that it is said of."""

import ast
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.grading.reveal import Revealed, reveal
from grader.judge.supervisor import Judge
from grader.model import CaseResult, Counterexample, Grade, Text
from grader.reading.submissions import load_submission
from grader.report.findings_text import marked_text
from grader.report.sentences import message
from grader.report.student_page import render_report


@pytest.fixture(scope="module")
def zero_judge(inputs: Path) -> Iterator[Judge]:
    with Judge(inputs / "real" / "zero", "small_mean", sandbox="process") as judge:
        yield judge


@pytest.fixture(scope="module")
def mini_judge(inputs: Path) -> Iterator[Judge]:
    with Judge(inputs / "real" / "mini", "mini", sandbox="process") as judge:
        yield judge


def graded(judge: Judge, path: Path) -> Revealed:
    grade: Grade = judge.grade(load_submission(path, judge.assignment))
    return reveal(grade)


def examples(grade: Grade) -> list[tuple[CaseResult, Counterexample]]:
    return [(case, case.counterexample) for case in grade.cases if case.counterexample is not None]


def played(call: str, source: Path) -> Any:
    """What a file gives for the call of a report."""
    module = types.ModuleType("homework")
    exec(source.read_text(), module.__dict__)  # noqa: S102  # an input of ours
    *before, last = ast.parse(call).body
    names = {**module.__dict__, "np": np}
    exec(compile(ast.Module(before, []), "call", "exec"), names)  # noqa: S102
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "call", "eval"), names)  # noqa: S307


def is_text_of(value: Any, text: str) -> bool:
    """Whether a text of a report is that value, to the digits that it has."""
    said = eval(text, {"np": np, "complex": complex})  # noqa: S307  # a text of a test's own input

    def same(one: Any, other: Any) -> bool:
        if isinstance(other, tuple | list):
            return len(one) == len(other) and all(map(same, one, other))
        return np.shape(one) == np.shape(other) and bool(np.allclose(one, other, rtol=1e-5, atol=1e-9, equal_nan=True))

    return same(value, said)


def test_no_input_without_a_number(zero_judge: Judge, inputs: Path) -> None:
    """The suite's means are of three numbers and more: an example has a size that fails in this way, and none of zero."""
    path = inputs / "real" / "zero" / "class" / "nothing_past_three.py"
    ((case, found), *_) = examples(graded(zero_judge, path))
    reference = inputs / "real" / "zero" / "solutions" / "small_mean" / "means.py"
    assert found.numbers == 4
    assert found.reduced
    assert is_text_of(played(found.call, reference), found.expected)
    assert is_text_of(played(found.call, path), found.actual)
    assert found.mismatch is not None
    assert found.mismatch.error == pytest.approx(float(played(found.call, reference)))
    assert f"{found.mismatch.error:.2g}" in message(case, "en")


@pytest.mark.parametrize(
    "name",
    ["m3_swapped_other_shapes", "m4_backward_twice_too_large", "m4b_plain_twice_too_large", "m6b_plain_row"],
)
def test_each_example_is_what_both_files_give(mini_judge: Judge, inputs: Path, name: str) -> None:
    """Expected is what the reference returns for the call that is shown, returned what the file does; they never read alike."""
    path = inputs / "real" / "mini" / "class" / f"{name}.py"
    reference = inputs / "real" / "mini" / "solutions" / "mini" / "mini.py"
    found = examples(graded(mini_judge, path))
    assert found
    for case, each in found:
        if "<" not in each.expected:
            assert is_text_of(played(each.call, reference), each.expected)
            assert is_text_of(played(each.call, path), each.actual)
        assert each.expected != each.actual
        assert each.mismatch is not None
        if each.mismatch.kind == "value":
            assert each.expected_marks
            largest = each.mismatch.worst[0]
            assert largest.expected != largest.actual
            assert f"{each.mismatch.error:.2g}" in message(case, "en")


def test_the_page_tells_one_story(mini_judge: Judge, inputs: Path) -> None:
    """Beside the example its own numbers, the entries that differ marked; the case's own call stands apart, with its own."""
    grade = graded(mini_judge, inputs / "real" / "mini" / "class" / "m4b_plain_twice_too_large.py")
    case, found = next((case, each) for case, each in examples(grade) if each.mismatch is not None)
    html = render_report(grade, title=Text("Mini"), files=[], lang="en")
    assert f"<mark>{found.expected[slice(*found.expected_marks[0])]}</mark>" in html
    above, _, below = html.partition("The call that this check made")
    assert message(case, "en") in above
    assert message(case, "en", own=True) not in above
    assert message(case, "en", own=True) in below


def test_marks_are_escaped() -> None:
    """What stands between them is a student's."""
    assert marked_text("a<b>c&d", ((1, 4), (6, 7))) == "a<mark>&lt;b&gt;</mark>c&amp;<mark>d</mark>"
