"""Every sentence that a student reads about a grade, in English and Korean. Says no more than the revealed case holds."""

from __future__ import annotations

from collections.abc import Mapping

from grader.model import JUDGE_ENDED, CaseResult, Lang, Mismatch, Verdict
from grader.report.phrases import ENGLISH, KOREAN
from grader.report.signature import misfit
from grader.reveal import Revealed
from grader.scoring import rounded

PHRASES: Mapping[Lang, Mapping[str, str]] = {"en": ENGLISH, "ko": KOREAN}

# A plain symbol beside the words, so that nothing is said by colour alone.
SYMBOLS: Mapping[Verdict, str] = {
    Verdict.ACCEPTED: "✓",
    Verdict.SKIPPED: "–",
    Verdict.NOT_IMPLEMENTED: "○",
    Verdict.GRADER_ERROR: "?",
}


def say(phrase: str, lang: Lang, **values: object) -> str:
    """The phrase in that language, filled in."""
    return PHRASES[lang][phrase].format(**values)


def state(verdict: Verdict, lang: Lang, note: str = "") -> str:
    """What became of a case, in a few words."""
    if verdict is Verdict.NOT_IMPLEMENTED and note == "missing":
        return say("state_missing", lang)
    if verdict is Verdict.WRONG_ANSWER and note == "partial":
        return say("state_partial", lang)
    return say(f"state_{verdict}", lang)


def symbol(verdict: Verdict) -> str:
    return SYMBOLS.get(verdict, "✗")


def headline(grade: Revealed, lang: Lang) -> str:
    """Points and state of the whole, in one sentence."""
    if grade.points is None:
        return say("headline_withheld", lang)
    points, most = rounded(grade.points), rounded(grade.max_points)
    if grade.verdict is Verdict.ACCEPTED:
        return say("headline_accepted", lang, points=points, most=most)
    if grade.verdict is Verdict.INVALID_SUBMISSION:
        return say("headline_invalid", lang, most=most)
    passed = sum(case.verdict is Verdict.ACCEPTED for case in grade.cases)
    return say("headline_part", lang, points=points, most=most, passed=passed, cases=len(grade.cases))


def message(case: CaseResult, lang: Lang) -> str:
    """Why the case is not accepted: as much as the revealed case still tells."""
    verdict = case.verdict
    function = case.function or case.question or say("your_code", lang)
    if verdict is Verdict.ACCEPTED:
        return ""
    if verdict is Verdict.NOT_IMPLEMENTED:
        key = {"missing": "not_defined", "nothing": "returned_none"}.get(case.note, "not_implemented")
        owner, dot, member = function.rpartition(".")
        if case.note == "missing" and dot:
            return say("not_defined_member", lang, owner=owner, member=member)
        return say(key, lang, function=function)
    if verdict is Verdict.RUN_TIME_ERROR:
        return _raised(case, function, lang)
    if verdict in (Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT):
        limit = say("the_limit", lang, limit=case.limit) if case.limit and "=" in case.limit else ""
        return say(f"over_{verdict}", lang, function=function) + limit
    if verdict is Verdict.WRONG_ANSWER:
        return _wrong(case, function, lang) + _freedoms(case, lang) + _credit(case, lang)
    if case.note == JUDGE_ENDED:
        return say("because_judge_ended", lang)
    return say(f"because_{verdict}", lang, function=function)


def note(case: CaseResult, lang: Lang) -> str:
    """What is worth knowing beside the verdict."""
    notes = [say("depends_on_order", lang)] if case.note == "order" else []
    for place in case.mutated:
        function, _, argument = place.removesuffix(")").partition("(")
        notes.append(say("changes_argument", lang, function=function, argument=argument))
    return " ".join(notes)


def _raised(case: CaseResult, function: str, lang: Lang) -> str:
    fault = case.fault
    if fault is None:
        return say("raised_something", lang, function=function)
    if not fault.message:
        return say("raised", lang, function=function, type=fault.type)
    if found := misfit(fault, function):
        phrase, values = found
        if "least" in values:
            values = {**values, "takes": say("takes_between", lang, least=values["least"], most=values["takes"])}
        return say(phrase, lang, **values)
    return say("raised_text", lang, function=function, type=fault.type, text=fault.message)


def _wrong(case: CaseResult, function: str, lang: Lang) -> str:
    if case.note in ("form", "refused", "endless", "unread"):
        return say(f"wrong_{case.note}", lang, function=function)
    mismatch = case.evidence.mismatch if case.evidence else None
    if mismatch is None:
        return say("wrong", lang, function=function)
    what = mismatch.output or say("the_value", lang)
    if mismatch.kind == "value":
        return _out_of_bounds(mismatch, what, lang)
    if mismatch.kind in ("nan", "inf"):
        counted = say("of_entries", lang, wrong=mismatch.wrong, total=mismatch.total) if mismatch.total > 1 else ""
        return say(f"wrong_{mismatch.kind}", lang, what=what) + counted
    if not mismatch.expected:
        return say(f"wrong_{mismatch.kind}_bare", lang, what=what)
    return say(
        "wrong_kind",
        lang,
        what=what,
        actual=_in_words(mismatch.actual, lang),
        expected=_in_words(mismatch.expected, lang),
    )


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


def _out_of_bounds(mismatch: Mismatch, what: str, lang: Lang) -> str:
    """The broken rule in numbers."""
    if mismatch.error is None or mismatch.allowed is None:
        return say("wrong_value", lang, what=what)
    if mismatch.total == 0:  # only the power of ten is left
        return say(
            "wrong_by_power",
            lang,
            what=what,
            rule=mismatch.rule,
            power=f"{mismatch.error:.0e}".replace("+0", "").replace("+", ""),
        )
    error, allowed = f"{mismatch.error:.2g}", f"{mismatch.allowed:.2g}"
    if mismatch.total == 1:
        return say("wrong_number", lang, what=what, error=error, allowed=allowed)
    if mismatch.rule == "norm":
        return say("wrong_norm", lang, what=what, error=error, allowed=allowed)
    index = list(mismatch.worst[0].index) if mismatch.worst else []
    return say(
        "wrong_array",
        lang,
        what=what,
        error=error,
        allowed=allowed,
        index=index,
        wrong=mismatch.wrong,
        total=mismatch.total,
    )


def _in_words(description: str, lang: Lang) -> str:
    """The comparison's own few words (``shape (3, 6)``, ``None``) in that language."""
    if lang == "en":
        return description
    for english, korean in KOREAN_KINDS:
        if description.startswith(english):
            return korean.format(description[len(english) :])
    return description


KOREAN_KINDS = (
    ("shape ", "모양 {}"),
    ("dtype ", "dtype {}"),
    ("kind ", "{} 종류"),
    ("an array of shape ", "모양이 {}인 배열"),
    ("a number", "숫자 하나"),
    ("a tuple of ", "원소가 {}개인 튜플"),
    ("a list of ", "원소가 {}개인 리스트"),
    ("a dict of ", "항목이 {}개인 딕셔너리"),
    ("a set of ", "원소가 {}개인 집합"),
    ("an object of type ", "{} 객체"),
    ("text", "문자열"),
)
