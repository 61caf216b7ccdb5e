"""One student in one assignment, for staff: every attempt, what changed between two, and what people decided or may here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.responses import Response

from grader.batch.store.rulings import DECISIONS, Comment, Kind
from grader.batch.tables import parse_points
from grader.grading.lateness import local
from grader.web.record import Attempt, Record, record_of
from grader.web.site import Work
from grader.web.students import points_text, state_of
from grader.web.visit import Visit, go, not_found, page, refused

# Lines of a file that are compared; what is longer is nobody's homework.
MOST_LINES = 1000
MOST_COLUMNS = 300
# Equal lines that are shown around a difference.
AROUND = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of each side. ``kind``: equal, changed, or ``gap`` where equal lines are left out."""

    kind: str
    left_number: int
    left: str
    right_number: int
    right: str


def student_page(visit: Visit) -> Response:
    return _student(visit)


def difference(visit: Visit) -> Response:
    """Of two attempts, file by file, side by side."""
    found = _record(visit)
    if found is None:
        return not_found(visit)
    work, record, _ = found
    tried = [each for each in record.attempts if each.handed_in.number is not None]
    left, right = (
        next((each for each in tried if each.handed_in.receipt == visit.query.get(name)), None) for name in ("left", "right")
    )
    if left is None or right is None:
        return refused(visit, visit.say("staff_two_attempts"), 422)
    store = visit.site.store(work)
    sides = [dict(store.fetch_files(each.handed_in.submission.digest)) for each in (left, right)]
    lines = [{name: _lines(content) for name, content in side.items()} for side in sides]
    said = [_said(record, each, own) for each, own in zip((left, right), lines, strict=True)]
    files = [
        (name, pairs_of(lines[0].get(name, ()), lines[1].get(name, ()), (said[0].get(name, {}), said[1].get(name, {}))))
        for name in sorted({*sides[0], *sides[1]})
    ]
    return page(
        visit, "difference.html.j2", work=work, student=visit.params["student"], left=left, right=right, files=files,
        said=lambda side, name, line: said[side].get(name, {}).get(line, ()),
    )  # fmt: skip


def _said(record: Record, attempt: Attempt, lines: Mapping[str, Sequence[str]]) -> dict[str, dict[int, list[Comment]]]:
    """What staff wrote about an attempt, by file and line; about the whole, or what is no line that is compared, by 0."""
    found: dict[str, dict[int, list[Comment]]] = {}
    for each in record.ruled.comments:
        if each.handin == attempt.handed_in.id:
            line = each.line if each.line <= len(lines.get(each.file, ())) else 0
            found.setdefault(each.file, {}).setdefault(line, []).append(each)
    return found


def pairs_of(
    left: Sequence[str], right: Sequence[str], said: tuple[Collection[int], Collection[int]] = ((), ())
) -> tuple[Pair, ...]:
    """Line by line, with a few equal ones around each difference. ``said``: lines of each side that are shown, since somebody wrote
    something about them.
    """
    found: list[Pair] = []
    blocks = SequenceMatcher(None, left, right, autojunk=True).get_opcodes()
    for place, (kind, first, last, start, end) in enumerate(blocks):
        if kind != "equal":
            for one, two in zip_longest(range(first, last), range(start, end)):
                found.append(_pair("changed", left, one, right, two))
            continue
        head = AROUND if place else 0
        tail = AROUND if place < len(blocks) - 1 else 0
        count = last - first
        shown = [
            step < head or step >= count - tail or first + step + 1 in said[0] or start + step + 1 in said[1]
            for step in range(count)
        ]
        for is_shown, steps in groupby(range(count), key=shown.__getitem__):
            run = list(steps)
            if is_shown or len(run) == 1:
                found += [_pair("equal", left, first + step, right, start + step) for step in run]
            else:
                found.append(Pair("gap", 0, "", len(run), ""))
    return tuple(found)


def _pair(kind: str, left: Sequence[str], one: int | None, right: Sequence[str], two: int | None) -> Pair:
    return Pair(
        kind,
        one + 1 if one is not None else 0,
        left[one] if one is not None else "",
        two + 1 if two is not None else 0,
        right[two] if two is not None else "",
    )


def _lines(content: bytes) -> list[str]:
    lines = content.decode("utf-8", "replace").splitlines()
    return [line[:MOST_COLUMNS] for line in lines[:MOST_LINES]]


def adjust(visit: Visit) -> Response:
    """Points of one check or of the whole, with a reason that the student reads."""
    found = _record(visit)
    if found is None:
        return not_found(visit)
    work, _, student = found
    case, reason = visit.field("case"), visit.text("reason", 1000)
    if case and case not in visit.site.outline(work):
        return _student(visit, wrong=visit.say("staff_no_check", check=case))
    if not reason:
        return _student(visit, wrong=visit.say("staff_reason_missing"))
    try:
        points = parse_points(visit.field("points", 40))
    except ValueError:
        return _student(visit, wrong=visit.say("staff_points_wrong"))
    visit.site.rulings.decide(
        "adjustments", work.kept.id, visit.me().name, student=student, check=case, points=str(points), reason=reason
    )
    visit.record("adjusted", f"{work.kept.slug}: {student}", after=f"{points} {case}: {reason}")
    return go(_address(work, student), told="web_saved")


def extend(visit: Visit) -> Response:
    """A deadline of the student's own, by the course's clock."""
    found = _record(visit)
    if found is None:
        return not_found(visit)
    work, _, student = found
    due, reason = moment_of(visit.field("due"), work), visit.text("reason", 1000)
    if due is None:
        return _student(visit, wrong=visit.say("staff_time_wrong"))
    if not reason:
        return _student(visit, wrong=visit.say("staff_reason_missing"))
    visit.site.rulings.decide("extensions", work.kept.id, visit.me().name, student=student, due=due.isoformat(), reason=reason)
    visit.record("extended", f"{work.kept.slug}: {student}", after=f"{due.isoformat()}: {reason}")
    return go(_address(work, student), told="web_saved")


def choose(visit: Visit) -> Response:
    """Which attempt counts; without one, what the assignment says."""
    found = _record(visit)
    if found is None:
        return not_found(visit)
    work, record, student = found
    receipt = visit.field("receipt")
    attempt = record.of(receipt)
    if receipt and (attempt is None or attempt.outcome is None):
        return _student(visit, wrong=visit.say("staff_not_countable"))
    before = record.ruled.chosen.get(student)
    visit.site.rulings.choose(work.kept.id, student, attempt.handed_in.id if attempt is not None else None, visit.me().name)
    visit.record("chose an attempt", f"{work.kept.slug}: {student}", before=str(before or ""), after=receipt)
    return go(_address(work, student), told="web_saved")


def revoke(visit: Visit) -> Response:
    """Take a decision back. It stays in the record, with who took it back."""
    work, number = visit.work(), visit.number("number")
    kinds: dict[str, Kind] = {
        "extensions": "extensions",
        "adjustments": "adjustments",
        "waivers": "waivers",
        "comments": "comments",
    }
    kind = kinds.get(visit.params["kind"])
    if work is None or kind is None or kind not in DECISIONS:
        return not_found(visit)
    if not visit.site.rulings.revoke(kind, work.kept.id, number, visit.me().name):
        return refused(visit, visit.say("staff_gone"), 409)
    visit.record("took back", f"{work.kept.slug}: {kind} {number}")
    student = visit.field("student")
    return go(_address(work, student) if student else f"{work.path}/waivers", told="web_saved")


def comment(visit: Visit) -> Response:
    """On a line of a file of one attempt, or on the whole of it."""
    work, found = visit.work(), visit.site.handins.by_receipt(visit.params["receipt"])
    if work is None or found is None or found.assignment_id != work.kept.id:
        return not_found(visit)
    text, line = visit.text("text", 4000), visit.field("line", 7)
    names = [name for name, _ in visit.site.store(work).fetch_files(found.submission.digest)]
    file = visit.field("file") if visit.field("file") in names else names[0] if names else found.name
    if not text:
        return refused(visit, visit.say("staff_nothing_said"), 422)
    number = int(line) if line.isascii() and line.isdigit() else 0
    who = visit.me().name
    visit.site.rulings.decide("comments", work.kept.id, who, handin_id=found.id, file=file, line=number, text=text)
    visit.record("commented", f"{work.kept.slug}: {found.receipt}", after=f"{file}:{number}: {text}")
    return go(f"{work.path}/attempts/{found.receipt}", told="web_saved")


def grade_again(visit: Visit) -> Response:
    """One attempt, by what is in use now. A grade that was made stays what it is; one that was withheld is tried anew."""
    work, found = visit.work(), visit.site.handins.by_receipt(visit.params["receipt"])
    if work is None or found is None or found.assignment_id != work.kept.id:
        return not_found(visit)
    if found.number is None:
        return refused(visit, visit.say("staff_unreadable_again"), 409)
    if found.state not in ("queued", "leased"):
        visit.site.publications.again([found.id], work.kept.version, "grade")
        visit.record("graded again", f"{work.kept.slug}: {found.receipt}")
    return go(_address(work, found.student), told="staff_queued")


def clock_of(work: Work) -> tzinfo:
    """The course's, or else this machine's, which has no name but how far it is from UTC."""
    own = datetime.now().astimezone().tzinfo
    return ZoneInfo(work.assignment.timezone) if work.assignment.timezone else own or UTC


def moment_of(text: str, work: Work) -> datetime | None:
    """What an input of date and time sends, by the clock of the course."""
    try:
        found = datetime.fromisoformat(text)
        moment = found if found.tzinfo is not None else found.replace(tzinfo=clock_of(work))
        return moment if 2000 <= moment.year < 2200 else None  # the years of courses
    except ValueError:
        return None


def _record(visit: Visit) -> tuple[Work, Record, str] | None:
    """None where there is nobody of that id."""
    work, student = visit.work(), visit.params["student"]
    if work is None:
        return None
    handed_in = visit.site.handins.of_student(work.kept.id, student)
    listed = any(each.student == student for each in visit.site.people.enrolled(work.kept.course_id))
    return (work, record_of(visit.site, work, handed_in, staff=True), student) if listed or handed_in else None


def _student(visit: Visit, *, wrong: str = "") -> Response:
    found = _record(visit)
    if found is None:
        return not_found(visit)
    work, record, student = found
    ruled = visit.site.rulings.of(work.kept.id)
    listed = next((each for each in visit.site.people.enrolled(work.kept.course_id) if each.student == student), None)
    handins = {each.handed_in.id: each.handed_in.receipt for each in record.attempts}
    return page(
        visit,
        "student.html.j2",
        status=422 if wrong else 200,
        work=work,
        student=student,
        listed=listed,
        record=record,
        wrong=wrong,
        ruled=ruled,
        extensions=[each for each in ruled.extensions if each.student == student],
        adjustments=[each for each in ruled.adjustments if each.student == student],
        comments=[(each, handins[each.handin]) for each in ruled.comments if each.handin in handins],
        told=visit.site.publications.told(work.kept.id, student=student),
        cases=list(visit.site.outline(work).values()),
        sent=visit.path.rsplit("/", 1)[-1] if wrong else "",
        typed={name: visit.text(name, 1000) if wrong else "" for name in ("case", "points", "reason", "due")},
        zone=str(clock_of(work)),
        local=lambda moment: local(moment, work.assignment.timezone),
        points=points_text,
        state_of=state_of,
        whose=student,
        tried=[each for each in record.attempts if each.handed_in.number is not None],
        may_change=visit.member().role == "instructor",
    )


def _address(work: Work, student: str) -> str:
    return f"{work.path}/students/{quote(student, safe='')}"
