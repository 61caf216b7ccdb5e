"""The page of a verification: nine points, windows as a picture, survivors, and which case fails which program. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

import grader.report
from grader.grading.scoring import rounded
from grader.model import CaseResult, Lang, Verdict
from grader.phrases import say
from grader.report.source import harmless
from grader.verify.outcome import POINTS, MutantResult, Verification, condition_words, point_title
from grader.verify.window import Window

# The axis of each picture, in powers of ten, and its width, which the page stretches to that of the window.
LEAST, MOST = -17.0, 3.0
TICKS = (-15, -10, -5, 0)
WIDTH = 100


def render_verification(verification: Verification, lang: Lang = "en") -> str:
    """One self-contained page."""
    return _template().render(
        v=verification,
        tally=verification.tally(lang),
        title=verification.title.in_lang(lang) or verification.slug,
        broken=[
            (number, point_title(number, lang), verification.of_point(number)) for number in POINTS if verification.of_point(number)
        ],
        holding=[(number, point_title(number, lang)) for number in POINTS if verification.holds(number)],
        conditions=[condition_words(each, lang) for each in verification.conditions],
        windows=[(window, _drawn(window)) for window in verification.windows],
        ticks=[(round(_x(10.0**power), 1), power) for power in TICKS],
        width=WIDTH,
        coloured=coloured,
        matrix=_matrix(verification),
        survivors=[
            (each, coloured(_shown(each, verification)), _state(each, lang))
            for each in verification.mutants
            if each.state != "killed"
        ],
        harmless=harmless,
        lang=lang,
        t=partial(_said, lang),
        rounded=rounded,
    )


def coloured(diff: str) -> Markup:
    """A diff, each line as what it is: taken away, put in, or around it."""
    lines = [(_line_class(line), harmless(line)) for line in diff.splitlines()]
    return Markup("\n").join(
        Markup('<span class="{}">{}</span>').format(kind, line) if kind else escape(line) for kind, line in lines
    )


def _line_class(line: str) -> str:
    return "at" if line.startswith("@@") else {"+": "put", "-": "taken"}.get(line[:1], "")


def _x(value: float | None) -> float:
    """The place of an error on the picture's axis."""
    power = math.log10(value) if value is not None and value > 0 else LEAST
    return WIDTH * (min(max(power, LEAST), MOST) - LEAST) / (MOST - LEAST)


def _drawn(window: Window) -> dict[str, Any]:
    """Places of a row: where noise ends, where mistakes begin, where the rule and single precision stand."""
    mistake = WIDTH if window.mistake is None else _x(window.mistake)
    return {
        "noise": round(_x(window.lower), 1),
        "mistake": round(mistake, 1),
        "rule": round(_x(window.bound), 1),
        "single": None if window.single is None else round(_x(window.single), 1),
    }


def _shown(result: MutantResult, verification: Verification) -> str:
    return result.mutant.diff(dict(verification.originals)[result.mutant.file])


def _matrix(verification: Verification) -> list[dict[str, Any]]:
    """A row per wrong program; of each case whether it failed it, let it pass, or was not run on it."""
    rows = []
    for tried in verification.programs:
        if tried.kind in ("mistake", "sample", "stub") and tried.grade.verdict is not Verdict.ACCEPTED:
            failed = {case.case for case in tried.grade.cases if case.verdict is not Verdict.ACCEPTED}
            ran = {case.case for case in tried.grade.cases}
            name = tried.kind if tried.name == tried.kind else f"{tried.kind} {tried.name}"
            rows.append(_row(name, "", verification.cases, failed, ran))
    for result in verification.mutants:
        mutant = result.mutant
        rows.append(
            _row(f"{mutant.key} line {mutant.line}", mutant.change, verification.cases, set(result.failed), set(result.ran))
        )
    return rows


def _row(name: str, change: str, cases: Sequence[CaseResult], failed: set[str], ran: set[str]) -> dict[str, Any]:
    marks = ["failed" if case.case in failed else "passed" if case.case in ran else "" for case in cases]
    return {"name": name, "change": change, "marks": marks, "count": len(failed)}


def _state(result: MutantResult, lang: Lang) -> str:
    return say(f"verify_state_{result.state.replace(' ', '_')}", lang)


def _said(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


@cache
def _template() -> Template:
    folders = [Path(__file__).parent / "templates", Path(grader.report.__file__).parent / "templates"]
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("verification.html.j2")
