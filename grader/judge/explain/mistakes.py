"""Which known mistake a student's answers equal, whatever the code looks like. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from grader.judge.running.outcome import Observation, Outcome, same_outcome
from grader.model import FunctionSpec


def matching(observations: Sequence[Observation], known: Mapping[str, Sequence[Outcome]], spec: FunctionSpec) -> tuple[str, ...]:
    """The mistakes that answer every input as the student does, of whom at least one answer is wrong.

    ``known``: for each mistake its outcome on each of the inputs. Several that match cannot be told apart on these inputs.
    """
    if not any(each.failed for each in observations):
        return ()
    return tuple(
        name
        for name, outcomes in known.items()
        if all(same_outcome(each.outcome, outcome, spec) for each, outcome in zip(observations, outcomes, strict=True))
    )


def is_telling(value: object) -> bool:
    """Whether a value holds a fraction, which nobody comes to by chance."""
    if isinstance(value, dict):
        return any(is_telling(part) for part in value.values())
    if isinstance(value, list | tuple):
        return any(is_telling(part) for part in value)
    if isinstance(value, float | np.floating | np.ndarray) and np.asarray(value).dtype.kind == "f":
        array = np.asarray(value)
        return bool((array[np.isfinite(array)] % 1).any())
    return False
