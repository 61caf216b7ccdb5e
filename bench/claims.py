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
        return float(value_in(name, args))
    except Exception:  # noqa: BLE001  # the argument is not known here
        return None


def value_in(name: str, args: Mapping[str, Any]) -> Any:
    """``params['W'] * reg``, read with these arguments. Raises what Python raises where they are not known."""
    return eval(name, {"__builtins__": {}, "len": len, "np": np, **args})  # noqa: S307  # a name that the grader made


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


def _term(finding: Finding, seen: Seen) -> bool | None:
    """``expected + value * name``; a vector lies along the one axis that it fits."""
    numbers = _numbers(seen)
    if numbers is None:
        return False
    try:
        term = np.asarray(value_in(finding.name, seen.args), dtype=float)
    except Exception:  # noqa: BLE001  # the argument is not known here
        return None
    actual, expected = numbers
    forms = [term.shape] if term.shape in ((), expected.shape) else []
    if not forms and term.ndim == 1:
        axes = [axis for axis, length in enumerate(expected.shape) if length == len(term)]
        forms = [tuple(-1 if each == axis else 1 for each in range(expected.ndim)) for axis in axes]
    return any(is_near(actual, expected + (finding.value or 1.0) * term.reshape(form)) for form in forms)


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
    "absolute": np.abs, "squared": np.square, "square_root": np.sqrt, "reciprocal": np.reciprocal,
    "logarithm": np.log, "exponential": np.exp, "one_minus": lambda wanted: 1 - wanted, "cubed": lambda wanted: wanted**3,
    "tanh": np.tanh, "sigmoid": lambda wanted: 1 / (1 + np.exp(-wanted)), "clipped": lambda wanted: np.where(wanted > 0, wanted, 0),
}  # fmt: skip


def _softmax(values: np.ndarray) -> np.ndarray:
    shares = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def _power(finding: Finding, seen: Seen) -> bool | None:
    if finding.name in POWERS:
        return _of_value(POWERS[finding.name])(finding, seen)
    numbers = _numbers(seen)
    step = {**POWERS, "softmax": _softmax}[finding.name.removesuffix("_missing")]
    with np.errstate(all="ignore"):
        return numbers is not None and is_near(step(numbers[0]), numbers[1])


def _decimals(finding: Finding, seen: Seen) -> bool | None:
    """Of as many decimals, and no other number of as many is nearer to the right one."""
    numbers = _numbers(seen)
    if numbers is None or numbers[0].shape != numbers[1].shape:
        return False
    steps = numbers[0] * 10.0 ** (finding.value or 0)
    wanted = numbers[1] * 10.0 ** (finding.value or 0)
    return bool(np.allclose(steps, np.rint(steps), rtol=1e-9, atol=1e-6) and (np.abs(steps - wanted) <= 0.5 + 1e-6).all())


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


def _axes(finding: Finding, ndim: int) -> tuple[int, ...]:
    """The axis that the sentence names: an entry, a row, a column or one by number."""
    word = finding.words[0] if finding.words else ""
    axis = {"entry": 0, "row": 0, "column": 1}.get(word, int(word[4:]) if word.startswith("axis") else -1)
    return (axis,) if 0 <= axis < ndim else ()


def _transposed(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None:
        return False
    order = tuple(int(each) for each in re.findall(r"\d+", finding.name)) or tuple(reversed(range(numbers[1].ndim)))
    return len(order) == numbers[1].ndim and is_near(numbers[0], np.transpose(numbers[1], order))


def _flipped(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    return numbers is not None and any(is_near(numbers[0], np.flip(numbers[1], axis)) for axis in _axes(finding, numbers[1].ndim))


def _shifted(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None or numbers[0].shape != numbers[1].shape:
        return False
    found = []
    for axis in _axes(finding, numbers[1].ndim):
        actual, expected = (np.moveaxis(each, axis, 0) for each in numbers)
        if len(actual) > 1:
            late = finding.name == "late"
            found.append(is_near(actual[1:], expected[:-1]) if late else is_near(actual[:-1], expected[1:]))
    return any(found) if found else None


def _one_less(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None or numbers[0].ndim != numbers[1].ndim:
        return False
    long, short = (numbers[1], numbers[0]) if finding.kind == "left_out" else (numbers[0], numbers[1])
    keep = slice(1, None) if finding.name == "first" else slice(0, -1)
    return any(is_near(np.moveaxis(short, axis, 0), np.moveaxis(long, axis, 0)[keep]) for axis in _axes(finding, long.ndim))


def _one_slice(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None or 0 in numbers[1].shape:
        return None if numbers else False
    place = 0 if finding.name == "first" else -1
    return any(is_near(numbers[0], np.take(numbers[1], place, axis=axis)) for axis in _axes(finding, numbers[1].ndim))


def _broadcast(finding: Finding, seen: Seen) -> bool | None:  # noqa: ARG001
    numbers = _numbers(seen)
    return numbers is not None and numbers[1].ndim == 1 and numbers[0].shape == numbers[1].shape * 2


def _not_reduced(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None:
        return False
    reduce = np.mean if finding.kind == "not_averaged" else np.sum
    return any(is_near(reduce(numbers[0], axis=axis), numbers[1]) for axis in (None, *range(numbers[0].ndim)))


def _reduced(finding: Finding, seen: Seen) -> bool | None:
    numbers = _numbers(seen)
    if numbers is None or numbers[1].size == 0:
        return False
    reduce: Any = {"mean": np.mean, "sum": np.sum, "max": np.max}[finding.name]
    return any(is_near(numbers[0], reduce(numbers[1], axis=axis)) for axis in (None, *range(numbers[1].ndim)))


def _slices(finding: Finding, seen: Seen) -> bool | None:
    if seen.right:
        return None
    numbers = _numbers(seen)
    if numbers is None or numbers[0].shape != numbers[1].shape:
        return False
    for axis in _axes(finding, numbers[1].ndim):
        actual, expected = (np.moveaxis(each, axis, 0) for each in numbers)
        wrong = [not is_near(one, other) for one, other in zip(actual, expected, strict=True)]
        ordered = wrong if finding.name == "first" else wrong[::-1]
        if finding.kind == "wrong_only":
            return bool(ordered) and ordered[0] and sum(wrong) == 1
        return not any(ordered[: int(finding.value or 1)])
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
    value = value_in(finding.name, seen.args)
    return bool(np.array_equal(np.asarray(value), np.asarray(seen.actual)))


# By kind: whether one output of one call is as the sentence says.
TESTS: dict[str, Callable[[Finding, Seen], bool | None]] = {
    "ratio": _ratio, "ratio_size": _ratio, "sign": _of_value(np.negative), "offset": _offset, "offset_size": _offset,
    "term": _term, "all_zero": _constant, "constant": _constant, "float32": _of_value(lambda wanted: wanted),
    "truncated": _truncated, "floored": _of_value(np.floor), "power": _power, "one_slice": _one_slice,
    "rounded": _of_value(np.rint), "rounded_to": _decimals,
    "integer_array": _integers, "nan": _not_finite, "inf": _not_finite, "extra_axis": _axis,
    "missing_axis": _axis, "transposed": _transposed, "axes_swapped": _transposed, "flipped": _flipped, "shifted": _shifted,
    "left_out": _one_less, "too_many": _one_less, "broadcast": _broadcast, "not_averaged": _not_reduced,
    "not_summed": _not_reduced, "reduced": _reduced, "wrong_only": _slices, "right_only": _slices, "borders": _borders,
    "equal_to_input": _an_argument,
}  # fmt: skip


# Of each condition on a number, whether it holds: what is compared with is the finding's own ``value`` where it has one.
OF_NUMBERS: dict[str, Callable[[float, Finding], bool]] = {
    "only_above_one": lambda number, finding: number > (finding.value or 1),
    "only_for_one": lambda number, _: number == 1,
    "only_zero": lambda number, _: number == 0,
    "only_not_zero": lambda number, _: number != 0,
    "one_size": lambda number, finding: number != finding.value,
}
OF_ARRAYS: dict[str, Callable[[np.ndarray], bool]] = {
    "only_integers": lambda array: array.dtype.kind in "iu",
    "only_negative": lambda array: bool((array < 0).any()),
    "only_large": lambda array: bool((np.abs(array) > 100).any()),
}
CONDITIONS = (*OF_NUMBERS, *OF_ARRAYS, "only_not_square", "only_text")


def holds_where(finding: Finding, args: Mapping[str, Any], outputs: Mapping[str, Any]) -> bool | None:
    """Of a condition: whether it holds for a call with these arguments, so that the function should be wrong.

    ``outputs``: what is expected of it, by name, of whose sides a condition may speak; ``f(...)`` where it has none.
    """
    if finding.kind == "only_not_square":
        one, other = (side_in(name, args, outputs) for name in finding.words[:2])
        return None if one is None or other is None else one != other
    if finding.kind in OF_NUMBERS:
        number = size_in(finding.name, args)
        return None if number is None else OF_NUMBERS[finding.kind](number, finding)
    try:
        value = value_in(finding.name, args)
    except Exception:  # noqa: BLE001  # the argument is not known here
        return None
    if finding.kind == "only_text":
        return bool(repr(value) == finding.words[0])
    return OF_ARRAYS[finding.kind](np.asarray(value))


def side_in(name: str, args: Mapping[str, Any], outputs: Mapping[str, Any]) -> float | None:
    """``X.shape[0]`` of an argument, or of an output."""
    found = re.fullmatch(r"(.+)\.shape\[(\d+)\]", name)
    if found is None or found[1] not in outputs:
        return size_in(name, args)
    shape = np.shape(outputs[found[1]])
    return float(shape[int(found[2])]) if int(found[2]) < len(shape) else None
