"""Values as Python text for people: short, six digits, pasteable where the value is small. Pure.

Only exact builtin and NumPy types are looked into: a foreign object is named by its type, never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from grader.differences import seen

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
    return _clip(_Writer().text(value, 0))


def texts_apart(expected: object, actual: object) -> tuple[str, str]:
    """The texts of two values that differ; where six digits, or letters that look alike, hide that: all digits, and ASCII."""
    one, other = value_text(expected), value_text(actual)
    if seen(one) != seen(other):
        return one, other
    return _clip(_Writer(exact=True).text(expected, 0)), _clip(_Writer(exact=True).text(actual, 0))


class _Writer:
    """Writes one value. What is past MAX_CHARS would be cut off anyway, so that nothing is written any more."""

    def __init__(self, *, exact: bool = False) -> None:
        self._room = MAX_CHARS
        self._exact = exact

    def text(self, value: object, depth: int) -> str:
        if depth > 8 or self._room < 0:
            return "..."
        kind = type(value)
        if kind is np.ndarray:
            return self._array(value)  # type: ignore[arg-type]  # the exact type was just checked
        if kind in (tuple, list, set, frozenset):
            return self._items(value, depth)  # type: ignore[arg-type]
        if kind is dict:
            return self._dict(value, depth)  # type: ignore[arg-type]
        if isinstance(value, np.generic) and not isinstance(value, np.longdouble | np.clongdouble):
            text = self.text(value.item(), depth)
            return f"np.{value.dtype}({text})" if self._exact and kind not in (np.float64, np.bool_, np.str_) else text
        text = self._leaf(value)
        self._room -= len(text) + 2
        return text

    def _leaf(self, value: object) -> str:
        kind: Any = type(value)
        if kind is float:
            return _float_text(value, exact=self._exact)  # type: ignore[arg-type]
        if kind is complex:
            parts = (_float_text(part, exact=self._exact) for part in (value.real, value.imag))  # type: ignore[attr-defined]
            return f"complex({', '.join(parts)})"
        if kind is int:
            return _int_text(value)  # type: ignore[arg-type]
        if isinstance(value, np.generic):
            return format(value, ".6g")
        if kind in (bool, type(None)):
            return str(value)
        if kind in (str, bytes):
            whole: str = (ascii if self._exact else repr)(value[:300])  # type: ignore[index]
            return whole + ("..." if len(value) > 300 else "")  # type: ignore[arg-type]
        if kind is Verbatim:
            return str(value.text)  # type: ignore[attr-defined]
        if callable(value) and kind.__module__ != "grader.sandbox.handle":
            return getattr(value, "__name__", "a function")
        return f"<{kind.__name__}>" if kind.__module__ != "grader.sandbox.handle" else repr(value)

    def _dict(self, value: dict[object, object], depth: int) -> str:
        pairs = [f"{self.text(key, depth + 1)}: {self.text(item, depth + 1)}" for key, item in islice(value.items(), 30)]
        return "{" + ", ".join(pairs) + (", ..." if len(value) > 30 else "") + "}"

    def _items(self, value: tuple[object, ...] | list[object], depth: int) -> str:
        items = [self.text(item, depth + 1) for item in islice(value, 50)]
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

    def _array(self, array: np.ndarray) -> str:
        if array.size > MAX_ENTRIES:
            shown = ", ".join(self.text(item, 0) for item in array.flat[:6].tolist())
            return f"<array of shape {array.shape}, dtype {array.dtype}: {shown}, ...>"
        # Before it is written out: without an entry it may be a list of millions of empty lists.
        if array.size == 0:
            return f"np.zeros({array.shape}, dtype='{array.dtype}')"
        body = self._nested(array.tolist(), 0)
        default = array.dtype in (np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.bool_))
        return f"np.array({body})" if default or array.dtype.kind in "cU" else f"np.array({body}, dtype='{array.dtype}')"

    def _nested(self, value: object, depth: int) -> str:
        if type(value) is not list:
            return self.text(value, 0)
        if value and type(value[0]) is list and len(value) > 1:
            gap = ",\n" + " " * (10 + depth)
            return "[" + gap.join(self._nested(item, depth + 1) for item in value) + "]"
        return "[" + ", ".join(self._nested(item, depth + 1) for item in value) + "]"


def _float_text(value: float, *, exact: bool) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return f"np.{value}" if value == value and value > 0 else f"-np.{-value}" if value == value else "np.nan"
    text = repr(value) if exact else format(value, ".6g")
    return text if any(mark in text for mark in ".en") else text + ".0"


def _int_text(value: int) -> str:
    # Long integers cost quadratic time to print, and past 4,300 digits Python refuses.
    return str(value) if value.bit_length() < 256 else f"<integer of {value.bit_length()} bits>"


def _clip(text: str) -> str:
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 4] + " ..."
