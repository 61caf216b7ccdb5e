"""Two texts of values with the entries marked in which they differ. Pure: it compares texts, and reads none as Python."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# A number with its sign, a word, a text in quotes; what lies between is form.
_PIECE = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|[-+]?(?:\d|\.\d)[\w.]*(?:(?<=[eE])[-+]\d+)?|-?\w[\w.]*")
MAX_CHARS = 8000


def marked_apart(expected: str, actual: str) -> tuple[Markup, Markup]:
    """Both, escaped. Nothing is marked where they are not of one form, or where no number is the same in both."""
    ours, theirs = _PIECE.findall(expected), _PIECE.findall(actual)
    if len(expected) + len(actual) > MAX_CHARS or _form(expected) != _form(actual):
        return escape(expected), escape(actual)
    differ = [one != other for one, other in zip(ours, theirs, strict=True)]
    if not any(one == other and _is_number(one) for one, other in zip(ours, theirs, strict=True)) or not any(differ):
        return escape(expected), escape(actual)
    return _marked(expected, differ), _marked(actual, differ)


def _form(text: str) -> list[str]:
    """What stands between the pieces. Where a line is broken says nothing about the value."""
    return ["".join(between.split()) for between in _PIECE.split(text)]


def _is_number(piece: str) -> bool:
    return piece.lstrip("+-.")[:1].isdigit()


def _marked(text: str, differ: list[bool]) -> Markup:
    parts, end = [], 0
    for match, differs in zip(_PIECE.finditer(text), differ, strict=True):
        parts.append(escape(text[end : match.start()]))
        parts.append(Markup("<mark>{}</mark>").format(match[0]) if differs else escape(match[0]))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
