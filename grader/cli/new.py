"""``grader new``: an assignment to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from grader.errors import UsageError
from grader.model import Lang
from grader.reading.course import find_course, load_languages
from grader.verify.scaffold import module_name, write_assignment


@click.command()
@click.argument("slug")
@click.option("--course", type=click.Path(file_okay=False, path_type=Path), envvar="GRADER_COURSE",
              help="Folder that holds assignments/ (default: the nearest one upwards, else this one).")  # fmt: skip
@click.option(
    "--lang",
    "langs",
    type=click.Choice(["en", "ko"]),
    multiple=True,
    help="Write the texts in this language (repeatable; default: languages: in course.yaml, else its lang).",
)
@click.option("-q", "quiet", is_flag=True, envvar="GRADER_QUIET", help="Do not say what to do next.")
def new(slug: str, course: Path | None, langs: tuple[Lang, ...], quiet: bool) -> None:  # noqa: FBT001  # click passes by name
    """Make a new assignment, complete and passing verify: change it into yours, one step at a time.

    \b
    grader new my_first
    """
    folder = course.resolve() if course is not None else _nearest(Path.cwd())
    for path in write_assignment(folder, slug, langs or load_languages(folder)):
        click.echo(path.relative_to(folder).as_posix())
    if not quiet:
        click.echo(
            f"next: grader verify {slug}   (it passes as it is; run it after every change)\n"
            f"      edit solutions/{slug}/{module_name(slug)}.py, the reference, then test_hidden.py beside it\n"
            f"      grader release {slug} --update   makes the stub and a zip to hand out",
            err=True,
        )


def _nearest(start: Path) -> Path:
    try:
        return find_course(start)
    except UsageError:  # the first assignment of a course makes the course
        return start.resolve()
