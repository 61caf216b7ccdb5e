"""What the store costs a class beyond its own SQL: SQLAlchemy beside the same statements by sqlite3 alone, in one run.

Both save the same grades in the same transactions. The difference is told as a share of what a right submission costs in all.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

from bench.contenders import SOLUTION, Ours
from grader.batch.store import Store, open_store
from grader.model import Member, Submission

COUNT = 200
SAMPLE = SOLUTION / "samples" / "accepted" / "closed_form.py"


@dataclass(frozen=True)
class Said:
    """One statement with its parameters, or the end of a transaction."""

    sql: str
    parameters: Any = ()
    many: bool = False


def measure_store(scratch: Path, rounds: int) -> dict[str, Any]:
    """Milliseconds of processor time for each submission: by the store, by sqlite3 alone, and of grading in all."""
    ours = Ours(scratch, "store", [SAMPLE], sandbox="process", jobs=1, feedback="off")
    grade, submissions = ours.one_grade(), [_submission(number) for number in range(COUNT)]
    figures: dict[str, list[float]] = {"store": [], "sqlite3": [], "submission": []}
    for round_ in range(rounds):
        took = ours.grade(COUNT)
        figures["submission"].append(took.cpu_s / took.count * 1000)
        with _opened(scratch / f"heard-{round_}.db") as store, _listening() as said:
            _save(store, submissions, grade)
        with _opened(scratch / f"store-{round_}.db") as store:
            figures["store"].append(_cpu_ms(partial(_save, store, submissions, grade)))
        plain = scratch / f"plain-{round_}.db"
        open_store(plain).close()
        with contextlib.closing(_connected(plain)) as connection:
            figures["sqlite3"].append(_cpu_ms(partial(_replay, connection, said)))
    told = {name: median(values) for name, values in figures.items()}
    return {"title": "the store", "count": COUNT, "ms": told, "share": (told["store"] - told["sqlite3"]) / told["submission"]}


def store_in_words(table: dict[str, Any]) -> str:
    ms = table["ms"]
    return (
        f"for each of {table['count']} submissions, CPU ms: the store {ms['store']:.2f}, its statements by sqlite3 alone "
        f"{ms['sqlite3']:.2f}, grading in all {ms['submission']:.1f}; SQLAlchemy costs {table['share']:.1%} of a right submission"
    )


def _submission(number: int) -> Submission:
    content = SAMPLE.read_bytes() + f"\n# {number}\n".encode()
    files = (("rnn_bptt.py", content),)
    return Submission(student=f"s{number:05}", file="rnn_bptt.py", files=files, digest=f"sha256:{number:064x}")


def _opened(path: Path) -> contextlib.closing[Store]:
    """An empty store. That it is made is not counted: a class does it once."""
    return contextlib.closing(open_store(path))


def _save(store: Store, submissions: Sequence[Submission], grade: bytes) -> None:
    """What a run of ``grader batch`` saves of a class."""
    store.save_files((each.digest, each.files) for each in submissions)
    store.save_members(Member(replace(each, files=())) for each in submissions)
    for each in submissions:
        store.save_grade(f"key {each.student}", each.digest, grade, withheld=False)


@contextlib.contextmanager
def _listening() -> Iterator[list[Said]]:
    """Every statement that SQLAlchemy hands to its driver meanwhile."""
    said: list[Said] = []

    def hear(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, executemany: bool) -> None:  # noqa: FBT001  # its signature
        said.append(Said(sql, parameters, executemany))

    def end(_connection: Any) -> None:
        said.append(Said("COMMIT"))

    event.listen(Engine, "before_cursor_execute", hear)
    event.listen(Engine, "commit", end)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
        event.remove(Engine, "commit", end)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def _replay(connection: sqlite3.Connection, said: Sequence[Said]) -> None:
    for each in said:
        if each.many:
            connection.executemany(each.sql, each.parameters)
        elif each.sql != "COMMIT" or connection.in_transaction:
            connection.execute(each.sql, each.parameters).fetchall()


def _cpu_ms(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) / COUNT * 1000
