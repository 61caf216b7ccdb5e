"""A call that a suite makes on the student's side alone: nothing of its value is compared."""

from __future__ import annotations

from grader.grading.compare import structure_lacks
from grader.judge.running.checks import WrongAnswerError
from grader.judge.running.context import Side
from grader.judge.running.literal import value_text
from grader.judge.running.pairs import for_student, without
from grader.judge.running.provenance import Step
from grader.judge.running.record import Call, Record, in_brief
from grader.judge.running.tree import has_part
from grader.model import Evidence, FunctionSpec
from grader.sandbox.protocol import Ask


def call_student(
    side: Side,
    record: Record,
    step: Step,
    spec: FunctionSpec,
    *,
    target: tuple[object, ...] = (),
    mutates: tuple[int | str, ...] = (),
    label: str,
) -> object:
    """The value of a call that a suite makes on the student's side alone; remembered as the latest one.

    Nothing of it is compared. But where a part is missing that is declared opaque, nobody could go on with it.
    """
    record.asked = label
    args, kwargs = for_student(step.args, step.kwargs, record)
    ask = Ask(name=step.name, args=args, kwargs=kwargs, target=target, keep=step.keep, mutates=mutates)
    value = side.answer(ask, label).value
    event = record.note(step, target[0] if target else None, value)
    # A free-hand assertion is about a value returned before it: a report shows the latest call.
    record.latest = Call(in_brief(value), event)
    if not all(has_part(value, path) for path in step.keep):
        mismatch = structure_lacks(value, spec.returns)
        record.failed(event, Evidence(actual=value_text(value), mismatch=mismatch), spec, without(value, step.keep))
        raise WrongAnswerError(f"{label} does not return what grading.yaml says")
    return value
