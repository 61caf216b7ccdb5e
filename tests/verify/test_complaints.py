"""What ``grader verify`` says of an assignment, in the language that is asked for: every complaint and every remark."""

import ast
import io
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console

import grader.verify
from grader.model import CaseResult, Environment, Grade, Rule, Text, Verdict
from grader.reading.course import load_assignment
from grader.verify.outcome import Complaint, Remark, Tried, Verification, both, complaint, remark
from grader.verify.points import about_order, about_programs, reference_fails
from grader.verify.programs import FAKES, load_material
from grader.verify.summary import print_verification
from grader.verify.window import Window
from tests.verify.smallest import halves

HANGUL = re.compile(r"[가-힣]")


def test_no_sentence_is_made_beside_the_phrases() -> None:
    """A complaint or a remark is made of a phrase, which exists in both languages."""
    made = [
        f"{path.name}:{node.lineno}"
        for path in Path(grader.verify.__file__).parent.rglob("*.py")
        if path.name != "outcome.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in (Complaint.__name__, Remark.__name__)
    ]
    assert made == []


def test_what_is_put_into_a_sentence_is_in_its_language_too() -> None:
    found = complaint(1, "verify_skips", who=both("verify_who_reference"), case="test_a")
    assert found.in_lang("en").startswith("the reference skips test_a")
    assert found.in_lang("ko").startswith("모범 답안: test_a 검사를")


@pytest.mark.parametrize("name", [name for name, _ in FAKES])
def test_every_fake_has_words(name: str) -> None:
    assert both(f"verify_fake_{name.replace(' ', '_')}").en == name


def printed(verification: Verification, lang: str) -> str:
    out = io.StringIO()
    print_verification(verification, Console(file=out, soft_wrap=True), "ko" if lang == "ko" else "en")
    return out.getvalue()


def test_the_terminal_says_it_in_the_language_of_the_course() -> None:
    verification = Verification(
        slug="halves",
        title=Text("Halves"),
        complaints=(complaint(3, "verify_ban_unseen", use="for", function="halves"),),
        remarks=(remark("verify_not_looked_at"),),
        cases=(),
        programs=(),
        mutants=(),
        windows=(),
        originals=(),
        whole_matrix=False,
        not_looked_at=frozenset({5, 6, 7}),
    )
    english, korean = printed(verification, "en"), printed(verification, "ko")
    assert "assignment.yaml forbids for, but halves with it in its first line loses nothing by that" in english
    marks = [line[0] for line in english.splitlines() if line[1:2] == " " and line[2:3].isdigit()]
    assert "".join(marks) == "✓✓✗✓???✓✓"
    assert "assignment.yaml이 for 항목을 금지하지만" in korean
    assert not HANGUL.search(english)
    assert [line for line in korean.splitlines() if line.strip() != "halves" and not HANGUL.search(line)] == []


def test_names_of_outputs_are_whole_on_a_narrow_terminal() -> None:
    """They are what is written into grading.yaml; a title may be broken instead."""
    names = ("attention_forward.weights", "attention_backward.dQ")
    windows = tuple(
        Window(
            output=name, function="f", rule=Rule(), noise=1e-16, noise_of="", single=1e-7, mistake=0.1, mistake_of="", lower=1e-16
        )
        for name in names
    )
    verification = Verification(
        slug="s",
        title=Text("S"),
        complaints=(),
        cases=(),
        programs=(),
        mutants=(),
        windows=windows,
        originals=(),
        whole_matrix=False,
    )
    out = io.StringIO()
    print_verification(verification, Console(file=out, soft_wrap=True, width=80), "en")
    lines = out.getvalue().splitlines()
    assert all(any(line.startswith(f"{name} ") and line.endswith(" inside") for line in lines) for name in names)


def graded(verdict: Verdict) -> Grade:
    case = CaseResult(
        case="test_a", number="test_a", title=Text("A"), question="f", verdict=verdict, points=Fraction(), max_points=Fraction(1)
    )
    return Grade(
        assignment="halves", student="s", name="s", file="work.py", digest="", verdict=verdict, points=Fraction(),
        max_points=Fraction(1), needs_review=False, sandbox="full", cases=(case,), notes=(),
        environment=Environment(version="1", python="3.11", numpy="2", assignment_digest=""),
    )  # fmt: skip


def test_a_reference_that_fails_is_known_by_what_it_earned() -> None:
    """Whatever other programs do, and in whatever words it is said."""
    wrong, right = graded(Verdict.WRONG_ANSWER), graded(Verdict.ACCEPTED)
    assert not reference_fails([Tried("reference", "reference", right), Tried("sample", "accepted/one", wrong)])
    assert reference_fails([Tried("reference", "reference", wrong)])
    assert reference_fails([Tried("reference", "reference", right), Tried("reference", "s001", wrong)])


def test_an_order_that_nobody_could_grade_is_one_sentence() -> None:
    """And not one for each case, that it earned nothing: points that are withheld are no points."""
    before, lost = graded(Verdict.ACCEPTED), graded(Verdict.WRONG_ANSWER)
    right = replace(before, cases=tuple(replace(case, points=Fraction(1)) for case in before.cases), points=Fraction(1))
    withheld = replace(graded(Verdict.GRADER_ERROR), points=None)
    (said,) = about_order(right, withheld, "reference", "verify_backwards")
    assert said.in_lang("en").startswith("reference could not be graded with its cases backwards: ")
    assert HANGUL.search(said.in_lang("ko"))
    (said,) = about_order(right, lost, "reference", "verify_shuffled")
    assert said.in_lang("en").startswith("test_a gave reference 1 points, and 0 with its cases shuffled")
    assert list(about_order(right, right, "reference", "verify_backwards")) == []


def test_a_case_that_the_reference_fails_is_no_fakes_doing(tmp_path: Path) -> None:
    """It is said once, of the reference; that the suite fails over a strange value is said where the reference earns the case."""
    material = load_material(load_assignment(halves(tmp_path), "halves"))
    fake = Tried("fake", "a string", graded(Verdict.GRADER_ERROR))
    fails, earns = (Tried("reference", "reference", graded(verdict)) for verdict in (Verdict.WRONG_ANSWER, Verdict.ACCEPTED))
    assert [each.point for each in about_programs([fails, fake], material)] == [1]
    assert [each.point for each in about_programs([earns, fake], material)] == [9]
