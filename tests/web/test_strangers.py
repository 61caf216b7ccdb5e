"""People who want in, or others out: guesses, floods, links and addresses that are none; a server that lies to its client."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from grader.batch.store import rates
from grader.batch.store.people import Listed
from grader.cli import submit
from grader.cli.serve import first_link
from grader.web.devices import network_of
from grader.web.permissions import ENDPOINTS, FORM
from tests.classes import SOURCES
from tests.web.served import COURSE, PASSWORD, WORK, Browser, Served

RIGHT: dict[str, object] = {
    "receipt": "R-7F3K-29QX", "received_at": "2026-11-30T00:00:00+00:00", "sha256": "0" * 64, "state": "failed", "after": None,
    "problem": "", "page": "/c/course/a/doubling", "lang": "en", "needs": [], "grade": None,
}  # fmt: skip


@pytest.fixture
def one_minute(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """In which all happens."""
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 0.0))


def sign_in(browser: Browser, password: str, login: str = "kim", address: str = "192.0.2.1") -> int:
    return browser.post("/sign-in", {"login": login, "password": password}, X_Forwarded_For=address).status


@pytest.mark.usefixtures("one_minute")
def test_whoever_floods_an_account_keeps_its_owner_out_of_no_browser_of_theirs(school: Served) -> None:
    """Guesses from seven addresses, the owner's among them; a browser that was signed in before is counted by itself."""
    own, lees = school.person("kim"), school.person("lee")
    own.post("/sign-out")
    lees.post("/sign-out")
    for address in range(7):
        for _ in range(10):
            sign_in(school.nobody(), "a wrong password", address=f"192.0.2.{address}")
    assert sign_in(school.nobody(), PASSWORD, address="192.0.2.99") == 429
    assert sign_in(lees, PASSWORD, address="192.0.2.99") == 429  # lee's browser is none of kim's
    assert sign_in(own, PASSWORD) == 303
    known = Browser(school.port, own.cookie)
    known.post("/sign-out")
    assert [sign_in(known, "a wrong password") for _ in range(11)] == [422] * 10 + [429]


@pytest.mark.usefixtures("one_minute")
def test_a_browser_is_known_until_the_password_is_another(school: Served) -> None:
    own = school.person("kim")
    stolen = Browser(school.port, own.cookie)
    assert own.post("/me", {"act": "password", "old": PASSWORD, "password": "another long password"}).status == 303
    assert [sign_in(stolen, "a wrong password") for _ in range(10)] == [422] * 10
    assert sign_in(school.nobody(), "a wrong password") == 429  # it was counted like anybody's
    own.post("/sign-out")
    assert sign_in(own, "another long password") == 303


@pytest.mark.usefixtures("one_minute")
def test_half_of_an_address_is_anybodys_to_choose(school: Served) -> None:
    school.person("kim")
    tries = [sign_in(school.nobody(), "a wrong password", address=f"2001:db8:0:5::{number:x}") for number in range(11)]
    assert tries == [422] * 10 + [429]
    assert sign_in(school.nobody(), PASSWORD, address="2001:db8:0:6::1") == 303
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("testclient") == "testclient"


@pytest.mark.usefixtures("one_minute")
def test_links_that_are_none_keep_nobody_from_theirs(school: Served) -> None:
    """A neighbour at the same address sends a hundred."""
    for _ in range(100):
        assert school.nobody().post("/invite/none", {"login": "x", "password": PASSWORD}).status == 404
    assert school.person("kim").get("/").status == 200


def test_slow_sign_ins_hold_nobody_else_up(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """More of them at once than the server has threads, while each waits for its hash."""
    go_on = threading.Event()
    monkeypatch.setattr(school.site.passwords, "fits", lambda *_: go_on.wait(60) and False)
    with ThreadPoolExecutor(50) as pool:
        waiting = [pool.submit(sign_in, school.nobody(), "x", f"nobody{number}") for number in range(50)]
        try:
            with socketless(school) as asked:
                assert asked() == 200
        finally:
            go_on.set()
        assert {each.result() for each in waiting} == {422}


@contextmanager
def socketless(school: Served) -> Iterator[Callable[[], int]]:
    """Asks for a page, in a thread that is given up where no answer comes."""
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(school.nobody().get("/sign-in").status), daemon=True)

    def asked() -> int:
        thread.start()
        thread.join(30)
        return found[0] if found else 0

    yield asked


def test_what_waits_for_other_servers_has_a_lane() -> None:
    lanes = {each.name: each.lane for each in ENDPOINTS if each.lane}
    assert {name for name, lane in lanes.items() if lane == "outside"} == {
        "school_begin", "school_back", "lti_launch", "fetch_members", "send_grades",
    }  # fmt: skip


def test_a_form_without_files_is_small(school: Served) -> None:
    """Taken apart it needs seventy times its size, while nobody else is answered."""
    kim = school.person("kim")
    assert kim.post(f"{WORK}/attempts", {"code": "%" * (FORM // 4)}).status == 303
    assert kim.post(f"{WORK}/attempts", {"code": "%" * FORM}).status == 413


def test_addresses_that_are_none(school: Served) -> None:
    """Of where a form comes from, and of where to go after signing in."""
    kim = school.person("kim")
    assert kim.old_post("/me", b"act=everywhere", "http://[") == 403
    host = f"localhost:{school.port}"
    assert kim.old_post("/me", b"act=lang&lang=en", f"http://{host}") == 303
    for after in ("//[", "//\u2100", "/\t/evil.example", "/\u200b/evil.example"):
        answer = school.nobody().post("/sign-in", {"login": "kim", "password": PASSWORD, "next": after})
        assert (answer.status, answer.headers["location"]) == (303, "/"), after


def test_a_link_ends_when_its_account_can_do_more(school: Served) -> None:
    """Who made it was allowed to set the password of somebody who could do less."""
    prof, root = school.person("root", "instructor"), school.site.people
    kim = school.person("kim")
    person = next(each for each in root.enrolled(1) if each.student == "kim")
    assert person.person_id is not None
    gains: tuple[Callable[[], object], ...] = (
        lambda: root.change(person.person_id or 0, is_admin=True),
        lambda: root.set_role(1, "kim", "instructor"),
        lambda: root.join(next(each for each in root.everybody() if each.login == "kim"), 2, "kim", "instructor"),
    )
    for gain in gains:
        link = f"/invite/{root.make_token(person.id, 'invite', 600)}"
        assert school.nobody().get(link).status == 200
        gain()
        assert school.nobody().post(link, {"login": "", "password": "the password of another"}).status == 404
    assert prof.get("/").status == 200
    assert sign_in(kim, PASSWORD) == 303


def test_who_comes_from_elsewhere_first_gets_no_keys(school: Served) -> None:
    """Nor keeps the first instructor from theirs."""
    site = school.site
    site.outside.make("https://login.example.edu", "1", "early", "Early")
    link = first_link(site.people, 1)
    assert link is not None
    assert school.nobody().post(link, {"login": "prof", "password": PASSWORD}).status == 303
    assert {each.login: each.is_admin for each in site.people.everybody()} == {"early": False, "prof": True}
    assert first_link(site.people, 1) is None
    school.person("kim")
    assert not any(each.is_admin for each in site.people.everybody() if each.login == "kim")


@contextmanager
def lying(answer: bytes, *, endless: bool = False) -> Iterator[str]:
    """A server that says this, whatever it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as it is called there
            pass

        def do_POST(self) -> None:  # as it is called there
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            try:
                self.wfile.write(answer)
                while endless:
                    self.wfile.write(b" " * (1 << 16))
            except OSError:
                pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


WRONG: tuple[dict[str, object], ...] = (
    {"receipt": "../../me"}, {"receipt": "\x1b]0;x\x07"}, {"received_at": "\x1b[2J"}, {"state": "won"},
    {"page": "/\x1b[2J"}, {"grade": {}}, {"needs": 5}, {"after": "\x07"},
)  # fmt: skip


@pytest.mark.parametrize(
    "said", [b"[]", b"null", b"{}", b"[" * 100_000, b"\xff", *(json.dumps(RIGHT | change).encode() for change in WRONG)]
)
def test_submit_believes_no_answer_of_another_form(tmp_path: Path, said: bytes) -> None:
    """It ends in a sentence, and nothing of it reaches the terminal."""
    file = tmp_path / "work.py"
    file.write_text("x = 1\n")
    with lying(said) as url:
        done = CliRunner().invoke(submit.submit, [str(file), "-a", "x", "--to", url], env={"GRADER_TOKEN": "secret-token"})
    assert "does not answer as a server of grader" in str(done.exception)
    for text in ("\x1b", "\x07", "secret-token"):
        assert text not in done.output + str(done.exception)


def test_submit_reads_no_answer_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "MOST_BYTES", 1 << 20)
    file = tmp_path / "work.py"
    file.write_text("x = 1\n")
    with lying(b"", endless=True) as url:
        done = CliRunner().invoke(submit.submit, [str(file), "-a", "x", "--to", url], env={"GRADER_TOKEN": "t"})
    assert "more than any result" in str(done.exception)


def test_a_right_answer_is_believed(tmp_path: Path) -> None:
    file = tmp_path / "work.py"
    file.write_text("x = 1\n")
    with lying(json.dumps(RIGHT).encode()) as url:
        done = CliRunner().invoke(submit.submit, [str(file), "-a", "x", "--to", url, "--json"], env={"GRADER_TOKEN": "t"})
    assert done.exit_code == 4
    assert json.loads(done.stdout)["receipt"] == RIGHT["receipt"]


def test_no_other_host_plants_what_a_sign_in_comes_back_with(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS its cookie is one that browsers take from this host alone."""
    monkeypatch.setattr(school.site, "secure", True)
    school.site.outside.save_platform(
        1,
        issuer="https://lms.example",
        client_id="c",
        deployment="d",
        **dict.fromkeys(("sign_in_url", "token_url", "keys_url"), "https://lms.example"),
    )
    begun = school.nobody().get("/lti/begin?iss=https://lms.example&client_id=c")
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert all(each in cookie for each in ("Path=/;", "Secure"))
    assert "Domain" not in cookie


def test_what_is_closed_before_its_turn_is_read_by_nobody(school: Served) -> None:
    """An exam that was uploaded, say; what was closed after its turn is still there for those who took part."""
    kim, lee, ada = school.person("kim"), school.person("lee"), school.person("ada", "assistant")
    kim.hand_in(SOURCES["right"])
    handout = f"{WORK}/files.zip"
    assert {browser.get(handout).status for browser in (kim, lee, ada)} == {200}
    school.site.courses.change(1, school.site.courses.assignments()[0].settings.edition, {"state": "closed"})
    assert [browser.get(handout).status for browser in (kim, lee, ada)] == [200, 404, 200]
    assert [handout in browser.get(WORK).text for browser in (kim, lee, ada)] == [True, False, True]


@pytest.mark.usefixtures("one_minute")
def test_nobody_has_all_their_files_packed_without_end(school: Served) -> None:
    kim, lee = school.person("kim"), school.person("lee")
    assert [kim.get("/me/data.zip").status for _ in range(4)] == [200, 200, 200, 429]
    assert lee.get("/me/data.zip").status == 200


def test_nobody_hears_how_many_people_there_are(school: Served) -> None:
    school.person("kim")
    assert "people" not in json.loads(school.nobody().get("/health").body)
    assert school.nobody().get("/metrics", X_Forwarded_For="127.0.0.1").status == 404


def test_a_new_row_of_a_roster_is_nobodys_key(school: Served) -> None:
    """An instructor puts somebody's id on a roster and keeps the link; once its owner came by the school, it opens nothing."""
    site = school.site
    school.person("prof", "instructor")
    site.people.enrol(1, [Listed(student="chair", name="")])
    row = next(each for each in site.people.enrolled(1) if each.student == "chair")
    link = f"/invite/{site.people.make_token(row.id, 'invite', 600)}"
    chair = site.outside.make("https://login.example.edu", "1", "chair", "Chair")
    site.outside.claim(chair, "chair")
    assert school.nobody().post(link, {"login": "", "password": "the password of another"}).status == 404
    assert next(each for each in site.people.everybody() if each.login == "chair").password == ""
    assert site.people.enrolments_of(chair)[0].course == COURSE
