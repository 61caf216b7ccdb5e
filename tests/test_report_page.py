"""A student's page: what is marked, what is folded, which colour stands for what, what a limit's line is taken from."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from grader.grading.reveal import reveal
from grader.model import (
    CaseResult,
    Counterexample,
    Evidence,
    Frame,
    HeatMap,
    Lang,
    Mismatch,
    Note,
    Text,
    Verdict,
)
from grader.report.findings_text import heat_picture
from grader.report.folded import questions_of, tone_of
from grader.report.source import caret_under
from grader.report.student_page import render_report
from grader.sandbox.lastline import read_last_line
from tests.marking import wrong_grade

ONE, NONE = Fraction(1), Fraction(0)
OFF = Mismatch(kind="value", error=1.0, allowed=1e-9, wrong=1, total=2)


def case(name: str, verdict: Verdict = Verdict.ACCEPTED, **more: Any) -> CaseResult:
    values: dict[str, Any] = {
        "case": name,
        "number": name,
        "title": Text(f"f() passes {name.partition('[')[0]}.", "f() 검사."),
        "question": "f",
        "verdict": verdict,
        "points": ONE if verdict is Verdict.ACCEPTED else NONE,
        "max_points": ONE,
    }
    return CaseResult(**(values | more))


def page(*cases: CaseResult, lang: Lang = "en", **more: Any) -> str:
    points: Fraction | None = sum((each.points for each in cases), NONE)
    verdict = next((each.verdict for each in cases if each.verdict is not Verdict.ACCEPTED), Verdict.ACCEPTED)
    grade = replace(wrong_grade(*cases), **({"verdict": verdict, "points": points} | more))
    return render_report(reveal(grade), title=Text("T"), files=(("a.py", b"x = 1\n"),), lang=lang)


def test_colours_of_a_part_and_of_nothing() -> None:
    """Green for all, amber for a part, red only for none; grey where nothing was to be judged."""
    wrong, right = case("test_a[1]", Verdict.WRONG_ANSWER), case("test_a[2]")
    assert questions_of((right,))[0].tone == "ok"
    assert questions_of((wrong, right))[0].tone == "part"
    assert questions_of((wrong,))[0].tone == "no"
    assert tone_of(replace(wrong, points=Fraction(1, 2), note="partial")) == "part"
    assert tone_of(case("test_a", Verdict.NOT_IMPLEMENTED)) == tone_of(case("test_a", Verdict.GRADER_ERROR)) == "idle"
    assert questions_of((right, case("test_b", Verdict.SKIPPED, max_points=NONE)))[0].tone == "ok"


def test_parametrised_cases_fold() -> None:
    """One row a test with its sum; opened where something failed; the passed ones only named; what passed as a whole is closed."""
    html = page(*(case(f"test_a[{number}]") for number in range(6)), case("test_b[x]"), case("test_b[y]", Verdict.WRONG_ANSWER))
    assert html.count('<details class="case') == 2
    assert html.count("<details id=") == 1
    rows = re.findall(r'<details class="case (\w+)"( open)?>', html)
    assert rows == [("ok", ""), ("part", " open")]
    assert '6 of 6 checks passed</span><span class="points">6 / 6' in html
    assert "[x]" in html
    assert '<p class="figure">7<span class="of"> / 8' in html


def test_a_withheld_grade_gives_no_advice() -> None:
    """No "fix this first", no hint, and no number."""
    hint = (Text("Think again.", "다시 생각하세요."),)
    html = page(case("test_a", Verdict.GRADER_ERROR, hints=hint), case("test_b", Verdict.WRONG_ANSWER, hints=hint), points=None)
    assert "Fix this first" not in html
    assert "Think again." not in html
    assert "Not graded yet" in html


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_an_unreadable_file_shows_its_line(lang: Lang) -> None:
    """The line and the caret below it, escaped; no row for any check."""
    unread = [case(f"test_a[{number}]", Verdict.INVALID_SUBMISSION) for number in range(35)]
    html = page(*unread, lang=lang, problem="p", problem_ko="p", broken=Frame("a.py", 1, "", "x = (<b>", 5))
    assert 'x = (&lt;b&gt;\n<span class="caret" aria-hidden="true">    ^</span>' in html
    assert "<details" not in html
    assert "test_a" not in html


def test_a_caret_below_what_is_shown() -> None:
    """Tabs stay tabs, a wide letter takes two, and where the column is none of the line there is no caret."""
    assert caret_under(Frame("a.py", 1, "", "\tx = 가(", 7)) == "\t      ^"
    assert caret_under(Frame("a.py", 1, "", "x", 9)) == caret_under(Frame("a.py", 1, "", "x", 0)) == caret_under(None) == ""


def test_the_cause_comes_before_the_numbers() -> None:
    """In words first, then the call, then the hint, then how far off it is."""
    marks = ((4, 5),)
    evidence = Evidence(call="f(1)", expected="[1, 2]", actual="[1, 3]", mismatch=OFF, expected_marks=marks, actual_marks=marks)
    html = page(case("test_a", Verdict.WRONG_ANSWER, evidence=evidence, hints=(Text("Think.", "생각"),)))
    first = html[html.index('id="fix"') : html.index("</section>")]
    places = [
        first.index(text) for text in ("differs from what was expected", "f(1)", "<mark>3</mark>", "Think.", "1 of 2 entries")
    ]
    assert places == sorted(places)


def test_a_heat_map_is_small() -> None:
    """A map of 40 by 40 takes less than 40 kB, and has as many fields as entries."""
    picture = str(heat_picture(HeatMap(("0123456789" * 4,) * 40, 40, 40), replace(OFF, total=1600), "en"))
    assert picture.count("M") == 1600 + 1  # and one in "Map"
    assert len(picture) < 40_000


def test_the_last_line_is_taken_from_hostile_text() -> None:
    """Only a line that a file handed in has, the innermost; names that are none are left out; nonsense is nothing."""
    lines = {"a.py": 20, "n.ipynb": 90}
    steps = ('"/lib/x.py", line 3 in g', '"a.py", line 17 in step', '"a.py", line 2 in f')
    honest = "Stack (most recent call first):\n" + "".join(f"  File {step}\n" for step in steps)
    assert read_last_line(honest, lines) == Frame("a.py", 17, "step", "")
    assert read_last_line('  File "n.ipynb[3]", line 4 in \\uc2a4\\ud15d\n', lines) == Frame("n.ipynb[3]", 4, "스텝", "")
    assert read_last_line('  File "a.py", line 4 in <b>x</b>\n', lines) == Frame("a.py", 4, "", "")
    for forged in (
        '  File "a.py", line 21 in f\n',
        '  File "a.py", line 0 in f\n',
        '  File "/etc/passwd", line 1 in f\n',
        "",
        "\x00" * 9,
    ):
        assert read_last_line(forged, lines) is None


def test_a_note_is_said_once() -> None:
    """At the first case that it has to do with, and with what is to be fixed first; not at the next one, nor of the file."""
    notes = (
        Note("defined_twice", name="f", file="a.py", line=9, elsewhere="a.py:2", count=2),
        Note("defined_twice", name="g", file="a.py", line=8, elsewhere="a.py:1", count=2),
    )
    wrong: dict[str, Any] = {
        "verdict": Verdict.WRONG_ANSWER,
        "function": "f",
        "evidence": Evidence(call="f(1)", actual="2", mismatch=OFF),
    }
    html = page(case("test_a", **wrong), case("test_b", **wrong), notes=notes)
    fix, listed = html.split('id="questions"')
    questions, of_the_file = listed.split('id="about"')
    assert [part.count("f is defined twice") for part in (fix, questions, of_the_file)] == [1, 1, 0]
    assert [part.count("g is defined twice") for part in (fix, questions, of_the_file)] == [0, 0, 1]


@pytest.mark.parametrize(("note", "hinted"), [("missing", False), ("", True)])
def test_no_hint_where_a_name_is_missing(note: str, hinted: bool) -> None:  # noqa: FBT001
    html = page(case("test_a", Verdict.NOT_IMPLEMENTED, note=note, hints=(Text("Mind the dtype."),)))
    assert ("Mind the dtype." in html) is hinted


@pytest.mark.parametrize(("numbers", "label"), [(9, "A small input that fails"), (24, "An input that fails")])
def test_what_is_called_small(numbers: int, label: str) -> None:
    example = Counterexample(call="f(1)", expected="1", actual="2", mismatch=OFF, reduced=True, numbers=numbers)
    html = page(case("test_a", Verdict.WRONG_ANSWER, counterexample=example))
    assert set(re.findall(r"An? (?:small )?input that fails", html)) == {label}
