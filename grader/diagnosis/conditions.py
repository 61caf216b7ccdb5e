"""On which inputs a function fails: only for more than one sample, only where rows and columns differ, only for integers. Pure.

A condition is a finding only if it splits all inputs without an exception, and no other condition does so too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.diagnosis.inputs import Input, leaves_of
from grader.diagnosis.outcomes import Observation, is_zero
from grader.diagnosis.sizes import Size, argument_name, sizes_of
from grader.model import Finding

# Fewer than this on either side is chance.
SIDE = 2
LARGE = 100.0


def about_inputs(observations: Sequence[Observation], parameters: Sequence[str]) -> Finding | None:
    """The one condition under which the function fails; None where there is none, or more than one.

    ``observations``: inputs whose right answers are no accident; small whole numbers would hide a mistake too often.
    """
    telling = [each for each in observations if not each.outcome.stopped and not is_zero(each.expected)]
    failed = [each.failed for each in telling]
    if sum(failed) < SIDE or len(failed) - sum(failed) < 1:
        return None
    inputs = [Input(each.args, each.kwargs) for each in telling]
    found = {finding: holds for finding, holds in _conditions(inputs, parameters) if list(holds) == failed}
    # Two conditions that cannot be told apart on these inputs are two guesses.
    return next(iter(found)) if len(found) == 1 else None


def _conditions(inputs: Sequence[Input], parameters: Sequence[str]) -> Iterator[tuple[Finding, tuple[bool, ...]]]:
    """Conditions with, for each input, whether it holds."""
    sizes = sizes_of(inputs, parameters)
    for size in sizes:
        yield from _of_size(size)
    for index, one in enumerate(sizes):
        for other in sizes[index + 1 :]:
            holds = tuple(a != b for a, b in zip(one.values, other.values, strict=True))
            if holds.count(False) >= SIDE:
                yield Finding(kind="only_not_square", words=(one.name, other.name)), holds
    yield from _of_values(inputs, parameters)


def _of_size(size: Size) -> Iterator[tuple[Finding, tuple[bool, ...]]]:
    counts = {value: size.values.count(value) for value in size.values}
    more = tuple(value > 1 for value in size.values)
    if more.count(False) >= SIDE and len(counts) > 2:
        yield Finding(kind="only_above_one", name=size.name, words=size.words), more
    one = tuple(value == 1 for value in size.values)
    if one.count(False) >= SIDE and len(counts) > 2:
        yield Finding(kind="only_for_one", name=size.name, words=size.words), one
    for value in counts:
        # One size that works, more than once, and at least three that do not: it is written into the code.
        if value > 1 and counts[value] >= SIDE and len(counts) > 3:
            holds = tuple(each != value for each in size.values)
            yield Finding(kind="one_size", name=size.name, value=float(value), words=size.words), holds


def _of_values(inputs: Sequence[Input], parameters: Sequence[str]) -> Iterator[tuple[Finding, tuple[bool, ...]]]:
    for leaf in leaves_of(inputs[0]):
        arrays = [next((each.array for each in leaves_of(given) if each.path == leaf.path), None) for given in inputs]
        known = [array for array in arrays if array is not None and array.size and array.dtype.kind in "iuf"]
        if len(known) != len(inputs):
            continue
        name = argument_name(leaf.path, parameters)
        for kind, holds in (
            ("only_integers", tuple(array.dtype.kind in "iu" for array in known)),
            ("only_negative", tuple(bool((array < 0).any()) for array in known)),
            ("only_large", tuple(bool((np.abs(array) > LARGE).any()) for array in known)),
        ):
            if holds.count(False) >= SIDE:
                yield Finding(kind=kind, name=name), holds
