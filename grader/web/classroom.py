"""The class of an assignment, live: what needs a look first, how the questions went, equal wrong answers, and everybody."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grader.grading.scoring import rounded
from grader.model import Lang
from grader.report.same_answers import Group
from grader.report.sentences import state
from grader.report.statistics import ClassStatistics
from grader.web.room import Line, Room, register_of, room_of
from grader.web.site import Work
from grader.web.students import deadline_text, points_text, state_of
from grader.web.visit import Visit, go, not_found, page

# Rows on one page; filter and section find the others.
MOST_ROWS = 200
# Of those who need a look; the filter finds the others.
MOST_LOOKS = 50
FILTERS = ("all", "look", "missing", "part", "full")
ORDERS = ("student", "section", "points", "low")
# How soon the page asks again, in seconds: the server tells more where many watch, so that no more than so many ask in a second.
AGAIN_S, MOST_A_SECOND = 5, 50
AGAIN = "Again-S"


def class_page(visit: Visit) -> Response:
    """What needs a look first, then everybody."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    return page(visit, "class.html.j2", **_shown(visit, work, room_of(visit.site, work, visit.lang)))


def class_now(visit: Visit) -> Response:
    """The part of it that changes; the page asks for it, and hears that nothing has, or what was a moment ago."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    room = register_of(visit.site, work, visit.lang).lately(work)
    watching = visit.site.watchers.count(visit.session)
    headers = {AGAIN: str(max(AGAIN_S, -(-watching // MOST_A_SECOND)))}
    asked = tuple(visit.query.get(name, "") for name in ("section", "show", "by"))
    # Of what the page says nothing else changes while the class stands as it does.
    made_of = (room.number, work.kept, asked, visit.member().role, visit.lang, deadline_text(work, visit.lang))
    tag = f'"{hashlib.sha256(repr(made_of).encode("utf-8", "backslashreplace")).hexdigest()[:32]}"'
    if visit.seen == tag:
        return Response(status_code=304, headers={**headers, "ETag": tag})
    body = visit.site.fragments.of(tag, lambda: bytes(page(visit, "class_now.html.j2", **_shown(visit, work, room)).body))
    return Response(body, media_type="text/html", headers={**headers, "ETag": tag})


def _shown(visit: Visit, work: Work, room: Room) -> dict[str, Any]:
    section, chosen, by = (visit.query.get(name, "") for name in ("section", "show", "by"))
    chosen, by = (chosen if chosen in FILTERS else "all"), (by if by in ORDERS else "student")
    lines = [each for each in room.lines if (not section or each.student.section == section) and _is(each, chosen, room)]
    lines.sort(key=lambda line: _order(by, line))
    look = [line for line in room.lines if line.look]

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
        **_figures(room),
        "look": look[:MOST_LOOKS],
        "more_look": len(look) - MOST_LOOKS,
        "group_name": group_name,
        "names": {line.student.student: line.student.name for line in room.lines},
        "cause_of": lambda group: _cause(room, group),
        "verdict_text": lambda verdict: state(verdict, visit.lang),
        "mistake_name": lambda group: _mistake_name(work, group, visit.lang),
        "points": points_text,
        "state_of": state_of,
        "again_s": AGAIN_S,
        "may_change": visit.member().role == "instructor",
        "here": visit.path.removesuffix("/now"),
    }


def _figures(room: Room) -> dict[str, Any]:
    """The whole class in numbers."""
    statistics = room.statistics
    attempts = [line.record.attempts for line in room.lines if line.record.attempts]
    return {
        "handed_in": len(attempts),
        "waiting": sum(each[-1].handed_in.state in ("queued", "leased") for each in attempts),
        "mean": f"{float(statistics.mean):.2f} / {rounded(room.most)}" if statistics.mean is not None and statistics.graded else "",
        "median": f"{float(statistics.median):.2f}" if statistics.median is not None else "",
        "questions": statistics.questions() if statistics.measured else (),
        "bins": _bars(statistics) if statistics.graded > 1 else (),
    }


def _mistake_name(work: Work, group: Group, lang: Lang) -> str:
    title = work.assignment.mistake(group.known).title
    return title.in_lang(lang) if title else group.known


def _cause(room: Room, group: Group) -> str:
    """What is known of the question of one of them, since all returned the same; a known mistake has a mark of its own."""
    students = set(room.groups.students(group_name(group)))
    rows = (line.row for line in room.lines if line.row is not None and line.student.student in students)
    causes = (blame.words for row in rows for question, blame in row.blames if question == group.function and not blame.mistake)
    return next(causes, "")


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
