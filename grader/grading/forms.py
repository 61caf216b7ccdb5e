"""What a value is, in brief and without asking it: a shape, a dtype, how many parts. As a ``Form``, and the words for one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.model import Form, FormKind, Mismatch, MismatchKind, Rule, RuleKind
from grader.model.opaque import Opaque, type_name_of

NUMBERS = (bool, int, float, complex)
SEQUENCES = (tuple, list)
# What stands for a form in documents; what people read of it is in ``grader/phrases``, and nothing reads these.
WORDS: Mapping[FormKind, str] = {
    "shape": "shape {}",
    "dtype": "dtype {}",
    "bools": "kind bool",
    "integers": "kind integer",
    "floats": "kind float",
    "complexes": "kind complex",
    "texts": "kind text",
    "shaped": "an array of shape {}",
    "one_number": "a number",
    "tuple_of": "a tuple of {}",
    "list_of": "a list of {}",
    "dict_of": "a dict of {}",
    "set_of": "a set of {}",
    "object": "an object of type {}",
    "string": "text",
    "bytes": "bytes",
    "nothing": "None",
}
# By the letter of a dtype: the arrays that can be compared, and what is in them.
ENTRIES: Mapping[str, FormKind] = {
    "b": "bools",
    "i": "integers",
    "u": "integers",
    "f": "floats",
    "c": "complexes",
    "U": "texts",
}
NOTHING = Form("nothing")
_PARTS: Mapping[Any, FormKind] = {tuple: "tuple_of", list: "list_of", dict: "dict_of", set: "set_of", frozenset: "set_of"}


def form_of(value: Any) -> Form:
    kind = type(value)
    if value is None:
        return NOTHING
    if kind is np.ndarray:
        return Form("shaped", shape_text(np.ndarray.__getattribute__(value, "shape")))
    if kind in NUMBERS or issubclass(kind, np.number | np.bool_):
        return Form("one_number")
    if kind in _PARTS:
        return Form(_PARTS[kind], count=len(value))
    if kind in (str, bytes, np.str_):
        return Form("bytes" if kind is bytes else "string")
    return object_of(type_name_of(value) if issubclass(kind, Opaque) else kind.__name__)


def object_of(type_name: str) -> Form:
    """Of an object of that type."""
    return Form("object", repr(type_name))


def shape_of(array: np.ndarray) -> Form:
    return Form("shape", shape_text(array.shape))


def dtype_of(array: np.ndarray, rule: Rule) -> Form:
    """The dtype, or what kind it is, as far as the rule looks at it."""
    return Form("dtype", str(array.dtype)) if rule.dtype == "exact" else Form(ENTRIES[array.dtype.kind])


def shape_text(shape: tuple[int, ...]) -> str:
    return "()" if not shape else f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def words(form: Form) -> str:
    return WORDS[form.kind].format(form.text if form.count is None else form.count)


def misformed(kind: MismatchKind, expected: Form, actual: Form, rule: RuleKind = "close", output: str = "") -> Mismatch:
    """That the one is there where the other was asked for."""
    return Mismatch(
        kind=kind,
        output=output,
        rule=rule,
        expected=words(expected),
        actual=words(actual),
        expected_form=expected,
        actual_form=actual,
    )
