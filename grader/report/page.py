"""The HTML pages: one self-contained file for a student, one for a class. Pure; templates escape whatever they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from grader.model import CaseResult, Lang, Text, Verdict
from grader.reasons import place
from grader.report.about import note_text, problem, related
from grader.report.explained import actual_text, explained_before, finding_text, first_to_fix, given_text, heat_picture
from grader.report.source import harmless, read_sources
from grader.report.wording import headline, message, note, say, state, symbol
from grader.reveal import Revealed
from grader.scoring import rounded

BINS = 10


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
    grade: Revealed,
    *,
    title: Text,
    files: Sequence[tuple[str, bytes]],
    lang: Lang,
    needs: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> str:
    """One student's report. ``files``: what was handed in, shown with a line anchor each.

    ``needs``: which question builds on which.
    """
    failed = [case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    return _template("report.html.j2").render(
        **_words(lang),
        grade=grade,
        title=title.in_lang(lang),
        headline=headline(grade, lang),
        questions=_questions(grade),
        anchors={case.case: f"c{number}" for number, case in enumerate(grade.cases, 1)},
        before=explained_before(grade.cases),
        first=first_to_fix(grade, needs) if grade.verdict is not Verdict.INVALID_SUBMISSION else None,
        sources=[source for name, content in files for source in read_sources(name, content)],
        problem=problem(grade, lang),
        notes=[note_text(each, lang, grade.environment.numpy) for each in grade.notes],
        related=lambda case: related(case, grade.notes, lang, grade.environment.numpy),
        marked={(frame.file, frame.line) for case in failed if case.fault for frame in case.fault.frames[-1:]},
    )


def render_class_page(
    grades: Sequence[Revealed], *, title: Text, lang: Lang, links: Mapping[str, str], problems: Sequence[str]
) -> str:
    """The class at a glance: distribution, pass rates, students with links to their reports."""
    graded = [grade for grade in grades if grade.points is not None]
    most = max((grade.max_points for grade in grades), default=Fraction(0))
    mean = fmean(float(grade.points or 0) for grade in graded) if graded else 0.0
    return _template("class.html.j2").render(
        **_words(lang),
        title=title.in_lang(lang),
        grades=grades,
        summary=say("submissions", lang, count=len(grades)),
        average=say("average", lang, mean=f"{mean:.2f}", most=rounded(most)),
        bins=_bins([float(grade.points or 0) for grade in graded], float(most)),
        checks=_pass_rates(grades),
        links=links,
        problems=problems,
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


def _bins(points: Sequence[float], most: float) -> list[dict[str, Any]]:
    """The distribution in tenths of the maximum; the last bin holds the maximum itself."""
    counts = [0] * BINS
    for value in points:
        counts[min(BINS - 1, int(value / most * BINS)) if most else 0] += 1
    tallest = max(counts, default=0) or 1
    return [
        {
            "label": f"{most * i / BINS:g}–{most * (i + 1) / BINS:g}",
            "count": count,
            "height": round(100 * count / tallest),
        }
        for i, count in enumerate(counts)
    ]


def _pass_rates(grades: Sequence[Revealed]) -> list[dict[str, Any]]:
    if not grades:
        return []
    rows = []
    for index, case in enumerate(grades[0].cases):
        same = [grade.cases[index] for grade in grades if index < len(grade.cases)]
        passed = sum(each.verdict is Verdict.ACCEPTED for each in same)
        rows.append({"case": case, "passed": passed, "count": len(same), "share": round(100 * passed / len(same))})
    return rows


def _words(lang: Lang) -> dict[str, Any]:
    """What both templates speak with."""
    return {
        "lang": lang,
        "t": lambda phrase, **values: say(phrase, lang, **values),
        "state": lambda verdict, note="": state(verdict, lang, note),
        "message": lambda case: harmless(message(case, lang)),
        "note": lambda case: note(case, lang),
        "finding": lambda found: harmless(finding_text(found, lang)),
        "actual": lambda found: actual_text(found, lang),
        "given": lambda case: given_text(case, lang),
        "heat": lambda heat, mismatch: heat_picture(heat, mismatch, lang),
        "symbol": symbol,
        "rounded": rounded,
        "harmless": harmless,
        "place": lambda file, line=0: place(file, line).in_lang(lang),
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
def _template(name: str) -> Template:
    return _environment().get_template(name)
