"""Every phrase that people read, in English and Korean: one table ``{key: (english, korean)}``, kept in a module a topic.

In a phrase, ``{name}`` is put in as by ``str.format``. Where a count changes the words, both forms stand in the place of it:
``{count:# check|# checks}`` becomes "1 check" or "3 checks", ``{count:is|are}`` only the word.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache

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


def say(key: str, lang: Lang, **values: object) -> str:
    """The phrase in that language, filled in. Raises KeyError for a key that is not in the table."""
    english, korean = PHRASES[key]
    pieces = _pieces(korean if lang == "ko" else english)
    return "".join([text if name is None else text + _put(values[name], forms) for text, name, forms in pieces])


@cache
def _pieces(phrase: str) -> tuple[tuple[str, str | None, str], ...]:
    """``(text, name of what is put in after it, its forms)``. Taken apart once: a report says a hundred phrases."""
    return tuple((text, name, forms or "") for text, name, forms, _ in string.Formatter().parse(phrase))


def _put(value: object, forms: str) -> str:
    """With two forms the first for exactly one, the second for any other number."""
    if "|" not in forms:
        return format(value, forms)
    one, many = forms.split("|")
    return (one if value in (1, "1") else many).replace("#", str(value))
