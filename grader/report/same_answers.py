"""A group of students whose wrong answers are the same, as the class page shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``known``: the mistake that their values are those of, if it is one. ``example``: a student, with the file of their report.

    ``file``: where to write one hint for all of them; ``hint``: what stands there now.
    """

    function: str
    size: int
    cases: tuple[str, ...]
    example: str
    report: str
    known: str
    file: str
    hint: Text | None = None
