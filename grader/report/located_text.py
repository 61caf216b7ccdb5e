"""Where a submission is wrong, in words. Says no more than the revealed case holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.model import CaseResult, Lang, Located, Place, Verdict
from grader.phrases import say
from grader.phrases.why import place


def located_text(located: Located, lang: Lang, *, code: bool = True) -> str:
    """A sentence or two; the change, where it is there. Without ``code`` the lines stand beside it."""
    shown = "located_checks" if located.whole else "located_checks_shown"
    checks = say(f"{shown}_two" if located.checks == 2 else shown, lang, checks=located.checks)
    if not located.places:
        return say("located_function", lang, function=located.function, all=checks)
    told = dict.fromkeys(
        say("located_place", lang, place=_where(each, lang), text=each.text) if code else _where(each, lang)
        for each in located.places
    )
    several = "located_either" if located.either else "located_lines"
    one = "located_line" if len(located.places) == 1 or located.either else "located_line_several"
    if len(located.places) == 1 and located.places[0].adds:
        one = "located_after"
    joined = _two_lines(located, lang) if len(told) == 2 and not code else ""
    joined = joined or say("located_or" if located.either else "located_and", lang).join(told)
    said = [say(one if len(told) == 1 else several, lang, places=joined, all=checks)]
    return " ".join([*said, *(_change(each, lang) for each in located.places if each.after)])


def _two_lines(located: Located, lang: Lang) -> str:
    """``work.py, lines 3 and 4``; empty where they are of two files."""
    one, two = lines_of(located)
    if one.file != two.file:
        return ""
    key = "located_line_or_line" if located.either else "located_line_and_line"
    return say(key, lang, file=place(one.file).in_lang(lang), one=one.line, two=two.line)


def _change(each: Place, lang: Lang) -> str:
    """What to write; of whole lines that are only moved, where to."""
    where, before, after = _where(each, lang), each.before.split("\n"), each.after.split("\n")
    if [line.strip() for line in before] == [line.strip() for line in after]:
        return say("located_out" if len(before[0]) > len(after[0]) else "located_in", lang, place=where)
    if len(before) > 1 and sorted(before) == sorted(after):
        return say("located_exchanged", lang, place=where)
    key = "located_change" if each.before else "located_added"
    return say(key, lang, place=where, before=_one_line(each.before), after=_one_line(each.after))


def located_document(located: Located, lang: Lang) -> dict[str, Any]:
    lines: list[dict[str, Any]] = [
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
        "lines": [each for number, each in enumerate(lines) if each not in lines[:number]],
        "either": located.either,
        "checks": located.checks,
        "text": located_text(located, lang),
    }


def lines_of(located: Located) -> tuple[Place, ...]:
    """Each line once, where several of its parts are changed."""
    return tuple({(each.file, each.line): each for each in reversed(located.places)}.values())[::-1]


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
