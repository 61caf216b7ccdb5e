"""The command's side of the laboratories: judges that answer more questions, several of them, each in a process of its own."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, ClassVar, TypeVar

from grader.errors import GraderError, InternalError, JudgeError, SandboxError
from grader.grading.totals import make_grade
from grader.judge.supervisor import GRACE_S, CutOffError, Judge
from grader.model import CaseResult, Grade, Rule, Submission, Verdict
from grader.model.codecs import CASES, GRADE, RULES, SUBMISSION
from grader.verify.conditions import CONDITIONS, Condition
from grader.verify.mutants import Seen

# A question about many inputs reports as it goes; silence for this long is a fault.
SILENCE_S = 60.0
QUESTION_S = 180.0
# In how many of the suite's calls of a function an error is measured, evenly spread over them.
CALLS = 60

Function = tuple[str, str]
# Per output, errors in the measure of its rule.
Errors = dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The suite as it runs on the reference: what each case enters, what each called function reaches, the sizes that occur."""

    cases: tuple[CaseResult, ...]
    entered: dict[str, frozenset[Function]]
    reached: dict[str, frozenset[Function]]
    seen: Seen
    compared: dict[str, tuple[str, ...]]  # per case the outputs that only whole cases compare, as by near()
    rules: dict[str, tuple[str, Rule]]  # of these outputs, with the function that each belongs to, if any


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The smallest input found that tells a program from the reference. ``refused``: the rules refuse the program's value."""

    origin: str
    call: str
    expected: str
    actual: str
    case: str
    refused: bool
    function: str = ""  # that the case is about
    test: str = ""  # the name of the case's test; empty where there is no whole test to add


class Laboratory(Judge):
    """One process: grades as a judge does, tries some cases only, measures errors, searches for differences."""

    MODULE: ClassVar[str] = "grader.verify.server"
    DRAWS: ClassVar[bool] = True

    def attempt(self, submission: Submission, cases: Sequence[str], *, first: bool = False) -> Grade:
        """The named cases in that order, up to one that a limit ended; with ``first`` up to the first that fails."""
        order = {"ask": "try", "submission": SUBMISSION.dump_python(submission), "cases": list(cases), "first": first}
        try:
            return GRADE.validate_json(self._question(order)["grade"])
        except JudgeError as error:
            wanted = set(cases)
            detail = replace(self.cases[0].staff, detail=str(error))
            failed = (replace(case, verdict=Verdict.GRADER_ERROR, staff=detail) for case in self.cases if case.case in wanted)
            return make_grade(self.assignment, submission, tuple(failed), self.level)

    def survey(self) -> Survey:
        answer = self._question({"ask": "survey"})
        return Survey(
            cases=CASES.validate_json(answer["cases"]),
            entered={case: frozenset((file, name) for file, name in functions) for case, functions in answer["entered"]},
            reached={called: frozenset((file, name) for file, name in functions) for called, functions in answer["reached"]},
            seen=Seen(
                sizes={
                    (file, line, column): tuple(tuple(value) if isinstance(value, list) else value for value in values)
                    for (file, line, column), values in answer["sizes"]
                },
                numbers={(file, function, name): tuple(values) for (file, function, name), values in answer["numbers"]},
                looks={(file, function, name): look for (file, function, name), look in answer["looks"]},
            ),
            compared={case: tuple(outputs) for case, outputs in answer["compared"].items()},
            rules=RULES.validate_python(answer["rules"]),
        )

    def errors(self, submission: Submission, functions: Sequence[str], cases: Sequence[str], calls: int = CALLS) -> Errors:
        """Per output, the error in each of the suite's calls of these functions that was answered, up to ``calls`` of each.

        And in every comparison of these cases that is of something else.
        """
        submitted = SUBMISSION.dump_python(submission)
        order = {"ask": "errors", "submission": submitted, "functions": list(functions), "calls": calls, "cases": list(cases)}
        return {output: tuple(errors) for output, errors in self._question(order)["errors"].items()}

    def noise(self, cases: Sequence[str]) -> tuple[tuple[str, Errors], ...]:
        """Per way of rounding, per output, how far the reference is from itself."""
        return tuple(
            (name, {output: (error,) for output, error in errors.items()})
            for name, errors in self._question({"ask": "noise", "calls": CALLS, "cases": list(cases)})["noise"]
        )

    def difference(
        self, submission: Submission, functions: Sequence[str], cases: Sequence[str], key: str, *, recorded: bool
    ) -> tuple[Difference | None, int]:
        """What tells the program from the reference, and how many inputs were tried.

        ``recorded``: its author says that it makes no difference; then only inputs of the suite's own making are tried.
        """
        order = {
            "ask": "difference",
            "submission": SUBMISSION.dump_python(submission),
            "functions": list(functions),
            "cases": list(cases),
            "key": key,
            "recorded": recorded,
        }
        answer = self._question(order)
        found = answer["difference"]
        return (None if found is None else Difference(**found)), int(answer["tried"])

    def conditions(self) -> tuple[Condition, ...]:
        """Which conditions no case of the suite has, of those that the reference answers."""
        return CONDITIONS.validate_python(self._question({"ask": "conditions"})["conditions"])

    def unclear(self, submission: Submission | None) -> tuple[str, str]:
        """A function, and a call that its strategy draws on which this program, which is right, breaks a rule; empty where none is.

        None: the reference with its sums taken in another order.
        """
        submitted = None if submission is None else SUBMISSION.dump_python(submission)
        answer = self._question({"ask": "agreement", "submission": submitted})
        return answer["function"], answer["call"]

    def _question(self, order: dict[str, Any]) -> dict[str, Any]:
        """The answer. A process that was cut off from outside is replaced, and asked once more."""
        for again in (True, False):
            try:
                return self._answer(order)
            except TimeoutError:
                self._kill()
                raise self._late(str(order["ask"])) from None
            except (CutOffError, SandboxError):
                self._kill()
                if not again or self._abandoned:
                    raise
            except (JudgeError, InternalError):
                self._kill()  # the next question gets a new process
                raise
        raise AssertionError  # the second time returned or raised

    def _late(self, ask: str) -> GraderError:
        """Of cases alone it is known whose time it is that they take."""
        slug = self.assignment.slug
        if ask == "try":
            return JudgeError(f"{slug}: the suite took longer than its limits allow; its process was ended")
        return InternalError(
            f"{slug}: grader had no answer in time to a question of its own ({ask}); its process was ended. Nothing is said "
            "against the suite by this: verify again when the machine is less busy, and report it where it happens again"
        )

    def _answer(self, order: dict[str, Any]) -> dict[str, Any]:
        if self._channel is None:
            self._start_or_again()
        self._send(order)
        limits = self.assignment.limits
        until = time.monotonic() + 2 * limits.submission_s + QUESTION_S
        while True:
            answer = self._receive(min(max(SILENCE_S, limits.case_s + limits.load_s + GRACE_S), max(0.0, until - time.monotonic())))
            if "case" not in answer or len(answer) > 1:
                return answer

    def _receive(self, timeout_s: float) -> dict[str, Any]:
        """Raises InternalError for what our own code raised in there: suite and reference have their ends told as values."""
        answer = super()._receive(timeout_s)
        if "failed" in answer:
            raise InternalError(
                f"{self.assignment.slug}: grader itself failed; the fault is ours, and neither the suite's nor the reference's. "
                f"Please report it with these lines:\n{answer['failed']}"
            )
        return answer


_Result = TypeVar("_Result")


class Pool:
    """Several laboratories, and a queue of questions for whichever is free."""

    def __init__(self, make: Callable[[], Laboratory], count: int) -> None:
        self._make = make
        self._threads = ThreadPoolExecutor(count)
        self._free: queue.SimpleQueue[Laboratory] = queue.SimpleQueue()
        self._all: list[Laboratory] = []
        try:
            for laboratory in self._threads.map(lambda _: make(), range(count)):
                self._all.append(laboratory)
                self._free.put(laboratory)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if error is not None:
            for laboratory in self._all:
                laboratory.abandon()
        self.close()

    def each(self, questions: Sequence[Callable[[Laboratory], _Result]]) -> list[_Result]:
        """Every question asked of some laboratory; the answers in the order of the questions."""
        return [future.result() for future in self.start(questions)]

    def start(self, questions: Sequence[Callable[[Laboratory], _Result]]) -> list[Future[_Result]]:
        """The same without waiting: what is started next stands behind it in the queue, so that no laboratory is ever idle."""
        return [self._threads.submit(self._ask, question) for question in questions]

    def start_afresh(self, question: Callable[[Laboratory], _Result], make: Callable[[], Laboratory]) -> Future[_Result]:
        """One question of a laboratory that has answered nothing yet, while one of the others rests."""

        def ask() -> _Result:
            laboratory = make()
            self._all.append(laboratory)
            with laboratory:
                return question(laboratory)

        return self._threads.submit(ask)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        for laboratory in self._all:
            laboratory.close()

    def _ask(self, question: Callable[[Laboratory], _Result]) -> _Result:
        laboratory = self._free.get()
        try:
            return question(laboratory)
        finally:
            self._free.put(laboratory)
