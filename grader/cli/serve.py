"""``grader serve``: the web application, with the processes that grade for it."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from grader import __version__
from grader.batch.files import held, make_folder
from grader.batch.store.courses import Courses
from grader.batch.store.database import Database, open_file, open_url
from grader.batch.store.disk import network_disk
from grader.batch.store.people import Listed, People
from grader.batch.store.settings import SHARE, VERSION, save_settings
from grader.batch.store.watch import Watch
from grader.cli.grader_process import GraderProcess
from grader.cli.options import cores
from grader.errors import UsageError
from grader.judge.supervisor import Feedback, SandboxRequest
from grader.reading.course import find_course, load_assignment, slugs
from grader.sandbox.level import class_warning, close_to_others, plan

if TYPE_CHECKING:
    from grader.web.site import Provider

FILE = "server.db"
MOST_APART_S = 2.0
NEEDS = ("starlette", "uvicorn", "python_multipart", "argon2")
FIRST_LINK_S = 15 * 60.0
FIRST = "instructor"  # the id of whoever takes up the first link


@click.command()
@click.option(
    "--course",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="GRADER_COURSE",
    help="Folder that holds assignments/ (default: the nearest one upwards).",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("grader-server"),
    show_default=True,
    help="Folder for everything that is handed in.",
)
@click.option("--db", envvar="GRADER_DB", metavar="URL", help="A PostgreSQL database instead: postgresql+psycopg://...")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; others than this need --behind-proxy.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--behind-proxy", metavar="ADDRESS", help="The proxy that ends TLS, whose X-Forwarded headers are trusted.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A host name of this server (repeatable).")
@click.option(
    "--graders",
    type=click.IntRange(min=0),
    help="Judges that this server starts; 0: only those of grader work (default: one for each core).",
)
@click.option(
    "--student-share",
    type=click.IntRange(min=0),
    default=900,
    show_default=True,
    metavar="SECONDS",
    help="Grading that a student may use within an hour; what they hand in beyond it is graded later (0: as much as there is).",
)
@click.option(
    "--sandbox",
    type=click.Choice(["auto", "strict", "process"]),
    default="strict",
    show_default=True,
    envvar="GRADER_SANDBOX",
    help="How strongly student code must be isolated.",
)
@click.option("--oidc-issuer", envvar="GRADER_OIDC_ISSUER", metavar="URL", help="Who else may sign people in (OpenID Connect).")
@click.option(
    "--oidc-client",
    envvar="GRADER_OIDC_CLIENT",
    metavar="ID",
    help="This server's client id there; its secret is in GRADER_OIDC_SECRET.",
)
@click.option(
    "--oidc-claim",
    envvar="GRADER_OIDC_CLAIM",
    metavar="NAME",
    default="preferred_username",
    show_default=True,
    help="Which claim is the student id of rosters; one that nobody can change.",
)
@click.option("--feedback", type=click.Choice(["full", "off"]), default="full", envvar="GRADER_FEEDBACK",
              help="off: grade without searching for explanations.")  # fmt: skip
def serve(course: Path | None, data: Path, db: str | None, host: str, port: int, **rest: Any) -> None:
    """Serve a course to students in a browser: they hand in, watch it being graded, and read their reports.

    The first start prints a link that makes the first account. Assignments are read from the course's folder at every start.

    \b
    grader serve --course .
    grader serve --course /srv/course --data /srv/grader --graders 2
    """
    if missing := [name for name in NEEDS if importlib.util.find_spec(name) is None]:
        raise UsageError(f"grader serve needs {', '.join(missing)}, which is not installed: pip install 'grader[web]'")
    if host not in ("127.0.0.1", "::1", "localhost") and not rest["behind_proxy"]:
        raise UsageError(
            f"--host {host} would send passwords over the network unencrypted; put a proxy that ends TLS before it, "
            "and give its address: --behind-proxy ADDRESS (docs/serve.md has an example)"
        )
    course = (course or find_course(Path.cwd())).resolve()
    sandbox = cast(SandboxRequest, rest["sandbox"])
    if rest["graders"] != 0:  # else this process, which may be closed in by its service, runs nobody's code
        _check_sandbox(course, data, sandbox)
    make_folder(data)
    data.chmod(0o700)
    with held(data):
        _serve(course, data, db, host, port, sandbox, rest)


def _serve(course: Path, data: Path, db: str | None, host: str, port: int, sandbox: SandboxRequest, rest: dict[str, Any]) -> None:
    from grader.web.application import make_app
    from grader.web.bundles import bundles_of
    from grader.web.server import run_server
    from grader.web.site import Site

    close_to_others()
    database = opened(data, db)
    listening = _listening(host, port)
    port = listening.getsockname()[1]
    behind = rest["behind_proxy"]
    hosts = tuple(rest["names"]) or ("127.0.0.1", "localhost", "::1", host)
    address = f"https://{hosts[0]}" if behind else f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
    save_settings(database, **{SHARE: str(rest["student_share"]), VERSION: __version__})
    courses, people = Courses(database), People(database)
    number = courses.save_course(course.name)
    courses.save_bundles(number, bundles_of(course))
    site = Site(database, secure=bool(behind), address=address, provider=_provider(rest))
    click.echo(f"serving {course} at {address}", err=True)
    if (link := first_link(people, number)) is not None:
        click.echo(f"first account, within 15 minutes: {address}{link}")
    count = cores() if rest["graders"] is None else rest["graders"]
    command = ["work", "-j", str(count), "--data", str(data), "--sandbox", sandbox, "--feedback", cast(Feedback, rest["feedback"])]
    process = GraderProcess([*command, "--hide", str(course / "solutions"), "--until-closed"], database, db) if count else None
    try:
        run_server(make_app(site, hosts), listening, behind)
    finally:
        if process is not None:
            process.stop()
        site.close()


def _provider(rest: dict[str, Any]) -> Provider | None:
    """Raises UsageError where it is named in part, or what reads its signatures is not there."""
    from grader.web.signed_tokens import is_reachable_by
    from grader.web.site import Provider

    issuer, client = rest["oidc_issuer"], rest["oidc_client"]
    if not issuer:
        return None
    if importlib.util.find_spec("joserfc") is None:
        raise UsageError("--oidc-issuer needs joserfc, which is not installed: pip install 'grader[school]'")
    secret = os.environ.get("GRADER_OIDC_SECRET", "")
    if not client or not secret:
        raise UsageError("--oidc-issuer needs --oidc-client too, and the client's secret in the environment: GRADER_OIDC_SECRET")
    if not is_reachable_by(issuer):
        raise UsageError(f"--oidc-issuer {issuer} is not an https address")
    return Provider(issuer=issuer, client_id=client, secret=secret, claim=rest["oidc_claim"])


def opened(data: Path, db: str | None) -> Database:
    """The server's database: what it is told a receipt for has to outlive a power cut."""
    if db is None:
        if kind := network_disk(data):
            raise UsageError(
                f"{data} lies on a network disk ({kind}), where SQLite may lose what was handed in; give a folder on a disk of "
                "this machine with --data, or use PostgreSQL: --db"
            )
        return open_file(data / FILE, synchronous="FULL")
    if not db.startswith("postgresql+psycopg://"):
        raise UsageError("--db takes a PostgreSQL address, postgresql+psycopg://...; without it SQLite is used")
    if importlib.util.find_spec("psycopg") is None:
        raise UsageError("--db needs psycopg, which is not installed: pip install 'grader[postgres]'")
    database = open_url(db)
    if (apart := abs(Watch(database).clock_apart_s())) > MOST_APART_S:
        database.close()
        raise UsageError(
            f"this machine's clock and the database's are {apart:.0f} s apart, so that nobody knows what is late; let both keep "
            "the same time (timedatectl set-ntp true)"
        )
    return database


def first_link(people: People, course: int) -> str | None:
    """An invitation for the first instructor, where nobody has the server's keys; who came by a provider has none."""
    if people.is_claimed():
        return None
    people.enrol(course, [Listed(student=FIRST, name="", role="instructor")])
    first = next(each for each in people.enrolled(course) if each.student == FIRST)
    return f"/invite/{people.make_token(first.id, 'invite', FIRST_LINK_S)}"


def _check_sandbox(course: Path, data: Path, sandbox: SandboxRequest) -> None:
    """Before anything is made: what cannot be graded here is said now, and not to the first student."""
    warnings = set()
    for slug in slugs(course):
        limits = load_assignment(course, slug).limits
        warnings.add(class_warning(plan(sandbox, (data, course / "solutions"), limits).level))
    for warning in warnings - {""}:
        click.echo(f"warning: {warning}", err=True)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512)
    except OSError as error:
        raise UsageError(f"cannot listen at {host}:{port} ({error.strerror}); give another with --port") from error
