"""What is said about a student's file beside its points: notes, and what an error has to do with them. Pure; texts stay raw."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.model import CaseResult, Cause, Forbidden, Grade, Lang, Note, Text, Verdict
from grader.phrases import PHRASES, say
from grader.phrases.why import place
from grader.reading.dated import RUNNING, find_dated
from grader.reading.unreadable import is_python2
from grader.report.sentences import cause_text, forbidden_text

# Kinds whose detail is an error's text.
WITH_ERROR = ("left_out", "stopped_at", "not_available")
# Kinds that say that another definition than the one a student looks at may be the one that counts.
REPEATED = ("defined_twice", "replaced")
# What opening a file that is not there raises.
WITHOUT_FILE = ("FileNotFoundError", "OSError", "PermissionError")
# Names that stand for a module wherever they are used, with the line that gives them.
IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "plt": "import matplotlib.pyplot as plt",
    "pd": "import pandas as pd",
    "math": "import math",
    "random": "import random",
    "itertools": "import itertools",
}
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


def problem(grade: Grade, lang: Lang) -> str:
    """Why the whole submission could not be graded."""
    return (grade.problem_ko or grade.problem) if lang == "ko" else grade.problem


def note_text(note: Note, lang: Lang, numpy: str) -> str:
    """The note as a sentence or two. A kind without a phrase brings its own text. ``numpy``: the version that graded."""
    if note.kind == "forbidden":
        use = Forbidden(question=note.elsewhere, construct=note.detail, name=note.name, file=note.file, line=note.line)
        return forbidden_text(use, lang)
    key = _phrase(note)
    if key not in PHRASES:
        return note.text
    if note.kind == "lacking":
        return say(key, lang, file=note.file, reason=Text(note.text, note.detail).in_lang(lang))
    if note.names:
        names = ", ".join(note.names)
        names = say("names_more", lang, names=names, count=note.count) if note.count else names
        return say(key, lang, names=names, file=note.file, detail=note.detail)
    if note.kind == "alternative":
        return say(key, lang, name=Text(note.text, note.detail).in_lang(lang) or note.name)
    if note.kind == "cause":
        right, *beside = note.elsewhere.split("/")
        found = Cause(kind=note.detail, name=note.name, right=right, beside=tuple(name for name in beside if name))
        return say(key, lang, where=place(note.file, note.line).in_lang(lang), cause=cause_text(found, lang))
    if note.kind == "unreadable_import":
        where, there = place(note.file, note.line).in_lang(lang), place(note.name, note.count).in_lang(lang)
        return say(key, lang, where=where, name=note.name, there=there, detail=note.detail)
    text = say(
        key,
        lang,
        name=note.name,
        where=place(note.file, note.line).in_lang(lang),
        owner=note.detail,
        detail=note.detail.removesuffix(".") if note.kind in WITH_ERROR else note.detail,
        elsewhere=_elsewhere(note).in_lang(lang),
        count=note.count,
        version=f"3.{note.count}",
        running=RUNNING,
        imported=IMPORTS.get(note.name, ""),
    )
    error = (
        note.detail if note.kind in WITH_ERROR else f"name '{note.name}' is not defined" if note.kind == "undefined_name" else ""
    )
    return f"{text} {old}" if (old := _dated(error, lang, numpy)) else text


def _elsewhere(note: Note) -> Text:
    """The other place that a note names: a file and a line, or a file."""
    file, _, line = note.elsewhere.rpartition(":")
    return place(file, int(line)) if line.isdecimal() and len(line) < 10 else place(note.elsewhere)


def related(case: CaseResult, notes: Sequence[Note], lang: Lang, numpy: str) -> list[str]:
    """What of the notes explains how a case ended, and whether its error is about something of another time."""
    failed = case.verdict in (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR)
    if failed and (again := [each for each in notes if each.kind in REPEATED and each.name == case.function]):
        return [note_text(each, lang, numpy) for each in again]
    if case.fault is None:
        return []
    if old := _dated(case.fault.message, lang, numpy):
        return [old]
    if case.fault.base in WITHOUT_FILE and (opened := _opened(case.fault.message, notes)):
        return [note_text(opened, lang, numpy)]
    if name := _UNDEFINED.search(case.fault.message):
        return [note_text(note, lang, numpy) for note in notes if note.name == name[1] and note.kind == "undefined_name"]
    return []


def hints_of(case: CaseResult) -> tuple[Text, ...]:
    """The author's hints, where there is something to correct: not where there is nothing yet, nor where we failed."""
    nothing = case.verdict is Verdict.NOT_IMPLEMENTED and (case.note == "missing" or bool(case.lacking))
    return () if nothing or case.verdict is Verdict.GRADER_ERROR else case.hints


def _opened(message: str, notes: Sequence[Note]) -> Note | None:
    """What is said of the file that could not be opened, where it was handed in. NumPy names one without quotation marks."""
    for note in notes:
        bases = [name.rpartition("/")[2] for name in note.names]
        if note.kind == "not_used" and any(f"{name}'" in message or message.startswith(f"{name} ") for name in bases):
            return note
    return None


def _dated(message: str, lang: Lang, numpy: str) -> str:
    dated = find_dated(message)
    if dated is None:
        return ""
    return say(dated.phrase, lang, name=dated.name, version=dated.version, instead=dated.instead, numpy=numpy)


def _phrase(note: Note) -> str:
    if note.kind == "undefined_name" and not note.elsewhere and note.name in IMPORTS:
        return "note_undefined_name_import"
    if note.kind == "undefined_name" and note.elsewhere:
        return "note_undefined_name_star" if note.count else "note_undefined_name_elsewhere"
    if note.kind == "left_out" and note.name.isidentifier():
        return "note_left_out_named"
    if note.kind == "not_used" and note.detail:
        return "note_not_used_data"
    if note.kind == "defined_twice" and note.count > 2:
        return "note_defined_often"
    if note.kind == "cell_not_python" and note.count:
        return "note_cell_newer"
    if note.kind == "cell_not_python" and is_python2(note.detail, ""):
        return "note_cell_python2"
    return f"note_{note.kind}"
