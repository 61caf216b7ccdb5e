"""What staff decide over a term: versions and their proofs, publications, adjustments, marks, release; platforms; who did what."""

from collections.abc import Callable
from typing import Any

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint, false

revision = "0004"
down_revision = "0003"


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


# Of tables that were there: what each gets.
ADDED: dict[str, Callable[[], list[Column[Any]]]] = {
    "courses": lambda: [_text("archived_at")],
    "assignments": lambda: [
        Column("version_id", Integer),
        _text("state", "open"),
        _text("reveal", "at_once"),
        *map(_text, ("reveal_at", "released_at", "due")),
        _flag("blind"),
        Column("edition", Integer, nullable=False, server_default="0"),
    ],
    "publications": lambda: [Column("version_id", Integer), _text("who"), _text("note")],
    "published": lambda: [*map(_text, ("before", "points", "most"))],
    "people": lambda: [_flag("is_admin"), _text("disabled_at")],
    "versions": lambda: [_text("source", "folder"), *map(_text, ("whole", "who", "proof")), Column("proof_page", LargeBinary)],
    "handins": lambda: [Column("shown_version", Integer)],
    "jobs": lambda: [_text("kind", "grade"), Column("priority", Integer, nullable=False, server_default="0")],
    "audit": lambda: [Column("course_id", Integer), _text("before"), _text("after")],
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for column in columns():
            op.add_column(table, column)
    with op.batch_alter_table("jobs") as jobs:
        jobs.alter_column("handin_id", existing_type=Integer, nullable=True)
        jobs.drop_index("ix_jobs_next")
        jobs.create_index("ix_jobs_next", ["state", "priority", "turn", "id"])
    op.execute("UPDATE assignments SET version_id = (SELECT max(id) FROM versions WHERE assignment_id = assignments.id)")
    op.execute("UPDATE handins SET shown_version = (SELECT max(version_id) FROM results WHERE handin_id = handins.id)")
    # Whoever was the first has the server's keys.
    op.execute("UPDATE people SET is_admin = TRUE WHERE id = (SELECT min(id) FROM people)")
    _decisions()
    _others()


def _decision(name: str, *columns: Column[Any]) -> None:
    op.create_table(
        name,
        _id(),
        Column("assignment_id", Integer, ForeignKey("assignments.id"), nullable=False, index=True),
        *columns,
        Column("who", Text, nullable=False),
        Column("at", Text, nullable=False),
        _text("revoked_at"),
        _text("revoked_by"),
    )


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _decisions() -> None:
    _decision("extensions", *_texts("student", "due", "reason"))
    _decision("adjustments", *_texts("student", "check", "points", "reason"))
    _decision("waivers", *_texts("about", "name", "whom", "reason"))
    handin = Column("handin_id", Integer, ForeignKey("handins.id"), nullable=False, index=True)
    _decision("comments", handin, *_texts("file"), Column("line", Integer, nullable=False), *_texts("text"))
    counts = Column("counts", Boolean, nullable=False)
    _decision("marks", *_texts("student", "question", "items", "points", "comment"), counts)
    op.create_table("marks_released", _assignment(), Column("question", Text, primary_key=True), *_texts("who", "at"))
    op.create_table("group_hints", _assignment(), Column("name", Text, primary_key=True), *_texts("en", "ko", "who", "at"))
    chosen = Column("handin_id", Integer, ForeignKey("handins.id"), nullable=False)
    op.create_table("chosen", _assignment(), Column("student", Text, primary_key=True), chosen, *_texts("who", "at"))


def _others() -> None:
    person = Column("person_id", Integer, ForeignKey("people.id"), nullable=False, index=True)
    op.create_table("identities", Column("issuer", Text, primary_key=True), Column("subject", Text, primary_key=True), person)
    op.create_table(
        "platforms",
        _id(),
        Column("course_id", Integer, ForeignKey("courses.id"), nullable=False, index=True),
        *_texts("issuer", "client_id", "deployment", "sign_in_url", "token_url", "keys_url"),
        _text("members_url"),
        UniqueConstraint("issuer", "client_id", "deployment"),
    )
    platform = Column("platform_id", Integer, ForeignKey("platforms.id"), primary_key=True)
    op.create_table("lines", platform, _assignment(), *_texts("resource", "url"))
    op.create_table("begun", Column("hash", Text, primary_key=True), *_texts("content", "ends_at"))
    op.create_table("keys", Column("kid", Text, primary_key=True), *_texts("private", "at"))
    jobs = Column("jobs", Integer, nullable=False)
    op.create_table("graders", Column("name", Text, primary_key=True), jobs, *_texts("level", "version", "seen_at"))


def _assignment() -> Column[int]:
    return Column("assignment_id", Integer, ForeignKey("assignments.id"), primary_key=True)
