"""A grade as a few lines on a terminal: one failure in full, each other test in a line.

Student-made text is escaped, for the terminal and for rich's markup alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.grading.reveal import Revealed
from grader.grading.scoring import points_of, rounded
from grader.model import CaseResult, Finding, Lang, Verdict
from grader.phrases import say
from grader.report.about import hints_of, note_text, problem, related
from grader.report.findings_text import (
    actual_label,
    actual_text,
    differs,
    example_label,
    finding_text,
    first_to_fix,
    given_text,
    is_in_numbers,
)
from grader.report.folded import Folded, questions_of, tone_of
from grader.report.located_text import located_text
from grader.report.sentences import headline, message, note, state, symbol
from grader.report.source import caret_under, harmless

STYLES = {"ok": "green", "part": "yellow", "no": "red", "idle": "dim"}
# Of one call or value, and of one line of it; of one line about another failing check; of such checks.
MOST_LINES = 10
WIDTH = 110
MOST_SAID = 160
MOST_OTHERS = 60


def summary(
    grade: Revealed,
    lang: Lang,
    console: Console,
    *,
    needs: Sequence[tuple[str, tuple[str, ...]]] = (),
    report: str = "",
    verbose: bool = False,
) -> None:
    """Headline, a row a test, what to fix first, a line for each other test that fails. ``report``: where all of it stands.

    Tests that were passed are only counted, unless ``verbose``.
    """
    console.print(Text(harmless(f"{grade.assignment} · {grade.student}")), style="bold")
    console.print(Text(headline(grade, lang)))
    if grade.problem:
        console.print(Text(harmless(problem(grade, lang))), style="red")
        _broken(grade, console)
    if grade.verdict is not Verdict.INVALID_SUBMISSION:
        console.print()
        console.print(_table(grade, lang, verbose=verbose))
        if grade.points is not None:
            _failures(grade, lang, console, needs)
        first = first_to_fix(grade, needs) if grade.points is not None else None
        said = related(first, grade.notes, lang, grade.environment.numpy) if first is not None else []
        notes = [text for each in grade.notes if (text := note_text(each, lang, grade.environment.numpy)) not in said]
        if notes:
            console.print()
            console.print(Text(say("about_file", lang), style="bold"))
            for text in notes:
                console.print(Text("  " + harmless(text)))
    if report:
        console.print()
        console.print(Text(harmless(report)), soft_wrap=True)


def _broken(grade: Revealed, console: Console) -> None:
    """The line that Python cannot read, with a caret under the place."""
    if grade.broken is None or not grade.broken.text.strip():
        return
    console.print(Text(f"    {_cut(harmless(grade.broken.text), WIDTH)}"), soft_wrap=True)
    caret = caret_under(grade.broken)
    if caret and len(caret) < WIDTH:
        console.print(Text(f"    {caret}", style="bold"), soft_wrap=True)


def _table(grade: Revealed, lang: Lang, *, verbose: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for question in questions_of(grade.cases):
        points = f"{_number(question.points)} / {rounded(question.max_points)}"
        counted = say("of_checks", lang, passed=question.passed, cases=len(question.cases))
        name = harmless(question.name or say("question_other", lang))
        if question.bonus:
            name += f" ({say('bonus', lang)})"
        table.add_row(Text(name, style="bold"), points, Text(counted, style=STYLES[question.tone]))
        for test in question.tests:
            if verbose or test.failed:
                table.add_row(
                    Text(f"  {harmless(test.name)}"), f"{_number(test.points)} / {rounded(test.max_points)}", _ends(test, lang)
                )
            for case in test.cases if verbose and len(test.cases) > 1 else ():
                points = f"{_number(points_of([case]))} / {rounded(case.max_points)}"
                table.add_row(Text(f"    {harmless(case.case)}", style="dim"), points, _end(case, lang))
    return table


def _ends(test: Folded, lang: Lang) -> Text:
    """What became of a test: in words if it was the same for all of it, else how many checks were passed."""
    states = {(case.verdict, case.note) for case in test.cases}
    if len(states) == 1:
        return _end(test.cases[0], lang)
    return Text(say("of_checks", lang, passed=test.passed, cases=len(test.cases)), style=STYLES[test.tone])


def _end(case: CaseResult, lang: Lang) -> Text:
    return Text(f"{symbol(case.verdict)} {state(case.verdict, lang, case.note)}", style=STYLES[tone_of(case)])


def _number(points: Fraction | None) -> str:
    return "–" if points is None else f"{rounded(points)}"  # noqa: RUF001  # a dash


def _failures(grade: Revealed, lang: Lang, console: Console, needs: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    first = first_to_fix(grade, needs)
    if first is None:
        return
    console.print()
    console.print(Text(f"{say('fix_first', lang)}: {harmless(first.title.in_lang(lang) or first.case)}", style="bold"))
    for line in _told(grade, first, lang):
        console.print(Text("  " + harmless(line)))
    if first.located is not None:
        console.print(Text("  " + harmless(located_text(first.located, lang))))
    for label, text in _example(first, lang):
        console.print(Text(f"  {label}:", style="dim"))
        for line in _shortened(harmless(text)):
            console.print(Text(f"    {line}"), soft_wrap=True)
    for hint in hints_of(first):
        console.print(Text(f"  {say('hint', lang)}: {harmless(hint.in_lang(lang))}"))
    if is_in_numbers(first):
        console.print(Text(f"  {harmless(message(first, lang))}", style="dim"))
    rest = [case for case in grade.cases if case is not first and case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    # Of the test that was just told of only what it shows beside that.
    same, told = first.case.partition("[")[0], set(first.findings)
    others = [
        test
        for question in questions_of(rest)
        for test in question.tests
        if test.name != same or any(finding not in told for each in test.cases for finding in each.findings)
    ]
    if not others:
        return
    console.print()
    console.print(Text(say("other_failures", lang), style="bold"))
    said: set[Finding] = set(first.findings)
    for test in others[:MOST_OTHERS]:
        case = test.cases[0]
        line = harmless(message(case, lang, own=True)) or state(case.verdict, lang, case.note)
        console.print(Text(f"  {harmless(test.name)}: {_cut(line, MOST_SAID)}"), soft_wrap=True)
        # What one failure was said to be need not be said again; another mistake is named once.
        for finding in dict.fromkeys(finding for each in test.cases for finding in each.findings):
            if finding not in said:
                said.add(finding)
                console.print(Text(f"    {harmless(finding_text(finding, lang))}"))
    if len(others) > MOST_OTHERS:
        console.print(Text("  " + say("other_more", lang, count=len(others) - MOST_OTHERS)))


def _told(grade: Revealed, case: CaseResult, lang: Lang) -> Iterator[str]:
    """Everything there is to say of a case but its values and numbers: the cause first."""
    yield from (finding_text(finding, lang) for finding in case.findings)
    if not is_in_numbers(case):
        yield message(case, lang)
    elif not case.findings:
        yield differs(case, lang)
    lines = (note(case, lang), *related(case, grade.notes, lang, grade.environment.numpy), given_text(case, lang))
    yield from (line for line in lines if line)


def _example(case: CaseResult, lang: Lang) -> Iterator[tuple[str, str]]:
    """The smallest failing input, else the case's own call; with what was expected and what came."""
    smallest, evidence = case.counterexample, case.evidence
    if smallest is not None:
        yield example_label(smallest, lang), smallest.call
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
