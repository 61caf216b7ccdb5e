"""The tables of who is known elsewhere, and of what is kept for learning platforms."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from grader.batch.store import ruling_tables
from grader.batch.store.tables import of_assignment

# With every table of a server.
METADATA = ruling_tables.METADATA

# Who is known elsewhere: by an identity provider, or by a learning platform.
identities = Table(
    "identities",
    METADATA,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
)
# A learning platform that launches into a course (LTI 1.3).
platforms = Table(
    "platforms",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("course_id", ForeignKey("courses.id"), nullable=False, index=True),
    Column("issuer", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("deployment", Text, nullable=False),
    Column("sign_in_url", Text, nullable=False),
    Column("token_url", Text, nullable=False),
    Column("keys_url", Text, nullable=False),
    Column("members_url", Text, nullable=False, server_default=""),
    UniqueConstraint("issuer", "client_id", "deployment"),
)
# Where a platform keeps the grades of an assignment.
lines = Table(
    "lines",
    METADATA,
    Column("platform_id", ForeignKey("platforms.id"), primary_key=True),
    of_assignment(),
    Column("resource", Text, nullable=False),
    Column("url", Text, nullable=False),
)
# A sign-in that was begun elsewhere and comes back once: what it was begun with, by the digest of its secret.
begun = Table(
    "begun",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("content", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
)
# What this server proves itself with to platforms.
keys = Table(
    "keys",
    METADATA,
    Column("kid", Text, primary_key=True),
    Column("private", Text, nullable=False),
    Column("at", Text, nullable=False),
)
