"""What runs inside a laboratory's process: a judge's process that also rehearses the suite and searches for differences.

Started by ``grader.verify.laboratory`` as ``python -P -m grader.verify.inside``. Programs under trial run in student processes.
"""

from __future__ import annotations

import math
import os
import sys
import traceback
from dataclasses import replace
from typing import Any

import numpy as np

from grader.errors import JudgeError
from grader.grading import make_grade, outline
from grader.judge.channel import CASES, GRADE, SUBMISSION, Channel
from grader.judge.process import graded, main
from grader.model import FunctionSpec, Rule, Submission, Verdict
from grader.sandbox.slot import Slot
from grader.sandbox.student import MissingNameError, RefusedValueError, StudentError, StudentStoppedError
from grader.suite.literal import value_text
from grader.suite.reference import Reference, copied
from grader.suite.runs import Suite
from grader.suite.sides import LiveStudent
from grader.suite.stage import Record
from grader.suite.trials import is_cut_short, run_some
from grader.tolerance import compare_outputs
from grader.verify.bank import PER_FUNCTION, Asked, Rehearsal, is_answered, more_calls, rehearse
from grader.verify.casetext import shortened, written_case
from grader.verify.rounding import ARITHMETIC, ORDERS, SINGLE, TRUTH, Arithmetic, routed
from grader.verify.sizes import RECORDER, Trace, traced
from grader.verify.traced import load_version
from grader.verify.window import errors_of

# A difference below this is rounding, whatever the rule says.
TELLING = Rule(rtol=1e-9, atol=1e-12)
# Failures of a program to answer at all, as opposed to a value.
NO_ANSWER = (StudentError, StudentStoppedError, MissingNameError, RefusedValueError)


class Bench:
    """One suite, its rehearsal and its bank of calls, made when they are first asked for."""

    def __init__(self, channel: Channel, suite: Suite, slot: Slot) -> None:
        self._channel, self._suite, self._slot = channel, suite, slot
        self._trace = Trace()
        self._rehearsal: Rehearsal | None = None
        self._bank: tuple[Asked, ...] | None = None

    def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order, by its ``ask``."""
        return {
            "grade": self._grade,
            "try": self._try,
            "survey": self._survey,
            "errors": self._errors,
            "noise": self._noise,
            "difference": self._difference,
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
        outcome = run_some(
            self._suite,
            submission,
            order["cases"],
            enough=lambda result: is_cut_short(result) or (first and result.verdict is not Verdict.ACCEPTED),
            on_case=self._tell,
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
        return {
            "cases": CASES.dump_json(rehearsal.results),
            "entered": [[case, [list(each) for each in functions]] for case, functions in rehearsal.entered],
            "reached": [[called, [list(each) for each in functions]] for called, functions in rehearsal.reached],
            "sizes": [
                [list(place), [value if isinstance(value, int) else list(value) for value, _ in counts.most_common(3)]]  # type: ignore[call-overload]
                for place, counts in self._trace.sizes.items()
            ],
        }

    def _rehearsed(self) -> Rehearsal:
        if self._rehearsal is None:
            version = load_version(self._suite.assignment, traced, {RECORDER: self._trace})
            self._rehearsal = rehearse(self._suite, version, self._trace)
        return self._rehearsal

    def _calls(self) -> tuple[Asked, ...]:
        """The suite's own calls, as many of each function as are worth the time, evenly spread."""
        by_function: dict[str, list[Asked]] = {}
        for call in self._rehearsed().asked:
            by_function.setdefault(call.function, []).append(call)
        return tuple(call for calls in by_function.values() for call in calls[:: max(1, len(calls) // 60)])

    def _made(self) -> tuple[Asked, ...]:
        if self._bank is None:
            counts: dict[str, int] = {}
            kept = []
            for call in more_calls(self._suite, self._reference(), self._rehearsed().asked):
                counts[call.function] = counts.get(call.function, 0) + 1
                if counts[call.function] <= PER_FUNCTION:
                    kept.append(call)
                if counts[call.function] % 50 == 0:
                    self._tell()
            self._bank = tuple(kept)
        return self._bank

    def _reference(self) -> Reference:
        reference = self._suite._stage.reference
        assert reference is not None  # noqa: S101  # a laboratory always has the private half
        return reference

    def _errors(self, order: dict[str, Any]) -> dict[str, Any]:
        """Per output, the errors of a program in each of the suite's calls, in the measure of the output's rule."""
        functions = set(order["functions"])
        calls = [call for call in self._calls() if call.function in functions]
        found: dict[str, list[float]] = {}
        with _Program(self._suite, SUBMISSION.validate_python(order["submission"])) as program:
            for call in calls:
                spec = self._suite.assignment.spec_for(call.function)
                expected = self._reference().call(call.function, call.args, call.kwargs)
                try:
                    actual = program.call(call)
                except NO_ANSWER as error:
                    if isinstance(error, StudentStoppedError):
                        break
                    continue
                for output, size in errors_of(call.function, actual, expected, spec).items():
                    found.setdefault(output, []).append(size)
        return {"errors": found}

    def _noise(self, _: dict[str, Any]) -> dict[str, Any]:
        """Per output, how far the reference is from itself when it rounds otherwise: ``[[name, {output: error}], ...]``."""
        found = []
        for arithmetic in (*ORDERS, TRUTH, SINGLE):
            try:
                version = load_version(self._suite.assignment, routed, {ARITHMETIC: arithmetic})
            except Exception:  # noqa: BLE001, S112  # a file that does not load in this precision tells nothing of it
                continue
            found.append([arithmetic.name, self._distances(version, arithmetic)])
            self._tell()
        return {"noise": found}

    def _distances(self, version: Reference, arithmetic: Arithmetic) -> dict[str, float]:
        found: dict[str, float] = {}
        for call in self._calls():
            expected = self._reference().call(call.function, call.args, call.kwargs)
            args = tuple(arithmetic.converted(copied(arg)) for arg in call.args)
            kwargs = {name: arithmetic.converted(copied(value)) for name, value in call.kwargs.items()}
            try:
                with np.errstate(all="ignore"):
                    actual = version.attribute(call.function)(*args, **kwargs)
            except Exception:  # noqa: BLE001, S112  # LAPACK knows no extended precision, say
                continue
            for output, error in errors_of(call.function, actual, expected, self._suite.assignment.spec_for(call.function)).items():
                if math.isfinite(error):
                    found[output] = max(found.get(output, 0.0), error)
        return found

    def _difference(self, order: dict[str, Any]) -> dict[str, Any]:
        """The smallest input found that tells a program from the reference, as texts; nothing where none does."""
        functions, best = set(order["functions"]), None
        calls = sorted((call for call in self._made() if call.function in functions), key=lambda call: call.size)
        with _Program(self._suite, SUBMISSION.validate_python(order["submission"])) as program:
            for number, call in enumerate([*calls, *(call for call in self._calls() if call.function in functions)]):
                if number % 50 == 0:
                    self._tell()
                if self._tells_apart(program, call):
                    best = call
                    break
            if best is None:
                return {"difference": None, "tried": len(calls)}
            best = shortened(best, lambda call: self._tells_apart(program, call))
            return {"difference": self._told(program, best, order["key"]), "tried": len(calls)}

    def _tells_apart(self, program: _Program, call: Asked) -> bool:
        spec = self._suite.assignment.spec_for(call.function)
        if not is_answered(self._reference(), call):  # a shortened input may be none any more
            return False
        expected = self._reference().call(call.function, call.args, call.kwargs)
        for last in (False, True):
            try:
                actual = program.call(call)
                break
            except NO_ANSWER as error:
                # A time limit on a busy machine is not the program's doing: once more.
                if last or not isinstance(error, StudentStoppedError):
                    return True
        return compare_outputs(actual, expected, _strict(spec)) is not None

    def _told(self, program: _Program, call: Asked, key: str) -> dict[str, Any]:
        expected = self._reference().call(call.function, call.args, call.kwargs)
        spec = self._suite.assignment.spec_for(call.function)
        try:
            value = program.call(call)
            actual, refused = value_text(value), compare_outputs(value, expected, spec) is not None
        except NO_ANSWER as error:
            actual, refused = f"nothing: {type(error).__name__}: {error}"[:300], True
        call_text, case_text = written_case(call, key)
        return {"origin": call.origin, "call": call_text, "expected": value_text(expected), "actual": actual, "case": case_text,
                "refused": refused}  # fmt: skip


def _strict(spec: FunctionSpec) -> FunctionSpec:
    """The same policies with numbers that only rounding keeps."""

    def tight(rule: Rule) -> Rule:
        return replace(rule, kind="close", rtol=TELLING.rtol, atol=TELLING.atol) if rule.kind != "exact" else rule

    return replace(spec, default=tight(spec.default), rules=tuple((name, tight(rule)) for name, rule in spec.rules))


class _Program:
    """A program in a student process, called outside of any case; loaded again when it was ended."""

    def __init__(self, suite: Suite, submission: Submission) -> None:
        self._live = LiveStudent(suite._slot, submission.files, suite._stub, suite.assignment.limits)

    def __enter__(self) -> _Program:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.close()

    def call(self, call: Asked) -> object:
        self._live.deadline = math.inf
        self._live.begin_case(Record())
        return self._live.call(call.function, call.args, call.kwargs)


def _answer(channel: Channel, suite: Suite, slot: Slot, warning: str) -> None:
    channel.send({"ready": CASES.dump_json(outline(suite.cases, Verdict.SKIPPED)), "level": slot.level, "warning": warning})
    bench = Bench(channel, suite, slot)
    while True:
        try:
            order = channel.receive()
        except JudgeError:
            return
        try:
            channel.send(bench.answer(order))
        except Exception:  # noqa: BLE001  # one question without an answer must not end the laboratory
            channel.send({"failed": traceback.format_exc()})


if __name__ == "__main__":
    main(_answer)
    sys.stdout.flush()
    os._exit(0)
