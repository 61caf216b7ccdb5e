"""Calls outside of any case, of which nothing is recorded, for explanations: one, or many in one request."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from grader.judge.running.outcome import Outcome
from grader.judge.running.provenance import Made, Recipe, Step, compared_without
from grader.judge.running.tree import mapped
from grader.model.extent import is_within
from grader.sandbox.protocol import (
    Ask,
    Earlier,
    MissingNameError,
    Move,
    Play,
    RefusedValueError,
    StudentError,
    StudentProcess,
    StudentStoppedError,
)

# Hundreds of answers are kept while a failure is explained, each to a small input.
PROBED_BYTES = 1 << 18
MOST = (4 * PROBED_BYTES, 4 * PROBED_BYTES)
TOO_LARGE = "a value too large to be looked at"


def one_of(worker: StudentProcess | None, ask: Ask, timeout_s: float, *, fetch: bool) -> Outcome:
    """``fetch``: an attribute is looked at, not called. With an argument that is wanted back, it is that."""
    if worker is None or not worker.alive:
        return Outcome(stopped=True)
    ask = dataclasses.replace(ask, most=MOST)
    try:
        reply = (worker.fetch if fetch else worker.call)(ask, timeout_s=timeout_s)
        return _outcome(reply.arguments[0] if ask.mutates else reply.value)
    except StudentError as error:
        return Outcome(raised=error.fault.base, fault=error.fault)
    except RefusedValueError:
        return Outcome(raised=TOO_LARGE) if worker.alive else Outcome(stopped=True)
    except (StudentStoppedError, MissingNameError):
        return Outcome(stopped=True)


def many_of(worker: StudentProcess, asks: Sequence[Ask], timeout_s: float) -> list[Outcome | None] | None:
    """Of the first ones, if they take long; None for what gave no value. All have the same ``keep``, and none a target.

    None in the place of the list: that ended the worker, or was refused, for one of them.
    """
    plays = [Play([Move(each.name, each.args, each.kwargs)], MOST, tuple(each.keep)) for each in asks]
    try:
        tried = worker.tried(plays, [((), number) for number in range(len(plays))], timeout_s=timeout_s)
    except (StudentError, StudentStoppedError, RefusedValueError):
        return None
    return [None if place is None else _outcome(tried.values[place]) for place in tried.places]


def chain_of(worker: StudentProcess, recipe: Recipe, timeout_s: float) -> Outcome | None:
    """What calls that build on each other come to, in one request; None where they come to no value, or end the worker."""
    try:
        tried = worker.tried([play_of(recipe, MOST)], [((), 0)], timeout_s=timeout_s)
    except (StudentError, StudentStoppedError, RefusedValueError):
        return None
    place = tried.places[0]
    return None if place is None else _outcome(tried.values[place])


def play_of(recipe: Recipe, most: tuple[int, int]) -> Play:
    """The recipe as a student's process makes its calls by itself."""
    argument = recipe[-1].argument
    return Play([_move(step) for step in recipe], most, compared_without(recipe), None if argument is None else argument[0])


def _move(step: Step) -> Move:
    target = None if step.target is None else Earlier(step.target.step, step.target.path)
    kwargs = {name: mapped(value, _earlier) for name, value in step.kwargs.items()}
    return Move(step.name, [mapped(value, _earlier) for value in step.args], kwargs, target, step.attribute)


def _earlier(value: object) -> object:
    return Earlier(value.step, value.path) if isinstance(value, Made) else value


def _outcome(value: object) -> Outcome:
    return Outcome(value) if is_within(value, PROBED_BYTES) else Outcome(raised=TOO_LARGE)
