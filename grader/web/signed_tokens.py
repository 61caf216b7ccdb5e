"""What other servers prove: signed tokens, held against the keys that they publish. Nothing of a token is believed before that.

Needs joserfc (the extra ``school``), which is loaded where it is used: a server without a provider does without.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 1 << 20
PATIENCE_S = 10
LEEWAY_S = 60
# Tokens are signed with a key whose public half is published. Anything weaker, or none, is refused by not standing here.
ALGORITHMS = ["RS256", "ES256", "PS256"]
# What claims of LTI 1.3 are called.
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class OutsideError(Exception):
    """Another server did not answer, or what it says does not prove what it should."""


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """An answer from elsewhere than where it was asked for is none."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def is_reachable_by(url: str) -> bool:
    """Over TLS, or on this machine."""
    parts = urllib.parse.urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def ask(
    url: str, *, form: Mapping[str, str] | None = None, document: object = None, kind: str = "", bearer: str = "", accept: str = ""
) -> tuple[Any, Mapping[str, str]]:
    """The JSON that a URL answers with, and its headers by their small names. Raises OutsideError."""
    if not is_reachable_by(url):
        raise OutsideError(f"{urllib.parse.urlsplit(url).hostname or 'the address'} is not asked, since it is not https")
    headers = {"Accept": accept or "application/json"}
    data = None
    if form is not None:
        data = urllib.parse.urlencode(form).encode()
    elif document is not None:
        data, headers["Content-Type"] = json.dumps(document).encode(), kind or "application/json"
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    request = urllib.request.Request(url, data, headers)  # noqa: S310  # the scheme was looked at above
    try:
        with urllib.request.build_opener(_NoDetours).open(request, timeout=PATIENCE_S) as answer:
            content = answer.read(MOST_BYTES + 1)
            found = {name.lower(): value for name, value in answer.headers.items()}
    except (OSError, ValueError) as error:
        status = f" (status {error.code})" if isinstance(error, urllib.error.HTTPError) else ""
        raise OutsideError(f"{urllib.parse.urlsplit(url).hostname} did not answer as it should{status}") from error
    if len(content) > MOST_BYTES:
        raise OutsideError("the answer is too long")
    try:
        return (json.loads(content) if content.strip() else None), found
    except ValueError as error:
        raise OutsideError("the answer is not JSON") from error


def claims_of(token: str, keys_url: str, *, issuer: str, audience: str, nonce: str) -> Mapping[str, Any]:
    """What a token says, once its signature, who made it, for whom, when and for which sign-in are right. Raises OutsideError."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    keys, _ = ask(keys_url)
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        claims = decoded.claims
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_S, iss={"essential": True, "value": issuer}, sub={"essential": True}, exp={"essential": True}
        ).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise OutsideError(f"the token is not valid ({type(error).__name__})") from error
    audiences = claims.get("aud")
    listed = audiences if isinstance(audiences, list) else [audiences]
    if audience not in listed or (len(listed) > 1 and claims.get("azp") != audience) or claims.get("azp", audience) != audience:
        raise OutsideError("the token is for somebody else")
    if not nonce or claims.get("nonce") != nonce:
        raise OutsideError("the token is of another sign-in")
    issued = claims.get("iat", 0)
    if not isinstance(issued, int | float) or issued > time.time() + LEEWAY_S:
        raise OutsideError("the token is of another time")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) < 256:  # as OpenID Connect says
        raise OutsideError("the token names nobody")
    return claims


def new_key() -> tuple[str, str]:
    """A key of ours: its name, and it as JSON, to be kept."""
    from joserfc.jwk import RSAKey

    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True, auto_kid=True)
    return str(key.kid), json.dumps(key.as_dict(private=True))


def public_half(private: str) -> Mapping[str, Any]:
    from joserfc.jwk import RSAKey

    return RSAKey.import_key(json.loads(private)).as_dict(private=False)


def signed(private: str, claims: Mapping[str, Any]) -> str:
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    key = RSAKey.import_key(json.loads(private))
    return jwt.encode({"alg": "RS256", "kid": key.kid}, dict(claims), key)
