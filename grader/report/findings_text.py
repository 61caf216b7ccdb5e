"""Findings and counterexamples in words, and the map of an error as a picture. Says no more than the revealed case holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from grader.grading.reveal import Revealed
from grader.model import CaseResult, Counterexample, Evidence, Finding, HeatMap, Lang, Mismatch, Verdict
from grader.model.limit import limit_parts
from grader.phrases import say
from grader.report.sentences import as_shown, listed, part_of
from grader.report.source import harmless

# Kinds whose sentence depends on ``name``.
BY_NAME = ("power", "shifted", "reduced")
ABOUT_SIZES = ("ratio_size", "offset_size", "only_above_one", "only_for_one", "only_zero", "only_not_zero", "one_size")
# Kinds whose outputs are named without their function.
BARE = ("partly_right", "outputs_reordered")
CELL = 14
SMALL = 9  # numbers in the largest argument


def finding_text(finding: Finding, lang: Lang) -> str:
    """One sentence or two."""
    key = f"finding_{finding.kind}"
    if finding.kind in BY_NAME:
        key += f"_{finding.name}"
    if finding.kind in ("offset", "term") and finding.value is not None and finding.value < 0:
        key += "_less"
    if finding.kind == "right_only" and finding.value is not None:
        key += f"_{finding.name}_many"
    if finding.kind == "known_mistake" and finding.words:
        key += "_beside"
    title = finding.title.in_lang(lang) if finding.title else ""
    if title:
        key += "_titled"
    first, second = (*finding.words, "", "")[:2] if finding.kind == "only_not_square" else (*finding.outputs, "", "")[:2]
    return say(
        key,
        lang,
        function=finding.function,
        what=_what(finding, lang),
        name=finding.name,
        least=f"{finding.value or 1:g}",
        value=_value(finding),
        factor=finding.name or f"{finding.value or 0:g}",
        size=_size(finding, lang),
        title=title,
        hint=finding.hint.in_lang(lang) if finding.hint else "",
        end=say(finding.name, lang) if finding.name in ("first", "last") else "",
        part=_part(finding, "part", lang),
        parts=_part(finding, "parts", lang),
        first=first,
        second=second,
        right=", ".join(finding.words) if finding.kind == "outputs_reordered" else listed(finding.words, lang),
    ).strip()


def example_label(found: Counterexample, lang: Lang) -> str:
    """What stands above an example. It is called small where it can be worked out by hand, whatever it was made smaller from."""
    return say("smallest" if found.reduced and found.numbers <= SMALL else "an_input", lang)


def actual_text(found: Counterexample, lang: Lang) -> str:
    """The value, or the error that came instead, by the name that the message has."""
    return say("raised_instead", lang, type=found.fault.type if found.fault else found.raised) if found.raised else found.actual


def actual_label(shown: Counterexample | Evidence, lang: Lang) -> str:
    """What stands above the wrong value: an argument that the call was to leave in some state was not returned."""
    raised = isinstance(shown, Counterexample) and shown.raised
    return say("argument_after", lang, argument=shown.argument) if shown.argument and not raised else say("actual", lang)


def given_text(case: CaseResult, lang: Lang) -> str:
    """What is right once earlier functions are; empty where there is nothing of the kind to say."""
    if not case.given or case.verdict is Verdict.ACCEPTED:
        return ""
    return say("given_right", lang, functions=listed(case.given, lang))


def before_text(case: CaseResult, lang: Lang) -> str:
    """What is said of a case of which everything was said at an earlier one."""
    told = "" if case.findings and case.counterexample else "_words" if case.findings else "_example"
    return say(f"explained_before{told}", lang)


def explained_before(cases: Sequence[CaseResult]) -> dict[str, str]:
    """Cases of which everything was said at an earlier one, with the name of that: a page says it once."""
    seen: dict[object, str] = {}
    found = {}
    for case in cases:
        said = (case.findings, case.counterexample)
        if case.findings or case.counterexample:
            first = seen.setdefault(said, case.case)
            if first != case.case:
                found[case.case] = first
    return found


def is_in_numbers(case: CaseResult, *, own: bool = False) -> bool:
    """Whether what is said of its wrong value is a number: how far off it is, which comes after what to do about it."""
    case = case if own else as_shown(case)
    mismatch = case.evidence.mismatch if case.evidence else None
    plain = case.note in ("", "partial", "order", "unsteady")
    return (
        case.verdict is Verdict.WRONG_ANSWER and plain and mismatch is not None and mismatch.kind == "value" and not mismatch.reason
    )


def differs(case: CaseResult, lang: Lang) -> str:
    """Which part is wrong, without a number."""
    case = as_shown(case)
    return say("wrong_plainly", lang, what=part_of(case.evidence, lang) if case.evidence else say("the_value", lang))


def first_to_fix(grade: Revealed, needs: Sequence[tuple[str, tuple[str, ...]]]) -> CaseResult | None:
    """The earliest failed case that nothing else that failed comes before: what others depend on, first."""
    failed = [case for case in grade.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED)]
    questions = {case.question for case in failed}
    table = dict(needs)

    def depth(case: CaseResult) -> int:
        return len(_before(case.question, table) & questions)

    def others(case: CaseResult) -> int:
        return sum(case.question in _before(question, table) for question in questions)

    def is_untried(case: CaseResult) -> bool:
        return limit_parts(case.limit)[0] == "submission_s"

    # Of the cases that depend on no other failed question: one that others wait for, then the suite's order. What was not run
    # because others took all the time that there is may be right.
    return min(
        failed,
        key=lambda case: (is_untried(case), bool(case.given), depth(case), -others(case), failed.index(case)),
        default=None,
    )


def heat_picture(heat: HeatMap, mismatch: Mismatch, lang: Lang) -> Markup:
    """The map as an inline picture with a description; its colours are the style sheet's."""
    rows, columns = len(heat.levels), max(map(len, heat.levels), default=0)
    label = say("heat_label", lang, wrong=heat.wrong, total=mismatch.total, rows=heat.rows, columns=heat.columns)
    # A path for each level and not a rectangle for each entry, which would be half of a page.
    drawn: dict[str, list[str]] = {}
    for y, row in enumerate(heat.levels):
        for x, level in enumerate(row):
            drawn.setdefault(level, []).append(f"M{x * CELL} {y * CELL}h{CELL - 1}v{CELL - 1}h{1 - CELL}z")
    cells = "".join(f'<path class="h{escape(level)}" d="{"".join(steps)}"/>' for level, steps in sorted(drawn.items()))
    size = f'width="{columns * CELL}" height="{rows * CELL}" viewBox="0 0 {columns * CELL} {rows * CELL}"'
    return Markup(  # noqa: S704  # all that is not ours is escaped
        f'<svg class="heat" role="img" aria-label="{escape(label)}" {size}>{cells}</svg>'
    )


def marked_text(text: str, marks: Sequence[tuple[int, int]]) -> Markup:
    """A value's text with the entries marked that differ; what could not be seen in it shown as a sign."""
    parts, done = [], 0
    for start, end in _joined(text, marks):
        parts.append(f"{escape(harmless(text[done:start]))}<mark>{escape(harmless(text[start:end]))}</mark>")
        done = end
    return Markup("".join([*parts, escape(harmless(text[done:]))]))  # noqa: S704  # escaped


def _joined(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours as one: where every entry differs, a mark around each would be half of a page."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and text[joined[-1][1] : start] == ", ":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def heat_legend(heat: HeatMap, lang: Lang) -> str:
    """What the colours mean: by a rule on the whole no entry by itself is within it or not."""
    return say("heat_legend_whole" if heat.whole else "heat_legend", lang)


def _before(question: str, needs: dict[str, tuple[str, ...]]) -> set[str]:
    """Everything that a question builds on."""
    found: set[str] = set()
    waiting = list(needs.get(question, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return found


def _value(finding: Finding) -> str:
    if finding.kind == "constant" and finding.name:  # a boolean
        return finding.name
    if finding.value is None:
        return ""
    return f"{abs(finding.value):g}" if finding.kind == "offset" else f"{finding.value:g}"


def _what(finding: Finding, lang: Lang) -> str:
    if not finding.outputs:
        return finding.function or say("the_value", lang)
    names = ", ".join(finding.outputs) if finding.kind == "outputs_reordered" else listed(finding.outputs, lang)
    return say("in_function", lang, function=finding.function, what=names) if finding.kind not in BARE else names


PARTS = {
    ("part", "entry"): "part_entry",
    ("part", "row"): "part_row",
    ("part", "column"): "part_column",
    ("parts", "entry"): "parts_entry",
    ("parts", "row"): "parts_row",
    ("parts", "column"): "parts_column",
}


def _part(finding: Finding, number: str, lang: Lang) -> str:
    word = finding.words[0] if finding.words else "entry"
    if word.startswith("axis"):
        return say(f"{number}_axis", lang, axis=word[len("axis") :])
    key = PARTS.get((number, word))
    return say(key, lang) if key else ""


def _size(finding: Finding, lang: Lang) -> str:
    """``; X.shape[0] is the number of rows of X``, for a name such as ``1/X.shape[0]``, too. Nothing where the name says it."""
    if finding.kind not in ABOUT_SIZES:
        return ""
    if len(finding.words) != 2:
        return say("size_besides", lang, size=say("size_none", lang))
    word, argument = finding.words
    if word not in ("rows", "columns"):
        return ""
    size = f"{argument}.shape[{int(word == 'columns')}]"
    return say("size_besides", lang, size=say(f"size_{word}", lang, size=size, argument=argument))
