"""What every page is made with: the templates, and what they speak with. Pure; templates escape whatever they are given."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from grader.grading.scoring import rounded
from grader.model import CaseResult, Lang, Verdict
from grader.phrases import say
from grader.phrases.why import place
from grader.report.about import hints_of
from grader.report.compiled import CompiledTemplates
from grader.report.findings_text import (
    actual_label,
    actual_text,
    example_label,
    finding_text,
    given_text,
    heat_legend,
    heat_picture,
    marked_text,
)
from grader.report.located_text import lines_of, located_text
from grader.report.sentences import message, note, state, symbol
from grader.report.source import harmless


def _tone(verdict: Verdict) -> str:
    if verdict is Verdict.ACCEPTED:
        return "ok"
    return "wait" if verdict in (Verdict.NOT_IMPLEMENTED, Verdict.GRADER_ERROR, Verdict.SKIPPED) else "no"


def _badge(verdict: Verdict, note: str, lang: Lang, shade: str = "") -> Markup:
    """``shade``: its colour, where that is not the one of what is around it."""
    return Markup('<span class="state{}">{} {}</span>').format(
        f" {shade}" if shade else "", symbol(verdict), state(verdict, lang, note)
    )


def _message_of(lang: Lang) -> Callable[..., str]:
    """The sentence on a case, which a page asks for in up to four places."""
    # With the case itself: as long as it is here no other one has its number.
    made: dict[tuple[int, bool], tuple[CaseResult, str]] = {}

    def said(case: CaseResult, own: bool = False) -> str:  # noqa: FBT001, FBT002  # as templates call it
        known = made.get((id(case), own))
        if known is None:
            known = made[id(case), own] = case, harmless(message(case, lang, own=own))
        return known[1]

    return said


def spoken(lang: Lang) -> dict[str, Any]:
    """What every template speaks with."""
    return {
        "lang": lang,
        "t": lambda phrase, **values: say(phrase, lang, **values),
        "tone": _tone,
        "state": lambda verdict: state(verdict, lang),
        "symbol": symbol,
        "badge": lambda verdict, note="", shade="": _badge(verdict, note, lang, shade),
        "message": _message_of(lang),
        "with_marks": lambda text, marks: marked_text(text, marks),
        "note": lambda case: note(case, lang),
        "hints_of": hints_of,
        "example_label": lambda found: example_label(found, lang),
        "finding": lambda found: harmless(finding_text(found, lang)),
        "where": lambda located: harmless(located_text(located, lang, code=False)),
        "lines_of": lines_of,
        "actual": lambda found: actual_text(found, lang),
        "actual_label": lambda found: actual_label(found, lang),
        "given": lambda case: given_text(case, lang),
        "shown_number": lambda points: "–" if points is None else rounded(points),  # a dash
        "heat": lambda heat, mismatch: heat_picture(heat, mismatch, lang),
        "legend": lambda heat: heat_legend(heat, lang),
        "rounded": rounded,
        "harmless": harmless,
        "breakable": lambda text: Markup("_<wbr>").join(harmless(text).split("_")),
        "place": lambda file, line=0: place(file, line).in_lang(lang),
        "Verdict": Verdict,
    }


@cache
def environment_of(templates: Path) -> Environment:
    """What every template in that folder is rendered with: it escapes, and raises at a name that nobody gave."""
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=CompiledTemplates(templates, Path(__file__)),
    )


def prepare() -> None:
    """Compile what reports are made of, once for every process that is forked from this one."""
    for name in ("frame.html.j2", "report.html.j2", "case.html.j2"):
        template(name)


@cache
def template(name: str) -> Template:
    return environment_of(Path(__file__).parent / "templates").get_template(name)
