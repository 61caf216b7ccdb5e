"""Printing in processes beside the command: ``python -P -m grader.batch.press``, one for each thread that asks.

A press only reads the store and writes reports. One that is killed costs nothing: what it was printing is printed again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import local
from types import TracebackType
from typing import Any

from pydantic import TypeAdapter

from grader import errors
from grader.batch.printing import Printed, Printer, Sheet, read_outline
from grader.config import load_assignment
from grader.errors import GraderError, JudgeError, StoreError
from grader.judge.channel import Channel
from grader.lateness import Terms
from grader.model import Assignment, Lang
from grader.store import SqliteStore, Store

SHEETS, PRINTS = TypeAdapter(tuple[Sheet, ...]), TypeAdapter(tuple[Printed, ...])
TERMS = TypeAdapter(Terms)
CHUNK = 24
# Below this, starting processes takes longer than printing.
FEW = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every sheet of a class has in common. ``course`` and ``private`` say where to load the assignment again."""

    store: Path
    course: Path
    slug: str
    lang: Lang
    terms: Terms
    reports: Path


def print_all(job: Job, store: Store, assignment: Assignment, sheets: Sequence[Sheet], jobs: int) -> Iterator[Printed]:
    """Every sheet, in the order given. In this process where there are few to render, else in up to ``jobs`` others."""
    rendered = sum(sheet.render for sheet in sheets)
    if jobs == 1 or rendered < FEW:
        printer = _printer(job, store, assignment)
        yield from (printer.print(sheet) for sheet in sheets)
        return
    chunks = [tuple(sheets[i : i + CHUNK]) for i in range(0, len(sheets), CHUNK)]
    with _Presses(job, assignment.words_digest, jobs) as presses:
        # A bounded look-ahead: what is printed early waits in memory for its turn.
        for start in range(0, len(chunks), 4 * jobs):
            for printed in presses.print(chunks[start : start + 4 * jobs]):
                yield from printed


class _Presses:
    """A thread a press; the thread starts its press when it first needs one, and again when that died."""

    def __init__(self, job: Job, words_digest: str, jobs: int) -> None:
        self._job, self._words_digest = job, words_digest
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="press")
        self._own = local()
        self._started: list[_Press] = []

    def __enter__(self) -> _Presses:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        # Ended first: a thread in the middle of a chunk gets an error at once, and nobody waits for it.
        for press in self._started:
            press.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for press in self._started:
            press.close()

    def print(self, chunks: Sequence[tuple[Sheet, ...]]) -> Iterator[tuple[Printed, ...]]:
        return self._threads.map(self._print, chunks)

    def _print(self, chunk: tuple[Sheet, ...]) -> tuple[Printed, ...]:
        for last in (False, True):
            try:
                if not hasattr(self._own, "press"):
                    self._own.press = _Press(self._job, self._words_digest)
                    self._started.append(self._own.press)
                press: _Press = self._own.press
                return press.print(chunk)
            except JudgeError as error:
                del self._own.press
                if last:
                    raise StoreError(f"reports could not be printed, twice: {error}; run the same command again") from error
        raise AssertionError("unreachable")


class _Press:
    """One process, and the pipes to it."""

    def __init__(self, job: Job, words_digest: str) -> None:
        command = [sys.executable, "-P", "-m", "grader.batch.press"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # our own module
        assert self._process.stdin is not None  # noqa: S101  # PIPE was asked for above
        assert self._process.stdout is not None  # noqa: S101
        self._channel = Channel(self._process.stdout.fileno(), self._process.stdin.fileno())
        self._job = {
            "store": str(job.store),
            "course": str(job.course),
            "slug": job.slug,
            "lang": job.lang,
            "terms": TERMS.dump_json(job.terms),
            "reports": str(job.reports),
            "words_digest": words_digest,
        }

    def print(self, chunk: tuple[Sheet, ...]) -> tuple[Printed, ...]:
        self._channel.send(self._job | {"sheets": SHEETS.dump_json(chunk)})
        answer = self._channel.receive()
        if "error" in answer:
            kind = getattr(errors, str(answer["error"]), StoreError)
            raise kind(*answer["problems"])
        return PRINTS.validate_json(answer["printed"])

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """Once nobody reads from it any more: until then the numbers of its pipes must not come to mean other files."""
        self._process.communicate()


def _printer(job: Job, store: Store, assignment: Assignment) -> Printer:
    cases = store.fetch_outline(assignment.words_digest) or b"[]"
    return Printer(store, assignment, read_outline(cases), job.lang, job.terms, job.reports)


def main() -> None:
    """The process's side: orders in, printed rows out, until the command is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from grader.sandbox import kernel

        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    channel = Channel(os.dup(0), os.dup(1))
    printer: Printer | None = None
    while True:
        try:
            order = channel.receive()
        except JudgeError:
            return
        try:
            printer = printer or _opened(order)
            printed = tuple(printer.print(sheet) for sheet in SHEETS.validate_json(order["sheets"]))
            channel.send({"printed": PRINTS.dump_json(printed)})
        except GraderError as error:
            channel.send({"error": type(error).__name__, "problems": list(getattr(error, "problems", (str(error),)))})


def _opened(order: dict[str, Any]) -> Printer:
    job = Job(
        store=Path(order["store"]),
        course=Path(order["course"]),
        slug=order["slug"],
        lang=order["lang"],
        terms=TERMS.validate_json(order["terms"]),
        reports=Path(order["reports"]),
    )
    assignment = load_assignment(job.course, job.slug)
    if assignment.words_digest != order["words_digest"]:
        raise StoreError(f"{job.slug}: the assignment was changed while reports were printed; run the same command again")
    return _printer(job, SqliteStore(job.store, read_only=True), assignment)


if __name__ == "__main__":
    main()
