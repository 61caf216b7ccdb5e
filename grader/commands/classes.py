"""``grader batch``: a whole class."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from grader.batch import Graded, grade_class, write_class
from grader.commands.options import Options, exit_code, grading_options, opened, read_options
from grader.config import load_assignment
from grader.judge.supervisor import Judge
from grader.model import Assignment, Verdict
from grader.submissions import load_class


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-a", "slug", required=True, help="The assignment.")
@click.option("-o", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
@grading_options("strict")
def batch(path: Path, slug: str, out: Path, **rest: Any) -> None:
    """Grade a class: a folder of <student>.py files or <student>/ folders."""
    options = read_options(rest)
    course = options.found_course(Path.cwd())
    assignment = load_assignment(course, slug)
    found = load_class(path, assignment)
    for name in found.unmatched:
        options.tell(f"not read: {name}")
    graded = []
    judge = Judge(course, slug, sandbox=options.sandbox, hidden_paths=(path, out), feedback=options.feedback)
    with opened(judge, options, a_class=True) as judge:
        for each in grade_class(judge, found.submissions):
            graded.append(each)
            if options.verbose:
                options.tell(f"{len(graded)}/{len(found.submissions)} {each.grade.student}: {each.grade.verdict}")
    write_class(out, assignment, graded, found.unmatched, options.language(assignment))
    _print_class(graded, out, assignment, options)
    sys.exit(exit_code(graded, options))


def _print_class(graded: list[Graded], out: Path, assignment: Assignment, options: Options) -> None:
    counts = Counter(each.grade.verdict for each in graded)
    if options.as_json:
        document = {
            "schema": "grader/batch/1",
            "assignment": assignment.slug,
            "submissions": len(graded),
            "verdicts": {verdict.value: counts[verdict] for verdict in Verdict if counts[verdict]},
            "folder": str(out),
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    line = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    click.echo(f"{assignment.slug}: {len(graded)} submissions: {line}")
    click.echo(f"class page: {out / 'index.html'}")
    click.echo(f"reports:    {out / 'reports'}")
