"""The page of a class: one file, read by the instructor, made of rows and sums. Pure; the template escapes what it is given.

Such a page is read in three ways: at a glance (distribution, checks), for what needs a hand (not graded, not read, missing), and
for one student by the browser's own search. So students stand folded by points, a short line each, and ten thousand stay small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import PRECEDENCE, Lang, Text, Verdict
from grader.phrases import say
from grader.report.groups import Group
from grader.report.identities import shortened_lines, stranger_lines, strangers_heading, taken_lines, unclear_lines
from grader.report.page import NO_TEXT, spoken, template
from grader.report.rows import Row
from grader.report.statistics import Bin, CaseFigures, ClassStatistics, bin_of
from grader.scoring import rounded

# More than this many of one kind are counted, not listed: the gradebook has them all.
MOST_LISTED = 200
MOST_GROUPS = 100
MOST_LACKED = 10
# A class of this size is shown unfolded.
SMALL_CLASS = 40


@dataclass(frozen=True, slots=True)
class Shelf:
    """Students of one tenth of the points; ``label`` says which."""

    label: str
    rows: tuple[Row, ...]


def render_class_page(
    rows: Sequence[Row],
    statistics: ClassStatistics,
    *,
    title: Text,
    lang: Lang,
    problems: Sequence[str] = (),
    said: Sequence[str] = (),
    warning: str = "",
    has_roster: bool = False,
    groups: Sequence[Group] = (),
    own_inputs: bool = False,
    course: Text = NO_TEXT,
) -> str:
    """``rows`` sorted by student, as they were added to ``statistics``. ``own_inputs``: every student was asked other inputs.

    ``said``: what the tables hold that a person should know.
    """
    look = [
        row for row in rows if row.verdict is not None and (row.points is None or row.needs_review or row.problem or row.remark)
    ]
    absent = [row for row in rows if row.verdict is None and not row.unclear]
    return template("class.html.j2").render(
        **spoken(lang),
        course=course.in_lang(lang),
        title=title.in_lang(lang),
        ids=_identities(rows, said, lang),
        summary=_summary(statistics, lang),
        average=_average(statistics, lang),
        bins=_bars(statistics.bins()),
        figures=statistics.figures(),
        tell=lambda figures: _tell(figures, lang),
        verdicts=[(verdict, statistics.verdicts[verdict]) for verdict in (Verdict.ACCEPTED, *reversed(PRECEDENCE))],
        submissions=sum(statistics.verdicts.values()),
        look=look[:MOST_LISTED],
        more_to_look_at=len(look) - MOST_LISTED,
        why=lambda row: _why(row, lang),
        lacked=statistics.lacked()[:MOST_LACKED],
        absent=absent[:MOST_LISTED],
        more_absent=len(absent) - MOST_LISTED,
        has_roster=has_roster,
        shelves=_shelves(rows, statistics, lang),
        small=len(rows) <= SMALL_CLASS,
        groups=groups[:MOST_GROUPS],
        own_inputs=own_inputs,
        more_groups=len(groups) - MOST_GROUPS,
        hint_of=lambda group: "" if group.hint is None else group.hint.in_lang(lang),
        problems=problems,
        warning=warning,
    )


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


def _average(statistics: ClassStatistics, lang: Lang) -> str:
    mean, median = statistics.mean, statistics.median
    if mean is None or median is None:
        return ""
    most = rounded(statistics.max_points)
    return say("class_mean", lang, mean=f"{float(mean):.2f}", median=f"{float(median):.2f}", most=most)


def _bars(bins: Sequence[Bin]) -> list[dict[str, object]]:
    tallest = max((each.count for each in bins), default=0) or 1
    return [
        {"label": f"{each.low:.4g}–{each.high:.4g}", "count": each.count, "height": round(100 * each.count / tallest)}  # noqa: RUF001
        for each in bins
    ]


def _tell(figures: CaseFigures, lang: Lang) -> str:
    """What the correlation cannot say: all or none."""
    if not figures.count:
        return ""
    if figures.passed == figures.count:
        return say("all_pass", lang)
    return say("none_pass", lang) if figures.passed == 0 else ""


def _why(row: Row, lang: Lang) -> str:
    if row.points is None and not row.held:
        return f"{say('withheld_why', lang)}{f' ({row.problem})' if row.problem else ''}"
    return row.problem or row.remark or say("review_why", lang)


def _shelves(rows: Sequence[Row], statistics: ClassStatistics, lang: Lang) -> list[Shelf]:
    """From many points to few; who has none yet stands last."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        if row.verdict is not None:
            found.setdefault(-1 if row.points is None else bin_of(row.points, statistics.max_points), []).append(row)
    bins = statistics.bins()
    shelves = []
    for place in sorted(found, reverse=True):
        if place < 0:
            label = say("withheld_students", lang, count=len(found[place]))
        else:
            low, high = f"{bins[place].low:.4g}", f"{bins[place].high:.4g}"
            label = say("bin_students", lang, low=low, high=high, count=len(found[place]))
        shelves.append(Shelf(label, tuple(found[place])))
    return shelves
