"""The command's side of a judge: starts it, hands it submissions, ends it when it overruns, and starts another."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar, Literal

from grader import errors
from grader.errors import GraderError, JudgeError, SandboxError
from grader.judge import launcher
from grader.judge.answer import Answer, blamed_answer, withheld_answer
from grader.judge.channel import BEAT_S, Channel
from grader.judge.drawn import drawn_of
from grader.model import CROWDED_S, EXPLANATION_S, Assignment, CaseResult, Grade, Reveal, Submission, Verdict
from grader.model.codecs import CASES, GRADE, SUBMISSION
from grader.reading.course import load_assignment
from grader.sandbox import machine
from grader.sandbox.level import require_processes

SandboxRequest = Literal["auto", "strict", "process"]
# Whether the judge looks for explanations.
Feedback = Literal["full", "off"]

START_S = 120.0
MOST_STARTS = 5
# What the judge itself may need beyond a case's own limit: the reference, the suite's arithmetic, a loaded machine.
GRACE_S = 10.0
# Ends of judges over one submission, until the verdict is the submission's; and where some may have come from outside.
MOST_ENDS = 2
MOST_CUT_OFF = 5
EXIT_S = 5.0


class Judge:
    """Grades submissions of one assignment in a process of its own, which ends with the command, however that ends.

    Raises AssignmentError or IsolationError when the process cannot start because of these.
    """

    MODULE: ClassVar[str] = "grader.judge.process"
    DRAWS: ClassVar[bool] = False  # whatever the suite does

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
        alone: bool = False,
        assignment: Assignment | None = None,
    ) -> None:
        """``core``: the processor that the judge and its student processes stay on, where the system can be told so.

        ``alone``: the command wants no other judge. ``assignment``: of that slug, by whoever has just loaded it.
        """
        launcher.prepare()
        require_processes()
        self.assignment = assignment or load_assignment(course, slug, private=private)
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
        self._core, self._alone = core, alone
        self._process: launcher.Process | None = None
        self._channel: Channel | None = None
        self._errors: IO[bytes] | None = None
        self.outline = b"[]"  # the JSON of ``cases``
        self.level = ""
        self.warning = ""
        self.faults: Mapping[str, str] = {}  # cases that the reference itself fails, and why
        self.heard: Callable[[int], object] = lambda _: None  # of a submission that takes long: the case that has begun
        self._abandoned = False
        self._ended_by: int | None = None
        self._start_or_again()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def grade(self, submission: Submission) -> Grade:
        """The grade. A judge that fails or overruns is replaced."""
        return GRADE.validate_json(self.answer(submission).grade)

    def answer(self, submission: Submission) -> Answer:
        """The grade as it came. A judge killed from outside costs nothing but time: the submission is graded in another.

        Once a judge has ended, the next one has to grade the reference first. Where it cannot, the failure is ours and the grade is
        withheld; where it can, and judges go on ending over the submission, that is the submission's doing. Otherwise whoever knows
        how to end a judge would never get less than nothing. Raises JudgeError where no judge can be started any more, or once
        ``abandon`` was called.
        """
        reference, ends = self._reference(submission), _Ends()

        def withheld(why: str) -> Answer:
            return withheld_answer(self.assignment, submission, self.cases, self.level, why)

        while True:
            if self._channel is None:
                self._start_or_again()
            proving = reference is not None and ends.count > 0
            try:
                if proving and reference is not None and self._ask(reference).withheld:
                    return withheld(f"{ends.why}; the reference is withheld too")
                proving, ends.proved = False, proving
                return self._ask(submission)
            except TimeoutError:
                ends.add("the suite took longer than its limits allow; the judge was ended", cut_off=False)
            except (JudgeError, SandboxError) as error:
                ends.add(f"the judge failed: {error}", cut_off=isinstance(error, SandboxError | CutOffError))
            if self._abandoned:
                raise JudgeError(f"{submission.student}: the run was stopped")
            self._kill()
            if proving and not ends.last_was_cut_off:
                return withheld(f"{ends.why}; over the reference too")
            if reference is None and ends.count >= MOST_ENDS:
                return withheld(ends.why)
            if ends.are_enough and ends.proved:
                return blamed_answer(self.assignment, submission, self.cases, self.level, ends.why)
            if ends.are_enough:
                return withheld(ends.why)

    @cached_property
    def cases(self) -> tuple[CaseResult, ...]:
        """Those of the suite, before anybody is graded. Read only where somebody asks, which is not for every grade."""
        return CASES.validate_json(self.outline)

    @property
    def process(self) -> launcher.Process | None:
        """The judge's process at the moment, for whoever measures it."""
        return self._process

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
        numpy_only = self.assignment.limits.numpy_only
        draws = self.DRAWS or _may_draw(self.assignment)
        self._process, reading, writing, self._errors = launcher.start(
            self.MODULE, self._core, numpy_only=numpy_only, draws=draws, alone=self._alone
        )
        self._channel = Channel(reading, writing)  # the descriptors are the channel's from here on
        try:
            self._channel.send({**self._order, "tried": machine.tried()})
            ready = self._proved()
        except TimeoutError:
            self._kill()
            self._ended_by = None  # by nobody else
            raise JudgeError(f"{self.assignment.slug}: the judge did not start within {START_S:g} s") from None
        except GraderError:
            self._kill()
            raise
        self.outline = ready["ready"]
        self.level, self.warning = str(ready["level"]), str(ready["warning"])
        self.faults = dict(ready.get("faults", {}))  # whoever proves assignments finds them otherwise

    def _proved(self) -> dict[str, Any]:
        """What it says once the reference went through the cases, with examples that one judge draws for all."""
        assert self._channel is not None  # noqa: S101  # _start() made it
        suite = (self._order["course"], self._order["slug"], self._order["private"], self.assignment.words_digest)
        drawn = drawn_of((suite, frozenset(launcher.judges_environment().items())))
        draws, content = False, None
        try:
            while "ready" not in (ready := self._receive(START_S)):
                if "awaits" in ready:
                    given = drawn.claim(lambda: self._abandoned)
                    draws = given is None
                    self._channel.send({"examples": given})
            content = ready.get("examples")
            return ready
        finally:
            if draws:
                drawn.settle(content)

    def _ask(self, submission: Submission) -> Answer:
        limits = self.assignment.limits
        # By each of which a wrong one is judged, once more where runs differ.
        conventions = 1 + len(self.assignment.alternatives)
        # A case may have to load the file anew first, and once more to ask what is unfilled, which may take as long again.
        case_s = limits.case_s + 3 * limits.load_s + GRACE_S + BEAT_S
        # Each tier that is explained may have to wait for others.
        explaining_s = EXPLANATION_S + len(Reveal) * CROWDED_S
        # As much again may be given back, of runs that waited; the last case may begin just before the time of the submission is
        # over, and be run again.
        deadline = time.monotonic() + (1 + 3 * conventions) * limits.submission_s + explaining_s + 2 * case_s
        self._send({"submission": SUBMISSION.dump_python(submission)})
        while True:
            answer = self._receive(min(case_s, max(0.0, deadline - time.monotonic())))
            if "grade" in answer:
                return Answer(answer["grade"], Verdict(answer["verdict"]), bool(answer["withheld"]))
            self.heard(int(answer["case"]))

    def _reference(self, submission: Submission) -> Submission | None:
        """What must be gradable if anything is, under the same student's inputs; None where it is not at hand."""
        folder = self.assignment.private
        if folder is None:
            return None
        files = tuple((name, (folder / name).read_bytes()) for name in self.assignment.files)
        return Submission(student=submission.student, file=files[0][0], files=files)

    def _send(self, message: dict[str, Any]) -> None:
        """Raises as ``_receive`` does, since the judge may have been killed while nothing was asked of it."""
        assert self._channel is not None  # noqa: S101  # only called between start and kill
        try:
            self._channel.send(message)
        except JudgeError as error:
            raise self._ended(error) from error

    def _receive(self, timeout_s: float) -> dict[str, Any]:
        assert self._channel is not None  # noqa: S101  # only called between start and kill
        try:
            answer = self._channel.receive(timeout_s)
        except JudgeError as error:
            raise self._ended(error) from error
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

    def _ended(self, error: JudgeError) -> JudgeError:
        kind = CutOffError if self._was_killed() else JudgeError
        return kind(f"{error}{self._last_words()}")

    def _was_killed(self) -> bool:
        """Whether the process that hung up was killed by somebody, as far as its end tells."""
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(EXIT_S) == -signal.SIGKILL
        return False

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()


def _may_draw(assignment: Assignment) -> bool:
    """Whether Hypothesis is to be loaded for all judges; where this is wrong, the judge loads it, or has it for nothing."""
    folder = assignment.private or assignment.public
    try:
        return any(b"hypothesis" in file.read_bytes() for file in folder.glob("*.py"))
    except OSError:  # the judge says better what is amiss
        return False


class CutOffError(JudgeError):
    """The judge was killed, and not by its supervisor."""


@dataclass(slots=True)
class _Ends:
    """How judges ended over one submission: by themselves, or cut off by who knows whom, which says less of it."""

    count: int = 0
    own: int = 0
    proved: bool = False  # whether the judge that was asked last had graded the reference before
    last_was_cut_off: bool = False
    why: str = ""

    def add(self, why: str, *, cut_off: bool) -> None:
        self.why, self.last_was_cut_off = why, cut_off
        self.count += 1
        self.own += not cut_off

    @property
    def are_enough(self) -> bool:
        return self.own >= MOST_ENDS or self.count >= MOST_CUT_OFF
