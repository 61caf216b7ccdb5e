"""What a run shows while it grades: a live display on a terminal, a plain line now and then elsewhere, events for programs.

Only stderr, but for events, which go to stdout or to a file of their own.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import click

from grader.batch.pool import Done, Event
from grader.cli.tally import Tally
from grader.errors import UsageError

PLAIN_EVERY_S = 10.0
DRAW_EVERY_S = 0.25
SCHEMA = "grader/event/1"


class Progress:
    """``with Progress(...) as progress: ... progress.tell(event)``."""

    def __init__(self, total: int, *, quiet: bool, events: str | None) -> None:
        self._tally = Tally(total)
        self._quiet = quiet or total == 0
        self._events_to = events
        self._stack = ExitStack()
        self._draw: Callable[[Tally], None] | None = None
        self._stream: IO[str] | None = None
        self._told_at = time.monotonic()
        self._drawn_at = 0.0

    def __enter__(self) -> Progress:
        if self._events_to is not None:
            self._stream = _event_stream(self._events_to, self._stack)
            self._say("start", total=self._tally.total)
        if not self._quiet:
            from grader.cli.display import display_on_terminal  # with rich, for which a run that grades nothing has no use

            self._draw = display_on_terminal(self._stack)
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
        if self._draw is not None and now - self._drawn_at >= DRAW_EVERY_S:
            self._drawn_at = now
            self._draw(self._tally)
        elif self._draw is None and not self._quiet and now - self._told_at >= PLAIN_EVERY_S:
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
