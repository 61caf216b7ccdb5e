"""A student's page: one self-contained file. Pure; templates escape whatever they are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from grader.model import OWN, CaseResult, Lang, Standing, Text, Verdict
from grader.phrases import say
from grader.reasons import place
from grader.report.about import note_text, problem, related
from grader.report.explained import (
    actual_label,
    actual_text,
    explained_before,
    finding_text,
    first_to_fix,
    given_text,
    heat_legend,
    heat_picture,
    marked_text,
)
from grader.report.source import MAX_LINES, Source, harmless, read_sources
from grader.report.standing import standing_lines
from grader.report.wording import headline, message, note, state, symbol
from grader.reveal import Revealed
from grader.scoring import rounded, total

NO_TEXT = Text("")


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
    standing: Standing | None = None,
    notice: str = "",
    course: Text = NO_TEXT,
) -> str:
    """One student's report. ``files``: what was handed in (``Submission.kept``), shown with a line anchor each.

    ``needs``: which question builds on which. ``standing``: the points that count after the deadline and people's adjustments,
    where there is a class. ``notice``: what is said first of all. ``course``: its name.
    """
    if standing is not None:
        grade = Revealed(replace(grade, points=standing.points))

    def opening(case: CaseResult, anchor: str) -> Markup:
        is_open = case.verdict is not Verdict.ACCEPTED and grade.verdict is not Verdict.INVALID_SUBMISSION
        words = (case.case, case.title, case.verdict, case.note)
        return _opened(lang, anchor, *words, case.points, case.max_points, is_open=is_open)

    failed = [case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    return template("report.html.j2").render(
        **spoken(lang),
        grade=grade,
        course=course.in_lang(lang),
        title=title.in_lang(lang),
        headline=headline(grade, lang),
        standing=((notice,) if notice else ()) + standing_lines(standing, lang),
        questions=_questions(grade),
        anchors={case.case: f"c{number}" for number, case in enumerate(grade.cases, 1)},
        before=explained_before(grade.cases),
        silent=_silent(grade),
        first=first_to_fix(grade, needs) if grade.verdict is not Verdict.INVALID_SUBMISSION else None,
        sources=_sources(files),
        problem=problem(grade, lang),
        notes=[note_text(each, lang, grade.environment.numpy) for each in grade.notes],
        opening=opening,
        related=lambda case: related(case, grade.notes, lang, grade.environment.numpy),
        marked={(frame.file, frame.line) for case in failed if case.fault for frame in case.fault.frames[-1:]},
    )


def _sources(files: Sequence[tuple[str, bytes]]) -> list[Source]:
    """Modules of the student's own only as long as they are not more than a file asked for may be."""
    sources: list[Source] = []
    lines = 0
    for name, content in files:
        if name.startswith(OWN) and lines > MAX_LINES:
            break
        found = read_sources(name.removeprefix(OWN), content)
        lines += sum(len(each.lines) for each in found) if name.startswith(OWN) else 0
        sources += found
    return sources


@lru_cache(maxsize=4096)
def _opened(
    lang: Lang,
    anchor: str,
    name: str,
    title: Text,
    verdict: Verdict,
    note: str,
    points: Fraction,
    max_points: Fraction,
    *,
    is_open: bool,
) -> Markup:
    """The beginning of a case. Of what is passed there is no more than that, and it is the same in most reports of a class."""
    text = template("case.html.j2").render(
        **spoken(lang),
        anchor=anchor,
        open=is_open,
        name=name,
        title=title,
        verdict=verdict,
        remark=note,
        points=points,
        max_points=max_points,
    )
    return Markup(text)  # noqa: S704  # the template escapes


def _tone(verdict: Verdict) -> str:
    if verdict is Verdict.ACCEPTED:
        return "ok"
    return "wait" if verdict in (Verdict.NOT_IMPLEMENTED, Verdict.GRADER_ERROR, Verdict.SKIPPED) else "no"


def _badge(verdict: Verdict, note: str, lang: Lang) -> Markup:
    return Markup('<span class="state">{} {}</span>').format(symbol(verdict), state(verdict, lang, note))


def _silent(grade: Revealed) -> frozenset[str]:
    """The cases of which there is nothing to say, as of nearly all that are passed; to ask so much of each took half the time."""
    return frozenset(
        case.case
        for case in grade.cases
        if case.verdict is Verdict.ACCEPTED and not (case.note or case.mutated or case.printed or case.findings)
    )


def _questions(grade: Revealed) -> list[Question]:
    found: dict[str, list[CaseResult]] = {}
    for case in grade.cases:
        found.setdefault(case.question, []).append(case)
    return [
        Question(
            name,
            total(case.points for case in cases),
            total(case.max_points for case in cases),
            tuple(cases),
        )
        for name, cases in found.items()
    ]


def spoken(lang: Lang) -> dict[str, Any]:
    """What every template speaks with."""
    return {
        "lang": lang,
        "t": lambda phrase, **values: say(phrase, lang, **values),
        "tone": _tone,
        "state": lambda verdict: state(verdict, lang),
        "symbol": symbol,
        "badge": lambda verdict, note="": _badge(verdict, note, lang),
        "message": lambda case, own=False: harmless(message(case, lang, own=own)),
        "with_marks": lambda text, marks: marked_text(text, marks),
        "note": lambda case: note(case, lang),
        "finding": lambda found: harmless(finding_text(found, lang)),
        "actual": lambda found: actual_text(found, lang),
        "actual_label": lambda found: actual_label(found, lang),
        "given": lambda case: given_text(case, lang),
        "heat": lambda heat, mismatch: heat_picture(heat, mismatch, lang),
        "legend": lambda heat: heat_legend(heat, lang),
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


def prepare() -> None:
    """Compile what reports are made of, once for every process that is forked from this one."""
    for name in ("frame.html.j2", "report.html.j2", "case.html.j2"):
        template(name)


@cache
def template(name: str) -> Template:
    return _environment().get_template(name)
