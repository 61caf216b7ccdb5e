"""Grades as JSON, in the form that other programs rely on. Pure; the student's documents take only revealed grades."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from grader.grading.reveal import Revealed
from grader.grading.scoring import rounded
from grader.model import (
    Adjustment,
    CaseResult,
    Counterexample,
    Finding,
    Grade,
    Lang,
    ManualQuestion,
    Mark,
    Note,
    Standing,
    Verdict,
    most_by_hand,
)
from grader.report.about import note_text, problem
from grader.report.findings_text import actual_text, finding_text
from grader.report.jsontext import json_text
from grader.report.located_text import located_document
from grader.report.sentences import message

PLAIN = frozenset({str, int, bool, type(None)})


def grade_document(grade: Revealed, lang: Lang, standing: Standing | None = None) -> dict[str, Any]:
    """The document ``grader/grade/1``. ``standing``: what a deadline and people made of it, where there is a class."""
    before = None if grade.points is None else rounded(grade.points)
    final = grade.points if standing is None else standing.points
    return {
        "schema": "grader/grade/1",
        "assignment": grade.assignment,
        "student": grade.student,
        "name": grade.name,
        **({"group": standing.group} if standing is not None and standing.group else {}),
        "file": grade.file,
        "digest": grade.digest,
        "verdict": grade.verdict.value,
        "points": None if final is None else rounded(final),
        "max_points": rounded(grade.max_points + (most_by_hand([each.question for each in standing.marked]) if standing else 0)),
        "needs_review": grade.needs_review,
        "attempt": 1 if standing is None else standing.attempt,
        "late": _late_document(standing),
        "points_before_late": before,
        **({} if standing is None else {"adjustments": [_adjustment_document(each) for each in standing.adjustments]}),
        **_marking_documents(standing, lang),
        "sandbox": grade.sandbox,
        "problem": problem(grade, lang),
        "cases": [_case_document(case, lang) for case in grade.cases],
        "notes": [_note_document(note, lang, grade.environment.numpy) for note in grade.notes],
        "grader": asdict(grade.environment),
    }


def results_line(grade: Revealed, lang: Lang, standing: Standing | None = None) -> str:
    """One line of results.jsonl: no time, no amount measured, no path."""
    return json_text(grade_document(grade, lang, standing))


def staff_line(grade: Grade, unprinted: str = "") -> str:
    """One line of staff.jsonl: everything, for the instructor only. ``unprinted``: the traceback, where a report is a plain one."""
    document = {
        "schema": "grader/staff/1",
        "assignment": grade.assignment,
        "student": grade.student,
        "verdict": grade.verdict.value,
        "problem": grade.problem,
        "notes": [asdict(note) for note in grade.notes],
        "cases": [_staff_case(case) for case in grade.cases],
        **({"unprinted": unprinted} if unprinted else {}),
    }
    return json_text(document)


def _marking_documents(standing: Standing | None, lang: Lang) -> dict[str, Any]:
    """Nothing where no question is marked by people and nobody commented."""
    found: dict[str, Any] = {}
    if standing is not None and standing.marked:
        found["manual"] = [
            {
                "question": each.question.name,
                "title": each.question.title.in_lang(lang),
                "points": None if each.points is None else rounded(each.points),
                "max_points": rounded(each.question.points),
                "bonus": each.question.bonus,
                "marks": [_mark_document(mark, each.question, lang) for mark in each.marks],
            }
            for each in standing.marked
        ]
    if standing is not None and standing.comments:
        found["comments"] = [
            {"file": each.file, "line": each.line, "comment": each.comment, "who": each.who, "when": each.when}
            for each in standing.comments
        ]
    return found


def _mark_document(mark: Mark, question: ManualQuestion, lang: Lang) -> dict[str, Any]:
    item = question.item(mark.item)
    return {
        "item": mark.item,
        "text": item.text.in_lang(lang) if item is not None else "",
        "points": None if mark.points is None else rounded(mark.points),
        "comment": mark.comment,
        "who": mark.who,
        "when": mark.when,
    }


def _late_document(standing: Standing | None) -> dict[str, Any] | None:
    """None where it was in time; ``known`` False where there is a deadline and nobody knows when it was handed in."""
    if standing is None or (standing.lateness is None and not standing.time_unknown):
        return None
    late = standing.lateness
    if late is None:
        return {"known": False}
    return {
        "known": True,
        "units": late.units,
        "unit": late.unit,
        "penalty": rounded(late.penalty),
        "accepted": late.accepted,
    }


def _adjustment_document(each: Adjustment) -> dict[str, Any]:
    return {"case": each.case, "points": rounded(each.points), "reason": each.reason, "who": each.who}


def _case_document(case: CaseResult, lang: Lang) -> dict[str, Any]:
    withheld = case.verdict is Verdict.GRADER_ERROR
    return {
        "case": case.case,
        "title": case.title.in_lang(lang),
        "question": case.question,
        "verdict": case.verdict.value,
        "points": None if withheld else rounded(case.points),
        "max_points": rounded(case.max_points),
        # Which line it was hangs on the clock.
        "message": message(case if case.running is None else replace(case, running=None), lang),
        "hints": [hint.in_lang(lang) for hint in case.hints],
        "findings": [_finding_document(finding, lang) for finding in case.findings],
        "counterexample": _counterexample_document(case.counterexample, lang),
        **({"bonus": True} if case.bonus else {}),
        **({} if case.located is None else {"located": located_document(case.located, lang)}),
    }


def _note_document(note: Note, lang: Lang, numpy: str) -> dict[str, Any]:
    name = "" if note.name.startswith("#") else note.name
    return {"kind": note.kind, "name": name, "file": note.file, "line": note.line, "text": note_text(note, lang, numpy)}


def _finding_document(finding: Finding, lang: Lang) -> dict[str, Any]:
    """Its kind, what it names, and the sentence; what a kind does not use is left out."""
    document: dict[str, Any] = {"kind": finding.kind}
    if finding.name:
        document["name"] = finding.name
    if finding.value is not None:
        document["value"] = finding.value
    if finding.outputs:
        document["outputs"] = list(finding.outputs)
    return {**document, "text": finding_text(finding, lang)}


def _counterexample_document(found: Counterexample | None, lang: Lang) -> dict[str, Any] | None:
    if found is None:
        return None
    actual = actual_text(found, lang)
    return {"call": found.call, "expected": found.expected, "actual": actual, "reduced": found.reduced}


def _staff_case(case: CaseResult) -> dict[str, Any]:
    """Fractions as text, and no number that JSON has no word for."""
    found: dict[str, Any] = _plain(case)
    return found


def _plain(value: Any) -> Any:
    """Nearly everything is plain already."""
    kind = type(value)
    return value if kind in PLAIN else _form(kind)(value)  # type: ignore[arg-type]  # a type has a hash


@cache
def _form(kind: Any) -> Callable[[Any], Any]:
    """How a value of that type is made plain. A dataclass field by field: ``asdict`` copies every part before it is looked at."""
    if issubclass(kind, Fraction):
        return str
    if issubclass(kind, float):
        return lambda value: float(f"{value:.6g}") if math.isfinite(value) else str(value)
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
        return lambda value: {name: part if type(part := getattr(value, name)) in PLAIN else _plain(part) for name in names}
    if issubclass(kind, dict):
        return lambda value: {key: _plain(item) for key, item in value.items()}
    if issubclass(kind, tuple | list):
        return lambda value: [_plain(item) for item in value]
    return lambda value: value
