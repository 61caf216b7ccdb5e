"""Many threads read and write one file at once, as a server's do: nobody's connection is taken away under them."""

import contextlib
import threading
from pathlib import Path

from sqlalchemy import select

from grader.batch.store import tables
from grader.batch.store.audit import Audit
from grader.batch.store.database import open_file

THREADS = 24


def test_as_many_connections_as_threads(tmp_path: Path) -> None:
    """All are open at once before any is used."""
    opened, answers = threading.Barrier(THREADS, timeout=60), []
    with contextlib.closing(open_file(tmp_path / "server.db")) as database:

        def read() -> None:
            with database.reading() as db:
                db.execute(select(tables.people.c.id)).all()
                opened.wait()
                answers.append(db.execute(select(tables.people.c.id)).all())

        threads = [threading.Thread(target=read) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [[]] * THREADS
        Audit(database).record("prof", "did", "this")
