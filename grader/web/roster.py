"""Who is in a course: the roster, its invitations, who is staff."""

from __future__ import annotations

import base64
import csv
import io
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from starlette.responses import Response

from grader.batch.store.people import Enrolment, Listed, Role
from grader.batch.tables import load_addresses, load_roster
from grader.errors import UsageError
from grader.report.gradebook import BOM, cell
from grader.web.home import course_title
from grader.web.visit import Visit, go, page

INVITATION_S = 14 * 86_400.0
ROLES_THERE_ARE = ("student", "assistant", "instructor")
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Invitation:
    """``email``: as the table that was just imported has it; the server keeps none."""

    student: str
    name: str
    email: str
    link: str


def roster(visit: Visit) -> Response:
    return _roster(visit)


def import_roster(visit: Visit) -> Response:
    table, named = visit.fields.get("table", ""), visit.files[0].name if visit.files else visit.say("web_roster_table")
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        path = Path(scratch, "roster.csv")
        content = visit.files[0].content if visit.files else table.encode("utf-8", "replace")
        path.write_bytes(content)
        try:
            people, emails = load_roster(path), load_addresses(path)
        except UsageError as error:
            return _roster(visit, wrong=str(error).replace(f"{path}", named), table=table, status=422)
    listed = [Listed(student=student, name=person.name, section=person.section) for student, person in people.items()]
    visit.site.people.enrol(visit.member().course_id, listed, leave_out=visit.field("leave") == "yes")
    visit.record("imported a roster", str(len(listed)), after="\n".join(each.student for each in listed)[:4000])
    everybody = visit.site.people.enrolled(visit.member().course_id)
    students = [each for each in everybody if each.role == "student"]
    asked = visit.field("links") == "yes"
    made = _invited(visit, [each for each in everybody if asked and each.student in people and each.person_id is None], emails)
    return _roster(visit, message=visit.say("web_roster_done", count=len(students)), made=made)


def invite(visit: Visit) -> Response:
    """Links for one, or for everybody who has no account; each is shown once."""
    chosen = visit.field("student")
    everybody = visit.site.people.enrolled(visit.member().course_id)
    wanted = [each for each in everybody if (each.student == chosen if chosen else each.person_id is None)]
    people, me = visit.site.people, visit.me()
    if any(each.person_id is not None and not people.may_renew(me, each.person_id) for each in wanted):
        return _roster(visit, wrong=visit.say("staff_may_not_renew"), status=403)
    return _roster(visit, made=_invited(visit, wanted, {}))


def invitation_table(made: Iterable[Invitation]) -> bytes:
    """For a mail merge: a line for each, and no cell that a spreadsheet would compute."""
    file = io.StringIO(newline="")
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(("student_id", "name", "email", "link"))
    lines.writerows((cell(each.student), cell(each.name), cell(each.email), each.link) for each in made)
    return BOM + file.getvalue().encode("utf-8", "backslashreplace")


def _invited(visit: Visit, wanted: list[Enrolment], emails: Mapping[str, str]) -> tuple[Invitation, ...]:
    """Whole addresses, which can be sent as they are."""
    if not wanted:
        return ()
    made = [(each, visit.site.people.make_token(each.id, "invite", INVITATION_S)) for each in wanted]
    visit.record("made invitations", wanted[0].student if len(wanted) == 1 else str(len(wanted)))
    return tuple(
        Invitation(each.student, each.name, emails.get(each.student, ""), f"{visit.site.address}/invite/{secret}")
        for each, secret in made
    )


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
    visit: Visit, *, wrong: str = "", table: str = "", status: int = 200, message: str = "", made: tuple[Invitation, ...] = ()
) -> Response:
    everybody = visit.site.people.enrolled(visit.member().course_id)
    fetches = any(each.members_url for each in visit.site.outside.platforms(visit.member().course_id))
    return page(
        visit, "roster.html.j2", status=status, message=message, wrong=wrong, table=table, made=made, everybody=everybody,
        fetches=fetches, waiting=sum(each.person_id is None for each in everybody),
        first=all(each.role != "student" for each in everybody), is_here=urlsplit(visit.site.address).hostname in HERE,
        made_table=base64.b64encode(invitation_table(made)).decode(),
        may_change=visit.member().role == "instructor", course_name=course_title(visit, visit.member().course),
    )  # fmt: skip
