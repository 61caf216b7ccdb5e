"""``student``, ``reference``, ``check`` and ``near`` as a suite sees them: session-wide, bound to the submission of the moment."""

from __future__ import annotations

from typing import Any

from grader.model import Evidence, Mismatch, Rule
from grader.rules import changed
from grader.sandbox.student import MissingNameError
from grader.suite.literal import call_text, value_text
from grader.suite.stage import Call, Side, Stage
from grader.tolerance import compare, compare_outputs


class WrongAnswerError(AssertionError):
    """A checked value breaks its rule."""


class Student:
    """``student.f(...)`` calls what the submission defines, across the trust line. A missing name is an AttributeError."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        side = _side_of(self._stage)
        kind = side.kind_of(name)
        if kind is None:
            raise MissingNameError(name)
        if kind == "value":
            return side.fetch(name)
        return StudentFunction(self._stage, name)

    def __repr__(self) -> str:
        return "<student>"


class StudentFunction:
    """A function or class of the submission; what it is called with is copied over, what it returns comes back as data."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage, self.__name__ = stage, name

    def __call__(self, *args: object, **kwargs: object) -> Any:
        self._stage.record.asked = self.__name__
        value = _side_of(self._stage).call(self.__name__, args, kwargs)
        # A free-hand assertion is about a value returned before it: a report shows the latest call.
        self._stage.record.latest = Call(self.__name__, args, kwargs, value)
        return value

    def __repr__(self) -> str:
        return f"<student function {self.__name__}>"


class ReferenceProxy:
    """``reference.f(...)`` calls the reference solution."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._stage.reference is None:
            raise LookupError("visible tests run without the reference solution; use student and near")
        return self._stage.reference.attribute(name)


class Check:
    """``check.f(...)`` calls student and reference on the same inputs, compares, and returns the student's value."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._stage.reference is None:
            raise LookupError("visible tests run without the reference solution; use student and near")
        return CheckedFunction(self._stage, name)


class CheckedFunction:
    def __init__(self, stage: Stage, name: str) -> None:
        self._stage, self.__name__ = stage, name

    def __call__(self, *args: object, **kwargs: object) -> Any:
        stage, name = self._stage, self.__name__
        reference = stage.reference
        if reference is None:
            raise LookupError("visible tests run without the reference solution; use student and near")
        stage.record.asked = name
        expected = reference.call(name, args, kwargs)
        actual = _side_of(stage).call(name, args, kwargs)
        mismatch = compare_outputs(actual, expected, stage.assignment.spec_for(name))
        if mismatch is not None:
            stage.record.nothing_returned = is_nothing(mismatch)
            stage.record.evidence = Evidence(
                call=call_text(name, args, kwargs),
                expected=value_text(expected),
                actual=value_text(actual),
                mismatch=mismatch,
            )
            if not stage.record.take_credit(mismatch):
                raise WrongAnswerError(f"{name}: {mismatch.output or 'the value'} breaks its rule ({mismatch.kind})")
        return actual


class Near:
    """``actual == near(expected)``: the rules of ``check`` for a free-hand assertion, on either side, arrays included."""

    __array_ufunc__ = None  # ndarray == near must ask near, not compare entry by entry
    __hash__ = None  # type: ignore[assignment]  # equal within a tolerance is no equivalence

    def __init__(self, stage: Stage, expected: object, rule: Rule) -> None:
        self._stage, self._expected, self._rule = stage, expected, rule

    def __eq__(self, actual: object) -> bool:
        mismatch = compare(actual, self._expected, self._rule)
        record = self._stage.record
        if mismatch is not None:
            record.nothing_returned = is_nothing(mismatch)
            record.evidence = Evidence(
                call=record.latest.text() if record.latest else "",
                expected=value_text(self._expected),
                actual=value_text(actual),
                mismatch=mismatch,
            )
        return mismatch is None or record.take_credit(mismatch)

    def __ne__(self, actual: object) -> bool:
        return not self == actual

    def __repr__(self) -> str:
        return f"near({value_text(self._expected)})"


class NearFactory:
    """The fixture ``near``: ``near(expected)``, ``near(expected, rule="finite_difference")``, ``near(expected, rtol=1e-4)``."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __call__(self, expected: object, rule: str | None = None, **changes: Any) -> Near:
        chosen = self._stage.rule(rule)
        if changes:
            chosen = changed(chosen, changes)
        return Near(self._stage, expected, chosen)


def is_nothing(mismatch: Mismatch) -> bool:
    """Whether None stands where a value was asked for: the mark of a function that nobody has written yet."""
    return mismatch.kind in ("type", "structure") and mismatch.actual == "None"


def _side_of(stage: Stage) -> Side:
    if stage.side is None:
        raise LookupError("no submission is bound: the suite called student or check while it was being collected")
    return stage.side
