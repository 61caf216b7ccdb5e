"""What a class says of ids that stand in one list and not in the other, as sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.model import Lang
from grader.phrases import say
from grader.report.rows import Row
from grader.report.source import harmless

_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]{1,15})?E\+?[0-9]{1,2}", re.IGNORECASE)


def is_scientific(student: str) -> bool:
    """A number as a spreadsheet shortens it: ``2.02E+06``. What the id was cannot be known from it."""
    return _SCIENTIFIC.fullmatch(student) is not None


def strangers_heading(rows: Sequence[Row], lang: Lang) -> str:
    """Empty where every submission is somebody's on the roster, or there is none."""
    strangers = sum(row.stranger for row in rows)
    count = sum(row.verdict is not None for row in rows)
    return say("ids_strangers", lang, strangers=strangers, count=count) if strangers else ""


def stranger_lines(rows: Sequence[Row], lang: Lang) -> Iterator[str]:
    """Of each submission that matches nobody on the roster, with the nearest there."""
    absent = {row.student for row in rows if row.verdict is None}
    for row in rows:
        if row.stranger:
            kind = "ids_nobody" if not row.near else "ids_absent" if row.near[0] in absent else "ids_nearest"
            yield harmless(say(kind, lang, student=row.student, near=", ".join(row.near)))


def unclear_lines(rows: Sequence[Row], lang: Lang) -> Iterator[str]:
    """Of each on the roster under whom nothing was handed in, but who may be one of those."""
    for row in rows:
        if row.unclear:
            yield harmless(say("ids_unclear", lang, student=row.student, near=", ".join(row.near)))


def shortened_lines(rows: Sequence[Row], lang: Lang) -> Iterator[str]:
    """Of each on the roster whose id a spreadsheet made unreadable."""
    for row in rows:
        if row.verdict is None and is_scientific(row.student):
            yield harmless(say("ids_shortened", lang, student=row.student))


def taken_lines(rows: Sequence[Row], lang: Lang) -> Iterator[str]:
    """Of each whose file goes by an id that differs by case or leading zeros only."""
    for row in rows:
        if row.file_id:
            yield harmless(say("ids_taken", lang, student=row.student, file=row.file_id))
