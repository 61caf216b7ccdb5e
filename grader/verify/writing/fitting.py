"""Which sizes fit together: what is written of their order, and what the reference's answers tell. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.model import Names
from grader.verify.writing.argument import describe, evaluated
from grader.verify.writing.docstring import returned_text
from grader.verify.writing.plan import Sizes, Target
from grader.verify.writing.signature import Signature
from grader.verify.writing.trial import Outcome

# ``N >= K`` in a docstring, where both are sizes.
ORDER = re.compile(r"\b([A-Za-z_]\w*)\s*(<=|>=|<|>)\s*([A-Za-z_]\w*)\b")


def keeps(orders: Sequence[tuple[str, ...]], sizes: Mapping[str, object]) -> bool:
    """Whether the sizes are in the order that was written."""
    for left, sign, right in orders:
        a, b = sizes.get(left), sizes.get(right)
        if isinstance(a, int) and isinstance(b, int) and not {"<=": a <= b, ">=": a >= b, "<": a < b, ">": a > b}[sign]:
            return False
    return True


def is_usable(outcome: Outcome, target: Target) -> bool:
    """Whether a case may ask for this answer."""
    if outcome.failed or not outcome.is_finite:
        return False
    if target.mutates:
        return True
    return not outcome.is_empty


def without_strays(found: list[tuple[Sizes, Outcome]], target: Target) -> list[tuple[Sizes, Outcome]]:
    """Without answers that count nothing, or less, where most count something: such sizes do not fit together."""
    if not counts(found, target):
        return found
    return [each for each in found if is_count(each[1].value)]


def counts(found: Sequence[tuple[Sizes, Outcome]], target: Target) -> bool:
    """Whether the function counts something: it is given whole numbers only, and mostly answers with positive ones."""
    given = [each.element or each for each in target.builder.arguments]
    if not given or any(each.kind not in ("size", "flag", "given") for each in given):
        return False
    return 2 * sum(is_count(outcome.value) for _, outcome in found) > len(found)


def is_count(value: Any) -> bool:
    """Whether there are only positive whole numbers in it."""
    if isinstance(value, tuple | list):
        return all(is_count(each) for each in value)
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def shaped_as_said(found: list[tuple[Sizes, Outcome]], signature: Signature) -> list[tuple[Sizes, Outcome]]:
    """Without sizes at which an output has another shape than the docstring says, where most have the one that it says."""
    said = outputs_said(signature)
    right = [each for each in found if all(_has_shape(each[1].value, path, dims, dict(each[0])) for path, dims in said)]
    return right if said and 2 * len(right) > len(found) else found


def outputs_said(signature: Signature) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Where each output stands, and the shape that the docstring gives it; only of those that have one."""
    if isinstance(signature.returns, str):
        dims = dims_of(" ".join(signature.doc.returned))
        return [((), dims)] if dims is not None else []
    return [
        (path, dims)
        for path, name in _placed(signature.returns)
        if (dims := dims_of(returned_text(signature.doc, name))) is not None
    ]


def _placed(names: Names, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], str]]:
    if isinstance(names, str):
        yield path, names
        return
    for place, each in enumerate(names):
        yield from _placed(each, (*path, place))


def _has_shape(value: Any, path: tuple[int, ...], dims: tuple[str, ...], sizes: dict[str, object]) -> bool:
    """Also where the shape holds a symbol that no argument brings: of that nothing is known."""
    for place in path:
        value = value[place]
    try:
        return bool(np.shape(value) == tuple(evaluated(each, sizes) for each in dims))
    except (KeyError, SyntaxError, ValueError):
        return True


def dims_of(text: str) -> tuple[str, ...] | None:
    """The shape in a description of an output."""
    return describe(text).shape
