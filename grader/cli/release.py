"""``grader release``: the stub from the reference, and the public folder as a zip."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from grader.cli.options import grading_options, read_options
from grader.errors import UsageError
from grader.model import Assignment
from grader.reading.course import load_assignment, slugs
from grader.reading.yamlfile import load_yaml
from grader.verify.handout import CHECK, check_text, notebook_of
from grader.verify.release import difference, earned_by_stub, leaks, made_stubs, public_files, zipped

FAILED = 1


@click.command()
@click.argument("slug")
@click.option(
    "-o", "out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder for SLUG.zip (default: here)."
)
@click.option("--update", is_flag=True, help="Write the stub that the reference makes into assignments/SLUG first.")
@click.option("--notebook", is_flag=True, help="Hand the stub out as a notebook too, a cell for each definition.")
@grading_options("auto", without=("lang", "jobs", "feedback", "quiet", "verbose"))
def release(slug: str, out: Path, update: bool, notebook: bool, **rest: Any) -> None:  # noqa: FBT001  # click passes by name
    """Make the stub of an assignment from its reference, check it, and zip the public folder.

    What stands between ### BEGIN SOLUTION and ### END SOLUTION becomes a TODO. Into the zip goes CHECK.md, which says how
    students check their work.

    \b
    grader release my_first -o handouts --notebook
    """
    options = read_options(rest)
    course = options.found_course(Path.cwd())
    public, private = course / "assignments" / slug, course / "solutions" / slug
    if update and slug in slugs(course):
        _update(slug, public, private)
    assignment = load_assignment(course, slug)
    stubs = made_stubs(slug, private, assignment.files)
    problems = []
    if diff := difference(assignment, stubs):
        problems.append(
            f"the stub differs from what the reference makes; --update takes the reference's, or correct the reference:\n{diff}"
        )
    problems += leaks(assignment)
    problems += earned_by_stub(course, assignment, stubs, options.sandbox)
    if problems:
        for problem in problems:
            click.echo(f"grader: {problem}", err=True)
        click.echo(f"grader: {slug} is not released", err=True)
        sys.exit(FAILED)
    made = _made(course, assignment, stubs, notebook=notebook)
    path = out / f"{slug}.zip"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zipped(public, slug, made))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another folder with -o") from error
    names = sorted({*made, *(file.relative_to(public).as_posix() for file in public_files(public))})
    if options.as_json:
        click.echo(json.dumps({"schema": "grader/release/1", "assignment": slug, "zip": str(path), "files": names}))
    else:
        click.echo(f"{path}: {', '.join(names)}")


def _made(course: Path, assignment: Assignment, stubs: Sequence[tuple[str, str]], *, notebook: bool) -> dict[str, bytes]:
    """What goes into the zip besides the author's files: how to check, the course's language, and the stub as a notebook."""
    made = {CHECK: check_text(assignment.files, notebook=notebook)}
    if (settings := course / "course.yaml").is_file():
        made[settings.name] = settings.read_bytes()
    if notebook:
        handout = assignment.public / ("README.ko.md" if assignment.lang == "ko" else "README.md")
        text = handout.read_text(encoding="utf-8-sig") if handout.is_file() else f"# {assignment.title.in_lang(assignment.lang)}"
        for number, (name, stub) in enumerate(stubs):
            made[name.removesuffix(".py") + ".ipynb"] = notebook_of(name, stub, "" if number else text)
    return made


def _update(slug: str, public: Path, private: Path) -> None:
    """The stubs that the reference makes, in the place of what is committed (which may be missing, so nothing is loaded yet)."""
    document = load_yaml(public / "assignment.yaml", f"assignments/{slug}/assignment.yaml")
    files = document.value.get("files")
    if not isinstance(files, list) or not all((private / str(name)).is_file() for name in files):
        return  # load_assignment says what is wrong, and better
    for name, text in made_stubs(slug, private, tuple(map(str, files))):
        (public / name).write_text(text, encoding="utf-8")
