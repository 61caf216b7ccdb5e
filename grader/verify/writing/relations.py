"""Whole numbers of one argument that stay within those of another, as a kernel's sizes within an input's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from grader.verify.writing.argument import Argument
from grader.verify.writing.fitting import is_count, is_usable
from grader.verify.writing.plan import CasePlan, Sizes, Target
from grader.verify.writing.trial import Outcome, Trial

# A relation of two numbers shows only over many draws: so many, at so many sizes.
DRAWS = 8
SIZES = 6


def kept_within(trial: Trial, target: Target, fitting: Sequence[Sizes], settled: Collection[str] = ()) -> Target:
    """The target with one argument drawn within another, where the reference answers every such draw, and not every draw as it was.

    An answer that counts something is one only above 0: below, a program that says 0 is as right. ``settled``: arguments of which
    the author has said what they are.
    """
    pairs = [(inner, outer) for inner in _whole(target) for outer in _bounds(target, inner) if inner.name not in settled]
    if not pairs:
        return target
    before = list(_answers(trial, target, fitting))
    for inner, (within, shape) in pairs:
        now = _related(target, replace(inner, within=within, shape=shape))
        after = list(_answers(trial, now, fitting))
        if _all_usable(after, now) and (not _all_usable(before, target) or (_all_count(after) and not _all_count(before))):
            return now
    return target


def _whole(target: Target) -> Iterator[Argument]:
    """The arguments that are lists or arrays of whole numbers, which nothing else keeps in a range."""
    for each in target.builder.drawn:
        if (each.element is not None and each.element.kind == "size") or (each.kind == "array" and each.domain == "whole"):
            yield each


def _bounds(target: Target, inner: Argument) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What it may have to stay within, as Python over the other arguments, and the shape that it then has itself."""
    yield from ((each.name, each.shape) for each in _whole(target) if each.name != inner.name)
    for each in target.builder.drawn if inner.kind != "array" else ():
        if each.kind == "array" and len(each.shape) > 1 and not any(dimension.startswith("*") for dimension in each.shape):
            yield f"{each.name}.shape", (str(len(each.shape)),)


def _related(target: Target, inner: Argument) -> Target:
    """The same with this argument as it is here."""
    arguments = (inner if each.name == inner.name else each for each in target.builder.arguments)
    return replace(target, builder=replace(target.builder, arguments=tuple(arguments)))


def _answers(trial: Trial, target: Target, fitting: Sequence[Sizes]) -> Iterator[Outcome]:
    for sizes in fitting[:SIZES]:
        case = CasePlan(function=target.function, theme="general", sizes=sizes)
        yield from (trial.answer(target, case, seed=seed) for seed in range(DRAWS))


def _all_usable(outcomes: Sequence[Outcome], target: Target) -> bool:
    return bool(outcomes) and all(is_usable(outcome, target) for outcome in outcomes)


def _all_count(outcomes: Sequence[Outcome]) -> bool:
    return all(is_count(outcome.value) for outcome in outcomes)
