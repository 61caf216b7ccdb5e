"""The tables that learning platforms take back: the instructor's own file, with one column filled. Each by its importer's rules.

Canvas, Moodle, Blackboard and Brightspace each find students by ids of their own and drop in silence what they cannot use, so what
would be dropped is refused, clamped or listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from grader.batch.platforms.cells import Cells, TemplateError
from grader.batch.platforms.results import Result, matching, number
from grader.model import Text
from grader.phrases.why import why

Form = Literal["canvas", "moodle", "blackboard", "brightspace"]
FORMS: tuple[Form, ...] = ("canvas", "moodle", "blackboard", "brightspace")
WHERE = {
    "canvas": "Grades > Export > Export Entire Gradebook",
    "moodle": "the assignment > View all submissions > Download grading worksheet",
    "blackboard": "Grade Center > Work Offline > Download",
    "brightspace": "Grades > Enter Grades > Export",
}
# What to know when the file is uploaded: keys of phrases.
AFTER: Mapping[str, str] = {"moodle": "filled_moodle_after"}
MOST_NAMED = 20
_CANVAS_DROPPED = re.compile(r"(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)")
_TITLE = re.compile(r"(?P<title>.*)\s\((?P<number>\d+)\)")
_PIPE = re.compile(r"(?P<title>.*?)\s*(?:\[Total Pts:\s*(?:up to )?(?P<max>[\d.,]+)[^\]]*\])?\s*\|\s*(?P<number>\d+)")
_POINTS = re.compile(r"(?P<title>.*) Points Grade\s*(?:<[^>]*?MaxPoints:\s*(?P<max>[\d.]+)[^>]*>)?.*")
_DIGITS = re.compile(r"(\d+)\s*$")
# Moodle finds columns by titles in the site's language.
IDENTIFIER = ("identifier", "식별자")
GRADE = ("grade", "성적", "점수")
MAXIMUM = ("maximum grade", "최대 성적", "최고 성적", "최대 점수")
SCALE = ("scale", "척도")
EMAIL = ("email address", "이메일 주소")
FEEDBACK = ("feedback comments", "피드백 댓글", "피드백 의견", "피드백 코멘트")
ID_NUMBER = ("id number", "학번", "id 번호")


@dataclass(frozen=True, slots=True)
class Filled:
    """``content``: the file. ``missing``: grades without a row. ``said``: what a person should know, a sentence each."""

    content: bytes
    written: int
    missing: tuple[str, ...]
    said: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where in a platform's table what stands. ``most``: the maximum, by row, None where the platform has none or takes more."""

    column: int
    rows: tuple[int, ...]
    ids: tuple[tuple[str, ...], ...]
    most: tuple[Decimal | None, ...]
    untouched: frozenset[str] = frozenset()  # values of cells that are left as they are
    feedback: int | None = None  # the column of what is said to a student, where the platform has one


def fill(
    form: Form, cells: Cells, results: Sequence[Result], *, titles: Sequence[str], column: str = "",
    absent_zero: bool = False, keep_over: bool = False, comments: Mapping[str, str] | None = None,
) -> Filled:  # fmt: skip
    """``titles``: what the assignment may be called in the table; ``column``: what it is called, where somebody says so.

    ``comments``: HTML by student, for the platform's column of feedback; a cell with somebody's words in it is left as it is.
    """
    sheet = _READERS[form](cells, titles, column)
    if comments is not None and sheet.feedback is None:
        raise TemplateError(why("template_no_feedback"))
    known = {each.student: each for each in results}
    owners, missing = matching(list(known), sheet.ids)
    values: dict[tuple[int, int], str] = {}
    said: list[Text] = []
    for place, student in owners.items():
        result, row, most = known[student], sheet.rows[place], sheet.most[place]
        points = Decimal(0) if result.absent and absent_zero else None if result.absent else result.points
        if cells.value(row, sheet.column) in sheet.untouched:
            said.append(why("filled_left", student=student, cell=cells.value(row, sheet.column)))
            continue
        if points is None:
            if not result.absent:
                said.append(why("filled_no_grade", student=student, why=why(f"no_grade_{result.why}")))
            continue
        if most is not None and not keep_over and points > most:
            said.append(why("filled_too_many", student=student, points=number(points), most=number(most)))
            points = most
        if points < 0 and not keep_over:
            said.append(why("filled_below", student=student, points=number(points)))
            points = Decimal(0)
        values[row, sheet.column] = number(points)
        if comments is not None and sheet.feedback is not None and student in comments:
            if cells.value(row, sheet.feedback):
                said.append(why("filled_feedback", student=student))
            else:
                values[row, sheet.feedback] = comments[student]
    said += _left_over(sheet, owners, results)
    lost = tuple(student for student in missing if not known[student].absent)
    written = sum(column == sheet.column for _, column in values)
    return Filled(cells.filled(values), written, lost, tuple(said))


def _left_over(sheet: _Sheet, owners: Mapping[int, str], results: Sequence[Result]) -> Iterator[Text]:
    rest = [own[0] for place, own in enumerate(sheet.ids) if place not in owners and own]
    if rest:
        more = f" +{len(rest) - MOST_NAMED}" if len(rest) > MOST_NAMED else ""
        yield why("filled_unknown", rest=", ".join(rest[:MOST_NAMED]) + more)
    theirs = {most for most in sheet.most if most is not None}
    ours = {each.max_points for each in results if each.max_points}
    if theirs and theirs != ours:
        of_theirs, of_ours = (", ".join(map(number, sorted(each))) for each in (theirs, ours))
        yield why("filled_maximum", theirs=of_theirs, ours=of_ours)


def _canvas(cells: Cells, titles: Sequence[str], column: str) -> _Sheet:
    head = next((row for row in range(len(cells.rows)) if "Student" in cells.value(row, 0) and len(cells.rows[row]) > 3), None)
    names = [cell.value for cell in cells.rows[head]] if head is not None else []
    if head is None or "Section" not in names or "ID" not in names[:3]:
        raise TemplateError(why("template_no_canvas"))
    first = names.index("Section") + 1
    chosen = _column("Canvas", names, first, titles, column, _TITLE)
    if _CANVAS_DROPPED.search(names[chosen]):
        raise TemplateError(why("template_canvas_drops", column=names[chosen]))
    maxima = [row for row in range(head + 1, len(cells.rows)) if "Points Possible" in cells.value(row, 0)]
    if any("read only" in cells.value(row, chosen) for row in maxima):
        raise TemplateError(why("template_canvas_closed", column=names[chosen]))
    ids = [place for place, name in enumerate(names[:first]) if name in ("ID", "SIS User ID", "SIS Login ID", "Integration ID")]
    rows = [
        row
        for row in range(head + 1, len(cells.rows))
        if row not in maxima and cells.value(row, 0) != "Student, Test" and any(cells.value(row, place) for place in ids)
    ]
    return _Sheet(
        chosen,
        tuple(rows),
        tuple(tuple(filter(None, (cells.value(row, place) for place in ids))) for row in rows),
        tuple(None for _ in rows),
        untouched=frozenset({"N/A"}),
    )


def _moodle(cells: Cells, _titles: Sequence[str], column: str) -> _Sheet:
    names = [cell.value.casefold() for cell in cells.rows[0]]
    identifier = _one_of(names, IDENTIFIER)
    grade = names.index(column.casefold()) if column.casefold() in names else _one_of(names, GRADE)
    if identifier is None or grade is None:
        raise TemplateError(why("template_no_moodle", columns=", ".join(cell.value for cell in cells.rows[0])))
    if _one_of(names, SCALE) is not None:
        raise TemplateError(why("template_scale"))
    maximum = _one_of(names, MAXIMUM)
    others = [place for place in (_one_of(names, ID_NUMBER), _one_of(names, EMAIL)) if place is not None]
    rows = tuple(range(1, len(cells.rows)))
    ids = []
    for row in rows:
        found = _DIGITS.search(cells.value(row, identifier))
        ids.append(tuple(filter(None, (found[1] if found else "", *(cells.value(row, place) for place in others)))))
    most = tuple(_decimal(cells.value(row, maximum)) if maximum is not None else None for row in rows)
    return _Sheet(grade, rows, tuple(ids), most, feedback=_one_of(names, FEEDBACK))


def _blackboard(cells: Cells, titles: Sequence[str], column: str) -> _Sheet:
    names = [cell.value for cell in cells.rows[0]]
    user = _one_of([name.casefold() for name in names], ("username", "사용자 이름"))
    if user is None:
        raise TemplateError(why("template_no_blackboard"))
    chosen = _column("Blackboard", names, user + 1, titles, column, _PIPE)
    student = _one_of([name.casefold() for name in names], ("student id", "학생 id"))
    places = [user, *([student] if student is not None else [])]
    rows = tuple(row for row in range(1, len(cells.rows)) if cells.value(row, user))
    ids = tuple(tuple(filter(None, (cells.value(row, place) for place in places))) for row in rows)
    return _Sheet(chosen, rows, ids, tuple(None for _ in rows))


def _brightspace(cells: Cells, titles: Sequence[str], column: str) -> _Sheet:
    names = [cell.value for cell in cells.rows[0]]
    places = [place for place, name in enumerate(names) if name in ("OrgDefinedId", "Username")]
    if not places:
        raise TemplateError(why("template_no_brightspace"))
    if not names[-1].startswith("End-of-Line Indicator"):
        raise TemplateError(why("template_no_end"))
    chosen = _column("Brightspace", names, max(places) + 1, titles, column, _POINTS)
    found = _POINTS.fullmatch(names[chosen])
    if found is None:
        raise TemplateError(why("template_no_points", column=names[chosen]))
    most = _decimal(found["max"] or "")
    rows = tuple(row for row in range(1, len(cells.rows)) if any(cells.value(row, place) for place in places))
    ids = tuple(tuple(filter(None, (cells.value(row, place) for place in places))) for row in rows)
    return _Sheet(chosen, rows, ids, tuple(most for _ in rows))


_READERS = {"canvas": _canvas, "moodle": _moodle, "blackboard": _blackboard, "brightspace": _brightspace}


def _column(platform: str, names: Sequence[str], first: int, titles: Sequence[str], column: str, pattern: re.Pattern[str]) -> int:
    """The one column of the assignment: as somebody says, by its number or title; else that of the assignment's own title."""
    named = [(place, name, tuple(_names_of(name, pattern))) for place, name in enumerate(names) if place >= first and name]
    wanted = [column] if column else list(titles)
    folded = {each.casefold().strip() for each in wanted}
    found = [place for place, name, own in named if {name.casefold(), *(each.casefold() for each in own)} & folded]
    if len(found) == 1:
        return found[0]
    listed, names_wanted = "; ".join(name for _, name, _ in named) or "-", " / ".join(wanted)
    key = "template_columns" if found else "template_no_column"
    raise TemplateError(why(key, wanted=names_wanted, platform=platform, listed=listed))


def _names_of(name: str, pattern: re.Pattern[str]) -> Iterator[str]:
    parts = pattern.fullmatch(name)
    known: Mapping[str, str | None] = parts.groupdict() if parts is not None else {}
    yield from (value.strip() for key in ("title", "number") if (value := known.get(key)))


def _one_of(names: Sequence[str], titles: Sequence[str]) -> int | None:
    return next((names.index(title) for title in titles if title in names), None)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ".")) if text else None
    except InvalidOperation:
        return None
