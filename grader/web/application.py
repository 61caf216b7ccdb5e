"""The application: routes made of the permissions, and what holds for every request before a page sees it."""

from __future__ import annotations

import asyncio
import secrets
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import cast
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from grader.batch.store.people import Enrolment
from grader.errors import StoreError
from grader.model import Lang
from grader.phrases import say
from grader.web import (
    accounts,
    administration,
    api,
    classroom,
    dossier,
    exports,
    home,
    marking,
    mistakes,
    platforms,
    roster,
    school,
    settings,
    students,
    versions,
)
from grader.web.permissions import ENDPOINTS, FILES, FORM, LANES, ROLES, Endpoint
from grader.web.site import Site
from grader.web.visit import POLICY, File, Visit, go, not_found, page, refused

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Handler = Callable[[Visit], Response]
MODULES = (
    accounts,
    administration,
    api,
    classroom,
    dossier,
    exports,
    home,
    marking,
    mistakes,
    platforms,
    roster,
    school,
    settings,
    students,
    versions,
)
HANDLERS: Mapping[str, Handler] = {
    name: getattr(module, name)
    for module in MODULES
    for name in (endpoint.name for endpoint in ENDPOINTS)
    if getattr(getattr(module, name, None), "__module__", "") == module.__name__
}
MOST_FIELDS = 50
# What a body may take to arrive and still count from its head; a slower one would buy time after a deadline.
BODY = timedelta(minutes=1)
# What it may take at all, so that nobody keeps a connection by sending a byte now and then. Strangers send forms alone.
BODY_ENDS_S, FORM_ENDS_S = 300.0, 30.0


def make_app(site: Site, hosts: tuple[str, ...]) -> Starlette:
    """``hosts``: the names that it may be called by."""
    lanes = {lane: CapacityLimiter(most) for lane, most in LANES.items()}
    routes = [Route(each.path, _endpoint(site, each, lanes.get(each.lane)), methods=[each.method]) for each in ENDPOINTS]
    handlers = {HTTPException: _problem(site)}
    return Starlette(
        routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))], exception_handlers=handlers
    )


def _endpoint(site: Site, endpoint: Endpoint, lane: CapacityLimiter | None) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        received_at = datetime.now(UTC)
        if endpoint.method == "POST" and endpoint.who != "token" and not endpoint.foreign and not _is_own(request):
            return await run_in_threadpool(_refuse, site, request, "web_elsewhere", 403)
        fields: dict[str, str] = {}
        files: list[File] = []
        if endpoint.reads and endpoint.who != "anybody":
            # Megabytes are read from nobody who may not send them.
            barred = await run_in_threadpool(_barred_at_once, site, endpoint, request, received_at)
            if barred is not None:
                return barred
        if endpoint.reads:
            request = Request(request.scope, _bounded(request, _most(request, endpoint)))
            try:
                async with asyncio.timeout(BODY_ENDS_S if endpoint.reads > FORM else FORM_ENDS_S):
                    await _read(request, endpoint, fields, files)
            except ClientDisconnect:
                return Response(status_code=400)  # nobody hears it
            except TimeoutError:
                return await run_in_threadpool(_refuse, site, request, "web_too_slow", 408)
            except OSError as error:  # what is large is put on the disk for the moment
                return await run_in_threadpool(_not_received, site, request, error)
            received_at = max(received_at, datetime.now(UTC) - BODY)
        answer = partial(_answer, site, endpoint, request, fields, tuple(files), received_at)
        return await to_thread.run_sync(answer, limiter=lane)

    return answered


async def _read(request: Request, endpoint: Endpoint, fields: dict[str, str], files: list[File]) -> None:
    async with request.form(max_files=endpoint.files, max_fields=MOST_FIELDS, max_part_size=endpoint.reads) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files.append(File(value.filename, await value.read(), name))
            else:
                fields[name] = value


def _not_received(site: Site, request: Request, error: Exception) -> Response:
    print(f"grader: {error}", file=sys.stderr, flush=True)
    return _with_headers(site, _plainly(None, request, "web_not_received", "web_not_received_why", 503))


def _most(request: Request, endpoint: Endpoint) -> int:
    """Bytes of the body. Only files are large: to take a form without them apart costs its size seventy times."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return endpoint.reads if kind == "multipart/form-data" else min(endpoint.reads, FORM)


def _bounded(request: Request, most: int) -> Receive:
    """The body, with or without its length said before. Raises HTTPException once there is too much, which then gets a page."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > most:
        raise HTTPException(413)
    came = 0

    async def receive() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > most:
            raise HTTPException(413)
        return message

    return receive


def _barred_at_once(site: Site, endpoint: Endpoint, request: Request, received_at: datetime) -> Response | None:
    """The answer to whoever may not do it, from the head of the request alone; None where its body may be read."""
    try:
        barred = _barred(endpoint, _visit(site, request, {}, (), received_at))
    except StoreError:
        barred = _plainly(None, request, "web_not_received", "web_not_received_why", 503)
    return _with_headers(site, barred) if barred is not None else None


def _answer(
    site: Site, endpoint: Endpoint, request: Request, fields: Mapping[str, str], files: tuple[File, ...], received_at: datetime
) -> Response:
    visit = None
    try:
        visit = _visit(site, request, fields, files, received_at)
        response: Response = _allowed(endpoint, visit)
    except (StoreError, OSError) as error:  # the database's disk, or the one for the moment, is full or away
        print(f"grader: {error}", file=sys.stderr, flush=True)
        response = _plainly(visit, request, "web_not_received", "web_not_received_why", 503)
    except Exception:  # noqa: BLE001  # whatever it is, the visitor gets a page and the log the rest
        number = secrets.token_hex(4)
        print(f"grader: error {number} at {endpoint.method} {endpoint.path}", file=sys.stderr)
        traceback.print_exc()
        response = _plainly(visit, request, "web_broken", "web_broken_why", 500, number=number)
    return _with_headers(site, response)


def _visit(site: Site, request: Request, fields: Mapping[str, str], files: tuple[File, ...], received_at: datetime) -> Visit:
    session = request.cookies.get(site.cookie, "")
    person = site.people.by_session(session) if session else None
    course = request.path_params.get("course")
    enrolment: Enrolment | None = None
    if person is not None and course is not None:
        enrolment = next((each for each in site.people.enrolments_of(person.id) if each.course == course), None)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return Visit(
        site=site,
        person=person,
        enrolment=enrolment,
        lang=(person.lang if person is not None and person.lang else _language(request)),
        path=request.url.path,
        params={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        fields=fields,
        files=files,
        received_at=received_at,
        address=request.client.host if request.client is not None else "",
        session=session,
        cookies=dict(request.cookies),
        seen=request.headers.get("if-none-match", ""),
        is_forwarded="x-forwarded-for" in request.headers,
        bearer=bearer if scheme.casefold() == "bearer" else "",
    )


def _allowed(endpoint: Endpoint, visit: Visit) -> Response:
    return _barred(endpoint, visit) or HANDLERS[endpoint.name](visit)


def _barred(endpoint: Endpoint, visit: Visit) -> Response | None:
    """What is said to whoever may not do it; None for who may."""
    if any("\0" in value for value in visit.params.values()):
        return not_found(visit)  # no name has it, and PostgreSQL takes it in none
    if endpoint.who == "anybody":
        return None
    if endpoint.who == "token":
        return api.unknown_token(visit)
    if visit.person is None:
        return go(f"/sign-in?next={quote(visit.path)}" if endpoint.method == "GET" else "/sign-in")
    if endpoint.who == "admin" and not visit.person.is_admin:
        return not_found(visit)
    roles = ROLES.get(endpoint.who)
    if roles is not None and (visit.enrolment is None or visit.enrolment.role not in roles):
        return not_found(visit)
    return None


def _is_own(request: Request) -> bool:
    """Whether a form was sent from a page of ours; browsers say so, and what is no browser has no cookie to abuse."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin, host = request.headers.get("origin"), request.headers.get("host")
    return origin is None or origin in (f"https://{host}", f"http://{host}")


def _language(request: Request) -> Lang:
    """The first of the browser's languages that we speak."""
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.split(";")[0].strip().lower().split("-")[0]
        if tag in ("en", "ko"):
            return cast(Lang, tag)
    return "en"


def _problem(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What never came to a page: a wrong address, too much, a form that is none."""

    async def handler(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        key = {404: "", 405: "", 413: "web_too_large"}.get(status, "web_unreadable_form")
        return await run_in_threadpool(_refuse, site, request, key, 404 if not key else status)

    return handler


def _refuse(site: Site, request: Request, key: str, status: int) -> Response:
    limit = FILES >> 20
    if request.url.path.startswith("/api/"):
        what = say(key or "web_not_found_why", "en", limit=limit)
        return _with_headers(site, JSONResponse({"error": what}, status_code=status))
    try:
        visit = _visit(site, request, {}, (), datetime.now(UTC))
        response: Response = refused(visit, visit.say(key, limit=limit), status) if key else not_found(visit)
    except StoreError:
        response = _plainly(None, request, "web_not_received", "web_not_received_why", 503)
    return _with_headers(site, response)


def _plainly(visit: Visit | None, request: Request, title: str, why: str, status: int, **values: object) -> Response:
    """A page that asks the store for nothing."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": say(why, "en", **values)}, status_code=status)
    lang = visit.lang if visit is not None else _language(request)
    bare = Visit(
        site=cast(Site, None), person=None, enrolment=None, lang=lang, path="/", params={}, query={}, fields={}, files=(),
        received_at=datetime.now(UTC), address="",
    )  # fmt: skip
    return page(bare, "problem.html.j2", status=status, title=say(title, lang), why=say(why, lang, **values))


def _with_headers(site: Site, response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    if site.secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
