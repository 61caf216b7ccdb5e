"""``student``, ``reference``, ``check`` and ``near`` as a suite sees them: session-wide, bound to the submission of the moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grader.grading.compare import compare
from grader.judge.running.checks import checked_call, checked_member, checked_object, evidence_of, reference_in, side_in
from grader.judge.running.compared import place_in
from grader.judge.running.context import Stage
from grader.judge.running.fingerprint import returned
from grader.judge.running.free_call import call_student
from grader.judge.running.literal import shown_apart, value_text
from grader.judge.running.pairs import Path, opaque_paths
from grader.judge.running.provenance import Step, recipe_of, snake
from grader.judge.running.record import kept_recipe, nothing_in
from grader.judge.running.reference import argument_places
from grader.judge.running.spots import spots_of
from grader.model import FunctionSpec, Mismatch, Rule
from grader.reading.tolerances import changed
from grader.sandbox.protocol import Ask, MissingNameError


class Student:
    """``student.f(...)`` calls what the submission defines, across the trust line. A missing name is an AttributeError."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        side = side_in(self._stage)
        kind = side.kind_of(name)
        if kind is None:
            raise MissingNameError(name)
        if kind == "value":
            value = side.fetch(Ask(name=name), name)
            self._stage.record.note(Step(name, attribute=True), None, value)
            return value
        return StudentFunction(self._stage, name)

    def __repr__(self) -> str:
        return "<student>"


class StudentFunction:
    """A function or class of the submission; what it is called with is copied over, what it returns comes back as data.

    Nothing is compared. An instance, and a part that is declared opaque, stay with the student and come back as handles. A later
    ``check`` call may be given these: for the reference's side the reference is called as the student's was.
    """

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage, self.__name__ = stage, name

    def __call__(self, *args: object, **kwargs: object) -> Any:
        stage, name = self._stage, self.__name__
        side, spec = side_in(stage), stage.assignment.spec_for(name)
        keep: tuple[Path, ...] = ((),) if side.kind_of(name) == "class" else tuple(opaque_paths(spec))
        step = Step(name, args, kwargs, names=spec.returns or snake(name), keep=keep)
        mutates: tuple[int | str, ...] = ()
        if spec.mutates and stage.reference is not None:
            mutates = tuple(argument_places(stage.reference.attribute(name), spec.mutates, args, kwargs).values())
        stage.record.spec_for = stage.assignment.spec_for
        value = call_student(side, stage.record, step, replace(spec, name=name), mutates=mutates, label=name)
        return value if stage.mode.rehearsal is None else stage.mode.rehearsal.shown(value, keep)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._stage.record.spec_for = self._stage.assignment.spec_for
        owner: Any = side_in(self._stage).fetch(Ask(name=self.__name__, keep=((),)), self.__name__)
        self._stage.record.note(Step(self.__name__, attribute=True, keep=((),)), None, owner)
        return getattr(owner, name)

    def __repr__(self) -> str:
        return f"<student function {self.__name__}>"


class ReferenceProxy:
    """``reference.f(...)`` calls the reference solution."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return reference_in(self._stage).attribute(name)


class Check:
    """``check.f(...)`` calls student and reference on the same inputs, compares, and returns the student's value."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __call__(self, part: object) -> Any:
        """An object that ``student`` made, of both sides: ``check(layer).backward(dout)`` is a checked call."""
        return checked_object(self._stage, part)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        reference_in(self._stage)
        return CheckedFunction(self._stage, name)


class CheckedFunction:
    """A function or class of both sides."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage, self.__name__ = stage, name

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return checked_call(self._stage, None, self.__name__, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return checked_member(self._stage, self.__name__, name)

    def __repr__(self) -> str:
        return f"<checked function {self.__name__}>"


class Near:
    """``actual == near(expected)``: the rules of ``check`` for a free-hand assertion, on either side, arrays included."""

    __array_ufunc__ = None  # ndarray == near must ask near, not compare entry by entry
    __hash__ = None  # type: ignore[assignment]  # equal within a tolerance is no equivalence

    def __init__(self, stage: Stage, expected: object, rule: Rule, label: str) -> None:
        self._stage, self._expected, self._rule, self._label = stage, expected, rule, label

    def __eq__(self, actual: object) -> bool:
        record, measure = self._stage.record, self._stage.mode.measure
        if measure is not None:
            measure(self._label, FunctionSpec(name="", default=self._rule), actual, self._expected, record)
            return True
        mismatch = compare(actual, self._expected, self._rule)
        if self._stage.reference is None:
            record.note_compared(self._expected, actual, self._rule)
        if mismatch is not None:
            latest = record.latest
            place = None if latest is None else place_in(latest.value, actual)
            record.nothing_returned = nothing_in(actual, mismatch, None if latest is None else latest.value)
            # Beside what was expected of it, which a suite may have made of other values of the student's.
            record.wrong = returned(FunctionSpec(name=record.asked, default=self._rule), [actual, self._expected])
            record.recipe = kept_recipe(recipe_of(latest.event)) if latest else ()
            spots = spots_of(self._expected, actual, FunctionSpec(name="", default=self._rule))
            shown = evidence_of(*shown_apart(self._expected, actual, spots), at_part(mismatch, place))
            record.evidence = replace(shown, call=latest.text() if latest else "", taken=isinstance(place, str))
        return mismatch is None or record.take_credit(mismatch)

    def __ne__(self, actual: object) -> bool:
        return not self == actual

    def __repr__(self) -> str:
        return f"near({value_text(self._expected)})"


def at_part(mismatch: Mismatch, place: int | str | None) -> Mismatch:
    """Of one part of a returned tuple, with its place before the path within it."""
    return replace(mismatch, output=f"[{place}]{mismatch.output}") if isinstance(place, int) else mismatch


class NearFactory:
    """The fixture ``near``: ``near(expected)``, ``near(expected, rule="finite_difference")``, ``near(expected, rtol=1e-4)``."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __call__(self, expected: object, rule: str | None = None, **changes: Any) -> Near:
        chosen = self._stage.rule(rule)
        if changes:
            chosen = changed(chosen, changes)
        given = [f"rule={rule!r}"] * (rule is not None) + [f"{name}={value!r}" for name, value in changes.items()]
        return Near(self._stage, expected, chosen, f"near({', '.join(given)})")
