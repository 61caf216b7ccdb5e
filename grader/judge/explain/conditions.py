"""On which inputs a function fails: only for more than one sample, only where rows and columns differ, only without padding. Pure.

A condition is a finding only if it splits all inputs without an exception, several on either side, and no other does so too.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from grader.judge.explain.inputs import MAX_OFFSET, Input, input_of, leaves_of
from grader.judge.explain.parts import flat_parts
from grader.judge.explain.sizes import Size, argument_name, is_hidden, sizes_of, texts_of
from grader.judge.running.outcome import Observation, is_zero
from grader.model import Finding, FindingKind, FunctionSpec

# Fewer than this on either side is chance.
SIDE = 3
LARGE = 100.0
# A condition on the values of an array, by its kind.
VALUES: tuple[tuple[FindingKind, Callable[[np.ndarray], bool]], ...] = (
    ("only_integers", lambda array: array.dtype.kind in "iu"),
    ("only_negative", lambda array: bool((array < 0).any())),
    ("only_large", lambda array: bool((np.abs(array) > LARGE).any())),
)


# A finding, and for each input whether the function is said to fail on it. Most conditions break early, and are left there.
Condition = tuple[Finding, Iterable[bool]]


def telling(observations: Sequence[Observation]) -> list[Observation]:
    """Those on which a right answer is no accident."""
    return [each for each in observations if not each.outcome.stopped and not is_zero(each.expected)]


def about_inputs(observations: Sequence[Observation], spec: FunctionSpec, parameters: Sequence[str]) -> Finding | None:
    """The one condition under which the function fails; None where there is none, more than one, or too little to tell by.

    ``observations``: inputs whose right answers are no accident; small whole numbers would hide a mistake too often.
    """
    seen = telling(observations)
    failed = [each.failed for each in seen]
    found = candidates(seen, spec, parameters)
    # Two conditions that cannot be told apart on these inputs are two guesses.
    return found[0] if len(found) == 1 and min(failed.count(True), failed.count(False)) >= SIDE else None


def candidates(seen: Sequence[Observation], spec: FunctionSpec, parameters: Sequence[str]) -> list[Finding]:
    """Every condition that splits the inputs as they came out."""
    failed = tuple(each.failed for each in seen)
    if len(set(failed)) < 2:
        return []
    return list(dict.fromkeys(finding for finding, holds in _conditions(seen, spec, parameters) if _is(holds, failed)))


def _is(holds: Iterable[bool], failed: Sequence[bool]) -> bool:
    return all(one == other for one, other in zip(holds, failed, strict=True))


def _conditions(seen: Sequence[Observation], spec: FunctionSpec, parameters: Sequence[str]) -> Iterator[Condition]:
    inputs = [input_of(each) for each in seen]
    sizes = sizes_of(inputs, parameters)
    for size in sizes:
        if any(_follows(size, other) for other in sizes):
            continue
        for kind, holds, value in _of_number(size.values):
            if kind in ("only_zero", "only_not_zero") and size.words[0] != "value":
                continue  # of nothing everything is right: that an input is empty tells of no mistake
            yield Finding(kind=kind, name=size.name, words=size.words, value=value), holds
    known = {size.values for size in sizes}
    sides = [*sizes, *(size for size in _of_outputs(seen, spec) if size.values not in known)]
    for index, one in enumerate(sides):
        for other in sides[index + 1 :]:
            if "value" in (one.words[0], other.words[0]) and one.words[0] != other.words[0]:
                continue  # that an argument has the value of a length is no sides that are mixed up
            yield Finding(kind="only_not_square", words=(one.name, other.name)), map(operator.ne, one.values, other.values)
    yield from _of_values(inputs, parameters)
    for path, texts in texts_of(inputs).items():
        for text in dict.fromkeys(texts):
            yield (
                Finding(kind="only_text", name=argument_name(path, parameters), words=(text,)),
                map(partial(operator.eq, text), texts),
            )


def _follows(size: Size, other: Size) -> bool:
    """Whether one is always so many times as long as the other, or so much longer: gates side by side, a state before the first.

    What is said of it would be said of the other as well, and neither could be told from it.
    """
    shortest, longest = min(other.values), max(other.values)
    if len(set(other.values)) < SIDE or sum(other.values) >= sum(size.values):
        return False
    values = dict(zip(other.values, size.values, strict=True))
    times = (values[longest] - values[shortest]) / (longest - shortest)
    more = values[shortest] - times * shortest
    known = times.is_integer() and times >= 1 and 0 <= more <= MAX_OFFSET
    return known and all(one == times * two + more for one, two in zip(size.values, other.values, strict=True))


def _of_outputs(seen: Sequence[Observation], spec: FunctionSpec) -> Iterator[Size]:
    """The lengths of what is expected, which may be square where no argument is."""
    columns = []
    for each in seen:
        parts = flat_parts(each.expected, each.expected, spec.returns)
        columns.append({name: part.shape for name, part, _ in parts if isinstance(part, np.ndarray)})
    for name, first in columns[0].items():
        if all(len(each.get(name, ())) == len(first) for each in columns):
            for axis in range(len(first)):
                called = f"{name or spec.name + '(...)'}.shape[{axis}]"
                yield Size(called, ("output", called), tuple(each[name][axis] for each in columns))


def _of_number(values: Sequence[int | float]) -> Iterator[tuple[FindingKind, Iterable[bool], float | None]]:
    """Kind, whether it holds, and the number that the sentence names: of a length, or of a number among the arguments."""
    counts = dict.fromkeys(values)
    least = min(counts)
    if least >= 1:
        # The smallest that there is need not be one: of a spline through points it is two.
        yield "only_above_one", (value > least for value in values), None if least == 1 else float(least)
        if len(counts) > 2:
            yield "only_for_one", (value == 1 for value in values), None
    if 0 in counts:
        yield "only_zero", (value == 0 for value in values), None
        yield "only_not_zero", (value != 0 for value in values), None
    for value in counts:
        # One size that works, and at least three that do not, smaller ones too: it is written into the code.
        if value > max(1, least) and len(counts) > 3:
            yield "one_size", map(partial(operator.ne, value), values), float(value)


def _of_values(inputs: Sequence[Input], parameters: Sequence[str]) -> Iterator[Condition]:
    arrays = [{leaf.path: leaf.array for leaf in leaves_of(given) if leaf.array.ndim or leaf.kind is float} for given in inputs]
    for path in arrays[0]:
        known = [each[path] for each in arrays if path in each and each[path].size and each[path].dtype.kind in "iuf"]
        if len(known) != len(inputs) or is_hidden(path):
            continue
        for kind, test in VALUES:
            yield Finding(kind=kind, name=argument_name(path, parameters)), map(test, known)
        # A function may take one number as well as many.
        if not any(array.ndim for array in known):
            for kind, holds, value in _of_number([float(array) for array in known]):
                if kind in ("only_zero", "only_not_zero"):
                    name = argument_name(path, parameters)
                    yield Finding(kind=kind, name=name, words=("value", name), value=value), holds
