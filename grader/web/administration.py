"""The server itself: accounts, courses, graders, the record; what is kept of one person, given to them or taken away."""

from __future__ import annotations

import io
import json
import re
import zipfile

from starlette.responses import JSONResponse, PlainTextResponse, Response

from grader import __version__
from grader.batch.store.people import Person
from grader.batch.store.removal import Removal
from grader.reading.submissions import file_name
from grader.web.visit import Visit, go, not_found, page, refused

COURSE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
# Of one person, a minute.
DATA = 3
LOOPBACK = ("127.0.0.1", "::1")
# A job that waits longer while nobody grades is a matter for whoever runs the server; so is a clock that far from the database's.
WAITS_S, APART_S = 300, 2.0
MOST_RECORDED = 200


def audit_page(visit: Visit) -> Response:
    """What was done in a course. Nobody can change it, also not the server."""
    return _record(visit, visit.member().course_id, f"/c/{visit.member().course}/audit")


def admin_audit(visit: Visit) -> Response:
    return _record(visit, None, "/admin/audit")


def admin_page(visit: Visit) -> Response:
    return _admin(visit)


def change_person(visit: Visit) -> Response:
    """An account: an administrator or not, disabled or not, deleted with everything that names them."""
    found, act = _person(visit), visit.field("act")
    if found is None:
        return not_found(visit)
    others = [each for each in visit.site.people.everybody() if each.is_admin and not each.disabled_at and each.id != found.id]
    if act in ("unadmin", "disable", "delete") and found.is_admin and not others:
        return _admin(visit, wrong=visit.say("staff_last_admin"))
    if act == "delete":
        if visit.field("login") != found.login:
            return _admin(visit, wrong=visit.say("staff_type_login", login=found.login))
        Removal(visit.site.database).delete_person(found.id)
        visit.site.forget()
        visit.site.audit.record(visit.me().login, "deleted a person", str(found.id))
        return go("/admin", told="staff_deleted")
    changes = {
        "admin": {"is_admin": True},
        "unadmin": {"is_admin": False},
        "disable": {"disabled": True},
        "enable": {"disabled": False},
    }
    if act not in changes:
        return _admin(visit, wrong=visit.say("web_unreadable_form"))
    visit.site.people.change(found.id, **changes[act])
    visit.site.audit.record(visit.me().login, f"account: {act}", found.login)
    return go("/admin", told="web_saved")


def make_course(visit: Visit) -> Response:
    """A new one, with whoever makes it as its instructor."""
    slug = visit.field("course", 64)
    if not COURSE_NAME.fullmatch(slug) or slug in {each.slug for each in visit.site.courses.courses()}:
        return _admin(visit, wrong=visit.say("staff_course_wrong"))
    number = visit.site.courses.save_course(slug)
    visit.site.people.join(visit.me(), number, visit.me().login, "instructor")
    visit.site.audit.record(visit.me().login, "made a course", slug, course=number)
    return go(f"/c/{slug}/roster")


def change_course(visit: Visit) -> Response:
    """Enter it as an instructor, which the record says; put it away; or delete it with everything in it."""
    course = next((each for each in visit.site.courses.courses() if each.slug == visit.params["course"]), None)
    if course is None:
        return not_found(visit)
    act, me = visit.field("act"), visit.me()
    if act == "enter":
        visit.site.people.join(me, course.id, me.login, "instructor")
        visit.site.audit.record(me.login, "entered the course", course.slug, course=course.id)
        return go(f"/c/{course.slug}/roster")
    if act in ("archive", "restore"):
        visit.site.courses.archive_course(course.id, archived=act == "archive")
        visit.site.audit.record(me.login, f"course: {act}", course.slug, course=course.id)
        return go("/admin", told="staff_archived" if act == "archive" else "web_saved")
    if act == "delete":
        if visit.field("course") != course.slug:
            return _admin(visit, wrong=visit.say("staff_type_course", course=course.slug))
        Removal(visit.site.database).delete_course(course.id)
        visit.site.forget()
        visit.site.audit.record(me.login, "deleted a course", course.slug)
        return go("/admin", told="staff_deleted")
    return _admin(visit, wrong=visit.say("web_unreadable_form"))


def my_data(visit: Visit) -> Response:
    """Everything that is kept of the visitor, and every file that they handed in; all of it is in memory for a moment."""
    if visit.site.rates.too_often(f"data of {visit.me().id}", DATA):
        return refused(visit, visit.say("web_too_often"), 429)
    return _data(visit, visit.me())


def person_data(visit: Visit) -> Response:
    found = _person(visit)
    if found is None:
        return not_found(visit)
    visit.site.audit.record(visit.me().login, "took the data of", found.login)
    return _data(visit, found)


def metrics(visit: Visit) -> Response:
    """For a collector on this machine, as text; nobody else is told that it is there."""
    if visit.address not in LOOPBACK or visit.is_forwarded:
        return not_found(visit)
    counts = visit.site.watch.counts()
    lines = [f"grader_people {visit.site.people.count()}", f"grader_handins_total {counts['handins']}"]
    lines += [f'grader_jobs{{state="{state}"}} {counts.get(state, 0)}' for state in ("queued", "leased", "done", "failed")]
    lines.append(f"grader_oldest_job_seconds {counts['oldest_s']}")
    lines.append(f"grader_graders {len(visit.site.watch.graders())}")
    return PlainTextResponse("\n".join(lines) + "\n")


def _person(visit: Visit) -> Person | None:
    return next((each for each in visit.site.people.everybody() if each.id == visit.number("number")), None)


def _data(visit: Visit, person: Person) -> Response:
    found, files = Removal(visit.site.database).data_of(person.id)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=1, default=str))
        for receipt, own in files.items():
            for name, content in own:
                archive.writestr(f"files/{receipt}/{file_name(name) or 'file'}", content)
    return Response(
        out.getvalue(), media_type="application/zip", headers={"Content-Disposition": 'attachment; filename="data.zip"'}
    )


def _record(visit: Visit, course: int | None, address: str) -> Response:
    typed = visit.query.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0  # as the database counts
    rows = visit.site.audit.recorded(course, before=before, most=MOST_RECORDED + 1)
    older = rows[MOST_RECORDED - 1].id if len(rows) > MOST_RECORDED else 0
    return page(visit, "audit.html.j2", rows=rows[:MOST_RECORDED], older=older, address=address)


def _admin(visit: Visit, *, wrong: str = "") -> Response:
    return page(
        visit,
        "admin.html.j2",
        status=422 if wrong else 200,
        wrong=wrong,
        everybody=visit.site.people.everybody(),
        courses=visit.site.courses.courses(),
        platforms=visit.site.outside.platforms(),
        graders=visit.site.watch.graders(),
        version=__version__,
        counts=visit.site.watch.counts(),
    )


def health(visit: Visit) -> Response:
    """For whoever watches the server: the database answers, its clock is ours, somebody grades."""
    counts = visit.site.watch.counts()
    graders = [each for each in visit.site.watch.graders() if each.version == __version__]  # others take no jobs of this server
    waits = counts["oldest_s"] > WAITS_S
    apart = abs(visit.site.watch.clock_apart_s())
    state = "ok" if apart <= APART_S and not (waits and not graders) else "degraded"
    return JSONResponse(
        {
            "status": state, "clock_apart_s": round(apart, 3), "graders": len(graders),
            "queued": counts.get("queued", 0), "oldest_job_s": counts["oldest_s"],
        },
        status_code=200 if state == "ok" else 503,
    )  # fmt: skip
