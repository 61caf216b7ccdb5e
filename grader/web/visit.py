"""One request as the pages see it: who asks, in which language, what was sent; and the answers that pages give."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from grader.batch.store.people import Enrolment, Person
from grader.grading.lateness import local
from grader.grading.scoring import rounded
from grader.model import Lang
from grader.phrases import say
from grader.report.pages import environment_of
from grader.report.source import harmless
from grader.report.standing import moment_text
from grader.web.site import Site, Work

STAFF = ("assistant", "instructor")
# What a page may load and where its forms may go.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True, slots=True)
class File:
    """What was uploaded under which name; of a folder, with the way to it. ``field``: of the form that it came in."""

    name: str
    content: bytes
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """``received_at``: when the head of the request was here, at most a minute before all of it.

    ``session``: the secret of the cookie.
    """

    site: Site
    person: Person | None
    enrolment: Enrolment | None
    lang: Lang
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    fields: Mapping[str, str]
    files: tuple[File, ...]
    received_at: datetime
    address: str
    session: str = ""
    bearer: str = ""
    seen: str = ""  # the tag of what the visitor has
    cookies: Mapping[str, str] = field(default_factory=dict)
    is_forwarded: bool = False  # a proxy stands between

    @property
    def is_staff(self) -> bool:
        return self.enrolment is not None and self.enrolment.role in STAFF

    def field(self, name: str, most: int = 200) -> str:
        """A line that was typed: without control characters and halves of characters, and no longer than that."""
        return _clean(self.fields.get(name, ""), most, keep="")

    def text(self, name: str, most: int = 4000) -> str:
        """Lines that were typed."""
        return _clean(self.fields.get(name, "").replace("\r\n", "\n"), most, keep="\n\t")

    def number(self, name: str) -> int:
        """Of the address; 0 where it is none."""
        text = self.params.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # as the database counts

    def record(self, act: str, about: str, *, before: str = "", after: str = "") -> None:
        """What somebody of the course's staff did, for ever."""
        course = self.enrolment.course_id if self.enrolment is not None else None
        self.site.audit.record(self.me().login, act, about, course=course, before=before[:4000], after=after[:4000])

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def work(self) -> Work | None:
        """The assignment of the address; None where there is none."""
        return self.site.work(self.params["course"], self.params["slug"]) if self.enrolment is not None else None

    def me(self) -> Person:
        assert self.person is not None  # noqa: S101  # the route asks for somebody
        return self.person

    def member(self) -> Enrolment:
        assert self.enrolment is not None  # noqa: S101  # the route asks for a role
        return self.enrolment


def page(visit: Visit, name: str, *, status: int = 200, message: str = "", **values: Any) -> HTMLResponse:
    """A page of ours. ``message``: the one line that says what became of what was sent."""
    text = environment().get_template(name).render(
        visit=visit,
        lang=visit.lang,
        t=visit.say,
        state_text=lambda state: visit.say(f"web_state_{state}"),
        role_text=lambda role: visit.say(f"web_role_{role}"),
        harmless=harmless,
        rounded=rounded,
        shown=lambda moment: shown_time(moment, values.get("work")),
        message=message or told_of(visit),
        **values,
    )  # fmt: skip
    return HTMLResponse(text, status_code=status)


def not_found(visit: Visit) -> HTMLResponse:
    """The same for what is not there and for what is not theirs."""
    return page(replace(visit, enrolment=None, path="/"), "problem.html.j2", status=404, title=visit.say("web_not_found"),
                why=visit.say("web_not_found_why"))  # fmt: skip


def refused(visit: Visit, why: str, status: int) -> HTMLResponse:
    return page(visit, "problem.html.j2", status=status, title=visit.say("web_refused"), why=why)


def go(path: str, *, told: str = "") -> Response:
    """To another page after a form. ``told``: the key of what that page says first."""
    return RedirectResponse(f"{path}?told={told}" if told else path, status_code=303)


def shown_time(moment: datetime, work: Work | None) -> str:
    """By the course's clock, to the second."""
    zone = work.assignment.timezone if work is not None else ""
    text = moment_text(local(moment.replace(microsecond=0), zone), zone)
    return f"{text} {zone}".strip()


# What may be said after a form was sent, so that no link can make a page say anything else.
TOLD = (
    "web_saved",
    "staff_all_marked",
    "lti_sent",
    "staff_queued",
    "staff_published",
    "staff_uploaded",
    "staff_archived",
    "staff_deleted",
    "web_asked_done",
    "web_password_changed",
    "web_tokens_revoked",
)


def told_of(visit: Visit) -> str:
    key = visit.query.get("told", "")
    return visit.say(key) if key in TOLD else ""


def environment() -> Environment:
    return environment_of(Path(__file__).parent / "templates")


def _clean(text: str, most: int, *, keep: str) -> str:
    kept = (char for char in text[: 2 * most] if char in keep or unicodedata.category(char) not in ("Cc", "Cs", "Cf"))
    return "".join(kept).strip()[:most]
