"""The class of an assignment, live: what needs a look first, how the questions went, equal wrong answers, and everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grader.batch.render import Sheet, fetch_grade, standing_on
from grader.batch.same_answers import Groups, groups_in
from grader.batch.store.handins import Asked, HandedIn
from grader.batch.store.people import Enrolment
from grader.batch.store.rulings import Hint, Ruled
from grader.grading.lateness import terms_of
from grader.grading.scoring import max_points_of, rounded
from grader.model import Adjustment, CaseResult, Lang, Member, Standing, Submission, most_by_hand
from grader.report.rows import Row, absent_row, row_of
from grader.report.same_answers import Group
from grader.report.statistics import ClassStatistics
from grader.web.decided import adjustments_of, marks_of
from grader.web.record import Record, record_of, sheet_of
from grader.web.site import Site, Work
from grader.web.students import deadline_text, points_text, state_of
from grader.web.visit import Visit, go, not_found, page

# Of an attempt that staff have to see to.
LOOK = ("failed", "withheld", "unreadable")
# Rows on one page; filter and section find the others.
MOST_ROWS = 200
MOST_GROUPS = 30
FILTERS = ("all", "look", "missing", "part", "full")
ORDERS = ("student", "section", "points", "low")
# How soon the page asks again, in seconds.
AGAIN_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One student. ``points`` None: none yet."""

    student: Enrolment
    record: Record
    row: Row | None
    points: Fraction | None
    look: str
    sheet: Sheet | None = None
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A class as it stands, for staff."""

    lines: tuple[Line, ...]
    statistics: ClassStatistics
    groups: Groups
    listed: tuple[Group, ...]
    hints: Mapping[str, Hint]
    asked: tuple[Asked, ...]
    most: Fraction


def class_page(visit: Visit) -> Response:
    """What needs a look first, then everybody."""
    work = visit.work()
    return not_found(visit) if work is None else page(visit, "class.html.j2", **_shown(visit, work))


def class_now(visit: Visit) -> Response:
    """The part of it that changes; the page asks for it."""
    work = visit.work()
    return not_found(visit) if work is None else page(visit, "class_now.html.j2", **_shown(visit, work))


def room_of(site: Site, work: Work, lang: Lang = "en", version: int | None = None) -> Room:
    """Worked out anew only where something has happened since. ``version``: with the grades by that one, whatever people see."""
    stamp = (work.kept, lang, version, site.watch.stamp(work.kept.id))
    known = site.remembered(stamp)
    if not isinstance(known, Room):
        known = _room(site, work, lang, version)
        site.remember((work.kept.id, lang, version), stamp, known)
    return known


def _room(site: Site, work: Work, lang: Lang, version: int | None) -> Room:
    ruled, outline = site.rulings.of(work.kept.id), tuple(site.outline(work).values())
    everybody = [each for each in site.people.enrolled(work.kept.course_id) if each.role == "student"]
    by_student: dict[str, list[HandedIn]] = {}
    for each in site.handins.of_assignment(work.kept.id, version):
        by_student.setdefault(each.student, []).append(each)
    most = max_points_of(outline) + most_by_hand(work.assignment.manual)
    statistics = ClassStatistics(outline, most)
    lines, sheets = [], []
    for student in everybody:
        handed_in = by_student.get(student.student, [])
        record = record_of(site, work, handed_in, ruled=ruled, staff=True)
        line = _line(site, work, student, record, ruled, outline, lang)
        lines.append(line)
        if line.row is not None:
            statistics.add(line.row)
        if line.sheet is not None:
            sheets.append(line.sheet)
    hints = {each.name: each for each in ruled.hints if each.text.en or each.text.ko}
    own = work.assignment.seed_per == "student"
    groups = groups_in(site.store(work), sheets, named=tuple(hints), own_inputs=own)
    return Room(
        lines=tuple(lines),
        statistics=statistics,
        groups=groups,
        listed=groups.shown(sheets, {name: each.text for name, each in hints.items()})[:MOST_GROUPS],
        hints=hints,
        asked=tuple(each for each in site.handins.asked(work.kept.id) if not each.answer),
        most=most,
    )


def _line(
    site: Site, work: Work, student: Enrolment, record: Record, ruled: Ruled, outline: Sequence[CaseResult], lang: Lang
) -> Line:
    latest = record.attempts[-1].handed_in if record.attempts else None
    look = state_of(latest) if latest is not None and state_of(latest) in LOOK else ""
    counting = record.counting or next((each for each in reversed(record.attempts) if each.outcome is not None), None)
    if counting is None or counting.outcome is None:
        if record.attempts:
            return Line(student=student, record=record, row=None, points=None, look=look)
        row, standing = absent(work, student, ruled, outline)
        points = standing.points if ruled_for(standing) else None
        return Line(student=student, record=record, row=row, points=points, look=look, adjustments=standing.adjustments)
    sheet = sheet_of(counting, work, ruled, name=student.name, section=student.section)
    grade = fetch_grade(site.store(work), sheet.key, sheet.member, site.outline(work), work.assignment)
    standing = standing_on(terms_of(work.assignment), sheet, grade.points, grade.max_points)
    row = row_of(sheet.member, grade, standing, "", lang)
    return Line(
        student=student, record=record, row=row, points=standing.points, look=look, sheet=sheet, adjustments=sheet.adjustments
    )


def absent(work: Work, student: Enrolment, ruled: Ruled, outline: Sequence[CaseResult]) -> tuple[Row, Standing]:
    """Who handed in nothing: no points but what people gave."""
    member = Member(Submission(student=student.student, name=student.name), section=student.section, present=False)
    given = adjustments_of(ruled, student.student, None, outline)
    sheet = Sheet(member=member, key="", adjustments=given, marks=marks_of(ruled, work.assignment, student.student, 0))
    most = max_points_of(outline)
    standing = standing_on(terms_of(work.assignment), sheet, None, most)
    return absent_row(member, standing, most + most_by_hand(work.assignment.manual)), standing


def ruled_for(standing: Standing) -> bool:
    """Whether people gave points to somebody who handed in nothing."""
    return bool(standing.adjustments) or any(each.points is not None for each in standing.marked)


def _shown(visit: Visit, work: Work) -> dict[str, Any]:
    room = room_of(visit.site, work, visit.lang)
    section, chosen, by = (visit.query.get(name, "") for name in ("section", "show", "by"))
    chosen, by = (chosen if chosen in FILTERS else "all"), (by if by in ORDERS else "student")
    lines = [each for each in room.lines if (not section or each.student.section == section) and _is(each, chosen, room)]
    lines.sort(key=lambda line: _order(by, line))
    handed_in = sum(bool(line.record.attempts) for line in room.lines)
    statistics = room.statistics

    def link(**changed: str) -> str:
        asked = {"section": section, "show": chosen, "by": by} | changed
        return f"{work.path}/class?" + urlencode({name: value for name, value in asked.items() if value})

    return {
        "work": work,
        "room": room,
        "lines": lines[:MOST_ROWS],
        "more": len(lines) - MOST_ROWS,
        "sections": sorted({each.student.section for each in room.lines if each.student.section}),
        "section": section,
        "chosen": chosen,
        "filters": FILTERS,
        "by": by,
        "link": link,
        "deadline": deadline_text(work, visit.lang),
        "handed_in": handed_in,
        "waiting": sum(
            each.record.attempts[-1].handed_in.state in ("queued", "leased") for each in room.lines if each.record.attempts
        ),
        "mean": f"{float(statistics.mean):.2f} / {rounded(room.most)}" if statistics.mean is not None and statistics.graded else "",
        "median": f"{float(statistics.median):.2f}" if statistics.median is not None else "",
        "questions": statistics.questions() if statistics.measured else (),
        "bins": _bars(statistics) if statistics.graded > 1 else (),
        "look": [line for line in room.lines if line.look],
        "group_name": group_name,
        "mistake_name": lambda group: _mistake_name(work, group, visit.lang),
        "points": points_text,
        "state_of": state_of,
        "again_s": AGAIN_S,
        "may_change": visit.member().role == "instructor",
        "here": visit.path.removesuffix("/now"),
    }


def _mistake_name(work: Work, group: Group, lang: Lang) -> str:
    title = work.assignment.mistake(group.known).title
    return title.in_lang(lang) if title else group.known


def group_name(group: Group) -> str:
    """Of the group alone, without the folder that a batch keeps hints in."""
    return group.file.removeprefix("hints/").removesuffix(".txt")


def answer(visit: Visit) -> Response:
    work, number, text = visit.work(), visit.number("number"), visit.text("text", 2000)
    if work is None or number not in {each.id for each in visit.site.handins.asked(work.kept.id)}:
        return not_found(visit)
    if text:
        visit.site.handins.answer(number, text, visit.me().name)
        visit.record("answered", f"{work.kept.slug}: {number}", after=text)
    return go(f"{work.path}/class", told="web_saved" if text else "")


def _is(line: Line, chosen: str, room: Room) -> bool:
    if chosen == "look":
        return bool(line.look) or line.student.student in {each.student for each in room.asked}
    if chosen == "missing":
        return not line.record.attempts
    if chosen == "full":
        return line.points is not None and line.points >= room.most
    return chosen == "all" or (line.points is not None and line.points < room.most)


def _order(by: str, line: Line) -> tuple[object, ...]:
    if by in ("points", "low"):
        points = line.points or Fraction(0)
        return (line.points is None, points if by == "low" else -points, line.student.student)
    if by == "section":
        return (line.student.section, line.student.student)
    return (line.student.student,)


def _bars(statistics: ClassStatistics) -> list[dict[str, object]]:
    bins = statistics.bins()
    tallest = max((each.count for each in bins), default=0) or 1
    return [
        {"label": f"{each.low:.6g}–{each.high:.6g}", "count": each.count, "width": round(100 * each.count / tallest)}  # noqa: RUF001
        for each in bins
    ]
