"""Signing in and out, taking up an invitation, one's own account."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from starlette.responses import Response

from grader.batch.store.people import SESSION_S, LoginTakenError, Person
from grader.model import Lang
from grader.web.devices import known_device, network_of, remember
from grader.web.home import course_title
from grader.web.passwords import LONGEST, SHORTEST
from grader.web.visit import Visit, go, not_found, page, refused

LOGIN = re.compile(r"[\w.@-]{1,64}")
# Wrong passwords in a minute: for one account from one address, for it from everywhere, and from one address. A whole class may
# have one address, and whoever guesses at an account elsewhere must not keep its owner out.
SIGN_INS, OF_ONE, FROM_ONE = 10, 60, 60
TOKEN_S = 180 * 86_400.0
STATIC = {"style.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}


def static(visit: Visit) -> Response:
    name = visit.params["file"]
    if name not in STATIC:
        return not_found(visit)
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return Response(content, media_type=STATIC[name], headers={"Cache-Control": "public, max-age=300"})


def sign_in_page(visit: Visit) -> Response:
    fresh = not visit.site.people.count()  # whoever started the server has the first link
    return page(visit, "sign_in.html.j2", wrong="", login="", after=_inside(visit.query.get("next", "")), fresh=fresh)


def sign_in(visit: Visit) -> Response:
    login, after = visit.field("login"), _inside(visit.field("next"))
    people = visit.site.people
    person = people.by_login(login)
    limits = _limits(visit, login.casefold(), person)
    # What one refuses the others do not count.
    if any(visit.site.rates.too_often(who, most) for who, most in limits.items()):
        return refused(visit, visit.say("web_too_often"), 429)
    known = person.password if person is not None else None
    if not visit.site.passwords.fits(visit.fields.get("password", ""), known) or person is None or person.disabled_at:
        wrong = visit.say("web_sign_in_wrong")
        return page(visit, "sign_in.html.j2", status=422, wrong=wrong, login=login, after=after, fresh=False)
    for who in limits:
        visit.site.rates.forgive(who)
    response = signed_in(visit, person.id, after or "/")
    remember(visit, response, person.id, person.password)
    return response


def _limits(visit: Visit, account: str, person: Person | None) -> dict[str, int]:
    """What a try is counted by. In a browser of the account's own by nothing that a stranger can use up."""
    network = network_of(visit.address)
    if device := known_device(visit, person):
        return {f"sign-in as {account} by {device}": SIGN_INS}
    return {
        f"sign-in as {account} from {network}": SIGN_INS,
        f"sign-in from {network}": FROM_ONE,
        f"sign-in as {account}": OF_ONE,
    }


def sign_out(visit: Visit) -> Response:
    if visit.session:
        visit.site.people.end_session(visit.session)
    response = go("/sign-in")
    response.delete_cookie(visit.site.cookie, path="/", secure=visit.site.secure, httponly=True, samesite="lax")
    return response


def invitation(visit: Visit) -> Response:
    return _invited(visit, wrong="", login="")


def take_up(visit: Visit) -> Response:
    login, password = visit.field("login"), visit.fields.get("password", "")
    people, token = visit.site.people, visit.params["token"]
    enrolment = people.by_token(token, "invite")
    if enrolment is None:
        return refused(visit, visit.say("web_invite_gone"), 404)
    # By the link, which nobody guesses: a room full of people takes theirs up from one address.
    if visit.site.rates.too_often(f"invitation of {enrolment.id}", SIGN_INS):
        return refused(visit, visit.say("web_too_often"), 429)
    if enrolment.person_id is None and not LOGIN.fullmatch(login):
        return _invited(visit, wrong=visit.say("web_login_bad"), login=login)
    if not SHORTEST <= len(password) <= LONGEST:
        return _invited(visit, wrong=visit.say("web_password_short"), login=login)
    try:
        person = people.take_up(token, login, visit.site.passwords.hash(password))
    except LoginTakenError:
        return _invited(visit, wrong=visit.say("web_login_taken"), login=login)
    if person is None:
        return refused(visit, visit.say("web_invite_gone"), 404)
    visit.site.audit.record(person.login, "took up an invitation", f"{enrolment.course} as {enrolment.student}")
    response = signed_in(visit, person.id, "/")
    remember(visit, response, person.id, person.password)
    return response


def account(visit: Visit) -> Response:
    return _account(visit)


def change_account(visit: Visit) -> Response:
    """One form of the page at a time; ``act`` says which."""
    people, me = visit.site.people, visit.me()
    act = visit.field("act")
    if act == "lang":
        lang: Lang = "ko" if visit.field("lang") == "ko" else "en"
        people.set_lang(me.id, lang)
        return go(_inside(visit.field("next")) or "/me", told="web_saved")
    if act == "password":
        return _new_password(visit)
    if act == "everywhere":
        people.end_sessions(me.id)
        return go("/sign-in")
    if act == "token":
        mine = people.enrolments_of(me.id)
        chosen = next((each for each in mine if each.course == visit.field("course")), None)
        if chosen is None:
            return not_found(visit)
        visit.site.audit.record(me.login, "made a token", chosen.course)
        return _account(visit, token=people.make_token(chosen.id, "submit", TOKEN_S))
    if act == "revoke":
        people.revoke_tokens(me.id)
        return go("/me", told="web_tokens_revoked")
    return not_found(visit)


def _new_password(visit: Visit) -> Response:
    people, me = visit.site.people, visit.me()
    password = visit.fields.get("password", "")
    if visit.site.rates.too_often(f"password of {me.id}", SIGN_INS):
        return refused(visit, visit.say("web_too_often"), 429)
    if not visit.site.passwords.fits(visit.fields.get("old", ""), me.password):
        return _account(visit, status=422, wrong=visit.say("web_sign_in_wrong"))
    if not SHORTEST <= len(password) <= LONGEST:
        return _account(visit, status=422, wrong=visit.say("web_password_short"))
    hashed = visit.site.passwords.hash(password)
    people.set_password(me.id, hashed)
    visit.site.audit.record(me.login, "changed the password", "")
    response = signed_in(visit, me.id, "/me?told=web_password_changed")
    remember(visit, response, me.id, hashed)
    return response


def _account(visit: Visit, *, status: int = 200, wrong: str = "", token: str = "") -> Response:
    people, me = visit.site.people, visit.me()
    return page(
        visit,
        "account.html.j2",
        status=status,
        wrong=wrong,
        token=token,
        tokens=people.tokens_of(me.id),
        courses=sorted({each.course for each in people.enrolments_of(me.id)}),
    )


def _invited(visit: Visit, *, wrong: str, login: str) -> Response:
    people = visit.site.people
    enrolment = people.by_token(visit.params["token"], "invite")
    if enrolment is None:
        return refused(visit, visit.say("web_invite_gone"), 404)
    known = people.login_of(enrolment.person_id) if enrolment.person_id is not None else ""
    return page(visit, "invitation.html.j2", status=422 if wrong else 200, invited=enrolment, wrong=wrong, login=login, known=known,
                title=course_title(visit, enrolment.course))  # fmt: skip


def signed_in(visit: Visit, person: int, path: str) -> Response:
    """With a session of its own; the one before it ends."""
    people = visit.site.people
    if visit.session:
        people.end_session(visit.session)
    response = go(path)
    secret = people.open_session(person)
    response.set_cookie(
        visit.site.cookie, secret, max_age=int(SESSION_S), path="/", secure=visit.site.secure, httponly=True, samesite="lax"
    )
    return response


def _inside(path: str) -> str:
    """A path of ours, or nothing: whoever signs in is not sent to another site."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith(("//", "/\\")):
        return ""
    return parts.path
