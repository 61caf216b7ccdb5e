"""A grade on a terminal: one failure in full, a line for each other one, nothing that a terminal would act on."""

import io
from dataclasses import replace
from fractions import Fraction

from rich.console import Console

from grader.model import CaseResult, Counterexample, Environment, Evidence, Finding, Grade, Lang, Mismatch, Text, Verdict
from grader.report.terminal import MOST_OTHERS, summary
from grader.reveal import reveal

LONG = "f(\n" + "".join(f"    np.array([{number}.0]),\n" for number in range(400)) + ")"
FIRST = Finding(kind="known_mistake", function="f", name="sum", hint=Text("Divide by n.", "n으로 나누세요."))
SECOND = Finding(kind="known_mistake", function="g", name="sign", hint=Text("Mind the sign.", "부호를 살펴보세요."))
WRONG = Mismatch(kind="value", error=1.0, allowed=1e-9, wrong=3, total=4)


def case(number: int, **more: object) -> CaseResult:
    values = {
        "case": f"test_f[{number}]",
        "number": f"test_f[#{number}]",
        "title": Text(f"f() does {number}."),
        "question": "f",
        "verdict": Verdict.WRONG_ANSWER,
        "points": Fraction(0),
        "max_points": Fraction(1),
        "evidence": Evidence(call=LONG, expected="1", actual="2", mismatch=WRONG),
        "findings": (FIRST,),
    }
    return CaseResult(**(values | more))  # type: ignore[arg-type]


def printed(cases: list[CaseResult], lang: Lang = "en", report: str = "", **more: object) -> str:
    grade = Grade(
        assignment="a",
        student="s",
        name="",
        file="a.py",
        digest="",
        verdict=Verdict.WRONG_ANSWER,
        points=Fraction(0),
        max_points=Fraction(len(cases)),
        needs_review=False,
        sandbox="process",
        cases=tuple(cases),
        notes=(),
        environment=Environment(version="", python="", numpy="", assignment_digest=""),
    )
    out = io.StringIO()
    summary(reveal(grade), lang, Console(file=out, width=100), report=report, **more)  # type: ignore[arg-type]
    return out.getvalue()


def test_one_failure_in_full_and_a_line_for_each_other() -> None:
    """The smallest input of the first, shortened; of the others a line, and another mistake named once; where the rest stands."""
    smallest = Counterexample(call="f(np.array([1.0]))", expected="2.0", actual="", raised="ValueError")
    cases = [case(0, counterexample=smallest), case(1), case(2, findings=(FIRST, SECOND)), case(3, findings=(SECOND,))]
    text = printed(cases, report="The full report: out/report.html")
    assert text.count("Divide by n.") == 1
    assert text.count("Mind the sign.") == 1
    assert "f(np.array([1.0]))" in text
    assert "raises ValueError" in text
    assert "np.array([399.0])" not in text, "the calls of the others are in the report"
    lines = text.splitlines()
    assert sum(line.startswith("  test_f[") for line in lines) == 3
    assert lines[-1] == "The full report: out/report.html"
    assert len(lines) < 40
    korean = printed(cases, "ko")
    assert "이것부터 고치세요" in korean
    assert korean.count("부호를 살펴보세요.") == 1


def test_a_long_call_is_shortened() -> None:
    """Ten lines of a call of four hundred, and however many cases fail, a bounded number of lines."""
    text = printed([case(number) for number in range(MOST_OTHERS + 31)])
    assert "np.array([3.0])" in text
    assert "np.array([30.0])" not in text
    assert "  and 30 more" in text.splitlines()
    wide = printed([case(0, evidence=Evidence(call=f"f({'1, ' * 500})", expected="1", actual="2", mismatch=WRONG))])
    assert max(map(len, wide.splitlines())) < 120


def test_what_others_depend_on_comes_first() -> None:
    """Of two questions of which one needs the other, the needed one is shown in full, wherever it stands in the suite."""
    cases = [case(0, question="g"), case(1, question="f", title=Text("f() is right."))]
    assert "Fix this first: f() is right." in printed(cases, needs=(("g", ("f",)),))


def test_a_terminal_acts_on_nothing_that_a_student_made() -> None:
    """Escapes, markup and texts that turn the line round are shown, not obeyed; nothing of a hidden case comes along."""
    hostile = "[bold]\x1b[31m\u202e\r"
    evidence = Evidence(call="f(1)", expected="1", actual=hostile, mismatch=WRONG)
    text = printed([case(0, evidence=evidence), case(1, findings=(replace(FIRST, name=hostile, hint=Text(hostile)),))])
    assert "[bold]" in text
    assert not set(text) & {"\x1b", "\u202e", "\r"}
