"""Nothing is said of repetition where a value holds an object; cut off is only what has lost a fraction."""

from typing import Any

import numpy as np
import pytest

from grader.judge.explain.behaviour import about_repeats
from grader.judge.explain.inputs import Input
from grader.judge.explain.numbers import cut_off, whole_numbers
from grader.judge.explain.parts import Output, Pair
from grader.judge.running.outcome import Outcome
from grader.model import FunctionSpec, Rule
from grader.sandbox.handles import Handle

SPEC = FunctionSpec(name="f")


class Worker:
    def release(self, number: int) -> None:
        """Nothing is kept anywhere."""


def handle() -> Handle:
    return Handle(Worker(), 1, "Thing", 1)  # type: ignore[arg-type]  # all that an object asks of it


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: (1.0, one), lambda one: {"a": [one]}, lambda one: [(one, 2)]])
def test_an_object_says_nothing_of_repetition(wrap: Any) -> None:
    """Whatever it stands in, and whatever stands beside it."""
    assert about_repeats(Outcome(wrap(handle())), Outcome(wrap(handle())), Outcome(wrap(handle())), SPEC) is None
    assert (
        about_repeats(Outcome((wrap(handle()), 1.0)), Outcome((wrap(handle()), 2.0)), Outcome((wrap(handle()), 3.0)), SPEC) is None
    )


def test_numbers_still_do() -> None:
    """Another number on every run, or on the second call."""
    one, two = Outcome(1.0), Outcome(2.0)
    found = about_repeats(one, one, two, SPEC), about_repeats(one, two, one, SPEC), about_repeats(one, one, one, SPEC)
    assert [None if each is None else each.kind for each in found] == ["differs_between_runs", "depends_on_calls", None]


def kind_of(*pairs: tuple[list[float], list[Any]]) -> str | None:
    made = []
    for expected, actual in pairs:
        one, other = np.array(expected, float), np.array(actual)
        made.append(Pair(Input((one,), {}), one, other, right=bool(np.allclose(one, other))))
    output = Output("y", Rule(), tuple(made))
    found = cut_off(output, ()) or whole_numbers(output, ())
    return None if found is None else found.kind


@pytest.mark.parametrize(
    ("pairs", "kind"),
    [
        ([([1.5, 2.0], [1.0, 2.0]), ([-3.7], [-3.0])], "truncated"),
        ([([1.5, 2.0], [1.0, 2.0]), ([-3.7], [-4.0])], "floored"),
        ([([1.6, 2.2], [2.0, 2.0]), ([3.7], [4.0])], "rounded"),
        # Zeros are what nothing was put into as well.
        ([([0.5, 0.2], [0.0, 0.0]), ([0.7], [0.0])], None),
        # A right value with a fraction was not cut off.
        ([([1.5], [1.0]), ([2.5], [2.0]), ([3.5], [3.5])], None),
        # Whole numbers were asked for, and others came.
        ([([1.0, 2.0], [1.0, 3.0]), ([3.0], [4.0])], None),
        # Integers throughout, but not those of the right values.
        ([([1.5, 2.5], [3, 7]), ([0.5], [9])], "integer_array"),
        ([([1.5, 2.5], [3, 7]), ([0.5], [0.5])], None),
    ],
)
def test_what_is_cut_off(pairs: list[tuple[list[float], list[Any]]], kind: str | None) -> None:
    """Only where the right number stands there without its fraction."""
    assert kind_of(*pairs) == kind
