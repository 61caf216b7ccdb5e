"""What a finding claims, as a test of one observation: written from the sentences, and apart from the code that finds them.

Each test looks at one call on a fresh input: the value that was expected, the value that came, the arguments. It answers True or
False, or None where the observation has no say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.model import Finding

RTOL = 1e-5


@dataclass(frozen=True, slots=True)
class Seen:
    """One output of one call. ``right``: within its rule. ``args``: by parameter name, as far as they are known."""

    expected: Any
    actual: Any
    right: bool
    args: Mapping[str, Any]


def is_near(one: Any, other: Any, rtol: float = RTOL) -> bool:
    """Equal in shape, and in value but for rounding."""
    try:
        a, b = np.asarray(one), np.asarray(other)
    except ValueError:
        return False
    if a.shape != b.shape:
        return False
    if a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
        return bool(np.array_equal(a, b))
    finite = np.abs(b[np.isfinite(b)]) if b.size else b
    scale = float(finite.max()) if finite.size else 0.0
    return bool(np.allclose(a, b, rtol=rtol, atol=rtol * scale + 1e-12, equal_nan=True))


def size_in(name: str, args: Mapping[str, Any]) -> float | None:
    """``1/X.shape[0]``, ``len(w)``, ``X.shape[0]*y.shape[1]``, ``reg`` or ``params['b']``, read with these arguments."""
    if not re.fullmatch(r"[\w\s.\[\]'\"()*/+-]+", name):
        return None
    try:
        return float(eval(name, {"__builtins__": {}, "len": len, "np": np, **args}))  # noqa: S307  # a name that the grader made
    except Exception:  # noqa: BLE001  # the argument is not known here
        return None


def _numbers(seen: Seen) -> tuple[np.ndarray, np.ndarray] | None:
    try:
        actual, expected = np.asarray(seen.actual), np.asarray(seen.expected)
    except ValueError:
        return None
    numeric = actual.dtype.kind in "biufc" and expected.dtype.kind in "biufc"
    return (actual, expected) if numeric and actual.size <= 200_000 else None


def _of_value(change: Callable[[np.ndarray], Any]) -> Callable[[Finding, Seen], bool | None]:
    def test(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
        numbers = _numbers(seen)
        if numbers is None:
            return False
        with np.errstate(all="ignore"):
            return is_near(numbers[0], change(numbers[1]))

    return test


def _ratio(finding: Finding, seen: Seen) -> bool | None:
    factor = finding.value if finding.kind == "ratio" else size_in(finding.name, seen.args)
    numbers = _numbers(seen)
    if factor is None:
        return None
    return numbers is not None and is_near(numbers[0], factor * numbers[1])


def _offset(finding: Finding, seen: Seen) -> bool | None:
    step = finding.value if finding.kind == "offset" else size_in(finding.name, seen.args)
    numbers = _numbers(seen)
    if step is None:
        return None
    return numbers is not None and is_near(numbers[0], numbers[1] + step)


def _constant(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    wanted = 0.0 if finding.kind == "all_zero" else finding.value
    return numbers is not None and wanted is not None and is_near(numbers[0], np.full(numbers[0].shape, wanted))


def _truncated(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
    numbers = _numbers(seen)
    return numbers is not None and is_near(numbers[0], np.trunc(numbers[1].real))


def _integers(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
    numbers = _numbers(seen)
    return numbers is not None and numbers[0].dtype.kind in "iub"


POWERS: dict[str, Callable[[np.ndarray], Any]] = {
    "power_absolute": np.abs, "power_squared": np.square, "power_square_root": np.sqrt, "power_reciprocal": np.reciprocal,
    "power_logarithm": np.log, "power_exponential": np.exp, "power_one_minus": lambda wanted: 1 - wanted,
}  # fmt: skip


def _not_finite(finding: Finding, seen: Seen) -> bool | None:
    if seen.right:
        return None
    numbers = _numbers(seen)
    return numbers is not None and bool((np.isnan if finding.kind == "nan" else np.isinf)(numbers[0]).any())


def _axis(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None:
        return False
    more = numbers[0].ndim - numbers[1].ndim
    return more == (1 if finding.kind == "extra_axis" else -1) and is_near(np.squeeze(numbers[0]), np.squeeze(numbers[1]))


def _transposed(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
    numbers = _numbers(seen)
    if numbers is None:
        return False
    import itertools

    orders = itertools.permutations(range(numbers[1].ndim))
    return any(is_near(numbers[0], np.transpose(numbers[1], order)) for order in orders)


def _flipped(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
    numbers = _numbers(seen)
    return numbers is not None and any(is_near(numbers[0], np.flip(numbers[1], axis)) for axis in range(numbers[1].ndim))


def _shifted(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None or numbers[0].shape != numbers[1].shape:
        return False
    found = []
    for axis in range(numbers[1].ndim):
        actual, expected = (np.moveaxis(each, axis, 0) for each in numbers)
        if len(actual) > 1:
            late = finding.kind == "shifted_late"
            found.append(is_near(actual[1:], expected[:-1]) if late else is_near(actual[:-1], expected[1:]))
    return any(found) if found else None


def _one_less(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None or numbers[0].ndim != numbers[1].ndim:
        return False
    long, short = (numbers[1], numbers[0]) if finding.kind == "left_out" else (numbers[0], numbers[1])
    keep = slice(1, None) if finding.name == "first" else slice(0, -1)
    return any(is_near(np.moveaxis(short, axis, 0), np.moveaxis(long, axis, 0)[keep]) for axis in range(long.ndim))


def _broadcast(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
    numbers = _numbers(seen)
    return numbers is not None and numbers[1].ndim == 1 and numbers[0].shape == numbers[1].shape * 2


def _not_reduced(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None:
        return False
    return is_near(numbers[0].mean() if finding.kind == "not_averaged" else numbers[0].sum(), numbers[1])


def _reduced(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None or numbers[1].size == 0:
        return False
    return is_near(numbers[0], getattr(numbers[1], finding.kind.removeprefix("reduced_"))())


def _slices(finding: Finding, seen: Seen) -> bool | None:
    if seen.right:
        return None
    numbers = _numbers(seen)
    if numbers is None or numbers[0].shape != numbers[1].shape:
        return False
    place = 0 if finding.name == "first" else -1
    for axis in range(numbers[1].ndim):
        actual, expected = (np.moveaxis(each, axis, 0) for each in numbers)
        wrong = [not is_near(one, other) for one, other in zip(actual, expected, strict=True)]
        if finding.kind == "wrong_only" and wrong and wrong[place] and sum(wrong) == 1:
            return True
        if finding.kind == "right_only" and wrong and not wrong[place] and sum(wrong) == len(wrong) - 1:
            return True
    return False


def _borders(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
    if seen.right:
        return None
    numbers = _numbers(seen)
    if numbers is None or numbers[0].shape != numbers[1].shape:
        return False
    inside: Any = (..., *(slice(1, -1) for _ in range(min(numbers[1].ndim, 2))))
    return is_near(numbers[0][inside], numbers[1][inside])


def _an_argument(finding: Finding, seen: Seen) -> bool | None:
    root = re.match(r"\w+", finding.name)
    if root is None or root[0] not in seen.args:
        return None
    value = eval(finding.name, {"__builtins__": {}}, dict(seen.args))  # noqa: S307  # a name that the grader made
    return bool(np.array_equal(np.asarray(value), np.asarray(seen.actual)))


# By kind: whether one output of one call is as the sentence says.
TESTS: dict[str, Callable[[Finding, Seen], bool | None]] = {
    "ratio": _ratio, "ratio_size": _ratio, "sign": _of_value(np.negative), "offset": _offset, "offset_size": _offset,
    "all_zero": _constant, "constant": _constant, "float32": _of_value(lambda wanted: wanted), "truncated": _truncated,
    "rounded": _of_value(np.rint), "integer_array": _integers, "nan": _not_finite, "inf": _not_finite,
    "extra_axis": _axis, "missing_axis": _axis, "transposed": _transposed, "axes_swapped": _transposed, "flipped": _flipped,
    "shifted_late": _shifted, "shifted_early": _shifted, "left_out": _one_less, "too_many": _one_less, "broadcast": _broadcast,
    "not_averaged": _not_reduced, "not_summed": _not_reduced, "reduced_mean": _reduced, "reduced_sum": _reduced,
    "reduced_max": _reduced, "wrong_only": _slices, "right_only": _slices, "borders": _borders, "equal_to_input": _an_argument,
    **{kind: _of_value(change) for kind, change in POWERS.items()},
}  # fmt: skip


def holds_where(finding: Finding, args: Mapping[str, Any]) -> bool | None:
    """Of a condition: whether it holds for a call with these arguments, so that the function should be wrong."""
    sizes = [size_in(name, args) for name in ((finding.name,) if finding.kind != "only_not_square" else finding.words[:2])]
    if finding.kind in ("only_above_one", "only_for_one", "one_size", "only_not_square") and None in sizes:
        return None
    match finding.kind:
        case "only_not_square":
            return sizes[0] != sizes[1]
        case "only_above_one":
            return sizes[0] > 1 if sizes[0] is not None else None
        case "only_for_one":
            return sizes[0] == 1
        case "one_size":
            return sizes[0] != finding.value
    root = re.match(r"\w+", finding.name)
    if root is None or root[0] not in args:
        return None
    array = np.asarray(eval(finding.name, {"__builtins__": {}}, dict(args)))  # noqa: S307  # a name that the grader made
    match finding.kind:
        case "only_integers":
            return array.dtype.kind in "iu"
        case "only_negative":
            return bool((array < 0).any())
        case "only_large":
            return bool((np.abs(array) > 100).any())
    return None
