"""What is known of a run while it goes on: how far it is, how fast, and what each judge is doing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from grader.batch.pool import Begun, Event
from grader.model import Verdict
from grader.report.source import harmless


class Tally:
    """What is known of a run at the moment. ``clock`` gives seconds."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.total, self.done = total, 0
        self.verdicts: Counter[Verdict] = Counter()
        self.doing: dict[int, tuple[str, float]] = {}
        self._clock = clock
        self._first: float | None = None

    def add(self, event: Event) -> None:
        now = self._clock()
        # Starting the judges is not grading: the rate counts from the first submission that one took up.
        self._first = now if self._first is None else self._first
        if isinstance(event, Begun):
            self.doing[event.worker] = (event.task.submission.student, now)
        else:
            self.doing.pop(event.worker, None)
            self.done += 1
            self.verdicts[event.verdict] += 1

    @property
    def rate(self) -> float:
        """Submissions a second so far."""
        elapsed = self._clock() - self._first if self._first is not None else 0.0
        return self.done / elapsed if elapsed > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        return (self.total - self.done) / self.rate if self.rate and self.done >= 3 else None

    def line(self) -> str:
        left = f", {clock_text(self.left_s)} left" if self.left_s is not None and self.done < self.total else ""
        return f"{self.done}/{self.total} graded, {self.rate:.1f}/s{left}; {self.counts() or 'none yet'}"

    def counts(self) -> str:
        return ", ".join(f"{self.verdicts[verdict]} {verdict}" for verdict in Verdict if self.verdicts[verdict])

    def workers(self) -> list[tuple[int, str, float]]:
        """``(worker, student, seconds)``; the student's own id, made harmless."""
        now = self._clock()
        return [(worker, harmless(student)[:40], now - since) for worker, (student, since) in sorted(self.doing.items())]


def clock_text(seconds: float | None) -> str:
    whole = round(seconds or 0)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
