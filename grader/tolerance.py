"""Is the student's value close enough, and if not, why not? Pure. Walks structures; the numbers are ``closeness``'s.

Nothing is ever asked of an object of unknown type: what is not exactly a builtin or NumPy type is a mismatch by its type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.closeness import compare_arrays, shape_words
from grader.model import FunctionSpec, Mismatch, Names, Rule

NUMBERS = (bool, int, float, complex)
SEQUENCES = (tuple, list)
# Walking deeper than values cross the wire would only be possible for our own.
MAX_DEPTH = 100


def compare(actual: object, expected: object, rule: Rule) -> Mismatch | None:
    """None where ``actual`` keeps the rule; else the first thing that breaks it, with its path in ``output``.

    Raises AssignmentError where ``expected`` itself breaks the rule's policy for NaN or infinities.
    """
    return _compare(actual, expected, rule, "", 0)


def compare_outputs(actual: object, expected: object, spec: FunctionSpec) -> Mismatch | None:
    """As ``compare``, part by part of the returned structure, each by the rule of its name."""
    return _compare_named(actual, expected, spec.returns, spec)


def _compare_named(actual: object, expected: object, names: Names, spec: FunctionSpec) -> Mismatch | None:
    if isinstance(names, str):
        mismatch = compare(actual, expected, spec.rule_for(names))
        return None if mismatch is None else replace(mismatch, output=names + mismatch.output)
    rule = spec.default
    parts = _parts(actual, len(names), rule)
    asked = names_words(names)
    expected_parts = _parts(expected, len(names), rule)
    if expected_parts is None or len(expected_parts) != len(names):
        # The reference does not return what grading.yaml names; compared as it is, it cannot cost a right answer.
        return compare(actual, expected, rule)
    if parts is None or len(parts) != len(names) or not _same_kind(actual, expected, rule):
        return Mismatch(kind="structure", rule=rule.kind, expected=asked, actual=words(actual))
    for part, expected_part, name in zip(parts, expected_parts, names, strict=True):
        if (mismatch := _compare_named(part, expected_part, name, spec)) is not None:
            return mismatch
    return None


def names_words(names: Names) -> str:
    """``(wx_grad, wRec_grad), grad_over_time``: the form of a return statement."""
    if isinstance(names, str):
        return names
    return ", ".join(f"({names_words(name)})" if not isinstance(name, str) else name for name in names)


def words(value: object) -> str:
    """What a value is, in a few words and without asking it."""
    kind = type(value)
    if value is None:
        return "None"
    if kind is np.ndarray:
        return f"an array of shape {shape_words(np.ndarray.__getattribute__(value, 'shape'))}"
    if kind in NUMBERS or issubclass(kind, np.number | np.bool_):
        return "a number"
    if kind in SEQUENCES:
        return f"a {kind.__name__} of {len(value)}"  # type: ignore[arg-type]
    if kind is dict:
        return f"a dict of {len(value)}"  # type: ignore[arg-type]
    if kind in (set, frozenset):
        return f"a set of {len(value)}"  # type: ignore[arg-type]
    if kind in (str, bytes):
        return "text" if kind is str else "bytes"
    if kind.__module__ == "grader.sandbox.handle":  # its repr is our own: <student X>
        return f"an object of type {repr(value)[len('<student ') : -1]!r}"
    return f"an object of type {kind.__name__!r}"


def _parts(value: object, count: int, rule: Rule) -> Sequence[Any] | None:
    """The value's parts, where it has any: ``np.array([a, b])`` serves for ``(a, b)`` unless the structure must be exact."""
    if type(value) in SEQUENCES:
        return value  # type: ignore[return-value]
    if type(value) is np.ndarray and rule.structure == "any" and value.ndim and len(value) == count:
        return list(value)
    return None


def _same_kind(actual: object, expected: object, rule: Rule) -> bool:
    return rule.structure == "any" or type(actual) is type(expected)


def _compare(actual: object, expected: object, rule: Rule, path: str, depth: int) -> Mismatch | None:
    kind = type(expected)
    if depth > MAX_DEPTH:
        return _form(actual, expected, rule, path)
    if kind in NUMBERS or isinstance(expected, np.generic) or kind is np.ndarray:
        return _compare_numeric(actual, expected, rule, path)
    if kind in SEQUENCES:
        return _compare_sequence(actual, expected, rule, path, depth)
    if kind is dict:
        return _compare_dict(actual, expected, rule, path, depth)
    if kind in (set, frozenset):
        same = type(actual) in (set, frozenset) and actual == expected
        return None if same else _form(actual, expected, rule, path, kind="value" if type(actual) in (set, frozenset) else "type")
    if kind in (str, bytes):
        plain = str(actual) if type(actual) is np.str_ else actual
        if type(plain) is not kind:
            return _form(actual, expected, rule, path)
        return None if plain == expected else Mismatch(kind="value", output=path, rule="exact", wrong=1, total=1)
    if expected is None:
        return None if actual is None else _form(actual, expected, rule, path)
    # An object of the reference's own that only its code understands says nothing about the student's.
    return _form(actual, expected, rule, path)


def _compare_numeric(actual: object, expected: object, rule: Rule, path: str) -> Mismatch | None:
    target = np.asarray(expected)
    if target.dtype == object:  # an integer beyond 64 bits
        return _compare_huge(actual, expected, rule, path)
    value = _as_array(actual, rule)
    if value is None or (rule.structure == "exact" and type(actual) in SEQUENCES):
        return _form(actual, expected, rule, path)
    if (value.dtype.kind == "U") != (target.dtype.kind == "U"):
        return _form(actual, expected, rule, path)
    mismatch = compare_arrays(value, target, rule)
    return None if mismatch is None else replace(mismatch, output=path)


def _as_array(actual: object, rule: Rule) -> np.ndarray | None:
    """The value as a plain array, lists of numbers included; None where it is none, or ragged, or holds anything else."""
    kind = type(actual)
    if kind is np.ndarray:
        return actual  # type: ignore[return-value]
    if kind in (bool, int, float, complex, str) or issubclass(kind, np.generic):
        array = np.asarray(actual)
        return None if array.dtype == object else array
    if kind not in SEQUENCES or rule.structure == "exact" or not _is_numeric_list(actual, 0):
        return None
    try:
        array = np.array(actual)
    except (ValueError, OverflowError):  # ragged
        return None
    return None if array.dtype == object else array


def _is_numeric_list(value: Any, depth: int) -> bool:
    return depth < 32 and all(
        type(item) in (bool, int, float, complex, np.ndarray)
        or issubclass(type(item), np.generic)
        or (type(item) in SEQUENCES and _is_numeric_list(item, depth + 1))
        for item in value
    )


def _compare_huge(actual: object, expected: object, rule: Rule, path: str) -> Mismatch | None:
    """Integers beyond 64 bits, in Python's own arithmetic."""
    if type(expected) is not int or type(actual) not in (int, bool):
        return _form(actual, expected, rule, path)
    error = abs(int(actual) - expected)  # type: ignore[call-overload]
    share = {"close": rule.rtol, "relative_error": rule.max, "norm": rule.max}.get(rule.kind, 0.0)
    # In integers: a float could not hold the numbers.
    if error * 10**20 <= abs(expected) * int(share * 10**20):
        return None
    return Mismatch(kind="value", output=path, rule=rule.kind, wrong=1, total=1)


def _compare_sequence(actual: object, expected: Any, rule: Rule, path: str, depth: int) -> Mismatch | None:
    parts = _parts(actual, len(expected), rule)
    if parts is None or len(parts) != len(expected) or not _same_kind(actual, expected, rule):
        return _form(actual, expected, rule, path, kind="structure")
    for index, (part, expected_part) in enumerate(zip(parts, expected, strict=True)):
        if (mismatch := _compare(part, expected_part, rule, f"{path}[{index}]", depth + 1)) is not None:
            return mismatch
    return None


def _compare_dict(actual: object, expected: Any, rule: Rule, path: str, depth: int) -> Mismatch | None:
    if type(actual) is not dict or set(actual) != set(expected):
        return _form(actual, expected, rule, path, kind="structure")
    for key, expected_part in expected.items():
        if (mismatch := _compare(actual[key], expected_part, rule, f"{path}[{key!r}]", depth + 1)) is not None:
            return mismatch
    return None


def _form(actual: object, expected: object, rule: Rule, path: str, kind: Any = "type") -> Mismatch:
    return Mismatch(kind=kind, output=path, rule=rule.kind, expected=words(expected), actual=words(actual))
