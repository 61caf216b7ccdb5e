"""Many judges: one a thread, fed with tasks by turns. Knows neither where submissions come from nor where grades go."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from grader.batch.turns import Task, Turn, Turns
from grader.errors import GraderError
from grader.judge.answer import Answer, withheld_answer
from grader.judge.running.surveys import mark_of
from grader.model import Assignment, CaseResult, Submission, Verdict

# How often the caller's thread is given a chance to draw, or to be interrupted.
TICK_S = 0.2
# How often it is asked whether more judges may work by now.
GROW_S = 1.0
# A judge that is only starting cannot be ended yet; what is left of it ends with this process.
JOIN_S = 10.0


class AnyJudge(Protocol):
    """What a class needs of a judge, wherever it works."""

    assignment: Assignment
    level: str

    @property
    def cases(self) -> tuple[CaseResult, ...]: ...

    def answer(self, submission: Submission) -> Answer: ...

    def abandon(self) -> None: ...

    def close(self) -> None: ...


class Executor(Protocol):
    """Where judges work: on this machine (``grader.batch.run.Means``), or on a cluster (``cluster.client.Cluster``)."""

    def open_judge(self, index: int) -> AnyJudge:
        """The judge of that place among those that work at the same time."""

    def width(self) -> int:
        """Judges that may work at the same time. It is asked again now and then, and may have grown; it does not block."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A judge took up a task."""

    worker: int
    task: Task


@dataclass(frozen=True, slots=True)
class Done:
    """A grade was made, and kept."""

    worker: int
    task: Task
    verdict: Verdict
    withheld: bool
    wall_s: float


Event = Begun | Done


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class Pool:
    """Grades tasks by ``jobs`` judges; a function where that may grow. The order in which they are done decides nothing."""

    def __init__(self, open_judge: Callable[[int], AnyJudge], jobs: int | Callable[[], int]) -> None:
        self._open, self._jobs = open_judge, jobs
        self._judges: dict[int, AnyJudge] = {}
        self._lock = threading.Lock()
        self._stopping = False
        self._events: queue.SimpleQueue[Event | _Failed | None] = queue.SimpleQueue()

    def run(
        self,
        tasks: Iterable[Task],
        fetch: Callable[[Submission], Submission],
        keep: Callable[[Task, Answer], None],
        tell: Callable[[Event | None], None],
    ) -> None:
        """Until all is done. ``tell`` is called in this thread: with every event, and with None now and then.

        ``fetch`` and ``keep`` are called in the judges' threads. Raises the first error of a judge that cannot be started or
        a grade that cannot be kept; then, and when this thread is interrupted, every judge is ended first.
        """
        turns = Turns(tasks)
        threads: list[threading.Thread] = []

        def hire() -> int:
            """Start the judges that are wanted and not there yet. Returns how many."""
            wanted = self._jobs if isinstance(self._jobs, int) else self._jobs()
            for index in range(before := len(threads), wanted):
                name = f"judge {index}"
                threads.append(threading.Thread(target=self._work, args=(index, turns, fetch, keep), name=name, daemon=True))
                threads[-1].start()
            return len(threads) - before

        try:
            self._listen(hire, tell)
        finally:
            self._stop()
            for thread in threads:
                thread.join(JOIN_S)

    def _listen(self, hire: Callable[[], int], tell: Callable[[Event | None], None]) -> None:
        working, hired_at = hire(), time.monotonic()
        while working:
            if time.monotonic() - hired_at >= GROW_S:
                working, hired_at = working + hire(), time.monotonic()
            try:
                event = self._events.get(timeout=TICK_S)
            except queue.Empty:
                tell(None)
                continue
            if isinstance(event, _Failed):
                raise event.error
            if event is None:
                working -= 1
            else:
                tell(event)

    def _work(
        self,
        index: int,
        turns: Turns,
        fetch: Callable[[Submission], Submission],
        keep: Callable[[Task, Answer], None],
    ) -> None:
        try:
            judge = None
            while (turn := self._next(turns, index)) is not None:
                judge, task = judge or self._opened(index), turn.task
                started = time.monotonic()
                try:
                    submission = fetch(task.submission)
                    mark = mark_of(submission.files)
                    if turns.passes_on(index, turn, mark):
                        continue
                    self._events.put(Begun(index, task))
                    answer = judge.answer(submission)
                    turns.done(mark, answer.verdict)
                except GraderError:
                    raise
                except Exception as error:  # noqa: BLE001  # whatever a submission brings about, it is this one's grade
                    answer = _withheld(task, judge, error)
                    self._closed(index)
                    judge = None  # what it was in the middle of is not known
                keep(task, answer)
                self._events.put(Done(index, task, answer.verdict, answer.withheld, time.monotonic() - started))
        except BaseException as error:  # noqa: BLE001  # it is raised again in the thread that runs the pool
            self._events.put(_Failed(error))
        finally:
            self._closed(index)
            self._events.put(None)

    def _next(self, turns: Turns, index: int) -> Turn | None:
        with self._lock:
            return None if self._stopping else turns.take(index)

    def _opened(self, index: int) -> AnyJudge:
        """The judge is started by the thread that uses it, since it ends with that thread."""
        judge = self._open(index)
        with self._lock:
            self._judges[index] = judge
            if self._stopping:
                judge.abandon()
        return judge

    def _closed(self, index: int) -> None:
        with self._lock:
            judge = self._judges.pop(index, None)
        if judge is not None:
            judge.close()

    def _stop(self) -> None:
        with self._lock:
            self._stopping = True
            for judge in self._judges.values():
                judge.abandon()


def _withheld(task: Task, judge: AnyJudge, error: Exception) -> Answer:
    why = f"{type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}"
    return withheld_answer(judge.assignment, task.submission, judge.cases, judge.level, why)
