"""In what keys, elements and texts differ, named so that no two that differ read alike. Pure.

Only what crossed as plain data comes in here: a key's own ``repr`` is Python's.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from grader.model import Mismatch

NAMED = 5
MORE = "…"
MOST_CHARS = 40
# Stands for NaN among keys: one NaN is another's equal here, though no dictionary finds it.
NAN = ("not a number",)


def without_nan(keys: Iterable[Any]) -> dict[Any, Any]:
    """Each key by what it is compared by."""
    return {NAN if isinstance(key, float) and math.isnan(key) else key: key for key in keys}


def about_keys(mismatch: Mismatch, actual: Collection[Any], expected: Collection[Any]) -> Mismatch:
    """The mismatch with some of the keys (of a set: elements) that are missing, and of those that are too many."""
    one, other = without_nan(actual), without_nan(expected)
    missing = [key for name, key in other.items() if name not in one]
    extra = [key for name, key in one.items() if name not in other]
    told, too_many = _named(missing, key_text), _named(extra, key_text)
    if set(map(seen, told)) & set(map(seen, too_many)):  # letters that look alike, or long texts that begin alike
        told, too_many = _named(missing, _exact_text), _named(extra, _exact_text)
    return replace(mismatch, reason="keys", missing=told, extra=too_many)


def about_texts(actual: str | bytes, expected: str | bytes, path: str) -> Mismatch:
    """Two texts that differ: where they do first, and what stands there; nothing where one has ended."""
    place = _first_difference(actual, expected)
    return Mismatch(
        kind="value",
        output=path,
        rule="exact",
        wrong=1,
        total=1,
        reason="characters",
        place=place,
        expected=_character(expected, place),
        actual=_character(actual, place),
    )


def apart(expected: str, actual: str) -> tuple[str, str]:
    """Two texts in brief, so that it can be seen in what they differ."""
    one, other = key_text(expected), key_text(actual)
    if seen(one) != seen(other):
        return one, other
    place = _first_difference(actual, expected)
    start = f"{place + 1}: "
    return start + (_character(expected, place) or "-"), start + (_character(actual, place) or "-")


def seen(text: str) -> str:
    """Equal for texts that a reader takes for the same, composed letters and wide ones among them."""
    return unicodedata.normalize("NFKC", text)


def key_text(key: object) -> str:
    """A key as Python text, clipped."""
    plain = key.item() if isinstance(key, np.generic) else key
    text = repr(plain)
    return text if len(text) <= MOST_CHARS else text[: MOST_CHARS - 1] + MORE


def _exact_text(key: object) -> str:
    text = ascii(key.item() if isinstance(key, np.generic) else key)
    half = MOST_CHARS // 2
    return text if len(text) <= MOST_CHARS else f"{text[:half]}{MORE}{text[-half:]} ({len(text)})"


def _named(keys: Collection[Any], text: Any) -> tuple[str, ...]:
    """A few of them, the same ones on every run whatever the order of a set."""
    found = sorted(map(text, keys), key=lambda each: (len(each), each))
    return (*found[:NAMED], *([MORE] if len(found) > NAMED else []))


def _first_difference(one: str | bytes, other: str | bytes) -> int:
    """By halves: whole slices are compared by the machine, and a text of a megabyte has many letters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _character(text: str | bytes, place: int) -> str:
    """``'a' (U+0061)``; nothing past the end."""
    if place >= len(text):
        return ""
    if isinstance(text, bytes):
        return f"0x{text[place]:02x}"
    return f"{text[place]!r} (U+{ord(text[place]):04X})"
