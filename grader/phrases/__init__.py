"""Every phrase that people read, in English and Korean: one table ``{key: (english, korean)}``, kept in a module a topic.

In a phrase, ``{name}`` is put in as by ``str.format``. Where a count changes the words, both forms stand in the place of it:
``{count:# check|# checks}`` becomes "1 check" or "3 checks", ``{count:is|are}`` only the word.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from grader.model import Lang
from grader.phrases import (
    causes,
    changes,
    classroom,
    closeness,
    complaints,
    files,
    findings,
    groups,
    located,
    page,
    platforms,
    reasons,
    school,
    staff,
    standing,
    values,
    verifying,
    web,
    writing,
)

TOPICS = (
    causes, page, standing, classroom, files, values, closeness, findings, groups, located, reasons, platforms, web, verifying, complaints,
    writing, staff, school, changes,
)  # fmt: skip

PHRASES: Mapping[str, tuple[str, str]] = {key: both for topic in TOPICS for key, both in topic.PHRASES.items()}


class _Plurals(string.Formatter):
    """``str.format`` that knows two forms: the first for exactly one, the second for any other number."""

    def format_field(self, value: object, format_spec: str) -> str:
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        one, many = format_spec.split("|")
        return (one if value in (1, "1") else many).replace("#", str(value))


_PLURALS = _Plurals()


def say(key: str, lang: Lang, **values: object) -> str:
    """The phrase in that language, filled in. Raises KeyError for a key that is not in the table."""
    english, korean = PHRASES[key]
    return _PLURALS.vformat(korean if lang == "ko" else english, (), values)
