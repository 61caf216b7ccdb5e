"""A class as it stands, kept from one change to the next: of ten thousand hand-ins only what has changed is looked at again."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from grader.batch.render import Sheet, as_now, standing_on
from grader.batch.same_answers import Gathering, Groups
from grader.batch.store.handins import Asked, HandedIn
from grader.batch.store.people import Enrolment
from grader.batch.store.rulings import Hint, Ruled, by_student
from grader.grading.lateness import terms_of
from grader.grading.scoring import max_points_of
from grader.model import Adjustment, CaseResult, Grade, Lang, Member, Standing, Submission, most_by_hand
from grader.report.rows import Row, absent_row, row_of
from grader.report.same_answers import Group
from grader.report.statistics import ClassStatistics
from grader.web.decided import adjustments_of, marks_of
from grader.web.outcomes import Outcome
from grader.web.record import Record, record_of, sheet_of
from grader.web.site import Site, Work
from grader.web.students import state_of

# Of an attempt that staff have to see to.
LOOK = ("failed", "withheld", "unreadable")
MOST_GROUPS = 30
# Who only watches is shown what was true a moment ago: at least this long, and as many times what it took to find out.
MOMENT_S, TIMES = 1.0, 4.0


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
    number: str  # of no other: whoever has seen it need not be shown it again


class Register:
    """Of one assignment by one version, in one language. What one student's line is made of is compared before it is made anew."""

    def __init__(self, site: Site, lang: Lang, version: int | None, gathering: Gathering) -> None:
        self._site, self._lang, self._version, self._gathering = site, lang, version, gathering
        self._room: Room | None = None
        self._stamp: tuple[object, ...] = ()
        self._base: tuple[object, ...] = ()
        self._known: dict[int, HandedIn] = {}
        self._lines: dict[str, tuple[object, Line]] = {}
        self._worded: dict[bytes, Grade] = {}
        self._good_until = 0.0
        self._lock = threading.Lock()

    def now(self, work: Work) -> Room:
        """As the store has it; worked out once, however many ask."""
        with self._lock:
            return self._brought_up(work)

    def lately(self, work: Work) -> Room:
        """As it was a moment ago, without waiting for whoever works it out just now."""
        if self._room is not None and (time.monotonic() < self._good_until or not self._lock.acquire(blocking=False)):
            return self._room
        if self._room is None:
            return self.now(work)
        try:
            return self._brought_up(work)
        finally:
            self._lock.release()

    def _brought_up(self, work: Work) -> Room:
        begun = time.monotonic()
        stamp = (work.kept, self._site.watch.stamp(work.kept.id))
        if self._room is None or stamp != self._stamp:
            self._room, self._stamp = self._made(work), stamp
        now = time.monotonic()
        self._good_until = now + max(MOMENT_S, TIMES * (now - begun))
        return self._room

    def _made(self, work: Work) -> Room:
        site, ruled = self._site, self._site.rulings.of(work.kept.id)
        known = site.outline(work)
        outline = tuple(known.values())
        lines = self._lines_of(work, ruled, known)
        most = max_points_of(outline) + most_by_hand(work.assignment.manual)
        statistics = ClassStatistics(outline, most)
        for line in lines:
            if line.row is not None:
                statistics.add(line.row)
        sheets = [line.sheet for line in lines if line.sheet is not None]
        hints = {each.name: each for each in ruled.hints if each.text.en or each.text.ko}
        own = work.assignment.seed_per == "student"
        read = partial(site.signatures, work, own_inputs=own)
        groups = self._gathering.groups(site.store(work), sheets, named=tuple(hints), read=read)
        return Room(
            lines=lines,
            statistics=statistics,
            groups=groups,
            listed=groups.shown(sheets, {name: each.text for name, each in hints.items()})[:MOST_GROUPS],
            hints=hints,
            asked=tuple(each for each in site.handins.asked(work.kept.id) if not each.answer),
            most=most,
            number=secrets.token_hex(8),
        )

    def _lines_of(self, work: Work, ruled: Ruled, known: Mapping[str, CaseResult]) -> tuple[Line, ...]:
        base = (work.kept.bundle, work.kept.settings.due, known)
        if base != self._base:
            self._base, self._lines, self._worded = base, {}, {}
        handed_in = self._site.handins.of_assignment(work.kept.id, self._version, self._known)
        self._known = {each.id: each for each in handed_in}
        own: dict[str, list[HandedIn]] = {}
        for each in handed_in:
            own.setdefault(each.student, []).append(each)
        self._site.meet(work, [each.key for each in handed_in if each.key])
        everybody = [each for each in self._site.people.enrolled(work.kept.course_id) if each.role == "student"]
        decided = by_student(ruled, [each.student for each in everybody], {each.id: each.student for each in handed_in})
        lines = {}
        for student in everybody:
            name = student.student
            made_of = (student, own.get(name, []), decided[name])
            before = self._lines.get(name)
            if before is not None and before[0] == made_of:
                lines[name] = before
            else:
                record = record_of(self._site, work, made_of[1], ruled=decided[name], staff=True)
                worded = partial(self._in_words, work, known)
                lines[name] = (made_of, _line(work, student, record, decided[name], known, worded, self._lang))
        self._lines = lines
        return tuple(line for _, line in lines.values())

    def _in_words(self, work: Work, known: Mapping[str, CaseResult], outcome: Outcome) -> Grade:
        """What equal answers have in common is worded once."""
        if outcome.extract not in self._worded:
            self._worded[outcome.extract] = as_now(outcome.grade, known, work.assignment)
        return self._worded[outcome.extract]


def room_of(site: Site, work: Work, lang: Lang = "en", version: int | None = None) -> Room:
    """Worked out anew only as far as anything has happened since. ``version``: with the grades by that one, whatever people see."""
    return register_of(site, work, lang, version).now(work)


def register_of(site: Site, work: Work, lang: Lang, version: int | None = None) -> Register:
    own = work.assignment.seed_per == "student"
    # One for all languages, so that a group has one name.
    gathering = site.kept(("groups", work.kept.id, own), lambda: Gathering(own_inputs=own))
    return site.kept(("register", work.kept.id, lang, version), lambda: Register(site, lang, version, gathering))


def _line(
    work: Work, student: Enrolment, record: Record, ruled: Ruled, known: Mapping[str, CaseResult],
    worded: Callable[[Outcome], Grade], lang: Lang,
) -> Line:  # fmt: skip
    latest = record.attempts[-1].handed_in if record.attempts else None
    look = state_of(latest) if latest is not None and state_of(latest) in LOOK else ""
    counting = record.counting or next((each for each in reversed(record.attempts) if each.outcome is not None), None)
    if counting is None or counting.outcome is None:
        if record.attempts:
            return Line(student=student, record=record, row=None, points=None, look=look)
        row, standing = absent(work, student, ruled, tuple(known.values()))
        points = standing.points if ruled_for(standing) else None
        return Line(student=student, record=record, row=row, points=points, look=look, adjustments=standing.adjustments)
    sheet = sheet_of(counting, work, ruled, name=student.name, section=student.section)
    submission = sheet.member.submission
    grade = replace(worded(counting.outcome), student=submission.student, name=submission.name, file=submission.file)
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
