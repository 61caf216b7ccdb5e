"""A checked call: student and reference on the same inputs, compared by the rules, with what cannot be compared kept as pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.errors import AssignmentError
from grader.grading.compare import compare, compare_outputs
from grader.grading.forms import form_of, misformed, object_of
from grader.judge.running.context import Side, Stage
from grader.judge.running.literal import Shown, named_text, shown_apart, value_text
from grader.judge.running.pairs import (
    DATA,
    Pair,
    Path,
    for_student,
    kept_paths,
    label_behind,
    label_of,
    labelled,
    of_this_case,
    reference_of,
    student_of,
    without,
)
from grader.judge.running.provenance import Event, Origin, Step, family, origin_behind, snake, used
from grader.judge.running.reference import Reference, argument_places, called
from grader.judge.running.spots import spots_of
from grader.judge.running.tree import as_data, part_at, with_part
from grader.model import Evidence, FunctionSpec, Left, Mismatch, Rule
from grader.model.extent import bytes_of
from grader.model.opaque import NoData, type_name_of
from grader.sandbox.handles import Handle
from grader.sandbox.protocol import Ask, Place, StudentError

# An answer may have so many bytes, in large arrays and in all else, beside some times those of the expected value. So far a wrong
# one is still told by its shape: a table of all pairs in the place of a vector.
SPARE_BYTES, FOLD = (16 << 20, 1 << 19), 8


class WrongAnswerError(AssertionError):
    """A checked value breaks its rule."""


def checked_call(stage: Stage, pair: Pair | None, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
    """``check.f(...)``, or with a pair its method ``name``: the student's value, with pairs in the places of what was kept."""
    record, reference, side = stage.record, reference_in(stage), side_in(stage)
    label = name if pair is None else label_of(pair, name)
    record.asked = label
    record.checked.add(label)
    spec = replace(stage.assignment.spec_for(label), name=label)
    behind, apart = _reference_side(stage, used(pair, args, kwargs))
    function = reference.attribute(name) if pair is None else _member(pair, name, behind)
    places = argument_places(function, spec.mutates, args, kwargs)
    mutates = tuple(places.values())
    returned, expected_arguments = called(function, args, kwargs, mutates, behind)
    instance = isinstance(function, type)
    expected = returned if instance else as_data(returned)
    kept = kept_paths(spec, expected, instance=instance)
    step = Step(name, tuple(args), dict(kwargs), names=spec.returns or _variable(kept), keep=tuple(kept))
    given, named = for_student(args, kwargs, record)
    target = () if pair is None else (student_of(pair, record),)
    most = room_for(expected, expected_arguments)
    ask = Ask(name=name, args=given, kwargs=named, target=target, keep=tuple(kept), mutates=mutates, most=most)
    try:
        answer = side.answer(ask, label)
    except StudentError:
        record.broke(step, pair)
        record.counterparts.forget()
        raise
    event = _noted(stage, step, pair, returned, makes=bool(kept), apart=apart)
    _compare(stage, spec, event, answer.value, expected, kept)
    for (parameter, place), actual, left in zip(places.items(), answer.arguments, expected_arguments, strict=True):
        before = args[place] if isinstance(place, int) else kwargs[place]
        _compare_argument(stage, spec, event, (place, parameter), before, actual, as_data(left))
    shown, rehearsal = answer.value, stage.mode.rehearsal
    if rehearsal is not None:
        rules = [spec.rule_for(parameter) for parameter in places]
        rehearsal.take(spec, without(expected, kept), kept, list(zip(rules, map(as_data, expected_arguments), strict=True)))
        shown = rehearsal.shown(answer.value, kept)
    return _paired(stage, event, shown, expected, kept)


def _compare_argument(
    stage: Stage, spec: FunctionSpec, event: Event, argument: tuple[Place, str], before: object, actual: object, expected: object
) -> None:
    """An argument as the call left it; ``before`` it was that."""
    record, parameter = stage.record, argument[1]
    own = FunctionSpec(name=spec.name, default=spec.rule_for(parameter))
    if stage.mode.measure is not None:
        stage.mode.measure(f"{spec.name}.{parameter}", own, actual, expected, record)
        return
    mismatch = compare(actual, expected, own.default)
    if mismatch is None:
        record.passed(event, argument)
        return
    mismatch = replace(mismatch, output=parameter + mismatch.output)
    asked, came = (named_text(parameter, each) for each in shown_apart(expected, actual, spots_of(expected, actual, own)))
    left = _left(before, actual, expected, own.default)
    shown = replace(evidence_of(asked, came, mismatch), argument=parameter, left=left)
    record.failed(event, shown, replace(spec, returns=parameter), actual, argument=argument)
    # The function did return what was asked for: None left in an argument is no missing return.
    record.nothing_returned = ""
    if not record.take_credit(mismatch) and not stage.mode.forgiving:
        raise WrongAnswerError(f"{spec.name}: {parameter} after the call is not as expected ({mismatch.kind})")


def checked_attribute(stage: Stage, pair: Pair, name: str) -> object:
    """A public attribute of both sides, compared; the student's value."""
    record, side = stage.record, side_in(stage)
    label = label_of(pair, name)
    record.asked = label
    spec = replace(stage.assignment.spec_for(label), name=label)
    behind, apart = _reference_side(stage, used(pair, (), {}))
    returned = _member(pair, name, behind)
    expected = as_data(returned)
    kept = kept_paths(spec, expected, instance=False)
    actual = side.fetch(Ask(name=name, target=(student_of(pair, record),), keep=tuple(kept), most=room_for(expected)), label)
    step = Step(name, attribute=True, names=spec.returns or _variable(kept), keep=tuple(kept))
    event = _noted(stage, step, pair, returned, makes=bool(kept), apart=apart)
    _compare(stage, spec, event, actual, expected, kept)
    return _paired(stage, event, actual, expected, kept)


def checked_member(stage: Stage, owner: str, name: str) -> Any:
    """What a class itself offers, ``check.Cell.zeros``: the class is a pair too."""
    record = stage.record
    record.asked = owner
    expected = reference_in(stage).attribute(owner)
    actual = side_in(stage).fetch(Ask(name=owner, keep=((),)), owner)
    event = record.note(Step(owner, attribute=True, keep=((),)), None, None, makes=True, alone=False)
    return getattr(_pair(stage, Origin(event, ()), owner, actual, expected), name)


def checked_object(stage: Stage, part: object) -> Pair:
    """``check(layer)``: an object that ``student`` made, so that its methods are checked calls."""
    if type(part) is Pair:
        return part
    origin = origin_behind(part)
    if origin is None:
        raise TypeError(f"check(...) takes an object that student made, not {value_text(part)}")
    behind, _ = _reference_side(stage, (origin,))
    return _pair(stage, origin, label_behind(origin, ""), part, behind(part))


def room_for(*expected: object) -> tuple[int, int]:
    """How many bytes an answer may have that is compared with that: nothing right takes as much."""
    size = FOLD * bytes_of(list(expected))
    return SPARE_BYTES[0] + size, SPARE_BYTES[1] + size


def reference_in(stage: Stage) -> Reference:
    if stage.reference is None:
        raise LookupError("visible tests run without the reference solution; use student and near")
    return stage.reference


def side_in(stage: Stage) -> Side:
    if stage.side is None:
        raise LookupError("no submission is bound: the suite called student or check while it was being collected")
    return stage.side


def _compare(stage: Stage, spec: FunctionSpec, event: Event, actual: object, expected: object, kept: Mapping[Path, str]) -> None:
    if stage.mode.measure is not None:
        stage.mode.measure(spec.name, spec, without(actual, kept), without(expected, kept), stage.record)
        return
    mismatch = kept_mismatch(side_in(stage), spec, actual, kept)
    if mismatch is None:
        mismatch = compare_outputs(without(actual, kept), without(expected, kept), spec)
    if mismatch is None:
        stage.record.passed(event)
        return
    asked, given = labelled(expected, kept), labelled(actual, kept)
    shown = evidence_of(*shown_apart(asked, given, spots_of(asked, given, spec)), mismatch)
    stage.record.failed(event, shown, spec, without(actual, kept))
    if not stage.record.take_credit(mismatch) and not stage.mode.forgiving:
        raise WrongAnswerError(f"{spec.name}: {mismatch.output or 'the value'} is not as expected ({mismatch.kind})")


def evidence_of(expected: Shown, actual: Shown, mismatch: Mismatch) -> Evidence:
    return Evidence(
        expected=expected.text, actual=actual.text, mismatch=mismatch, expected_marks=expected.marks, actual_marks=actual.marks
    )


def _left(before: object, after: object, wanted: object, rule: Rule) -> Left:
    """What the call did to an argument that is wrong after it. ``before`` may be what only its maker understands."""
    try:
        if _same(wanted, before, rule):
            return "changed"
        return "unchanged" if _same(after, before, rule) else "otherwise"
    except AssignmentError:
        return "otherwise"


def _same(one: object, other: object, rule: Rule) -> bool:
    return compare(one, as_data(other), replace(rule, nan="equal", inf="equal", shape="exact")) is None


def kept_mismatch(side: Side, spec: FunctionSpec, actual: object, kept: Mapping[Path, str]) -> Mismatch | None:
    """A part that should be an object and is none. A part that is missing altogether is for the comparison to tell."""
    for path, name in kept.items():
        try:
            part = part_at(actual, path)
        except LookupError:
            continue
        nothing = type(part) is Handle and type_name_of(part) == "NoneType" and name not in spec.opaque
        if nothing or not side.holds(part):
            return misformed("type", object_of(name), form_of(None if nothing else part), output=name)
    return None


def _paired(stage: Stage, event: Event, actual: object, expected: object, kept: Mapping[Path, str]) -> object:
    result = actual
    for path, label in kept.items():
        pair = _pair(stage, Origin(event, path), label, part_at(actual, path), part_at(expected, path))
        result = with_part(result, path, pair)
    return result


def _pair(stage: Stage, origin: Origin, label: str, actual: object, expected: object) -> Pair:
    return Pair(
        actual,
        expected,
        label=label,
        origin=origin,
        record=stage.record,
        call=lambda pair, name, args, kwargs: checked_call(stage, pair, name, args, kwargs),
        fetch=lambda pair, name: checked_attribute(stage, pair, name),
    )


def _reference_side(stage: Stage, origins: Sequence[Origin]) -> tuple[Callable[[object], object], bool]:
    """What gives the reference's side of an object, and whether something was asked of a student's alone, and is made up for."""
    record, reference = stage.record, reference_in(stage)
    apart = any(origin.apart for origin in family(origins))
    if apart:
        record.counterparts.catch_up(origins, reference)

    def behind(leaf: object) -> object:
        if not isinstance(leaf, NoData):
            if reference.makes(leaf) and not (isinstance(leaf, DATA) or callable(leaf)):
                raise AssignmentError(
                    f"check was handed a {type(leaf).__name__} of the reference's own; where a function returns one, "
                    "name it opaque in grading.yaml"
                )
            return leaf
        of_this_case(leaf, record)
        origin = origin_behind(leaf)
        if origin is None:
            raise AssignmentError(f"check was handed {leaf!r}, of which the reference has no counterpart")
        return record.counterparts.of(origin) if apart or type(leaf) is not Pair else reference_of(leaf)

    return behind, apart


def _noted(stage: Stage, step: Step, pair: Pair | None, returned: object, *, makes: bool, apart: bool) -> Event:
    event = stage.record.note(step, pair, None, makes=makes, alone=apart)
    if apart:
        stage.record.counterparts.add(event, returned)
    return event


def _member(pair: Pair, name: str, behind: Callable[[object], object]) -> Any:
    owner = behind(pair)
    if not name:
        if not callable(owner):
            raise AssignmentError(f"{pair!r} cannot be called: the reference's is of type {type(owner).__name__}")
        return owner
    return getattr(owner, name)


def _variable(kept: Mapping[Path, str]) -> str:
    """What a report calls the value where ``returns`` does not say: an object alone by its class."""
    return snake(kept.get((), ""))
