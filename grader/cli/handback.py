"""``grader handback``: what is handed to students, and never anything else."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.batch.files import make_folder, save
from grader.batch.platforms.handback import folders, moodle_zip
from grader.batch.platforms.results import load_results
from grader.errors import UsageError
from grader.report.source import harmless

LOST = 4


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--to",
    "form",
    type=click.Choice(["folders", "moodle"]),
    default="folders",
    show_default=True,
    help="A folder for each student, or Moodle's zip of feedback files.",
)
@click.option(
    "-o", "out", required=True, type=click.Path(path_type=Path), help="An empty or new folder; for moodle the zip to write."
)
def handback(folder: Path, form: str, out: Path) -> None:  # fmt: skip
    """Collect what students get back from DIR, the folder of grader batch -o: each one's report, and nothing else.

    \b
    grader handback results -o back
    grader handback results --to moodle -o feedback.zip
    """
    results = load_results(folder)
    left_out: tuple[str, ...] = ()

    def read(name: str) -> bytes:
        return (folder / "reports" / name).read_bytes()

    if form == "moodle":
        content, left_out = moodle_zip(results, read)
        save(out, content)
    else:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(
                f"{out} holds something already, which would be handed out with the reports; give a new folder with -o"
            )
        make_folder(out)
        for name, content in folders(results, read):
            save(out / name, content)
    for student in left_out:
        click.echo(harmless(f"{student}: no participant's number, so Moodle would not know whose report it is; left out"), err=True)
    # Whoever handed in nothing has no report, also where an adjustment for everybody gave them points.
    without = [each.student for each in results if not each.report and each.document]
    for student in without:
        click.echo(harmless(f"{student}: there is no report; run grader batch again"), err=True)
    made = sum(bool(each.report) for each in results) - len(left_out)
    click.echo(f"{out}: {made} report{'' if made == 1 else 's'}", err=True)
    sys.exit(LOST if left_out or without else 0)
