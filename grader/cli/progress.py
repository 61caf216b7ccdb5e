"""What a run shows while it grades: a live display on a terminal, a plain line now and then elsewhere, events for programs.

Only stderr, but for events, which go to stdout or to a file of their own.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import click
from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from grader.batch.pool import Begun, Done, Event
from grader.errors import UsageError
from grader.model import Verdict
from grader.report.source import harmless

PLAIN_EVERY_S = 10.0
DRAW_EVERY_S = 0.25
SCHEMA = "grader/event/1"


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
        left = f", {_clock_text(self.left_s)} left" if self.left_s is not None and self.done < self.total else ""
        return f"{self.done}/{self.total} graded, {self.rate:.1f}/s{left}; {self.counts() or 'none yet'}"

    def counts(self) -> str:
        return ", ".join(f"{self.verdicts[verdict]} {verdict}" for verdict in Verdict if self.verdicts[verdict])

    def workers(self) -> list[tuple[int, str, float]]:
        """``(worker, student, seconds)``; the student's own id, made harmless."""
        now = self._clock()
        return [(worker, harmless(student)[:40], now - since) for worker, (student, since) in sorted(self.doing.items())]


class Progress:
    """``with Progress(...) as progress: ... progress.tell(event)``."""

    def __init__(self, total: int, *, quiet: bool, events: str | None) -> None:
        self._tally = Tally(total)
        self._quiet = quiet or total == 0
        self._events_to = events
        self._stack = ExitStack()
        self._live: Live | None = None
        self._stream: IO[str] | None = None
        self._told_at = time.monotonic()
        self._drawn_at = 0.0

    def __enter__(self) -> Progress:
        if self._events_to is not None:
            self._stream = _event_stream(self._events_to, self._stack)
            self._say("start", total=self._tally.total)
        console = Console(stderr=True)
        if not self._quiet and console.is_terminal:
            self._live = self._stack.enter_context(Live(console=console, auto_refresh=False, transient=True))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._say("end" if error is None else "stopped", done=self._tally.done, total=self._tally.total)
        self._stack.close()

    @property
    def done(self) -> int:
        return self._tally.done

    def tell(self, event: Event | None) -> None:
        """None: time has passed."""
        if event is not None:
            self._tally.add(event)
            self._report(event)
        now = time.monotonic()
        if self._live is not None and now - self._drawn_at >= DRAW_EVERY_S:
            self._drawn_at = now
            self._live.update(_picture(self._tally), refresh=True)
        elif self._live is None and not self._quiet and now - self._told_at >= PLAIN_EVERY_S:
            self._told_at = now
            click.echo(self._tally.line(), err=True)

    def _report(self, event: Event) -> None:
        student = event.task.submission.student
        if isinstance(event, Done):
            self._say(
                "graded",
                student=student,
                verdict=event.verdict.value,
                withheld=event.withheld,
                worker=event.worker,
                done=self._tally.done,
                total=self._tally.total,
            )
        else:
            self._say("begun", student=student, worker=event.worker)

    def _say(self, event: str, **more: Any) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(json.dumps({"schema": SCHEMA, "event": event, **more}) + "\n")
            self._stream.flush()
        except OSError as error:
            _give_up(self._stream)
            self._stream = None
            click.echo(f"warning: events cannot be written any more ({error.strerror}); the run goes on without them", err=True)


def _give_up(stream: IO[str]) -> None:
    """What it still holds has nowhere to go, and must not fail once more when the stream or Python ends."""
    if stream is sys.stdout:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        return
    with contextlib.suppress(OSError):
        stream.close()


def _event_stream(target: str, stack: ExitStack) -> IO[str]:
    """``ndjson`` goes to stdout, ``ndjson:FILE`` to that file, anew."""
    form, _, file = target.partition(":")
    if form != "ndjson":
        raise UsageError(f"--events {target}: the only form is ndjson; write ndjson, or ndjson:FILE")
    if not file:
        return sys.stdout
    try:
        return stack.enter_context(Path(file).open("w", encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"--events {target}: cannot be written ({error.strerror})") from error


def _picture(tally: Tally) -> Group:
    head = Table.grid(padding=(0, 2))
    left = "" if tally.left_s is None else f"{_clock_text(tally.left_s)} left"
    head.add_row(
        ProgressBar(total=max(1, tally.total), completed=tally.done, width=30, complete_style="cyan", finished_style="cyan"),
        Text(f"{tally.done}/{tally.total}"),
        Text(f"{tally.rate:.1f}/s"),
        Text(left),
    )
    doing = Table.grid(padding=(0, 2))
    for worker, student, seconds in tally.workers():
        doing.add_row(Text(f"judge {worker + 1}", style="dim"), Text(student), Text(f"{seconds:.0f} s", style="dim"))
    return Group(head, Text(tally.counts(), style="dim"), doing)


def _clock_text(seconds: float | None) -> str:
    whole = round(seconds or 0)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
