"""One program on trial outside of any case: in a student process, asked call by call, and told from the reference."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.grading.measure import bound_of
from grader.judge.explain.players import played_by
from grader.judge.explain.steadiness import is_steady
from grader.judge.running.context import Answer
from grader.judge.running.literal import texts_apart, value_text
from grader.judge.running.outcome import Expected, Observation, Outcome
from grader.judge.running.pairs import without
from grader.judge.running.provenance import compared_without, replay
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference, argument_places, called
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.student import SHOWN, LiveStudent
from grader.judge.running.tree import as_data
from grader.judge.suite import Suite
from grader.model import Assignment, FunctionSpec, Rule, Submission
from grader.sandbox.protocol import Ask, MissingNameError, RefusedValueError, StudentError, StudentStoppedError
from grader.verify.casetext import written_case
from grader.verify.corpus import Asked, is_answered, is_finite
from grader.verify.window import errors_of, outputs_of

# A difference below this is rounding, whatever the rule says.
TELLING = Rule(rtol=1e-9, atol=1e-12)


class NoAnswerError(Exception):
    """A call on the way through several gave nothing to go on with. ``again``: a limit may have been the machine's doing."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


# Failures of a program to answer at all, as opposed to a value.
NO_ANSWER = (StudentError, StudentStoppedError, MissingNameError, RefusedValueError, NoAnswerError)


class Program:
    """A submission in a student process, loaded again when it was ended. Every call has a processor budget of its own."""

    def __init__(self, suite: Suite, reference: Reference, submission: Submission) -> None:
        self._reference, self._assignment = reference, suite.assignment
        self._live = suite.student(submission)
        self._live.deadline = math.inf

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.close()

    def side(self) -> LiveStudent:
        """For whole cases, with a process under it. Raises what NO_ANSWER names."""
        if not self._live.alive:
            self._live.load()
        return self._live

    def call(self, call: Asked) -> Answer:
        """Raises what NO_ANSWER names."""
        if call.recipe:
            return self._played(call)
        self._live.begin_case(Record(), reveal=SHOWN)
        mutates = tuple(_changed(self._reference, self._assignment, call).values())
        return self._live.answer(
            Ask(name=call.function, args=call.args, kwargs=call.kwargs, keep=call.keep, mutates=mutates), call.function
        )

    def _played(self, call: Asked) -> Answer:
        """The last value of several calls, of which the program's own objects are handed on."""
        outcome = played_by(self._live, call.recipe, SHOWN, lambda: None)
        if not outcome.answered:
            raise NoAnswerError(outcome.raised or "its process had to be stopped", again=outcome.stopped)
        return Answer(outcome.value)


def expected_of(reference: Reference, assignment: Assignment, call: Asked) -> Answer:
    """The reference's value and the arguments that it changes, as the comparison takes them."""
    if call.recipe:
        side = ReferenceStudent(reference)
        value = replay(call.recipe, lambda step, target: side.play(step, step.args, step.kwargs, target))
        return Answer(without(value, compared_without(call.recipe)))
    mutates = tuple(_changed(reference, assignment, call).values())
    value, arguments = called(reference.attribute(call.function), call.args, call.kwargs, mutates, lambda leaf: leaf)
    return Answer(as_data(value), tuple(as_data(argument) for argument in arguments))


def errors_in(call: Asked, actual: Answer, expected: Answer, reference: Reference, spec: FunctionSpec) -> dict[str, float]:
    """Per output, and per argument that is compared after the call, how far it is out."""
    found = errors_of(call.function, actual.value, expected.value, spec)
    if call.recipe:
        return found
    names = argument_places(reference.attribute(call.function), spec.mutates, call.args, call.kwargs)
    for name, after, wanted in zip(names, actual.arguments, expected.arguments, strict=True):
        found |= errors_of(f"{call.function}.{name}", after, wanted, FunctionSpec(name=name, default=spec.rule_for(name)))
    return found


def tells_apart(program: Program, reference: Reference, assignment: Assignment, call: Asked) -> bool:
    """Whether the program answers this call otherwise than the reference, by more than rounding."""
    if not call.recipe and not is_answered(reference, call):
        return False
    try:
        with np.errstate(all="ignore"):
            expected = expected_of(reference, assignment, call)
    except Exception:  # noqa: BLE001  # shortened too far: no input any more
        return False
    if call.recipe and not is_finite(expected.value):
        return False
    for last in (False, True):
        try:
            actual = program.call(call)
            break
        except NO_ANSWER as error:
            # A time limit on a busy machine is not the program's doing: once more.
            if last or not (isinstance(error, StudentStoppedError) or (isinstance(error, NoAnswerError) and error.again)):
                return True
    return _breaks(call, actual, reference, assignment, _strict(assignment.spec_for(call.function)))


def differs(program: Program | Reference, reference: Reference, assignment: Assignment, call: Asked) -> bool:
    """Whether the program answers with a value that breaks the rules. One that does not answer says nothing of values."""
    try:
        with np.errstate(all="ignore"):
            actual = expected_of(program, assignment, call) if isinstance(program, Reference) else program.call(call)
    except NO_ANSWER:
        return False
    return _breaks(call, actual, reference, assignment, assignment.spec_for(call.function))


def is_steady_call(reference: Reference, assignment: Assignment, call: Asked) -> bool:
    """Whether right answers agree on the input: where a rule leaves a sign or an order free, some inputs have several."""
    spec = assignment.spec_for(call.function)
    if call.recipe or all(rule.up_to is None for rule in (spec.default, *(rule for _, rule in spec.rules))):
        return True

    def expect(args: Sequence[object], kwargs: Mapping[str, object]) -> Expected | None:
        try:
            return Expected(reference.call(call.function, args, kwargs))
        except Exception:  # noqa: BLE001  # the reference refuses the neighbour
            return None

    own = expect(call.args, call.kwargs)
    if own is None:
        return False
    seen = Observation(args=call.args, kwargs=call.kwargs, expected=own.value, outcome=Outcome(own.value))
    return is_steady(seen, expect, lambda _: True)


def told(program: Program, reference: Reference, assignment: Assignment, call: Asked, key: str) -> dict[str, Any]:
    """The call as texts: with both answers, and as a case to paste."""
    places = _changed(reference, assignment, call)
    right = expected_of(reference, assignment, call)
    try:
        answer = program.call(call)
        expected, actual = _texts(right, answer, places)
        refused = _breaks(call, answer, reference, assignment, assignment.spec_for(call.function))
    except NO_ANSWER as error:
        raised = str(error) if isinstance(error, NoAnswerError) else f"{type(error).__name__}: {error}"
        expected, actual, refused = _texts(right, right, places)[0], f"nothing: {raised}"[:300], True
    line, case, name = written_case(call, key)
    texts = {"origin": call.origin, "call": line, "expected": expected, "actual": actual, "case": case}
    texts |= {"function": call.function, "test": name}
    return {**texts, "refused": refused}


def _texts(expected: Answer, actual: Answer, places: Iterable[str]) -> tuple[str, str]:
    """The values, or the arguments that the call is made for; with more digits where few read alike."""
    pairs = [(expected.value, actual.value), *zip(expected.arguments, actual.arguments, strict=True)]
    if places and all(value is None for value in pairs[0]):
        del pairs[0]
    names = [""] * (len(pairs) - len(expected.arguments)) + [f"{name} = " for name in places]

    def joined(written: Iterable[tuple[str, str]]) -> tuple[str, str]:
        named = [(name + one, name + other) for name, (one, other) in zip(names, written, strict=True)]
        return ", ".join(one for one, _ in named), ", ".join(other for _, other in named)

    short = joined((value_text(one), value_text(other)) for one, other in pairs)
    return short if short[0] != short[1] or expected is actual else joined(texts_apart(one, other) for one, other in pairs)


def _changed(reference: Reference, assignment: Assignment, call: Asked) -> dict[str, int | str]:
    """The arguments that are compared after the call, by name."""
    if call.recipe:
        return {}
    mutates = assignment.spec_for(call.function).mutates
    return argument_places(reference.attribute(call.function), mutates, call.args, call.kwargs)


def _breaks(call: Asked, actual: Answer, reference: Reference, assignment: Assignment, spec: FunctionSpec) -> bool:
    errors = errors_in(call, actual, expected_of(reference, assignment, call), reference, spec)
    bounds = {output: bound_of(rule) for output, rule in outputs_of(call.function, spec)}
    bounds |= {f"{call.function}.{name}": bound_of(spec.rule_for(name)) for name in spec.mutates}
    return any(errors.get(output, 0.0) > bound for output, bound in bounds.items())


def _strict(spec: FunctionSpec) -> FunctionSpec:
    """The same policies with numbers that only rounding keeps."""

    def tight(rule: Rule) -> Rule:
        return replace(rule, kind="close", rtol=TELLING.rtol, atol=TELLING.atol) if rule.kind != "exact" else rule

    return replace(spec, default=tight(spec.default), rules=tuple((name, tight(rule)) for name, rule in spec.rules))
