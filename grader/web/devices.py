"""From where somebody signs in: browsers in which they did so before, and networks. Whoever guesses shall keep nobody else out."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets

from starlette.responses import Response

from grader.batch.store.people import Person
from grader.web.visit import Visit

COOKIE = "grader-known"
KNOWN_S = 180 * 86_400


def known_device(visit: Visit, person: Person | None) -> str:
    """What the visitor's browser is counted by when it signs in as ``person``; empty where they never did so in it.

    The cookie is signed with the hash of the password: it is of this account alone, and ends with the password. It proves nothing
    but that guesses of others are none of this browser's.
    """
    mark, _, signature = visit.cookies.get(visit.site.cookie_named(COOKIE), "").partition(".")
    if person is None or not person.password or not mark or not signature.isascii():
        return ""
    return mark if hmac.compare_digest(signature, _signature(mark, person.id, person.password)) else ""


def remember(visit: Visit, response: Response, person: int, password: str) -> None:
    """That they signed in here. ``password``: its hash."""
    mark = secrets.token_urlsafe(16)
    response.set_cookie(
        visit.site.cookie_named(COOKIE), f"{mark}.{_signature(mark, person, password)}", max_age=KNOWN_S, path="/",
        secure=visit.site.secure, httponly=True, samesite="lax",
    )  # fmt: skip


def network_of(address: str) -> str:
    """What one household has of addresses: of IPv6 the first half, since the rest is anybody's own to choose."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address) or found.ipv4_mapped is not None:
        return str(getattr(found, "ipv4_mapped", None) or found)
    return str(ipaddress.ip_network((int(found), 64), strict=False))


def _signature(mark: str, person: int, password: str) -> str:
    return hmac.new(password.encode(), f"{mark} {person}".encode(), hashlib.sha256).hexdigest()
