"""Who plays calls again, step by step: a student, the reference, the reference of another convention."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.judge.explain.ask import at_most
from grader.judge.running.outcome import Outcome
from grader.judge.running.pairs import without
from grader.judge.running.provenance import Recipe, Step, compared_without, replay
from grader.judge.running.record import Record
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.student import LiveStudent
from grader.model import Reveal
from grader.sandbox.handles import Handle
from grader.sandbox.protocol import Ask, StudentError


def played(live: LiveStudent, recipes: Sequence[Recipe], reveal: Reveal, on_pause: Callable[[], None]) -> list[Outcome]:
    """Each in a case of its own, so that what one keeps is gone before the next. Whoever had to be stopped is asked no more."""
    found: list[Outcome] = []
    for recipe in recipes:
        stopped = bool(found) and found[-1].stopped
        found.append(Outcome(stopped=True) if stopped else played_by(live, recipe, reveal, on_pause))
    return found


class _OverError(Exception):
    """A step on the way gave no value to go on with."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def played_by(live: LiveStudent, recipe: Recipe, reveal: Reveal, on_pause: Callable[[], None]) -> Outcome:
    """What a student gives for a recipe, in a case of its own."""

    def play(step: Step, target: object) -> object:
        on_pause()  # at each step, since each may take as long as a call may
        if target is not None and type(target) is not Handle:
            raise _OverError(Outcome(raised="no object"))
        outcome = live.probe(_ask(step, target), fetch=step.attribute)
        if not outcome.answered:
            raise _OverError(outcome)
        return outcome.value

    try:
        on_pause()
        live.begin_case(Record(), reveal=reveal)
        if len(recipe) > 1:
            if (told := live.played(recipe)) is not None:
                return told
            if not live.alive:
                live.begin_case(Record(), reveal=reveal)
        return Outcome(without(replay(recipe, play), compared_without(recipe)))
    except _OverError as over:
        return over.outcome
    except StudentError:
        return Outcome(stopped=True)
    except LookupError:
        return Outcome(raised="no such part")


def _ask(step: Step, target: object) -> Ask:
    owner = () if target is None else (target,)
    mutates = () if step.argument is None else (step.argument[0],)
    return Ask(name=step.name, args=step.args, kwargs=step.kwargs, target=owner, keep=step.keep, mutates=mutates)


def by_reference(reference: ReferenceStudent, recipe: Recipe) -> Outcome:
    """Raises what the reference raises."""
    value = replay(recipe, lambda step, target: reference.play(step, step.args, step.kwargs, target))
    return Outcome(without(value, compared_without(recipe)))


def by_another(reference: ReferenceStudent, recipe: Recipe, seconds: float) -> Outcome:
    """Of another convention's reference, which need not take what was made up, nor come to an end."""
    try:
        with at_most(seconds), np.errstate(all="ignore"):
            return by_reference(reference, recipe)
    except Exception as error:  # noqa: BLE001  # then it is not right there
        return Outcome(raised=type(error).__name__)
