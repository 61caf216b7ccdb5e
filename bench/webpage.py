"""The class page over a large class, and the queue before it: real processes, real requests, SQLite or PostgreSQL.

What it prints is wall time as a visitor has it and processor time of the web process, which other work on the machine changes less.
"""

from __future__ import annotations

import contextlib
import http.client
import random
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import insert

from bench.webclass import COURSE, PORT, SLUG, graded_class, job_row, memory_mb, serving, spent_s
from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.handins import HandIns
from grader.batch.store.jobs import Queue
from grader.batch.store.moments import now_text, unique_name
from grader.batch.store.people import People, digest_of

CLASS = f"/c/{COURSE}/a/{SLUG}/class"
NOW = f"{CLASS}/now"
WATCHERS, WATCHED_S, AT_ONCE = 1000, 30.0, 20
CLAIMS = 200


def measure_page(url: str, count: int) -> Iterator[str]:
    """Lines: the page the first time, after a change, and again; then many who watch while the class changes every second."""
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-bench-")))
        database, me = stack.enter_context(graded_class(scratch, url, count))
        pid = stack.enter_context(serving(scratch, url, graders=0))
        yield f"{count} hand-ins; the page the first time: {_timed(pid, lambda: _ask(CLASS, me))}"
        for title, change in (("a question", _question), ("a hand-in", _hand_in), ("nothing", lambda _: None)):
            rounds = [_measured(pid, database, me, change) for _ in range(7)]
            wall, cpu = (statistics.median(values) for values in zip(*rounds, strict=True))
            yield f"after {title}: page {wall * 1000:.0f} ms, {cpu * 1000:.0f} ms of the processor (median of 7)"
        yield from _watched(pid, database)
        yield f"the web process had {memory_mb(pid):.0f} MB at most"


def measure_queue(url: str, count: int) -> Iterator[str]:
    """Lines: what a claim takes where everything waits."""
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as scratch, graded_class(Path(scratch), url, count) as (database, _):
        with database.writing() as db:
            db.execute(tables.jobs.update().values(state="queued"))
        queue, took, spent = Queue(database, unique_name()), [], time.process_time()
        for _number in range(CLAIMS):
            begun = time.perf_counter()
            assert queue.claim() is not None
            took.append(time.perf_counter() - begun)
        spent = time.process_time() - spent
        last = HandIns(database)
        begun = time.perf_counter()
        last.waiting_before(count)
        place = time.perf_counter() - begun
        p50, p95 = (statistics.quantiles(took, n=100)[share - 1] * 1000 for share in (50, 95))
        yield (
            f"{count} queued: claim p50 {p50:.1f} ms, p95 {p95:.1f} ms, {spent / CLAIMS * 1000:.1f} ms of the processor; "
            f"the place of the last one {place * 1000:.1f} ms"
        )


def _measured(pid: int, database: Database, me: str, change: Callable[[Database], object]) -> tuple[float, float]:
    change(database)
    begun, spent = time.perf_counter(), spent_s(pid)
    assert _ask(CLASS, me)[0] == 200
    return time.perf_counter() - begun, spent_s(pid) - spent


def _timed(pid: int, act: Callable[[], object]) -> str:
    begun, spent = time.perf_counter(), spent_s(pid)
    act()
    return f"{time.perf_counter() - begun:.1f} s, {spent_s(pid) - spent:.1f} s of the processor"


def _question(database: Database) -> None:
    HandIns(database).ask(1, "why?")


def _hand_in(database: Database) -> None:
    """One more, of somebody; it waits."""
    chance = random.Random()  # noqa: S311  # no secret is made of it
    with database.writing() as db:
        row = dict(db.execute(tables.handins.select().where(tables.handins.c.id == 1 + chance.randrange(100))).mappings().one())
        row |= {"number": 1000 + chance.randrange(10**6), "receipt": secrets.token_hex(8), "shown_version": None}
        version = db.execute(tables.results.select()).mappings().first()
        assert version is not None
        del row["id"]
        made = db.execute(insert(tables.handins).values(**row).returning(tables.handins.c.id)).scalar_one()
        db.execute(insert(tables.jobs), job_row(made, version["version_id"], "queued"))


def _watched(pid: int, database: Database) -> Iterator[str]:
    """A thousand sessions, each of which asks as often as it is told to, until the time is over."""
    sessions = _sessions(database)
    for session in sessions:
        _ask(NOW, session)  # so that they are counted
    asks: list[float] = []
    answers: dict[int, int] = {}
    end = time.monotonic() + WATCHED_S
    begun, spent = time.monotonic(), spent_s(pid)
    turns = iter([*range(10**6)])
    lock = threading.Lock()

    def watch() -> None:
        tags: dict[int, str] = {}
        while time.monotonic() < end:
            with lock:
                turn = next(turns)
            time.sleep(max(0.0, begun + turn / (WATCHERS / wait_s) - time.monotonic()))
            asked = time.monotonic()
            status, tag, _ = _ask(NOW, sessions[turn % WATCHERS], tags.get(turn % WATCHERS, ""))
            with lock:
                asks.append(time.monotonic() - asked)
                answers[status] = answers.get(status, 0) + 1
            tags[turn % WATCHERS] = tag

    wait_s = _ask(NOW, sessions[0])[2]
    threads = [threading.Thread(target=watch) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    pages = []
    while time.monotonic() < end:
        time.sleep(1)
        _hand_in(database)
        asked = time.monotonic()
        _ask(CLASS, sessions[0])
        pages.append(time.monotonic() - asked)
    for thread in threads:
        thread.join()
    p50, p95 = (statistics.quantiles(asks, n=100)[share - 1] * 1000 for share in (50, 95))
    took = time.monotonic() - begun
    yield (
        f"{WATCHERS} watchers, told to ask every {wait_s:.0f} s: {len(asks) / took:.0f} asks a second, p50 {p50:.0f} ms, "
        f"p95 {p95:.0f} ms, {answers}; {(spent_s(pid) - spent) / took:.2f} of a core; the page after a change each second: "
        f"median {statistics.median(pages) * 1000:.0f} ms"
    )


def _sessions(database: Database) -> list[str]:
    found = [secrets.token_urlsafe(32) for _ in range(WATCHERS)]
    person = People(database).everybody()[0].id
    rows = [{"hash": digest_of(each), "person_id": person, "ends_at": now_text(86_400)} for each in found]
    with database.writing() as db:
        db.execute(insert(tables.sessions), rows)
    return found


def _ask(path: str, session: str, tag: str = "") -> tuple[int, str, float]:
    """The status, the tag, and how many seconds to wait."""
    with contextlib.closing(http.client.HTTPConnection("localhost", PORT, timeout=600)) as connection:
        connection.request("GET", path, headers={"Cookie": f"grader-session={session}", "If-None-Match": tag})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("ETag") or "", float(answer.getheader("Again-S") or 0)
