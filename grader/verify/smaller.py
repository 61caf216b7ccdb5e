"""A call that tells a program from the reference, with as little along every length as still does. In a laboratory's process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.judge.explain.inputs import Input
from grader.judge.explain.shrink import cut_all
from grader.judge.running.reference import Reference
from grader.verify.axes import axis_groups
from grader.verify.corpus import Asked
from grader.verify.probing import stated_of
from grader.verify.variation import alike, is_like


def cut_short(reference: Reference, call: Asked, asked: Sequence[Asked], holds: Callable[[Asked], bool]) -> Asked:
    """The same call with lengths that belong together cut together, as far as ``holds`` and the suite's inputs allow.

    What all inputs of the suite have in common is kept. A call that goes through others is left as it is.
    """
    own = [Input(each.args, each.kwargs) for each in asked if each.function == call.function and not each.recipe]
    given = Input(call.args, call.kwargs)
    known = alike([given, *own])[0][1:]
    if call.recipe or not known:
        return call

    def changed(candidate: Input) -> Asked:
        return replace(call, args=candidate.args, kwargs=candidate.kwargs)

    def fails(candidate: Input) -> bool:
        return is_like(known, candidate) and holds(changed(candidate))

    groups = axis_groups(
        known, lambda each: reference.call(call.function, each.args, each.kwargs), stated_of(reference, call.function)
    )
    short = cut_all(given, groups, fails)
    return call if short is given else changed(short)
