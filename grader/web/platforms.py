"""Learning platforms by LTI 1.3: a launch signs somebody in, rosters are fetched, grades go back. docs/lti.md lists what holds."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.responses import JSONResponse, RedirectResponse, Response

from grader.batch.store.outside import Line, Platform
from grader.batch.store.people import Listed, LoginTakenError, Person, Role
from grader.web.accounts import signed_in
from grader.web.deep_links import REQUEST, choice_page, wanted_of
from grader.web.room import room_of
from grader.web.signed_tokens import LTI, OutsideError, ask, claims_of, is_reachable_by, new_key, public_half, signed
from grader.web.visit import Visit, go, not_found, refused

COOKIE = "grader-launch"
LAUNCH = "LtiResourceLinkRequest"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
MOST_PAGES = 50
UNUSUAL = re.compile(r"[^\w.@-]")
NEXT = re.compile(r'<([^<>]+)>\s*;\s*rel="?next"?')
URLS = ("sign_in_url", "token_url", "keys_url")


def lti_keys(visit: Visit) -> Response:
    """The public halves of our keys, by which platforms know our requests."""
    return JSONResponse({"keys": [public_half(private) for private in _keys(visit)]})


def lti_begin(visit: Visit) -> Response:
    """A platform begins a sign-in, which it will finish itself: back to it, with what it has to give back."""
    asked = {**visit.query, **visit.fields}
    platform = next(
        (
            each
            for each in visit.site.outside.platforms()
            if each.issuer == asked.get("iss")
            and asked.get("client_id", each.client_id) == each.client_id
            and asked.get("lti_deployment_id", each.deployment) == each.deployment
        ),
        None,
    )
    if platform is None:
        return refused(visit, visit.say("lti_unknown"), 403)
    nonce = secrets.token_urlsafe(24)
    state = visit.site.outside.begin({"kind": "lti", "nonce": nonce, "issuer": platform.issuer, "client": platform.client_id})
    form = {
        "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
        "client_id": platform.client_id, "redirect_uri": f"{visit.site.address}/lti/launch",
        "login_hint": asked.get("login_hint", ""), "lti_message_hint": asked.get("lti_message_hint", ""),
        "state": state, "nonce": nonce,
    }  # fmt: skip
    response = RedirectResponse(f"{platform.sign_in_url}?{urlencode(form)}", status_code=303)
    # The way back is a form of another site, to which a browser brings no other cookie.
    response.set_cookie(visit.site.cookie_named(COOKIE), state, max_age=600, path="/", secure=True, httponly=True, samesite="none")
    return response


def lti_launch(visit: Visit) -> Response:
    """The platform says who it is, in which role, and about which assignment; all of it signed."""
    state = visit.fields.get("state", "")
    begun = visit.site.outside.come_back(state) if state and state == visit.cookies.get(visit.site.cookie_named(COOKIE)) else None
    if begun is None or begun.get("kind") != "lti":
        return refused(visit, visit.say("school_again"), 403)
    mine = [each for each in visit.site.outside.platforms() if (each.issuer, each.client_id) == (begun["issuer"], begun["client"])]
    if not mine:
        return refused(visit, visit.say("lti_unknown"), 403)
    try:
        token, audience = visit.fields.get("id_token", ""), begun["client"]
        claims = claims_of(token, mine[0].keys_url, issuer=begun["issuer"], audience=audience, nonce=begun["nonce"])
    except OutsideError:
        return refused(visit, visit.say("school_not_proved"), 403)
    platform = next((each for each in mine if each.deployment == claims.get(f"{LTI}deployment_id")), None)
    kind, version = claims.get(f"{LTI}message_type"), claims.get(f"{LTI}version")
    if platform is None or version != "1.3.0" or kind not in (LAUNCH, REQUEST):
        return refused(visit, visit.say("lti_unknown"), 403)
    return _launched(visit, platform, claims) if kind == LAUNCH else _choosing(visit, platform, claims)


def register_platform(visit: Visit) -> Response:
    """An administrator says which platform may sign people in to a course: its word is believed there."""
    course = next((each for each in visit.site.courses.courses() if each.slug == visit.field("course")), None)
    if not is_installed():
        return refused(visit, visit.say("lti_not_installed"), 422)
    values = {name: visit.field(name, 500) for name in ("issuer", "client_id", "deployment", *URLS)}
    if course is None or not all(values.values()) or not all(is_reachable_by(values[name]) for name in URLS):
        return refused(visit, visit.say("lti_incomplete"), 422)
    visit.site.outside.save_platform(course.id, **values)
    visit.site.audit.record(visit.me().login, "registered a platform", values["issuer"], course=course.id)
    return go("/admin", told="web_saved")


def fetch_members(visit: Visit) -> Response:
    """The platform's roster becomes ours: who is new is added, who is there keeps their attempts and role."""
    found: list[Listed] = []
    try:
        for platform in visit.site.outside.platforms(visit.member().course_id):
            if platform.members_url:
                found += _members(visit, platform)
    except (OutsideError, KeyError, TypeError, AttributeError) as error:
        return refused(visit, visit.say("lti_no_answer", why=str(error)), 502)
    if not found:
        return refused(visit, visit.say("lti_no_members"), 409)
    visit.site.people.enrol(visit.member().course_id, found)
    visit.record("fetched the roster", str(len(found)))
    return go(f"/c/{visit.member().course}/roster", told="web_saved")


def send_grades(visit: Visit) -> Response:
    """To the platform's gradebook, of whoever came from it. What is withheld is said to be pending, never a zero."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    lines = visit.site.outside.lines(work.kept.id)
    if not lines:
        return refused(visit, visit.say("lti_no_line"), 409)
    if not work.shows_points:
        return refused(visit, visit.say("lti_hidden"), 409)
    sent = 0
    try:
        for line in lines:
            token = _token(visit, line.platform, f"{AGS}scope/score")
            sent += sum(_score(visit, line, token, each) for each in room_of(visit.site, work).lines)
    except (OutsideError, KeyError, TypeError) as error:
        visit.record("sent grades, in part", f"{work.kept.slug}: {sent}")
        return refused(visit, visit.say("lti_no_answer", why=str(error)), 502)
    visit.record("sent grades", f"{work.kept.slug}: {sent}")
    return go(f"{work.path}/export", told="lti_sent")


def _launched(visit: Visit, platform: Platform, claims: Mapping[str, Any]) -> Response:
    person = _person(visit, platform, claims)
    if isinstance(person, Response):
        return person
    site, slug = visit.site, _course(visit, platform)
    parts = urlsplit(str(claims.get(f"{LTI}target_link_uri", ""))).path.strip("/").split("/")
    work = site.work(slug, parts[3]) if len(parts) == 4 and parts[:3] == ["c", slug, "a"] else None
    _remember(visit, platform, work.kept.id if work is not None else 0, claims)
    site.audit.record(person.login, "launched from a platform", platform.issuer, course=platform.course_id)
    return signed_in(visit, person.id, work.path if work is not None else "/")


def _choosing(visit: Visit, platform: Platform, claims: Mapping[str, Any]) -> Response:
    """Whoever makes a link in the platform chooses what it launches, if they are an instructor here."""
    wanted = wanted_of(claims)
    if wanted is None:
        return refused(visit, visit.say("lti_unknown"), 403)
    person = _person(visit, platform, claims)
    if isinstance(person, Response):
        return person
    mine = [each for each in visit.site.people.enrolments_of(person.id) if each.course_id == platform.course_id]
    if not any(each.role == "instructor" for each in mine):
        return not_found(visit)
    _remember(visit, platform, 0, claims)
    visit.site.audit.record(person.login, "chose what a link launches", platform.issuer, course=platform.course_id)
    return choice_page(visit, platform, wanted, visit.site.works(_course(visit, platform)), _keys(visit)[0])


def _course(visit: Visit, platform: Platform) -> str:
    return next((each.slug for each in visit.site.courses.courses() if each.id == platform.course_id), "")


def _person(visit: Visit, platform: Platform, claims: Mapping[str, Any]) -> Person | Response:
    """Whom the platform speaks of, in the course; or what is said to who cannot be."""
    site, lis = visit.site, claims.get(f"{LTI}lis")
    listed = str(lis.get("person_sourcedid", "")) if isinstance(lis, dict) else ""
    student = (listed or str(claims["sub"]))[:200]
    person_id = site.outside.person_of(platform.issuer, str(claims["sub"]))
    if person_id is None:
        mark = hashlib.sha256(f"{platform.issuer} {claims['sub']}".encode()).hexdigest()[:8]
        login = f"{UNUSUAL.sub('_', str(claims['sub']))[:40]}-{mark}"
        try:
            person_id = site.outside.make(platform.issuer, str(claims["sub"]), login, str(claims.get("name", ""))[:200])
        except LoginTakenError:
            return refused(visit, visit.say("school_taken", login=login), 409)
    person = next((each for each in site.people.everybody() if each.id == person_id), None)
    if person is None or person.disabled_at:
        return not_found(visit)
    site.outside.admit(person, platform.course_id, student, role_of(claims.get(f"{LTI}roles")))
    return person


def is_installed() -> bool:
    """Whether what reads signatures is there: an extra that not every server needs."""
    return importlib.util.find_spec("joserfc") is not None


def role_of(roles: object) -> Role:
    """By the roles in the course alone: who is an administrator of the platform is nobody here for that."""
    named = {each for each in roles if isinstance(each, str)} if isinstance(roles, list) else set()
    if f"{ROLE}#Instructor" in named and f"{ROLE}/Instructor#TeachingAssistant" not in named:
        return "instructor"
    assistants = {f"{ROLE}/Instructor#TeachingAssistant", f"{ROLE}#Mentor"}
    return "assistant" if named & assistants else "student"


def _remember(visit: Visit, platform: Platform, assignment: int, claims: Mapping[str, Any]) -> None:
    """Where the platform keeps grades and members, as it says."""
    grades, members = claims.get(f"{AGS}claim/endpoint"), claims.get(f"{NRPS}claim/namesroleservice")
    link = claims.get(f"{LTI}resource_link")
    if assignment and isinstance(grades, dict) and is_reachable_by(str(grades.get("lineitem", ""))):
        resource = str(link.get("id", "")) if isinstance(link, dict) else ""
        visit.site.outside.save_line(platform.id, assignment, resource[:200], str(grades["lineitem"]))
    if isinstance(members, dict) and is_reachable_by(str(members.get("context_memberships_url", ""))):
        visit.site.outside.save_members_url(platform.id, str(members["context_memberships_url"]))


def _keys(visit: Visit) -> tuple[str, ...]:
    if not is_installed():
        return ()
    if not visit.site.outside.keys():
        visit.site.outside.save_key(*new_key())
    return visit.site.outside.keys()


def _token(visit: Visit, platform: Platform, scope: str) -> str:
    """Leave to ask the platform, for a request that is signed by us. Raises OutsideError."""
    now = int(time.time())
    claims = {
        "iss": platform.client_id, "sub": platform.client_id, "aud": platform.token_url, "iat": now, "exp": now + 300,
        "jti": secrets.token_urlsafe(16),
    }  # fmt: skip
    form = {
        "grant_type": "client_credentials", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": signed(_keys(visit)[0], claims), "scope": scope,
    }  # fmt: skip
    answer, _ = ask(platform.token_url, form=form)
    return str(answer["access_token"])


def _members(visit: Visit, platform: Platform) -> list[Listed]:
    token, url = _token(visit, platform, f"{NRPS}scope/contextmembership.readonly"), platform.members_url
    found: list[Listed] = []
    for _ in range(MOST_PAGES):
        answer, headers = ask(url, bearer=token, accept=MEMBERS)
        for each in answer["members"]:
            if each.get("status", "Active") == "Active":
                student = str(each.get("lis_person_sourcedid") or each["user_id"])[:200]
                found.append(Listed(student=student, name=str(each.get("name", ""))[:200], role=role_of(_long(each.get("roles")))))
        following = NEXT.search(headers.get("link", ""))
        if following is None:
            break
        url = following.group(1)
    return found


def _long(roles: object) -> object:
    """The roster may give the roles in short."""
    if not isinstance(roles, list):
        return roles
    return [each if "/" in str(each) or "#" in str(each) else f"{ROLE}#{each}" for each in roles]


def _score(visit: Visit, line: Line, token: str, each: Any) -> bool:
    """Whether there was something to send."""
    person = each.student.person_id
    subject = visit.site.outside.subject_of(line.platform.issuer, person) if person is not None else ""
    if not subject or (each.points is None and not each.record.attempts):
        return False
    score: dict[str, object] = {
        "userId": subject, "timestamp": datetime.now(UTC).isoformat(), "activityProgress": "Submitted",
        "gradingProgress": "Pending" if each.points is None or (each.row and each.row.not_marked) else "FullyGraded",
    }  # fmt: skip
    if score["gradingProgress"] == "FullyGraded":
        score |= {"scoreGiven": float(each.points), "scoreMaximum": float(each.row.max_points)}
    parts = urlsplit(line.url)
    ask(parts._replace(path=f"{parts.path}/scores").geturl(), document=score, kind=SCORE, bearer=token)
    return True
