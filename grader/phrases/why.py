"""Why a file cannot be graded, in both languages, with what to do about it; and how a place in it is named. Pure."""

from __future__ import annotations

import re

from grader.model import Text, shown_line
from grader.phrases import say

_CELL = re.compile(r"(.*\.ipynb)\[(\d+)\]")


def why(key: str, **values: object) -> Text:
    """The reason in both languages, on one line whatever a student wrote. A value that is a Text is put in in each language."""
    texts = {name: value if isinstance(value, Text) else Text(str(value), str(value)) for name, value in values.items()}
    english = {name: shown_line(text.en) for name, text in texts.items()}
    korean = {name: shown_line(text.ko) for name, text in texts.items()}
    return Text(say(key, "en", **english), say(key, "ko", **korean))


def place(file: str, line: int = 0) -> Text:
    """``work.py, line 3``; in a notebook ``cell 7, line 3``, where cells are counted as they stand, code cells only."""
    found = _CELL.fullmatch(file)
    names = (f"cell {found[2]}", f"{found[2]}번째 셀") if found else (file, file)
    if not line:
        return Text(*names)
    return Text(f"{names[0]}, line {line}", f"{names[1]} {line}번째 줄")
