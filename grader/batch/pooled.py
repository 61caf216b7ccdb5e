"""Rows of a large class, in which what is equal is one object: a hundred thousand of them are held until the class page is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from grader.model import Member
from grader.report.rows import Row

T = TypeVar("T")
# Of fewer it does not matter.
MANY = 2000
# Values; the points of an ordinary suite are a few hundred.
MOST_KEPT = 20_000


class Pooled:
    """What was met before, by its value."""

    def __init__(self) -> None:
        self._met: dict[Any, Any] = {}

    def row(self, row: Row, member: Member) -> Row:
        """An equal row; of what it says of who handed in, the member's own values."""
        handed_in = member.submission
        return replace(
            row,
            student=_either(handed_in.student, row.student),
            name=_either(handed_in.name, row.name),
            file=_either(handed_in.file, row.file),
            digest=_either(handed_in.digest, row.digest),
            points=self._one(row.points),
            points_before_late=self._one(row.points_before_late),
            max_points=self._one(row.max_points),
            questions=self._one(row.questions),
            cases=self._one(row.cases),
            blames=self._one(row.blames),
            manual=self._one(row.manual),
        )

    def _one(self, value: T) -> T:
        if len(self._met) >= MOST_KEPT:
            return self._met.get((type(value), value), value)  # type: ignore[no-any-return]  # of its own type
        return self._met.setdefault((type(value), value), value)  # type: ignore[no-any-return]


def _either(first: str, second: str) -> str:
    return first if first == second else second
