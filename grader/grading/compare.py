"""Is the student's value close enough, and if not, why not? Pure. Walks structures; the numbers are ``closeness``'s.

Nothing is ever asked of an object of unknown type: what is not exactly a builtin or NumPy type is a mismatch by its type.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, assert_never

import numpy as np

from grader.errors import AssignmentError
from grader.grading.alignment import Aligned
from grader.grading.arrays import as_array, as_target, as_vector, is_beyond_arrays
from grader.grading.closeness import compare_arrays, plainly_close, refuse_expected, settled
from grader.grading.differences import about_keys, about_texts, without_nan
from grader.grading.forms import ENTRIES, NUMBERS, SEQUENCES, form_of, misformed, words
from grader.grading.freedoms import compare_up_to, nearest
from grader.grading.measure import keeps_exactly
from grader.model import FunctionSpec, Mismatch, MismatchKind, Names, Reason, Rule, RuleKind

# Walking deeper than values cross the wire would only be possible for our own.
MAX_DEPTH = 100
LARGEST = sys.float_info.max


def compare(actual: object, expected: object, rule: Rule) -> Mismatch | None:
    """None where ``actual`` keeps the rule; else the first thing that breaks it, with its path in ``output``.

    A mismatch with ``credit`` breaks the rule but keeps a looser one that earns that share; of several the one with the least
    credit is returned. Never raises for any ``actual``. Raises AssignmentError where ``expected`` itself breaks the rule's
    policy for NaN or infinities, or has no axis that the rule names.
    """
    return _compare(actual, expected, rule, "", 0)


def aligned(actual: object, expected: object, rule: Rule) -> Aligned | None:
    """How ``compare`` held two values against each other that it takes as arrays: which entries it counts can be read off that.

    None where it does not compare them as arrays, or not entry by entry: other shapes, other dtypes, text beside numbers.
    """
    target = as_target(expected, rule)
    if target is None or target.dtype.kind not in ENTRIES or type(actual) is str or is_beyond_arrays(actual):
        return None
    value = as_array(actual, rule, target)
    if isinstance(value, str) or (value.dtype.kind == "U") != (target.dtype.kind == "U"):
        return None
    try:
        mismatch, found = nearest(value, target, rule)
    except AssignmentError:
        return None
    return None if mismatch is not None and mismatch.kind in ("shape", "dtype") else found


def compare_outputs(actual: object, expected: object, spec: FunctionSpec) -> Mismatch | None:
    """As ``compare``, part by part of the returned structure, each by the rule of its name."""
    return _compare_named(actual, expected, spec.returns, spec)


def brief_outputs(actual: object, expected: object, spec: FunctionSpec) -> Mismatch | None:
    """As ``compare_outputs``, for who asks often: of plain numbers that differ it tells the kind and the output, and no entries."""
    known, mismatch = _brief(actual, expected, spec.returns, spec)
    return mismatch if known else compare_outputs(actual, expected, spec)


def _brief(actual: Any, expected: Any, names: Names, spec: FunctionSpec) -> tuple[bool, Mismatch | None]:
    """Whether plain numbers say all, and what: the first output that is out, and before it none that takes a closer look."""
    if isinstance(names, str):
        rule = spec.rule_for(names)
        return (False, None) if rule.up_to is not None or rule.credit else _brief_part(actual, expected, rule, names, 0)
    if not (type(actual) is type(expected) in SEQUENCES and len(actual) == len(expected) == len(names)):
        return False, None
    return _first_out(_brief(*each, spec) for each in zip(actual, expected, names, strict=True))


def _brief_part(actual: Any, expected: Any, rule: Rule, path: str, depth: int) -> tuple[bool, Mismatch | None]:
    if type(actual) is type(expected) in SEQUENCES and len(actual) == len(expected) and depth < MAX_DEPTH:
        pairs = enumerate(zip(actual, expected, strict=True))
        return _first_out(_brief_part(*pair, rule, f"{path}[{index}]", depth + 1) for index, pair in pairs)
    kept = settled(actual, expected, rule)
    return kept is not None, Mismatch(kind="value", output=path, rule=rule.kind) if kept is False else None


def _first_out(parts: Iterable[tuple[bool, Mismatch | None]]) -> tuple[bool, Mismatch | None]:
    """The first that is out or takes a closer look."""
    return next(((known, mismatch) for known, mismatch in parts if not known or mismatch is not None), (True, None))


def _compare_named(actual: object, expected: object, names: Names, spec: FunctionSpec, path: str = "") -> Mismatch | None:
    if isinstance(names, str):
        mismatch = compare(actual, expected, spec.rule_for(names))
        return None if mismatch is None else replace(mismatch, output=names + mismatch.output)
    rule = spec.default
    parts = _parts(actual, len(names), rule)
    expected_parts = _parts(expected, len(names), rule)
    if expected_parts is None or len(expected_parts) != len(names):
        # The reference does not return what grading.yaml names; compared as it is, it cannot cost a right answer.
        return compare(actual, expected, rule)
    if parts is None or len(parts) != len(names) or not _same_kind(actual, expected, rule):
        return structure_lacks(actual, names, rule.kind, path)
    return _least_credit(
        _compare_named(part, expected_part, name, spec, f"{path}[{place}]")
        for place, (part, expected_part, name) in enumerate(zip(parts, expected_parts, names, strict=True))
    )


def structure_lacks(actual: object, names: Names, rule: RuleKind = "close", path: str = "") -> Mismatch:
    """That the value, or what stands in it at ``path``, has not the parts of these names."""
    form = form_of(actual)
    text = f"({_names_text(names)})" if path else _names_text(names)
    return Mismatch(kind="structure", output=path, rule=rule, expected=text, actual=words(form), actual_form=form)


def _least_credit(mismatches: Iterable[Mismatch | None]) -> Mismatch | None:
    """The first that earns nothing, else the first of those that earn least."""
    least: Mismatch | None = None
    for mismatch in mismatches:
        if mismatch is not None and (least is None or mismatch.credit < least.credit):
            least = mismatch
            if not least.credit:
                break
    return least


def _names_text(names: Names) -> str:
    """``(wx_grad, wRec_grad), grad_over_time``: the form of a return statement."""
    if isinstance(names, str):
        return names
    return ", ".join(f"({_names_text(name)})" if not isinstance(name, str) else name for name in names)


def _parts(value: object, count: int, rule: Rule) -> Sequence[Any] | None:
    """The value's parts, where it has any: ``np.array([a, b])`` serves for ``(a, b)`` unless the structure must be exact."""
    if type(value) in SEQUENCES:
        return value  # type: ignore[return-value]
    if type(value) is np.ndarray and rule.structure == "any" and value.ndim and len(value) == count:
        return list(value)
    return None


def _same_kind(actual: object, expected: object, rule: Rule) -> bool:
    return rule.structure == "any" or type(actual) is type(expected)


def _compare(actual: Any, expected: Any, rule: Rule, path: str, depth: int) -> Mismatch | None:
    kind = type(expected)
    if depth > MAX_DEPTH:
        return _form(actual, expected, rule, path)
    if kind in NUMBERS or isinstance(expected, np.generic) or kind is np.ndarray:
        return _compare_numeric(actual, expected, rule, path)
    if kind in SEQUENCES:
        if kind is list and rule.up_to is not None and (vector := as_vector(expected)) is not None:
            if rule.structure == "exact" and type(actual) is not list:
                return _form(actual, expected, rule, path, kind="structure")
            return _compare_numeric(actual, vector, replace(rule, structure="any"), path)
        return _compare_sequence(actual, expected, rule, path, depth)
    if kind is dict:
        return _compare_dict(actual, expected, rule, path, depth)
    if kind in (set, frozenset):
        if type(actual) not in (set, frozenset):
            return _form(actual, expected, rule, path)
        same = without_nan(actual).keys() == without_nan(expected).keys()
        return None if same else about_keys(_form(actual, expected, rule, path, kind="value"), actual, expected)
    if kind in (str, bytes):
        plain: Any = str(actual) if type(actual) is np.str_ else actual
        if type(plain) is not kind:
            return _form(actual, expected, rule, path)
        return None if plain == expected else about_texts(plain, expected, path)
    if expected is None:
        return None if actual is None else _form(actual, expected, rule, path)
    # An object of the reference's own that only its code understands says nothing about the student's.
    return _form(actual, expected, rule, path)


def _compare_numeric(actual: object, expected: object, rule: Rule, path: str) -> Mismatch | None:
    if rule.up_to is None and plainly_close(actual, expected, rule):
        return None
    target = np.asarray(expected)
    if is_beyond_arrays(expected) or (is_beyond_arrays(actual) and target.shape == () and target.dtype.kind in "biuf"):
        return _compare_huge(actual, expected, rule, path)
    refuse_expected(target, rule)
    if type(actual) is str and target.dtype.kind != "U":  # before an array of four bytes a character is made of it
        return _form(actual, expected, rule, path)
    value = as_array(actual, rule, target)
    if isinstance(value, str) or (value.dtype.kind == "U") != (target.dtype.kind == "U"):
        mismatch = _form(actual, expected, rule, path)
        why: Reason = value if isinstance(value, str) else "no_text" if target.dtype.kind == "U" else "text"
        return replace(mismatch, reason=why or mismatch.reason)
    found = _credited(value, target, rule)
    return None if found is None else replace(found, output=path)


def _credited(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    """The mismatch, with what the loosest keeping tolerance earns. The tightest that is kept comes first."""
    compare_once = compare_arrays if rule.up_to is None else compare_up_to
    mismatch = compare_once(actual, expected, rule)
    if mismatch is None or mismatch.kind in ("shape", "dtype"):
        return mismatch
    # What the loosest refuses every other refuses too, and each may take a search for the best order.
    if rule.credit and compare_once(actual, expected, loosened(rule, rule.credit[-1][0])) is not None:
        return mismatch
    for tolerance, share in rule.credit:
        if compare_once(actual, expected, loosened(rule, tolerance)) is None:
            return replace(mismatch, credit=share)
    return mismatch


def loosened(rule: Rule, tolerance: float) -> Rule:
    """The rule with a larger ``rtol`` or ``max``; ``atol`` grows in the same proportion, so that zeros are measured alike."""
    match rule.kind:
        case "close":
            growth = tolerance / rule.rtol if rule.rtol else 1.0
            return replace(rule, rtol=tolerance, atol=min(rule.atol * growth, LARGEST))
        case "relative_error" | "norm" | "ulp":
            return replace(rule, max=tolerance)
        case "exact":
            return rule
        case _:
            assert_never(rule.kind)


def _compare_huge(actual: object, expected: object, rule: Rule, path: str) -> Mismatch | None:
    """Numbers of which one is an integer beyond 64 bits, in Python's own arithmetic."""
    one, other = _exact_number(actual), _exact_number(expected)
    if one is None or other is None:
        return _form(actual, expected, rule, path)
    if isinstance(one, float) or isinstance(other, float):  # NaN or infinite, beside an integer
        return Mismatch(kind="nan" if one != one or other != other else "inf", output=path, rule=rule.kind, wrong=1, total=1)
    credit = Fraction(1) if keeps_exactly(one, other, rule) else Fraction(0)
    for tolerance, share in rule.credit:
        if not credit and keeps_exactly(one, other, loosened(rule, tolerance)):
            credit = share
    return None if credit == 1 else Mismatch(kind="value", output=path, rule=rule.kind, wrong=1, total=1, credit=credit)


def _exact_number(value: object) -> Fraction | float | None:
    """A real number exactly; the float itself where it is not finite; None where it is none."""
    if type(value) is np.ndarray and value.shape == () and value.dtype.kind in "biuf":
        value = value.item()
    if isinstance(value, np.bool_ | np.integer | np.floating):
        value = value.item() if not isinstance(value, np.longdouble) else float(value)
    if type(value) in (bool, int):
        return Fraction(int(value))  # type: ignore[call-overload]  # both are integers
    if type(value) is float:
        return Fraction(value) if math.isfinite(value) else value
    return None


def _compare_sequence(actual: object, expected: Any, rule: Rule, path: str, depth: int) -> Mismatch | None:
    parts = _parts(actual, len(expected), rule)
    if parts is None or len(parts) != len(expected) or not _same_kind(actual, expected, rule):
        return _form(actual, expected, rule, path, kind="structure")
    return _least_credit(
        _compare(part, expected_part, rule, f"{path}[{index}]", depth + 1)
        for index, (part, expected_part) in enumerate(zip(parts, expected, strict=True))
    )


def _compare_dict(actual: object, expected: Any, rule: Rule, path: str, depth: int) -> Mismatch | None:
    if type(actual) is not dict:
        return _form(actual, expected, rule, path, kind="structure")
    keys = without_nan(actual)
    if keys.keys() != without_nan(expected).keys():
        return about_keys(_form(actual, expected, rule, path, kind="structure"), actual, expected)
    return _least_credit(
        _compare(actual[keys[name]], expected[key], rule, f"{path}[{key!r}]", depth + 1)
        for name, key in without_nan(expected).items()
    )


def _form(actual: object, expected: object, rule: Rule, path: str, kind: MismatchKind = "type") -> Mismatch:
    mismatch = misformed(kind, form_of(expected), form_of(actual), rule.kind, path)
    if mismatch.expected_form != mismatch.actual_form or kind != "type":
        return mismatch
    is_complex = isinstance(actual, complex | np.complexfloating)
    return replace(mismatch, reason="huge" if is_beyond_arrays(actual) else "complex" if is_complex else "unknown")
