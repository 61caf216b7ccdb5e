"""What a server keeps of one person: handed to them, or taken away for ever. A course as a whole goes the same way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update

from grader.batch.store import outside_tables, ruling_tables, tables
from grader.batch.store.database import Database
from grader.batch.store.protocol import Files
from grader.batch.store.sql import unpacked_files

# What is written in the place of somebody's name and words.
GONE = "(deleted)"
# Tables of an assignment with rows of single students.
OF_STUDENTS: tuple[Table, ...] = (
    *(ruling_tables.extensions, ruling_tables.adjustments, ruling_tables.marks, ruling_tables.chosen),
    *(tables.members, tables.attempts, tables.prints),
)
OF_ASSIGNMENTS: tuple[Table, ...] = (
    *OF_STUDENTS,
    *(ruling_tables.comments, ruling_tables.waivers, ruling_tables.marks_released, ruling_tables.group_hints),
    *(outside_tables.lines, tables.facts),
)


class Removal:
    """Of people and courses of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def data_of(self, person: int) -> tuple[Mapping[str, Any], Mapping[str, Files]]:
        """Everything that is kept of them, as plain data; and what they handed in, by receipt."""
        enrolments, handins = tables.enrolments, tables.handins
        with self._database.reading() as db:
            own = db.execute(select(tables.people).where(tables.people.c.id == person)).mappings().one()
            rows = db.execute(select(enrolments).where(enrolments.c.person_id == person)).mappings().all()
            mine = _handins(db, person)
            found: dict[str, Any] = {
                "person": {name: value for name, value in own.items() if name != "password"},
                "courses": [dict(row) for row in rows],
            }
            numbers = [row["id"] for row in mine]
            found["hand_ins"] = [{name: value for name, value in row.items() if name != "submission"} for row in mine]
            for table in (tables.inquiries, tables.results, ruling_tables.comments):
                found[table.name] = _rows(db, table, table.c.handin_id.in_(numbers))
            for row in rows:
                there = select(tables.assignments.c.id).where(tables.assignments.c.course_id == row["course_id"])
                for table in (ruling_tables.extensions, ruling_tables.adjustments, ruling_tables.marks):
                    whose = (table.c.student == row["student"], table.c.assignment_id.in_(there))
                    found[table.name] = [*found.get(table.name, []), *_rows(db, table, *whose)]
            found["audit"] = _rows(db, tables.audit, tables.audit.c.who == own["login"])
            files: dict[str, Files] = {}
            for handin in db.execute(select(handins.c.receipt, handins.c.submission).where(handins.c.id.in_(numbers))):
                digest = _digest(handin.submission)
                packed = db.execute(select(tables.submissions.c.files).where(tables.submissions.c.digest == digest)).scalar()
                files[handin.receipt] = unpacked_files(packed) if packed else ()
        return found, files

    def delete_person(self, person: int) -> None:
        """Name, login and words go, with every file and grade that nobody else has handed in as well.

        What stays names nobody: that somebody handed in, when, and what the record says of staff, which cannot be changed.
        """
        people, enrolments, handins = tables.people, tables.enrolments, tables.handins
        with self._database.writing() as db:
            for row in db.execute(select(enrolments).where(enrolments.c.person_id == person)).all():
                pseudonym = f"deleted-{row.id}"
                there = select(tables.assignments.c.id).where(tables.assignments.c.course_id == row.course_id)
                for table in (ruling_tables.extensions, ruling_tables.adjustments, ruling_tables.marks, ruling_tables.chosen):
                    whose = (table.c.student == row.student, table.c.assignment_id.in_(there))
                    db.execute(delete(table).where(*whose))
                published, publications = tables.published, tables.publications
                of_course = select(publications.c.id).where(publications.c.assignment_id.in_(there))
                db.execute(
                    update(published)
                    .where(published.c.student == row.student, published.c.publication_id.in_(of_course))
                    .values(student=pseudonym)
                )
                mine = select(handins).where(handins.c.student == row.student, handins.c.assignment_id.in_(there))
                _forget(db, [dict(each) for each in db.execute(mine).mappings()], pseudonym)
                values = {"student": pseudonym, "name": GONE, "section": "", "active": False, "person_id": None}
                db.execute(update(enrolments).where(enrolments.c.id == row.id).values(**values))
                db.execute(delete(tables.tokens).where(tables.tokens.c.enrolment_id == row.id))
            db.execute(delete(tables.sessions).where(tables.sessions.c.person_id == person))
            db.execute(delete(outside_tables.identities).where(outside_tables.identities.c.person_id == person))
            db.execute(delete(people).where(people.c.id == person))

    def delete_course(self, course: int) -> None:
        """With everything that was handed in, graded and decided in it. People keep their accounts."""
        assignments, handins, versions = tables.assignments, tables.handins, tables.versions
        with self._database.writing() as db:
            there = db.execute(select(assignments.c.id).where(assignments.c.course_id == course)).scalars().all()
            rows = [dict(each) for each in db.execute(select(handins).where(handins.c.assignment_id.in_(there))).mappings()]
            numbers = [row["id"] for row in rows]
            for table in OF_ASSIGNMENTS:
                db.execute(delete(table).where(table.c.assignment_id.in_(there)))
            _forget(db, rows, "")
            db.execute(delete(tables.results).where(tables.results.c.handin_id.in_(numbers)))
            known = select(versions.c.id).where(versions.c.assignment_id.in_(there))
            db.execute(delete(tables.jobs).where(or_(tables.jobs.c.handin_id.in_(numbers), tables.jobs.c.version_id.in_(known))))
            db.execute(delete(handins).where(handins.c.id.in_(numbers)))
            publications = select(tables.publications.c.id).where(tables.publications.c.assignment_id.in_(there))
            db.execute(delete(tables.published).where(tables.published.c.publication_id.in_(publications)))
            db.execute(delete(tables.publications).where(tables.publications.c.assignment_id.in_(there)))
            db.execute(delete(versions).where(versions.c.assignment_id.in_(there)))
            members = select(tables.enrolments.c.id).where(tables.enrolments.c.course_id == course)
            db.execute(delete(tables.tokens).where(tables.tokens.c.enrolment_id.in_(members)))
            db.execute(delete(tables.enrolments).where(tables.enrolments.c.course_id == course))
            db.execute(delete(outside_tables.platforms).where(outside_tables.platforms.c.course_id == course))
            db.execute(delete(assignments).where(assignments.c.id.in_(there)))
            db.execute(delete(tables.courses).where(tables.courses.c.id == course))


def _handins(db: Connection, person: int) -> Sequence[Mapping[str, Any]]:
    enrolments, handins, assignments = tables.enrolments, tables.handins, tables.assignments
    wanted = (
        select(handins)
        .join(assignments, assignments.c.id == handins.c.assignment_id)
        .join(enrolments, enrolments.c.course_id == assignments.c.course_id)
        .where(enrolments.c.person_id == person, enrolments.c.student == handins.c.student)
    )
    return [dict(row) for row in db.execute(wanted.order_by(handins.c.id)).mappings()]


def _forget(db: Connection, rows: Sequence[Mapping[str, Any]], pseudonym: str) -> None:
    """Of hand-ins: questions, comments, files and grades. A file that somebody else handed in as well is theirs, and stays."""
    handins, grades = tables.handins, tables.grades
    numbers = [row["id"] for row in rows]
    digests = {_digest(row["submission"]) for row in rows} - {""}
    db.execute(delete(tables.inquiries).where(tables.inquiries.c.handin_id.in_(numbers)))
    db.execute(delete(ruling_tables.comments).where(ruling_tables.comments.c.handin_id.in_(numbers)))
    keys = set(db.execute(select(tables.results.c.key).where(tables.results.c.handin_id.in_(numbers))).scalars())
    shared = tables.results.c.key.in_(keys), tables.results.c.handin_id.not_in(numbers)
    keys -= set(db.execute(select(tables.results.c.key).where(*shared)).scalars())
    db.execute(delete(tables.results).where(tables.results.c.handin_id.in_(numbers), tables.results.c.key.in_(keys)))
    for table in (grades, tables.extracts):
        db.execute(delete(table).where(table.c.key.in_(keys)))
    others = select(handins.c.submission).where(handins.c.id.not_in(numbers))
    digests -= {_digest(content) for content in db.execute(others).scalars()}
    db.execute(delete(tables.submissions).where(tables.submissions.c.digest.in_(digests)))
    waiting = (tables.jobs.c.handin_id.in_(numbers), tables.jobs.c.state.in_(("queued", "leased")))
    db.execute(update(tables.jobs).where(*waiting).values(state="superseded", lease_until=None))
    for number in numbers:
        bare = b'{"student":"","problem":"deleted"}'
        values = {"student": pseudonym, "name": GONE, "sha256": "", "submission": bare, "shown_version": None}
        db.execute(update(handins).where(handins.c.id == number).values(**values, number=None))


def _digest(submission: bytes) -> str:
    return str(json.loads(submission).get("digest", ""))


def _rows(db: Connection, table: Table, *where: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(select(table).where(*where)).mappings()]
