"""Constructs that an answer may not use, and where it does. No I/O."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model.shown import ShownLine, keep_shown

# What ``forbid:`` may hold beside dotted names, builtins, modules and ``.attribute``.
FORBIDDEN_WORDS = (
    "for",
    "while",
    "loop",
    "comprehension",
    "recursion",
    "if",
    "lambda",
    "try",
    "with",
    "match",
    "class",
    "global",
    "nonlocal",
    "yield",
    "import",
    "@",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """One use in the answer to ``question``. ``construct``: as the assignment calls it.

    It is empty where ``name`` only hides what is used, and ``name`` too where nobody can tell. Name and file are student-made.
    """

    question: str
    construct: str = ""
    name: ShownLine = ""
    file: ShownLine = ""
    line: int = 0

    def __post_init__(self) -> None:
        keep_shown(self)
