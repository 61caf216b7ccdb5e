"""A grade on a terminal: one failure in full, a line for each other one, nothing that a terminal would act on."""

import io
import itertools
from dataclasses import replace
from fractions import Fraction
from typing import Any

from rich.console import Console

from grader.grading.reveal import reveal
from grader.model import CaseResult, Counterexample, Evidence, Finding, Frame, Lang, Mismatch, Text, Verdict
from grader.report.terminal import MOST_OTHERS, summary
from tests.marking import wrong_grade

LONG = "f(\n" + "".join(f"    np.array([{number}.0]),\n" for number in range(400)) + ")"
FIRST = Finding(kind="known_mistake", function="f", name="sum", hint=Text("Divide by n.", "n으로 나누세요."))
SECOND = Finding(kind="known_mistake", function="g", name="sign", hint=Text("Mind the sign.", "부호를 살펴보세요."))
WRONG = Mismatch(kind="value", error=1.0, allowed=1e-9, wrong=3, total=4)


def case(number: int, **more: Any) -> CaseResult:
    values: dict[str, Any] = {
        "case": f"test_f{number}",
        "number": f"test_f{number}",
        "title": Text(f"f() does {number}."),
        "question": "f",
        "verdict": Verdict.WRONG_ANSWER,
        "points": Fraction(0),
        "max_points": Fraction(1),
        "evidence": Evidence(call=LONG, expected="1", actual="2", mismatch=WRONG),
        "findings": (FIRST,),
    }
    return CaseResult(**(values | more))


def printed(cases: list[CaseResult], lang: Lang = "en", report: str = "", **more: Any) -> str:
    told = {name: more.pop(name) for name in list(more) if name in ("broken", "problem", "points")}
    if cases[0].verdict is Verdict.INVALID_SUBMISSION:
        told["verdict"] = Verdict.INVALID_SUBMISSION
    grade = replace(wrong_grade(*cases), **told)
    out = io.StringIO()
    summary(reveal(grade), lang, Console(file=out, width=100), report=report, **more)
    return out.getvalue()


def test_one_failure_in_full_and_a_line_for_each_other() -> None:
    """The smallest input of the first, shortened; of the others a line, and another mistake named once; where the rest stands."""
    smallest = Counterexample(call="f(np.array([1.0]))", expected="2.0", actual="", raised="ValueError")
    cases = [case(0, counterexample=smallest), case(1), case(2, findings=(FIRST, SECOND)), case(3, findings=(SECOND,))]
    text = printed(cases, report="The full report: out/report.html")
    assert text.count("Divide by n.") == 1
    assert text.count("Mind the sign.") == 1
    assert "f(np.array([1.0]))" in text
    assert "raised ValueError" in text
    assert "np.array([399.0])" not in text, "the calls of the others are in the report"
    lines = text.splitlines()
    assert sum(line.startswith("  test_f") and ":" in line for line in lines) == 3
    assert lines[-1] == "The full report: out/report.html"
    assert len(lines) < 40
    korean = printed(cases, "ko")
    assert "이것부터 고치세요" in korean
    assert korean.count("부호를 살펴보세요.") == 1


def test_parametrised_cases_fold() -> None:
    """One row a test; what was passed is counted and named only with -v, which names each case; another mistake is not lost."""
    passed = [
        case(number, case=f"test_g[{number}]", question="g", verdict=Verdict.ACCEPTED, points=Fraction(1)) for number in (1, 2)
    ]
    failed = [case(1, case="test_f[a]"), case(2, case="test_f[b]"), case(3, case="test_f[c]", findings=(SECOND,))]
    text = printed([*failed, *passed])
    assert "0 of 3 checks passed" in text
    assert "2 of 2 checks passed" in text
    assert "test_g" not in text
    assert "[b]" not in text
    assert text.count("Mind the sign.") == text.count("Divide by n.") == 1
    verbose = printed([*failed, *passed], verbose=True)
    assert all(name in verbose for name in ("test_g[1]", "test_g[2]", "test_f[b]"))


def test_numbers_come_last() -> None:
    """The known mistake's hint leads, then the example, then how far off it is; without a finding, that it differs."""
    text = printed([case(0)])
    assert text.index("Divide by n.") < text.index("The call:") < text.index("3 of 4 entries differ")
    plain = printed([case(0, findings=())])
    assert plain.index("differs from what was expected") < plain.index("The call:") < plain.index("The worst for")


def test_a_file_that_cannot_be_read_shows_the_place() -> None:
    """The line, and a caret under the place; no list of checks; wide letters and hidden ones do not move it."""
    unread = [case(0, verdict=Verdict.INVALID_SUBMISSION, evidence=None, findings=())]
    text = printed(unread, broken=Frame("a.py", 3, "", "가 = (\u200b1", 5), problem="a.py, line 3: '(' was never closed")
    line, caret = next((one, two) for one, two in itertools.pairwise(text.splitlines()) if "가" in one)
    assert line.strip() == "가 = (⟨U+200B⟩1"
    assert caret == " " * 9 + "^", "four in front, two for the letter, three for the rest"
    assert "checks passed" not in text
    assert "Fix this first" not in text


def test_a_withheld_grade_says_nothing_to_fix() -> None:
    """It is our fault: no advice, no hint, whatever else failed."""
    ours = case(1, verdict=Verdict.GRADER_ERROR, evidence=None, findings=())
    text = printed([case(0, hints=(Text("Think."),)), ours], points=None)
    assert "Fix this first" not in text
    assert "Think." not in text


def test_a_limit_in_words_with_the_line() -> None:
    """Seconds and the line that was running; only the limit where nobody knows the line; one second is one."""
    slow = {"verdict": Verdict.TIME_LIMIT, "evidence": None, "findings": (), "function": "f"}
    text = printed([case(0, **slow, limit="wall_s = 2", running=Frame("a.py", 17, "step", ""))])
    assert "f was stopped after 2 seconds. It was running step() (a.py, line 17)." in text
    assert "f was stopped after 1 second.\n" in printed([case(0, **slow, limit="wall_s = 1")])
    assert "f took too long and was stopped.\n" in printed([case(0, **slow)])


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
