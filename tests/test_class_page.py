"""The class in figures and as a page: right, escaped, and small for ten thousand."""

from collections.abc import Sequence
from fractions import Fraction
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import CaseResult, Text, Verdict
from grader.report.classpage import render_class_page
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


def row(student: str, cases: str, **more: object) -> Row:
    points = sum((Fraction(i + 1) for i, mark in enumerate(cases) if mark == "+"), Fraction(0))
    verdict = Verdict.ACCEPTED if set(cases) == {"+"} else Verdict.WRONG_ANSWER
    fields = {"student": student, "cases": cases, "points": points, "max_points": MOST, "verdict": verdict} | more
    return Row(**fields)  # type: ignore[arg-type]


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
    assert (statistics.graded, statistics.absent, statistics.mean, statistics.median) == (3, 1, 3, 3)
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
    for lang, words in (("en", "something stood in for it"), ("ko", "대체물을 사용함")):
        html = render_class_page(rows, statistics, title=Text("t"), lang=lang)  # type: ignore[arg-type]
        assert words in html
        assert "2 / 3" in html
        assert "&lt;torch&gt;" in html
    assert 'id="lacked"' not in render_class_page([row("a", "+++")], figures_of([row("a", "+++")]), title=Text("t"), lang="en")
