"""What was wrong with a student's answer to a question, in the few words that can be counted over a class. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.model import CaseResult, Finding, FindingKind, Lang, Verdict
from grader.phrases import say
from grader.report.sentences import state

# Of what lies with neither the student nor their values.
NOT_THEIRS = (Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.GRADER_ERROR)
# Kinds of findings that are one cause, whatever they say of single numbers.
SAME: Mapping[FindingKind, str] = {
    "ratio_size": "ratio",
    "offset_size": "offset",
    "not_summed": "not_averaged",
    "one_slice": "left_out",
    "right_only": "wrong_only",
    "partly_right": "wrong_only",
    "outputs_reordered": "outputs_swapped",
    "only_not_square": "some_inputs",
    "only_above_one": "some_inputs",
    "only_for_one": "some_inputs",
    "only_zero": "some_inputs",
    "only_not_zero": "some_inputs",
    "only_text": "some_inputs",
    "one_size": "some_inputs",
    "only_integers": "some_inputs",
    "only_negative": "some_inputs",
    "only_large": "some_inputs",
}
# Kinds that are no cause: a known mistake is counted by its own name, the others point at another function or are a person's words.
NOT_COUNTED: tuple[FindingKind, ...] = ("known_mistake", "group_hint", "fits_own", "misfits_own")


@dataclass(frozen=True, slots=True)
class Blame:
    """A cause as it is counted. ``mistake``: the name of the known mistake that it is. ``words`` may be student-made."""

    words: str
    mistake: str = ""


def blames_of(cases: Sequence[CaseResult], lang: Lang) -> tuple[tuple[str, Blame], ...]:
    """``(question, blame)``: every known mistake, else of each question the first thing that is known of it."""
    found: dict[tuple[str, Blame], None] = {}
    for question in dict.fromkeys(case.question for case in cases):
        failed = [case for case in cases if case.question == question and case.verdict not in NOT_THEIRS]
        for blame in _known(failed, lang) or _located(failed, lang) or _first(failed, lang):
            found[question, blame] = None
    return tuple(found)


def _known(failed: Iterable[CaseResult], lang: Lang) -> list[Blame]:
    found = [finding for case in failed for finding in case.findings if finding.kind == "known_mistake"]
    return list(dict.fromkeys(Blame(_title(each, lang), each.name) for each in found))


def _title(finding: Finding, lang: Lang) -> str:
    title = finding.title.in_lang(lang) if finding.title is not None else ""
    return title or finding.name.replace("_", " ")


def _located(failed: Sequence[CaseResult], lang: Lang) -> list[Blame]:
    """What was most likely done where one change makes every check pass."""
    found = next((case.located for case in failed if case.located is not None and case.located.kind), None)
    return [] if found is None else [Blame(say(f"slip_{found.kind}", lang))]


def _first(failed: Sequence[CaseResult], lang: Lang) -> list[Blame]:
    """A finding says more than a verdict, and any exception more than that a value is wrong."""
    for case in failed:
        for finding in case.findings:
            if finding.kind not in NOT_COUNTED:
                return [Blame(say(f"seen_{SAME.get(finding.kind, finding.kind)}", lang))]
    for case in failed:
        if case.fault is not None:
            return [Blame(f"{state(case.verdict, lang, case.note)}: {case.fault.type}")]
    return [Blame(state(case.verdict, lang, case.note)) for case in failed[:1]]
