"""The tables of what people decided about an assignment, and about somebody's work in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from grader.batch.store import tables
from grader.batch.store.tables import of_assignment

METADATA = tables.METADATA


def _decision(name: str, *columns: Column[Any]) -> Table:
    """What somebody decided: never changed, only taken back."""
    return Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True),
        Column("assignment_id", ForeignKey("assignments.id"), nullable=False, index=True),
        *columns,
        Column("who", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("revoked_at", Text, nullable=False, server_default=""),
        Column("revoked_by", Text, nullable=False, server_default=""),
    )


extensions = _decision(
    "extensions",
    Column("student", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
adjustments = _decision(
    "adjustments",
    Column("student", Text, nullable=False),
    Column("check", Text, nullable=False),  # the name of a case, or empty for the whole
    Column("points", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
# A broken check or question: whoever tried it, or everybody, has its points. ``about``: case or question.
waivers = _decision(
    "waivers",
    Column("about", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("whom", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
comments = _decision(
    "comments",
    Column("handin_id", ForeignKey("handins.id"), nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
# One person's marks of one answer. ``items``: names of the rubric, as JSON. Of several people's one counts.
marks = _decision(
    "marks",
    Column("student", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("points", Text, nullable=False),  # empty: those of the items
    Column("comment", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
)
marks_released = Table(
    "marks_released",
    METADATA,
    of_assignment(),
    Column("question", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
)
group_hints = Table(
    "group_hints",
    METADATA,
    of_assignment(),
    Column("name", Text, primary_key=True),
    Column("en", Text, nullable=False),
    Column("ko", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
)
# The attempt that counts because somebody says so.
chosen = Table(
    "chosen",
    METADATA,
    of_assignment(),
    Column("student", Text, primary_key=True),
    Column("handin_id", ForeignKey("handins.id"), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
)
