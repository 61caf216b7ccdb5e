"""The tables that people write: roster, times of hand-in, extensions, adjustments. Every problem of a table is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Generic, TypeVar

from grader.batch.csvfile import Fault, Line, Table, quoted, read_table, refuse, titles_of
from grader.batch.identity import Neighbourhood, disguised, taken_for
from grader.batch.platforms.rosters import TITLES, Shape, address_of, handed_in, person_of, shape_of
from grader.model import Adjustment, Member
from grader.reading.messages import did_you_mean
from grader.reading.scalars import YEARS
from grader.report.identities import is_scientific

T = TypeVar("T")
# Nine digits are more than any number of points has; a power of ten would be worked out in full.
_POINTS = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}|[0-9]{1,9}/[0-9]{1,9})")
_ATTEMPT = re.compile(r"0*[1-9][0-9]{0,5}")
EXCEL = "a spreadsheet shortened the number; format the column as text, and type the ids again"


@dataclass(frozen=True, slots=True)
class Person:
    """A row of roster.csv."""

    name: str
    section: str


@dataclass(frozen=True, slots=True)
class HandIn:
    """When something was handed in, as ISO 8601 with an offset, and as which attempt."""

    at: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Entries(Generic[T]):
    """What a table says by the id that stands in it, the line where it stands first, and what is wrong with other rows."""

    path: Path
    values: Mapping[str, T]
    lines: Mapping[str, int]
    faults: tuple[Fault, ...]

    def sound(self) -> Entries[T]:
        """Itself. Raises UsageError with every fault."""
        refuse(self.path, self.faults)
        return self


def load_roster(path: Path) -> Mapping[str, Person]:
    """``student_id,name,email[,section]``, or the list as a platform exports it; an address is read over, since no report needs
    it. Raises UsageError.
    """

    def read(row: Mapping[str, str]) -> Person:
        return Person(row["name"], row.get("section", ""))

    if shape := shape_of(titles_of(path, TITLES)):
        table = _exported(path, shape)
    else:
        table = read_table(path, ("student_id", "name"), ("section",))
    return _entries(path, table.lines, read, "student_id", table.faults, same=str.casefold).sound().values


def load_groups(path: Path | None, roster: Path | None) -> Mapping[str, str]:
    """By student the group: of a table ``student,group``, else of the column ``group`` of a roster of ours. Raises UsageError."""
    if path is not None:
        table = read_table(path, ("student", "group"))
        return _entries(path, table.lines, lambda row: row["group"], "student", table.faults, same=str.casefold).sound().values
    if roster is None or not {"student_id", "group"} <= set(titles_of(roster, (*TITLES, "student_id"))):
        return {}
    lines = read_table(roster, ("student_id", "name"), ("group",)).lines
    return {line.cells["student_id"]: line.cells["group"] for line in lines if line.cells.get("group")}


def load_addresses(path: Path) -> Mapping[str, str]:
    """The addresses of a roster, ours or a platform's, by id. Raises UsageError."""
    shape = shape_of(titles_of(path, TITLES)) or Shape("", ("student_id",))
    lines = read_table(path, shape.ids[:1], may_be_empty=True).lines
    people = ((person_of(line.cells, shape), address_of(line.cells)) for line in lines)
    return {person[0]: address for person, address in people if person is not None and person[0] and address}


def _exported(path: Path, shape: Shape) -> Table:
    """A platform's list in the columns of ours. Who has no id in it cannot be on it."""
    table = read_table(path, shape.ids[:1], may_be_empty=True)
    lines, faults = [], list(table.faults)
    for line in table.lines:
        person = person_of(line.cells, shape)
        if person is None:
            continue
        if not person[0]:
            faults.append((line.number, f"no {' and no '.join(map(quoted, shape.ids))}, so nobody knows whom this row is about"))
            continue
        lines.append(Line(line.number, dict(zip(("student_id", "name", "section"), person, strict=True))))
    return Table(tuple(lines), tuple(faults))


def load_times(path: Path, timezone: str = "") -> Entries[HandIn]:
    """``student,time[,attempt]``, or Moodle's grading worksheet, whose times are by the clock of ``timezone``; an empty time is
    one that nobody knows.
    """

    def read(row: Mapping[str, str]) -> HandIn:
        at = parse_moment(row["time"]).isoformat() if row["time"] else ""
        attempt = row.get("attempt", "") or "1"
        if not _ATTEMPT.fullmatch(attempt):
            raise ValueError(f"attempt {quoted(attempt)} is not the number of an attempt; write 1, 2 or 3")
        return HandIn(at, int(attempt))

    shape = shape_of(titles_of(path, (*TITLES, "student", "time")))
    if shape is not None and shape.platform == "Moodle":
        worksheet = _worksheet(path, shape, timezone)
        return _entries(path, worksheet.lines, read, "student", worksheet.faults)
    table = read_table(path, ("student", "time"), ("attempt",))
    return _entries(path, table.lines, read, "student", table.faults)


def _worksheet(path: Path, shape: Shape, timezone: str) -> Table:
    """Moodle's, in the columns of ours. Where no time can be read it is for one reason, which the first of them says."""
    table = read_table(path, shape.ids[:1])
    lines: list[Line] = []
    faults: list[Fault] = []
    for line in table.lines:
        person = person_of(line.cells, shape)
        if person is None:
            continue
        try:
            at = handed_in(line.cells, timezone)
        except ValueError as error:
            faults.append((line.number, str(error)))
            continue
        if at:
            lines.append(Line(line.number, {"student": person[0], "time": at}))
    return Table(tuple(lines), (*table.faults, *(faults if lines else faults[:1])))


def load_extensions(path: Path, slug: str) -> Entries[datetime]:
    """``student,slug,due``: deadlines of one's own, of this assignment only."""
    table = read_table(path, ("student", "slug", "due"))
    own = [line for line in table.lines if line.cells["slug"] == slug]
    return _entries(path, own, lambda row: parse_moment(row["due"]), "student", table.faults)


def load_adjustments(path: Path, checks: Iterable[str] = ()) -> Entries[tuple[Adjustment, ...]]:
    """``student,case,points,reason,who``; several a student, in the order of the file. Whom ``*`` means is the caller's matter.

    ``checks``: the names that a check may go by, none where the suite is not known yet. A check that is not there is a problem.
    """
    table = read_table(path, ("student", "case", "points", "reason", "who"))
    known = list(dict.fromkeys(checks))
    found: dict[str, tuple[Adjustment, ...]] = {}
    faults = list(table.faults)
    first: dict[tuple[str, Adjustment], int] = {}
    lines: dict[str, int] = {}
    for line in table.lines:
        row = line.cells
        if known and row["case"] and row["case"] not in known:
            faults.append((line.number, f"there is no check {quoted(row['case'])}{did_you_mean(row['case'], known)}"))
        try:
            made = Adjustment(case=row["case"], points=parse_points(row["points"]), reason=row["reason"], who=row["who"])
        except ValueError as error:
            faults.append((line.number, str(error)))
            continue
        if (before := first.setdefault((row["student"], made), line.number)) != line.number:
            faults.append((line.number, f"the same as line {before}; give another reason if both are meant"))
        found[row["student"]] = (*found.get(row["student"], ()), made)
        lines.setdefault(row["student"], line.number)
    return Entries(path, found, lines, tuple(faults))


def parse_points(text: str) -> Fraction:
    """Exactly; ValueError says what is wrong."""
    if not _POINTS.fullmatch(text):
        comma = f"; write {text.replace(',', '.')}" if _POINTS.fullmatch(text.replace(",", ".")) else "; write 2, -0.5 or 1/3"
        raise ValueError(f"points {quoted(text)} is not a number of at most nine digits{comma}")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise ValueError(f"points {quoted(text)} divides by 0; write 2, -0.5 or 1/3") from None


def parse_moment(text: str) -> datetime:
    """A moment with an offset; ValueError says what is wrong."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a date with a time; write it as 2027-03-14T23:59:00+09:00") from None
    if moment.utcoffset() is None:
        raise ValueError(f"{quoted(text)} names no time zone; write it as 2027-03-14T23:59:00+09:00")
    if moment.year not in YEARS:
        raise ValueError(f"{quoted(text)} is outside the years of a course; write a year from {YEARS[0]} to {YEARS[-1]}")
    return moment


@dataclass(frozen=True, slots=True)
class Meaning(Generic[T]):
    """Whom a table means: its values by the members' own ids. ``strangers``: of each id that is nobody's.
    ``said``: a sentence for each id that was taken for another.
    """

    values: Mapping[str, T]
    strangers: tuple[Fault, ...]
    said: tuple[str, ...]


def meaning_of(entries: Entries[T], members: Sequence[Member]) -> Meaning[T]:
    """An id is the member's, or that of their file, or differs from the member's by case or leading zeros only."""
    known = {member.student: member.submission.name for member in members}
    files = {member.file_id: member.student for member in members if member.file_id and member.student not in entries.values}
    taken = {**taken_for(entries.values, known), **files}
    around: Neighbourhood | None = None
    values, strangers, said = {}, [], []
    for each, value in entries.values.items():
        if each in known:
            values[each] = value
        elif each in taken:
            values[taken[each]] = value
            said.append(
                f"{entries.path.name}:{entries.lines[each]}: {quoted(each)} is taken for {quoted(taken[each])}, "
                "from which it differs by case, leading zeros or invisible characters only"
            )
        else:
            around = around or Neighbourhood(known)
            near = around.near(each)
            hint = f"; did you mean {' or '.join(map(quoted, near))}?" if near else ""
            shortened = f" ({EXCEL})" if is_scientific(each) else ""
            sentence = f"{quoted(each)} neither handed anything in nor is on the roster{hint}{disguised(each)}{shortened}"
            strangers.append((entries.lines[each], sentence))
    return Meaning(values, tuple(strangers), tuple(said))


def _entries(
    path: Path,
    lines: Iterable[Line],
    read: Callable[[Mapping[str, str]], T],
    key: str,
    faults: Sequence[Fault] = (),
    same: Callable[[str], str] = str,
) -> Entries[T]:
    """``same``: ids of which it makes one would be one file name."""
    found: dict[str, T] = {}
    told = list(faults)
    first: dict[str, tuple[int, str]] = {}
    for line in lines:
        student = line.cells[key]
        try:
            value = read(line.cells)
        except ValueError as error:
            told.append((line.number, str(error)))
            continue
        before, other = first.setdefault(same(student), (line.number, student))
        if before != line.number:
            told.append((line.number, _twice(student, other, before)))
        found[student] = value
    return Entries(path, found, {student: line for line, student in first.values()}, tuple(told))


def _twice(student: str, other: str, line: int) -> str:
    if student != other:
        return f"{quoted(student)} differs from {quoted(other)} in line {line} by case only; their reports would be one file"
    why = f"; {EXCEL}" if is_scientific(student) else ""
    return f"{quoted(student)} stands there twice, the first time in line {line}{why}"
