"""The command's side of a judge: starts it, hands it submissions, ends it when it overruns, and starts another."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar, Literal

from grader import errors
from grader.config import load_assignment
from grader.errors import GraderError, JudgeError, SandboxError
from grader.grading import withheld_grade
from grader.judge.channel import BEAT_S, CASES, GRADE, SUBMISSION, Channel
from grader.model import Assignment, CaseResult, Grade, Submission, Verdict
from grader.suite.witness import EXPLANATION_S

SandboxRequest = Literal["auto", "strict", "process"]

START_S = 120.0
MOST_STARTS = 5
# What the judge itself may need beyond a case's own limit: the reference, the suite's arithmetic, a loaded machine.
GRACE_S = 10.0

# Of pytest's and Python's own environment nothing may change a grade; the rest stays the caller's.
UNSET = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONWARNINGS")
SET = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A grade as the judge sent it: the JSON of the model's Grade, with what a run has to know of it at once."""

    grade: bytes
    verdict: Verdict
    withheld: bool


class Judge:
    """Grades submissions of one assignment in a process of its own, which ends with the *thread* that started it.

    Raises AssignmentError or IsolationError when the process cannot start because of these.
    """

    MODULE: ClassVar[str] = "grader.judge.process"

    def __init__(
        self,
        course: Path,
        slug: str,
        *,
        sandbox: SandboxRequest,
        private: bool = True,
        hidden_paths: Sequence[Path] = (),
        feedback: bool = True,
        core: int | None = None,
    ) -> None:
        """``core``: the processor that the judge and its student processes stay on, where the system can be told so."""
        self.assignment = load_assignment(course, slug, private=private)
        paths = (*hidden_paths, course / "solutions") if private else tuple(hidden_paths)
        self._order = {
            "course": str(course),
            "slug": slug,
            "sandbox": sandbox,
            "private": private,
            "hidden_paths": [str(path.resolve()) for path in paths],
            "feedback": feedback,
            "digest": self.assignment.digest,
        }
        self._core = core
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._errors: IO[bytes] | None = None
        self.cases: tuple[CaseResult, ...] = ()
        self.level = ""
        self.warning = ""
        self._abandoned = False
        self._ended_by: int | None = None
        self._start_or_again()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def grade(self, submission: Submission) -> Grade:
        """The grade. A judge that fails or overruns is replaced; what fails in two of them is withheld, for review."""
        return GRADE.validate_json(self.answer(submission).grade)

    def answer(self, submission: Submission) -> Answer:
        """The grade as it came. A judge killed from outside costs nothing but time: the submission is graded in another.

        Raises JudgeError where no judge can be started any more, or once ``abandon`` was called.
        """
        why = ""
        for _ in range(2):
            if self._channel is None:
                self._start_or_again()
            try:
                return self._ask(submission)
            except TimeoutError:
                why = "the suite took longer than its limits allow; the judge was ended"
            except (JudgeError, SandboxError) as error:
                why = f"the judge failed: {error}"
            if self._abandoned:
                raise JudgeError(f"{submission.student}: the run was stopped")
            self._kill()
        return withheld_answer(self.assignment, submission, self.cases, self.level, why)

    def abandon(self) -> None:
        """From another thread: end the process now, whatever it is doing; its thread gets a JudgeError."""
        self._abandoned = True
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._ended_by = self._process.returncode
            self._process = None
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def _start_or_again(self) -> None:
        """A start may be cut off from outside as well; then it says nothing. One that fails by itself twice is no accident."""
        for attempt in range(1, MOST_STARTS + 1):
            try:
                self._start()
                return
            except SandboxError:  # its warm parent may have been killed, and the judge cannot know by whom
                if self._abandoned or attempt == MOST_STARTS:
                    raise
            except JudgeError:
                killed = self._ended_by == -signal.SIGKILL
                if self._abandoned or attempt == MOST_STARTS or (attempt > 1 and not killed):
                    raise

    def _start(self) -> None:
        environment = {key: value for key, value in os.environ.items() if key not in UNSET} | SET
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process; close() closes it
        command = [sys.executable, "-P", "-m", self.MODULE]
        self._process = subprocess.Popen(  # our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=environment
        )
        if self._core is not None:
            with contextlib.suppress(OSError):  # taken from us meanwhile: then it goes wherever there is room
                os.sched_setaffinity(self._process.pid, {self._core})
        assert self._process.stdin is not None  # noqa: S101  # PIPE was asked for above
        assert self._process.stdout is not None  # noqa: S101
        # The channel owns the descriptors from here on.
        self._channel = Channel(os.dup(self._process.stdout.fileno()), os.dup(self._process.stdin.fileno()))
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._channel.send(self._order)
            ready = self._receive(START_S)
        except TimeoutError:
            self._kill()
            self._ended_by = None  # by nobody else
            raise JudgeError(f"{self.assignment.slug}: the judge did not start within {START_S:g} s") from None
        except GraderError:
            self._kill()
            raise
        self.cases = CASES.validate_json(ready["ready"])
        self.level, self.warning = str(ready["level"]), str(ready["warning"])

    def _ask(self, submission: Submission) -> Answer:
        channel, limits = self._channel, self.assignment.limits
        assert channel is not None  # noqa: S101  # grade() started it
        conventions = 1 + len(self.assignment.alternatives)  # by each of which a wrong one is judged
        deadline = time.monotonic() + (1 + conventions) * limits.submission_s + EXPLANATION_S + GRACE_S
        channel.send({"submission": SUBMISSION.dump_python(submission)})
        while True:
            # A case may have to load the file anew first.
            case_s = limits.case_s + limits.load_s + GRACE_S + BEAT_S
            answer = self._receive(min(case_s, max(0.0, deadline - time.monotonic())))
            if "grade" in answer:
                return Answer(answer["grade"], Verdict(answer["verdict"]), bool(answer["withheld"]))

    def _receive(self, timeout_s: float) -> dict[str, Any]:
        assert self._channel is not None  # noqa: S101  # only called between start and kill
        try:
            answer = self._channel.receive(timeout_s)
        except JudgeError as error:
            raise JudgeError(f"{error}{self._last_words()}") from error
        if "error" in answer:
            kind = getattr(errors, str(answer["error"]), JudgeError)
            raise kind(*answer["problems"])
        return answer

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        with contextlib.suppress(OSError):
            self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, self._errors.tell() - 2000))
            return ": " + self._errors.read().decode("utf-8", "replace").strip()
        return ""

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()


def withheld_answer(assignment: Assignment, submission: Submission, cases: Sequence[CaseResult], level: str, why: str) -> Answer:
    """The answer for a submission that could not be graded for a reason of ours: no points, to be reviewed."""
    grade = withheld_grade(assignment, submission, cases, level, why)
    return Answer(GRADE.dump_json(grade), grade.verdict, withheld=True)
