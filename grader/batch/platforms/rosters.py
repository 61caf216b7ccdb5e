"""A class list as platforms export it: which of its columns is the id, the name, the section. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.batch.platforms.moments import moment
from grader.reading.layouts import Place

FIRST = ("first name", "first_name", "given name", "이름")
LAST = ("last name", "last_name", "surname", "성")
WHOLE = ("full name", "전체 이름", "이름 / 성")
FULL = ("name", "student", "student name", "성명", "학생명", *WHOLE)
EMAIL = ("email", "email address", "e-mail", "e-mail address", "이메일", "이메일 주소", "전자우편")
SECTION = ("section", "sections", "group", "groups", "분반")
NUMBER = ("student id", "student number", "student no.", "student no", "studentid", "matriculation number", "학번", "학생 번호")
# By the platform, the columns that no other's list has together, and those that may be the id, the surest first.
_SHAPES: tuple[tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]], ...] = (
    ("Canvas", (("student",), ("id",), ("section",)), ("id",)),
    ("Moodle", (("identifier", "식별자"), FULL), ("identifier", "식별자")),
    ("Brightspace", (("orgdefinedid",), LAST), ("orgdefinedid",)),
    ("Gradescope", (("sid",), EMAIL), ("sid", *EMAIL)),
    ("Blackboard", (("username",), LAST, FIRST), ("username",)),
    ("Moodle", (("id number", "학번", "id 번호"), EMAIL, (*LAST, *WHOLE)), ("id number", "학번", "id 번호", *EMAIL)),
    ("nbgrader", (("id",), FIRST, LAST), ("id",)),
    ("a school's office", (NUMBER, (*FULL, *FIRST)), NUMBER),
)
TITLES = frozenset(
    title for _, wanted, ids in _SHAPES for group in (*wanted, ids, FIRST, LAST, FULL, EMAIL, SECTION) for title in group
)
HANDED_IN = ("last modified (submission)", "마지막 수정 (제출)", "최종 수정일 (제출)")
_DIGITS = re.compile(r"(\d+)\s*$")


@dataclass(frozen=True, slots=True)
class Shape:
    """``platform``: whose list it is; ``ids``: the columns of the id, the first that is filled counts."""

    platform: str
    ids: tuple[str, ...]


def shape_of(head: Sequence[str]) -> Shape | None:
    """``head``: titles in lower case. None where it is our own table, or nobody's."""
    if "student_id" in head:
        return None
    for platform, wanted, ids in _SHAPES:
        if all(any(title in head for title in group) for group in wanted):
            return Shape(platform, tuple(title for title in ids if title in head))
    return None


def person_of(row: Mapping[str, str], shape: Shape) -> tuple[str, str, str] | None:
    """Id, name and section; None for a row that is about nobody, as the line of maximum points or the test student."""
    name = _first(row, FULL) or " ".join(filter(None, (_first(row, FIRST), _first(row, LAST))))
    student = _first(row, shape.ids)
    if shape.platform == "Canvas" and ("points possible" in name.casefold() or name == "Student, Test" or not student):
        return None
    if shape.platform == "Moodle" and shape.ids[0] in ("identifier", "식별자"):
        found = _DIGITS.search(student)
        student = found[1] if found else student
    if shape.platform == "Brightspace":
        student = student.removeprefix("#")
    return student, name, _first(row, SECTION)


def handed_in(row: Mapping[str, str], timezone: str) -> str:
    """When, from Moodle's worksheet; empty where it does not say. ValueError says why a time that stands there cannot be read."""
    text = _first(row, HANDED_IN)
    found = moment(text, timezone)
    if found or not text.strip("-"):
        return found
    if moment(text, "UTC"):
        raise ValueError(f"{text!r} names no time zone; write timezone: into course.yaml, as timezone: Asia/Seoul")
    raise ValueError(
        f"{text!r} cannot be read as a time; give --times a table student,time with times as 2027-03-14T23:59:00+09:00"
    )


def by_name(places: Sequence[Place], names: Mapping[str, str]) -> tuple[tuple[Place, ...], tuple[tuple[str, str], ...]]:
    """The places under the roster's ids, where the download's are none of them but a name is exactly one person's on both sides.

    ``names``: of the roster, by id. Two people of one name are never told apart by it. Also ``(id of the download, id)``.
    """
    there = Counter(_same(name) for name in names.values())
    here = Counter(_same(place.name) for place in places)
    ids = {_same(name): student for student, name in names.items() if there[_same(name)] == 1 and name.strip()}
    taken = {place.student for place in places}
    found, told = [], []
    for place in places:
        student = ids.get(_same(place.name), "") if here[_same(place.name)] == 1 else ""
        if place.student in names or not student or student in taken:
            found.append(place)
            continue
        found.append(replace(place, student=student))
        told.append((place.student, student))
    return tuple(found), tuple(told)


def _same(name: str) -> str:
    """``Kim, Minsu`` and ``Minsu Kim`` are one name."""
    last, comma, first = name.partition(",")
    return " ".join((f"{first} {last}" if comma else name).casefold().split())


def _first(row: Mapping[str, str], titles: Sequence[str]) -> str:
    return next((row[title].strip() for title in titles if row.get(title, "").strip()), "")


def address_of(row: Mapping[str, str]) -> str:
    return _first(row, EMAIL)
