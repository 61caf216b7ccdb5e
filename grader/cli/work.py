"""``grader work``: a process that grades what a server's queue holds."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from grader.batch.cluster.address import parse_executor
from grader.batch.store.moments import unique_name
from grader.cli.options import cores
from grader.cli.serve import FILE, opened
from grader.errors import UsageError
from grader.judge.supervisor import Feedback, SandboxRequest

if TYPE_CHECKING:
    from grader.web.graders import Elsewhere, Graders


@click.command()
@click.option("-j", "jobs", type=click.IntRange(min=1), help="Judges that work at the same time (default: one for each core).")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("grader-server"),
    show_default=True,
    help="The server's folder, where its database is a file.",
)
@click.option("--db", envvar="GRADER_DB", metavar="URL", help="The server's PostgreSQL database: postgresql+psycopg://...")
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "strict", "process"]),
    default="strict",
    show_default=True,
    envvar="GRADER_SANDBOX",
    help="How strongly student code must be isolated.",
)
@click.option(
    "--feedback",
    type=click.Choice(["full", "off"]),
    default="full",
    envvar="GRADER_FEEDBACK",
    help="off: grade without searching for explanations.",
)
@click.option(
    "--hide", type=click.Path(path_type=Path), multiple=True, help="A folder that students' programs must not see (repeatable)."
)
@click.option("--executor", metavar="local|dask:ADDRESS", default="local", show_default=True, envvar="GRADER_EXECUTOR",
              help="Where judges work: here, or on the workers of a dask cluster (docs/scale.md).")  # fmt: skip
@click.option("--until-closed", is_flag=True, help="End when the standard input does.")
@click.option("--as", "name", help="The name of this grader in the list of graders.")  # fmt: skip
def work(
    jobs: int | None, data: Path, db: str | None, sandbox: str, feedback: str, hide: tuple[Path, ...], executor: str,
    name: str | None, *, until_closed: bool,
) -> None:  # fmt: skip
    """Grade what waits in a server's queue, until stopped; grader serve starts one of these by itself.

    Started on further machines with the same PostgreSQL database, it lets a server grade more at a time. Grades are those of
    grader batch.

    \b
    grader work -j 2 --data /srv/grader
    grader work -j 16 --data /srv/grader --executor dask:tls://scheduler:8786
    """
    from grader.web.graders import Graders

    if db is None and not (data / FILE).is_file():
        raise UsageError(f"{data} holds no {FILE}; start grader serve first, or say where the database is: --db URL")
    database = opened(data, db)
    graders = Graders(
        database,
        name or unique_name(),
        jobs=jobs or cores(),
        sandbox=cast(SandboxRequest, sandbox),
        feedback=cast(Feedback, feedback),
        hidden=(data, *hide),
        elsewhere=_elsewhere(executor, sandbox, feedback),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: graders.stop())
    if until_closed:
        threading.Thread(target=_stop_when_closed, args=(graders,), daemon=True).start()
    graders.run()
    database.close()


def _elsewhere(executor: str, sandbox: str, feedback: str) -> Elsewhere | None:
    """What makes a cluster of an assignment; None where judges work here. Raises UsageError."""
    address = parse_executor(executor)
    if not address:
        return None
    if sandbox != "strict":
        raise UsageError(f"--executor {executor} grades at --sandbox strict only, since its machines are not this one's")
    try:
        from grader.batch.cluster.client import Cluster  # an extra
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--executor {executor} needs dask, and {error.name} is not installed: pip install 'grader[dask]'"
        ) from error
    return lambda assignment: Cluster(address, assignment, feedback=feedback == "full")


def _stop_when_closed(graders: Graders) -> None:
    sys.stdin.buffer.read()
    graders.stop()
