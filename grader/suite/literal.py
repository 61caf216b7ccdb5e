"""Values as Python text for people: short, six digits, pasteable where the value is small. Pure.

Only exact builtin and NumPy types are looked into: a foreign object is named by its type, never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

MAX_ENTRIES = 400
MAX_CHARS = 4000


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that stands for a value as it is: a variable's name."""

    text: str


def call_text(function: str, args: Sequence[object], kwargs: Mapping[str, object]) -> str:
    """The call as Python that can be pasted, as long as its arguments are small."""
    parts = [value_text(arg) for arg in args] + [f"{name}={value_text(arg)}" for name, arg in kwargs.items()]
    line = f"{function}({', '.join(parts)})"
    if len(line) <= 100 and "\n" not in line:
        return _clip(line)
    # An array's further rows stand below its first one, so they move in with it.
    body = "".join("    " + part.replace("\n", "\n    ") + ",\n" for part in parts)
    return _clip(f"{function}(\n{body})")


def value_text(value: object) -> str:
    """The value as Python text, clipped at MAX_CHARS."""
    return _clip(_text(value, 0))


def _text(value: object, depth: int) -> str:
    kind = type(value)
    if depth > 8:
        return "..."
    if kind is np.ndarray:
        return _array_text(value)  # type: ignore[arg-type]  # the exact type was just checked
    if isinstance(value, np.generic):
        return _text(value.item(), depth) if not isinstance(value, np.longdouble | np.clongdouble) else format(value, ".6g")
    if kind is float:
        return _float_text(value)  # type: ignore[arg-type]
    if kind is complex:
        return f"complex({_float_text(value.real)}, {_float_text(value.imag)})"  # type: ignore[attr-defined]
    if kind is int:
        return _int_text(value)  # type: ignore[arg-type]
    if kind in (bool, type(None)):
        return str(value)
    if kind in (str, bytes):
        return repr(value[:300]) + ("..." if len(value) > 300 else "")  # type: ignore[index,arg-type]
    if kind in (tuple, list, set, frozenset):
        return _items_text(value, depth)  # type: ignore[arg-type]
    if kind is Verbatim:
        return str(value.text)  # type: ignore[attr-defined]
    if kind is dict:
        pairs = list(value.items())  # type: ignore[attr-defined]
        body = ", ".join(f"{_text(k, depth + 1)}: {_text(v, depth + 1)}" for k, v in pairs[:30])
        return "{" + body + (", ..." if len(pairs) > 30 else "") + "}"
    if callable(value) and kind.__module__ != "grader.sandbox.handle":
        return getattr(value, "__name__", "a function")
    return f"<{kind.__name__}>" if kind.__module__ != "grader.sandbox.handle" else repr(value)


def _items_text(value: tuple[object, ...] | list[object], depth: int) -> str:
    items = [_text(item, depth + 1) for item in list(value)[:50]]
    if len(value) > 50:
        items.append("...")
    body = ", ".join(items)
    if "\n" in body or len(body) > 72:
        # A part a line, as one would write it down.
        body = "".join("\n    " + item.replace("\n", "\n    ") + "," for item in items) + "\n"
        if type(value) is tuple:
            return f"({body})"
    if type(value) is tuple:
        return f"({body},)" if len(value) == 1 else f"({body})"
    if type(value) is list:
        return f"[{body}]"
    return f"{{{body}}}" if value else "set()"


def _array_text(array: np.ndarray) -> str:
    if array.size > MAX_ENTRIES:
        shown = ", ".join(_text(item, 0) for item in array.reshape(-1)[:6].tolist())
        return f"<array of shape {array.shape}, dtype {array.dtype}: {shown}, ...>"
    body = _nested_text(array.tolist(), 0)
    default = array.dtype in (np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.bool_)) and array.size > 0
    if array.size == 0:
        return f"np.zeros({array.shape}, dtype='{array.dtype}')"
    return f"np.array({body})" if default or array.dtype.kind in "cU" else f"np.array({body}, dtype='{array.dtype}')"


def _nested_text(value: object, depth: int) -> str:
    if type(value) is not list:
        return _text(value, 0)
    if value and type(value[0]) is list and len(value) > 1:
        gap = ",\n" + " " * (10 + depth)
        return "[" + gap.join(_nested_text(item, depth + 1) for item in value) + "]"
    return "[" + ", ".join(_nested_text(item, depth + 1) for item in value) + "]"


def _float_text(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return f"np.{value}" if value == value and value > 0 else f"-np.{-value}" if value == value else "np.nan"
    text = format(value, ".6g")
    return text if any(mark in text for mark in ".en") else text + ".0"


def _int_text(value: int) -> str:
    # Long integers cost quadratic time to print, and past 4,300 digits Python refuses.
    return str(value) if value.bit_length() < 256 else f"<integer of {value.bit_length()} bits>"


def _clip(text: str) -> str:
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 4] + " ..."
