"""Which workers of a cluster may grade this class: those that have the assignment, and are what the command is.

Looks again and again, since workers come and go. Grades nothing.
"""

from __future__ import annotations

import contextlib
import platform
import threading
import time
from collections import Counter
from concurrent.futures import CancelledError
from dataclasses import dataclass, field

import numpy as np
from distributed import Client, Future

from grader import __version__
from grader.batch.cluster import worker
from grader.batch.cluster.address import is_private
from grader.batch.cluster.messages import Ready, Refused, Reply, key_of, unpack_reply
from grader.errors import AssignmentError, GraderError, IsolationError, JudgeError, SandboxError
from grader.model import Assignment

LOOK_S = 1.0
# How long a worker may take to start a judge before the run begins without it; and how long a run waits for any worker at all.
START_S = 150.0
NOBODY_S = 300.0
# Workers that end while they are asked, before the run says so without waiting for more.
MOST_LEFT = 3
RESULT_S = 30.0
# Tasks at a worker for each of its threads: one that it works on, and one that it finds when that is done.
IN_FLIGHT = 2
LEFT = f"ended when it was asked to get ready (is grader {__version__} installed where it runs?)"
# What a worker may say is wrong.
ERRORS: dict[str, type[GraderError]] = {each.__name__: each for each in (AssignmentError, IsolationError, JudgeError, SandboxError)}


@dataclass(slots=True)
class _Known:
    """What is known of the workers that are there now; a worker is in one of the three tables, or not asked yet.

    ``left``: how often one ended while it was asked, which is what dask's workers do where they cannot read a task.
    """

    threads: dict[str, int] = field(default_factory=dict)
    asked: dict[str, Future] = field(default_factory=dict)
    ready: dict[str, Ready] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)
    left: int = 0

    def all_answered(self) -> bool:
        return bool(self.threads) and all(each in self.ready or each in self.refused for each in self.threads)


class Crew:
    """Watches the workers by a thread of its own, from ``settle`` to ``close``."""

    def __init__(self, client: Client, assignment: Assignment, parcel: bytes, run: str) -> None:
        self.key, self.run = key_of(parcel), run
        self.level = ""
        self.cases = b""
        # What was lost with every worker that had it is tried again one by one, or one bad submission takes its neighbours along.
        self.suspects = threading.Lock()
        self._client, self._assignment, self._parcel = client, assignment, parcel
        self._known = _Known()
        self._changed = threading.Condition()
        self._closed = False
        self._unseen_since: float | None = None
        self._watch = threading.Thread(target=self._watch_on, name="cluster", daemon=True)

    def settle(self) -> None:
        """Wait for the workers that are there, and decide the level: the best that one of them has.

        Raises what the workers say where none of them can grade, JudgeError where there is none.
        """
        self._watch.start()
        end = time.monotonic() + START_S
        with self._changed:
            while time.monotonic() < end and not self._known.all_answered() and self._known.left < MOST_LEFT:
                self._changed.wait(LOOK_S)
            levels = {each.level for each in self._known.ready.values()}
            self.level = "full" if "full" in levels else next(iter(sorted(levels)), "")
            if not self.level:
                raise self._nobody()
            for address, ready in list(self._known.ready.items()):
                self._judge_level(address, ready)
            self.cases = next(each.cases for each in self._known.ready.values())

    def fit(self, stopped: threading.Event) -> tuple[str, ...]:
        """The workers that may be asked now. Waits for one where there is none; empty once ``stopped`` is set.

        Raises JudgeError where nobody comes, and what the workers say where all of them refuse.
        """
        end = time.monotonic() + NOBODY_S
        with self._changed:
            while not stopped.is_set():
                if self._known.ready:
                    return tuple(sorted(self._known.ready))
                everybody = len(self._known.refused) == len(self._known.threads) > 0
                if self._client.status == "closed":
                    raise JudgeError("the connection to the cluster's scheduler is lost; run the same command again")
                if self._closed or everybody or time.monotonic() > end:
                    raise self._nobody()
                self._changed.wait(LOOK_S)
        return ()

    def gone(self, workers: tuple[str, ...]) -> bool:
        """None of them is there any more."""
        with self._changed:
            return not any(each in self._known.threads for each in workers)

    def width(self) -> int:
        """How many submissions may be under way at the same time."""
        with self._changed:
            return max(1, IN_FLIGHT * sum(self._known.threads.get(each, 1) for each in self._known.ready))

    def refuse(self, refused: Refused) -> None:
        """Send nothing more to this worker."""
        with self._changed:
            self._known.ready.pop(refused.worker, None)
            self._known.refused[refused.worker] = refused

    def ask_again(self, worker: str) -> None:
        """It has lost the assignment, as when its process was started anew at the same address."""
        with self._changed:
            self._known.ready.pop(worker, None)

    def summary(self) -> tuple[str, ...]:
        """Who grades, and who does not and why, for people."""
        with self._changed:
            count = sum(self._known.threads.get(each, 1) for each in self._known.ready)
            some = f"cluster: {len(self._known.ready)} workers with {count} judges, level {self.level}"
            left = (f"not used: {self._known.left} times a worker {LEFT}",) if self._known.left else ()
            return (some, *left, *(f"not used: {each.worker}: {each.text}" for each in self._known.refused.values()))

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _watch_on(self) -> None:
        while not self._closed:
            with contextlib.suppress(Exception):  # a client that is closed meanwhile says so in many ways; who waits hears of it
                self._look()
            with self._changed:
                self._changed.notify_all()
                if not self._closed:
                    self._changed.wait(LOOK_S)

    def _look(self) -> None:
        """What waits for the network is done without the lock: others ask what is known while they draw."""
        known, threads = self._known, self._seen()
        with self._changed:
            known.threads = threads
            for table in (known.asked, known.ready, known.refused):
                for gone in [each for each in table if each not in threads]:
                    table.pop(gone)
                    known.left += table is known.asked
            answered = [(address, future) for address, future in known.asked.items() if future.done()]
        for address, future in answered:
            reply = self._reply(address, future)
            with self._changed:
                known.asked.pop(address)
                self._note(address, reply)
        for address in threads:
            if address not in known.asked and address not in known.ready and address not in known.refused:
                self._ask(address)

    def _seen(self) -> dict[str, int]:
        """Threads by worker; for a while those of the last time, where the scheduler does not answer."""
        try:
            threads = dict(self._client.nthreads())
        except Exception:  # noqa: BLE001  # dask has many errors for a scheduler that does not answer; all mean wait
            now = time.monotonic()
            self._unseen_since = self._unseen_since or now
            return {} if now - self._unseen_since > START_S else self._known.threads
        self._unseen_since = None
        return threads

    def _ask(self, address: str) -> None:
        if not is_private(address):
            text = "its address is plain, so the assignment would cross the network unencrypted"
            self.refuse(Refused(worker=address, error=JudgeError.__name__, text=text))
            return
        future = self._client.submit(
            worker.prepare, self._parcel, self.run, workers=[address], allow_other_workers=False, pure=False, priority=10
        )
        with self._changed:
            self._known.asked[address] = future

    def _reply(self, address: str, future: Future) -> Reply | None:
        """The answer, which is there; None where it was lost on its way."""
        try:
            return unpack_reply(future.result(timeout=RESULT_S))
        except (CancelledError, TimeoutError):
            return None
        except Exception as error:  # noqa: BLE001  # dask hands over whatever went wrong there; only its text is used
            text = (
                f"it could not be asked ({type(error).__name__}: {str(error)[:300]}); is grader {__version__} installed there, and "
                "where the scheduler runs?"
            )
            return Refused(worker=address, error=JudgeError.__name__, text=text)

    def _note(self, address: str, reply: Reply | None) -> None:
        """Anything but a yes or a no, and the worker is asked again."""
        if isinstance(reply, Refused):
            self._known.refused[address] = reply
        elif isinstance(reply, Ready):
            if why := self._difference(reply):
                self._known.refused[address] = Refused(worker=address, error=JudgeError.__name__, text=why)
            else:
                self._known.ready[address] = reply
                if self.level:
                    self._judge_level(address, reply)

    def _difference(self, ready: Ready) -> str:
        """Grades are kept under what made them, so the workers have to be what this process is."""
        mine = self._assignment
        pairs = (
            ("grader", ready.version, __version__),
            ("Python", ready.python, platform.python_version()),
            ("NumPy", ready.numpy, np.__version__),
            ("machine", ready.machine, platform.machine()),
        )
        for name, there, here in pairs:
            if there != here:
                return f"{name} is {there} there and {here} here; one class is graded by equal ones"
        digests = (ready.digest, ready.explanations_digest, ready.words_digest)
        if digests != (mine.digest, mine.explanations_digest, mine.words_digest):
            return "the assignment that arrived is not the one that was sent"
        return ""

    def _judge_level(self, address: str, ready: Ready) -> None:
        if ready.level != self.level:
            text = f"it has level {ready.level}, and this class is graded at level {self.level}"
            self.refuse(Refused(worker=address, error=IsolationError.__name__, text=text))

    def _nobody(self) -> GraderError:
        """The error of a cluster that cannot grade; of the kind that most of its workers give."""
        refused = self._known.refused.values()
        if not refused:
            waited = "no worker is left" if self.level else "no worker is ready"
            if self._known.left:
                waited += f"; {self._known.left} times a worker {LEFT}"
            return JudgeError(f"the cluster cannot grade: {waited}; start some, and run the same command again")
        kind = ERRORS.get(Counter(each.error for each in refused).most_common(1)[0][0], JudgeError)
        said = "\n".join(f"  {each.worker}: {each.text}" for each in sorted(refused, key=lambda each: each.worker))
        return kind(f"no worker of the cluster can grade this class:\n{said}")
