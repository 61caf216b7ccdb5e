"""How much of a grade a page holds, and what is left out first where it would be too large to be mailed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from grader.grading.reveal import Revealed
from grader.model import CaseResult, Evidence, Mismatch, Verdict
from grader.model.evidence import Marks

# Bytes of a page. Of a submission nothing can make it larger; a suite of very many questions can.
MOST = 150_000
CUT = " ..."
# Of the entries that are furthest off, where an example stands beside them. The first one is in the sentence on them.
FEW_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """``beside``: characters of each value of a check whose cause is shown by another call, or at another check.

    ``explained``: failed checks of a question of which more than the verdict is said. ``printed``, ``text``: characters of what a
    check printed, and of any other text. ``source``: bytes of the files as they are shown. ``listed``: whether checks are listed.
    ``said``: the phrase that says on the page what it leaves out.
    """

    beside: int
    explained: int
    printed: int
    text: int
    source: int
    listed: bool = True
    said: str = ""


# The first that fits is taken. Values of further checks go first: the cause is told without them. Then what the student has anyway.
EXTENTS = (
    Extent(beside=1000, explained=10_000, printed=4000, text=20_000, source=MOST),
    Extent(beside=1000, explained=10_000, printed=1000, text=20_000, source=60_000),
    Extent(beside=0, explained=10_000, printed=200, text=4000, source=60_000, said="left_out_values"),
    Extent(beside=0, explained=1, printed=200, text=1000, source=30_000, said="left_out_checks"),
    Extent(beside=0, explained=0, printed=0, text=1000, source=30_000, said="left_out_others"),
    Extent(beside=0, explained=0, printed=0, text=400, source=0, listed=False, said="left_out_list"),
)


def cut(grade: Revealed, extent: Extent, before: Mapping[str, str], first: str) -> Revealed:
    """The grade with as much as fits. ``before``: the cases of which everything was said at an earlier one.

    ``first``: the case that is to be corrected first, which is explained in any case.
    """
    return Revealed(replace(grade, cases=tuple(_cut(grade, extent, before, first))))


def clipped(text: str, most: int) -> str:
    """The text, or its beginning: to the end of an entry where it is made of these."""
    if len(text) <= most:
        return text
    head = text[:most]
    return (head.rpartition(", ")[0] or head) + CUT


def _cut(grade: Revealed, extent: Extent, before: Mapping[str, str], first: str) -> Iterator[CaseResult]:
    failed: dict[str, int] = {}
    for case in grade.cases:
        own = case if len(case.printed) <= extent.printed else replace(case, printed=clipped(case.printed, extent.printed))
        if not extent.printed and own.printed:
            own = replace(own, printed="")
        if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED):
            place = failed[case.question] = failed.get(case.question, 0) + 1
            # The first of a question is shown whole, unless a smaller call is.
            if case.evidence is not None and (place > 1 or case.counterexample is not None or case.case in before):
                own = replace(own, evidence=_beside(case.evidence, extent.beside))
            if place > extent.explained and case.case != first:
                own = _named_only(own)
        yield own if extent.text >= EXTENTS[0].text else _with_short_texts(own, extent.text)


def _beside(evidence: Evidence, most: int) -> Evidence:
    """The evidence with values of at most so many characters, and without any where that is none."""
    mismatch = evidence.mismatch
    if not most:
        kept: Mismatch | None = None if mismatch is None else replace(mismatch, worst=mismatch.worst[:1])
        return Evidence(mismatch=kept, argument=evidence.argument, left=evidence.left, taken=evidence.taken)
    values = {"call": clipped(evidence.call, most), **_sides(evidence, most)}
    whole = (values["expected"], values["actual"]) == (evidence.expected, evidence.actual)
    # Where both values stand there whole and marked, a table of entries and a map of one row say nothing more.
    worst = () if mismatch is None else mismatch.worst[: 1 if whole else FEW_ENTRIES]
    heat = None if whole and evidence.heat is not None and evidence.heat.rows == 1 else evidence.heat
    return replace(evidence, **values, heat=heat, mismatch=None if mismatch is None else replace(mismatch, worst=worst))


def _sides(shown: Any, most: int) -> dict[str, Any]:
    """Expected and actual value of an evidence or an example, with the marks that are left in them."""
    expected, actual = clipped(shown.expected, most), clipped(shown.actual, most)
    return {
        "expected": expected,
        "actual": actual,
        "expected_marks": _within(shown.expected_marks, expected, shown.expected),
        "actual_marks": _within(shown.actual_marks, actual, shown.actual),
    }


def _within(marks: Marks, text: str, whole: str) -> Marks:
    end = len(text) if text == whole else len(text) - len(CUT)
    return tuple(mark for mark in marks if mark[1] <= end)


def _named_only(case: CaseResult) -> CaseResult:
    """Its verdict and how the sentence about it begins."""
    evidence = None if case.evidence is None else _beside(case.evidence, 0)
    fault = None if case.fault is None else replace(case.fault, frames=case.fault.frames[-1:], operands=())
    return replace(
        case, evidence=evidence, fault=fault, printed="", mutated=(), findings=(), counterexample=None, hints=(), located=None
    )


def _with_short_texts(case: CaseResult, most: int) -> CaseResult:
    """What a submission says in it, each text at most so long; what it is known by stays."""
    changed = {}
    for name in (
        "function",
        "evidence",
        "fault",
        "printed",
        "mutated",
        "findings",
        "counterexample",
        "there",
        "running",
        "located",
    ):
        value = getattr(case, name)
        if (short := _short(value, most)) is not value:
            changed[name] = short
    return replace(case, **changed) if changed else case


def _short(value: Any, most: int) -> Any:
    if isinstance(value, str):
        return clipped(value, most)
    if isinstance(value, tuple):
        parts = tuple(_short(each, most) for each in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {each.name: _short(getattr(value, each.name), most) for each in fields(value) if not each.name.endswith("_marks")}
    changed = {name: new for name, new in changed.items() if new is not getattr(value, name)}
    if not changed:
        return value
    return replace(value, **(changed | _sides(value, most) if hasattr(value, "actual_marks") else changed))
