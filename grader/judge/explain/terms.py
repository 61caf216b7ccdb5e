"""What was left out or added: a number or an array among the arguments, or their product, as ``reg * W``. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.judge.explain.inputs import leaves_of
from grader.judge.explain.parts import Output, Pair
from grader.judge.explain.sizes import Size, argument_name, is_hidden
from grader.model import Finding

TELLING = 2
# How often a term is there: what stands before it in a formula.
SHARES = (("", 1.0), ("2 * ", 2.0), ("1/2 * ", 0.5))


def about_terms(output: Output, parameters: Sequence[str], scales: Sequence[Size]) -> Finding | None:
    """The one term by which every value of the output differs from the expected one; None where two explain it.

    ``scales``: the numbers and sizes among the arguments, of which a term may be a multiple.
    """
    pairs = output.pairs
    if len(output.wrong) < TELLING or not all(_is_comparable(pair) for pair in pairs):
        return None
    found = []
    for name, bases in _bases(pairs, parameters):
        shares = [_share(pair, base, output) for pair, base in zip(pairs, bases, strict=True)]
        known = [(index, share) for index, share in enumerate(shares) if share is not None and not math.isnan(share)]
        if any(share is None for share in shares) or len({round(share, 9) for _, share in known if share}) < 1:
            continue
        found += [
            Finding(kind="term", name=text + name, value=sign) for text, sign in _named(known, scales, more=bool(name), own=name)
        ]
    # A size of an input, or a number, alone has a sentence of its own.
    return found[0] if len(found) == 1 else None


def _named(known: Sequence[tuple[int, float]], scales: Sequence[Size], *, more: bool, own: str) -> Iterator[tuple[str, float]]:
    """``(what stands before the array, the sign)`` for a share that is the same everywhere, or that of a scale."""
    for text, times in SHARES:
        for sign in (1.0, -1.0):
            if more and len(known) >= TELLING and all(math.isclose(share, sign * times, rel_tol=1e-6) for _, share in known):
                yield text, sign
            for scale in scales:
                if scale.name == own or len(set(scale.values)) < TELLING:
                    continue
                for form, power in (("{}", 1), ("1/{}", -1)):
                    if power < 0 and (not more or 0 in scale.values):
                        continue
                    wanted = [sign * times * scale.values[index] ** power for index, _ in known]
                    if len({round(each, 12) for each in wanted}) >= TELLING and np.allclose(
                        [share for _, share in known], wanted, rtol=1e-6, atol=1e-12
                    ):
                        yield f"{text}{form.format(scale.name)}{' * ' if more else ''}", sign


def _bases(pairs: Sequence[Pair], parameters: Sequence[str]) -> Iterator[tuple[str, list[np.ndarray]]]:
    """Everything that a term could be a multiple of: each array of the output's own shape, and of a number the sum of squares."""
    columns = [{leaf.path: leaf.array for leaf in leaves_of(pair.given)} for pair in pairs]
    for path in columns[0]:
        if is_hidden(path) or not all(path in each and _is_fraction(each[path]) for each in columns):
            continue
        name = argument_name(path, parameters)
        arrays = [each[path] for each in columns]
        if all(array.ndim and array.shape == pair.expected.shape for array, pair in zip(arrays, pairs, strict=True)):
            yield name, arrays
        elif (spread := _along_an_axis(arrays, pairs)) is not None:
            yield name, spread
        elif all(pair.expected.ndim == 0 for pair in pairs) and all(array.ndim for array in arrays):
            yield f"np.sum({name}**2)", [np.asarray(np.sum(array**2)) for array in arrays]
    yield "", [np.ones(pair.expected.shape) for pair in pairs]


def _along_an_axis(arrays: Sequence[np.ndarray], pairs: Sequence[Pair]) -> list[np.ndarray] | None:
    """Vectors, as a bias for each channel, spread over the other axes of the output; None unless they fit along just one."""
    if any(array.ndim != 1 for array in arrays) or len({pair.expected.ndim for pair in pairs}) != 1:
        return None
    ndim = pairs[0].expected.ndim
    axes = [axis for axis in range(ndim) if all(len(a) == p.expected.shape[axis] for a, p in zip(arrays, pairs, strict=True))]
    if len(axes) != 1 or ndim < 2:
        return None
    form = tuple(-1 if axis == axes[0] else 1 for axis in range(ndim))
    return [np.broadcast_to(a.reshape(form), p.expected.shape) for a, p in zip(arrays, pairs, strict=True)]


def _share(pair: Pair, base: np.ndarray, output: Output) -> float | None:
    """How often the base is in what the value has too much; NaN where it cannot be told; None where that is not all."""
    flat, missing = base.reshape(-1).astype(float), (pair.actual - pair.expected).reshape(-1).astype(float)
    square = float(flat @ flat)
    if pair.right:
        # Right within the rule: there the term has to be nothing.
        return 0.0 if square else math.nan
    if not square:
        return None
    share = float(flat @ missing) / square
    return share if output.near(pair.actual, pair.expected + share * base) else None


def _is_comparable(pair: Pair) -> bool:
    return bool(
        pair.same_shape
        and pair.expected.size
        and all(each.dtype.kind in "fiu" and np.isfinite(each).all() for each in (pair.expected, pair.actual))
    )


def _is_fraction(array: Any) -> bool:
    return bool(array.dtype.kind == "f" and array.size and np.isfinite(array).all())
