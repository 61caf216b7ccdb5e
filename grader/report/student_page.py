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
from grader.report.extent import EXTENTS, MOST, Extent, clipped, cut
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
from grader.report.located_text import first_located, located_lines, located_text
from grader.report.sentences import message, note, outcome, state, symbol
from grader.report.source import MAX_LINES, Source, caret_under, harmless, read_sources, sources_within
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
    words: dict[str, Any] = {
        **spoken(lang),
        **_fixed(grade, title, course, standing, lang),
        **({} if above is None else {"above": above}),
        "notice": notice,
    }
    before = explained_before(grade.cases)
    read = grade.verdict is not Verdict.INVALID_SUBMISSION
    found = first_to_fix(grade, needs) if read and grade.points is not None else None
    first = "" if found is None else found.case
    sources = _sources(files)
    page = ""
    for extent in EXTENTS:
        page = template("report.html.j2").render(
            **words,
            **_varying(cut(grade, extent, before, first), extent, lang, sources=sources, first=first),
            before=before,
            read=read,
            listed=read and extent.listed,
            left_out=say(extent.said, lang) if extent.said else "",
        )
        if len(page.encode()) <= MOST:
            break
    return page


def _fixed(grade: Revealed, title: Text, course: Text, standing: Standing | None, lang: Lang) -> dict[str, Any]:
    """What of the page is the same however much of the rest fits on it."""
    return {
        "grade": grade,
        "course": course.in_lang(lang),
        "title": title.in_lang(lang),
        "outcome": outcome(grade, lang),
        "shade": _shade(grade),
        "foreign": not all(text.is_in(lang) for text in _texts_of(grade, title, course)),
        "facts": facts_of(standing, lang),
        "standing": standing_lines(standing, lang),
        "by_hand": standing.marked if standing is not None else (),
        "comments": standing.comments if standing is not None else (),
        "bar": _bar,
        "anchors": {case.case: f"c{number}" for number, case in enumerate(grade.cases, 1)},
        "broken": grade.broken,
        "caret": caret_under(grade.broken),
        "tone_of": tone_of,
        "parameter": parameter_of,
        "in_numbers": is_in_numbers,
        "differs": lambda case: differs(case, lang),
    }


def _varying(grade: Revealed, extent: Extent, lang: Lang, *, sources: Sequence[Source], first: str) -> dict[str, Any]:
    """What is the shorter the less room there is. ``first``: the name of the case that is to be corrected first."""
    numpy = grade.environment.numpy
    shown = sources_within(sources, extent.source)
    files = {source.name: source for source in reversed(shown)}

    def opening(case: CaseResult, anchor: str, *, is_open: bool, within: bool) -> Markup:
        words = (case.case, parameter_of(case), case.title, case.verdict, case.note, tone_of(case))
        return _opened(lang, anchor, *words, case.points, case.max_points, is_open=is_open, within=within)

    def to_line(file: str, line: int) -> Markup:
        anchor = files[file].anchor(line) if file in files else ""
        return Markup(' href="#{}"').format(anchor) if anchor else Markup("")

    failed = [case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    return {
        "questions": questions_of(grade.cases),
        "located": first_located(grade.cases),
        "silent": _silent(grade),
        "first": next((case for case in grade.cases if case.case == first), None),
        "sources": shown,
        "unshown": len(shown) < len(sources),
        "problem": clipped(problem(grade, lang), extent.text),
        "notes": [clipped(note_text(each, lang, numpy), extent.text) for each in grade.notes],
        "opening": opening,
        "to_line": to_line,
        "related": lambda case: [clipped(text, extent.text) for text in related(case, grade.notes, lang, numpy)],
        "marked": {(frame.file, frame.line) for case in failed if case.fault for frame in case.fault.frames[-1:]}
        | ({(grade.broken.file, grade.broken.line)} if grade.broken else set())
        | located_lines(grade.cases),
    }


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
        "where": lambda located: harmless(located_text(located, lang, code=False)),
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
