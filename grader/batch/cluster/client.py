"""A cluster of dask.distributed in the place of this machine's judges (``grader[dask]``).

Each submission is a task; dask finds it a worker, and another where that one dies. Everything that is kept is kept here.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import uuid
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

from distributed import Client, Future, KilledWorker, Security

from grader.batch.cluster import worker
from grader.batch.cluster.address import is_private
from grader.batch.cluster.messages import Graded, Missing, Refused, pack_parcel, pack_submission, unpack_reply
from grader.batch.cluster.workers import LOOK_S, Crew
from grader.errors import JudgeError, UsageError
from grader.judge.answer import Answer, withheld_answer
from grader.model import Assignment, CaseResult, Submission, Verdict
from grader.model.codecs import CASES, GRADE

CONNECT_S = 20.0
RESULT_S = 60.0
# Times that one submission may be lost with all of its workers (after the first, alone) before its grade is withheld.
MOST_LOST = 3
# Times that one submission may be asked for without an answer, since a worker or the connection was new, before the run gives up.
MOST_ASKED = 30
# Until the workers have heard that the run is over; those that have not find out by themselves.
DISMISS_S = 5.0


class Cluster:
    """The executor: judges that work on a cluster's workers. Use as a context; leaving it ends on every worker what was begun.

    ``address`` comes from ``parse_executor``; certificates from dask's own configuration. Raises UsageError where nothing
    answers there, and what the workers say where none of them can grade.
    """

    def __init__(self, address: str, assignment: Assignment, *, feedback: bool) -> None:
        self.assignment = assignment
        self._client = _connected(address)
        try:
            self._crew = Crew(self._client, assignment, pack_parcel(assignment, feedback=feedback), uuid.uuid4().hex)
            self._crew.settle()
        except BaseException:
            self.close()
            raise
        self.level = self._crew.level
        self.cases: tuple[CaseResult, ...] = CASES.validate_json(self._crew.cases)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open_judge(self, _index: int) -> RemoteJudge:
        return RemoteJudge(self, self._client, self._crew)

    def width(self) -> int:
        return self._crew.width()

    def summary(self) -> tuple[str, ...]:
        return self._crew.summary()

    def close(self) -> None:
        if hasattr(self, "_crew"):
            self._crew.close()
            self._dismiss()
        self._client.close(timeout=CONNECT_S)

    def _dismiss(self) -> None:
        """In a thread, for there may be nobody left who answers."""

        def tell() -> None:
            with contextlib.suppress(Exception):  # dask has many errors for it, and none of them matters any more
                self._client.run(worker.dismiss, self._crew.run, on_error="ignore")

        if self._client.status == "running":
            thread = threading.Thread(target=tell, name="dismiss", daemon=True)
            thread.start()
            thread.join(DISMISS_S)


class RemoteJudge:
    """One submission at a time, by whichever worker dask gives it to."""

    def __init__(self, cluster: Cluster, client: Client, crew: Crew) -> None:
        self.assignment, self.cases, self.level = cluster.assignment, cluster.cases, cluster.level
        self._client, self._crew = client, crew
        self._wake, self._stopped = threading.Event(), threading.Event()

    def answer(self, submission: Submission) -> Answer:
        """The grade as a worker sent it. Of a worker that is lost nothing is: another one is asked.

        What takes MOST_LOST workers with it is withheld. Raises JudgeError where there is no worker any more, or once
        ``abandon`` was called.
        """
        order = pack_submission(submission)
        lost, why = 0, ""
        for _ in range(MOST_ASKED):
            try:
                with self._in_turn(submission, suspect=lost > 0):
                    found = self._ask(order, submission)
            except _LostError as error:
                lost, why = lost + 1, str(error)
                if lost < MOST_LOST:
                    continue
                why = f"{why}, {lost} times; the last ones alone"
                return withheld_answer(self.assignment, submission, self.cases, self.level, why)
            if found is not None:
                return found
        raise JudgeError(
            f"{submission.student}: the cluster took it {MOST_ASKED} times and gave no answer; its connections or workers do not "
            "last. What is graded is kept; run the same command again when they do"
        )

    def abandon(self) -> None:
        self._stopped.set()
        self._wake.set()

    def close(self) -> None:
        """Nothing is held between submissions."""

    @contextlib.contextmanager
    def _in_turn(self, submission: Submission, *, suspect: bool) -> Iterator[None]:
        if not suspect:
            yield
            return
        while not self._crew.suspects.acquire(timeout=LOOK_S):
            self._refuse_stopped(submission)
        try:
            yield
        finally:
            self._crew.suspects.release()

    def _ask(self, order: bytes, submission: Submission) -> Answer | None:
        """Hand it to whichever fit worker dask chooses."""
        workers = self._crew.fit(self._stopped)
        self._refuse_stopped(submission)
        try:
            future = self._client.submit(
                worker.perform,
                *(self._crew.key, self._crew.run, order),
                workers=list(workers),
                allow_other_workers=False,
                pure=False,
            )
        except Exception as error:
            raise JudgeError(f"the cluster takes no task any more ({error}); run the same command again") from error
        try:
            return self._outcome(future, workers, submission)
        finally:
            future.release()

    def _refuse_stopped(self, submission: Submission) -> None:
        if self._stopped.is_set():
            raise JudgeError(f"{submission.student}: the run was stopped")

    def _outcome(self, future: Future, workers: tuple[str, ...], submission: Submission) -> Answer | None:
        """The answer; None where somebody else is to be asked. Raises _LostError where workers died over it."""
        self._wake.clear()
        future.add_done_callback(lambda _: self._wake.set())
        while not future.done():
            self._wake.wait(LOOK_S)
            self._refuse_stopped(submission)
            if self._crew.gone(workers):
                raise _LostError("every worker that could have graded it is gone")
        try:
            content = future.result(timeout=RESULT_S)
        except KilledWorker as error:
            raise _LostError("the workers died while they graded it") from error
        except (CancelledError, TimeoutError):
            # The connection was lost, or the worker with the result; nothing is known against the submission.
            self._stopped.wait(LOOK_S)
            return None
        except Exception as error:
            raise _LostError(f"a worker failed: {type(error).__name__}: {str(error)[:300]}") from error
        return self._read(content, submission)

    def _read(self, content: object, submission: Submission) -> Answer | None:
        reply = unpack_reply(content)
        if isinstance(reply, Graded):
            return self._checked(reply, submission)
        if isinstance(reply, Missing):
            self._crew.ask_again(reply.worker)
            return None
        if isinstance(reply, Refused):
            self._crew.refuse(reply)
            raise _LostError(f"{reply.worker} could not grade it: {reply.text}")
        raise JudgeError(f"{reply.worker} answered what it was not asked")

    def _checked(self, reply: Graded, submission: Submission) -> Answer:
        """The grade is of this submission, and says of itself what the worker says of it. Raises JudgeError."""
        try:
            grade = GRADE.validate_json(reply.grade)
        except ValueError as error:
            raise JudgeError(f"{reply.worker} sent a grade that is none: {error}") from error
        own = (self.assignment.slug, submission.student, submission.digest, self.level)
        told = (grade.verdict.value, grade.points is None)
        if (grade.assignment, grade.student, grade.digest, grade.sandbox) != own or told != (reply.verdict, reply.withheld):
            raise JudgeError(f"{reply.worker} sent the grade of something else than {submission.student!r}")
        return Answer(GRADE.dump_json(grade), Verdict(grade.verdict), withheld=reply.withheld)


class _LostError(Exception):
    """Workers were lost over a submission, or said that they cannot grade it."""


def _connected(address: str) -> Client:
    security = Security(require_encryption=True if address.startswith("tls://") else None)
    if security.require_encryption:
        _refuse_missing(security, address)
    # What dask says about a connection is said by grader's own errors; a traceback of its own would only be beside them.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
    try:
        client = Client(address, timeout=CONNECT_S, security=security, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(
            f"--executor dask:{address}: no scheduler of dask answers there ({error.__cause__ or error}); is it running, "
            "and are its certificates of the same authority?"
        ) from error
    listens = str(client.scheduler_info().get("address", address))
    if not is_private(listens):
        client.close(timeout=CONNECT_S)
        raise UsageError(
            f"--executor dask:{address}: that scheduler listens at {listens}, where everybody on the network may have programs run "
            "on its workers; start it with --host 127.0.0.1, or with certificates (docs/scale.md)"
        )
    return client


def _refuse_missing(security: Security, address: str) -> None:
    """A certificate that is not there is a sentence, not an error from deep within."""
    wanted = (
        ("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", security.tls_ca_file),
        ("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT", security.tls_client_cert),
        ("DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY", security.tls_client_key),
    )
    for name, path in wanted:
        if not path or ("\n" not in path and not os.access(path, os.R_OK)):
            said = f"is {path}, which cannot be read" if path else "is not set"
            raise UsageError(
                f"--executor dask:{address}: {name} {said}; dask takes its certificates from such variables, or from "
                f"distributed.comm.tls in {Path('~/.config/dask/distributed.yaml')} (docs/scale.md)"
            )
