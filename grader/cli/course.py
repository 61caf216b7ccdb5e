"""``grader batch`` without ``-a``: every class of a course, one after the other, and a page that tells of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from grader.batch.course import write_course_page
from grader.batch.files import make_folder
from grader.cli.options import Options
from grader.errors import GraderError, StoppedError, UsageError
from grader.model import Assignment
from grader.phrases.nearest import nearest
from grader.reading.course import load_assignment, slugs

ROSTER = "roster.csv"
GradeClass = Callable[[Path, Path, Assignment, Path, Options, Mapping[str, Any], Sequence[Path]], int]


def grade_course(path: Path, course: Path, out: Path, options: Options, rest: Mapping[str, Any], grade_class: GradeClass) -> int:
    """The exit code: of the first class that went wrong; the others are graded all the same.

    Raises UsageError where PATH holds something that is no assignment's, or an option is meant for one class.
    """
    for name, given in (("--json", options.as_json), ("--events", rest["events"]), ("--times", rest["times"])):
        if given:
            raise UsageError(f"{name} is about one class, and without -a all of {path} are graded; give -a SLUG and its folder")
    if not path.is_dir():
        raise UsageError(f"{path} is one class; say of which assignment with -a SLUG")
    assignments = [load_assignment(course, slug) for slug in classes_in(path, course)]
    code = 0
    for assignment in assignments:
        folder = path / assignment.slug
        shared = path / ROSTER
        own = rest["roster"] or (shared if shared.is_file() and not (folder / ROSTER).exists() else None)
        try:
            found = grade_class(folder, course, assignment, out / assignment.slug, options, {**rest, "roster": own}, (path, out))
        except StoppedError:
            raise
        except GraderError as error:
            click.echo(f"grader: {assignment.slug}: {error}", err=True)
            found = error.exit_code
        code = code or found
    make_folder(out)
    click.echo(f"course page: {write_course_page(out, course, options.lang)}")
    return code


def classes_in(path: Path, course: Path) -> list[str]:
    """The assignments whose folders lie in PATH. Raises UsageError for a folder of another name, since a class could be lost."""
    known = slugs(course)
    found = sorted(each.name for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))
    strange = [name for name in found if name not in known]
    if not found or strange:
        what = f"{path / strange[0]} is not an assignment of the course" if strange else f"{path} holds no folders"
        near = nearest(strange[0], known) if strange else ""
        hint = f"did you mean {near!r}?" if near else f"there are: {', '.join(known) or 'none'}"
        raise UsageError(f"{what}, and without -a PATH holds a folder for each; {hint}; for one class give -a SLUG")
    return found
