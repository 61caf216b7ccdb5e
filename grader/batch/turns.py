"""Whose turn a task is. Files with the same statements go to one judge, since a judge explains a program once. Decides no grade."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from grader.model import Submission, Verdict

# Tasks that wait for one judge; whatever comes beyond is done by whoever has it, so that nobody waits at the end of a class.
MOST_WAITING = 8
# Programs whose judges are known; with more the memory starts anew.
MOST_KNOWN = 5000


@dataclass(frozen=True, slots=True)
class Task:
    """One grade to be made. ``submission`` without its files; they are fetched when its turn comes."""

    key: str
    submission: Submission


@dataclass(frozen=True, slots=True)
class Turn:
    """``passed``: another judge left it to the one that takes it."""

    task: Task
    passed: bool


class Turns:
    """Each task is done by one judge. Safe among threads."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._lock = threading.Lock()
        self._rest = iter(tasks)
        self._waiting: dict[int, deque[Task]] = {}  # by judge, as long as it takes tasks
        self._judge_of: dict[bytes, int] = {}  # by program, unless it got every point: then there is nothing to explain

    def take(self, judge: int) -> Turn | None:
        """What waits for this judge, what nobody has, or what waits for another one. None: all are taken, and it is done."""
        with self._lock:
            own = self._waiting.setdefault(judge, deque())
            if own:
                return Turn(own.popleft(), passed=True)
            if (task := next(self._rest, None)) is not None:
                return Turn(task, passed=False)
            if longest := max(self._waiting.values(), key=len):
                return Turn(longest.pop(), passed=True)
            del self._waiting[judge]
            return None

    def passes_on(self, judge: int, turn: Turn, mark: bytes | None) -> bool:
        """Whether it is left to the judge that met the same program. ``mark``: of its files; None where nothing is known by it."""
        if mark is None or turn.passed:
            return False
        with self._lock:
            if len(self._judge_of) >= MOST_KNOWN:
                self._judge_of.clear()
            waiting = self._waiting.get(other := self._judge_of.setdefault(mark, judge))
            if other == judge or waiting is None or len(waiting) >= MOST_WAITING:
                return False
            waiting.append(turn.task)
            return True

    def done(self, mark: bytes | None, verdict: Verdict) -> None:
        if verdict is Verdict.ACCEPTED and mark is not None:
            with self._lock:
                self._judge_of.pop(mark, None)
