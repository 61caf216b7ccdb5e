"""Where a submission is wrong, in words. Says no more than the revealed case holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.model import CaseResult, Lang, Located, Place, Verdict
from grader.phrases import say
from grader.phrases.why import place


def located_text(located: Located, lang: Lang, *, code: bool = True) -> str:
    """A sentence or two; the change, where it is there. Without ``code`` the lines stand beside it."""
    checks = say("located_checks" if located.whole else "located_checks_shown", lang, checks=located.checks)
    if not located.places:
        return say("located_function", lang, function=located.function, all=checks)
    names = [_where(each, lang) for each in located.places]
    told = [say("located_place", lang, place=name, text=each.text) for name, each in zip(names, located.places, strict=True)]
    places = told if code else names
    key = "located_line" if len(places) == 1 else "located_either" if located.either else "located_lines"
    joined = say("located_or" if located.either else "located_and", lang).join(places)
    said = [say(key, lang, places=joined, all=checks)]
    said += [
        say(
            "located_change" if each.before else "located_added",
            lang,
            place=_where(each, lang),
            before=_one_line(each.before),
            after=_one_line(each.after),
        )
        for each in located.places
        if each.after
    ]
    return " ".join(said)


def located_document(located: Located, lang: Lang) -> dict[str, Any]:
    lines = [
        {
            "file": each.file,
            "line": each.line,
            "code": each.text,
            **({"change": each.after, "of": each.before} if each.after else {}),
        }
        for each in located.places
    ]
    return {
        "function": located.function,
        "lines": lines,
        "either": located.either,
        "checks": located.checks,
        "text": located_text(located, lang),
    }


def first_located(cases: Sequence[CaseResult]) -> dict[str, Located]:
    """By the case at which it is said: the first that failed of each question."""
    found: dict[str, Located] = {}
    said: set[str] = set()
    for case in cases:
        if case.located is not None and case.verdict is not Verdict.ACCEPTED and case.question not in said:
            said.add(case.question)
            found[case.case] = case.located
    return found


def located_lines(cases: Sequence[CaseResult]) -> set[tuple[str, int]]:
    """File and number of every line that is named."""
    return {(each.file, each.line) for case in cases if case.located is not None for each in case.located.places}


def _where(each: Place, lang: Lang) -> str:
    return place(each.file, each.line).in_lang(lang)


def _one_line(text: str) -> str:
    return " ".join(text.split())
