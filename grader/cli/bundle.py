"""``grader bundle``: an assignment as an autograder of another platform."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click

from grader.batch.bundle import gradescope, prairielearn
from grader.batch.bundle.harness import COURSE, LATE_OURS
from grader.batch.bundle.wheels import MOMENT, wheels
from grader.batch.files import save
from grader.errors import UsageError
from grader.model import Assignment
from grader.reading.course import find_course, load_assignment
from grader.verify.release import public_files

# What only proves the assignment itself.
LEFT_OUT = frozenset({"samples", "__pycache__"})


@click.command()
@click.argument("platform", type=click.Choice(["gradescope", "prairielearn"]))
@click.argument("slug")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The zip to write.")
@click.option(
    "--late", type=click.Choice(["theirs", "ours"]), default="theirs", show_default=True,
    help="Whose rule for late work holds on Gradescope: the platform's own, or that of assignment.yaml by its dates.",
)  # fmt: skip
@click.option("--course", type=click.Path(exists=True, file_okay=False, path_type=Path), envvar="GRADER_COURSE", help="The course.")
def bundle(platform: str, slug: str, out: Path, late: str, course: Path | None) -> None:
    """Pack the assignment as an autograder: its two folders, and grader with all that it needs as wheels for this Python.

    Keep the zip secret: the hidden tests and the reference are in it.

    \b
    grader bundle gradescope my_first -o autograder.zip
    grader bundle prairielearn my_first -o question.zip
    """
    folder = course.resolve() if course is not None else find_course(Path.cwd())
    assignment = load_assignment(folder, slug)
    if late == "ours" and platform != "gradescope":
        raise UsageError("PrairieLearn does not say when something was handed in; set what late work costs there")
    if late == "ours" and (assignment.deadline is None or assignment.deadline.late is None):
        raise UsageError(f"--late ours: {slug} has no late: in its assignment.yaml, so there is nothing that it costs")
    inside = "tests/" if platform == "prairielearn" else ""
    files = {f"{inside}{COURSE}/{name}": content for name, content in _course(folder, assignment)}
    files |= {f"{inside}wheels/{name}": content for name, content in wheels()}
    if platform == "gradescope":
        files["setup.sh"] = gradescope.SETUP.format(major=sys.version_info[0], minor=sys.version_info[1]).encode()
        files["run_autograder"] = gradescope.RUN.encode()
        files |= {LATE_OURS: b""} if late == "ours" else {}
    else:
        files |= prairielearn.question(assignment, f"grader-{slug}")
    save(out, _zipped(files))
    click.echo(f"{out}: {len(files)} files, for Python {sys.version_info[0]}.{sys.version_info[1]} on {sys.platform}", err=True)


def _course(folder: Path, assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    if (settings := folder / "course.yaml").is_file():
        yield settings.name, settings.read_bytes()
    for part in (assignment.public, assignment.private):
        for path in public_files(part) if part is not None else ():
            relative = path.relative_to(folder)
            if not LEFT_OUT & set(relative.parts):
                yield relative.as_posix(), path.read_bytes()


def _zipped(files: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, MOMENT)
            runs = name.endswith(".sh") or name == "run_autograder"
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return memory.getvalue()
