"""The page of a class: one file, read by the instructor, made of rows and sums. Pure; the template escapes what it is given.

Such a page is read in three ways: at a glance (questions and why they are missed), for what needs a hand (not graded, not read,
missing), and for one student. So students stand last, a short line each, and ten thousand stay small.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from grader.grading.scoring import rounded
from grader.model import PRECEDENCE, Lang, Text, Verdict
from grader.phrases import say
from grader.report.identities import shortened_lines, stranger_lines, strangers_heading, taken_lines, unclear_lines
from grader.report.pages import spoken, template
from grader.report.rows import Row
from grader.report.same_answers import Group
from grader.report.statistics import Bin, CaseFigures, ClassStatistics
from grader.report.student_page import NO_TEXT

# More than this many of one kind are counted, not listed: the gradebook has them all.
MOST_LISTED = 200
MOST_STUDENTS = 20_000
MOST_GROUPS = 100
MOST_LACKED = 10
MOST_NAMED = 30
# What needs a person, gravest first; ``look_<kind>`` names it and ``look_<kind>_do`` says what to do.
KINDS = ("withheld", "held", "unread", "review", "unprinted", "beside")
# Sorts and searches the table of students. The page is whole without it; its digest is all that the page's policy lets run.
SCRIPT = (Path(__file__).parent / "templates" / "class.js").read_text(encoding="utf-8").strip()
SCRIPT_DIGEST = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Look:
    """Students who need the same thing done. ``details``: a line for each of them, empty where the kind says all."""

    heading: str
    do: str
    count: int
    rows: tuple[tuple[Row, str], ...]


@dataclass(frozen=True, slots=True)
class Test:
    """The cases of one test, which share its title."""

    title: str
    figures: tuple[CaseFigures, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Who handed in the same bytes."""

    rows: tuple[Row, ...]
    more: int


def render_class_page(
    rows: Sequence[Row],
    statistics: ClassStatistics,
    *,
    title: Text,
    lang: Lang,
    problems: Sequence[str] = (),
    said: Sequence[str] = (),
    unconfined: bool = False,
    has_roster: bool = False,
    groups: Sequence[Group] = (),
    own_inputs: bool = False,
    searched: bool = True,
    course: Text = NO_TEXT,
) -> str:
    """``rows`` sorted by student, as they were added to ``statistics``. ``own_inputs``: every student was asked other inputs.

    ``searched``: known mistakes were looked for. ``said``: what the tables hold that a person should know.
    """
    present = [row for row in rows if row.verdict is not None]
    absent = [row for row in rows if row.verdict is None and not row.unclear]
    looks, same = _looks(rows, lang), _same(rows)
    return template("class.html.j2").render(
        **spoken(lang),
        course=course.in_lang(lang),
        title=title.in_lang(lang),
        ids=_identities(rows, said, lang),
        **_figures(statistics, lang),
        tiles=_tiles(statistics, looks, lang),
        looks=looks,
        same=same[:MOST_GROUPS],
        more_same=len(same) - MOST_GROUPS,
        absent=absent[:MOST_LISTED],
        more_absent=len(absent) - MOST_LISTED,
        has_roster=has_roster,
        students=present[:MOST_STUDENTS],
        more_students=len(present) - MOST_STUDENTS,
        sections=any(row.section for row in rows),
        groups=groups[:MOST_GROUPS],
        own_inputs=own_inputs,
        searched=searched,
        more_groups=len(groups) - MOST_GROUPS,
        hint_of=lambda group: "" if group.hint is None else group.hint.in_lang(lang),
        problems=problems,
        unconfined=unconfined,
        script=Markup(SCRIPT),  # noqa: S704  # ours, and the same on every page
        policy=f"script-src 'sha256-{SCRIPT_DIGEST}'",
    )


def _figures(statistics: ClassStatistics, lang: Lang) -> dict[str, Any]:
    """The whole class in numbers."""
    return {
        "summary": _summary(statistics, lang),
        "questions": statistics.questions(),
        "mistakes": statistics.mistakes()[:MOST_GROUPS],
        "bins": _bars(statistics.bins()),
        "tests": _tests(statistics, lang),
        "tell": lambda figures: _tell(figures, lang),
        "verdicts": [(verdict, statistics.verdicts[verdict]) for verdict in (Verdict.ACCEPTED, *reversed(PRECEDENCE))],
        "submissions": sum(statistics.verdicts.values()),
        "lacked": statistics.lacked()[:MOST_LACKED],
    }


@dataclass(frozen=True, slots=True)
class Identities:
    """What is said of ids first of all. ``heading``: of submissions that match nobody, with a line for each."""

    heading: str
    strangers: tuple[str, ...]
    others: tuple[str, ...]
    said: tuple[str, ...]
    more: int


def _identities(rows: Sequence[Row], said: Sequence[str], lang: Lang) -> Identities:
    strangers = list(stranger_lines(rows, lang))
    others = [*unclear_lines(rows, lang), *shortened_lines(rows, lang), *taken_lines(rows, lang)]
    return Identities(
        heading=strangers_heading(rows, lang),
        strangers=tuple(strangers[:MOST_LISTED]),
        others=tuple(others[:MOST_LISTED]),
        said=tuple(said[:MOST_LISTED]),
        more=sum(max(0, len(each) - MOST_LISTED) for each in (strangers, others, said)),
    )


def _summary(statistics: ClassStatistics, lang: Lang) -> str:
    key = "class_summary_unclear" if statistics.unclear else "class_summary_absent" if statistics.absent else "class_summary"
    count = sum(statistics.verdicts.values())
    return say(key, lang, count=count, graded=statistics.graded, absent=statistics.absent, unclear=statistics.unclear)


def _tiles(statistics: ClassStatistics, looks: Sequence[Look], lang: Lang) -> list[tuple[str, str]]:
    """The figures at the top: a name and a value each."""
    mean, median, most = statistics.mean, statistics.median, rounded(statistics.max_points)
    if mean is None or median is None:
        return []
    look = sum(each.count for each in looks)
    return [
        (say("tile_mean", lang), f"{float(mean):.2f} / {most}"),
        (say("tile_median", lang), f"{float(median):.2f} / {most}"),
        (say("tile_full", lang), f"{statistics.full} / {statistics.graded}"),
        (say("look_at", lang), str(look)),
    ]


def _bars(bins: Sequence[Bin]) -> list[dict[str, object]]:
    tallest = max((each.count for each in bins), default=0) or 1
    return [
        {"label": f"{each.low:.6g}–{each.high:.6g}", "count": each.count, "width": round(100 * each.count / tallest)}  # noqa: RUF001
        for each in bins
    ]


def _tests(statistics: ClassStatistics, lang: Lang) -> list[tuple[str, list[Test]]]:
    """By question, and within it by test: the title of what is checked stands once over its cases."""
    found: dict[str, dict[str, list[CaseFigures]]] = {}
    for figures in statistics.figures():
        test = figures.case.case.partition("[")[0]
        found.setdefault(figures.case.question, {}).setdefault(test, []).append(figures)
    return [
        (question, [Test(each[0].case.title.in_lang(lang) or test, tuple(each)) for test, each in tests.items()])
        for question, tests in found.items()
    ]


def _tell(figures: CaseFigures, lang: Lang) -> str:
    """What the correlation cannot say: all or none."""
    if not figures.count:
        return ""
    if figures.passed == figures.count:
        return say("all_pass", lang)
    return say("none_pass", lang) if figures.passed == 0 else ""


def _looks(rows: Sequence[Row], lang: Lang) -> list[Look]:
    """What needs a person, by what is to be done; a row stands where most is at stake."""
    found: dict[str, list[tuple[Row, str]]] = {}
    for row in rows:
        if row.verdict is not None and (kind := _kind(row)):
            found.setdefault(kind, []).append((row, row.problem or row.remark))
    return [
        Look(
            say(f"look_{kind}", lang, count=len(found[kind])),
            say(f"look_{kind}_do", lang),
            len(found[kind]),
            tuple(found[kind][:MOST_LISTED]),
        )
        for kind in KINDS
        if kind in found
    ]


def needs_attention(row: Row) -> bool:
    return row.verdict is not None and bool(_kind(row))


def _kind(row: Row) -> str:
    if row.points is None:
        return "held" if row.held else "withheld"
    if row.unprinted:
        return "unprinted"
    if row.verdict is Verdict.INVALID_SUBMISSION:
        return "unread"
    if row.needs_review or row.problem:
        return "review"
    return "beside" if row.remark else ""


def _same(rows: Sequence[Row]) -> list[Same]:
    """Those who handed in equal bytes, most first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.digest:
            found.setdefault(row.digest, []).append(row)
    several = sorted((each for each in found.values() if len(each) > 1), key=lambda each: (-len(each), each[0].student))
    return [Same(tuple(each[:MOST_NAMED]), max(0, len(each) - MOST_NAMED)) for each in several]
