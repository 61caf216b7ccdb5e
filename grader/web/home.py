"""The first page after signing in: the courses of a person, and of each assignment what that person wants to know first."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from grader.batch.store.people import Enrolment
from grader.web.record import record_of
from grader.web.site import Work
from grader.web.students import deadline_text, own_deadline, points_text, reveal_text
from grader.web.visit import Visit, page


@dataclass(frozen=True, slots=True)
class Card:
    """``status``: a student's own points, or how much of the class has handed in."""

    work: Work
    deadline: str
    status: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A course, with the assignments that this member sees. ``is_empty``: for staff, nobody is there to hand in."""

    enrolment: Enrolment
    name: str
    cards: tuple[Card, ...]
    is_empty: bool = False


def home(visit: Visit) -> Response:
    courses = [_listed(visit, enrolment) for enrolment in visit.site.people.enrolments_of(visit.me().id)]
    archived = {each.slug for each in visit.site.courses.courses() if each.archived_at}
    return page(visit, "home.html.j2", courses=[each for each in courses if each.enrolment.course not in archived],
                past=[each for each in courses if each.enrolment.course in archived])  # fmt: skip


def _listed(visit: Visit, enrolment: Enrolment) -> Listed:
    works = visit.site.works(enrolment.course)
    if enrolment.role == "student":
        shown = [work for work in works if work.kept.settings.state != "archived"]
        told = [_own(visit, work, enrolment.student) for work in shown]
        deadlines = [own_deadline(visit, work, enrolment.student) for work in shown]
        students: list[str] | None = None
    else:
        shown = list(works)
        students = [each.student for each in visit.site.people.enrolled(enrolment.course_id) if each.role == "student"]
        told = _of_the_class(visit, students, shown)
        deadlines = [deadline_text(work, visit.lang) for work in shown]
    cards = tuple(map(Card, shown, deadlines, told))
    return Listed(enrolment, course_title(visit, enrolment.course), cards, is_empty=students == [])


def course_title(visit: Visit, course: str) -> str:
    """As its ``course.yaml`` calls it; else the name of its folder."""
    names = (work.assignment.course_name.in_lang(visit.lang) for work in visit.site.works(course))
    return next(filter(None, names), course)


def _own(visit: Visit, work: Work, student: str) -> str:
    record = record_of(visit.site, work, visit.site.handins.of_student(work.kept.id, student))
    if record.counting is not None:
        return points_text(record.counting)
    if record.hidden and record.attempts:
        return reveal_text(visit, work)
    return visit.say("web_not_graded_yet" if record.attempts else "web_nothing_yet")


def _of_the_class(visit: Visit, students: list[str], works: list[Work]) -> list[str]:
    who = visit.site.handins.who(work.kept.id for work in works)
    return [
        visit.say("web_class_handed_in", count=len(who.get(work.kept.id, frozenset()).intersection(students)), all=len(students))
        for work in works
    ]
