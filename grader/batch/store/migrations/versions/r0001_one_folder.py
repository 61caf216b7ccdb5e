"""The file of the first version: one class in one folder. A file that says ``user_version = 1`` is here already."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("facts", Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
    op.create_table("members", Column("student", Text, primary_key=True), Column("member", LargeBinary, nullable=False))
    op.create_table(
        "attempts",
        Column("student", Text, primary_key=True),
        Column("attempt", Integer, primary_key=True, autoincrement=False),
        Column("member", LargeBinary, nullable=False),
    )
    op.create_table("submissions", Column("digest", Text, primary_key=True), Column("files", LargeBinary, nullable=False))
    op.create_table(
        "grades",
        Column("key", Text, primary_key=True),
        Column("digest", Text, nullable=False),
        Column("withheld", Integer, nullable=False),
        Column("grade", LargeBinary, nullable=False),
    )
    op.create_table("outlines", Column("words_digest", Text, primary_key=True), Column("cases", LargeBinary, nullable=False))
    op.create_table("published", Column("student", Text, primary_key=True), Column("key", Text, nullable=False))
    op.create_table(
        "prints",
        Column("student", Text, primary_key=True),
        Column("file", Text, nullable=False),
        Column("made_of", Text, nullable=False),
    )
