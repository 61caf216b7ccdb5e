"""Whether an answer hangs on rounding: such an input tells no wrong program from a right one, and no case may ask it.

The solution of a singular system is an example: the reference finds one, and every other right program another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.grading.measure import bound_of
from grader.judge.running.pairs import without
from grader.judge.running.provenance import compared_without, replay
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.tree import mapped
from grader.model import FunctionSpec, Rule
from grader.verify.corpus import Asked
from grader.verify.window import distance, parts_of

# About the rounding of a long computation; a power of two would round nothing anew.
NUDGE = 1.0 + 1e-13
# Of whole numbers: where the last bits decide, each of these steps leads to an answer of its own.
STEPS = (NUDGE, 1.0 + 2.3e-13, 1.0 + 3.7e-13, 1.0 + 5.9e-13)
# A stricter rule says nothing of such a step.
LEAST_RTOL = 1e-11
# What an answer may move by, then: a million times as much.
SETTLED = Rule(rtol=1e-6, atol=1e-8, nan="equal", inf="equal")


def is_settled(reference: Reference, spec: FunctionSpec, call: Asked, others: Sequence[Reference] = ()) -> bool:
    """Whether the reference answers as before when every number of the input is a little larger; and as these ``others`` do, which
    are the reference with its sums taken in another order.

    All by the same factor, so that what is equal stays so: a tie is decided by what the assignment says of it, not by rounding.
    """
    try:
        with np.errstate(all="ignore"):
            answers = [_answer(reference, call, _nudged), *(_answer(each, call, lambda value: value) for each in others)]
            own = _answer(reference, call, lambda value: value)
            if not all(_agree(answer, own, spec, call) for answer in answers):
                return False
            return not any(_is_of_last_bits(reference, spec, call, own, kinds) for kinds in ("f", "iu"))
    except Exception:  # noqa: BLE001  # the reference refuses the neighbour
        return False


def _is_of_last_bits(reference: Reference, spec: FunctionSpec, call: Asked, own: object, kinds: str) -> bool:
    """Whether arrays of whole numbers have an answer that rounding alone makes, as the last column of Q where R ends in 1e-15.

    A tie falls one way or the other, so some step answers as before; marks and counts that are whole no longer are after any step,
    so all steps answer alike. Where neither is so, it is rounding.
    """

    def enlarged(step: float) -> Callable[[object], object]:
        return lambda value: np.asarray(value) * step if _is_whole(value, kinds) else value

    try:
        moved = [_answer(reference, call, enlarged(step)) for step in STEPS]
    except Exception:  # noqa: BLE001  # the reference takes whole numbers alone
        return False
    if any(_agree(answer, own, spec, call) for answer in moved):
        return False
    return not all(_agree(answer, moved[0], spec, call) for answer in moved[1:])


def _agree(answer: object, own: object, spec: FunctionSpec, call: Asked) -> bool:
    """The end of several calls may be an attribute or an argument, which the names of what is returned say nothing of."""
    moved, before = ({"": each} if call.recipe else dict(parts_of(each, spec.returns)) for each in (answer, own))
    return before.keys() == moved.keys() and all(
        distance(moved[name], before[name], replace(rule, up_to=spec.rule_for(name).up_to)) <= bound_of(rule)
        for name in before.keys() - set(spec.opaque)
        for rule in _settled(spec.rule_for(name))
    )


def _answer(reference: Reference, call: Asked, change: Callable[[object], object]) -> object:
    """What the reference answers where this becomes of every number of the input; of several calls, in each of them."""

    def changed(args: Sequence[object], kwargs: Mapping[str, object]) -> tuple[list[object], dict[str, object]]:
        return [mapped(arg, change) for arg in args], {name: mapped(value, change) for name, value in kwargs.items()}

    if not call.recipe:
        args, kwargs = changed(call.args, call.kwargs)
        return reference.call(call.function, args, kwargs)
    side = ReferenceStudent(reference)
    value = replay(call.recipe, lambda step, target: side.play(step, *changed(step.args, step.kwargs), target))
    return without(value, compared_without(call.recipe))


def _settled(rule: Rule) -> tuple[Rule, ...]:
    """What an answer may move by: no more than the assignment lets pass either, or the right answer of another machine fails."""
    return (SETTLED, rule) if rule.kind == "close" and rule.rtol >= LEAST_RTOL else (SETTLED,)


def _nudged(value: object) -> object:
    """Whole numbers are left alone: with them there is mostly no rounding at all, and many are marks or counts."""
    array = np.asarray(value) if isinstance(value, np.ndarray | np.generic | float | complex) else np.zeros(0)
    if array.dtype.kind not in "fc" or not array.size or bool(np.all(array == np.rint(array))):
        return value
    moved = array * NUDGE
    return moved if isinstance(value, np.ndarray) else moved.item() if isinstance(value, float | complex) else moved[()]


def _is_whole(value: object, kinds: str) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in kinds and value.size > 0 and bool(np.all(value == np.rint(value)))
