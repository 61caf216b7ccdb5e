"""Comparisons measured where the suite makes them: of ``near``, of methods, of arguments left changed. In a laboratory's process.

A plain call can be made again alone, as often as one likes, and is measured so (``grader.verify.corpus``). These cannot: what they
compare exists only while their case runs. So the case runs with a suite that measures instead of judging.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import numpy as np

from grader.judge.running.context import Answer, Mode, Side
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference, copied
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.suite import Suite
from grader.model import FunctionSpec, Rule, Verdict
from grader.sandbox.protocol import Ask
from grader.verify.noise import Arithmetic
from grader.verify.window import errors_of, outputs_of


class Comparisons:
    """What was compared: per output its rule, whose rule it is, and every error in the measure of the rule."""

    def __init__(self) -> None:
        self.errors: dict[str, list[float]] = {}
        self.rules: dict[str, tuple[str, Rule]] = {}  # by output: the function, and the rule

    def take(self, function: str, spec: FunctionSpec, actual: object, expected: object, record: Record) -> None:  # noqa: ARG002  # as Measure
        for output, error in errors_of(function, actual, expected, spec).items():
            self.errors.setdefault(output, []).append(error)
        if any(output not in self.rules for output in self.errors):
            self.rules |= {output: (spec.name, rule) for output, rule in outputs_of(function, spec)}


def compared_in(suite: Suite, side: Side, cases: Collection[str]) -> Comparisons:
    """What these cases compare with ``side`` in the student's place, up to one that a limit ended. Every comparison passes."""
    found = Comparisons()
    with np.errstate(all="ignore"):
        for case in suite.cases:
            if case.name in cases and is_cut_short(suite.run_case(case, side, mode=Mode(measure=found.take)).verdict):
                break
    return found


def is_cut_short(verdict: Verdict) -> bool:
    """Whether a limit ended the case: the next one would wait for the same limit again."""
    return verdict in (Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT, Verdict.CRASHED)


def surveyed(
    suite: Suite, reference: Reference, alone: Iterable[str], tell: Callable[[], None]
) -> tuple[dict[str, list[str]], dict[str, tuple[str, Rule]]]:
    """Per case the outputs that only a case can compare, and their rules. ``alone``: functions that are asked alone too."""
    measured = {output for name in alone for output, _ in outputs_of(name, suite.assignment.spec_for(name))}
    compared: dict[str, list[str]] = {}
    rules: dict[str, tuple[str, Rule]] = {}
    for case in suite.cases:
        tell()
        found = compared_in(suite, ReferenceStudent(reference), {case.name})
        if outputs := [output for output in found.rules if output not in measured and output in found.errors]:
            compared[case.name] = outputs
            rules |= {output: found.rules[output] for output in outputs}
    return compared, rules


class Rounded(ReferenceStudent):
    """A version of the reference that rounds otherwise, in the student's place, given what the suite gives in its precision."""

    def __init__(self, version: Reference, arithmetic: Arithmetic) -> None:
        super().__init__(version)
        self._arithmetic = arithmetic

    def answer(self, ask: Ask, label: str) -> Answer:
        args = tuple(self._arithmetic.converted(copied(arg)) for arg in ask.args)
        kwargs = {name: self._arithmetic.converted(copied(value)) for name, value in ask.kwargs.items()}
        changed = Ask(name=ask.name, args=args, kwargs=kwargs, target=ask.target, keep=ask.keep, mutates=ask.mutates)
        return super().answer(changed, label)
