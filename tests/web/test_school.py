"""Signing in from elsewhere, against a provider and a platform of the test's own: OpenID Connect, LTI 1.3, roster, grades."""

import base64
import hashlib
import json
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, KeySetSerialization, RSAKey

from grader.batch.store.people import Listed
from grader.web.deep_links import DEEP
from grader.web.platforms import AGS, NRPS, ROLE
from grader.web.signed_tokens import LTI
from grader.web.site import Provider
from tests.classes import SOURCES
from tests.web.served import COURSE, WORK, Answer, Browser, Served

CLIENT, SECRET, DEPLOYMENT = "grader-at-school", "a secret of two", "d1"


class Elsewhere:
    """A provider and a platform in one: signs what it is told to, and remembers what it was sent."""

    def __init__(self) -> None:
        self.key, self.other = (RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True) for _ in range(2))
        self.codes: dict[str, Mapping[str, Any]] = {}
        self.scores: list[Mapping[str, Any]] = []
        self.challenges: dict[str, str] = {}
        self.tool_keys: KeySetSerialization = {"keys": []}
        self.members: list[list[Mapping[str, Any]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as it is called there
                pass

            def do_GET(self) -> None:  # as it is called there
                outer.answer(self, b"")

            def do_POST(self) -> None:  # as it is called there
                outer.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://localhost:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def answer(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        path = urllib.parse.urlsplit(asked.path)
        form = dict(urllib.parse.parse_qsl(body.decode())) if asked.path == "/token" else {}
        found: dict[str, Any] = {}
        headers = {}
        if path.path == "/.well-known/openid-configuration":
            found = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")}
            found |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        elif path.path == "/keys":
            found = {"keys": [self.key.as_dict(private=False)]}
        elif form.get("grant_type") == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenges[form["code"]]
            assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
            found = {"id_token": self.token(**self.codes.pop(form["code"]))}
        elif form.get("grant_type") == "client_credentials":
            told = jwt.decode(form["client_assertion"], KeySet.import_key_set(self.tool_keys), algorithms=["RS256"])
            assert (told.claims["iss"], told.claims["aud"]) == (CLIENT, f"{self.issuer}/token")
            found = {"access_token": form["scope"].rpartition("/")[2]}
        elif path.path == "/members":
            assert asked.headers["Authorization"] == "Bearer contextmembership.readonly"
            number = int(path.query or 0)
            found = {"members": self.members[number]}
            if number + 1 < len(self.members):
                headers["Link"] = f'<{self.issuer}/members?{number + 1}>; rel="next"'
        elif path.path == "/line/scores":
            assert asked.headers["Authorization"] == "Bearer score"
            self.scores.append(json.loads(body))
        content = json.dumps(found).encode()
        asked.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            asked.send_header(name, value)
        asked.end_headers()
        asked.wfile.write(content)

    def token(self, *, key: RSAKey | None = None, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        now = int(time.time())
        whole = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300} | claims
        key = key or self.key
        return jwt.encode(dict(header or {"alg": "RS256", "kid": self.key.kid}), whole, key)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere()
    yield made
    made.close()


def asked_for(answer: Answer) -> dict[str, str]:
    """What a sign-in asks of the other server."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["location"]).query))


def come_by(
    school: Served, elsewhere: Elsewhere, change: Callable[[dict[str, Any]], None] = lambda _: None, **claims: Any
) -> tuple[Browser, Answer]:
    browser = school.nobody()
    asked = asked_for(browser.get("/sign-in/school"))
    assert asked["redirect_uri"] == f"http://localhost:{school.port}/sign-in/school/back"
    told = {"nonce": asked["nonce"], "sub": "248289", "preferred_username": "minsu", "name": "김민수"} | claims
    change(told)
    elsewhere.codes["c"], elsewhere.challenges["c"] = told, asked["code_challenge"]
    return browser, browser.get(f"/sign-in/school/back?code=c&state={asked['state']}")


def test_a_schools_account_signs_in(school: Served, elsewhere: Elsewhere) -> None:
    """As who waits on the roster, the second time as the same; what does not prove it signs nobody in, nor takes an account."""
    school.site.provider = Provider(issuer=elsewhere.issuer, client_id=CLIENT, secret=SECRET)
    school.person("prof", "instructor")
    school.site.people.enrol(1, [Listed(student="minsu", name="김민수"), Listed(student="boss", name="", role="instructor")])
    assert "/sign-in/school" in school.nobody().get("/sign-in").text
    wrongs: list[Callable[[dict[str, Any]], None]] = [
        lambda told: told.update(nonce="another"),
        lambda told: told.update(aud="another"),
        lambda told: told.update(aud=[CLIENT, "another"]),
        lambda told: told.update(iss="https://evil.example"),
        lambda told: told.update(exp=int(time.time()) - 3600),
        lambda told: told.update(key=elsewhere.other),
        lambda told: told.update(preferred_username=""),
        lambda told: told.update(preferred_username="prof"),
    ]
    for change in wrongs:
        browser, answer = come_by(school, elsewhere, change)
        assert answer.status in (403, 409)
        assert browser.get("/").status == 303
    for _ in range(2):
        browser, answer = come_by(school, elsewhere)
        assert (answer.status, answer.headers["location"]) == (303, "/")
        assert browser.get(WORK).status == 200
    assert [each.student for each in school.site.people.enrolled(1) if each.person_id is not None] == ["minsu", "prof"]
    browser, _ = come_by(school, elsewhere, sub="other", preferred_username="boss")
    assert browser.get(f"{WORK}/class").status == 404  # nobody becomes staff by a name
    mine, theirs = school.nobody(), school.nobody()
    asked = asked_for(mine.get("/sign-in/school"))
    theirs.get("/sign-in/school")
    assert theirs.get(f"/sign-in/school/back?code=c&state={asked['state']}").status == 403  # begun in another browser
    assert mine.get(f"/sign-in/school/back?code=c&state={asked['state']}").status != 303


def launch(
    school: Served, elsewhere: Elsewhere, *, twice: bool = False, key: RSAKey | None = None, **claims: Any
) -> tuple[Browser, Answer]:
    browser = school.nobody()
    begun = browser.post(
        "/lti/begin",
        {"iss": elsewhere.issuer, "login_hint": "h", "client_id": CLIENT, "target_link_uri": "x"},
        Sec_Fetch_Site="cross-site",
    )
    asked = asked_for(begun)
    assert asked["response_mode"] == "form_post"
    told = {
        "nonce": asked["nonce"], "sub": "u1", "name": "Kim",
        f"{LTI}message_type": "LtiResourceLinkRequest", f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": DEPLOYMENT, f"{LTI}target_link_uri": f"http://localhost:{school.port}{WORK}",
        f"{LTI}resource_link": {"id": "r1"}, f"{LTI}roles": [f"{ROLE}#Learner"], f"{LTI}lis": {"person_sourcedid": "kim"},
        f"{AGS}claim/endpoint": {"lineitem": f"{elsewhere.issuer}/line", "scope": [f"{AGS}scope/score"]},
        f"{NRPS}claim/namesroleservice": {"context_memberships_url": f"{elsewhere.issuer}/members"},
    } | claims  # fmt: skip
    form = {"state": asked["state"], "id_token": elsewhere.token(key=key, **told)}
    answer = browser.post("/lti/launch", form, Sec_Fetch_Site="cross-site")
    return browser, browser.post("/lti/launch", form, Sec_Fetch_Site="cross-site") if twice else answer


def test_a_platform_launches_gives_its_roster_and_gets_grades(school: Served, elsewhere: Elsewhere) -> None:
    """Registered by an administrator; a launch is believed once, for its deployment; scores come back."""
    root, prof = school.person("root"), school.person("prof", "instructor")
    platform = {
        "course": COURSE, "issuer": elsewhere.issuer, "client_id": CLIENT, "deployment": DEPLOYMENT,
        "sign_in_url": f"{elsewhere.issuer}/authorization", "token_url": f"{elsewhere.issuer}/token",
        "keys_url": f"{elsewhere.issuer}/keys",
    }  # fmt: skip
    assert prof.post("/admin/platforms", platform).status == 404
    assert root.post("/admin/platforms", platform | {"keys_url": "http://evil.example/keys"}).status == 422
    assert root.post("/admin/platforms", platform).status == 303
    school.site.people.enrol(1, [Listed(student="kim", name="Kim")])
    wrongs: list[dict[str, Any]] = [
        {"key": elsewhere.other}, {"nonce": "another"}, {"aud": "another"}, {f"{LTI}deployment_id": "d2"}, {"twice": True},
        {f"{LTI}message_type": "LtiSubmissionReviewRequest"}, {f"{LTI}version": "1.1"}, {"exp": 1}, {"sub": ""},
    ]  # fmt: skip
    for wrong in wrongs:
        assert launch(school, elsewhere, **wrong)[1].status == 403, wrong
    kim, answer = launch(school, elsewhere)
    assert (answer.status, answer.headers["location"]) == (303, WORK)
    with school.grading():
        kim.report(kim.hand_in(SOURCES["half"]))
    assert kim.get(f"{WORK}/class").status == 404
    claims: dict[str, Any] = {f"{LTI}roles": [f"{ROLE}/Instructor#TeachingAssistant", f"{ROLE}#Instructor"], f"{LTI}lis": {}}
    ada, _ = launch(school, elsewhere, sub="u2", **claims)
    assert ada.get(f"{WORK}/class").status == 200
    assert ada.get(f"{WORK}/settings").status == 404
    claims = {f"{LTI}roles": ["http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"], f"{LTI}lis": {}}
    admin, _ = launch(school, elsewhere, sub="u3", **claims)
    assert admin.get(f"{WORK}/class").status == 404
    elsewhere.tool_keys = json.loads(school.nobody().get("/lti/keys").text)
    assert "d" not in elsewhere.tool_keys["keys"][0]
    elsewhere.members = [
        [{"user_id": "u1", "lis_person_sourcedid": "kim", "name": "Kim", "roles": ["Learner"], "status": "Active"}],
        [
            {"user_id": "u9", "lis_person_sourcedid": "lee", "name": "Lee", "roles": ["Learner"]},
            {"user_id": "u8", "status": "Inactive"},
        ],
    ]
    assert prof.post(f"/c/{COURSE}/roster/fetch").status == 303
    assert {"kim", "lee"} <= {each.student for each in school.site.people.enrolled(1)}
    assert prof.post(f"{WORK}/export/send").status == 303
    assert [(each["userId"], each["scoreGiven"], each["scoreMaximum"], each["gradingProgress"]) for each in elsewhere.scores] == [
        ("u1", 1.0, 2.0, "FullyGraded")
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", elsewhere.scores[0]["timestamp"])


def test_an_instructor_chooses_what_a_link_launches(school: Served, elsewhere: Elsewhere) -> None:
    """Deep linking: every assignment of the course has a form that the platform can verify, and nobody else gets any."""
    platform = {
        "course": COURSE, "issuer": elsewhere.issuer, "client_id": CLIENT, "deployment": DEPLOYMENT,
        "sign_in_url": f"{elsewhere.issuer}/authorization", "token_url": f"{elsewhere.issuer}/token",
        "keys_url": f"{elsewhere.issuer}/keys",
    }  # fmt: skip
    assert school.person("root").post("/admin/platforms", platform).status == 303
    settings = {
        "deep_link_return_url": f"{elsewhere.issuer}/back?x=1&y=2",
        "accept_types": ["link", "ltiResourceLink"],
        "data": "d7",
    }
    asked: dict[str, Any] = {
        f"{LTI}message_type": "LtiDeepLinkingRequest", f"{LTI}roles": [f"{ROLE}#Instructor"], f"{LTI}lis": {},
        f"{DEEP}deep_linking_settings": settings,
    }  # fmt: skip
    for change in (
        {"deep_link_return_url": "http://evil.example/back"},
        {"deep_link_return_url": "https://a;b.example/"},
        {"deep_link_return_url": "https://a.example:x/"},
        {"accept_types": ["file"]},
        {"accept_types": "ltiResourceLink"},
    ):
        wrong = asked | {f"{DEEP}deep_linking_settings": settings | change}
        assert launch(school, elsewhere, sub="u5", **wrong)[1].status == 403, change
    assert launch(school, elsewhere, sub="u6", **(asked | {f"{LTI}roles": [f"{ROLE}#Learner"]}))[1].status == 404
    with school.grading():  # from then on it is known how many points there are
        school.person("kim").report(school.person("kim").hand_in(SOURCES["half"]))
    _, answer = launch(school, elsewhere, sub="u5", **asked)
    assert answer.status == 200
    assert f"form-action 'self' {elsewhere.issuer};" in answer.headers["content-security-policy"]
    assert f'action="{elsewhere.issuer}/back?x=1&amp;y=2"' in answer.text
    (token,) = re.findall(r'name="JWT" value="([^"]+)"', answer.text)
    ours = KeySet.import_key_set(json.loads(school.nobody().get("/lti/keys").text))
    claims = jwt.decode(token, ours, algorithms=["RS256"]).claims
    assert (claims["iss"], claims["aud"], claims[f"{DEEP}data"]) == (CLIENT, [elsewhere.issuer], "d7")
    assert (claims[f"{LTI}message_type"], claims[f"{LTI}version"], claims[f"{LTI}deployment_id"]) == (
        "LtiDeepLinkingResponse", "1.3.0", DEPLOYMENT,
    )  # fmt: skip
    (item,) = claims[f"{DEEP}content_items"]
    assert (item["lineItem"]["scoreMaximum"], item["lineItem"]["resourceId"]) == (2.0, "doubling")
    assert (item["type"], item["url"]) == ("ltiResourceLink", f"{school.site.address}{WORK}")
    assert abs(claims["iat"] - time.time()) < 60 < claims["exp"] - claims["iat"]
