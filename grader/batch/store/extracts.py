"""What lists and sums need of each grade, kept beside it: a class is read in a few queries, and no grade is taken apart for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, select

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.sql import put

# One more whenever an extract is made in another way; what was kept before is then made anew.
FORM = 1
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Extract:
    """Both are packed JSON, so that equal ones are known without being unpacked.

    ``grade``: the grade, of nobody, without what only a report shows. ``signatures``: of its wrong answers.
    """

    grade: bytes
    signatures: bytes


class Extracts:
    """Of every grade of a database, as far as they were made. Of what is withheld there are none, since it may be made yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def grades(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Of those that have one."""
        return self._read(keys, tables.extracts.c.grade)

    def signatures(self, keys: Sequence[str]) -> dict[str, bytes]:
        return self._read(keys, tables.extracts.c.signatures)

    def save(self, extracts: Mapping[str, Extract]) -> None:
        if extracts:
            with self._database.writing() as db:
                put_extracts(db, extracts)

    def _read(self, keys: Sequence[str], column: Column[Any]) -> dict[str, bytes]:
        extracts = tables.extracts
        found: dict[str, bytes] = {}
        with self._database.reading() as db:
            for start in range(0, len(keys), AT_ONCE):
                some = extracts.c.key.in_(keys[start : start + AT_ONCE])
                wanted = select(extracts.c.key, column).where(some, extracts.c.form == FORM)
                found.update((key, bytes(content)) for key, content in db.execute(wanted))
        return found


def put_extracts(db: Connection, extracts: Mapping[str, Extract]) -> None:
    rows = [{"key": key, "form": FORM, "grade": each.grade, "signatures": each.signatures} for key, each in extracts.items()]
    put(db, tables.extracts, rows)
