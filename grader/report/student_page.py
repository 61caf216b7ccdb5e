"""A student's page: one self-contained file. Pure; templates escape whatever they are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from grader.grading.reveal import Revealed
from grader.grading.scoring import rounded
from grader.model import OWN, CaseResult, Lang, Standing, Text, Verdict, most_by_hand
from grader.phrases import say
from grader.phrases.why import place
from grader.report.about import note_text, problem, related
from grader.report.findings_text import (
    actual_label,
    actual_text,
    differs,
    explained_before,
    finding_text,
    first_to_fix,
    given_text,
    heat_legend,
    heat_picture,
    is_in_numbers,
    marked_text,
)
from grader.report.folded import Folded, parameter_of, questions_of, tone_of
from grader.report.sentences import message, note, outcome, state, symbol
from grader.report.source import MAX_LINES, Source, caret_under, harmless, read_sources
from grader.report.standing import facts_of, standing_lines

NO_TEXT = Text("")


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
    above: Markup | None = None,
) -> str:
    """One student's report. ``files``: what was handed in (``Submission.kept``), shown with a line anchor each.

    ``needs``: which question builds on which. ``standing``: the points that count after the deadline and people's adjustments,
    where there is a class. ``notice``: what is said first of all. ``course``: its name.
    ``above``: what a server has to add to the page.
    """
    if standing is not None:
        most = grade.max_points + most_by_hand([each.question for each in standing.marked])
        grade = Revealed(replace(grade, points=standing.points, max_points=most))

    silent = _silent(grade)

    def opening(case: CaseResult, anchor: str, *, is_open: bool, within: bool) -> Markup:
        words = (case.case, parameter_of(case), case.title, case.verdict, case.note, tone_of(case))
        return _opened(lang, anchor, *words, case.points, case.max_points, is_open=is_open, within=within)

    read = grade.verdict is not Verdict.INVALID_SUBMISSION
    first = first_to_fix(grade, needs) if read and grade.points is not None else None
    failed = [case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    return template("report.html.j2").render(
        **spoken(lang),
        **({} if above is None else {"above": above}),
        grade=grade,
        course=course.in_lang(lang),
        title=title.in_lang(lang),
        outcome=outcome(grade, lang),
        shade=_shade(grade),
        notice=notice,
        foreign=not all(text.is_in(lang) for text in _texts_of(grade, title, course)),
        facts=facts_of(standing, lang),
        standing=standing_lines(standing, lang),
        by_hand=standing.marked if standing is not None else (),
        comments=standing.comments if standing is not None else (),
        questions=questions_of(grade.cases),
        bar=_bar,
        read=read,
        anchors={case.case: f"c{number}" for number, case in enumerate(grade.cases, 1)},
        before=explained_before(grade.cases),
        silent=silent,
        first=first,
        sources=_sources(files),
        problem=problem(grade, lang),
        broken=grade.broken,
        caret=caret_under(grade.broken),
        tone_of=tone_of,
        differs=lambda case: differs(case, lang),
        notes=[note_text(each, lang, grade.environment.numpy) for each in grade.notes],
        opening=opening,
        parameter=parameter_of,
        in_numbers=is_in_numbers,
        related=lambda case: related(case, grade.notes, lang, grade.environment.numpy),
        marked={(frame.file, frame.line) for case in failed if case.fault for frame in case.fault.frames[-1:]}
        | ({(grade.broken.file, grade.broken.line)} if grade.broken else set()),
    )


def _texts_of(grade: Revealed, title: Text, course: Text) -> Iterator[Text]:
    """What authors wrote, and this page says in their words."""
    yield from (title, course)
    for case in grade.cases:
        yield from (case.title, *case.hints)
        for finding in case.findings:
            yield from (text for text in (finding.title, finding.hint) if text is not None)


def _shade(grade: Revealed) -> str:
    """The colour of the whole: green for everything, amber for a part, red only for nothing."""
    if grade.points is None:
        return "idle"
    if grade.verdict is Verdict.ACCEPTED:
        return "ok"
    return "part" if grade.points else "no"


def _bar(folded: Folded) -> Markup:
    """The share of the points as a picture, beside which it stands in words."""
    share = 0.0 if folded.points is None or not folded.max_points else min(1.0, float(folded.points / folded.max_points))
    return Markup(
        '<svg class="meter {}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="rail" width="100" height="8"/><rect class="fill" width="{:g}" height="8"/></svg>'
    ).format(folded.tone, round(share * 100, 1))


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
    parameter: str,
    title: Text,
    verdict: Verdict,
    note: str,
    shade: str,
    points: Fraction,
    max_points: Fraction,
    *,
    is_open: bool,
    within: bool,
) -> Markup:
    """The beginning of a case. Of what is passed there is no more than that, and it is the same in most reports of a class."""
    text = template("case.html.j2").render(
        **spoken(lang),
        anchor=anchor,
        open=is_open,
        within=within,
        name=name,
        parameter=parameter,
        title=title,
        verdict=verdict,
        remark=note,
        shade=shade,
        points=points,
        max_points=max_points,
    )
    return Markup(text)  # noqa: S704  # the template escapes


def _tone(verdict: Verdict) -> str:
    if verdict is Verdict.ACCEPTED:
        return "ok"
    return "wait" if verdict in (Verdict.NOT_IMPLEMENTED, Verdict.GRADER_ERROR, Verdict.SKIPPED) else "no"


def _badge(verdict: Verdict, note: str, lang: Lang, shade: str = "") -> Markup:
    """``shade``: its colour, where that is not the one of what is around it."""
    return Markup('<span class="state{}">{} {}</span>').format(
        f" {shade}" if shade else "", symbol(verdict), state(verdict, lang, note)
    )


def _silent(grade: Revealed) -> frozenset[str]:
    """The cases of which there is nothing to say, as of nearly all that are passed; to ask so much of each took half the time."""
    return frozenset(
        case.case
        for case in grade.cases
        if case.verdict is Verdict.ACCEPTED and not (case.note or case.mutated or case.printed or case.findings)
    )


def spoken(lang: Lang) -> dict[str, Any]:
    """What every template speaks with."""
    return {
        "lang": lang,
        "t": lambda phrase, **values: say(phrase, lang, **values),
        "tone": _tone,
        "state": lambda verdict: state(verdict, lang),
        "symbol": symbol,
        "badge": lambda verdict, note="", shade="": _badge(verdict, note, lang, shade),
        "message": lambda case, own=False: harmless(message(case, lang, own=own)),
        "with_marks": lambda text, marks: marked_text(text, marks),
        "note": lambda case: note(case, lang),
        "finding": lambda found: harmless(finding_text(found, lang)),
        "actual": lambda found: actual_text(found, lang),
        "actual_label": lambda found: actual_label(found, lang),
        "given": lambda case: given_text(case, lang),
        "shown_number": lambda points: "–" if points is None else rounded(points),  # a dash
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
