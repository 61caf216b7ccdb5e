"""What a command says of a class that it graded: on the terminal or as JSON, and by its exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from grader.batch.roll import Leavers
from grader.cli.options import Options, Withheld, exit_code
from grader.cli.streams import echo_json
from grader.model import Assignment, Verdict
from grader.phrases import say
from grader.report.class_page import needs_attention
from grader.report.identities import shortened_lines, stranger_lines, strangers_heading, taken_lines, unclear_lines
from grader.report.rows import UNKNOWN, Row

# Lines of one kind about ids; the class page has more of them.
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run has to say. ``said``: sentences on what was taken for granted."""

    rows: tuple[Row, ...]
    leavers: Leavers
    said: tuple[str, ...]


def withheld(rows: Sequence[Row]) -> list[Withheld]:
    """What of a class a person has to see to: grades that could not be made, and reports that could not be printed in full."""
    failed = [row for row in rows if row.unprinted or row.verdict is Verdict.GRADER_ERROR]
    return [Withheld(row.student, row.problem, what="printed in full" if row.unprinted else "graded") for row in failed]


def print_class(outcome: Outcome, out: Path, assignment: Assignment, options: Options, *, err: bool) -> None:
    """``err``: stdout is a program's, for events."""
    rows = outcome.rows
    tell_identities(rows)
    counts = Counter(row.verdict for row in rows if row.verdict is not None)
    absent, unclear = sum(row.verdict is None and not row.unclear for row in rows), sum(row.unclear for row in rows)
    verdicts = {verdict.value: counts[verdict] for verdict in Verdict if counts[verdict]}
    if options.as_json:
        document = {
            "schema": "grader/batch/1",
            "assignment": assignment.slug,
            "submissions": sum(counts.values()),
            "on_no_roster": [{"student": row.student, "near": list(row.near)} for row in rows if row.stranger],
            "id_unclear": [{"student": row.student, "near": list(row.near)} for row in rows if row.unclear],
            "taken_for_one": [{"student": row.student, "file": row.file_id} for row in rows if row.file_id],
            "fell_out": [*outcome.leavers.gone, *outcome.leavers.rows],
            "renamed": [{"before": old, "now": new} for old, new in outcome.leavers.renamed],
            "warnings": list(outcome.said),
            "absent": absent,
            "verdicts": verdicts,
            "folder": str(out),
        }
        echo_json(document)
        return
    line = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    strangers = strangers_heading(rows, "en")
    missed = f"; {absent} handed in nothing" if absent else ""
    doubt = f"; {unclear} perhaps under another id" if unclear else ""
    first = f"{strangers}; " if strangers else f"{say('submissions', 'en', count=sum(counts.values()))}: "
    click.echo(f"{assignment.slug}: {first}{line}{missed}{doubt}", err=err)
    if unknown := sum(row.late == UNKNOWN for row in rows):
        click.echo(f"times:      {say('times_unknown', 'en', count=unknown)}", err=err)
    click.echo(f"class page: {out / 'index.html'}", err=err)
    click.echo(f"reports:    {out / 'reports'}", err=err)
    click.echo(f"next:       {_next(rows, out)}", err=err)


def _next(rows: Sequence[Row], out: Path) -> str:
    """What to do with the results, in one line; what stands in the way of handing reports out comes first."""
    if any(row.stranger for row in rows):
        return f"settle the ids that match nobody (they are first in {out / 'index.html'}), and run the same command again"
    look = sum(map(needs_attention, rows))
    if look:
        them = say("look_at_submissions", "en", count=look)
        return f"{them} under Needs attention in {out / 'index.html'}; then hand out reports/, and nothing else of the folder"
    return f"open {out / 'index.html'}; if all is well, hand out reports/, and nothing else of the folder"


def tell_identities(rows: Sequence[Row]) -> None:
    """First of all, on stderr and whatever -q says: ids that stand in one list and not in the other."""
    if heading := strangers_heading(rows, "en"):
        click.echo(f"{heading}:", err=True)
        _echo_some([f"  {line}" for line in stranger_lines(rows, "en")])
        click.echo(f"  {say('ids_do', 'en')}", err=True)
    for found in (unclear_lines, shortened_lines, taken_lines):
        _echo_some(list(found(rows, "en")))


def _echo_some(lines: Sequence[str]) -> None:
    for line in lines[:MOST_TOLD]:
        click.echo(line, err=True)
    if len(lines) > MOST_TOLD:
        click.echo(f"  and {len(lines) - MOST_TOLD} more; the class page lists them", err=True)


def class_code(rows: Sequence[Row], options: Options) -> int:
    """4 where a grade had to be withheld, or somebody's work is nobody's on the roster."""
    code = exit_code(withheld(rows), options)
    return 4 if any(row.stranger for row in rows) else code
