"""A class for a look at the server: a teacher and three students, who have handed in samples of the course that ships."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from grader.batch.files import make_folder
from grader.batch.store.courses import Courses
from grader.batch.store.handins import HandIns
from grader.batch.store.people import Listed, People
from grader.cli.serve import opened
from grader.web.bundles import bundles_of
from grader.web.passwords import Passwords
from grader.web.site import Site
from grader.web.uploads import read_upload
from grader.web.visit import File

PEOPLE = (
    Listed(student="teacher", name="Teacher", role="instructor"),
    Listed(student="minsu", name="김민수", section="A"),
    Listed(student="jieun", name="이지은", section="A"),
    Listed(student="alex", name="Alex Novak", section="B"),
)
SHOWN = ("wrong_answer", "accepted", "not_implemented")


def fill(course: Path, data: Path) -> None:
    """People and hand-ins for a server whose data lie there, unless somebody has an account already."""
    make_folder(data)
    data.chmod(0o700)
    site = Site(opened(data, None))
    try:
        if not site.people.count():
            print(f"sign in as {', '.join(each.student for each in PEOPLE)}; the password of all is {_made(site, course)}")
    finally:
        site.close()


def _made(site: Site, course: Path) -> str:
    """The password."""
    password, hashed = secrets.token_urlsafe(9), Passwords()
    courses, people = Courses(site.database), People(site.database)
    number = courses.save_course(course.name)
    courses.save_bundles(number, bundles_of(course))
    people.enrol(number, PEOPLE)
    for each in people.enrolled(number):
        people.take_up(people.make_token(each.id, "invite", 60), each.student, hashed.hash(password))
    for work in site.works(course.name)[:3]:
        folder = course / "solutions" / work.kept.slug / "samples"
        files = [path for verdict in SHOWN for path in sorted((folder / verdict).glob("*.py"))[:1]]
        for student, path in zip(("minsu", "jieun", "alex"), files, strict=False):
            sent = (File(work.assignment.files[0], path.read_bytes()),)
            upload = read_upload(sent, work.assignment, student, datetime.now(UTC), "web")
            HandIns(site.database).save(work.kept.id, upload)
    return password
