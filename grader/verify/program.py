"""One program on trial outside of any case: in a student process, asked call by call, and told from the reference."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from grader.model import Assignment, FunctionSpec, Rule, Submission
from grader.sandbox.student import Ask, MissingNameError, RefusedValueError, StudentError, StudentStoppedError
from grader.suite.literal import value_text
from grader.suite.reference import Reference
from grader.suite.runs import Suite
from grader.suite.stage import Record
from grader.suite.trials import student_of
from grader.suite.walk import as_data
from grader.verify.bank import Asked, is_answered
from grader.verify.casetext import written_case
from grader.verify.window import bound_of, errors_of, outputs_of

# A difference below this is rounding, whatever the rule says.
TELLING = Rule(rtol=1e-9, atol=1e-12)
# Failures of a program to answer at all, as opposed to a value.
NO_ANSWER = (StudentError, StudentStoppedError, MissingNameError, RefusedValueError)


class Program:
    """A submission in a student process, loaded again when it was ended. Every call has a processor budget of its own."""

    def __init__(self, suite: Suite, submission: Submission) -> None:
        self._live = student_of(suite, submission)
        self._live.deadline = math.inf

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.close()

    def call(self, call: Asked) -> object:
        """Raises what NO_ANSWER names."""
        self._live.begin_case(Record())
        ask = Ask(name=call.function, args=call.args, kwargs=call.kwargs, keep=call.keep)
        return self._live.answer(ask, call.function).value


def expected_of(reference: Reference, call: Asked) -> object:
    """The reference's value, as the comparison takes it."""
    return as_data(reference.call(call.function, call.args, call.kwargs))


def tells_apart(program: Program, reference: Reference, assignment: Assignment, call: Asked) -> bool:
    """Whether the program answers this call otherwise than the reference, by more than rounding."""
    if not is_answered(reference, call):
        return False
    for last in (False, True):
        try:
            actual = program.call(call)
            break
        except NO_ANSWER as error:
            # A time limit on a busy machine is not the program's doing: once more.
            if last or not isinstance(error, StudentStoppedError):
                return True
    return _breaks(call.function, actual, expected_of(reference, call), _strict(assignment.spec_for(call.function)))


def told(program: Program, reference: Reference, assignment: Assignment, call: Asked, key: str) -> dict[str, Any]:
    """The call as texts: with both answers, and as a case to paste."""
    expected = expected_of(reference, call)
    try:
        value = program.call(call)
        actual, refused = value_text(value), _breaks(call.function, value, expected, assignment.spec_for(call.function))
    except NO_ANSWER as error:
        actual, refused = f"nothing: {type(error).__name__}: {error}"[:300], True
    line, case = written_case(call, key)
    texts = {"origin": call.origin, "call": line, "expected": value_text(expected), "actual": actual, "case": case}
    return {**texts, "refused": refused}


def _breaks(function: str, actual: object, expected: object, spec: FunctionSpec) -> bool:
    errors = errors_of(function, actual, expected, spec)
    return any(errors.get(output, 0.0) > bound_of(rule) for output, rule in outputs_of(function, spec))


def _strict(spec: FunctionSpec) -> FunctionSpec:
    """The same policies with numbers that only rounding keeps."""

    def tight(rule: Rule) -> Rule:
        return replace(rule, kind="close", rtol=TELLING.rtol, atol=TELLING.atol) if rule.kind != "exact" else rule

    return replace(spec, default=tight(spec.default), rules=tuple((name, tight(rule)) for name, rule in spec.rules))
