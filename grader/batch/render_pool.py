"""Printing in processes beside the command, one for each thread that asks: forked from it where that is safe, else started.

A press gets what is stored with what it is to print, and writes reports. One that is killed costs nothing: what it was printing is
printed again. It never touches the store: SQLite forbids that to a process that was forked from one that has it open.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from pydantic import ConfigDict, TypeAdapter

from grader import errors
from grader.batch.render import Printed, Printer, Sheet, Shelf, read_outline
from grader.batch.store import Files, Store
from grader.errors import GraderError, JudgeError, StoreError
from grader.grading.lateness import Terms
from grader.judge.channel import Channel
from grader.model import Assignment, Lang
from grader.reading.course import load_assignment
from grader.report.pages import prepare

# Made once they are used: a class of which little has changed is printed without them.
LATER = ConfigDict(defer_build=True)
SHEETS: TypeAdapter[tuple[Sheet, ...]] = TypeAdapter(tuple[Sheet, ...], config=LATER)
PRINTS: TypeAdapter[tuple[Printed, ...]] = TypeAdapter(tuple[Printed, ...], config=LATER)
TERMS = TypeAdapter(Terms)
CHUNK = 24
# Below this, starting processes takes longer than printing; a fork takes next to nothing.
FEW_STARTED, FEW_FORKED = 300, 2 * CHUNK
COMMAND = ("-P", "-m", "grader.batch.render_pool")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every sheet of a class has in common. ``course`` and ``slug`` say where to load the assignment again."""

    course: Path
    slug: str
    lang: Lang
    terms: Terms
    reports: Path


@dataclass(frozen=True, slots=True)
class Carried:
    """What is stored of the sheets of one chunk, as it came with them."""

    grades: Mapping[str, bytes | None]
    files: Mapping[str, Files]

    def fetch_grade(self, key: str) -> bytes | None:
        return self.grades[key]

    def fetch_files(self, digest: str) -> Files:
        return self.files[digest]


def print_all(job: Job, store: Store, assignment: Assignment, sheets: Sequence[Sheet], jobs: int) -> Iterator[Printed]:
    """Every sheet, in the order given. In this process where there are few to render, else in up to ``jobs`` others."""
    rendered, forks = sum(sheet.render for sheet in sheets), can_fork()
    cases = store.fetch_outline(assignment.words_digest) or b"[]"
    printer = Printer(store, assignment, read_outline(cases), job.lang, job.terms, job.reports)
    if jobs == 1 or rendered < (FEW_FORKED if forks else FEW_STARTED):
        yield from (printer.print(sheet) for sheet in sheets)
        return
    size = chunk_size(len(sheets), jobs)
    chunks = [tuple(sheets[i : i + size]) for i in range(0, len(sheets), size)]
    started = _order(job, assignment.words_digest, cases)
    with _Presses(store, started, jobs, printer, fork=forks) as presses:
        for printed in presses.print(chunks, 4 * jobs):
            yield from printed


def chunk_size(count: int, jobs: int) -> int:
    """Sheets in a chunk: few enough that no press is long at work when the others have ended."""
    return max(1, min(CHUNK, count // (4 * jobs)))


def can_fork() -> bool:
    """Whether a fork takes along nothing that another thread is in the middle of, on a system where that is enough."""
    return sys.platform == "linux" and threading.active_count() == 1


class _Presses:
    """A thread a press. They are forked before the first thread is there; one that dies is replaced by one that is started."""

    def __init__(self, store: Store, order: dict[str, Any], jobs: int, printer: Printer, *, fork: bool) -> None:
        self._store, self._order, self._printer = store, order, printer
        self._works = False  # whether anything was ever printed
        self._own = threading.local()
        self._running: list[_Press] = []
        self._free: list[_Press] = []
        if fork:
            prepare()
            for adapter in (SHEETS, PRINTS):
                adapter.rebuild()
            with contextlib.suppress(OSError):  # no room for more processes: what is missing is started, or says why it cannot be
                for _ in range(jobs):
                    self._free.append(_Press(_forked(printer)))
        self._running += self._free
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="press")

    def __enter__(self) -> _Presses:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        # Ended first: a thread in the middle of a chunk gets an error at once, and nobody waits for it.
        for press in self._running:
            press.process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for press in self._running:
            press.process.close()

    def print(self, chunks: Sequence[tuple[Sheet, ...]], most: int) -> Iterator[tuple[Printed, ...]]:
        """Each chunk in its turn. Of no more than ``most`` at a time anything is held: what is printed early waits in memory."""
        under_way: deque[Future[tuple[Printed, ...]]] = deque()
        for chunk in chunks:
            if len(under_way) == most:
                yield under_way.popleft().result()
            under_way.append(self._threads.submit(self._print, chunk))
        while under_way:
            yield under_way.popleft().result()

    def _print(self, chunk: tuple[Sheet, ...]) -> tuple[Printed, ...]:
        """What ends two presses is printed sheet by sheet; the sheet that does so alone while others can be printed, plainly."""
        try:
            return self._twice(chunk)
        except JudgeError as error:
            alone = {sheet.member.student: self._alone(sheet) for sheet in chunk} if len(chunk) > 1 else {}
            if not self._works:
                raise StoreError(f"reports could not be printed, twice: {error}; run the same command again") from error
            why = f"the process that prints ended: {error}"
            return tuple(alone.get(sheet.member.student) or self._printer.plainly(sheet, why, why) for sheet in chunk)

    def _alone(self, sheet: Sheet) -> Printed | None:
        with contextlib.suppress(JudgeError):
            return self._twice((sheet,))[0]
        return None

    def _twice(self, chunk: tuple[Sheet, ...]) -> tuple[Printed, ...]:
        for last in (False, True):
            try:
                if not hasattr(self._own, "press"):
                    self._own.press = self._new()
                press: _Press = self._own.press
                printed = press.print(chunk, self._store)
                self._works = True
                return printed
            except JudgeError:
                del self._own.press
                if last:
                    raise
        raise AssertionError("unreachable")

    def _new(self) -> _Press:
        try:
            return self._free.pop()
        except IndexError:
            press = _Press(_Started(self._order))
            self._running.append(press)
            return press


class _Process(Protocol):
    """What prints, seen from the command."""

    @property
    def channel(self) -> Channel: ...

    def kill(self) -> None: ...

    def close(self) -> None:
        """Once nobody reads from it any more: until then the numbers of its pipes must not come to mean other files."""


class _Started:
    """A program of its own, which loads everything anew."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )  # our own module
        assert self._process.stdin is not None  # noqa: S101  # PIPE was asked for above
        assert self._process.stdout is not None  # noqa: S101
        self.channel = Channel(self._process.stdout.fileno(), self._process.stdin.fileno())
        self.channel.send(order)

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.communicate()


@dataclass(frozen=True, slots=True)
class _Forked:
    """A copy of the command, with all that it has loaded."""

    pid: int
    channel: Channel

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        os.waitpid(self.pid, 0)
        self.channel.close()


def _forked(printer: Printer) -> _Forked:
    orders, prints = os.pipe(), os.pipe()
    with warnings.catch_warnings():
        # Newer Pythons count threads of libraries too, which look after themselves.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            _close_all_but(orders[0], prints[1])
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _serve(Channel(orders[0], prints[1]), lambda: printer)
        finally:
            os._exit(1)
    os.close(orders[0])
    os.close(prints[1])
    return _Forked(pid, Channel(prints[0], orders[1]))


def _close_all_but(one: int, other: int) -> None:
    """What belongs to the command: its store, and the pipes of the other presses, which would not see it end."""
    low, high = sorted((one, other))
    most = os.sysconf("SC_OPEN_MAX")
    for first, end in ((3, low), (low + 1, high), (high + 1, most)):
        os.closerange(first, end)


@dataclass(frozen=True, slots=True)
class _Press:
    """A process, and what is said to it."""

    process: _Process

    def print(self, chunk: tuple[Sheet, ...], store: Store) -> tuple[Printed, ...]:
        keys = {sheet.key for sheet in chunk if sheet.key}
        digests = {sheet.member.submission.digest for sheet in chunk if sheet.key and sheet.render}
        message = {
            "sheets": SHEETS.dump_json(chunk),
            "grades": dict.fromkeys(keys) | dict(store.fetch_grades(sorted(keys))),
            "files": {digest: [list(file) for file in store.fetch_files(digest)] for digest in digests},
        }
        self.process.channel.send(message)
        answer = self.process.channel.receive()
        if "error" in answer:
            kind = getattr(errors, str(answer["error"]), StoreError)
            raise kind(*answer["problems"])
        return PRINTS.validate_json(answer["printed"])


def main() -> None:
    """A started press: the order for the class, then chunks in and printed rows out, until the command is gone."""
    channel = Channel(os.dup(0), os.dup(1))
    order = channel.receive()
    _serve(channel, lambda: _opened(order))


def _serve(channel: Channel, opened: Callable[[], Printer]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from grader.sandbox.confine import kernel

        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    printer: Printer | None = None
    while True:
        try:
            message = channel.receive()
        except JudgeError:
            return
        try:
            printer = printer or opened()
            files = {digest: tuple((name, content) for name, content in each) for digest, each in message["files"].items()}
            shelf: Shelf = Carried(message["grades"], files)
            printing = replace(printer, shelf=shelf)
            printed = tuple(printing.print(sheet) for sheet in SHEETS.validate_json(message["sheets"]))
            channel.send({"printed": PRINTS.dump_json(printed)})
        except GraderError as error:
            channel.send({"error": type(error).__name__, "problems": list(getattr(error, "problems", (str(error),)))})


def _order(job: Job, words_digest: str, cases: bytes) -> dict[str, Any]:
    return {
        "course": str(job.course),
        "slug": job.slug,
        "lang": job.lang,
        "terms": TERMS.dump_json(job.terms),
        "reports": str(job.reports),
        "words_digest": words_digest,
        "cases": cases,
    }


def _opened(order: dict[str, Any]) -> Printer:
    assignment = load_assignment(Path(order["course"]), order["slug"])
    if assignment.words_digest != order["words_digest"]:
        raise StoreError(f"{order['slug']}: the assignment was changed while reports were printed; run the same command again")
    outline, terms = read_outline(order["cases"]), TERMS.validate_json(order["terms"])
    return Printer(Carried({}, {}), assignment, outline, order["lang"], terms, Path(order["reports"]))


if __name__ == "__main__":
    main()
