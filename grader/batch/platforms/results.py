"""What a class's folder says of each student: points, whether they count yet, whose report is whose. Reads; decides nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from grader.errors import UsageError
from grader.reading.submissions import file_name

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  # as the gradebook guards them


# Why there is no grade yet, empty where there is one: so in tables, and in a sentence by the phrase no_grade_<why>.
Why = Literal["", "withheld", "not_marked_yet", "the_id_is_not_clear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """``points`` None: no grade yet, and ``why``; never to be written as a zero. ``report``: its name in reports/, if there."""

    student: str
    name: str = ""
    section: str = ""
    points: Decimal | None = None
    max_points: Decimal = Decimal(0)
    absent: bool = False
    why: Why = ""
    report: str = ""
    late: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)


def load_results(folder: Path) -> tuple[Result, ...]:
    """Sorted by student. Raises UsageError where no class was graded there."""
    try:
        book = (folder / "gradebook.csv").read_bytes().decode("utf-8-sig")
        lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(
            f"{folder} holds no results ({error.strerror}: {error.filename}); give the folder of grader batch -o"
        ) from None
    documents = {document["student"]: document for document in map(json.loads, lines)}
    reports = _reports(folder)
    found = [_result(row, documents, reports, folder) for row in csv.DictReader(io.StringIO(book, newline=""))]
    return tuple(sorted(found, key=lambda each: each.student))


def assignment_of(results: Sequence[Result]) -> str:
    """The slug, empty where nobody handed in anything."""
    return next((str(each.document["assignment"]) for each in results if each.document), "")


def guarded(text: str) -> str:
    """Text as a cell that no spreadsheet computes, on one line."""
    text = " ".join(text.split("\n"))
    return "'" + text if text.lstrip().startswith((*_FORMULA, "\t", "\r")) else text


def number(points: Decimal) -> str:
    """With a point, without a thousands mark, without zeros that say nothing."""
    text = format(points, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _result(row: Mapping[str, str], documents: Mapping[str, Mapping[str, Any]], reports: Mapping[str, str], folder: Path) -> Result:
    student = _unguarded(row["student"])
    absent = row["verdict"] == "nothing_handed_in"
    points = Decimal(row["points"]) if row["points"] else None
    marked = row.get("not_marked", "")
    if marked:
        points = None
    without: Why = "not_marked_yet" if marked else "the_id_is_not_clear" if row["verdict"] == "id_unclear" else "withheld"
    report = reports.get(student, f"{file_name(student)}.html")
    return Result(
        student=student,
        name=_unguarded(row["name"]),
        section=_unguarded(row["section"]),
        points=points,
        max_points=Decimal(row["max_points"] or 0),
        absent=absent and not points,
        why=without if points is None else "",
        report=report if (folder / "reports" / report).is_file() else "",
        late=row["late"],
        document=documents.get(student, {}),
    )


def _reports(folder: Path) -> Mapping[str, str]:
    path = folder / "private-names.csv"
    if not path.is_file():
        return {}
    rows = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    return {_unguarded(row["student"]): row["report"] for row in rows}


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(_FORMULA) else text


def matching(students: Sequence[str], ids: Sequence[Sequence[str]]) -> tuple[Mapping[int, str], tuple[str, ...]]:
    """``ids``: what each row of a platform's table may know its student by. Which row is whose, and which students have none.

    First by the id as it is, then by what tables leave of it; an id that two rows or two students have is nobody's.
    """
    found: dict[int, str] = {}
    missing = list(dict.fromkeys(students))
    for form in (_exact, _loose):
        rows: dict[str, set[int]] = {}
        for row, own in enumerate(ids):
            for each in own:
                rows.setdefault(form(each), set()).add(row)
        claims: dict[int, list[str]] = {}
        for student in missing:
            there = rows.get(form(student), set()) - set(found)
            if len(there) == 1:
                claims.setdefault(next(iter(there)), []).append(student)
        found |= {row: claimed[0] for row, claimed in claims.items() if len(claimed) == 1}
        missing = [student for student in missing if student not in set(found.values())]
    return found, tuple(missing)


def _exact(text: str) -> str:
    return text.strip().removeprefix("#")


def _loose(text: str) -> str:
    """Without what tables lose of an id: case and leading zeros."""
    return _exact(text).casefold().lstrip("0") or "0"
