"""What a grader takes next is found by an index, however much waits, and is what the order says."""

from grader.batch.store import tables
from grader.batch.store.jobs import Queue, free_jobs
from grader.batch.store.moments import now_text, unique_name
from tests.classes import SOURCES
from tests.web.served import Served


def test_no_claim_sorts_all_that_waits(school: Served) -> None:
    """SQLite says how it finds them: no scan of the jobs, and no sorting."""
    school.person("kim").hand_in(SOURCES["right"])
    for wanted in free_jobs(now_text()):
        with school.site.database.reading() as db:
            text = str(wanted.compile(db.engine, compile_kwargs={"literal_binds": True}))
            plan = [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
        assert any("USING INDEX ix_jobs_next" in step for step in plan), plan
        assert not any("SCAN jobs" in step or "B-TREE" in step for step in plan), plan


def test_what_a_dead_grader_had_comes_in_its_old_place(school: Served) -> None:
    """Before what waits behind it, and after what waits before it."""
    receipts = [school.person(name).hand_in(SOURCES["right"]) for name in ("a", "b", "c")]
    jobs = [school.site.handins.by_receipt(receipt).job for receipt in receipts]  # type: ignore[union-attr]
    with school.site.database.writing() as db:
        gone = {"state": "leased", "grader": "gone", "lease_until": now_text(-1)}
        db.execute(tables.jobs.update().where(tables.jobs.c.id == jobs[1]).values(**gone))
    queue = Queue(school.site.database, unique_name())
    assert [leased.job if (leased := queue.claim()) else None for _ in range(4)] == [*jobs, None]
