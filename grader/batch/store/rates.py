"""How often somebody did what is limited, by the minute."""

from __future__ import annotations

import time

from sqlalchemy import delete, update

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.sql import upsert


class Rates:
    def __init__(self, database: Database) -> None:
        self._database = database

    def too_often(self, who: str, most: int) -> bool:
        """Count it, and say whether that is more than ``most`` in this minute."""
        rates, minute = tables.rates, int(time.time() // 60)
        with self._database.writing() as db:
            db.execute(delete(rates).where(rates.c.minute < minute))
            # In one statement: PostgreSQL lets others count between two.
            made = upsert(db.dialect.name)(rates).values(who=who, minute=minute, count=1)
            made = made.on_conflict_do_update(index_elements=list(rates.primary_key), set_={"count": rates.c.count + 1})
            return bool(db.execute(made.returning(rates.c.count)).scalar_one() > most)

    def forgive(self, who: str) -> None:
        """What was counted last was none of what is limited."""
        rates = tables.rates
        with self._database.writing() as db:
            mine = (rates.c.who == who, rates.c.minute == int(time.time() // 60), rates.c.count > 0)
            db.execute(update(rates).where(*mine).values(count=rates.c.count - 1))
