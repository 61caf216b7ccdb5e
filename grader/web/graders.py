"""A grader process: takes jobs from the queue and grades them, each of its threads with a judge that stays warm.

A judge ends with the thread that started it, so each thread opens, uses and closes its own. One thread more verifies new versions
of assignments, which takes minutes.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from grader import __version__
from grader.batch.cache_key import GradedBy
from grader.batch.extract import extract_of
from grader.batch.pool import AnyJudge, Executor
from grader.batch.store.courses import Courses
from grader.batch.store.database import Database
from grader.batch.store.jobs import LEASE_S, Leased, Made, Queue, Work
from grader.batch.store.watch import Watch
from grader.errors import AssignmentError, GraderError, StoreError
from grader.judge.supervisor import Feedback, Judge, SandboxRequest
from grader.model import Assignment
from grader.model.codecs import CASES
from grader.verify.page import render_verification
from grader.verify.proof import prove
from grader.web.bundles import Unpacker

IDLE_S = 0.25
AGAIN_S = 1.0  # where something could not be saved, or nothing waits to be verified
Elsewhere = Callable[[Assignment], AbstractContextManager[Executor]]


class Graders:
    """Threads that grade until they are stopped, ``jobs`` of them, and one that verifies.

    ``hidden``: what no student's program may see.
    """

    def __init__(
        self, database: Database, name: str, *, jobs: int, sandbox: SandboxRequest, feedback: Feedback, hidden: tuple[Path, ...],
        elsewhere: Elsewhere | None = None, version: str = __version__,
    ) -> None:  # fmt: skip
        """``elsewhere``: makes, of an assignment, an executor whose judges do not work on this machine."""
        self._version, self._told = version, ""
        self._queue, self._courses, self._watch, self._name = (
            Queue(database, name, version),
            Courses(database),
            Watch(database),
            name,
        )
        self._unpacker = Unpacker(self._courses)
        self._sandbox, self._feedback, self._hidden = sandbox, feedback, hidden
        self._level: str = sandbox  # what is asked for, until a judge says what it comes to
        self._elsewhere, self._executors, self._turn = elsewhere, contextlib.ExitStack(), threading.Lock()
        self._executor_of: dict[str, Executor] = {}  # by bundle
        self._stopped = threading.Event()
        self._leased: dict[int, int] = {}
        self._jobs = jobs
        self._threads = [threading.Thread(target=self._work, args=(index,), name=f"grader {index}") for index in range(jobs)]
        self._threads.append(threading.Thread(target=self._work, args=(jobs, "proofs"), name="verifier"))

    def run(self) -> None:
        """Until ``stop``. What is being graded then is graded to its end."""
        for thread in self._threads:
            thread.start()
        self._greet()
        while not self._stopped.wait(LEASE_S / 3):
            self._greet()
            self._renew()
        for thread in self._threads:
            while thread.is_alive():
                thread.join(LEASE_S / 3)
                self._renew()
        self._executors.close()
        self._unpacker.close()

    def stop(self) -> None:
        self._stopped.set()

    def _greet(self) -> None:
        self._guarded(lambda: self._watch.say_hello(self._name, self._jobs, self._level, self._version))
        self._guarded(self._tell_apart)

    def _tell_apart(self) -> None:
        """Once, why nothing is graded here. What was begun is graded to its end."""
        theirs = self._queue.serves()
        if theirs and theirs != self._told:
            print(f"grader: the server is of version {theirs}, this grader of {self._version}: it takes no jobs", file=sys.stderr)
        self._told = theirs

    def _renew(self) -> None:
        if held := list(self._leased.values()):
            self._guarded(lambda: self._queue.renew(held))

    def _work(self, index: int, of: Work = "grades") -> None:
        judge: AnyJudge | None = None
        bundle = ""
        while not self._stopped.is_set():
            try:
                leased = self._queue.claim(prefer=bundle, of=of)
            except GraderError as error:  # the database is away; it may come back
                print(f"grader: {error}", file=sys.stderr, flush=True)
                leased = None
            if leased is None:
                self._stopped.wait(AGAIN_S if of == "proofs" else IDLE_S)
                continue
            self._leased[index] = leased.job
            try:
                if leased.kind == "verify":
                    self._prove(leased)
                    continue
                if judge is None or bundle != leased.bundle:
                    if judge is not None:
                        judge.close()
                    judge, bundle = None, leased.bundle
                    judge = self._opened(leased, index)
                self._grade(judge, leased)
            except Exception as error:  # noqa: BLE001  # whatever it is, the job has to go on, and so has the thread
                if not isinstance(error, GraderError):
                    traceback.print_exc()
                if judge is not None:
                    judge.close()
                judge, bundle, why = None, "", f"{type(error).__name__}: {error}"
                self._guarded(lambda why=why, leased=leased: self._queue.give_back(leased, why))  # type: ignore[misc]
            finally:
                self._leased.pop(index, None)
        if judge is not None:
            judge.close()

    def _opened(self, leased: Leased, index: int) -> AnyJudge:
        found = self._unpacker.by_bundle(leased.bundle)
        if self._elsewhere is not None:
            judge = self._executor(leased.bundle, found.assignment, self._elsewhere).open_judge(index)
        else:
            judge = Judge(
                found.course,
                found.assignment.slug,
                sandbox=self._sandbox,
                hidden_paths=self._hidden,
                feedback=self._feedback == "full",
            )
        self._level = judge.level
        store = self._courses.store(leased.assignment_id)
        if store.fetch_outline(judge.assignment.words_digest) is None:
            store.save_outline(judge.assignment.words_digest, CASES.dump_json(judge.cases))
        return judge

    def _executor(self, bundle: str, assignment: Assignment, elsewhere: Elsewhere) -> Executor:
        """One for all threads, kept until the process ends: what it began on its workers stays warm."""
        with self._turn:
            if bundle not in self._executor_of:
                self._executor_of[bundle] = self._executors.enter_context(elsewhere(assignment))
            return self._executor_of[bundle]

    def _grade(self, judge: AnyJudge, leased: Leased) -> None:
        """The key is that of ``grader batch``: what has a grade already is not graded again, unless it was withheld."""
        store = self._courses.store(leased.assignment_id)
        key = GradedBy(judge.assignment, judge.level, self._feedback).key(leased.submission)
        if store.fetch_withheld(key) == 0:
            self._finish(leased, Made(key=key))
            return
        if isinstance(judge, Judge):  # of another machine nobody hears which check has begun
            judge.heard = lambda count: self._queue.tell(leased.job, count)
        begun = time.monotonic()
        answer = judge.answer(leased.submission.holding(store.fetch_files(leased.submission.digest)))
        spent_s = time.monotonic() - begun
        extract = None if answer.withheld else extract_of(answer.grade)
        self._finish(leased, Made(key=key, grade=answer.grade, withheld=answer.withheld, extract=extract, spent_s=spent_s))

    def _finish(self, leased: Leased, made: Made) -> None:
        """A full disk, or a database that is away, costs a student no try: what is graded is kept until it can be saved."""
        while True:
            try:
                self._queue.finish(leased, made)
                return
            except StoreError as error:
                print(f"grader: {error}", file=sys.stderr, flush=True)
                if self._stopped.wait(AGAIN_S):
                    raise

    def _prove(self, leased: Leased) -> None:
        """The version itself, by what verify asks of it. What it finds is the author's, so it is said and never tried again."""
        found = self._unpacker.by_bundle(leased.whole or leased.bundle)
        try:
            said = prove(
                found.course, found.assignment.slug, sandbox=self._sandbox, jobs=1, whole_matrix=False, tell=lambda _: None
            )
        except AssignmentError as error:
            self._queue.finish_proof(leased, "error", str(error).encode("utf-8", "backslashreplace"))
            return
        self._queue.finish_proof(
            leased, "passed" if said.passed else "failed", render_verification(said, found.assignment.lang).encode()
        )

    def _guarded(self, act: Callable[[], object]) -> None:
        """What can wait for the database to come back: the lease runs out, and the job is taken again."""
        try:
            act()
        except GraderError as error:
            print(f"grader: {error}", file=sys.stderr, flush=True)
