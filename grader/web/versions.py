"""The versions of an assignment: uploaded, held against the one in use, verified, tried on the class, published to it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from markupsafe import escape
from starlette.responses import HTMLResponse, Response

from grader.batch.render import fetch_grade
from grader.batch.store.courses import EditedError, Version
from grader.batch.store.publications import Told
from grader.batch.store.rulings import Ruled
from grader.errors import AssignmentError, GraderError
from grader.grading.scoring import rounded
from grader.phrases import say
from grader.report.regrade_page import CaseMove, Move, case_moves, how
from grader.web.changes import changes_of
from grader.web.home import course_title
from grader.web.packing import UploadError, slug_of, unpacked_upload
from grader.web.record import sheet_of
from grader.web.room import Line, room_of
from grader.web.site import Work
from grader.web.students import REPORT_POLICY
from grader.web.visit import Visit, go, not_found, page

SLUG = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
# How soon the page asks again how far a verification is.
PROOF_S = 5


def versions_page(visit: Visit) -> Response:
    return _versions(visit)


def upload_version(visit: Visit) -> Response:
    """A zip of the two folders, or their files: kept as a version that nothing is graded by yet, and its proof begun."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    if not visit.files:
        return _versions(visit, wrong=visit.say("staff_no_file"), status=422)
    try:
        packed = unpacked_upload(visit.files, work.kept.slug, visit.site.courses.fetch_bundle(work.kept.bundle))
    except (UploadError, AssignmentError) as error:
        return _versions(visit, wrong=str(error), status=422)
    if any(each.whole == packed.whole_digest for each in visit.site.courses.versions(work.kept.id)):
        return _versions(visit, wrong=visit.say("staff_same_version"), status=409)
    made = visit.site.courses.save_upload(work.kept.course_id, packed, visit.me().name)
    visit.record("uploaded a version", f"{work.kept.slug}: {made.id}")
    return go(f"{work.path}/versions", told="staff_uploaded")


def new_assignment(visit: Visit) -> Response:
    return _new(visit)


def upload_assignment(visit: Visit) -> Response:
    """An assignment that the course does not have yet. It is closed until somebody opens it."""
    course = f"/c/{visit.member().course}"
    if not visit.files:
        return _new(visit, wrong=visit.say("staff_no_file"))
    try:
        slug = visit.field("slug", 64) or slug_of(visit.files)
        if not SLUG.fullmatch(slug) or visit.site.work(visit.member().course, slug) is not None:
            return _new(visit, wrong=visit.say("staff_slug_wrong", slug=slug))
        packed = unpacked_upload(visit.files, slug, b"")
    except (UploadError, AssignmentError) as error:
        return _new(visit, wrong=str(error))
    visit.site.courses.save_upload(visit.member().course_id, packed, visit.me().name)
    visit.record("uploaded an assignment", slug)
    return go(f"{course}/a/{slug}/versions", told="staff_uploaded")


def verify_version(visit: Visit) -> Response:
    found = _version(visit)
    if found is None:
        return not_found(visit)
    work, version = found
    visit.site.courses.prove(version.id)
    visit.record("had verified", f"{work.kept.slug}: {version.id}")
    return go(f"{work.path}/versions", told="staff_queued")


def proof_page(visit: Visit) -> Response:
    """What verify wrote, under a policy of its own."""
    found = _version(visit)
    if found is None:
        return not_found(visit)
    work, version = found
    text = visit.site.courses.proof_page(version.id)
    if text.lstrip().lower().startswith("<!doctype html"):
        back = f'<a href="{escape(work.path)}/versions">← {escape(visit.say("staff_versions"))}</a>'
        bar = f'<nav aria-label="grader" style="max-width:60rem;margin:0 auto;padding:1rem 1.25rem 0">{back}</nav>'
        return HTMLResponse(text.replace("<body>", f"<body>\n{bar}", 1), headers={"Content-Security-Policy": REPORT_POLICY})
    return page(visit, "proof.html.j2", work=work, version=version, text=text)


def version_files(visit: Visit) -> Response:
    """The two folders, as they were uploaded or read."""
    found = _version(visit)
    if found is None:
        return not_found(visit)
    work, version = found
    assignment = visit.site.by_version(work, version, whole=True).assignment
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, name in ((assignment.public, "assignments"), (assignment.private, "solutions")):
            for path in sorted(folder.rglob("*")) if folder is not None else ():
                if path.is_file() and "__pycache__" not in path.parts:
                    inner = f"{name}/{work.kept.slug}/{path.relative_to(folder).as_posix()}"  # type: ignore[arg-type]  # not None here
                    archive.writestr(zipfile.ZipInfo(inner, (2000, 1, 1, 0, 0, 0)), path.read_bytes())
    name = f"{work.kept.slug}-{version.id}.zip"
    return Response(out.getvalue(), media_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def regrade_page(visit: Visit) -> Response:
    return _regrade(visit)


def regrade(visit: Visit) -> Response:
    """Have the class graded by it. Nobody but staff sees anything of it."""
    found = _version(visit)
    if found is None:
        return not_found(visit)
    work, version = found
    count = visit.site.publications.regrade(work.kept.id, version.id)
    visit.record("had regraded", f"{work.kept.slug}: {version.id}", after=str(count))
    return go(f"{work.path}/versions/{version.id}/regrade", told="staff_queued")


def publish(visit: Visit) -> Response:
    """From here on the version is graded by, and students see its grades."""
    found = _version(visit)
    if found is None:
        return not_found(visit)
    work, version = found
    done, whole, _ = visit.site.publications.regraded(work.kept.id, version.id)
    if done < whole:
        return _regrade(visit, wrong=visit.say("staff_not_done", done=done, whole=whole), status=409)
    edition = visit.field("edition")
    try:
        told = tuple(_told(before, after) for before, after in _beside(visit, work, version))
        seen = int(edition) if edition.isascii() and edition.isdigit() and len(edition) < 10 else -1
        note, who = visit.text("note", 1000), visit.me().name
        visit.site.publications.publish(work.kept.id, version.id, seen, tuple(each for each in told if each is not None), who, note)
    except EditedError:
        return _regrade(visit, wrong=visit.say("staff_edited"), status=409)
    visit.record("published", f"{work.kept.slug}: {version.id}", before=str(work.kept.version), after=note)
    return go(f"{work.path}/versions", told="staff_published")


def _beside(visit: Visit, work: Work, version: Version) -> list[tuple[Line, Line]]:
    """Every student as people see them now, and as they would be by the version."""
    now = {each.student.student: each for each in room_of(visit.site, work).lines}
    other = visit.site.by_version(work, version)
    then = room_of(visit.site, other, version=version.id).lines
    return [(now[each.student.student], each) for each in then if each.student.student in now]


def _told(before: Line, after: Line) -> Told | None:
    if after.row is None or after.record.counting is None:
        return None
    key = after.record.counting.handed_in.key
    return Told(student=after.student.student, key=key, before=before.points, points=after.points, most=after.row.max_points)


def _moves(visit: Visit, work: Work, version: Version) -> tuple[Move, ...]:
    """Whose points differ, who loses most first."""
    found = []
    other = visit.site.by_version(work, version)
    for before, after in _beside(visit, work, version):
        if before.row is None or after.row is None or (before.points, after.points) == (None, None):
            continue
        if (before.points, before.row.max_points) == (after.points, after.row.max_points):
            continue
        found.append(
            Move(
                student=after.student.student,
                name=after.student.name,
                before=before.points,
                after=after.points,
                most_before=before.row.max_points,
                most_after=after.row.max_points,
                cases=_case_moves(visit, work, other, before, after),
            )
        )
    return tuple(sorted(found, key=lambda move: (move.change, move.student)))


def _summary(visit: Visit, moves: Sequence[Move], count: int) -> str:
    up, down = sum(move.change > 0 for move in moves), sum(move.change < 0 for move in moves)
    return visit.say("staff_moves" if moves else "staff_moves_none", moved=len(moves), count=count, up=up, down=down)


def _case_moves(visit: Visit, work: Work, other: Work, before: Line, after: Line) -> tuple[CaseMove, ...]:
    sides = []
    for one, line in ((work, before), (other, after)):
        counting = line.record.counting
        if counting is None or counting.outcome is None:
            return ()
        sheet = sheet_of(counting, one, Ruled())
        sides.append(fetch_grade(visit.site.store(one), sheet.key, sheet.member, visit.site.outline(one), one.assignment))
    return case_moves(sides[0], sides[1])


def _version(visit: Visit) -> tuple[Work, Version] | None:
    work = visit.work()
    version = visit.site.courses.version(work.kept.id, visit.number("number")) if work is not None else None
    return (work, version) if work is not None and version is not None else None


def _versions(visit: Visit, *, wrong: str = "", status: int = 200) -> Response:
    work = visit.work()
    if work is None:
        return not_found(visit)
    rows: list[tuple[Version, Any]] = []
    now = visit.site.by_version(work, _in_use(visit, work), whole=True)
    for version in visit.site.courses.versions(work.kept.id):
        try:
            other = visit.site.by_version(work, version, whole=True)
            rows.append((version, None if version.id == work.kept.version else changes_of(now.assignment, other.assignment)))
        except GraderError:
            rows.append((version, None))
    return page(
        visit, "versions.html.j2", status=status, work=work, wrong=wrong, rows=rows,
        again_s=PROOF_S if any(version.proof in ("queued", "running") for version, _ in rows) else 0,
        history=visit.site.publications.history(work.kept.id), told=visit.site.publications.told(work.kept.id),
        change_text=lambda change: say(change.key, visit.lang, **change.values), points=_points,
    )  # fmt: skip


def _new(visit: Visit, *, wrong: str = "") -> Response:
    slug, name = visit.field("slug", 64), course_title(visit, visit.member().course)
    return page(visit, "new_assignment.html.j2", status=422 if wrong else 200, wrong=wrong, slug=slug, course_name=name)


def _in_use(visit: Visit, work: Work) -> Version:
    found = visit.site.courses.version(work.kept.id, work.kept.version)
    assert found is not None  # noqa: S101  # an assignment's version is one of its own
    return found


def _regrade(visit: Visit, *, wrong: str = "", status: int = 200) -> Response:
    found = _version(visit)
    if found is None:
        return not_found(visit)
    work, version = found
    done, whole, failed = visit.site.publications.regraded(work.kept.id, version.id)
    moves = _moves(visit, work, version) if done == whole else ()
    other = visit.site.by_version(work, version)
    now = visit.site.by_version(work, _in_use(visit, work), whole=True).assignment
    return page(
        visit, "regrade.html.j2", status=status, work=work, version=version, wrong=wrong, done=done, whole=whole, failed=failed,
        moves=moves, summary=_summary(visit, moves, len(room_of(visit.site, work).lines)), points=_points,
        how=lambda case: how(case, visit.lang), signed=lambda value: f"{'+' if value > 0 else ''}{rounded(value)}",
        same_points=other.assignment.digest == work.assignment.digest,
        changes=changes_of(now, visit.site.by_version(work, version, whole=True).assignment),
        change_text=lambda change: say(change.key, visit.lang, **change.values),
    )  # fmt: skip


def _points(points: Fraction | None) -> str:
    return "–" if points is None else str(rounded(points))  # noqa: RUF001  # a dash
