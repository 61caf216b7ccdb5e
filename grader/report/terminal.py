"""A grade as a few lines on a terminal. Student-made text is escaped, for the terminal and for rich's markup alike."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.model import CaseResult, Lang, Verdict
from grader.report.about import note_text, problem, related
from grader.report.explained import explained_before, finding_text, given_text
from grader.report.source import harmless
from grader.report.wording import headline, message, note, say, state, symbol
from grader.reveal import Revealed
from grader.scoring import rounded

STYLES = {Verdict.ACCEPTED: "green", Verdict.GRADER_ERROR: "yellow", Verdict.SKIPPED: "dim"}


def summary(grade: Revealed, lang: Lang, console: Console) -> None:
    """Headline, a table of the cases, and why each failed one failed."""
    console.print(Text(harmless(f"{grade.assignment} · {grade.student}")), style="bold")
    console.print(Text(headline(grade, lang)))
    if grade.problem:
        console.print(Text(harmless(problem(grade, lang))), style="red")
    table = Table(box=None, pad_edge=False, show_edge=False)
    for column, justify in ((say("check", lang), "left"), (say("points", lang), "right"), (say("state", lang), "left")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]  # the two words are among those allowed
    for case in grade.cases:
        style = STYLES.get(case.verdict, "red")
        points = f"{rounded(case.points)}/{rounded(case.max_points)}"
        words = f"{symbol(case.verdict)} {state(case.verdict, lang, case.note)}"
        table.add_row(Text(harmless(case.case)), points, Text(words, style=style))
    console.print(table)
    if grade.verdict is Verdict.INVALID_SUBMISSION:
        return
    before = explained_before(grade.cases)
    for case in grade.cases:
        if case.verdict is Verdict.ACCEPTED:
            continue
        console.print()
        console.print(Text(harmless(case.title.in_lang(lang) or case.case), style="bold"))
        about = related(case, grade.notes, lang, grade.environment.numpy)
        for line in (message(case, lang), note(case, lang), *about):
            if line:
                console.print(Text("  " + harmless(line)))
        for line in (given_text(case, lang), *_findings(case, before, lang)):
            if line:
                console.print(Text("  " + harmless(line)))
        call = _call(case, before)
        if call:
            console.print(Text("  " + harmless(call).replace("\n", "\n  ")), style="dim")
        for hint in case.hints:
            console.print(Text(f"  {say('hint', lang)}: {hint.in_lang(lang)}"))
    if grade.notes:
        console.print()
        console.print(Text(say("about_file", lang), style="bold"))
        for each in grade.notes:
            console.print(Text("  " + harmless(note_text(each, lang, grade.environment.numpy))))


def _findings(case: CaseResult, before: Mapping[str, str], lang: Lang) -> list[str]:
    """What the values look like, once for all cases of which the same is to be said."""
    return [] if case.case in before else [finding_text(finding, lang) for finding in case.findings]


def _call(case: CaseResult, before: Mapping[str, str]) -> str:
    """The smallest failing input, else the case's own."""
    if case.counterexample is not None:
        return "" if case.case in before else case.counterexample.call
    return case.evidence.call if case.evidence is not None else ""
