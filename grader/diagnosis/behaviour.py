"""What shows only when a function is called again: it draws at random, remembers, or changes its arguments. Asks, but judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.diagnosis.inputs import Input, leaves_of
from grader.diagnosis.outcomes import Observation, Outcome, same_outcome
from grader.diagnosis.sizes import argument_name
from grader.model import Finding, FunctionSpec


def about_repeats(
    start: Observation, again: Outcome, fresh: Outcome, spec: FunctionSpec
) -> Finding | None:
    """``again``: the same call once more in the same process; ``fresh``: as the first call of a new one."""
    if any(outcome.stopped for outcome in (again, fresh)):
        return None
    if same_outcome(again, fresh, spec) and same_outcome(start.outcome, fresh, spec):
        return None
    return Finding(kind="depends_on_calls" if not same_outcome(again, fresh, spec) else "differs_between_runs")


def changed_arguments(given: Input, after: Sequence[Any], parameters: Sequence[str]) -> tuple[str, ...]:
    """The arrays among the positional arguments that a call left changed."""
    if len(after) != len(given.args):
        return ()
    later = {leaf.path: leaf.array for leaf in leaves_of(Input(tuple(after), {}))}
    names = []
    for leaf in leaves_of(Input(given.args, {})):
        array = later.get(leaf.path)
        if not leaf.is_number and (array is None or not np.array_equal(array, leaf.array, equal_nan=leaf.array.dtype.kind in "fc")):
            names.append(argument_name(leaf.path, parameters))
    return tuple(names)
