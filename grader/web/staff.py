"""What staff see: the class of an assignment, one student's attempts, the roster and its invitations; and answering questions."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

from starlette.responses import Response

from grader.batch.store.people import Enrolment, Listed
from grader.batch.tables import load_roster
from grader.errors import UsageError
from grader.grading.scoring import rounded
from grader.web.record import Record, record_of
from grader.web.students import deadline_text, points_text, state_of
from grader.web.visit import Visit, go, not_found, page

INVITATION_S = 14 * 86_400.0
# Of an attempt that staff have to see to.
LOOK = ("failed", "withheld", "unreadable")


def class_page(visit: Visit) -> Response:
    """What needs a look first, then everybody."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    site, everybody = visit.site, visit.site.people.enrolled(visit.member().course_id)
    students = [each for each in everybody if each.role == "student"]
    by_student: dict[str, list[object]] = {}
    for each in site.handins.of_assignment(work.kept.id):
        by_student.setdefault(each.student, []).append(each)
    rows = [(each, record_of(site, work, by_student.get(each.student, []))) for each in students]  # type: ignore[arg-type]
    rows.sort(key=lambda row: _order(visit.query.get("by", ""), *row))
    counted = [record.counting.points for _, record in rows if record.counting is not None and record.counting.points is not None]
    latest = [(each, record.attempts[-1].handed_in) for each, record in rows if record.attempts]
    return page(
        visit,
        "class.html.j2",
        work=work,
        rows=rows,
        deadline=deadline_text(work, visit.lang),
        handed_in=sum(bool(record.attempts) for _, record in rows),
        mean=rounded(sum(counted, Fraction(0)) / len(counted)) if counted else "",
        look=[(student, each, visit.say(f"web_state_{state_of(each)}")) for student, each in latest if state_of(each) in LOOK],
        asked=[each for each in site.handins.asked(work.kept.id) if not each.answer],
        points=points_text,
        state_of=state_of,
    )


def student_page(visit: Visit) -> Response:
    work, student = visit.work(), visit.params["student"]
    handed_in = visit.site.handins.of_student(work.kept.id, student) if work is not None else ()
    everybody = visit.site.people.enrolled(visit.member().course_id)
    listed = next((each for each in everybody if each.student == student), None)
    if work is None or (listed is None and not handed_in):
        return not_found(visit)
    return page(
        visit,
        "student.html.j2",
        work=work,
        student=student,
        listed=listed,
        record=record_of(visit.site, work, handed_in),
        points=points_text,
        state_of=state_of,
        whose=student,
    )


def answer(visit: Visit) -> Response:
    work, number, text = visit.work(), visit.params["number"], visit.text("text", 2000)
    if work is None or not number.isascii() or not number.isdigit():
        return not_found(visit)
    if int(number) not in {each.id for each in visit.site.handins.asked(work.kept.id)}:
        return not_found(visit)
    if text:
        visit.site.handins.answer(int(number), text, visit.me().name)
        visit.site.people.record(visit.me().login, "answered", number)
    return go(f"/c/{work.kept.course}/a/{work.kept.slug}/class")


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
    visit.site.people.record(visit.me().login, "imported a roster", f"{visit.member().course}: {len(listed)}")
    students = [each for each in visit.site.people.enrolled(visit.member().course_id) if each.role == "student"]
    return _roster(visit, message=visit.say("web_roster_done", count=len(students)))


def invite(visit: Visit) -> Response:
    """Links for one, or for everybody who has no account; each is shown once."""
    chosen = visit.field("student")
    everybody = visit.site.people.enrolled(visit.member().course_id)
    wanted = [each for each in everybody if (each.student == chosen if chosen else each.person_id is None)]
    made = [(each, visit.site.people.make_token(each.id, "invite", INVITATION_S)) for each in wanted]
    visit.site.people.record(visit.me().login, "made invitations", f"{visit.member().course}: {chosen or len(made)}")
    return _roster(visit, made=tuple((each.student, f"/invite/{secret}") for each, secret in made))


def _roster(
    visit: Visit, *, wrong: str = "", table: str = "", status: int = 200, message: str = "", made: tuple[tuple[str, str], ...] = ()
) -> Response:
    everybody = visit.site.people.enrolled(visit.member().course_id)
    return page(
        visit, "roster.html.j2", status=status, message=message, wrong=wrong, table=table, made=made, everybody=everybody,
        may_change=visit.member().role == "instructor",
    )  # fmt: skip


def _order(by: str, student: Enrolment, record: Record) -> tuple[object, ...]:
    if by == "points":
        points = record.counting.points if record.counting is not None else None
        return (points is None, -(points or Fraction(0)), student.student)
    if by == "section":
        return (student.section, student.student)
    return (student.student,)
