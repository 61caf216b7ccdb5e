"""What a server has besides: people, their roles, what they hand in, the queue."""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "people",
        Column("id", Integer, primary_key=True),
        Column("login", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("password", Text, nullable=False),
        Column("lang", Text, nullable=False),
        Column("made_at", Text, nullable=False),
    )
    op.create_table(
        "enrolments",
        Column("id", Integer, primary_key=True),
        Column("course_id", Integer, ForeignKey("courses.id"), nullable=False),
        Column("person_id", Integer, ForeignKey("people.id"), index=True),
        Column("student", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("section", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("active", Boolean, nullable=False),
        UniqueConstraint("course_id", "student"),
    )
    op.create_table(
        "sessions",
        Column("hash", Text, primary_key=True),
        Column("person_id", Integer, ForeignKey("people.id"), nullable=False, index=True),
        Column("ends_at", Text, nullable=False),
    )
    op.create_table(
        "tokens",
        Column("hash", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("enrolment_id", Integer, ForeignKey("enrolments.id"), nullable=False, index=True),
        Column("made_at", Text, nullable=False),
        Column("ends_at", Text, nullable=False),
        Column("used_at", Text),
    )
    op.create_table(
        "rates",
        Column("who", Text, primary_key=True),
        Column("minute", Integer, primary_key=True, autoincrement=False),
        Column("count", Integer, nullable=False),
    )
    op.create_table(
        "bundles",
        Column("digest", Text, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    op.create_table(
        "versions",
        Column("id", Integer, primary_key=True),
        Column("assignment_id", Integer, ForeignKey("assignments.id"), nullable=False, index=True),
        Column("bundle", Text, ForeignKey("bundles.digest"), nullable=False),
        Column("at", Text, nullable=False),
    )
    op.create_table(
        "handins",
        Column("id", Integer, primary_key=True),
        Column("assignment_id", Integer, ForeignKey("assignments.id"), nullable=False),
        Column("student", Text, nullable=False),
        Column("number", Integer),
        Column("receipt", Text, nullable=False, unique=True),
        Column("received_at", Text, nullable=False),
        Column("via", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("size", Integer, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("submission", LargeBinary, nullable=False),
        UniqueConstraint("assignment_id", "student", "number"),
    )
    op.create_table(
        "results",
        Column("handin_id", Integer, ForeignKey("handins.id"), primary_key=True),
        Column("version_id", Integer, ForeignKey("versions.id"), primary_key=True),
        Column("key", Text, nullable=False),
        Column("at", Text, nullable=False),
    )
    op.create_table(
        "jobs",
        Column("id", Integer, primary_key=True),
        Column("handin_id", Integer, ForeignKey("handins.id"), nullable=False, index=True),
        Column("version_id", Integer, ForeignKey("versions.id"), nullable=False),
        Column("turn", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("queued_at", Text, nullable=False),
        Column("grader", Text),
        Column("lease_until", Text),
        Column("tries", Integer, nullable=False),
        Column("done_cases", Integer, nullable=False),
        Column("error", Text, nullable=False),
    )
    op.create_table(
        "inquiries",
        Column("id", Integer, primary_key=True),
        Column("handin_id", Integer, ForeignKey("handins.id"), nullable=False, index=True),
        Column("text", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("answer", Text),
        Column("answered_by", Text),
        Column("answered_at", Text),
    )
    op.create_table(
        "audit",
        Column("id", Integer, primary_key=True),
        Column("at", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("act", Text, nullable=False),
        Column("about", Text, nullable=False),
    )
    op.create_index("ix_handins_student", "handins", ["assignment_id", "student"])
    op.create_index("ix_jobs_next", "jobs", ["state", "turn", "id"])
    _append_only("audit")


def _append_only(table: str) -> None:
    """What was written there cannot be changed or taken away, also not by us."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()")
