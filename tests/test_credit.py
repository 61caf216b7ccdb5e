"""Part of the points for a looser match: in the comparison, in the rules, and in what a student reads."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.cli.main import cli
from grader.grading.compare import compare, compare_outputs
from grader.model import FunctionSpec, Rule, RuleKind
from grader.reading.course import load_assignment
from tests.classes import MakeCourse

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
LEVELS = Rule(rtol=1e-8, atol=1e-12, credit=((1e-4, HALF), (1e-2, THIRD)))
KINDS = ("close", "relative_error", "norm", "ulp")


def credit(actual: object, expected: object, rule: Rule) -> Fraction:
    mismatch = compare(actual, expected, rule)
    return Fraction(1) if mismatch is None else mismatch.credit


@pytest.mark.parametrize(
    ("actual", "expected", "share"),
    [
        (1.0, 1.0, 1),
        (1 + 1e-9, 1.0, 1),
        (1 + 1e-5, 1.0, HALF),
        (1.001, 1.0, THIRD),
        (1.1, 1.0, 0),
        (np.nan, 1.0, 0),
        ("1", 1.0, 0),
        (np.ones(2), np.ones(3), 0),
        ([1.0, 1.001], (1.0, 1.0), THIRD),
        ([1 + 1e-5, 1.001], [1.0, 1.0], THIRD),
        ([1.001, 2.0], [1.0, 1.0], 0),
        ({"a": 1 + 1e-5, "b": 1.001}, {"a": 1.0, "b": 1.0}, THIRD),
        (1e-9, 0.0, HALF),  # atol grows with rtol, so that a zero is measured alike
        (1e-5, 0.0, 0),
        (2**70 + 2**50, 2**70, HALF),
        (2**70 * 3, 2**70, 0),
    ],
)
def test_the_share_that_a_value_earns(actual: object, expected: object, share: Fraction | int) -> None:
    """By the tightest tolerance that it keeps; a structure earns what its worst part does."""
    assert credit(actual, expected, LEVELS) == share


@settings(max_examples=200)
@given(
    st.floats(-1, 1), st.floats(0, 1), st.sampled_from(KINDS), st.lists(st.floats(1e-12, 10), min_size=2, max_size=4, unique=True)
)
def test_a_closer_value_never_earns_less(error: float, part: float, kind: RuleKind, tolerances: list[float]) -> None:
    """Credit falls with the error, under every kind."""
    tightest, *looser = sorted(tolerances)
    levels = tuple((tolerance, Fraction(1, place + 2)) for place, tolerance in enumerate(looser))
    rule = Rule(kind=kind, rtol=tightest, max=tightest, atol=0.0, credit=levels)
    assert credit(2.0 + error * part, 2.0, rule) >= credit(2.0 + error, 2.0, rule)
    assert credit(2.0 + error, 2.0, replace(rule, credit=())) in (0, 1)


def test_of_named_outputs_the_worst_counts() -> None:
    """And is named."""
    spec = FunctionSpec(name="f", returns=("a", "b", "c"), default=LEVELS)
    mismatch = compare_outputs((1 + 1e-5, 1.001, 1.0), (1.0, 1.0, 1.0), spec)
    assert mismatch is not None
    assert (mismatch.output, mismatch.credit) == ("b", THIRD)


def test_levels_are_read_in_any_order(make_course: MakeCourse) -> None:
    """The tightest becomes the rule's own number; a child that says its own number is not as loose as its parent."""
    grading = """\
tolerance: {credit: {1e-4: 1/2, 1e-8: 1, 0.01: 10%}, atol: 1e-12}
rules:
  own: {rtol: 1e-6}
  kept: {atol: 0}
  none: {credit: {}}
  norm: {kind: norm, credit: {1e-6: 1, 1e-3: 0.5}}
"""
    assignment = load_assignment(make_course(grading=grading), "doubling")
    levels = ((1e-4, HALF), (0.01, Fraction(1, 10)))
    assert assignment.default_rule == Rule(rtol=1e-8, atol=1e-12, credit=levels)
    named = dict(assignment.named_rules)
    assert named["own"] == Rule(rtol=1e-6, atol=1e-12)
    assert named["kept"] == Rule(rtol=1e-8, atol=0, credit=levels)
    assert named["none"] == Rule(rtol=1e-8, atol=1e-12)
    assert named["norm"] == Rule(kind="norm", max=1e-6, credit=((1e-3, HALF),))


HIDDEN = '''"""Hidden."""
import pytest

@pytest.mark.points(3, hint="Twice as much.")
def test_doubles(check):
    """double() doubles."""
    check.double(1.0)
    check.double(10.0)

@pytest.mark.points(1)
def test_by_hand(student, near):
    """double(3) is 6."""
    assert student.double(3.0) == near(6.0)
    assert student.double(30.0) == near(60.0, rtol=1e-2)
'''
GRADING = "tolerance: {credit: {1e-8: 1, 1e-4: 1/2, 1e-2: 1/3}, atol: 0}\nreveal: %s\n"


def graded(course: Path, tmp_path: Path, source: str, *options: str) -> tuple[dict[str, Any], str, str]:
    """The document, the report's text and the terminal's, through the command."""
    file = tmp_path / "work.py"
    file.write_text(source, encoding="utf-8")
    base = ["grade", str(file), "-a", "doubling", "--course", str(course), "--sandbox", "process", *options]
    told = CliRunner().invoke(cli, [*base, "-o", str(tmp_path / "out")])
    assert told.exit_code == 0, told.output
    document = json.loads((tmp_path / "out" / "grade.json").read_text(encoding="utf-8"))
    return document, (tmp_path / "out" / "report.html").read_text(encoding="utf-8"), told.output


def test_a_close_value_earns_a_part_of_the_points(make_course: MakeCourse, tmp_path: Path) -> None:
    """The worst of a case's comparisons counts; verdict, points, report and terminal say so."""
    course = make_course(hidden=HIDDEN, grading=GRADING % "counterexample")
    source = "def double(x):\n    return 2 * x * (1 + (1e-5 if x < 5 else 1e-3))\n"
    document, report, terminal = graded(course, tmp_path, source)
    first, second = document["cases"]
    assert (document["verdict"], document["points"], document["max_points"]) == ("wrong_answer", 1.5, 4)
    assert (first["verdict"], first["points"]) == ("wrong_answer", 1)
    assert (second["verdict"], second["points"]) == ("wrong_answer", 0.5)
    assert "it earns 1 of 3" in first["message"]
    for text in (report, terminal):
        assert "close, partial credit" in text
        assert "it earns 1 of 3" in " ".join(text.split())
    assert "double(10.0)" in report


def test_a_wrong_value_beside_a_close_one_earns_nothing(make_course: MakeCourse, tmp_path: Path) -> None:
    """Whatever came before it."""
    course = make_course(hidden=HIDDEN, grading=GRADING % "counterexample")
    document, report, _ = graded(
        course, tmp_path, "def double(x):\n    return 2 * x * (1 + 1e-5) if x < 5 else 0\n", "--lang", "ko"
    )
    assert [case["points"] for case in document["cases"]] == [0, 0]
    assert "부분 점수" not in report


def test_a_part_of_the_points_reveals_no_more_than_it_may(make_course: MakeCourse, tmp_path: Path) -> None:
    """At the level verdict the points are all that tells of it."""
    course = make_course(hidden=HIDDEN, grading=GRADING % "verdict")
    document, report, terminal = graded(course, tmp_path, "def double(x):\n    return 2 * x * (1 + 1e-5)\n")
    assert document["points"] == 2
    assert all("10.0" not in text and "earns" not in text for text in (report, terminal, json.dumps(document["cases"])))
