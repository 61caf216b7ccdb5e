"""``grader batch --dry-run``: who handed in what, when and as which attempt, and what matches nobody. Grades and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from grader.batch.classfolder import Layout, Survey, collisions, survey_class, withheld_where
from grader.batch.groups import shared
from grader.batch.intake import read_one
from grader.batch.roll import on_roster
from grader.batch.run import named_by
from grader.batch.tables import HandIn, Person, load_groups, load_roster, load_times, meaning_of
from grader.cli.options import Options
from grader.cli.streams import echo_json
from grader.errors import UsageError
from grader.model import Assignment, Member, shown_line
from grader.reading.course import load_assignment
from grader.reading.layouts import Place

HEAD = ("file", "student", "name", "time", "attempt", "late")
MOST_WIDE = 60


def preview(path: Path, course: Path, slug: str | None, options: Options, rest: Mapping[str, Any]) -> int:
    """The exit code: 4 where a submission is nobody's on the roster, or two students cannot be told apart."""
    if slug is None:
        raise UsageError("--dry-run is about one class; say of which assignment with -a SLUG")
    assignment = load_assignment(course, slug, private=False)
    survey = survey_class(path, assignment, Layout(name=rest["layout"], pattern=rest["pattern"]))
    roster = _roster(path, rest)
    survey, by_names = named_by(survey, roster)
    survey, of_groups = shared(survey, groups_of(path, rest))
    alike = collisions(place.student for place in survey.places)
    submissions = [withheld_where(read_one(place, assignment), alike) for place in survey.places]
    members = on_roster([each.holding(()) for each in submissions], roster)
    times = _times(path, rest, members, assignment)
    places = {place.student: place for place in survey.places}
    rows = [_row(member, places[member.file_id or member.student], times, assignment) for member in members if member.present]
    absent = [member.student for member in members if not member.present]
    if options.as_json:
        echo_json(_document(survey, assignment, rows, absent))
    else:
        _print(survey, assignment, rows, absent)
        for line in (*by_names, *of_groups):
            click.echo(line, err=True)
    return 4 if any(row["on_no_roster"] or row["withheld"] for row in rows) else 0


def groups_of(path: Path, rest: Mapping[str, Any]) -> Mapping[str, str]:
    """Who works together: as a table says, or the roster's column ``group``. Raises UsageError."""
    groups, roster = (rest[name] or path / f"{name}.csv" for name in ("groups", "roster"))
    return load_groups(groups if groups.is_file() else None, roster if roster.is_file() else None)


def _roster(path: Path, rest: Mapping[str, Any]) -> Mapping[str, Person] | None:
    file = rest["roster"] or path / "roster.csv"
    return load_roster(file) if file.is_file() else None


def _times(path: Path, rest: Mapping[str, Any], members: Sequence[Member], assignment: Assignment) -> Mapping[str, HandIn]:
    file = rest["times"] or path / "submitted.csv"
    return meaning_of(load_times(file, assignment.timezone).sound(), members).values if file.is_file() else {}


def _row(member: Member, place: Place, times: Mapping[str, HandIn], assignment: Assignment) -> dict[str, Any]:
    told = times.get(member.student, HandIn(place.at, place.attempt))
    due = assignment.deadline.due if assignment.deadline is not None else None
    late = None if due is None or not told.at else datetime.fromisoformat(told.at) > due
    return {
        "student": member.student,
        "name": member.submission.name,
        "files": [shown_line(source) for source in place.sources],
        "time": told.at or None,
        "attempt": told.attempt,
        "late": late,
        "marked_late": place.marked_late,
        "group": place.group,
        "earlier": [shown_line(name) for name in place.superseded],
        "problem": member.submission.problem,
        "withheld": member.submission.withheld,
        "on_no_roster": member.stranger,
        "near": list(member.near),
    }


def _document(survey: Survey, assignment: Assignment, rows: Sequence[dict[str, Any]], absent: Sequence[str]) -> dict[str, Any]:
    return {
        "schema": "grader/preview/1",
        "assignment": assignment.slug,
        "platform": survey.platform,
        "submissions": list(rows),
        "absent": list(absent),
        "unmatched": [shown_line(name) for name in survey.unmatched],
    }


def _print(survey: Survey, assignment: Assignment, rows: Sequence[dict[str, Any]], absent: Sequence[str]) -> None:
    table = [HEAD, *(_cells(row) for row in rows)]
    widths = [min(MOST_WIDE, max(_width(line[column]) for line in table)) for column in range(len(HEAD))]
    for line in table:
        click.echo("  ".join(_filled(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
    for row in rows:
        for text in _remarks(row):
            click.echo(f"{row['student']}: {text}")
    for name in survey.unmatched:
        click.echo(f"matches nobody: {shown_line(name)}")
    if absent:
        click.echo(f"on the roster, and handed in nothing: {', '.join(map(shown_line, absent))}")
    platform = f"a download of {survey.platform}" if survey.platform else "plain files and folders"
    count = f"{len(rows)} submission{'' if len(rows) == 1 else 's'}"
    click.echo(f"{assignment.slug}: read as {platform}; {count}; nothing was graded", err=True)


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    files = row["files"]
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    late = {True: "yes", False: "no", None: "not known" if row["time"] is None else ""}[row["late"]]
    return (files[0] + more if files else "", row["student"], row["name"], row["time"] or "not known", str(row["attempt"]), late)


def _remarks(row: Mapping[str, Any]) -> list[str]:
    near = f"; is it {' or '.join(row['near'])}?" if row["near"] else ""
    return [
        *([f"is not on the roster{near}"] if row["on_no_roster"] else []),
        *([f"handed in by the group {row['group']}"] if row["group"] else []),
        *([f"earlier, and not counted: {', '.join(row['earlier'])}"] if row["earlier"] else []),
        *(["the platform marks it as late, by a deadline of its own; only times count here"] if row["marked_late"] else []),
        *([row["problem"]] if row["problem"] else []),
    ]


def _filled(text: str, width: int) -> str:
    while _width(text) > width:
        text = text[:-4].rstrip(".") + "..." if len(text) > 4 else text[:width]
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """In columns of a terminal."""
    from rich.cells import cell_len  # which a class that is graded does without

    return cell_len(text)
