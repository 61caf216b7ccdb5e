"""What a server says to its graders, wherever they run: a few values by name."""

from __future__ import annotations

from sqlalchemy import Connection, select

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.sql import put

# Seconds of grading that a student may use within an hour; nothing or 0: as many as there are.
SHARE = "share_s"
# The version of the server. Graders of another leave its jobs alone.
VERSION = "version"


def setting(db: Connection, name: str) -> str:
    """Empty where nobody said anything."""
    settings = tables.settings
    return str(db.execute(select(settings.c.value).where(settings.c.name == name)).scalar() or "")


def save_settings(database: Database, **values: str) -> None:
    with database.writing() as db:
        put(db, tables.settings, [{"name": name, "value": value} for name, value in values.items()])
