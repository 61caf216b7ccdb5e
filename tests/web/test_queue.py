"""What a grader takes next is found by an index, however much waits, and is what the order says."""

import threading
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from grader.batch.store import tables
from grader.batch.store.jobs import Made, Queue, Work, enqueue, free_jobs
from grader.batch.store.moments import now_text, unique_name
from grader.errors import AssignmentError
from tests.classes import SOURCES
from tests.web.served import NOTHING, Served


@pytest.mark.parametrize("of", ["any", "grades", "proofs"])
def test_no_claim_sorts_all_that_waits(school: Served, of: Work) -> None:
    """SQLite says how it finds them: no scan of the jobs, and no sorting."""
    school.person("kim").hand_in(SOURCES["right"])
    for wanted in free_jobs(now_text(), of):
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


def test_nobody_waits_behind_a_verification(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with one grader: while it verifies, which here ends only when a hand-in is graded, it grades."""
    kim, graded, began = school.person("kim"), threading.Event(), threading.Event()

    def until_graded(*_: object, **__: object) -> None:
        began.set()
        raise AssignmentError("graded meanwhile" if graded.wait(60) else "waited for in vain")

    monkeypatch.setattr("grader.web.graders.prove", until_graded)
    school.site.courses.prove(1)
    with school.grading():
        assert began.wait(60)
        kim.report(kim.hand_in(SOURCES["wrong"]))
        graded.set()
    assert school.site.courses.proof_page(1) == "graded meanwhile"


def another_version(school: Served) -> int:
    """Of the first assignment, and in use from now on."""
    versions, assignments = tables.versions, tables.assignments
    with school.site.database.writing() as db:
        row = dict(db.execute(select(versions).where(versions.c.assignment_id == 1)).mappings().one())
        del row["id"]
        made = db.execute(insert(versions).values(**row).returning(versions.c.id)).scalar_one()
        db.execute(update(assignments).where(assignments.c.id == 1).values(version_id=made))
    return int(made)


def test_a_hand_in_is_graded_by_what_is_in_use_when_it_is_kept(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not by what was when it was read, should a version be published in between."""
    kim, save, made = school.person("kim"), school.site.handins.save, list[int]()

    def late(*args: Any, **more: Any) -> str:
        made.append(another_version(school))
        return save(*args, **more)

    monkeypatch.setattr(school.site.handins, "save", late)
    kim.hand_in(SOURCES["right"])
    leased = Queue(school.site.database, unique_name()).claim()
    assert leased is not None
    assert [leased.version] == made


def test_a_late_grade_by_an_older_version_is_not_shown(school: Served) -> None:
    """Its grader had begun before the new version was published, and ends after another has graded by that."""
    school.person("kim").hand_in(SOURCES["right"])
    slow, fast = (Queue(school.site.database, unique_name()) for _ in range(2))
    old, version = slow.claim(), another_version(school)
    assert old is not None
    with school.site.database.writing() as db:
        enqueue(db, old.handin, version, 0, ())
    new = fast.claim()
    assert new is not None
    assert fast.finish(new, Made(key="new", grade=NOTHING))
    assert slow.finish(old, Made(key="old", grade=NOTHING))
    (handed_in,) = school.site.handins.of_student(1, "kim")
    assert handed_in.key == "new"
