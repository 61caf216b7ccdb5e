"""LTI deep linking: an instructor picks, from within the platform, which assignment a link of theirs launches."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from grader.batch.store.outside import Platform
from grader.grading.scoring import max_points_of
from grader.model import most_by_hand
from grader.web.signed_tokens import LTI, is_reachable_by, signed
from grader.web.site import Work
from grader.web.visit import POLICY, Visit, page

DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
REQUEST, ANSWER = "LtiDeepLinkingRequest", "LtiDeepLinkingResponse"
LINK = "ltiResourceLink"
# Until somebody has chosen.
GOOD_S = 3600
HOST = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where the platform takes the answer, and what it wants back with it. ``lines``: whether a link may bring a grade column."""

    url: str
    data: object
    lines: bool

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"


def wanted_of(claims: Mapping[str, Any]) -> Wanted | None:
    """None where nothing of ours would be taken, or the answer would not go over TLS."""
    settings = claims.get(f"{DEEP}deep_linking_settings")
    if not isinstance(settings, dict):
        return None
    url, types = str(settings.get("deep_link_return_url", "")), settings.get("accept_types")
    try:
        is_named = HOST.fullmatch(urlsplit(url).hostname or "") is not None and urlsplit(url).port != 0
    except ValueError:
        return None
    if not is_named or not is_reachable_by(url) or not isinstance(types, list) or LINK not in types:
        return None
    return Wanted(url=url, data=settings.get("data"), lines=settings.get("accept_lineitem") is not False)


def choice_page(visit: Visit, platform: Platform, wanted: Wanted, works: tuple[Work, ...], key: str) -> Response:
    """Every assignment of the course with a form of its own, which goes straight to the platform, signed. ``key``: ours."""
    choices = [(work, signed(key, _answer(visit, platform, wanted, work))) for work in works]
    response = page(visit, "deep_link.html.j2", choices=choices, url=wanted.url)
    response.headers["Content-Security-Policy"] = POLICY.replace("form-action 'self'", f"form-action 'self' {wanted.origin}")
    return response


def _answer(visit: Visit, platform: Platform, wanted: Wanted, work: Work) -> Mapping[str, Any]:
    now = int(time.time())
    title = work.assignment.title.in_lang(visit.lang)
    item: dict[str, Any] = {"type": LINK, "title": title, "url": f"{visit.site.address}{work.path}"}
    most = float(max_points_of(tuple(visit.site.outline(work).values())) + most_by_hand(work.assignment.manual))
    if wanted.lines and most > 0:  # a column without points is none
        item["lineItem"] = {"label": title, "scoreMaximum": most, "resourceId": work.kept.slug}
    claims = {
        "iss": platform.client_id, "aud": [platform.issuer], "iat": now, "exp": now + GOOD_S, "nonce": secrets.token_urlsafe(24),
        f"{LTI}deployment_id": platform.deployment, f"{LTI}message_type": ANSWER, f"{LTI}version": "1.3.0",
        f"{DEEP}content_items": [item],
    }  # fmt: skip
    return claims if wanted.data is None else claims | {f"{DEEP}data": wanted.data}
