"""Whether two students returned the same wrong value, told from a few numbers kept of each. Pure.

What is kept does not grow with the value, so that a class of ten thousand can be compared long after it was graded.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from grader.grading.measure import Measure
from grader.judge.running.outcome import MAX_DEPTH
from grader.model import FunctionSpec, Names, Returned, Rule

# Up to so many numbers a value is kept whole; of a larger one, so many spread over it and two sums.
WHOLE = 32
SPREAD = 24
# Beyond this many parts a value is told by its form and the first ones.
MAX_PARTS = 200
# Of all arrays together so many numbers are looked at, spread evenly over those that have more; of each a few in any case.
LOOKED_AT = 1 << 16
AT_LEAST = 64
TEXT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Numbers of one value in their order, and by how much each may differ."""

    values: np.ndarray
    allowed: np.ndarray


def returned(spec: FunctionSpec, value: object) -> Returned | None:
    """A wrong value of the function in brief. Integers and floats of one value are one thing; a list of numbers is a vector.

    None where an object that is no data is among its parts: nobody can say whether another's is the same.
    """
    form: list[str] = []
    found: list[_Numbers] = []
    try:
        _walk(value, spec.returns, spec, form, found, 0)
    except _NoDataError:
        return None
    values = np.concatenate([np.empty(0), *(each.values for each in found)])
    allowed = np.concatenate([np.empty(0), *(each.allowed for each in found)])
    if values.size > WHOLE:
        values, allowed = _in_brief(values, allowed)
    return Returned(
        function=spec.name,
        form=hashlib.sha256("\0".join(form).encode("utf-8", "backslashreplace")).hexdigest()[:16],
        numbers=tuple(repr(float(number)) for number in values),
        allowed=tuple(f"{float(number):.3g}" for number in allowed),
    )


class _NoDataError(Exception):
    """A part that cannot be looked into."""


def alike(one: Returned, other: Returned) -> bool:
    """Whether the two are the same value, as far as the rule tells values apart."""
    if (one.function, one.form, len(one.numbers)) != (other.function, other.form, len(other.numbers)):
        return False
    return all(
        _close(float(first), float(second), max(float(width), float(other_width)))
        for first, second, width, other_width in zip(one.numbers, other.numbers, one.allowed, other.allowed, strict=True)
    )


def _close(first: float, second: float, allowed: float) -> bool:
    if not (math.isfinite(first) and math.isfinite(second)):
        return first == second or (math.isnan(first) and math.isnan(second))
    return abs(first - second) <= allowed


def _walk(value: object, names: Names, spec: FunctionSpec, form: list[str], found: list[_Numbers], depth: int) -> None:
    """Add what one part of the value is to its ``form``, and its numbers to ``found``."""
    if len(form) > MAX_PARTS or depth > MAX_DEPTH:
        return
    length = len(value) if isinstance(value, list) else 0
    array = _as_array(value[:: -(-length // LOOKED_AT)] if isinstance(value, list) and length > LOOKED_AT else value)
    if array is not None:
        form.append(f"{array.shape}" if length <= LOOKED_AT else f"({length},)")
        room = max(AT_LEAST, LOOKED_AT - sum(each.values.size for each in found))
        rule = spec.rule_for(names) if isinstance(names, str) else spec.default
        found.append(_numbers(_spread(array, room), rule))
    elif isinstance(value, list | tuple):
        form.append(f"[{len(value)}")
        for part, name in zip(value, _names(names, len(value)), strict=True):
            if len(form) > MAX_PARTS:
                break
            _walk(part, name, spec, form, found, depth + 1)
    elif isinstance(value, dict):
        form.append(f"{{{len(value)}")
        for key, part in value.items():
            if len(form) > MAX_PARTS:
                break
            form.append(f"{key!r}")
            _walk(part, names, spec, form, found, depth + 1)
    elif isinstance(value, set | frozenset):
        form += [f"set{len(value)}", *sorted(map(repr, value))[:MAX_PARTS]]
    elif isinstance(value, str | bytes | int):  # an integer that no array of numbers holds
        form.append(f"{value:x}" if isinstance(value, int) else f"{value!r}")
    elif isinstance(value, np.ndarray) and value.dtype.kind == "U":
        form.append(f"text{value.shape}{_text_digest(value)}")
    elif value is None:
        form.append("None")
    else:
        raise _NoDataError


def _names(names: Names, count: int) -> Iterator[Names]:
    """The names of a sequence's parts; where they do not fit, each part goes by the name of the whole."""
    fits = not isinstance(names, str) and len(names) == count
    yield from names if fits else (names if isinstance(names, str) else "" for _ in range(count))


def _as_array(value: object) -> np.ndarray | None:
    """A number, an array of numbers or a list of numbers as an array; None for all else."""
    if isinstance(value, np.ndarray):
        return value if value.dtype.kind in "biufc" else None
    if isinstance(value, bool | int | float | complex | np.number | np.bool_) or (
        isinstance(value, list) and value and all(isinstance(each, bool | int | float | complex | np.number) for each in value)
    ):
        try:
            array = np.asarray(value)
        except (OverflowError, ValueError):
            return None
        return array if array.dtype.kind in "biufc" else None
    return None


def _spread(array: np.ndarray, room: int) -> np.ndarray:
    """(n,) all its numbers, or as many as there is room for."""
    return array.reshape(-1) if array.size <= room else array.flat[:: -(-array.size // room)]


def _text_digest(array: np.ndarray) -> str:
    some = array.flat[:: max(1, -(-array.nbytes // TEXT_BYTES))]
    return hashlib.sha256("\0".join(some.tolist()).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _numbers(array: np.ndarray, rule: Rule) -> _Numbers:
    flat = array.reshape(1, -1)
    if flat.dtype.kind in "biu":
        flat = flat.astype(np.float64)
    measure = Measure.of(flat, rule)
    with np.errstate(all="ignore"):
        if rule.kind == "norm":
            _, length, _ = measure.norms(flat, flat)
            allowed = np.broadcast_to(measure.allowed_norm(length)[:, None], flat.shape)
        else:
            _, allowed = measure.errors(flat, flat)
    if flat.dtype.kind == "c":
        return _Numbers(np.stack([flat.real, flat.imag], -1).reshape(-1).astype(float), np.repeat(allowed.reshape(-1), 2))
    return _Numbers(flat.reshape(-1).astype(float), allowed.reshape(-1))


def _in_brief(values: np.ndarray, allowed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Some numbers as they are, and the sum of all, once as it is and once with weights; what each may differ adds up."""
    some = np.linspace(0, values.size - 1, SPREAD).astype(int)
    weights = np.cos(np.arange(values.size, dtype=float))
    with np.errstate(all="ignore"):
        # Adding up costs roundings of its own, and two students may add nothing alike.
        rounding = values.size * np.finfo(float).eps * float(np.abs(values).sum())
        sums = np.array([values.sum(), float((weights * values).sum())])
        widths = np.array([allowed.sum(), float((np.abs(weights) * allowed).sum())]) + rounding
    return np.concatenate([values[some], sums]), np.concatenate([allowed[some], np.where(np.isfinite(widths), widths, 0.0)])
