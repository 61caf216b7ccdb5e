"""A server of a small course for a test: the real application behind a real socket, and people who sign in to it."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from grader.batch.store.courses import Courses
from grader.batch.store.database import Database
from grader.batch.store.moments import unique_name
from grader.batch.store.people import Listed, Role
from grader.model import Environment, Grade, Verdict
from grader.model.codecs import GRADE
from grader.web.application import make_app
from grader.web.bundles import bundles_of
from grader.web.graders import Elsewhere, Graders
from grader.web.permissions import Endpoint
from grader.web.site import Site

if TYPE_CHECKING:  # where no browser is installed the other tests run
    from playwright._impl._api_structures import SetCookieParam

PASSWORD = "a long enough password"  # noqa: S105  # of nobody real
COURSE = "course"
WORK = f"/c/{COURSE}/a/doubling"
RECEIPT = re.compile(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}")
WAIT_S = 120.0
# A grade that was withheld, of nobody's.
NOTHING = GRADE.dump_json(
    Grade(
        assignment="doubling",
        student="",
        name="",
        file="",
        digest="",
        verdict=Verdict.GRADER_ERROR,
        points=None,
        max_points=Fraction(2),
        needs_review=True,
        sandbox="process",
        cases=(),
        notes=(),
        environment=Environment(version="", python="", numpy="", assignment_digest=""),
    )
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def path_of(endpoint: Endpoint, receipt: str, /, course: str = COURSE, **others: str) -> str:
    """An address of the route; ``others`` in the place of what stands between its braces."""
    values = {
        "course": course,
        "slug": "doubling",
        "receipt": receipt,
        "student": "kim",
        "number": "1",
        "group": "none",
        "question": "style",
        "kind": "adjustments",
        "token": "t",
        "file": "style.css",
    } | others
    return re.sub(r"\{(\w+)\}", lambda found: values[found.group(1)], endpoint.path)


@dataclass
class Browser:
    """Somebody's: keeps the cookie, follows nothing."""

    port: int
    cookie: str = ""

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        sent = {"Sec-Fetch-Site": "same-origin"} if method == "POST" else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            sent["Cookie"] = self.cookie
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            answer = Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
            set_now = [value for name, value in got.getheaders() if name.lower() == "set-cookie"]
        finally:
            connection.close()
        jar = dict(each.split("=", 1) for each in self.cookie.split("; ") if each)
        for each in set_now:
            name, _, value = each.split(";")[0].partition("=")
            jar[name] = value
        self.cookie = "; ".join(f"{name}={value}" for name, value in jar.items() if value.strip('"'))
        return answer

    def cookies(self) -> list[SetCookieParam]:
        """As a real browser takes them."""
        jar = (each.split("=", 1) for each in self.cookie.split("; ") if each)
        return [{"name": name, "value": value, "url": f"http://localhost:{self.port}"} for name, value in jar]

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Answer:
        body = urllib.parse.urlencode(fields or {}, errors="surrogatepass").encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded", **headers)

    def old_post(self, path: str, body: bytes, origin: str) -> int:
        """As a browser sends it that says nothing of where a form comes from but the Origin."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        kind = "application/x-www-form-urlencoded"
        connection.request("POST", path, body, {"Cookie": self.cookie, "Origin": origin, "Content-Type": kind})
        with contextlib.closing(connection):
            return connection.getresponse().status

    def upload(
        self, path: str, *files: tuple[str, bytes], fields: Mapping[str, str] | None = None,
        folders: Mapping[str, Mapping[str, bytes]] | None = None, **headers: str,
    ) -> Answer:  # fmt: skip
        """``folders``: by field of the form, what a browser sends of a folder that was chosen there."""
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in (fields or {}).items()]  # fmt: skip
        chosen = [("file", *each) for each in files]
        chosen += [(form, *each) for form, folder in (folders or {}).items() for each in folder.items()]
        for form, name, content in chosen:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{form}"; filename="{name}"\r\n'
            parts.append(f"{head}Content-Type: text/plain\r\n\r\n".encode("utf-8", "surrogateescape") + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={mark}", **headers)

    def hand_in(self, source: str | bytes, name: str = "work.py") -> str:
        """The receipt."""
        answer = self.upload(f"{WORK}/attempts", (name, source if isinstance(source, bytes) else source.encode()))
        assert answer.status == 303, answer.text
        found = RECEIPT.search(answer.headers["location"])
        assert found is not None
        return found.group()

    def report(self, receipt: str) -> str:
        """The page of an attempt once it is graded."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            if self.get(f"{WORK}/attempts/{receipt}/progress").status == 204:
                return self.get(f"{WORK}/attempts/{receipt}").text
            time.sleep(0.1)
        raise AssertionError(self.get(f"{WORK}/attempts/{receipt}").text)


@dataclass
class Served:
    """``folder``: the course's. A second course of the same assignments is there too, with nobody of the first in it."""

    site: Site
    port: int
    folder: Path
    courses: Mapping[str, int]
    people: dict[str, Browser] = field(default_factory=dict)

    def nobody(self) -> Browser:
        return Browser(self.port)

    def person(self, login: str, role: Role = "student", course: str = COURSE) -> Browser:
        """Signed in; made where they are not there yet."""
        if login not in self.people:
            number, people = self.courses[course], self.site.people
            people.enrol(number, [Listed(student=login, name=login.title(), role=role)])
            mine = next(each for each in people.enrolled(number) if each.student == login)
            browser = Browser(self.port)
            link = f"/invite/{people.make_token(mine.id, 'invite', 600)}"
            assert browser.post(link, {"login": login, "password": PASSWORD}).status == 303
            self.people[login] = browser
        return self.people[login]

    @contextmanager
    def grading(self, elsewhere: Elsewhere | None = None) -> Iterator[None]:
        """A grader at work."""
        graders = Graders(
            self.site.database, unique_name(), jobs=1, sandbox="process", feedback="off", hidden=(), elsewhere=elsewhere
        )
        thread = threading.Thread(target=graders.run)
        thread.start()
        try:
            yield
        finally:
            graders.stop()
            thread.join()


@contextmanager
def served(database: Database, folder: Path) -> Iterator[Served]:
    """``folder``: a course's; served under the name of COURSE, and once more as ``other``."""
    courses = Courses(database)
    numbers = {name: courses.save_course(name) for name in (COURSE, "other")}
    for number in numbers.values():
        courses.save_bundles(number, bundles_of(folder))
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    site = Site(database, address=f"http://localhost:{listening.getsockname()[1]}")
    config = uvicorn.Config(
        make_app(site, ("localhost", "127.0.0.1")), log_level="error", access_log=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
    thread.start()
    try:
        yield Served(site, listening.getsockname()[1], folder, numbers)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
        site.close()
