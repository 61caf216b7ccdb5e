"""A grade as a few lines on a terminal: one failure in full, each other in a line.

Student-made text is escaped, for the terminal and for rich's markup alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.model import CaseResult, Finding, Lang, Verdict
from grader.phrases import say
from grader.report.about import note_text, problem, related
from grader.report.explained import actual_label, actual_text, finding_text, first_to_fix, given_text
from grader.report.source import harmless
from grader.report.wording import headline, message, note, state, symbol
from grader.reveal import Revealed
from grader.scoring import rounded

STYLES = {Verdict.ACCEPTED: "green", Verdict.GRADER_ERROR: "yellow", Verdict.SKIPPED: "dim"}
# Of one call or value, and of one line of it; of one line about another failing check; of such checks.
MOST_LINES = 10
WIDTH = 110
MOST_SAID = 160
MOST_OTHERS = 60


def summary(
    grade: Revealed, lang: Lang, console: Console, *, needs: Sequence[tuple[str, tuple[str, ...]]] = (), report: str = ""
) -> None:
    """Headline, a table of the cases, what to fix first, and a line for each other failure. ``report``: where all of it stands."""
    console.print(Text(harmless(f"{grade.assignment} · {grade.student}")), style="bold")
    console.print(Text(headline(grade, lang)))
    if grade.problem:
        console.print(Text(harmless(problem(grade, lang))), style="red")
    console.print(_table(grade, lang))
    if grade.verdict is not Verdict.INVALID_SUBMISSION:
        _failures(grade, lang, console, needs)
        if grade.notes:
            console.print()
            console.print(Text(say("about_file", lang), style="bold"))
            for each in grade.notes:
                console.print(Text("  " + harmless(note_text(each, lang, grade.environment.numpy))))
    if report:
        console.print()
        console.print(Text(harmless(report)), soft_wrap=True)


def _table(grade: Revealed, lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for column, justify in ((say("check", lang), "left"), (say("points", lang), "right"), (say("state", lang), "left")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]  # the two words are among those allowed
    for case in grade.cases:
        style = STYLES.get(case.verdict, "red")
        points = f"{rounded(case.points)}/{rounded(case.max_points)}"
        words = f"{symbol(case.verdict)} {state(case.verdict, lang, case.note)}"
        table.add_row(Text(harmless(case.case)), points, Text(words, style=style))
    return table


def _failures(grade: Revealed, lang: Lang, console: Console, needs: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    first = first_to_fix(grade, needs)
    if first is None:
        return
    console.print()
    console.print(Text(f"{say('fix_first', lang)}: {harmless(first.title.in_lang(lang) or first.case)}", style="bold"))
    for line in _told(grade, first, lang):
        console.print(Text("  " + harmless(line)))
    for label, text in _example(first, lang):
        console.print(Text(f"  {label}:", style="dim"))
        for line in _shortened(harmless(text)):
            console.print(Text(f"    {line}"), soft_wrap=True)
    for hint in first.hints:
        console.print(Text(f"  {say('hint', lang)}: {harmless(hint.in_lang(lang))}"))
    others = [case for case in grade.cases if case is not first and case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    if not others:
        return
    console.print()
    console.print(Text(say("other_failures", lang), style="bold"))
    said: set[Finding] = set(first.findings)
    for case in others[:MOST_OTHERS]:
        line = harmless(message(case, lang, own=True)) or state(case.verdict, lang, case.note)
        console.print(Text(f"  {harmless(case.case)}: {_cut(line, MOST_SAID)}"), soft_wrap=True)
        # What one failure was said to be need not be said again; another mistake is named once.
        for finding in case.findings:
            if finding not in said:
                said.add(finding)
                console.print(Text(f"    {harmless(finding_text(finding, lang))}"))
    if len(others) > MOST_OTHERS:
        console.print(Text("  " + say("other_more", lang, count=len(others) - MOST_OTHERS)))


def _told(grade: Revealed, case: CaseResult, lang: Lang) -> Iterator[str]:
    """Everything there is to say of a case but its values."""
    lines = (message(case, lang), note(case, lang), *related(case, grade.notes, lang, grade.environment.numpy))
    yield from (line for line in (*lines, given_text(case, lang)) if line)
    yield from (finding_text(finding, lang) for finding in case.findings)


def _example(case: CaseResult, lang: Lang) -> Iterator[tuple[str, str]]:
    """The smallest failing input, else the case's own call; with what was expected and what came."""
    smallest, evidence = case.counterexample, case.evidence
    if smallest is not None:
        yield say("smallest" if smallest.reduced else "an_input", lang), smallest.call
        yield say("expected", lang), smallest.expected
        yield actual_label(smallest, lang), actual_text(smallest, lang)
    elif evidence is not None:
        found = (
            (say("call", lang), evidence.call),
            (say("expected", lang), evidence.expected),
            (actual_label(evidence, lang), evidence.actual),
        )
        yield from ((label, text) for label, text in found if text)


def _shortened(text: str) -> list[str]:
    """The beginning of a call or value, cut to lines that fit, and the end of what was left out said."""
    lines = [_cut(line, WIDTH) for line in text.split("\n")]
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "..."]


def _cut(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 3]}..."
