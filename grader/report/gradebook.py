"""The gradebook: CSV for people and their spreadsheets. UTF-8 with BOM, and no cell that a spreadsheet would compute. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fractions import Fraction

from grader.grading.scoring import rounded
from grader.model import ManualQuestion, shown_line
from grader.report.rows import Row

BOM = b"\xef\xbb\xbf"
NOTHING_HANDED_IN = "nothing_handed_in"
UNCLEAR = "id_unclear"  # perhaps handed in under another id
HEAD = ("student", "name", "section", "verdict", "points", "max_points", "points_before_late", "late", "attempt", "adjusted",
        "needs_review", "file")  # fmt: skip
# What makes a spreadsheet take text for a formula; full-width forms count, since some programs fold them.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  # meant as they are


def head(questions: Sequence[str], manual: Sequence[ManualQuestion] = (), *, groups: bool = False) -> bytes:
    """The first line. A question without a name is ``other``. Where people mark, their questions come last, after what they have
    not marked yet. ``groups``: some of the class work in groups, so that there is a column of them.
    """
    by_hand = ["not_marked", *(each.name for each in manual)] if manual else []
    own = [name for each in HEAD for name in ((each, "group") if groups and each == "section" else (each,))]
    return BOM + _line([*own, *(question or "other" for question in questions), *by_hand])


def line(row: Row, *, groups: bool = False) -> bytes:
    """One student. Numbers are written as such; everything else is text that a person or a student may have made up."""
    cells = [
        *(cell(row.student), cell(row.name), cell(row.section)),
        *([cell(row.group)] if groups else []),
        row.verdict.value if row.verdict is not None else UNCLEAR if row.unclear else NOTHING_HANDED_IN,
        *(_number(row.points), _number(row.max_points), _number(row.points_before_late)),
        *(row.late, str(row.attempt), _number(row.adjusted), "yes" if row.needs_review else "", cell(row.file)),
        *(_number(points) for points in row.questions),
    ]
    if row.manual is not None:
        # Of a file that could not be graded the suite's questions may be fewer.
        cells += [" ".join(row.not_marked), *(_number(points) for points in row.manual)]
    return _line(cells)


def map_head() -> bytes:
    """The first line of the table that says whose report is whose."""
    return BOM + _line(["student", "name", "report"])


def map_line(student: str, name: str, report: str) -> bytes:
    return _line([cell(student), cell(name), report])


def cell(text: str) -> str:
    """Text as a cell that stays text."""
    text = shown_line(text)
    return "'" + text if text.lstrip().startswith(_FORMULA) else text


def _number(points: Fraction | None) -> str:
    return "" if points is None else str(rounded(points))


def _line(cells: Sequence[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow(cells)
    return file.getvalue().encode("utf-8", "backslashreplace")
