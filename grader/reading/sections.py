"""From the sections of the two files of an assignment, as they were validated, to values of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from grader.model import (
    Alternative,
    Deadline,
    LatePolicy,
    Limits,
    ManualQuestion,
    MistakeHint,
    RubricItem,
    SuiteTexts,
    Text,
)
from grader.reading.schema import LimitsSection, ManualSection, PrivateFile, PublicFile, Words
from grader.reading.yamlfile import Document


def texts(private: PrivateFile, document: Document | None) -> Iterator[SuiteTexts]:
    """What the author says of a test, and where in the file it stands."""
    for test, words in private.texts.items():
        yield SuiteTexts(
            test=test,
            title=maybe_text(words.title),
            hint=maybe_text(words.hint),
            where=_place(document, "texts", test),
        )


def mistakes(private: PrivateFile) -> Iterator[MistakeHint]:
    for name, each in private.mistakes.items():
        yield MistakeHint(name=name, hint=maybe_text(each.hint), title=maybe_text(each.title))


def dropped(private: PrivateFile, document: Document | None) -> Iterator[tuple[str, Text, str]]:
    """The questions that are taken out, why, and where in the file that stands."""
    for name, reason in private.drop.items():
        yield name, text(reason), _place(document, "drop", name)


def _place(document: Document | None, section: str, key: str) -> str:
    return "" if document is None else document.at((section, key), key=True)


def manual(public: PublicFile) -> Iterator[ManualQuestion]:
    for name, section in public.manual.items():
        yield _manual_question(name, section)


def _manual_question(name: str, section: ManualSection) -> ManualQuestion:
    items = tuple(
        RubricItem(name=each.name, points=each.points, text=maybe_text(each.text) or Text(each.name)) for each in section.items
    )
    return ManualQuestion(
        name=name,
        points=section.points,
        title=maybe_text(section.title) or Text(name.replace("_", " ")),
        items=items,
        bonus=section.bonus,
    )


def forbidden(public: PublicFile) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By function, in the order of the functions; what all may not use stands first."""
    bans = ((name, [*public.forbid.get("*", ()), *public.forbid.get(name, ())]) for name in public.functions)
    return tuple((name, tuple(dict.fromkeys(constructs))) for name, constructs in bans if constructs)


def alternatives(folder: Path | None, private: PrivateFile) -> Iterator[Alternative]:
    """One for each file; its title, or its name as words where the YAML gives none."""
    for path in sorted((folder / "alternatives").glob("*.py")) if folder is not None else ():
        section = private.alternatives.get(path.stem)
        yield Alternative(
            name=path.stem, title=(maybe_text(section.title) if section else None) or Text(path.stem.replace("_", " "))
        )


def text(words: Words) -> Text:
    return Text(en=words.en, ko=words.ko)


def maybe_text(words: Words | None) -> Text | None:
    return None if words is None else text(words)


def deadline(public: PublicFile) -> Deadline | None:
    if public.due is None:
        return None
    late = public.late
    if late is None:
        return Deadline(due=public.due)
    hourly = late.per_hour is not None
    share = late.per_hour if hourly else late.per_day
    policy = LatePolicy(grace_s=late.grace, period_s=3600 if hourly else 86_400, share=share or Fraction(0), until_s=late.until)
    return Deadline(due=public.due, late=policy)


def limits(section: LimitsSection | None) -> Limits:
    """What is given is kept; a default that would stand in its way moves."""
    given = section.model_dump(exclude_none=True) if section else {}
    if "packages" in given:
        given["packages"] = tuple(given["packages"])
    limits = Limits(**given)
    if "wall_s" not in given:
        outer = min(given.get("case_s", limits.wall_s), given.get("submission_s", limits.wall_s))
        limits = replace(limits, wall_s=min(limits.wall_s, outer))
    if "case_s" not in given:
        limits = replace(limits, case_s=max(limits.wall_s, min(limits.case_s, given.get("submission_s", limits.case_s))))
    if "submission_s" not in given:
        limits = replace(limits, submission_s=max(limits.submission_s, limits.case_s))
    return limits
