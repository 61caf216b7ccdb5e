"""``grader backup`` and ``grader restore``: a server's data, as one file."""

from __future__ import annotations

from pathlib import Path

import click

from grader.batch.files import held, make_folder
from grader.batch.store.database import copy_file, open_file
from grader.cli.serve import FILE
from grader.errors import UsageError

DATA = click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=Path("grader-server"), show_default=True,
                    help="The server's folder.")  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@DATA
def backup(file: Path, data: Path) -> None:
    """Copy everything that a server holds into FILE, also while it runs. With PostgreSQL use pg_dump.

    \b
    grader backup grader.backup --data /srv/grader
    """
    if not (data / FILE).is_file():
        raise UsageError(f"{data} holds no {FILE}; say where the server's folder is: --data DIR")
    if file.exists():
        raise UsageError(f"{file} is there already; give another name")
    copy_file(data / FILE, file)
    file.chmod(0o600)
    click.echo(f"written: {file}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATA
def restore(file: Path, data: Path) -> None:
    """Put what grader backup wrote into a server's folder that holds nothing yet. Old files are brought up to date.

    \b
    grader restore grader.backup --data /srv/grader
    """
    make_folder(data)
    data.chmod(0o700)
    with held(data):
        target = data / FILE
        if target.exists():
            raise UsageError(f"{target} is there already; give an empty folder with --data, or move it away")
        copy_file(file, target)
        open_file(target, synchronous="FULL").close()
    click.echo(f"restored: {target}")
