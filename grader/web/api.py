"""What programs ask: ``grader submit`` hands in with a token and reads the result. The same rules as the pages'."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import JSONResponse, Response

from grader.batch.render import fetch_grade, standing_on
from grader.batch.store.people import Enrolment
from grader.grading.lateness import terms_of
from grader.grading.reveal import reveal
from grader.model.codecs import GRADE
from grader.web.record import record_of, sheet_of
from grader.web.site import Work
from grader.web.students import HAND_INS, receive, state_of
from grader.web.visit import Visit

CALLS = 120  # a minute, of one token


def api_hand_in(visit: Visit) -> Response:
    enrolment = _enrolment(visit)
    if isinstance(enrolment, Response):
        return enrolment
    work = visit.site.work(enrolment.course, visit.field("assignment"))
    if work is None:
        known = ", ".join(each.kept.slug for each in visit.site.works(enrolment.course))
        return _error(404, f"the course has no such assignment; there are: {known}")
    if not visit.files:
        return _error(422, "no file came with it")
    if visit.site.rates.too_often(f"hand-in of {enrolment.id}", HAND_INS):
        return _error(429, f"more than {HAND_INS} hand-ins within a minute; try again in a minute")
    receipt = receive(replace(visit, enrolment=enrolment), work, enrolment.student, visit.files)
    if receipt is None:
        if not work.is_open:
            return _error(409, "this assignment is closed: nothing can be handed in now")
        return _error(409, f"no attempt is left of {work.assignment.attempts.max}, so nothing more can be handed in")
    return JSONResponse(_document(visit, work, enrolment, receipt), status_code=201)


def api_attempt(visit: Visit) -> Response:
    enrolment = _enrolment(visit)
    if isinstance(enrolment, Response):
        return enrolment
    found = visit.site.handins.by_receipt(visit.params["receipt"])
    works = visit.site.works(enrolment.course)
    work = next((each for each in works if found is not None and each.kept.id == found.assignment_id), None)
    if found is None or work is None or found.student != enrolment.student:
        return _error(404, "no attempt of yours has that receipt")
    return JSONResponse(_document(visit, work, enrolment, found.receipt))


def unknown_token(visit: Visit) -> Response | None:
    """What is said where the token is nobody's; None where it is somebody's."""
    known = visit.bearer and visit.site.people.by_token(visit.bearer, "submit") is not None
    return None if known else _error(401, "the token is unknown, revoked or too old; make one on your account's page")


def _enrolment(visit: Visit) -> Enrolment | Response:
    found = visit.site.people.by_token(visit.bearer, "submit") if visit.bearer else None
    if found is None:  # revoked this moment
        return unknown_token(visit) or _error(401, "the token was revoked")
    if visit.site.rates.too_often(f"token of {found.id}", CALLS):
        return _error(429, "too many tries; try again in a minute")
    return found


def _document(visit: Visit, work: Work, enrolment: Enrolment, receipt: str) -> dict[str, object]:
    record = record_of(visit.site, work, visit.site.handins.of_student(work.kept.id, enrolment.student))
    mine = record.of(receipt)
    assert mine is not None  # noqa: S101  # it was found under this student
    each = mine.handed_in
    until = visit.site.handins.held_until(each.job)
    document: dict[str, object] = {
        "schema": "grader/attempt/1",
        "receipt": each.receipt,
        "received_at": each.received_at.isoformat(),
        "sha256": each.sha256,
        "attempt": each.number,
        "state": state_of(each),
        "before": visit.site.place(each.job) if each.state == "queued" else None,
        "after": until.isoformat() if until is not None else None,
        "problem": each.submission.problem,
        "page": f"/c/{work.kept.course}/a/{work.kept.slug}/attempts/{each.receipt}",
        "lang": work.assignment.lang,
        "needs": work.assignment.needs,
        "grade": None,
    }
    if mine.outcome is not None:
        sheet = sheet_of(mine, work, record.ruled, name=enrolment.name)
        grade = fetch_grade(visit.site.store(work), each.key, sheet.member, visit.site.outline(work), work.assignment)
        standing = standing_on(terms_of(work.assignment), sheet, grade.points, grade.max_points)
        document["grade"] = GRADE.dump_python(replace(reveal(grade), points=standing.points), mode="json")
    return document


def _error(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": text}, status_code=status)
