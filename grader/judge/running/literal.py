"""Values as Python text for people: short, six digits, pasteable where the value is small. Pure.

Only exact builtin and NumPy types are looked into: a foreign object is named by its type, never asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

import numpy as np

from grader.grading.differences import seen
from grader.judge.running.spots import Place, Spots
from grader.model.opaque import is_opaque
from grader.model.shown import shown_text

# Around an entry that differs while a text is put together: characters for private use, which Python writes as escapes.
BEGIN, END = "\ue000", "\ue001"
SIGNS = re.compile(f"[{BEGIN}{END}]")
DIGITS = (6, 8, 10, 12, 15, 17)
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


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a value, and where in it the entries stand that differ: ``(start, end)`` of each, in their order."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def shown_apart(expected: object, actual: object, spots: Spots) -> tuple[Shown, Shown]:
    """Both values, the entries at ``spots`` with as many digits as it takes to tell the two apart, and marked.

    Where the texts still read alike (letters that look alike, types, what no rule compares): all digits, and ASCII.
    """
    pair = _marked(expected, actual, spots, exact=False)
    if seen(pair[0].text) != seen(pair[1].text):
        return pair
    return _marked(expected, actual, spots, exact=True)


def named_text(name: str, shown: Shown) -> Shown:
    """``name = value``, with the marks in their new places."""
    head = f"{name} = "
    return Shown(head + shown.text, tuple((start + len(head), end + len(head)) for start, end in shown.marks))


def texts_apart(expected: object, actual: object) -> tuple[str, str]:
    """The texts of two values that differ, told apart as ``shown_apart`` does."""
    one, other = shown_apart(expected, actual, {})
    return one.text, other.text


def _marked(expected: object, actual: object, spots: Spots, *, exact: bool) -> tuple[Shown, Shown]:
    writers = _Writer(actual, spots, exact=exact), _Writer(expected, spots, exact=exact)
    return _shown(writers[0].text(expected, 0)), _shown(writers[1].text(actual, 0))


def _shown(marked: str) -> Shown:
    """The text without the signs around what differs, and where these stood."""
    marks, parts, place = [], [], 0
    for index, part in enumerate(re.split(f"[{BEGIN}{END}]", shown_text(marked))):
        parts.append(part)
        if index % 2 and place + len(part) <= MAX_CHARS - 4:
            marks.append((place, place + len(part)))
        place += len(part)
    return Shown(_clip("".join(parts)), tuple(marks))


def _function_text(function: object) -> str:
    """An author's function by its name, and one of NumPy's as code writes it: ``np.sum`` is not the ``sum`` of Python."""
    name = str(getattr(function, "__name__", "a function"))
    home = "numpy" if isinstance(function, np.ufunc) else str(getattr(function, "__module__", ""))
    return f"np{home.removeprefix('numpy')}.{name}" if home.split(".")[0] == "numpy" else name


class _Absent:
    """In the place of the other value where there is none."""


ABSENT = _Absent()


class _Writer:
    """Writes one value, ``beside`` another. What is past MAX_CHARS would be cut off anyway, so that nothing is written any more."""

    def __init__(self, beside: object = ABSENT, spots: Spots | None = None, *, exact: bool = False) -> None:
        self._room = MAX_CHARS
        self._exact = exact
        self._beside, self._spots = beside, spots or {}

    def text(self, value: object, depth: int, place: Place = (), other: object = None) -> str:
        if depth > 8 or self._room < 0:
            return "..."
        if not place:
            other = self._beside
        kind = type(value)
        if kind is np.ndarray:
            return self._array(value, place, other)  # type: ignore[arg-type]  # the exact type was just checked
        if kind in (tuple, list, set, frozenset):
            return self._items(value, depth, place, other)  # type: ignore[arg-type]
        if kind is dict:
            return self._dict(value, depth, place, other)  # type: ignore[arg-type]
        if isinstance(other, np.generic) and not isinstance(other, np.longdouble | np.clongdouble):
            other = other.item()
        marked = self._spots.get(place) is True
        if isinstance(value, np.generic) and not isinstance(value, np.longdouble | np.clongdouble):
            text = self._entry(value.item(), other, marked=marked)
            return f"np.{value.dtype}({text})" if self._exact and kind not in (np.float64, np.bool_, np.str_) else text
        return self._entry(value, other, marked=marked)

    def _entry(self, value: object, other: object, *, marked: bool) -> str:
        """One leaf; between the two signs where it differs."""
        text = self._leaf(value)
        if type(value) is not float:
            text = SIGNS.sub("", text)
        if marked and not self._exact:
            text = _digits_apart(value, other) or text
        self._room -= len(text) + 2
        return f"{BEGIN}{text}{END}" if marked else text

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
        if callable(value) and not is_opaque(value):
            return _function_text(value)
        return repr(value) if is_opaque(value) else f"<{kind.__name__}>"

    def _dict(self, value: dict[object, object], depth: int, place: Place, other: object) -> str:
        beside: dict[object, object] = other if type(other) is dict else {}
        pairs = [
            f"{_Writer(exact=self._exact).text(key, depth + 1)}: "
            + self.text(item, depth + 1, (*place, key), beside.get(key, ABSENT) if beside else ABSENT)
            for key, item in islice(value.items(), 30)
        ]
        return "{" + ", ".join(pairs) + (", ..." if len(value) > 30 else "") + "}"

    def _items(self, value: tuple[object, ...] | list[object], depth: int, place: Place, other: object) -> str:
        beside = _parts_beside(value, other)
        first = self._first(place, len(value)) if beside is not None else 0
        items = ["..."] if first else []
        for index, item in enumerate(islice(value, first, first + 50), first):
            items.append(self.text(item, depth + 1, (*place, index), ABSENT if beside is None else beside[index]))
        if len(value) > first + 50:
            items.append("...")
        body = ", ".join(items)
        if "\n" in body or len(SIGNS.sub("", body)) > 72:
            # A part a line, as one would write it down.
            body = "".join("\n    " + item.replace("\n", "\n    ") + "," for item in items) + "\n"
            if type(value) is tuple:
                return f"({body})"
        if type(value) is tuple:
            return f"({body},)" if len(value) == 1 else f"({body})"
        if type(value) is list:
            return f"[{body}]"
        return f"{{{body}}}" if value else "set()"

    def _first(self, place: Place, count: int) -> int:
        """From where on a long sequence is shown: from its beginning, or a little before what differs first."""
        if count <= 50:
            return 0
        differing = (
            key[len(place)]
            for key, spot in self._spots.items()
            if len(key) > len(place) and np.any(spot) and key[: len(place)] == place
        )
        first = min((index for index in differing if type(index) is int), default=0)
        return 0 if first < 50 else first - 2

    def _array(self, array: np.ndarray, place: Place, other: object) -> str:
        spots = self._spots.get(place)
        marks = spots if isinstance(spots, np.ndarray) and spots.shape == array.shape else None
        beside = other if type(other) is np.ndarray and other.shape == array.shape and marks is not None else None
        if array.size > MAX_ENTRIES:
            return self._of_large(array, marks, beside)
        # Before it is written out: without an entry it may be a list of millions of empty lists.
        if array.size == 0:
            return f"np.zeros({array.shape}, dtype='{array.dtype}')"
        body = self._nested(array, marks, beside, 0)
        default = array.dtype in (np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.bool_))
        return f"np.array({body})" if default or array.dtype.kind in "cU" else f"np.array({body}, dtype='{array.dtype}')"

    def _of_large(self, array: np.ndarray, marks: np.ndarray | None, beside: np.ndarray | None) -> str:
        """Its first entries; beside another array those that differ, each with its index."""
        about = f"array of shape {array.shape}, dtype {array.dtype}"
        if marks is None or beside is None or not marks.any():
            return f"<{about}: {', '.join(self.text(item, 0, ('',)) for item in array.flat[:6].tolist())}, ...>"
        shown = []
        for flat in np.flatnonzero(marks)[:6].tolist():
            index = tuple(int(each) for each in np.unravel_index(flat, array.shape))
            shown.append(f"[{', '.join(map(str, index))}]: {self._entry(array[index].item(), beside[index].item(), marked=True)}")
        return f"<{about}; {', '.join(shown)}, ...>"

    def _nested(self, array: np.ndarray, marks: np.ndarray | None, beside: np.ndarray | None, depth: int) -> str:
        if array.ndim == 0:
            return self._entry(array.item(), None if beside is None else beside.item(), marked=marks is not None and bool(marks))
        if array.ndim == 1:
            others = repeat(None) if beside is None else beside.tolist()
            spots = repeat(object=False) if marks is None else marks.tolist()
            entries = zip(array.tolist(), others, spots, strict=False)
            return "[" + ", ".join(self._entry(value, other, marked=spot) for value, other, spot in entries) + "]"
        rows = [
            self._nested(
                np.asarray(row),
                None if marks is None else np.asarray(marks[index]),
                None if beside is None else np.asarray(beside[index]),
                depth + 1,
            )
            for index, row in enumerate(array)
        ]
        gap = ",\n" + " " * (10 + depth) if len(rows) > 1 else ", "
        return "[" + gap.join(rows) + "]"


def _parts_beside(value: object, other: Any) -> Any:
    """The parts of the other value where they belong to those of a list or tuple; else None."""
    has_parts = type(other) in (list, tuple) or (type(other) is np.ndarray and other.ndim)
    return other if type(value) in (list, tuple) and has_parts and len(other) == len(value) else None  # type: ignore[arg-type]


def _digits_apart(value: object, other: object) -> str:
    """A number with as many digits as tell it from the other one; of a long text the part that differs. Empty where six do."""
    kinds: tuple[Any, Any] = type(value), type(other)
    if kinds == (float, float):
        for digits in DIGITS:
            one, two = _float_text(value, digits=digits), _float_text(other, digits=digits)  # type: ignore[arg-type]
            if one != two:
                return one
        return ""
    if kinds == (complex, complex):
        for digits in DIGITS:
            texts = [
                ", ".join(_float_text(part, digits=digits) for part in (each.real, each.imag))  # type: ignore[attr-defined]
                for each in (value, other)
            ]
            if texts[0] != texts[1]:
                return f"complex({texts[0]})"
        return ""
    if kinds in ((str, str), (bytes, bytes)) and len(value) > 300:  # type: ignore[arg-type]
        first = next((at for at, (a, b) in enumerate(zip(value, other, strict=False)) if a != b), 0)  # type: ignore[call-overload]
        if first > 250:
            start = first - 40
            return f"...{value[start : start + 300]!r}" + ("..." if len(value) > start + 300 else "")  # type: ignore[index,arg-type]
    return ""


def _float_text(value: float, *, exact: bool = False, digits: int = 6) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return f"np.{value}" if value == value and value > 0 else f"-np.{-value}" if value == value else "np.nan"
    text = repr(value) if exact else format(value, f".{digits}g")
    return text if "." in text or "e" in text or "n" in text else text + ".0"


def _int_text(value: int) -> str:
    # Long integers cost quadratic time to print, and past 4,300 digits Python refuses.
    return str(value) if value.bit_length() < 256 else f"<integer of {value.bit_length()} bits>"


def _clip(text: str) -> str:
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 4] + " ..."
