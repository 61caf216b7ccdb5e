"""A student's page: one self-contained file. Pure; templates escape whatever they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from grader.grading.reveal import Revealed
from grader.model import OWN, CaseResult, Lang, Standing, Text, Verdict, most_by_hand
from grader.phrases import say
from grader.report.about import note_text, problem, related
from grader.report.extent import EXTENTS, MOST, Extent, clipped, cut
from grader.report.findings_text import (
    before_text,
    differs,
    explained_before,
    first_to_fix,
    is_in_numbers,
)
from grader.report.folded import Folded, parameter_of, questions_of, tone_of
from grader.report.located_text import first_located, located_lines
from grader.report.pages import spoken, template
from grader.report.sentences import outcome
from grader.report.source import MAX_LINES, Source, caret_under, read_sources, sources_within
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
        grade = _standing_as(grade, standing)
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
            **_varying(cut(grade, extent, before, first), extent, before, lang, sources=sources, first=first),
            read=read,
            listed=read and extent.listed,
            left_out=say(extent.said, lang) if extent.said else "",
        )
        if len(page.encode()) <= MOST:
            break
    return page


def _standing_as(grade: Revealed, standing: Standing) -> Revealed:
    """With the points that count, of all that can be had, people's marks among them."""
    most = grade.max_points + most_by_hand([each.question for each in standing.marked])
    return Revealed(replace(grade, points=standing.points, max_points=most))


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
        "before_text": lambda case: before_text(case, lang),
    }


def _once(texts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Each text where it stands first."""
    seen: set[str] = set()
    found = {}
    for name, own in texts.items():
        found[name] = [text for text in own if text not in seen]
        seen.update(own)
    return found


def _varying(
    grade: Revealed, extent: Extent, before: Mapping[str, str], lang: Lang, *, sources: Sequence[Source], first: str
) -> dict[str, Any]:
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
    texts = {case.case: [clipped(text, extent.text) for text in related(case, grade.notes, lang, numpy)] for case in grade.cases}
    # Said at the first case that it has to do with, and not again of the file.
    once = _once({name: own for name, own in texts.items() if name not in before})
    said = {text for own in once.values() for text in own}
    return {
        "questions": questions_of(grade.cases),
        "located": first_located(grade.cases),
        "silent": _silent(grade),
        "first": next((case for case in grade.cases if case.case == first), None),
        "sources": shown,
        "unshown": len(shown) < len(sources),
        "problem": clipped(problem(grade, lang), extent.text),
        "notes": [text for each in grade.notes if (text := clipped(note_text(each, lang, numpy), extent.text)) not in said],
        "before": before,
        "once": once,
        "opening": opening,
        "to_line": to_line,
        "related": lambda case: texts[case.case],
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


def _silent(grade: Revealed) -> frozenset[str]:
    """The cases of which there is nothing to say, as of nearly all that are passed; to ask so much of each took half the time."""
    return frozenset(
        case.case
        for case in grade.cases
        if case.verdict is Verdict.ACCEPTED and not (case.note or case.mutated or case.printed or case.findings)
    )
