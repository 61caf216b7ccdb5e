"""The class in figures and as a page: right, escaped, and small for ten thousand."""

import base64
import hashlib
import re
from collections.abc import Sequence
from fractions import Fraction
from math import isclose
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import CaseResult, Fault, Finding, FindingKind, Lang, Text, Verdict
from grader.report import class_page
from grader.report.blame import Blame, blames_of
from grader.report.class_page import SCRIPT, render_class_page
from grader.report.gradebook import cell, head, line
from grader.report.rows import Row
from grader.report.statistics import ClassStatistics

MOST = Fraction(6)


def outline(points: Sequence[int] = (1, 2, 3)) -> tuple[CaseResult, ...]:
    return tuple(
        CaseResult(
            case=f"test_{i}",
            number=f"test_{i}",
            title=Text("t"),
            question="f",
            verdict=Verdict.SKIPPED,
            points=Fraction(0),
            max_points=Fraction(value),
        )
        for i, value in enumerate(points)
    )


def row(student: str, cases: str, **more: Any) -> Row:
    points = sum((Fraction(i + 1) for i, mark in enumerate(cases) if mark == "+"), Fraction(0))
    verdict = Verdict.ACCEPTED if set(cases) == {"+"} else Verdict.WRONG_ANSWER
    fields: dict[str, Any] = {"student": student, "cases": cases, "points": points, "max_points": MOST, "verdict": verdict} | more
    return Row(**fields)


def figures_of(rows: Sequence[Row]) -> ClassStatistics:
    statistics = ClassStatistics(outline(), MOST)
    for each in rows:
        statistics.add(each)
    return statistics


@given(st.lists(st.text("+-", min_size=3, max_size=3), min_size=2, max_size=40))
def test_discrimination_is_the_item_rest_correlation(marks: list[str]) -> None:
    """The streamed figure is NumPy's correlation between passing and the points of the other cases."""
    found = figures_of([row(str(i), each) for i, each in enumerate(marks)]).figures()
    passed = np.array([[mark == "+" for mark in each] for each in marks], float)
    for index, figures in enumerate(found):
        rest = passed @ np.array([1.0, 2.0, 3.0]) - passed[:, index] * (index + 1)
        if passed[:, index].std() == 0 or rest.std() == 0:
            assert figures.discrimination is None
        else:
            assert figures.discrimination is not None
            assert isclose(figures.discrimination, np.corrcoef(passed[:, index], rest)[0, 1], abs_tol=1e-9)


def test_figures_of_a_class() -> None:
    """Mean and median of the graded; withheld, unread and missing ones are told apart and spoil no pass rate."""
    rows = [
        row("a", "+++"),
        row("b", "++-"),
        row("c", "???", points=None, verdict=Verdict.GRADER_ERROR),
        row("d", "---", verdict=Verdict.INVALID_SUBMISSION),
        Row(student="e"),
    ]
    statistics = figures_of(rows)
    assert (statistics.graded, statistics.absent, statistics.mean, statistics.median) == (3, 1, Fraction(3), Fraction(3))
    assert [(each.passed, each.count) for each in statistics.figures()] == [(2, 2), (2, 2), (1, 2)]
    assert sum(each.count for each in statistics.bins()) == 3
    page = render_class_page(rows, statistics, title=Text("T"), lang="en", has_roster=True)
    assert "4 submissions, 3 graded; 1 handed in nothing" in page
    assert "everybody passes" in page
    korean = render_class_page(rows, statistics, title=Text("T"), lang="ko")
    assert "미제출 1명" in korean


def test_ten_thousand_stay_small() -> None:
    """The page of ten thousand, names included, is under two megabytes, and lists no more than it must."""
    rows = [row(f"s{i:05d}", "+-+" if i % 3 else "+++", name="Kim Minsu", report=f"reports/s{i:05d}.html") for i in range(10_000)]
    page = render_class_page(rows, figures_of(rows), title=Text("T"), lang="en")
    assert len(page.encode()) < 2_000_000
    assert page.count("reports/s") == 10_000


def test_a_page_lists_no_more_than_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first students of a huge class, and how many more the gradebook has; all of them are counted."""
    monkeypatch.setattr(class_page, "MOST_STUDENTS", 2)
    rows = [row(f"s{number}", "+-+") for number in range(5)]
    page = render_class_page(rows, figures_of(rows), title=Text("T"), lang="en")
    table = page[page.index('id="all"') :]
    assert [student in table for student in ("s0", "s1", "s2", "s4")] == [True, True, False, False]
    assert "and 3 more; gradebook.csv has them all" in table
    assert "5 submissions" in page
    assert "more; gradebook.csv" not in render_class_page(rows[:2], figures_of(rows[:2]), title=Text("T"), lang="en")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "  =1", "\t=1", "\uff1d1", "\r=1"])
def test_no_cell_is_computed(text: str) -> None:
    """Whatever a spreadsheet would take for a formula begins with an apostrophe, or with a visible escape."""
    assert cell(text)[0] in "'⟨"


@given(st.text())
def test_the_gradebook_is_one_line_a_student(text: str) -> None:
    """No name breaks a row in two or cannot be encoded."""
    assert line(Row(student=text, name=text, file=text)).count(b"\r\n") == 1
    assert head([text]).startswith(b"\xef\xbb\xbf")


def test_what_many_import_and_is_not_there_is_named() -> None:
    """With the number of files, what most ask for first; nobody's name is markup."""
    rows = [row("a", "+++", stood_in=("past",)), row("b", "++-", stood_in=("past",), lacked=("<torch>",)), row("c", "+--")]
    statistics = figures_of(rows)
    assert [(each.name, each.count, each.stood_in) for each in statistics.lacked()] == [("past", 2, True), ("<torch>", 1, False)]
    said: dict[Lang, str] = {"en": "replaced by a placeholder", "ko": "대체물을 사용함"}
    for lang, words in said.items():
        html = render_class_page(rows, statistics, title=Text("t"), lang=lang)
        assert words in html
        assert "2 / 3" in html
        assert "&lt;torch&gt;" in html
    assert 'id="lacked"' not in render_class_page([row("a", "+++")], figures_of([row("a", "+++")]), title=Text("t"), lang="en")


def test_questions_come_first_with_mean_full_share_and_commonest_cause() -> None:
    """A known mistake counts where a single student made it, once a student; of equal counts it is named before a verdict."""
    sign, error = Blame("sign flipped", "sign_flipped"), Blame("raised an error: <b>")
    rows = [
        row("a", "+++", questions=(Fraction(6),)),
        row("b", "+--", questions=(Fraction(1),), blames=(("f", sign), ("g", sign))),
        row("c", "---", questions=(Fraction(0),), blames=(("f", error),)),
        row("d", "---", questions=(None,), points=None, verdict=Verdict.GRADER_ERROR),
    ]
    statistics = figures_of(rows)
    (question,) = statistics.questions()
    assert (question.count, question.full, question.mean) == (3, 1, Fraction(7, 3))
    assert [(each.blame, each.count) for each in question.causes] == [(sign, 1), (error, 1)]
    (mistake,) = statistics.mistakes()
    assert (mistake.count, [each.student for each in mistake.examples]) == (1, ["b"])
    page = render_class_page(rows, statistics, title=Text("T"), lang="en")
    assert page.index('id="questions"') < min(page.index(f'id="{name}"') for name in ("look", "distribution", "checks", "students"))
    assert "2.33 / 6" in page
    assert "sign flipped" in page
    assert "raised an error: &lt;b&gt;" in page


def test_known_mistakes_are_not_said_to_be_absent_where_nobody_looked() -> None:
    rows = [row("a", "++-", questions=(Fraction(3),))]
    for searched, said in ((True, "No student&#39;s values"), (False, "Not searched for")):
        assert said in render_class_page(rows, figures_of(rows), title=Text("T"), lang="en", searched=searched)


def case(verdict: Verdict, **more: Any) -> CaseResult:
    fields: dict[str, Any] = {
        "case": "t",
        "number": "t",
        "title": Text("t"),
        "question": "f",
        "points": Fraction(0),
        "max_points": Fraction(1),
    }
    return CaseResult(**fields | {"verdict": verdict} | more)


def test_the_cause_that_counts_is_the_one_that_says_most() -> None:
    """A known mistake before a finding, a finding before an exception, an exception before a verdict; nothing for ours."""
    known = Finding(kind="known_mistake", name="sum_not_mean", function="f")
    wrong = case(Verdict.WRONG_ANSWER)
    raised = case(Verdict.RUN_TIME_ERROR, fault=Fault(type="KeyError", base="KeyError", message="x"))
    ratio = case(Verdict.WRONG_ANSWER, findings=(Finding(kind="ratio_size", function="f"),))
    assert blames_of([wrong, raised, ratio, case(Verdict.WRONG_ANSWER, findings=(known,))], "en") == (
        ("f", Blame("sum not mean", "sum_not_mean")),
    )
    assert blames_of([wrong, raised, ratio], "en") == (("f", Blame("off by a constant factor")),)
    assert blames_of([wrong, raised], "en") == (("f", Blame("raised an error: KeyError")),)
    assert blames_of([wrong], "ko") == (("f", Blame("오답")),)
    assert blames_of([case(Verdict.GRADER_ERROR), case(Verdict.ACCEPTED), case(Verdict.SKIPPED)], "en") == ()


@pytest.mark.parametrize("kind", get_args(FindingKind))
def test_every_kind_of_finding_is_counted(kind: FindingKind) -> None:
    """What is known of wrong values is the cause; only what is no cause of its own leaves the verdict to be counted."""
    wrong = case(Verdict.WRONG_ANSWER, findings=(Finding(kind=kind, name="m", function="f"),))
    (found,) = blames_of([wrong], "en")
    assert (found == ("f", Blame("wrong answer"))) == (kind in ("group_hint", "fits_own", "misfits_own"))


@pytest.mark.parametrize("most", [*map(Fraction, (1, 3, 6, 7, 10, 12, 20, 37, 100, 250)), Fraction(1, 3), Fraction(29, 4)])
def test_bins_have_round_bounds(most: Fraction) -> None:
    """From 0 to the maximum, at most twelve, each as wide as 1, 2 or 5 times a power of ten; every student is in one."""
    statistics = ClassStatistics(outline([1]), most)
    for points in (Fraction(0), most / 3, most, most + 5, Fraction(-1)):
        statistics.add(Row(student="s", verdict=Verdict.WRONG_ANSWER, points=points, cases="-"))
    bins = statistics.bins()
    assert len(bins) <= 12
    assert sum(each.count for each in bins) == 5
    assert (bins[0].low, bins[-1].high) == (0, float(most))
    width = f"{bins[0].high:e}" if len(bins) > 1 else "1e"
    assert width[0] in "125"
    assert set(width.partition("e")[0][1:]) <= {".", "0"}


def test_who_handed_in_the_same_bytes_is_named() -> None:
    rows = [
        row(name, "+++", digest=digest) for name, digest in (("kim", "x"), ("lee", "x"), ("park", "y"), ("seo", ""), ("yu", ""))
    ]
    page = render_class_page(rows, figures_of(rows), title=Text("T"), lang="en")
    same = page[page.index('id="same"') : page.index('id="mistakes"')]
    assert "<li>kim, lee</li>" in same
    assert not any(name in same for name in ("park", "seo", "yu"))
    assert 'id="same"' not in render_class_page(rows[1:], figures_of(rows[1:]), title=Text("T"), lang="en")


def test_what_needs_attention_says_what_to_do() -> None:
    """By kind; nobody is told to run a command again where that changes nothing."""
    rows = [
        row("ours", "???", points=None, verdict=Verdict.GRADER_ERROR),
        row("named", "???", points=None, verdict=Verdict.GRADER_ERROR, held=True, problem="two files"),
        row("broken", "---", verdict=Verdict.INVALID_SUBMISSION, problem="line 3"),
        row("odd", "+++", needs_review=True),
        row("plain", "+++", unprinted=True, needs_review=True),
        row("two", "+++", remark="also x.py"),
        row("fine", "+++"),
    ]
    page = render_class_page(rows, figures_of(rows), title=Text("T"), lang="en")
    look = page[page.index('id="look"') : page.index('id="mistakes"')]
    assert look.count('<p class="do">') == 6
    assert look.count(": 1 student</h3>") == 6
    assert "fine" not in look.replace("are fair", "")
    ours = look[: look.index("Not graded because of the names")]
    assert "--again" in ours
    assert "run grader batch again" not in ours
    assert all(f"{name}: {why}" in look for name, why in (("named", "two files"), ("broken", "line 3"), ("two", "also x.py")))


def test_the_policy_lets_nothing_run_but_the_script_of_the_page() -> None:
    """One script, whose digest the policy names; the page says everything without it."""
    rows = [row("<script>alert(1)</script>", "+++")]
    page = render_class_page(rows, figures_of(rows), title=Text("T"), lang="en")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script == SCRIPT
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; script-src &#39;sha256-"
    (found,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found.replace("'", "&#39;") == f"{policy}{digest}&#39;"
    assert "innerHTML" not in script
    assert '<p id="find" hidden>' in page
