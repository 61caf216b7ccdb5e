"""How long a class takes once everything has started. The same parts as a run of ``grader batch``, and none of its conveniences."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.machine import tree_cpu_s
from grader.batch.files import make_folder
from grader.batch.pool import Event, Pool, Task
from grader.batch.publish import STORE, Edition, publish
from grader.batch.session import Means
from grader.judge.channel import CASES
from grader.judge.supervisor import Answer, Judge
from grader.model import Member, Submission
from grader.store import SqliteStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTime:
    """Wall seconds: ``graded_s`` from the first submission to the last grade kept, ``printed_s`` for reports and tables.

    ``cpu_s``: what the command, its judges and their student processes used in both together.
    """

    count: int
    graded_s: float
    printed_s: float
    cpu_s: float


def time_class(means: Means, submissions: Sequence[Submission], folder: Path, *, warm_up: int = 0) -> ClassTime:
    """Grade and print every submission into ``folder``, equal ones as often as they are there.

    The judges' start is not counted, nor are the first ``warm_up`` submissions, which each judge grades before the clock starts.
    """
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
        for judge in judges:
            for submission in submissions[:warm_up]:
                judge.answer(submission)

        def keep(task: Task, answer: Answer) -> None:
            store.save_grade(task.key, task.submission.digest, answer.grade, withheld=answer.withheld)

        def tell(_: Event | None) -> None:
            """Nobody looks."""

        with _cpu_of(judges) as used:
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
            ended = time.monotonic()
    return ClassTime(count=len(tasks), graded_s=graded - started, printed_s=ended - graded, cpu_s=used[0])


@contextmanager
def _cpu_of(judges: Sequence[Judge]) -> Iterator[list[float]]:
    """The pool ends its judges, after which the system counts all that they used as this process's children's."""
    before = _own_cpu_s() + sum(tree_cpu_s(judge._process.pid) for judge in judges if judge._process is not None)
    used: list[float] = []
    yield used
    used.append(_own_cpu_s() - before)


def _own_cpu_s() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime
