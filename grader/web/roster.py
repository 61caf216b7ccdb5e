"""Who is in a course: the roster, its invitations, who is staff."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import cast

from starlette.responses import Response

from grader.batch.store.people import Listed, Role
from grader.batch.tables import load_roster
from grader.errors import UsageError
from grader.web.visit import Visit, go, page

INVITATION_S = 14 * 86_400.0
ROLES_THERE_ARE = ("student", "assistant", "instructor")


def roster(visit: Visit) -> Response:
    return _roster(visit)


def import_roster(visit: Visit) -> Response:
    table = visit.fields.get("table", "")
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        path = Path(scratch, "roster.csv")
        content = visit.files[0].content if visit.files else table.encode("utf-8", "replace")
        path.write_bytes(content)
        try:
            people = load_roster(path)
        except UsageError as error:
            return _roster(visit, wrong=str(error).replace(f"{path}", "roster.csv"), table=table, status=422)
    listed = [Listed(student=student, name=person.name, section=person.section) for student, person in people.items()]
    visit.site.people.enrol(visit.member().course_id, listed, leave_out=visit.field("leave") == "yes")
    visit.record("imported a roster", str(len(listed)), after="\n".join(each.student for each in listed)[:4000])
    students = [each for each in visit.site.people.enrolled(visit.member().course_id) if each.role == "student"]
    return _roster(visit, message=visit.say("web_roster_done", count=len(students)))


def invite(visit: Visit) -> Response:
    """Links for one, or for everybody who has no account; each is shown once."""
    chosen = visit.field("student")
    everybody = visit.site.people.enrolled(visit.member().course_id)
    wanted = [each for each in everybody if (each.student == chosen if chosen else each.person_id is None)]
    people, me = visit.site.people, visit.me()
    if any(each.person_id is not None and not people.may_renew(me, each.person_id) for each in wanted):
        return _roster(visit, wrong=visit.say("staff_may_not_renew"), status=403)
    made = [(each, visit.site.people.make_token(each.id, "invite", INVITATION_S)) for each in wanted]
    visit.record("made invitations", chosen or str(len(made)))
    return _roster(visit, made=tuple((each.student, f"/invite/{secret}") for each, secret in made))


def set_role(visit: Visit) -> Response:
    """Of somebody on the roster. Nobody takes the last instructor of a course away, so that it never stands without one."""
    student, role = visit.field("student"), visit.field("role")
    everybody = visit.site.people.enrolled(visit.member().course_id)
    listed = next((each for each in everybody if each.student == student), None)
    if listed is None or role not in ROLES_THERE_ARE:
        return _roster(visit, wrong=visit.say("staff_nobody", student=student), status=422)
    instructors = [each for each in everybody if each.role == "instructor" and each.person_id is not None]
    if listed.role == "instructor" and role != "instructor" and instructors == [listed]:
        return _roster(visit, wrong=visit.say("staff_last_instructor"), status=409)
    if role != listed.role:
        visit.site.people.set_role(visit.member().course_id, student, cast(Role, role))
        visit.record("changed a role", student, before=listed.role, after=role)
    return go(f"/c/{visit.member().course}/roster", told="web_saved")


def _roster(
    visit: Visit, *, wrong: str = "", table: str = "", status: int = 200, message: str = "", made: tuple[tuple[str, str], ...] = ()
) -> Response:
    everybody = visit.site.people.enrolled(visit.member().course_id)
    fetches = any(each.members_url for each in visit.site.outside.platforms(visit.member().course_id))
    return page(
        visit, "roster.html.j2", status=status, message=message, wrong=wrong, table=table, made=made, everybody=everybody,
        fetches=fetches,
        may_change=visit.member().role == "instructor",
    )  # fmt: skip
