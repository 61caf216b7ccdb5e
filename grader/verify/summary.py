"""A verification as lines on a terminal, as a document for programs, and as rules to write. Prints only to the console given."""

from __future__ import annotations

import math
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.model import Assignment, Lang, Names
from grader.phrases import say
from grader.report.source import harmless
from grader.verify.outcome import POINTS, MutantResult, Verification, condition_words, point_title
from grader.verify.window import Window

# Of a terminal of 80 columns the numbers take the rest.
LONGEST_OUTPUT = 30


def print_verification(verification: Verification, console: Console, lang: Lang) -> None:
    """Nine lines, then what is wrong under each, then the windows."""
    console.print(Text(harmless(verification.slug)), style="bold")
    for number in POINTS:
        title, complaints = point_title(number, lang), verification.of_point(number)
        mark, colour = ("✗", "red") if complaints else ("✓", "green") if verification.holds(number) else ("?", "yellow")
        words = Text.assemble((f"{mark} {number} ", colour), title)
        console.print(words if not complaints else words + Text(f" ({len(complaints)})", style="red"))
        for complaint in complaints:
            console.print(Text("    " + _indented(complaint.in_lang(lang))))
            if complaint.detail:
                console.print(Text("        " + _indented(complaint.detail, 8)), style="dim")
    console.print(Text(verification.tally(lang)))
    if verification.windows:
        console.print(_table(verification, lang))
    if verification.conditions:
        console.print(Text(say("verify_conditions", lang)), style="bold")
        for condition in verification.conditions:
            console.print(Text("    " + harmless(condition_words(condition, lang))), style="dim")
    for remark in verification.remarks:
        console.print(Text(harmless(remark.in_lang(lang))))


def _table(verification: Verification, lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, title=say("verify_windows", lang), title_justify="left", title_style="bold")
    # Titles of columns may be broken, names of outputs are not, where they leave room for the numbers.
    longest = max(cell_len(window.output) for window in verification.windows)
    table.add_column(say("verify_output", lang), overflow="fold", no_wrap=longest <= LONGEST_OUTPUT)
    for key in ("verify_noise", "verify_rule", "verify_smallest", "verify_single"):
        table.add_column(say(key, lang), justify="right", overflow="fold")
    table.add_column("", overflow="fold")
    for window in verification.windows:
        state = "verify_inside" if window.fits else "verify_below" if not window.above_noise else "verify_above"
        table.add_row(
            Text(harmless(window.output)), f"{window.noise:.1e}", f"{window.measure} {window.bound:g}", _number(window.mistake),
            _number(window.single), Text(say(state, lang), style="green" if window.fits else "red"),
        )  # fmt: skip
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1e}"


def _indented(text: str, by: int = 4) -> str:
    return "\n".join(harmless(line) for line in text.splitlines()).replace("\n", "\n" + " " * by)


def verification_document(verification: Verification) -> dict[str, Any]:
    """One assignment of the document ``grader/verify/1``; nothing that was measured in time."""
    return {
        "assignment": verification.slug,
        "passed": verification.passed,
        "points": [
            {
                "point": number,
                "title": point_title(number, "en"),
                "passed": verification.holds(number),
                "complaints": [{"text": each.text, "detail": each.detail} for each in verification.of_point(number)],
            }
            for number in POINTS
        ],
        "cases": [case.case for case in verification.cases],
        "mutants": [_mutant(result) for result in verification.mutants],
        "windows": [_window(window) for window in verification.windows],
        "remarks": [each.text for each in verification.remarks],
        "conditions": [condition_words(each, "en") for each in verification.conditions],
    }


def _mutant(result: MutantResult) -> dict[str, Any]:
    mutant, found = result.mutant, result.difference
    return {
        "mutant": mutant.key,
        "kind": mutant.kind,
        "file": mutant.file,
        "function": mutant.function,
        "line": mutant.line,
        "before": mutant.before,
        "after": mutant.after,
        "state": result.state,
        "verdict": result.verdict,
        "failed": list(result.failed),
        "inputs_tried": result.inputs_tried,
        "reason": result.reason,
        "difference": None
        if found is None
        else {"call": found.call, "expected": found.expected, "actual": found.actual, "case": found.case if found.refused else ""},
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "output": window.output,
        "measure": window.measure,
        "rule": window.bound,
        "noise": _plain(window.noise),
        "noise_of": window.noise_of,
        "single_precision": None if window.single is None else _plain(window.single),
        "mistake": None if window.mistake is None else _plain(window.mistake),
        "mistake_of": window.mistake_of,
        "inside": window.fits,
        "advice": window.advice,
    }


def _plain(value: float) -> float | None:
    return float(f"{value:.3g}") if math.isfinite(value) else None


def suggested_rules(verification: Verification, assignment: Assignment) -> str:
    """``functions:`` and ``rules:`` of a grading.yaml with every rule well inside its window; the suite's own as remarks."""
    of_functions = [window for window in verification.windows if window.function]
    lines = ["functions:"] if of_functions else []
    for function in dict.fromkeys(window.function for window in of_functions):
        own = {window.output.removeprefix(f"{function}."): window for window in of_functions if window.function == function}
        lines.append(f"  {function}:")
        if returns := assignment.spec_for(function).returns:
            lines.append(f"    returns: {_names(returns)}")
        if list(own) == [function]:
            lines.append(f"    tolerance: {_rule(own[function])}")
            continue
        lines.append("    tolerance:")
        lines += [f"      {'default' if name == function else name}: {_rule(window)}" for name, window in own.items()]
    named = {f"near(rule={name!r})": name for name, _ in assignment.named_rules}
    alone = [window for window in verification.windows if not window.function]
    lines += ["rules:"] if any(window.output in named for window in alone) else []
    lines += [f"  {named[window.output]}: {_rule(window)}" for window in alone if window.output in named]
    lines += [f"# {window.output} in the suite: {_rule(window)}" for window in alone if window.output not in named]
    return "\n".join(lines) + "\n"


def _rule(window: Window) -> str:
    comment = f"  # noise {window.lower:.0e}, smallest mistake {_number(window.mistake) or 'none'}"
    if window.advice is None and window.rule.kind != "exact":
        return f"{{}}{comment}: no room for a rule in between"
    return rule_text(window) + comment


def rule_text(window: Window) -> str:
    """The rule that the window suggests, as YAML; the rule's own policies are kept."""
    rule = window.rule
    if window.advice is None or rule.kind == "exact":
        return "{kind: exact}"
    numbers = f"{window.measure}: {window.advice:g}"
    if window.measure == "rtol":
        # The same floor, so that the window stays what it was.
        numbers += f", atol: {float(f'{window.advice * rule.atol / rule.rtol:.1e}'):g}"
    kind = "" if rule.kind == "close" else f"kind: {rule.kind}, "
    shape = "" if rule.shape == "exact" else f", shape: {rule.shape}"
    return f"{{{kind}{numbers}{shape}}}"


def _names(names: Names) -> str:
    return names if isinstance(names, str) else f"[{', '.join(_names(name) for name in names)}]"
