"""Who moves when an assignment changes: the values, a page for the instructor, a document for programs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.grading.scoring import rounded
from grader.model import CaseResult, Grade, Lang, Text, Verdict
from grader.phrases import say
from grader.report.pages import spoken, template
from grader.report.sentences import message, state


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """A case whose points or verdict differ; None where there is no such case on that side."""

    case: str
    before: CaseResult | None
    after: CaseResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A student whose points differ, after deadline and adjustments. None: withheld."""

    student: str
    name: str
    before: Fraction | None
    after: Fraction | None
    most_before: Fraction
    most_after: Fraction
    cases: tuple[CaseMove, ...]

    @property
    def change(self) -> Fraction:
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


def case_moves(before: Grade, after: Grade) -> tuple[CaseMove, ...]:
    """In the order of the suite as it is now, then what it no longer holds."""
    old, new = ({case.case: case for case in grade.cases} for grade in (before, after))
    return tuple(
        CaseMove(case=name, before=old.get(name), after=new.get(name))
        for name in dict.fromkeys([*new, *old])
        if _what(old.get(name)) != _what(new.get(name))
    )


def _what(case: CaseResult | None) -> tuple[object, ...] | None:
    return None if case is None else (case.verdict, case.points, case.max_points)


def moves_summary(moves: Sequence[Move], count: int, lang: Lang, *, published: bool) -> str:
    if not moves:
        return say("moves_none", lang)
    known = [move.change for move in moves if move.before is not None and move.after is not None]
    withheld = sum(move.before is not None and move.after is None for move in moves)
    released = sum(move.before is None and move.after is not None for move in moves)
    more = say("moves_withheld", lang, count=withheld) if withheld else ""
    more += say("moves_released", lang, count=released) if released else ""
    key = "moves_published" if published else "moves_summary"
    up, down = sum(change > 0 for change in known), sum(change < 0 for change in known)
    return say(key, lang, moved=len(moves), count=count, up=up, down=down, more=more)


def moves_document(moves: Sequence[Move], count: int, slug: str, lang: Lang, *, published: bool) -> dict[str, Any]:
    """The document ``grader/regrade/1``: for the instructor, so nothing of a case is held back."""
    return {
        "schema": "grader/regrade/1",
        "assignment": slug,
        "submissions": count,
        "moved": len(moves),
        "published": published,
        "moves": [
            {
                "student": move.student,
                "name": move.name,
                "before": _points(move.before),
                "after": _points(move.after),
                "max_before": rounded(move.most_before),
                "max_after": rounded(move.most_after),
                "cases": [
                    {"case": each.case, "before": _side(each.before, lang), "after": _side(each.after, lang)} for each in move.cases
                ],
            }
            for move in moves
        ],
    }


def render_moves_page(moves: Sequence[Move], count: int, *, title: Text, lang: Lang, published: bool) -> str:
    """Largest change first."""
    return template("moves.html.j2").render(
        **spoken(lang),
        title=title.in_lang(lang),
        summary=moves_summary(moves, count, lang, published=published),
        moves=sorted(moves, key=lambda move: (-abs(move.change), move.student)),
        points=lambda value: say("withheld", lang) if value is None else str(rounded(value)),
        # What a student reads of a fault of ours tells those who mend it nothing.
        said=lambda case: case.staff.detail if case.verdict is Verdict.GRADER_ERROR else message(case, lang),
        signed=lambda value: f"{'+' if value > 0 else ''}{rounded(value)}",
    )


def how(case: CaseResult | None, lang: Lang) -> str:
    """The state of one side, with its points."""
    if case is None:
        return say("not_there", lang)
    return f"{state(case.verdict, lang, case.note)} ({rounded(case.points)})"


def _points(value: Fraction | None) -> int | float | None:
    return None if value is None else rounded(value)


def _side(case: CaseResult | None, lang: Lang) -> dict[str, Any] | None:
    if case is None:
        return None
    return {
        "verdict": case.verdict.value,
        "points": rounded(case.points),
        "max_points": rounded(case.max_points),
        "message": message(case, lang, own=True),
    }
