"""The tables, as the newest migration leaves them. A batch's folder holds one course with one assignment; a server holds many."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()

courses = Table(
    "courses",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
)
assignments = Table(
    "assignments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("course_id", ForeignKey("courses.id"), nullable=False),
    Column("slug", Text, nullable=False),
    UniqueConstraint("course_id", "slug"),
)


def _of_assignment() -> Column[int]:
    return Column("assignment_id", ForeignKey("assignments.id"), primary_key=True)


facts = Table(
    "facts",
    METADATA,
    _of_assignment(),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
members = Table(
    "members",
    METADATA,
    _of_assignment(),
    Column("student", Text, primary_key=True),
    Column("member", LargeBinary, nullable=False),
)
attempts = Table(
    "attempts",
    METADATA,
    _of_assignment(),
    Column("student", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("member", LargeBinary, nullable=False),
)
# These three are known by what they hold, so they belong to no assignment.
submissions = Table(
    "submissions",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("files", LargeBinary, nullable=False),
)
grades = Table(
    "grades",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("withheld", Integer, nullable=False),
    Column("grade", LargeBinary, nullable=False),
)
outlines = Table(
    "outlines",
    METADATA,
    Column("words_digest", Text, primary_key=True),
    Column("cases", LargeBinary, nullable=False),
)
# The latest counts; the others are what students were told before.
publications = Table(
    "publications",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("assignment_id", ForeignKey("assignments.id"), nullable=False, index=True),
    Column("at", Text, nullable=False),
)
published = Table(
    "published",
    METADATA,
    Column("publication_id", ForeignKey("publications.id"), primary_key=True),
    Column("student", Text, primary_key=True),
    Column("key", Text, nullable=False),
)
prints = Table(
    "prints",
    METADATA,
    _of_assignment(),
    Column("student", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("made_of", Text, nullable=False),
)
