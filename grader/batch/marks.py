"""``marks.csv``: what people marked, and what they said of a place in a file. Every problem of it is told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from grader.batch.csvfile import quoted, read_table
from grader.batch.tables import Entries, parse_points
from grader.model import ManualQuestion, Mark
from grader.reading.messages import did_you_mean

COLUMNS = ("student", "question", "item", "points", "comment", "who")
OPTIONAL = ("when", "file", "line")
_LINE = re.compile(r"[1-9][0-9]{0,6}")


def load_marks(path: Path, questions: Sequence[ManualQuestion]) -> Entries[tuple[Mark, ...]]:
    """``student,question,item,points,comment,who[,when,file,line]``; several a student, in the order of the file.

    An item without points is worth its own. A row without a question is a comment on a line of a file.
    """
    table = read_table(path, COLUMNS, OPTIONAL)
    known = {each.name: each for each in questions}
    found: dict[str, tuple[Mark, ...]] = {}
    lines: dict[str, int] = {}
    faults = list(table.faults)
    first: dict[tuple[str, str, str], int] = {}
    for line in table.lines:
        row = line.cells
        student = row["student"]
        try:
            mark = _mark(row, known)
            if mark.question and mark.points is not None:
                before = first.setdefault((student, mark.question, mark.item), line.number)
                if before != line.number:
                    raise ValueError(f"marked already in line {before}; keep one of the two")
                _check_sum(known[mark.question], [*found.get(student, ()), mark])
        except ValueError as error:
            faults.append((line.number, str(error)))
            continue
        found[student] = (*found.get(student, ()), mark)
        lines.setdefault(student, line.number)
    return Entries(path, found, lines, tuple(faults))


def _mark(row: Mapping[str, str], known: Mapping[str, ManualQuestion]) -> Mark:
    """Raises ValueError with what is wrong."""
    name, item, points = row["question"], row["item"], row["points"]
    question = known.get(name)
    if name and question is None:
        hint = did_you_mean(name, tuple(known)) if known else "; assignment.yaml has no manual:"
        raise ValueError(f"no question {quoted(name)} is marked by hand{hint}")
    if question is None and (points or item):
        raise ValueError("points without a question; say which, or leave the cells points and item empty for a comment on a line")
    if question is None and not (row.get("file") and row["comment"]):
        raise ValueError("neither a question nor a comment on a file; fill question, or file, line and comment")
    worth = question.item(item) if question is not None and item else None
    if question is not None and item and worth is None:
        items = tuple(each.name for each in question.items)
        hint = did_you_mean(item, items) if items else "; it has no items"
        raise ValueError(f"the question {quoted(name)} has no item {quoted(item)}{hint}")
    given = parse_points(points) if points else worth.points if worth is not None else None
    if given is not None and worth is not None and given > max(worth.points, Fraction(0)):
        raise ValueError(f"{given} points for {quoted(item)}, which is worth {worth.points}; for more use adjustments.csv")
    if row.get("line") and not _LINE.fullmatch(row["line"]):
        raise ValueError(f"line {quoted(row['line'])} is not the number of a line")
    return Mark(
        question=name,
        item=item,
        points=given,
        comment=row["comment"],
        who=row["who"],
        when=row.get("when", ""),
        file=row.get("file", ""),
        line=int(row.get("line") or 0),
    )


def _check_sum(question: ManualQuestion, marks: Sequence[Mark]) -> None:
    """More than the maximum is a slip of the pen; who means it writes an adjustment, or makes the question a bonus."""
    total = sum((each.points for each in marks if each.question == question.name and each.points is not None), Fraction(0))
    if total > question.points:
        raise ValueError(
            f"{quoted(question.name)} would have {total} points of at most {question.points}; for more use adjustments.csv"
        )
