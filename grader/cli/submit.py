"""``grader submit``: hands a file in to a server with a token, waits, and prints what ``grader grade`` prints."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import click
from pydantic import StringConstraints, TypeAdapter, ValidationError
from rich.console import Console

from grader.cli.streams import echo_json, lang_on_terminal
from grader.errors import GraderError, UsageError
from grader.grading.reveal import Revealed
from grader.model import Grade
from grader.model.codecs import GRADE
from grader.phrases import say
from grader.report.source import harmless
from grader.report.terminal import summary

TOKEN = "GRADER_TOKEN"  # noqa: S105  # where the token is, not the token
CALL_S = 60.0
AGAIN_S = 2.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ENDED = ("done", "withheld", "failed", "superseded", "unreadable")
MOST_BYTES = 64 << 20
Moment = Annotated[str, StringConstraints(pattern=r"^[0-9T:.+Z-]{10,40}$")]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server says of an attempt; more may stand beside it."""

    receipt: Annotated[str, StringConstraints(pattern=r"^R(-[0-9A-Z]{4}){2}$")]
    received_at: Moment
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    state: Literal["queued", "leased", "done", "withheld", "failed", "superseded", "unreadable"]
    after: Moment | None
    problem: str
    page: Annotated[str, StringConstraints(pattern=r"^/[!-~]*$")]
    lang: str
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    grade: Grade | None


ANSWER = TypeAdapter(_Answer)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-a", "slug", required=True, help="The assignment.")
@click.option("--to", "url", required=True, envvar="GRADER_TO", metavar="URL", help="The server, as in https://grader.example.edu.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"File that holds your token (default: the environment's {TOKEN}).",
)
@click.option("--json", "as_json", is_flag=True, envvar="GRADER_JSON", help="Print one JSON document on stdout.")
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(min=0),
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for the result.",
)
@click.option("-v", "verbose", is_flag=True, envvar="GRADER_VERBOSE", help="Say more: also the tests that were passed.")
def submit(
    files: tuple[Path, ...], slug: str, url: str, token_file: Path | None, *, as_json: bool, wait_s: float, verbose: bool
) -> None:
    """Hand a file in to a server, wait until it is graded, and print the result.

    Your account's page makes the token. Stopped while it waits, nothing is lost: the receipt is printed first.

    \b
    grader submit rnn_bptt.py -a rnn_bptt --to https://grader.example.edu
    """
    server = _Server(url.rstrip("/"), _token(token_file))
    found = server.hand_in(files, slug)
    click.echo(f"received at {found['received_at']}, receipt {found['receipt']}, sha256 {found['sha256']}", err=True)
    if found["after"]:
        click.echo(say("web_held", lang_on_terminal("en"), time=found["after"]), err=True)
    end = time.monotonic() + wait_s
    while found["state"] not in ENDED and time.monotonic() < end:
        time.sleep(AGAIN_S)
        found = server.attempt(str(found["receipt"]))
    if as_json:
        echo_json(found)
    else:
        _print(found, server.url, verbose=verbose)
    sys.exit(4 if found["state"] in ("withheld", "failed") else 0)


class _Server:
    """Raises UsageError for what the command line can mend, GraderError where the server cannot be reached."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise UsageError(f"--to {url} is not the address of a server; one looks like https://grader.example.edu")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise UsageError(f"--to {url} would send your token unencrypted; use https://")
        self.url = url
        self._token = token
        self._opener = build_opener(_NoRedirect)

    def hand_in(self, files: tuple[Path, ...], slug: str) -> Mapping[str, Any]:
        boundary = secrets.token_hex(16)
        parts = [_part(boundary, 'name="assignment"', slug.encode())]
        for path in files:
            name = path.name.replace("\\", "%5C").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            parts.append(_part(boundary, f'name="file"; filename="{name}"', path.read_bytes()))
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self._called("/api/attempts", body, f"multipart/form-data; boundary={boundary}")

    def attempt(self, receipt: str) -> Mapping[str, Any]:
        return self._called(f"/api/attempts/{receipt}")

    def _called(self, path: str, body: bytes | None = None, kind: str = "") -> Mapping[str, Any]:
        request = Request(self.url + path, body, {"Authorization": f"Bearer {self._token}"})  # noqa: S310  # http or https, see above
        if body is not None:
            request.add_header("Content-Type", kind)
        try:
            with self._opener.open(request, timeout=CALL_S) as answer:
                return _told(_all_of(answer))
        except HTTPError as error:
            raise (UsageError if error.code < 500 else GraderError)(f"{self.url}: {_said(error)}") from error
        except (URLError, OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            hint = "nothing was received" if body is not None else "what you handed in is kept; see it in the browser"
            raise GraderError(f"{self.url} does not answer as a server of grader ({error}); {hint}") from error


class _NoRedirect(HTTPRedirectHandler):
    """A token goes to the server that was named, and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _print(found: Mapping[str, Any], url: str, *, verbose: bool) -> None:
    page = f"{url}{found['page']}"
    if found["grade"] is None:
        lang = lang_on_terminal("en")
        if found["state"] == "unreadable":
            click.echo(say("web_unreadable_why", lang, why=harmless(str(found["problem"]))))
        else:
            click.echo(say("web_failed_why" if found["state"] == "failed" else f"web_state_{found['state']}", lang))
        click.echo(page)
        return
    grade = Revealed(GRADE.validate_python(found["grade"]))
    lang = lang_on_terminal("ko" if found["lang"] == "ko" else "en")
    needs = tuple((str(name), tuple(map(str, others))) for name, others in found["needs"])
    summary(grade, lang, Console(), needs=needs, report=say("full_report", lang, path=page), verbose=verbose)


def _token(file: Path | None) -> str:
    token = (file.read_text(encoding="utf-8") if file is not None else os.environ.get(TOKEN, "")).strip()
    if not token or not token.isascii() or not token.isprintable():
        raise UsageError(f"no token; make one on your account's page, and put it into {TOKEN} or a file: --token-file FILE")
    return token


def _part(boundary: str, disposition: str, content: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"


def _all_of(answer: HTTPResponse | HTTPError) -> bytes:
    """The body. A server that sends without end is waited for no longer than one that sends nothing."""
    end, found = time.monotonic() + CALL_S, bytearray()
    while part := answer.read1(1 << 16):
        found += part
        if len(found) > MOST_BYTES:
            raise ValueError("it sends more than any result")
        if time.monotonic() > end:
            raise TimeoutError("it takes too long")
    return bytes(found)


def _told(content: bytes) -> Mapping[str, Any]:
    """As it came, once it has the form of an answer. Raises ValueError: nothing else of it reaches anybody's terminal."""
    found = json.loads(content)
    try:
        ANSWER.validate_python(found)
    except ValidationError:
        raise ValueError("its answer has another form") from None
    return cast(Mapping[str, Any], found)


def _said(error: HTTPError) -> str:
    try:
        return harmless(str(json.loads(_all_of(error))["error"]))
    except (ValueError, KeyError, TypeError, OSError, RecursionError, http.client.HTTPException):
        return f"the server answered {error.code}"
