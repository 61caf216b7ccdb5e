"""How long a class takes once everything has started. The same parts as a run of ``grader batch``, and none of its conveniences."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from bench.machine import tree_cpu_s
from grader.batch.files import make_folder
from grader.batch.pool import Event, Pool
from grader.batch.publish import STORE, Edition, publish
from grader.batch.run import Means
from grader.batch.store import open_store
from grader.batch.turns import Task
from grader.judge.answer import Answer
from grader.judge.supervisor import Judge
from grader.model import Member, Submission
from grader.model.codecs import CASES


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
    store = open_store(folder / STORE)
    with ExitStack() as stack:
        stack.callback(store.close)
        store.save_files((each.digest, each.files) for each in submissions)
        store.save_members(Member(replace(each, files=())) for each in submissions)
        tasks = [Task(means.graded_by.key(each), each) for each in submissions]
        # Started by this thread, which outlives the pool's: a judge ends with the thread that started it.
        judges = [stack.enter_context(means.open_judge(index)) for index in range(min(means.jobs, len(tasks)))]
        store.save_outline(means.assignment.words_digest, CASES.dump_json(judges[0].cases))
        for judge in judges:
            for submission in submissions[:warm_up]:
                judge.answer(submission)

        def keep(task: Task, answer: Answer) -> None:
            store.save_grade(task.key, task.submission.digest, answer.grade, withheld=answer.withheld)

        def tell(_: Event | None) -> None:
            """Nobody looks."""

        counted = [_Counted(judge) for judge in judges]
        began, started = tree_cpu_s(os.getpid()), time.monotonic()
        Pool(lambda number: counted[number], len(counted)).run(tasks, lambda submission: submission, keep, tell)
        graded, grading = time.monotonic(), max(judge.all_s for judge in counted) - began
        own, presses = time.process_time(), _ended_children_s()
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
        cpu_s = grading + time.process_time() - own + _ended_children_s() - presses
    return ClassTime(count=len(tasks), graded_s=graded - started, printed_s=ended - graded, cpu_s=cpu_s)


class _Counted:
    """A judge. What all processes used is read just before the pool ends it: nobody waits for what a slot's own namespace ran.

    Of all, since student processes are no children of the judge that asks them. Judges end together, within a submission.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge, self.all_s = judge, 0.0
        self.assignment, self.cases, self.level = judge.assignment, judge.cases, judge.level

    def answer(self, submission: Submission) -> Answer:
        return self._judge.answer(submission)

    def abandon(self) -> None:
        self._judge.abandon()

    def close(self) -> None:
        self.all_s = tree_cpu_s(os.getpid())
        self._judge.close()


def _ended_children_s() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime
