"""What people decided over grades: deadlines of one's own, points, comments, marks, hints, which attempt counts.

Nothing is ever changed here: a decision is taken back, and another is made. What it makes of a grade is reckoned elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import Connection, Table, delete, insert, select, update

from grader.batch.store import ruling_tables
from grader.batch.store.courses import EditedError
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text
from grader.batch.store.sql import put
from grader.model import Adjustment, Text

Kind = Literal["extensions", "adjustments", "waivers", "comments"]
DECISIONS: dict[str, Table] = {
    "extensions": ruling_tables.extensions, "adjustments": ruling_tables.adjustments, "waivers": ruling_tables.waivers,
    "comments": ruling_tables.comments,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    id: int
    student: str
    due: datetime
    reason: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An adjustment of one student, as it is kept."""

    id: int
    student: str
    value: Adjustment


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A broken check or question: everybody, or all who tried it, have its points."""

    id: int
    about: Literal["case", "question"]
    name: str
    whom: Literal["everybody", "tried"]
    reason: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """On a line of a file of one hand-in; line 0: on the whole."""

    id: int
    handin: int
    file: str
    line: int
    text: str
    who: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """What one person marked of one answer. ``points`` None: those of the items. ``counts``: of several people's this one does."""

    id: int
    student: str
    question: str
    items: tuple[str, ...]
    points: Fraction | None
    comment: str
    who: str
    at: str
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    name: str
    text: Text
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """Everything that was decided in one assignment and holds. ``released``: questions whose marks students see."""

    extensions: tuple[Extension, ...] = ()
    adjustments: tuple[Given, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    comments: tuple[Comment, ...] = ()
    markings: tuple[Marking, ...] = ()
    released: frozenset[str] = frozenset()
    hints: tuple[Hint, ...] = ()
    chosen: dict[str, int] = field(default_factory=dict)

    def own_due(self, student: str) -> datetime | None:
        """The latest that was granted."""
        return max((each.due for each in self.extensions if each.student == student), default=None)


def by_student(ruled: Ruled, students: Sequence[str], owner: Mapping[int, str]) -> Mapping[str, Ruled]:
    """What was decided, as far as it can touch each student. ``owner``: whose a hand-in is. Hints are no points."""
    everybody = Ruled(waivers=ruled.waivers, released=ruled.released)
    found = dict.fromkeys(students, everybody)
    parts: dict[str, dict[str, list[Any]]] = {}
    for name in ("extensions", "adjustments", "markings"):
        for each in getattr(ruled, name):
            parts.setdefault(each.student, {}).setdefault(name, []).append(each)
    for comment in ruled.comments:
        parts.setdefault(owner.get(comment.handin, ""), {}).setdefault("comments", []).append(comment)
    for student in {*parts, *ruled.chosen} & found.keys():
        own = {name: tuple(values) for name, values in parts.get(student, {}).items()}
        chosen = {student: ruled.chosen[student]} if student in ruled.chosen else {}
        found[student] = replace(everybody, chosen=chosen, **own)  # type: ignore[arg-type]  # the names are those above
    return found


class Rulings:
    """Of every assignment of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, assignment_id: int) -> Ruled:
        with self._database.reading() as db:
            rows = {
                name: _standing(db, table, assignment_id) for name, table in {**DECISIONS, "marks": ruling_tables.marks}.items()
            }
            others = {
                table.name: db.execute(select(table).where(table.c.assignment_id == assignment_id)).all()
                for table in (ruling_tables.marks_released, ruling_tables.group_hints, ruling_tables.chosen)
            }
        return Ruled(
            extensions=tuple(
                Extension(id=row.id, student=row.student, due=datetime.fromisoformat(row.due), reason=row.reason, who=row.who)
                for row in rows["extensions"]
            ),
            adjustments=tuple(_given(row) for row in rows["adjustments"]),
            waivers=tuple(
                Waiver(id=row.id, about=row.about, name=row.name, whom=row.whom, reason=row.reason, who=row.who)
                for row in rows["waivers"]
            ),
            comments=tuple(
                Comment(id=row.id, handin=row.handin_id, file=row.file, line=row.line, text=row.text, who=row.who, at=row.at)
                for row in rows["comments"]
            ),
            markings=tuple(_marking(row) for row in rows["marks"]),
            released=frozenset(row.question for row in others["marks_released"]),
            hints=tuple(Hint(name=row.name, text=Text(row.en, row.ko), who=row.who) for row in others["group_hints"]),
            chosen={row.student: row.handin_id for row in others["chosen"]},
        )

    def decide(self, kind: Kind, assignment_id: int, who: str, **values: object) -> int:
        table = DECISIONS[kind]
        with self._database.writing() as db:
            row = {"assignment_id": assignment_id, "who": who, "at": now_text(), **values}
            return int(db.execute(insert(table).values(**row).returning(table.c.id)).scalar_one())

    def revoke(self, kind: Kind, assignment_id: int, number: int, who: str) -> bool:
        """False: there is no such decision, or it was taken back before."""
        table = DECISIONS[kind]
        with self._database.writing() as db:
            mine = (table.c.assignment_id == assignment_id, table.c.id == number, table.c.revoked_at == "")
            return bool(db.execute(update(table).where(*mine).values(revoked_at=now_text(), revoked_by=who)).rowcount)

    def choose(self, assignment_id: int, student: str, handin: int | None, who: str) -> None:
        """``handin`` None: what the assignment says counts again."""
        chosen = ruling_tables.chosen
        with self._database.writing() as db:
            if handin is None:
                db.execute(delete(chosen).where(chosen.c.assignment_id == assignment_id, chosen.c.student == student))
                return
            row = {"assignment_id": assignment_id, "student": student, "handin_id": handin, "who": who, "at": now_text()}
            put(db, chosen, [row])

    def save_hint(self, assignment_id: int, name: str, text: Text, who: str, seen: Text) -> None:
        """``seen``: what stood there when the form was shown. Raises EditedError where something else does now."""
        hints = ruling_tables.group_hints
        with self._database.writing() as db:
            mine = (hints.c.assignment_id == assignment_id, hints.c.name == name)
            now = db.execute(select(hints.c.en, hints.c.ko).where(*mine).with_for_update()).one_or_none()
            if (tuple(now) if now is not None else ("", "")) != (seen.en, seen.ko):
                raise EditedError
            row = {"assignment_id": assignment_id, "name": name, "en": text.en, "ko": text.ko, "who": who, "at": now_text()}
            put(db, hints, [row])

    def save_marking(self, assignment_id: int, made: Marking, seen: int) -> None:
        """In the place of the same person's. ``seen``: the number of theirs that the form showed, 0 for none.

        The first person's counts until somebody says otherwise. Raises EditedError where theirs is another one now.
        """
        marks = ruling_tables.marks
        own = (
            marks.c.assignment_id == assignment_id,
            marks.c.student == made.student,
            marks.c.question == made.question,
            marks.c.revoked_at == "",
        )
        with self._database.writing() as db:
            if db.dialect.name == "postgresql":
                db.exec_driver_sql("LOCK TABLE marks IN SHARE ROW EXCLUSIVE MODE")
            there = db.execute(select(marks.c.id, marks.c.who, marks.c.counts).where(*own)).all()
            mine = next((row for row in there if row.who == made.who), None)
            if (mine.id if mine is not None else 0) != seen:
                raise EditedError
            if mine is not None:
                db.execute(update(marks).where(marks.c.id == mine.id).values(revoked_at=now_text(), revoked_by=made.who))
            counts = mine.counts if mine is not None else not any(row.counts for row in there)
            row = {
                "assignment_id": assignment_id,
                "student": made.student,
                "question": made.question,
                "items": json.dumps(made.items),
                "points": "" if made.points is None else str(made.points),
                "comment": made.comment,
                "counts": counts,
            }
            db.execute(insert(marks), {**row, "who": made.who, "at": now_text()})

    def settle_marking(self, assignment_id: int, number: int) -> bool:
        """Of several people's marks of one answer this one counts."""
        marks = ruling_tables.marks
        with self._database.writing() as db:
            mine = (marks.c.assignment_id == assignment_id, marks.c.revoked_at == "")
            row = db.execute(select(marks).where(*mine, marks.c.id == number)).one_or_none()
            if row is None:
                return False
            others = (*mine, marks.c.student == row.student, marks.c.question == row.question)
            db.execute(update(marks).where(*others).values(counts=marks.c.id == number))
        return True

    def release_marks(self, assignment_id: int, question: str, who: str, *, released: bool) -> None:
        table = ruling_tables.marks_released
        with self._database.writing() as db:
            if released:
                put(db, table, [{"assignment_id": assignment_id, "question": question, "who": who, "at": now_text()}], keep=True)
            else:
                db.execute(delete(table).where(table.c.assignment_id == assignment_id, table.c.question == question))


def _standing(db: Connection, table: Table, assignment_id: int) -> Sequence[Any]:
    wanted = select(table).where(table.c.assignment_id == assignment_id, table.c.revoked_at == "")
    return db.execute(wanted.order_by(table.c.id)).all()


def _given(row: Any) -> Given:
    value = Adjustment(case=row.check, points=Fraction(row.points), reason=row.reason, who=row.who)
    return Given(id=row.id, student=row.student, value=value)


def _marking(row: Any) -> Marking:
    return Marking(
        id=row.id,
        student=row.student,
        question=row.question,
        items=tuple(json.loads(row.items)),
        points=Fraction(row.points) if row.points else None,
        comment=row.comment,
        who=row.who,
        at=row.at,
        counts=row.counts,
    )
