"""Many judges at once, with fake ones: everything is done once, errors stop all, nothing is held."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from grader.batch.pool import Begun, Done, Event, Pool
from grader.batch.store import open_store
from grader.batch.turns import Task
from grader.errors import JudgeError, StoreError
from grader.judge.answer import Answer
from grader.judge.supervisor import Judge
from grader.model import Submission, Verdict

GRADE = (b'{"cases": [' + b'{"case": "test_one", "verdict": "wrong_answer", "message": "something about it"},' * 300)[:30_000]


class FakeJudge:
    """Answers at once, until it is told to fail; waits where it is told to, until it is abandoned."""

    def __init__(self, *, fails: str = "", waits: bool = False) -> None:
        self._fails, self._waits = fails, waits
        self.abandoned = threading.Event()
        self.closed = False

    def answer(self, submission: Submission) -> Answer:
        if submission.student == self._fails:
            raise JudgeError("it cannot be started any more")
        if self._waits and self.abandoned.wait(60):
            raise JudgeError("the run was stopped")
        return Answer(GRADE, Verdict.ACCEPTED, withheld=False)

    def abandon(self) -> None:
        self.abandoned.set()

    def close(self) -> None:
        self.closed = True


def tasks(count: int) -> list[Task]:
    return [Task(f"k{number}", Submission(student=f"s{number}", digest=f"d{number}")) for number in range(count)]


def same(submission: Submission) -> Submission:
    return submission


def opener(judges: list[FakeJudge]) -> Callable[[int], Judge]:
    return lambda index: cast(Judge, judges[index])


def test_each_task_is_done_once() -> None:
    """Whoever takes it; begun and done are told for each, and every judge is closed."""
    judges = [FakeJudge() for _ in range(4)]
    kept: list[str] = []
    told: list[Event] = []
    Pool(opener(judges), 4).run(
        tasks(200), same, lambda task, _: kept.append(task.key), lambda event: told.append(event) if event else None
    )
    assert sorted(kept) == sorted(task.key for task in tasks(200))
    assert sum(isinstance(event, Begun) for event in told) == sum(isinstance(event, Done) for event in told) == 200
    used = {event.worker for event in told}
    assert [judge.closed for judge in judges] == [index in used for index in range(4)]


def test_copies_are_left_to_the_judge_that_has_one() -> None:
    """While that one is at work on the first of them, another judge passes them on and goes on with what comes after."""
    sources = {"c0": "x = 1\n", "c1": "x = 1\n# Kim\n", "c2": "# Lee\nx = 1\n", "other": "x = 2\n"}
    begun, passed = threading.Event(), threading.Event()
    answered: dict[int, list[str]] = {0: [], 1: []}

    class Copied(FakeJudge):
        def __init__(self, index: int) -> None:
            super().__init__()
            self._index = index

        def answer(self, submission: Submission) -> Answer:
            student = submission.student
            if student == "c0":
                assert begun.wait(60)
            elif student == "other":
                begun.set()
                assert passed.wait(60)
            answered[self._index].append(student)
            if student == "c2":
                passed.set()
            return Answer(GRADE, Verdict.WRONG_ANSWER, withheld=False)

    judges: list[FakeJudge] = [Copied(0), Copied(1)]
    given = [Task(name, Submission(student=name, files=(("a.py", text.encode()),))) for name, text in sources.items()]
    Pool(opener(judges), 2).run(given, same, lambda *_: None, lambda _: None)
    assert sorted(answered.values()) == [["c0", "c1", "c2"], ["other"]]


def test_an_error_ends_every_judge() -> None:
    """A judge that cannot go on, or a grade that cannot be kept, is raised in the caller; those at work are ended."""
    judges = [FakeJudge(fails="s0"), FakeJudge(waits=True)]
    with pytest.raises(JudgeError, match="any more"):
        Pool(opener(judges), 2).run(
            [tasks(1)[0]] + [Task("w", Submission(student="s0"))] * 3, same, lambda *_: None, lambda _: None
        )

    def full(task: Task, answer: Answer) -> None:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="full"):
        Pool(opener([FakeJudge()]), 1).run(tasks(3), same, full, lambda _: None)


def test_interrupted() -> None:
    """An exception in the caller's own thread ends the judges in the middle of what they do."""
    judges = [FakeJudge(waits=True), FakeJudge(waits=True)]
    started = time.monotonic()

    def interrupt(event: Event | None) -> None:
        if event is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Pool(opener(judges), 2).run(tasks(5), same, lambda *_: None, interrupt)
    assert all(judge.abandoned.is_set() for judge in judges)
    assert time.monotonic() - started < 50


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the resident size from /proc")
def test_memory_is_flat(tmp_path: Path) -> None:
    """From the 100th to the 10,000th grade, each of 30 kB and kept in a real store, this process grows by next to nothing."""
    store = open_store(tmp_path / "grades.db")
    sizes: dict[int, int] = {}
    done = 0

    def tell(event: Event | None) -> None:
        nonlocal done
        if isinstance(event, Done):
            done += 1
            if done in (100, 10_000):
                sizes[done] = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def fetch(submission: Submission) -> Submission:
        return replace(submission, files=(("work.py", os.urandom(20_000)),))

    def keep(task: Task, answer: Answer) -> None:
        store.save_grade(task.key, task.submission.digest, answer.grade, withheld=answer.withheld)

    started = time.process_time()
    Pool(opener([FakeJudge(), FakeJudge()]), 2).run(tasks(10_000), fetch, keep, tell)
    print(f"{(time.process_time() - started) / 10:.3f} ms a grade, grown by {(sizes[10_000] - sizes[100]) / 1e6:.1f} MB")
    store.close()
    assert sizes[10_000] - sizes[100] < 25e6
