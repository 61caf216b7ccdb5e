"""Every sentence that a student reads about a grade, in English and Korean. Says no more than the revealed case holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.grading.reveal import Revealed
from grader.grading.scoring import rounded
from grader.model import JUDGE_ENDED, CaseResult, Cause, Evidence, Forbidden, Lang, Verdict, Whereabout
from grader.model.limit import limit_parts
from grader.phrases import say
from grader.phrases.why import place
from grader.report.mismatch_text import mismatch_text
from grader.report.operands_text import operands_text
from grader.report.signature import misfit

# A plain symbol beside the words, so that nothing is said by colour alone.
SYMBOLS: Mapping[Verdict, str] = {
    Verdict.ACCEPTED: "✓",
    Verdict.SKIPPED: "–",
    Verdict.NOT_IMPLEMENTED: "○",
    Verdict.GRADER_ERROR: "?",
}


def state(verdict: Verdict, lang: Lang, note: str = "") -> str:
    """What became of a case, in a few words."""
    if verdict is Verdict.NOT_IMPLEMENTED and note == "missing":
        return say("state_missing", lang)
    if verdict is Verdict.WRONG_ANSWER and note in ("partial", "forbidden"):
        return say(f"state_{note}", lang)
    return say(f"state_{verdict}", lang)


def listed(names: Sequence[str], lang: Lang) -> str:
    """``a, b and c``."""
    return say("and", lang).join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def symbol(verdict: Verdict) -> str:
    return SYMBOLS.get(verdict, "✗")


def headline(grade: Revealed, lang: Lang) -> str:
    """Points and state of the whole, in one sentence."""
    if grade.points is None:
        return say("headline_withheld", lang)
    points, most = rounded(grade.points), rounded(grade.max_points)
    return f"{say('headline_points', lang, points=points, most=most)} {outcome(grade, lang)}"


def outcome(grade: Revealed, lang: Lang) -> str:
    """What became of the whole, where the points stand beside it."""
    if grade.points is None:
        return say("headline_withheld", lang)
    if grade.verdict is Verdict.INVALID_SUBMISSION:
        return say("outcome_invalid", lang)
    counted = [case for case in grade.cases if case.verdict is not Verdict.SKIPPED or case.max_points]
    passed = sum(case.verdict is Verdict.ACCEPTED for case in counted)
    # Who left out a bonus is accepted, and did not pass everything.
    if grade.verdict is Verdict.ACCEPTED and passed == len(counted):
        return say("outcome_accepted", lang)
    return say("outcome_part", lang, passed=passed, cases=len(counted))


def message(case: CaseResult, lang: Lang, *, own: bool = False) -> str:
    """Why the case is not accepted: as much as the revealed case still tells.

    Its numbers are those of the call that is shown: of the counterexample where there is one. ``own``: of the case's own call, for
    where that one stands or none.
    """
    forbidden = forbidden_text(case.forbidden[0], lang) if case.forbidden else ""
    if case.note == "forbidden":
        return forbidden
    return " ".join(filter(None, (_message(case, lang, own=own), forbidden)))


def forbidden_text(use: Forbidden, lang: Lang) -> str:
    """What an answer uses that it may not, and where."""
    key = "forbidden_use" if use.construct else "forbidden_hides" if use.name else "forbidden_unread"
    where = place(use.file, use.line).in_lang(lang) if use.file else ""
    return say(key, lang, where=where, construct=use.construct, name=use.name, function=use.question)


def _message(case: CaseResult, lang: Lang, *, own: bool) -> str:
    if not own:
        case = as_shown(case)
    verdict = case.verdict
    function = case.function or case.question or say("your_code", lang)
    if verdict is Verdict.ACCEPTED:
        return ""
    if verdict is Verdict.NOT_IMPLEMENTED and case.lacking:
        return say("file_lacking", lang, function=function, file=case.lacking)
    if verdict is Verdict.NOT_IMPLEMENTED:
        key = {"missing": "not_defined", "nothing": "returned_none", "raised": "not_implemented_inside"}.get(
            case.note, "not_implemented"
        )
        if case.there is not None:
            return _there(case.there, function, lang)
        if case.note == "nothing" and case.printed.strip():
            return say("returned_none_printed", lang, function=function)
        if case.note == "nothing_parts":
            return _nothing_in_parts(case, function, lang)
        owner, dot, member = function.rpartition(".")
        if case.note == "missing" and dot:
            return say("not_defined_member", lang, owner=owner, member=member)
        return say(key, lang, function=function)
    if verdict is Verdict.RUN_TIME_ERROR:
        return _raised(case, function, lang)
    if verdict in (Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT):
        return _over(case, function, lang)
    if verdict is Verdict.SKIPPED and case.note == "set_aside":
        return " ".join(filter(None, (say("set_aside", lang), case.set_aside.in_lang(lang))))
    if verdict is Verdict.WRONG_ANSWER:
        return _wrong(case, function, lang) + _freedoms(case, lang) + _credit(case, lang)
    if case.note == JUDGE_ENDED:
        return say("because_judge_ended", lang)
    return say(f"because_{verdict}", lang, function=function)


def as_shown(case: CaseResult) -> CaseResult:
    """The case as if its own call had been the example's, where there is one."""
    example = case.counterexample
    if example is None:
        return case
    if example.mismatch is not None:
        own = case.evidence
        left = own.left if own is not None and own.argument == example.argument else ""
        return replace(case, evidence=Evidence(mismatch=example.mismatch, argument=example.argument, left=left))
    return case if example.fault is None else replace(case, fault=example.fault)


def _nothing_in_parts(case: CaseResult, function: str, lang: Lang) -> str:
    """A tuple in which every part is None."""
    mismatch = case.evidence.mismatch if case.evidence else None
    if mismatch is None or not mismatch.missing:
        return say("returned_nones", lang, function=function)
    return say("returned_none_for", lang, function=function, names=listed(mismatch.missing, lang))


# What is said of a limit that has a number, by its name.
LIMITS = ("wall_s", "cpu_s", "case_s", "submission_s", "load_s", "memory_mb", "output_kb", "callbacks")


def _over(case: CaseResult, function: str, lang: Lang) -> str:
    """Which limit was reached, in words, and where, as far as that is known."""
    name, most = limit_parts(case.limit)
    where = ""
    if case.running is not None:
        line = place(case.running.file, case.running.line).in_lang(lang)
        key = "running_in" if case.running.function else "running_at"
        where = say(key, lang, where=line, function=case.running.function)
    key = f"over_{name}" if name in LIMITS and most else f"over_{case.verdict}"
    return say(key, lang, function=function, most=most) + where


def _there(there: Whereabout, function: str, lang: Lang) -> str:
    """What the file holds of a name that it does not define."""
    cell = there.file.removesuffix("]").rpartition("[")[2]
    key = f"there_{there.presence}"
    if there.presence in ("markdown_cell", "raw_cell") and cell == "0":
        key += "_first"
    if there.presence == "outside" and there.detail:
        key += "_nested"
    owner, _, member = function.rpartition(".")
    where = place(there.file, there.line).in_lang(lang)
    return say(key, lang, function=function, detail=there.detail, where=where, owner=owner, member=member, cell=cell)


# Notes of a case that are worth a sentence beside the verdict, by the phrase.
NOTES = {"order": "depends_on_order", "unsteady": "unsteady"}


def note(case: CaseResult, lang: Lang) -> str:
    """What is worth knowing beside the verdict."""
    notes = [say(NOTES[case.note], lang)] if case.note in NOTES else []
    for each in case.mutated:
        function, _, argument = each.removesuffix(")").partition("(")
        # Where points are lost nobody knows that they were not lost by it.
        key = "changes_argument" if case.verdict is Verdict.ACCEPTED else "changes_argument_failed"
        notes.append(say(key, lang, function=function, argument=argument))
    return " ".join(notes)


def _raised(case: CaseResult, function: str, lang: Lang) -> str:
    fault = case.fault
    if fault is None:
        return say("raised_something", lang, function=function)
    if not fault.message:
        if fault.base == "SystemExit":
            return say("raised_exit", lang, function=function)
        return say("raised", lang, function=function, type=fault.type)
    if fault.base == "SystemExit":
        return say("raised_exit_text", lang, function=function, text=fault.message)
    if found := misfit(fault, function):
        phrase, values = found
        if "least" in values:
            values = {**values, "takes": say("takes_between", lang, least=values["least"], most=values["takes"])}
        return say(phrase, lang, **values)
    text = say("raised_text", lang, function=function, type=fault.type, text=fault.message)
    more = [operands_text(fault, lang), "" if fault.cause is None else cause_text(fault.cause, lang)]
    if not any(more):
        return text
    text = text.rstrip()  # NumPy ends some messages with a space
    end = "" if text.endswith((".", "!", "?")) else "."
    return " ".join(filter(None, (text + end, *more)))


def cause_text(cause: Cause, lang: Lang) -> str:
    """What the error comes from, and what to do about it."""
    key = f"cause_{cause.kind}"
    if cause.kind in ("own_machine", "absent"):
        key += "" if cause.right else "_other" if cause.beside else "_alone"
    if cause.kind == "no_module" and not cause.beside:
        key += "_alone"
    return say(key, lang, name=cause.name, right=cause.right, beside=", ".join(cause.beside))


def part_of(evidence: Evidence, lang: Lang) -> str:
    """What is wrong: an output by its name, a part of the returned value by its path, all of it, or what the check made of it."""
    output = evidence.mismatch.output if evidence.mismatch is not None else ""
    if evidence.taken:
        return say("part_taken_at", lang, path=output) if output else say("the_value_taken", lang)
    if output.startswith("["):
        return say("part_at", lang, path=output)
    return output or say("the_value", lang)


def _wrong(case: CaseResult, function: str, lang: Lang) -> str:
    if case.note in ("form", "refused", "endless", "unread", "costly"):
        return say(f"wrong_{case.note}", lang, function=function)
    mismatch = case.evidence.mismatch if case.evidence else None
    if case.evidence is None or mismatch is None:
        return say("wrong", lang, function=function)
    if case.evidence.left in ("changed", "unchanged"):
        return say(f"argument_{case.evidence.left}", lang, function=function, argument=case.evidence.argument)
    what = part_of(case.evidence, lang)
    return mismatch_text(mismatch, what, lang)


def _freedoms(case: CaseResult, lang: Lang) -> str:
    """What was left free, and does not help either."""
    mismatch = case.evidence.mismatch if case.evidence else None
    if mismatch is None or not mismatch.up_to or case.note in ("form", "refused"):
        return ""
    return " " + say("up_to", lang, freedoms=", ".join(say(f"up_to_{name}", lang) for name in mismatch.up_to))


def _credit(case: CaseResult, lang: Lang) -> str:
    """What a value earns that is not within its rule, but close."""
    if case.note != "partial" or not case.points:
        return ""
    return " " + say("partial", lang, points=rounded(case.points), most=rounded(case.max_points))
