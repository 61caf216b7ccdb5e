"""``grader export``: the grades of a class in the form that a platform takes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from grader.batch.files import save
from grader.batch.platforms.cells import Cells
from grader.batch.platforms.comments import comments_of
from grader.batch.platforms.filled import AFTER, FORMS, WHERE, Filled, Form, fill
from grader.batch.platforms.results import Result, assignment_of, load_results
from grader.batch.platforms.tables import TABLES, Heading, course_table
from grader.batch.tables import load_addresses
from grader.errors import UsageError
from grader.model import Assignment
from grader.phrases import say
from grader.reading.course import find_course, load_assignment
from grader.report.source import harmless

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
LOST = 4
MOST_TOLD = 40
BOOK = "gradebook.csv"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--to", "form", required=True, help="Whose form.",
    type=click.Choice([*FORMS, *TABLES]),
)  # fmt: skip
@click.option("--template", type=EXISTING, help="Your own file from the platform: one column is filled, every other byte kept.")
@click.option("--column", default="", help="What the assignment is called in the template (default: its title).")
@click.option("--comments", is_flag=True, help="With --to moodle: fill the column Feedback comments, too, where it is empty.")
@click.option("--roster", type=EXISTING, help="A table with e-mail addresses: a column of ids, and email.")
@click.option(
    "--absent",
    type=click.Choice(["blank", "zero"]),
    default="blank",
    show_default=True,
    help="What to write for students who handed in nothing.",
)
@click.option(
    "--over",
    type=click.Choice(["clamp", "keep"]),
    default="clamp",
    show_default=True,
    help="What to write for points above the platform's maximum.",
)
@click.option("--allow-missing", is_flag=True, help="Write the file even if somebody has no row in the template.")
@click.option("--course", type=click.Path(exists=True, file_okay=False, path_type=Path), envvar="GRADER_COURSE", help="The course.")
@click.option("-o", "out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write (default: stdout).")
def export(
    folder: Path, form: str, template: Path | None, column: str, roster: Path | None, absent: str, over: str,
    allow_missing: bool, comments: bool, course: Path | None, out: Path | None,  # noqa: FBT001  # click passes by name
) -> None:  # fmt: skip
    """Write the grades in DIR, the folder of grader batch -o, in the form that a platform takes. Of a folder that holds a class for
    each assignment --to csv makes one table of all.

    A grade that is withheld, or not marked yet, is never written as a zero: its cell stays as it was, and is named.

    \b
    grader export results --to canvas --template gradebook.csv -o upload.csv
    grader export results --to csv --roster roster.csv -o mail.csv
    """
    classes = [path for path in sorted(folder.iterdir()) if (path / BOOK).is_file()] if not (folder / BOOK).is_file() else []
    if classes:
        _export_course({path.name: load_results(path) for path in classes}, form, roster, out)
        return
    results = load_results(folder)
    assignment = _assignment(course, assignment_of(results))
    if comments and form != "moodle":
        raise UsageError(f"--comments is for --to moodle, whose worksheet has a column for them; {form} has none")
    if form in FORMS:
        told = comments_of(results) if comments else None
        filled = _filled(form, template, results, assignment, column, absent, over, told)
        _write(filled.content, out)
        sys.exit(_tell(filled, form, len(results), allow_missing=allow_missing))
    if template is not None or column:
        raise UsageError(f"--to {form} makes a file of its own; --template and --column are for {', '.join(FORMS)}")
    addresses = load_addresses(roster) if roster is not None else {}
    due = assignment.deadline.due.isoformat() if assignment is not None and assignment.deadline is not None else ""
    _write(TABLES[form].made(results, Heading(assignment_of(results), due, addresses)), out)
    _tell_withheld(results)


def _export_course(classes: Mapping[str, Sequence[Result]], form: str, roster: Path | None, out: Path | None) -> None:
    """DIR holds a class's folder for each assignment: one table of all."""
    if form != "csv":
        raise UsageError(
            f"DIR holds the classes {', '.join(classes)}; a table of all of them is --to csv, {form} is about one of them"
        )
    _write(course_table(classes, load_addresses(roster) if roster is not None else {}), out)
    for slug, results in classes.items():
        for each in results:
            if each.points is None:
                click.echo(harmless(f"{slug}: {each.student}: no grade yet ({_why(each)}); left empty, as is the sum"), err=True)


def _filled(
    form: Form, template: Path | None, results: Sequence[Result], assignment: Assignment | None, column: str, absent: str,
    over: str,
    comments: Mapping[str, str] | None,
) -> Filled:  # fmt: skip
    if template is None:
        raise UsageError(f"--to {form} fills a file of the platform; download it ({WHERE[form]}), and give it with --template")
    titles = (assignment.title.en, assignment.title.ko, assignment.slug) if assignment is not None else (assignment_of(results),)
    return fill(
        form,
        Cells(template.name, template.read_bytes()),
        results,
        titles=tuple(dict.fromkeys(filter(None, titles))),
        column=column,
        absent_zero=absent == "zero",
        keep_over=over == "keep",
        comments=comments,
    )


def _assignment(course: Path | None, slug: str) -> Assignment | None:
    """For its title and deadline, where the course is at hand."""
    try:
        return load_assignment(course.resolve() if course is not None else find_course(Path.cwd()), slug, private=False)
    except UsageError:
        if course is not None and slug:
            raise
        return None


def _tell(filled: Filled, form: str, count: int, *, allow_missing: bool) -> int:
    _echo_some([line.en for line in filled.said])
    for student in filled.missing:
        click.echo(harmless(f"{student}: has a grade, but no row in the template"), err=True)
    click.echo(f"{filled.written} of {count} students: their points are in the file", err=True)
    if form in AFTER:
        click.echo(say(AFTER[form], "en"), err=True)
    return LOST if filled.missing and not allow_missing else 0


def _tell_withheld(results: Sequence[Result]) -> None:
    _echo_some([f"{each.student}: no grade yet ({_why(each)}); left empty" for each in results if each.points is None])


def _echo_some(lines: Sequence[str]) -> None:
    for line in lines[:MOST_TOLD]:
        click.echo(harmless(line), err=True)
    if len(lines) > MOST_TOLD:
        click.echo(f"and {len(lines) - MOST_TOLD} more", err=True)


def _why(result: Result) -> str:
    return say(f"no_grade_{result.why}", "en")


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        save(out, content)
