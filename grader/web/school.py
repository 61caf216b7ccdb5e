"""Signing in by the school's identity provider: OpenID Connect, by code, with PKCE."""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from grader.batch.store.people import LoginTakenError
from grader.web.accounts import LOGIN, signed_in
from grader.web.signed_tokens import OutsideError, ask, claims_of
from grader.web.visit import Visit, not_found, refused

# Another host of the school must not plant one: whoever signs in would be somebody else, and hand in for them.
COOKIE = "grader-begun"


def school_begin(visit: Visit) -> Response:
    """To the provider, with what proves on the way back that it is the same browser and the same sign-in."""
    provider = visit.site.provider
    if provider is None:
        return not_found(visit)
    try:
        known, _ = ask(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        target = str(known["authorization_endpoint"])
    except (OutsideError, KeyError, TypeError):
        return refused(visit, visit.say("school_away"), 503)
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    state = visit.site.outside.begin({"kind": "school", "nonce": nonce, "verifier": verifier})
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": _back(visit), "scope": "openid profile email",
        "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    response = RedirectResponse(f"{target}?{urlencode(asked)}", status_code=303)
    response.set_cookie(
        visit.site.cookie_named(COOKIE), state, max_age=600, path="/", secure=visit.site.secure, httponly=True, samesite="lax"
    )
    return response


def school_back(visit: Visit) -> Response:
    """From the provider: the code is changed for a token, the token says who it is."""
    provider = visit.site.provider
    if provider is None:
        return not_found(visit)
    state = visit.query.get("state", "")
    begun = visit.site.outside.come_back(state) if state and state == visit.cookies.get(visit.site.cookie_named(COOKIE)) else None
    if begun is None or begun.get("kind") != "school" or not visit.query.get("code"):
        return refused(visit, visit.say("school_again"), 403)
    try:
        known, _ = ask(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        form = {
            "grant_type": "authorization_code", "code": visit.query["code"], "redirect_uri": _back(visit),
            "client_id": provider.client_id, "client_secret": provider.secret, "code_verifier": begun["verifier"],
        }  # fmt: skip
        answer, _ = ask(str(known["token_endpoint"]), form=form)
        claims = claims_of(
            str(answer["id_token"]), str(known["jwks_uri"]), issuer=provider.issuer, audience=provider.client_id,
            nonce=begun["nonce"],
        )  # fmt: skip
    except (OutsideError, KeyError, TypeError):
        return refused(visit, visit.say("school_not_proved"), 403)
    login = str(claims.get(provider.claim, ""))
    if not LOGIN.fullmatch(login):
        return refused(visit, visit.say("school_no_id", claim=provider.claim), 403)
    outside, people = visit.site.outside, visit.site.people
    person = outside.person_of(provider.issuer, str(claims["sub"]))
    if person is None:
        try:
            person = outside.make(provider.issuer, str(claims["sub"]), login, str(claims.get("name", ""))[:200])
        except LoginTakenError:
            return refused(visit, visit.say("school_taken", login=login), 409)
        visit.site.audit.record(login, "came by the identity provider", provider.issuer)
    elif people.is_disabled(person):
        return not_found(visit)
    outside.claim(person, login)
    response = signed_in(visit, person, "/")
    response.delete_cookie(visit.site.cookie_named(COOKIE), path="/", secure=visit.site.secure, httponly=True, samesite="lax")
    return response


def _back(visit: Visit) -> str:
    return f"{visit.site.address}/sign-in/school/back"
