"""A report is mailed and opened on a phone: whatever was handed in, it stays under its bound, and says what it leaves out."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from grader.grading.reveal import Revealed, reveal
from grader.model import (
    CaseResult,
    Counterexample,
    Entry,
    Evidence,
    Fault,
    Frame,
    Lang,
    Mismatch,
    Text,
    Verdict,
)
from grader.phrases import say
from grader.report.extent import CUT, EXTENTS, MOST, Extent, clipped, cut
from grader.report.findings_text import marked_text
from grader.report.sentences import message
from grader.report.student_page import render_report
from tests.marking import wrong_grade

NUMBERS = ", ".join(f"{number}.25" for number in range(600))
WORST = tuple(Entry((number,), "1", "2", "1", "1e-9") for number in range(5))
OFF = Mismatch(kind="value", error=1.0, allowed=1e-9, wrong=600, total=600, worst=WORST)


def wrong(number: int, text: str = NUMBERS, **more: Any) -> CaseResult:
    marks = ((0, 4), (6, 10), (len(text) - 4, len(text)))
    evidence = Evidence(
        call=f"f([{text}])", expected=text, actual=text[::-1], mismatch=OFF, expected_marks=marks, actual_marks=marks
    )
    values: dict[str, Any] = {"question": "f", "verdict": Verdict.WRONG_ANSWER, "evidence": evidence}
    values |= {"points": Fraction(0), "max_points": Fraction(1), "title": Text("f() adds.", "f() 검사.")}
    return CaseResult(**({"case": f"test_f[{number}]", "number": f"#{number}"} | values | more))


def grade_of(*cases: CaseResult) -> Revealed:
    return reveal(wrong_grade(*cases))


def page_of(grade: Revealed, source: bytes = b"x = 1\n", lang: Lang = "en") -> str:
    return render_report(grade, title=Text("T"), files=(("a.py", source),), lang=lang)


def said(lang: Lang = "en") -> list[str]:
    return [say(extent.said, lang) for extent in EXTENTS if extent.said]


def test_values_of_further_checks_are_short() -> None:
    """The first failed check of a question is shown whole; of the next ones the beginning, with the marks that are left."""
    first, second = cut(grade_of(wrong(1), wrong(2)), EXTENTS[0], {}, "").cases
    assert first == replace(wrong(1), staff=first.staff)
    shown = second.evidence
    assert shown is not None
    assert shown.mismatch is not None
    for text in (shown.call, shown.expected, shown.actual):
        assert len(text) <= EXTENTS[0].beside + len(CUT)
        assert text.endswith(CUT)
    assert shown.expected_marks == ((0, 4), (6, 10))
    assert len(shown.mismatch.worst) == 3


@pytest.mark.parametrize("extent", EXTENTS[:3])
def test_the_sentence_on_the_worst_entry_stays(extent: Extent) -> None:
    """It names its place, however little is shown beside it."""
    case = cut(grade_of(wrong(1), wrong(2), wrong(3, "1.5, 2.5")), extent, {}, "").cases[-1]
    assert "at [0]: off by 1 " in message(case, "en")


def test_the_call_beside_a_smaller_one_is_short() -> None:
    smaller = Counterexample(call="f([1])", expected="1", actual="2", mismatch=OFF, reduced=True)
    (only,) = cut(grade_of(wrong(1, counterexample=smaller)), EXTENTS[0], {}, "").cases
    assert only.counterexample == smaller
    assert only.evidence is not None
    assert only.evidence.call.endswith(CUT)


def test_neighbours_are_marked_as_one() -> None:
    assert marked_text("[1, 2, 3]", ((1, 2), (4, 5), (7, 8))) == "[<mark>1, 2, 3</mark>]"
    assert marked_text("[1, 2, 3]", ((1, 2), (7, 8))) == "[<mark>1</mark>, 2, <mark>3</mark>]"


def test_a_text_is_cut_at_an_entry() -> None:
    assert clipped("1.5, 2.5, 3.5", 8) == "1.5" + CUT
    assert clipped("1.5, 2.5", 8) == "1.5, 2.5"
    assert clipped("abcdef", 3) == "abc" + CUT


HOSTILE = "'&<>\u202e한" * 4000
FRAMES = tuple(Frame("a.py", number, HOSTILE[:200], HOSTILE[:300]) for number in range(1, 21))
RAISED: dict[str, Any] = {
    "verdict": Verdict.RUN_TIME_ERROR,
    "evidence": None,
    "fault": Fault(base="ValueError", type="E" * 200, message=HOSTILE[:2000], frames=FRAMES),
}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(
    ("made", "source"),
    [
        (lambda: tuple(wrong(number) for number in range(60)), b"x = 1\n"),
        (lambda: tuple(wrong(number, HOSTILE[:4000], printed=HOSTILE) for number in range(40)), b"x = 1\n"),
        (lambda: tuple(wrong(number, question=f"f{number}", case=f"test_{number}") for number in range(60)), b"x = 1\n"),
        (lambda: tuple(wrong(number, **RAISED, printed=HOSTILE) for number in range(60)), HOSTILE.encode()),
        (lambda: tuple(wrong(number, verdict=Verdict.ACCEPTED, printed=HOSTILE) for number in range(60)), b"x = 1\n"),
        (lambda: (wrong(1),), b"'&' + \"<\"  # \xed\x95\x9c\n" * 20_000),
        pytest.param(lambda: tuple(wrong(number) for number in range(1000)), b"x = 1\n", marks=pytest.mark.long),
    ],
    ids=["large values", "hostile values", "many questions", "errors", "printed", "a long file", "very many checks"],
)
def test_no_submission_makes_a_large_page(made: Callable[[], tuple[CaseResult, ...]], source: bytes, lang: Lang) -> None:
    cases = made()
    page = page_of(grade_of(*cases), source, lang)
    assert len(page.encode()) <= MOST
    assert say("left_out_list", lang) in page or 'id="c1"' in page
    if any(case.verdict is not Verdict.ACCEPTED for case in cases):
        assert say("fix_first", lang) in page
    # No link leads nowhere, whatever was left out.
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_a_page_says_what_it_leaves_out() -> None:
    """A small one nothing; a large one the sentence of the first extent that fits."""
    assert not any(sentence in page_of(grade_of(wrong(1), wrong(2))) for sentence in said())
    large = page_of(grade_of(*(wrong(number) for number in range(60))))
    assert [sentence in large for sentence in said()].count(True) == 1
    long = page_of(grade_of(wrong(1)), b"value = 'text' + other(1, 2)\n" * 3000)
    assert say("cut_lines", "en") in long
