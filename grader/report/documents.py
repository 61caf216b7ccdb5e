"""Grades as JSON and CSV, in the form that other programs rely on. Pure; the student's documents take only revealed grades."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from grader.model import CaseResult, Counterexample, Finding, Grade, Lang, Note, Verdict
from grader.report.about import note_text, problem
from grader.report.explained import actual_text, finding_text
from grader.report.wording import message
from grader.reveal import Revealed
from grader.scoring import rounded

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def grade_document(grade: Revealed, lang: Lang) -> dict[str, Any]:
    """The document ``grader/grade/1``."""
    points = None if grade.points is None else rounded(grade.points)
    return {
        "schema": "grader/grade/1",
        "assignment": grade.assignment,
        "student": grade.student,
        "name": grade.name,
        "file": grade.file,
        "digest": grade.digest,
        "verdict": grade.verdict.value,
        "points": points,
        "max_points": rounded(grade.max_points),
        "needs_review": grade.needs_review,
        "attempt": 1,
        "late": None,
        "points_before_late": points,
        "sandbox": grade.sandbox,
        "problem": problem(grade, lang),
        "cases": [_case_document(case, lang) for case in grade.cases],
        "notes": [_note_document(note, lang, grade.environment.numpy) for note in grade.notes],
        "grader": asdict(grade.environment),
    }


def results_line(grade: Revealed, lang: Lang) -> str:
    """One line of results.jsonl: no time, no amount measured, no path."""
    return json.dumps(grade_document(grade, lang), ensure_ascii=False, allow_nan=False)


def staff_line(grade: Grade) -> str:
    """One line of staff.jsonl: everything, for the instructor only."""
    document = {
        "schema": "grader/staff/1",
        "assignment": grade.assignment,
        "student": grade.student,
        "verdict": grade.verdict.value,
        "problem": grade.problem,
        "notes": [asdict(note) for note in grade.notes],
        "cases": [_staff_case(case) for case in grade.cases],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def gradebook_csv(grades: Sequence[Revealed]) -> bytes:
    """A row per student, a column per question; UTF-8 with BOM for Excel, and no cell that a spreadsheet would compute."""
    questions = list(dict.fromkeys(case.question for grade in grades for case in grade.cases))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    head = ["student", "name", "verdict", "points", "max_points", "needs_review", "file"]
    writer.writerow([*head, *(_cell(question or "other") for question in questions)])
    for grade in grades:
        row = [_cell(grade.student), _cell(grade.name), grade.verdict.value, *_total(grade), _cell(grade.file)]
        writer.writerow([*row, *(_question_points(grade, question) for question in questions)])
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "backslashreplace")


def _case_document(case: CaseResult, lang: Lang) -> dict[str, Any]:
    withheld = case.verdict is Verdict.GRADER_ERROR
    return {
        "case": case.case,
        "title": case.title.in_lang(lang),
        "question": case.question,
        "verdict": case.verdict.value,
        "points": None if withheld else rounded(case.points),
        "max_points": rounded(case.max_points),
        "message": message(case, lang),
        "hints": [hint.in_lang(lang) for hint in case.hints],
        "findings": [_finding_document(finding, lang) for finding in case.findings],
        "counterexample": _counterexample_document(case.counterexample, lang),
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


def _counterexample_document(found: Counterexample | None, lang: Lang) -> dict[str, str] | None:
    return None if found is None else {"call": found.call, "expected": found.expected, "actual": actual_text(found, lang)}


def _staff_case(case: CaseResult) -> dict[str, Any]:
    """Fractions as text, and no number that JSON has no word for."""
    return {key: _plain(value) for key, value in asdict(case).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _total(grade: Grade) -> list[str]:
    points = "" if grade.points is None else str(rounded(grade.points))
    return [points, str(rounded(grade.max_points)), "yes" if grade.needs_review else ""]


def _question_points(grade: Grade, question: str) -> str:
    cases = [case for case in grade.cases if case.question == question]
    if any(case.verdict is Verdict.GRADER_ERROR for case in cases):
        return ""
    return str(rounded(sum((case.points for case in cases), Fraction(0))))


def _cell(text: str) -> str:
    text = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
    return "'" + text if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("=", "+", "-", "@") else text
