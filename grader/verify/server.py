"""What runs inside a laboratory's process: a judge's process that also rehearses the suite and searches for differences.

Started as a judge is, by ``grader.judge.launcher``. Programs under trial run in student processes.
"""

from __future__ import annotations

import contextlib
import math
import traceback
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from grader.errors import GraderError, JudgeError
from grader.grading.totals import make_grade
from grader.judge.channel import Channel
from grader.judge.grade import outline
from grader.judge.process import graded
from grader.judge.process import run as judges_life
from grader.judge.running.context import Side
from grader.judge.running.reference import Reference, copied
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.tree import as_data
from grader.judge.suite import Suite
from grader.model import Verdict
from grader.model.codecs import CASES, GRADE, RULES, SUBMISSION
from grader.sandbox.protocol import StudentStoppedError
from grader.sandbox.slot import Slot
from grader.verify.comparing import Rounded, compared_in, is_cut_short, surveyed
from grader.verify.corpus import Asked, Rehearsal, rehearse
from grader.verify.noise import ARITHMETIC, ORDERS, SINGLE, TRUTH, Arithmetic, routed
from grader.verify.patience import Patient
from grader.verify.program import NO_ANSWER, Program, errors_in, expected_of
from grader.verify.search import Search
from grader.verify.sizes import RECORDER, Trace, traced
from grader.verify.traced import load_version
from grader.verify.window import errors_of


class Bench:
    """One suite, its rehearsal and its bank of calls, made when they are first asked for."""

    def __init__(self, channel: Channel, suite: Suite, slot: Slot) -> None:
        self._channel, self._suite, self._slot = channel, suite, slot
        self._trace = Trace()
        self._rehearsal: Rehearsal | None = None
        self._search = Search(suite, Patient(self._reference(), self._tell), self._rehearsed, self._tell)

    def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order, by its ``ask``."""
        return {
            "grade": self._grade,
            "try": self._try,
            "survey": self._survey,
            "errors": self._errors,
            "noise": self._noise,
            "difference": self._search.difference,
            "conditions": self._search.conditions,
            "agreement": self._search.agreement,
        }[order.get("ask", "grade")](order)

    def _grade(self, order: dict[str, Any]) -> dict[str, Any]:
        return graded(self._channel, self._suite, self._slot, order)

    def _tell(self) -> None:
        """A sign of life, which the command waits for."""
        self._channel.send({"case": True})

    def _try(self, order: dict[str, Any]) -> dict[str, Any]:
        """Some cases only, up to the first that a limit ended (or, with ``first``, up to the first that failed)."""
        submission = SUBMISSION.validate_python(order["submission"])
        first = bool(order["first"])
        outcome = self._suite.run_some(
            submission,
            order["cases"],
            enough=lambda result: is_cut_short(result.verdict) or (first and result.verdict is not Verdict.ACCEPTED),
            on_case=self._tell,
            by_script=first,
        )
        results = outcome.cases
        if outcome.load_failure is not None:
            wanted = set(order["cases"])
            cases = [case for case in self._suite.cases if case.name in wanted]
            stopped = outcome.load_failure.stop
            results = outline(cases, stopped.verdict if stopped is not None else Verdict.RUN_TIME_ERROR)
        return {"grade": GRADE.dump_json(make_grade(self._suite.assignment, submission, results, self._slot.level))}

    def _survey(self, _: dict[str, Any]) -> dict[str, Any]:
        rehearsal = self._rehearsed()
        compared, rules = surveyed(self._suite, self._reference(), {call.function for call in rehearsal.asked}, self._tell)
        return {
            "compared": compared,
            "rules": RULES.dump_python(rules, mode="json"),
            "cases": CASES.dump_json(rehearsal.results),
            "entered": [[case, [list(each) for each in functions]] for case, functions in rehearsal.entered],
            "reached": [[called, [list(each) for each in functions]] for called, functions in rehearsal.reached],
            "sizes": [
                [list(place), [value if isinstance(value, int) else list(value) for value, _ in counts.most_common(3)]]  # type: ignore[call-overload]
                for place, counts in self._trace.sizes.items()
            ],
            "numbers": [
                [list(place), [value for value, _ in counts.most_common(3)]] for place, counts in self._trace.numbers.items()
            ],
            "looks": [[list(place), look] for place, look in self._trace.looks.items()],
        }

    def _rehearsed(self) -> Rehearsal:
        if self._rehearsal is None:
            version = load_version(self._suite.assignment, traced, {RECORDER: self._trace})
            self._rehearsal = rehearse(self._suite, version, self._trace, self._tell)
        return self._rehearsal

    def _reference(self) -> Reference:
        reference = self._suite.reference
        assert reference is not None  # noqa: S101  # a laboratory always has the private half
        return reference

    def _errors(self, order: dict[str, Any]) -> dict[str, Any]:
        """Per output, the errors of a program in each of the suite's calls, in the measure of the output's rule."""
        functions = set(order["functions"])
        calls = [call for call in self._rehearsed().spread(order["calls"]) if call.function in functions]
        found: dict[str, list[float]] = {}
        reference, assignment = self._reference(), self._suite.assignment
        with Program(self._suite, reference, SUBMISSION.validate_python(order["submission"])) as program:
            for number, call in enumerate(calls):
                if number % 20 == 0:
                    self._tell()
                expected = expected_of(reference, assignment, call)
                try:
                    actual = program.call(call)
                except NO_ANSWER as error:
                    if isinstance(error, StudentStoppedError):
                        break
                    continue
                spec = assignment.spec_for(call.function)
                for output, size in errors_in(call, actual, expected, reference, spec).items():
                    found.setdefault(output, []).append(size)
            with contextlib.suppress(*NO_ANSWER):
                found |= self._compared(program.side(), order["cases"], found)
        return {"errors": found}

    def _compared(self, side: Side, cases: list[str], besides: Collection[str]) -> dict[str, list[float]]:
        """The errors of what only whole cases compare."""
        found = compared_in(self._suite, side, cases).errors if cases else {}
        return {output: errors for output, errors in found.items() if output not in besides}

    def _noise(self, order: dict[str, Any]) -> dict[str, Any]:
        """Per output, how far the reference is from itself when it rounds otherwise: ``[[name, {output: error}], ...]``.

        And from what a suite works out by itself, such as finite differences, also when it rounds as it does.
        """
        plain = compared_in(self._suite, ReferenceStudent(self._reference()), order["cases"])
        found = [["the reference", _largest(plain.errors)]]
        for arithmetic in (*ORDERS, TRUTH, SINGLE):
            try:
                version = load_version(self._suite.assignment, routed, {ARITHMETIC: arithmetic})
            except Exception:  # noqa: BLE001, S112  # a file that does not load in this precision tells nothing of it
                continue
            distances = self._distances(Patient(version, self._tell), arithmetic, self._rehearsed().spread(order["calls"]))
            others = self._compared(Rounded(version, arithmetic), order["cases"], distances)
            found.append([arithmetic.name, distances | _largest(others)])
            self._tell()
        return {"noise": found}

    def _distances(self, version: Reference, arithmetic: Arithmetic, calls: tuple[Asked, ...]) -> dict[str, float]:
        found: dict[str, float] = {}
        for call in calls:
            expected = expected_of(self._reference(), self._suite.assignment, call).value
            args = tuple(arithmetic.converted(copied(arg)) for arg in call.args)
            kwargs = {name: arithmetic.converted(copied(value)) for name, value in call.kwargs.items()}
            try:
                with np.errstate(all="ignore"):
                    actual = as_data(version.call(call.function, args, kwargs))
            # LAPACK knows no extended precision, say; and who halves down to a tolerance never comes to it in single precision.
            except Exception:  # noqa: BLE001, S112
                continue
            for output, error in errors_of(call.function, actual, expected, self._suite.assignment.spec_for(call.function)).items():
                if math.isfinite(error):
                    found[output] = max(found.get(output, 0.0), error)
        return found


def _largest(errors: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """A form that differs is no rounding."""
    finite = {output: [error for error in each if math.isfinite(error)] for output, each in errors.items()}
    return {output: max(each) for output, each in finite.items() if each}


def _answer(channel: Channel, suite: Suite, slot: Slot) -> None:
    channel.send({"ready": CASES.dump_json(outline(suite.cases, Verdict.SKIPPED)), "level": slot.level, "warning": slot.warning})
    suite.only_name()  # more of what a student reads is asked by none of the nine points, and takes as long as all the rest
    bench: Bench | None = None
    while True:
        try:
            order = channel.receive()
        except JudgeError:
            return
        try:
            bench = bench or Bench(channel, suite, slot)
            channel.send(bench.answer(order))
        except GraderError as error:  # says itself whose fault it is
            channel.send({"error": type(error).__name__, "problems": list(getattr(error, "problems", (str(error),)))})
        except Exception:  # noqa: BLE001  # one question without an answer must not end the laboratory
            channel.send({"failed": traceback.format_exc()})


def run() -> NoReturn:
    """The whole life of the process."""
    judges_life(_answer)


if __name__ == "__main__":
    run()
