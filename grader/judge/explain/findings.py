"""What the wrong values look like: every question of the package asked, and as few answers as explain them. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from grader.judge.explain.arrangement import about_arrangement
from grader.judge.explain.conditions import about_inputs
from grader.judge.explain.inputs import leaves_of
from grader.judge.explain.numbers import about_numbers
from grader.judge.explain.parts import Output, outputs_of
from grader.judge.explain.places import about_arguments, about_places, across
from grader.judge.explain.sizes import Size, numbers_of, sizes_of
from grader.judge.explain.terms import about_terms
from grader.judge.running.outcome import Observation
from grader.model import Finding, FunctionSpec

MAX_FINDINGS = 3


def looks_of(
    observations: Sequence[Observation],
    telling: Sequence[Observation],
    spec: FunctionSpec,
    parameters: Sequence[str],
) -> tuple[Finding, ...]:
    """Findings that hold on all ``observations``, the most particular first.

    ``telling``: those on which a right answer is no accident. Only with them can be said on which inputs the function is right.
    """
    outputs = outputs_of(observations, spec)
    found = list(across(outputs))
    if not found:
        # All of them are of the same inputs.
        scales = _scales(outputs[0], parameters) if outputs else ()
        found = _merged([(output, _look(output, parameters, scales)) for output in outputs if output.wrong])
    condition = about_inputs(telling, spec, parameters)
    # A factor that is a size says already that a size of one is right.
    if condition is not None and not any(each.kind == "ratio_size" for each in found):
        found.append(condition)
    # Where the function raises on some inputs, nothing is right on every input.
    if all(each.outcome.answered for each in observations) and (partly := _partly_right(outputs)) is not None:
        found.append(partly)
    return tuple(found[:MAX_FINDINGS])


def _scales(output: Output, parameters: Sequence[str]) -> tuple[Size, ...]:
    inputs = [pair.given for pair in output.pairs]
    return (*sizes_of(inputs, parameters), *numbers_of(inputs, parameters))


def _look(output: Output, parameters: Sequence[str], scales: Sequence[Size]) -> Finding | None:
    return (
        about_arguments(output, parameters)
        or about_arrangement(output)
        or about_numbers(output, scales)
        or about_terms(output, parameters, scales)
        or about_places(output)
    )


def _is_handed_on(output: Output) -> bool:
    """Whether it is an argument as it came in, such as a learning rate in a dict of options: to return it shows nothing."""
    places = [{leaf.path: leaf.array for leaf in leaves_of(pair.given)} for pair in output.pairs]
    return any(
        all(path in each and np.array_equal(each[path], pair.expected) for each, pair in zip(places, output.pairs, strict=True))
        for path in places[0]
    )


def _merged(looks: Sequence[tuple[Output, Finding | None]]) -> list[Finding]:
    """One finding for all outputs that it holds of."""
    found: dict[Finding, list[str]] = {}
    for output, finding in looks:
        if finding is not None:
            found.setdefault(finding, []).append(output.name)
    return [dataclasses.replace(finding, outputs=tuple(name for name in names if name)) for finding, names in found.items()]


def _partly_right(outputs: Sequence[Output]) -> Finding | None:
    """Which outputs are right throughout, where others are not."""
    right = tuple(output.name for output in outputs if not output.wrong and len(output.pairs) > 1 and not _is_handed_on(output))
    wrong = tuple(output.name for output in outputs if output.wrong)
    return Finding(kind="partly_right", outputs=wrong, words=right) if right and wrong else None
