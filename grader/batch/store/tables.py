"""The tables, as the newest migration leaves them. A batch's folder holds one course with one assignment; a server holds many."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

METADATA = MetaData()

courses = Table(
    "courses",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("archived_at", Text, nullable=False, server_default=""),
)
# ``version_id``: the one that is graded by. ``reveal``: when students see their points: at_once, at (``reveal_at``), by_hand
# (``released_at``). ``due`` takes the place of the file's. ``edition`` counts the changes, so that nobody writes over another's.
assignments = Table(
    "assignments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("course_id", ForeignKey("courses.id"), nullable=False),
    Column("slug", Text, nullable=False),
    Column("version_id", Integer),
    Column("state", Text, nullable=False, server_default="open"),
    Column("reveal", Text, nullable=False, server_default="at_once"),
    Column("reveal_at", Text, nullable=False, server_default=""),
    Column("released_at", Text, nullable=False, server_default=""),
    Column("due", Text, nullable=False, server_default=""),
    Column("blind", Boolean, nullable=False, server_default=false()),
    Column("edition", Integer, nullable=False, server_default="0"),
    UniqueConstraint("course_id", "slug"),
)


def of_assignment() -> Column[int]:
    return Column("assignment_id", ForeignKey("assignments.id"), primary_key=True)


facts = Table(
    "facts",
    METADATA,
    of_assignment(),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
members = Table(
    "members",
    METADATA,
    of_assignment(),
    Column("student", Text, primary_key=True),
    Column("member", LargeBinary, nullable=False),
)
attempts = Table(
    "attempts",
    METADATA,
    of_assignment(),
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
# Of a grade what lists and sums are made of, and what its wrong answers are known by: made of it, so never the only copy.
extracts = Table(
    "extracts",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("form", Integer, nullable=False),
    Column("grade", LargeBinary, nullable=False),
    Column("signatures", LargeBinary, nullable=False),
)
# The latest counts; the others are what students were told before.
publications = Table(
    "publications",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("assignment_id", ForeignKey("assignments.id"), nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("version_id", Integer),
    Column("who", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
)
# ``before`` and ``points``: after deadline and decisions, exactly, as text; empty where they were withheld or nobody knows.
published = Table(
    "published",
    METADATA,
    Column("publication_id", ForeignKey("publications.id"), primary_key=True),
    Column("student", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("before", Text, nullable=False, server_default=""),
    Column("points", Text, nullable=False, server_default=""),
    Column("most", Text, nullable=False, server_default=""),
)
prints = Table(
    "prints",
    METADATA,
    of_assignment(),
    Column("student", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("made_of", Text, nullable=False),
    Column("lines", Text, nullable=False, server_default=""),
    Column("row", Text, nullable=False, server_default=""),
)

# What only a server has. Times are UTC, as ISO 8601 with microseconds, so that they sort as text.
people = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("login", Text, nullable=False, unique=True),  # casefolded
    Column("name", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("is_admin", Boolean, nullable=False, server_default=false()),
    Column("disabled_at", Text, nullable=False, server_default=""),
)
# Who is in a course. ``person_id`` is empty until an invitation was taken up.
enrolments = Table(
    "enrolments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("course_id", ForeignKey("courses.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("student", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("course_id", "student"),
)
sessions = Table(
    "sessions",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("ends_at", Text, nullable=False),
)
# Of links and of programs, by the SHA-256 of what was shown once.
tokens = Table(
    "tokens",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("enrolment_id", ForeignKey("enrolments.id"), nullable=False, index=True),
    Column("made_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
    Column("used_at", Text),
)
# How often somebody did what is limited, in which minute.
rates = Table(
    "rates",
    METADATA,
    Column("who", Text, primary_key=True),
    Column("minute", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
bundles = Table(
    "bundles",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
# ``whole``: the files with what only proves the assignment, samples. ``proof``: what verify said: passed, failed, or error.
versions = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("assignment_id", ForeignKey("assignments.id"), nullable=False, index=True),
    Column("bundle", ForeignKey("bundles.digest"), nullable=False),
    Column("at", Text, nullable=False),
    Column("source", Text, nullable=False, server_default="folder"),
    Column("whole", Text, nullable=False, server_default=""),
    Column("who", Text, nullable=False, server_default=""),
    Column("proof", Text, nullable=False, server_default=""),
    Column("proof_page", LargeBinary),
)
# A row a hand-in, for ever. ``number`` is empty where the file could not be read, which uses up no attempt.
handins = Table(
    "handins",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("assignment_id", ForeignKey("assignments.id"), nullable=False),
    Column("student", Text, nullable=False),
    Column("number", Integer),
    Column("receipt", Text, nullable=False, unique=True),
    Column("received_at", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("submission", LargeBinary, nullable=False),
    Column("shown_version", Integer),  # of whose grade people see; empty until there is one
    UniqueConstraint("assignment_id", "student", "number"),
)
Index("ix_handins_student", handins.c.assignment_id, handins.c.student)
# Which grade a hand-in has.
results = Table(
    "results",
    METADATA,
    Column("handin_id", ForeignKey("handins.id"), primary_key=True),
    Column("version_id", ForeignKey("versions.id"), primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", Text, nullable=False),
)
# ``spent_s``: of a grader, by when it ended. ``is_own``: it counts to its student's share, used up till ``run_after``.
jobs = Table(
    "jobs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("handin_id", ForeignKey("handins.id"), index=True),  # empty: the version itself is to be proved
    Column("version_id", ForeignKey("versions.id"), nullable=False),
    Column("kind", Text, nullable=False, server_default="grade"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("turn", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("queued_at", Text, nullable=False),
    Column("grader", Text),
    Column("lease_until", Text),
    Column("tries", Integer, nullable=False),
    Column("done_cases", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("ended_at", Text, nullable=False, server_default=""),
    Column("run_after", Text, nullable=False, server_default=""),
    Column("spent_s", Float, nullable=False, server_default="0"),
    Column("is_own", Boolean, nullable=False, server_default=false()),
)
Index("ix_jobs_next", jobs.c.state, jobs.c.priority, jobs.c.turn, jobs.c.id)
inquiries = Table(
    "inquiries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("handin_id", ForeignKey("handins.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", Text),
)
audit = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("course_id", Integer),
    Column("before", Text, nullable=False, server_default=""),
    Column("after", Text, nullable=False, server_default=""),
)


# What the server says to its graders.
settings = Table("settings", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
graders = Table(
    "graders",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("jobs", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
)
