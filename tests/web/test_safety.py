"""Who sees what, whatever is sent: the table of permissions walked as everybody, headers on each answer, forms full of nonsense."""

import contextlib
import socket
from collections.abc import Mapping

import argon2
import pytest

from grader.errors import StoreError
from grader.web.application import HANDLERS
from grader.web.passwords import Passwords
from grader.web.permissions import ENDPOINTS, ROLES, Endpoint
from grader.web.students import REPORT_POLICY
from grader.web.visit import POLICY
from tests.classes import SOURCES
from tests.web.served import PASSWORD, WORK, Answer, Browser, Served, path_of


def test_every_rule_has_its_function() -> None:
    """And no function is reached by no endpoint."""
    assert {endpoint.name for endpoint in ENDPOINTS} == set(HANDLERS)
    assert len({(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}) == len(ENDPOINTS)


def asked(browser: Browser, endpoint: Endpoint, path: str) -> Answer:
    return browser.get(path) if endpoint.method == "GET" else browser.post(path, {"text": "x", "act": "lang", "lang": "en"})


def test_the_table_is_walked_as_everybody(school: Served) -> None:
    """Nobody is sent to sign in; whoever has no role of a route's gets the page of a wrong address, always of one length."""
    root = school.person("root", "assistant", course="other")  # the first account, which has the server's keys
    kim = school.person("kim")
    receipt = kim.hand_in(SOURCES["right"])
    visitors: Mapping[str, Browser] = {
        "admin": root,
        "student": kim,
        "assistant": school.person("ada", "assistant"),
        "instructor": school.person("prof", "instructor"),
        "elsewhere": school.person("out", "instructor", course="other"),
    }
    logins = {"admin": "root", "student": "kim", "assistant": "ada", "instructor": "prof", "elsewhere": "out"}
    lengths = {len(browser.get("/c/none/a/none").body) - len(logins[role]) for role, browser in visitors.items()}
    assert len(lengths) == 1
    for endpoint in ENDPOINTS:
        path = path_of(endpoint, receipt)
        answer = asked(school.nobody(), endpoint, path)
        if endpoint.who == "token":
            assert answer.status == 401, endpoint
            continue
        if endpoint.who != "anybody":
            assert (answer.status, answer.headers["location"][:8]) == (303, "/sign-in"), endpoint
        for role, browser in visitors.items():
            if endpoint.name in ("sign_out", "sign_in", "change_account"):
                continue
            answer = asked(browser, endpoint, path)
            allowed = endpoint.who in ("anybody", "person") or role in ROLES.get(endpoint.who, (endpoint.who,))
            if endpoint.name in ("invitation", "take_up", "school_begin", "school_back"):  # there is no such link, and no provider
                allowed = False
            assert (answer.status != 404) == allowed, (endpoint, role, answer.status)
            if not allowed and endpoint.who != "anybody":
                assert len(answer.body) - len(logins[role]) in lengths, (endpoint, role)


def test_one_student_never_sees_another(school: Served) -> None:
    """Not by the receipt, under no address, and with the answer that a receipt of nobody gets."""
    kim, lee = school.person("kim"), school.person("lee")
    receipt = kim.hand_in(SOURCES["right"])
    for endpoint in ENDPOINTS:
        if "{receipt}" in endpoint.path and endpoint.who == "member":
            there, nowhere = (asked(lee, endpoint, path_of(endpoint, each)) for each in (receipt, "R-0000-0000"))
            assert (there.status, there.body) == (404, nowhere.body), endpoint
    assert lee.get(f"{WORK}/students/kim").status == 404
    assert kim.get(f"{WORK}/attempts/{receipt}").status == 200
    assert school.person("ada", "assistant").get(f"{WORK}/attempts/{receipt}").status == 200
    out = school.person("out", "instructor", course="other")
    assert out.get(f"/c/other/a/doubling/attempts/{receipt}").status == 404


def test_headers_are_on_every_answer(school: Served) -> None:
    """Also on errors; a report has its own policy, and nothing may frame any page."""
    kim = school.person("kim")
    receipt = kim.hand_in(SOURCES["wrong"])
    with school.grading():
        kim.report(receipt)
    answers = [asked(kim, endpoint, path_of(endpoint, receipt)) for endpoint in ENDPOINTS if endpoint.name != "sign_out"]
    answers += [kim.get("/nothing"), kim.ask("DELETE", "/"), kim.post("/sign-in", {"x": "y" * 100_000})]
    for answer in answers:
        assert answer.headers["content-security-policy"] in (POLICY, REPORT_POLICY)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "cache-control" in answer.headers
    assert kim.get(f"{WORK}/attempts/{receipt}").headers["content-security-policy"] == REPORT_POLICY
    assert "unsafe" not in POLICY


def test_forms_of_other_sites_do_nothing(school: Served) -> None:
    """By what browsers say of where a form comes from, old ones too; and a stranger's name for the server is none."""
    kim = school.person("kim")
    for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}):
        assert kim.post("/me", {"act": "everywhere"}, **headers).status == 403
    for origin in ("https://evil.example", "null", "https://localhost.evil.example"):
        assert kim.old_post("/me", b"act=everywhere", origin) == 403
    assert kim.get("/").status == 200
    assert kim.get("/", Host="evil.example").status == 400


def test_bodies_are_bounded_also_without_a_length(school: Served) -> None:
    """17 MB are 413 and say how much is taken; so are chunks without end."""
    kim = school.person("kim")
    answer = kim.upload(f"{WORK}/attempts", ("work.py", b"#" * (17 << 20)))
    assert answer.status == 413
    assert "16 MB" in answer.text
    assert school.site.handins.of_student(1, "kim") == ()
    with socket.create_connection(("localhost", school.port), timeout=60) as raw:
        head = f"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: {kim.cookie}\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
        raw.sendall((head + kind).encode())
        with contextlib.suppress(OSError):  # it has hung up already
            for _ in range(40):
                raw.sendall(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
        try:
            said = raw.recv(4096)
        except ConnectionResetError:  # what it said may be lost with the rest
            return
        assert b" 413 " in said.splitlines()[0]


def test_a_password_is_slow_to_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server, that is: 64 MB and three passes, which the tests of this folder leave out."""
    monkeypatch.setattr("grader.web.passwords.PasswordHasher", argon2.PasswordHasher)
    taken = argon2.extract_parameters(Passwords().hash(PASSWORD))
    assert (taken.type, taken.memory_cost >= 64 * 1024, taken.time_cost >= 3) == (argon2.Type.ID, True, True)


def test_unknown_names_take_as_long(school: Served) -> None:
    """A sign-in of nobody asks the same hash as one of somebody: the slow function is called once in either case."""
    calls: list[bool] = []
    real = school.site.passwords._hasher  # noqa: SLF001  # looked at from within
    school.person("kim")

    class Counting:
        def verify(self, known: str, password: str) -> bool:
            calls.append(True)
            return real.verify(known, password)

    school.site.passwords._hasher = Counting()  # type: ignore[assignment]  # noqa: SLF001  # looked at from within
    for login in ("kim", "nobody at all"):
        calls.clear()
        assert school.nobody().post("/sign-in", {"login": login, "password": "x"}).status == 422
        assert len(calls) == 1
    school.site.passwords._hasher = real  # noqa: SLF001  # looked at from within
    assert school.nobody().post("/sign-in", {"login": "kim", "password": PASSWORD}).status == 303


def test_a_broken_store_gives_no_receipt(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says that nothing was received."""
    kim = school.person("kim")

    def full(*_: object, **__: object) -> str:
        raise StoreError("the disk is full")

    monkeypatch.setattr(school.site.handins, "save", full)
    answer = kim.upload(f"{WORK}/attempts", ("work.py", b"x = 1\n"))
    assert answer.status == 503
    assert "nothing was received" in answer.text


@pytest.mark.parametrize(("path", "status"), [(f"{WORK}/attempts", b"303"), ("/api/attempts", b"401"), ("/me", b"303")])
def test_no_body_is_waited_for_from_a_stranger(school: Served, path: str, status: bytes) -> None:
    """Who may not send it is answered by the head of the request: 16 MB that never come hold nothing up."""
    with socket.create_connection(("localhost", school.port), timeout=20) as raw:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 60000\r\n"
        raw.sendall((head + "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b").encode())
        assert status in raw.recv(4096).splitlines()[0]


def test_a_body_that_never_ends_is_not_waited_for(
    school: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who sends a byte now and then is told so; who hangs up half-way is nothing to write about."""
    kim = school.person("kim")
    head = (
        f"POST /me HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: {kim.cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nact=ev"
    )
    with socket.create_connection(("localhost", school.port), timeout=60) as raw:
        raw.sendall(head.encode())
    assert kim.get("/me").status == 200  # served after it
    monkeypatch.setattr("grader.web.application.FORM_ENDS_S", 0.1)
    with socket.create_connection(("localhost", school.port), timeout=60) as raw:
        raw.sendall(head.encode())
        assert b" 408 " in raw.recv(4096).splitlines()[0]
    assert kim.get("/").status == 200
    assert "Traceback" not in capfd.readouterr().err
