"""How long a class takes once everything has started: for benchmarks. The same parts as a run, and none of its conveniences."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.files import make_folder
from grader.batch.pool import Event, Pool, Task
from grader.batch.publish import STORE, Edition, publish
from grader.batch.session import Means
from grader.judge.channel import CASES
from grader.judge.supervisor import Answer
from grader.model import Member, Submission
from grader.store import SqliteStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTime:
    """Wall seconds: ``graded_s`` from the first submission to the last grade kept, ``printed_s`` for reports and tables."""

    count: int
    graded_s: float
    printed_s: float


def time_class(means: Means, submissions: Sequence[Submission], folder: Path) -> ClassTime:
    """Grade and print every submission into ``folder``, equal ones as often as they are there; the judges' start is not counted."""
    make_folder(folder)
    store = SqliteStore(folder / STORE)
    with ExitStack() as stack:
        stack.callback(store.close)
        store.save_files((each.digest, each.files) for each in submissions)
        store.save_members(Member(replace(each, files=())) for each in submissions)
        tasks = [Task(means.graded_by.key(each), each) for each in submissions]
        # Started by this thread, which outlives the pool's: a judge ends with the thread that started it.
        judges = [stack.enter_context(means.open_judge()) for _ in range(min(means.jobs, len(tasks)))]
        store.save_outline(means.assignment.words_digest, CASES.dump_json(judges[0].cases))

        def keep(task: Task, answer: Answer) -> None:
            store.save_grade(task.key, task.submission.digest, answer.grade, withheld=answer.withheld)

        def tell(_: Event | None) -> None:
            """Nobody looks."""

        started = time.monotonic()
        Pool(judges.__getitem__, len(judges)).run(tasks, lambda submission: submission, keep, tell)
        graded = time.monotonic()
        edition = Edition(
            folder=folder,
            course=means.course,
            assignment=means.assignment,
            graded_by=means.graded_by,
            lang=means.assignment.lang,
            jobs=means.jobs,
        )
        publish(store, edition)
        return ClassTime(count=len(tasks), graded_s=graded - started, printed_s=time.monotonic() - graded)
