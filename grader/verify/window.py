"""How far a value is out, in the measure of its rule, and the window in which the rule has to lie. Pure.

``close`` with rtol > 0 is measured by error / (|expected| + atol / rtol), so that a rule accepts what is at most rtol;
with rtol = 0 by the error itself and atol. The other kinds are measured as they compare.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

import numpy as np

from grader.errors import AssignmentError
from grader.grading.compare import compare
from grader.grading.measure import bound_of, distance_of, rebounded
from grader.model import FunctionSpec, Mismatch, Names, Rule

# Below this, no two programs in double precision can be told apart for certain.
FLOOR = 2.0**-53
# A rule that sits on the edge of the window rejects the next correct program, or lets the next mistake pass.
LOWER_MARGIN = 10.0
# An error up to here may still be the rounding of a program that is right in this output and wrong in another.
MAYBE_ROUNDING = 1e-11
NOISE_BAND = 1e3


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One output: ``noise`` of correct work, ``single`` of work in single precision, the smallest ``mistake``, and the rule."""

    output: str
    function: str  # that the rule belongs to in grading.yaml; empty where it stands by itself, for near()
    rule: Rule
    noise: float
    noise_of: str
    single: float | None
    mistake: float | None  # None: no mutant and no mistake is off by a number here
    mistake_of: str
    lower: float  # the edge that counts: noise, or single precision where the rule allows that

    @property
    def measure(self) -> str:
        return measure_of(self.rule)

    @property
    def bound(self) -> float:
        return bound_of(self.rule)

    @property
    def fits(self) -> bool:
        return self.above_noise and self.below_mistakes

    @property
    def above_noise(self) -> bool:
        return self.bound >= self.lower

    @property
    def below_mistakes(self) -> bool:
        return self.mistake is None or self.bound < self.mistake

    @staticmethod
    def wrong_above(lower: float) -> float:
        """From where on an error is a mistake for certain."""
        return max(lower * NOISE_BAND, MAYBE_ROUNDING)

    @property
    def advice(self) -> float | None:
        """A bound well inside: the geometric middle, but at most a million times the noise. None where there is no room."""
        low = max(self.lower, FLOOR) * LOWER_MARGIN
        high = self.mistake if self.mistake is not None else low * 1e6
        if low >= high:
            return None
        return float(f"{10 ** math.floor(math.log10(min(math.sqrt(low * high), low * 1e4))):.0e}")


def outputs_of(function: str, spec: FunctionSpec) -> Iterator[tuple[str, Rule]]:
    """Every output that is compared by a rule, as ``function.output``, with its rule."""
    names = [name for name in _flat(spec.returns) if name not in spec.opaque]
    for name in names or [""]:
        yield (f"{function}.{name}" if name else function), spec.rule_for(name)


def parts_of(value: object, names: Names) -> Iterator[tuple[str, object]]:
    """The parts of a returned value by name; an unnamed value is one part."""
    if isinstance(names, str):
        yield names, value
        return
    if not isinstance(value, tuple | list | np.ndarray) or len(value) != len(names):
        return
    for part, name in zip(value, names, strict=True):
        yield from parts_of(part, name)


def errors_of(function: str, actual: object, expected: object, spec: FunctionSpec) -> dict[str, float]:
    """Per output, how far ``actual`` is out: inf where it differs by more than numbers (form, shape, kind)."""
    given = dict(parts_of(actual, spec.returns))
    found = {}
    for name, part in parts_of(expected, spec.returns):
        if name in spec.opaque:
            continue
        label = f"{function}.{name}" if name else function
        found[label] = distance(given[name], part, spec.rule_for(name)) if name in given else math.inf
    return found


def distance(actual: object, expected: object, rule: Rule) -> float:
    """The error in the rule's own measure; the largest over the parts of a structure, inf where it is none of numbers."""
    if isinstance(expected, tuple | list):
        if not isinstance(actual, tuple | list) or len(actual) != len(expected):
            return _by_form(actual, expected, rule)
        return max((distance(a, e, rule) for a, e in zip(actual, expected, strict=True)), default=0.0)
    if isinstance(expected, dict):
        if not isinstance(actual, dict) or set(actual) != set(expected):
            return math.inf
        return max((distance(actual[key], each, rule) for key, each in expected.items()), default=0.0)
    if rule.up_to is not None:
        # Only the comparison knows which of the forms that are allowed is meant.
        return searched_distance(actual, expected, rule)
    numeric = isinstance(expected, np.ndarray | np.generic | int | float | complex)
    if not numeric or not isinstance(actual, np.ndarray | np.generic | int | float | complex):
        return _by_equality(actual, expected, rule)
    a, e = np.asarray(actual), np.asarray(expected)
    if a.dtype.kind not in "fciub" or e.dtype.kind not in "fciub":
        return _by_equality(actual, expected, rule)
    if _by_form(actual, expected, rule) == math.inf:
        return math.inf
    with np.errstate(all="ignore"):
        return distance_of(a.squeeze(), e.squeeze(), rule)


def searched_distance(actual: object, expected: object, rule: Rule) -> float:
    """The same, found by asking the comparison: the least bound under which it accepts, to a few per cent; inf above 1e4."""
    low, high = -20.0, 4.0
    if not _accepts(actual, expected, rule, 10**high):
        return math.inf
    if _accepts(actual, expected, rule, 0.0):
        return 0.0
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (low, middle) if _accepts(actual, expected, rule, 10**middle) else (middle, high)
    return float(10**high)


def _accepts(actual: object, expected: object, rule: Rule, bound: float) -> bool:
    changed = rebounded(replace(rule, credit=()), bound)
    try:
        return compare(_narrow(actual), _narrow(expected), changed) is None
    except AssignmentError:  # the reference itself breaks the rule: point 1 says so
        return False


def _by_form(actual: object, expected: object, rule: Rule) -> float:
    """inf where the values differ in anything but numbers."""
    return 0.0 if _forgiving(actual, expected, rule) in ("", "value") else math.inf


def _by_equality(actual: object, expected: object, rule: Rule) -> float:
    """inf where the values differ at all: between two texts there is no distance that a rule could forgive."""
    return 0.0 if _forgiving(actual, expected, rule) == "" else math.inf


def _forgiving(actual: object, expected: object, rule: Rule) -> str:
    """What kind of mismatch is left by a rule that forgives every number; empty where there is none."""
    loose = replace(rule, kind="close", rtol=1e300, atol=1e300, credit=())
    try:
        mismatch: Mismatch | None = compare(_narrow(actual), _narrow(expected), loose)
    except AssignmentError:  # the reference itself breaks the rule: point 1 says so
        return "rule"
    return "" if mismatch is None else mismatch.kind


def _narrow(value: object) -> object:
    """Extended precision as the wire would carry it."""
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            return array.astype(np.float64)
    return value


def measure_of(rule: Rule) -> str:
    """The key of the rule that the window is about."""
    match rule.kind:
        case "close":
            return "rtol" if rule.rtol > 0 else "atol"
        case "relative_error" | "norm" | "ulp":
            return "max"
        case "exact":
            return "exact"
        case _:
            assert_never(rule.kind)


def largest(programs: Iterable[tuple[str, Mapping[str, Sequence[float]]]], output: str) -> tuple[float, str]:
    """The largest error of correct programs in an output, and whose it is. A wrong shape is no rounding."""
    found = [(error, name) for name, errors in programs for error in errors.get(output, ()) if error < math.inf]
    return max(found, default=(0.0, ""))


def smallest_mistake(
    programs: Iterable[tuple[str, Mapping[str, Sequence[float]]]], output: str, edge: float
) -> tuple[float | None, str]:
    """The smallest error of any wrong program in an output, and whose it is; None where no error is a number.

    The error of a program is what nine in ten of its wrong calls exceed: any mistake is tiny on some input by chance, and a rule
    below *that* would be asked of nobody. A call is wrong where its error is above ``edge``.
    """
    found = []
    for name, errors in programs:
        wrong = sorted(error for error in errors.get(output, ()) if edge < error < math.inf)
        if wrong:
            found.append((wrong[len(wrong) // 10], name))
    best = min(found, default=None)
    return (None, "") if best is None else best


def _flat(names: Names) -> Iterator[str]:
    if isinstance(names, str):
        if names:
            yield names
    else:
        for name in names:
            yield from _flat(name)
