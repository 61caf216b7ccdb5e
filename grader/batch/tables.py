"""The tables that people write: roster, times of hand-in, extensions, adjustments. Every problem of a table is told at once."""

from __future__ import annotations

import csv
import difflib
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from grader.errors import UsageError
from grader.model import Adjustment

MOST_BYTES = 50 << 20
T = TypeVar("T")


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


def load_roster(path: Path) -> Mapping[str, Person]:
    """``student_id,name,email[,section]``; an address is read over, since no report needs it."""
    return _by_student(path, ("student_id", "name"), lambda row: Person(row["name"], row.get("section", "")), key="student_id")


def load_times(path: Path) -> Mapping[str, HandIn]:
    """``student,time[,attempt]``; an empty time is one that nobody knows."""

    def read(row: Mapping[str, str]) -> HandIn:
        at = parse_moment(row["time"]).isoformat() if row["time"] else ""
        attempt = row.get("attempt", "") or "1"
        if not attempt.isdecimal() or int(attempt) < 1:
            raise ValueError(f"attempt {attempt!r} is no number of an attempt")
        return HandIn(at, int(attempt))

    return _by_student(path, ("student", "time"), read)


def load_extensions(path: Path, slug: str) -> Mapping[str, datetime]:
    """``student,slug,due``: deadlines of one's own, of this assignment only."""
    rows = [row for row in _rows(path, ("student", "slug", "due")) if row[1]["slug"] == slug]
    return _collect(path, rows, lambda row: parse_moment(row["due"]), "student")


def load_adjustments(path: Path) -> Mapping[str, tuple[Adjustment, ...]]:
    """``student,case,points,reason,who``; several a student, in the order of the file."""
    found: dict[str, tuple[Adjustment, ...]] = {}
    problems = []
    for line, row in _rows(path, ("student", "case", "points", "reason", "who")):
        try:
            points = Fraction(row["points"])
            made = Adjustment(case=row["case"], points=points, reason=row["reason"], who=row["who"])
        except (ValueError, ZeroDivisionError):
            problems.append(f"{path}:{line}: points {row['points']!r} is no number; write 2, -0.5 or 1/3")
            continue
        found[row["student"]] = (*found.get(row["student"], ()), made)
    _refuse(problems)
    return found


def parse_moment(text: str) -> datetime:
    """A moment with an offset; ValueError says what is wrong."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no moment; write it as 2027-03-14T23:59:00+09:00") from None
    if moment.utcoffset() is None:
        raise ValueError(f"{text!r} names no time zone; write it as 2027-03-14T23:59:00+09:00")
    return moment


def refuse_strangers(path: Path, students: Iterable[str], known: Iterable[str]) -> None:
    """A mistyped id must not lose what somebody decided."""
    everybody = sorted(known)
    problems = []
    for student in sorted(set(students) - set(everybody)):
        near = difflib.get_close_matches(student, everybody, n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        problems.append(f"{path}: {student!r} neither handed anything in nor is on the roster{hint}")
    _refuse(problems)


def _by_student(
    path: Path, columns: tuple[str, ...], read: Callable[[Mapping[str, str]], T], key: str = "student"
) -> Mapping[str, T]:
    return _collect(path, _rows(path, columns), read, key)


def _collect(
    path: Path, rows: list[tuple[int, Mapping[str, str]]], read: Callable[[Mapping[str, str]], T], key: str
) -> Mapping[str, T]:
    found: dict[str, T] = {}
    problems = []
    for line, row in rows:
        try:
            value = read(row)
        except ValueError as error:
            problems.append(f"{path}:{line}: {error}")
            continue
        if row[key] in found:
            problems.append(f"{path}:{line}: {row[key]!r} stands there twice")
        found[row[key]] = value
    _refuse(problems)
    return found


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, Mapping[str, str]]]:
    """``(line, row)`` of every row that names somebody, stripped and NFC. Comma or semicolon; UTF-8, or CP949 as Excel writes."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise UsageError(f"{path} is larger than {MOST_BYTES >> 20} MB; is it the right file?")
    text = unicodedata.normalize("NFC", _decoded(path, content))
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",")
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if missing := [name for name in columns if name not in reader.fieldnames]:
        raise UsageError(f"{path}: the column {missing[0]!r} is missing; the first line has to name {', '.join(columns)}")
    found: list[tuple[int, Mapping[str, str]]] = []
    for row in reader:
        clean = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
        if clean[columns[0]]:
            found.append((reader.line_num, clean))
    return found


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path} is neither UTF-8 nor CP949; save it as CSV UTF-8")


def _refuse(problems: list[str]) -> None:
    if problems:
        raise UsageError("\n".join(problems))
