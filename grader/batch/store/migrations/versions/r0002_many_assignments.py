"""Several assignments of several courses in one database; what a folder holds becomes the one assignment of its one course."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

revision = "0002"
down_revision = "0001"

# What belongs to an assignment from here on, by its columns.
MOVED = {"facts": "name, value", "members": "student, member", "attempts": "student, attempt, member",
         "prints": "student, file, made_of"}  # fmt: skip


def upgrade() -> None:
    _create()
    if op.get_bind().exec_driver_sql("SELECT (SELECT count(*) FROM facts) + (SELECT count(*) FROM members)").scalar():
        op.execute("INSERT INTO courses (id, slug) VALUES (1, '')")
        op.execute("INSERT INTO assignments (id, course_id, slug) VALUES (1, 1, '')")
        for name, columns in MOVED.items():
            op.execute(f"INSERT INTO new_{name} (assignment_id, {columns}) SELECT 1, {columns} FROM {name}")  # noqa: S608
        op.execute("INSERT INTO publications (id, assignment_id, at) SELECT 1, 1, '' WHERE EXISTS (SELECT 1 FROM published)")
        op.execute("INSERT INTO new_published (publication_id, student, key) SELECT 1, student, key FROM published")
    for name in (*MOVED, "published"):
        op.drop_table(name)
        op.rename_table(f"new_{name}", name)


def _create() -> None:
    op.create_table("courses", Column("id", Integer, primary_key=True), Column("slug", Text, nullable=False, unique=True))
    op.create_table(
        "assignments",
        Column("id", Integer, primary_key=True),
        Column("course_id", Integer, ForeignKey("courses.id"), nullable=False),
        Column("slug", Text, nullable=False),
        UniqueConstraint("course_id", "slug"),
    )
    op.create_table("new_facts", _assignment(), Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
    op.create_table("new_members", _assignment(), _student(), Column("member", LargeBinary, nullable=False))
    op.create_table(
        "new_attempts",
        _assignment(),
        _student(),
        Column("attempt", Integer, primary_key=True, autoincrement=False),
        Column("member", LargeBinary, nullable=False),
    )
    op.create_table(
        "publications",
        Column("id", Integer, primary_key=True),
        Column("assignment_id", Integer, ForeignKey("assignments.id"), nullable=False, index=True),
        Column("at", Text, nullable=False),
    )
    op.create_table(
        "new_published",
        Column("publication_id", Integer, ForeignKey("publications.id"), primary_key=True),
        _student(),
        Column("key", Text, nullable=False),
    )
    op.create_table(
        "new_prints", _assignment(), _student(), Column("file", Text, nullable=False), Column("made_of", Text, nullable=False)
    )


def _assignment() -> Column[int]:
    return Column("assignment_id", Integer, ForeignKey("assignments.id"), primary_key=True)


def _student() -> Column[str]:
    return Column("student", Text, primary_key=True)
