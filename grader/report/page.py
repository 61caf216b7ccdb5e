"""A student's page: one self-contained file. Pure; templates escape whatever they are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from grader.model import CaseResult, Lang, Standing, Text, Verdict
from grader.report.source import harmless, read_source
from grader.report.standing import standing_lines
from grader.report.wording import headline, message, note, say, state, symbol
from grader.reveal import Revealed
from grader.scoring import rounded


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its cases, added up."""

    name: str
    points: Fraction
    max_points: Fraction
    cases: tuple[CaseResult, ...]

    @property
    def passed(self) -> int:
        return sum(case.verdict is Verdict.ACCEPTED for case in self.cases)


def render_report(
    grade: Revealed, *, title: Text, files: Sequence[tuple[str, bytes]], lang: Lang, standing: Standing | None = None
) -> str:
    """One student's report. ``files``: what was handed in, shown with a line anchor each.

    ``standing``: the points that count after the deadline and people's adjustments, where there is a class.
    """
    if standing is not None:
        grade = Revealed(replace(grade, points=standing.points))
    failed = [case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    return template("report.html.j2").render(
        **spoken(lang),
        grade=grade,
        title=title.in_lang(lang),
        headline=headline(grade, lang),
        standing=standing_lines(standing, lang),
        questions=_questions(grade),
        first=failed[0] if failed and grade.verdict is not Verdict.INVALID_SUBMISSION else None,
        sources=[read_source(name, content) for name, content in files],
        marked={(frame.file, frame.line) for case in failed if case.fault for frame in case.fault.frames[-1:]},
    )


def _questions(grade: Revealed) -> list[Question]:
    found: dict[str, list[CaseResult]] = {}
    for case in grade.cases:
        found.setdefault(case.question, []).append(case)
    return [
        Question(
            name,
            sum((case.points for case in cases), Fraction(0)),
            sum((case.max_points for case in cases), Fraction(0)),
            tuple(cases),
        )
        for name, cases in found.items()
    ]


def spoken(lang: Lang) -> dict[str, Any]:
    """What every template speaks with."""
    return {
        "lang": lang,
        "t": lambda phrase, **values: say(phrase, lang, **values),
        "state": lambda verdict, note="": state(verdict, lang, note),
        "message": lambda case: harmless(message(case, lang)),
        "note": lambda case: note(case, lang),
        "symbol": symbol,
        "rounded": rounded,
        "harmless": harmless,
        "Verdict": Verdict,
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def template(name: str) -> Template:
    return _environment().get_template(name)
