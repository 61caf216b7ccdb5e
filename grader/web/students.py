"""What a student sees: the assignments, one of them, handing in, an attempt from receipt to report, a question about it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from grader.batch.render import bare, fetch_grade, hinted, standing_on
from grader.batch.same_answers import hints_for
from grader.batch.store.handins import HandedIn, NoAttemptLeftError
from grader.grading.lateness import local, terms_of
from grader.grading.reveal import reveal
from grader.grading.scoring import rounded
from grader.model import Assignment, Lang, LatePolicy
from grader.phrases import say
from grader.report.source import harmless
from grader.report.standing import moment_text
from grader.report.student_page import render_report
from grader.web.record import Attempt, Record, record_of, replaceable, sheet_of
from grader.web.site import Work
from grader.web.uploads import read_upload
from grader.web.visit import File, Visit, environment, go, not_found, page, refused, shown_time, told_of

HAND_INS = 6  # a minute, of one student
# What a report may load: nothing; its style lies in it.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# How soon a page asks again, in seconds.
SOON_S, LATER_S, HELD_S = 1, 3, 60


def assignment(visit: Visit) -> Response:
    work = visit.work()
    return not_found(visit) if work is None else _assignment(visit, work)


def handout(visit: Visit) -> Response:
    """The public folder, which is all that a student gets."""
    work = visit.work()
    if work is None or not _may_read(visit, work, visit.site.handins.of_student(work.kept.id, visit.member().student)):
        return not_found(visit)
    packed, public = io.BytesIO(), work.assignment.public
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(public.rglob("*")):
            if path.is_file():
                name = f"{work.kept.slug}/{path.relative_to(public).as_posix()}"
                archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), path.read_bytes())
    disposition = f'attachment; filename="{work.kept.slug}.zip"'
    return Response(packed.getvalue(), media_type="application/zip", headers={"Content-Disposition": disposition})


def _may_read(visit: Visit, work: Work, handed_in: Sequence[HandedIn]) -> bool:
    """What is closed before its turn is read by nobody; what is closed after it, by whoever took part."""
    return visit.is_staff or work.is_open or bool(handed_in)


def hand_in(visit: Visit) -> Response:
    work = visit.work()
    if work is None:
        return not_found(visit)
    files = visit.files
    pasted = visit.fields.get("code", "").replace("\r\n", "\n")
    if not files and pasted.strip():
        files = (File(work.assignment.files[0], pasted.encode("utf-8", "replace")),)
    if not files:
        return _assignment(visit, work, wrong=visit.say("web_nothing_sent"), status=422)
    student = visit.member().student
    if visit.site.rates.too_often(f"hand-in of {visit.member().id}", HAND_INS):
        return refused(visit, visit.say("web_too_often"), 429)
    receipt = receive(visit, work, student, files)
    if receipt is None:
        closed = visit.say("web_closed") if not work.is_open else visit.say("web_no_more", most=work.assignment.attempts.max)
        return _assignment(visit, work, wrong=closed, status=409)
    return go(f"/c/{work.kept.course}/a/{work.kept.slug}/attempts/{receipt}")


def receive(visit: Visit, work: Work, student: str, files: tuple[File, ...]) -> str | None:
    """The receipt; None where no attempt is left."""
    record = record_of(visit.site, work, visit.site.handins.of_student(work.kept.id, student))
    most = work.assignment.attempts.max
    if (most is not None and record.used >= most) or not work.is_open:
        return None
    upload = read_upload(files, work.assignment, student, visit.received_at, "token" if visit.bearer else "web")
    own = visit.site.rulings.of(work.kept.id).own_due(student)
    replaces = replaceable(record, work, visit.received_at, own) if not upload.submission.problem else ()
    try:
        return visit.site.handins.save(work.kept.id, upload, replaces=replaces, most=most)
    except NoAttemptLeftError:  # the last one went to another request meanwhile
        return None


def attempt(visit: Visit) -> Response:
    found = _found(visit)
    if found is None:
        return not_found(visit)
    work, record, mine = found
    if mine.outcome is not None:
        return _report(visit, work, record, mine)
    deadline = own_deadline(visit, work, mine.handed_in.student)
    return page(visit, "attempt.html.j2", deadline=deadline, **_progress(visit, work, mine))


def progress(visit: Visit) -> Response:
    """The part of an attempt's page that changes while it waits; the page asks for it. 204 where there is a report now."""
    found = _found(visit)
    if found is None:
        return not_found(visit)
    work, _, mine = found
    if mine.outcome is not None:
        return Response(status_code=204)
    return page(visit, "progress.html.j2", **_progress(visit, work, mine))


def ask(visit: Visit) -> Response:
    found, text = _found(visit), visit.text("text", 1000)
    if found is None:
        return not_found(visit)
    if text:
        if visit.site.rates.too_often(f"question of {visit.member().id}", HAND_INS):
            return refused(visit, visit.say("web_too_often"), 429)
        visit.site.handins.ask(found[2].handed_in.id, text)
    return go(visit.path.removesuffix("/inquiry"), told="web_asked_done" if text else "")


def state_of(each: HandedIn) -> str:
    return "withheld" if each.withheld else each.state


def deadline_text(work: Work, lang: Lang, own: datetime | None = None) -> str:
    """``own``: the student's own deadline, in the place of everybody's."""
    deadline = work.assignment.deadline
    moment = own or (deadline.due if deadline is not None else None)
    if moment is None:
        return say("web_no_due", lang)
    zone = work.assignment.timezone
    due = f"{moment_text(local(moment, zone), zone)} {zone}".strip()
    left = (moment - datetime.now(moment.tzinfo)).total_seconds()
    until = say("web_in", lang, time=span_text(int(left), lang)) if left > 0 else say("web_passed", lang)
    return f"{say('web_due' if own is None else 'web_due_own', lang, due=due)} ({until})"


def own_deadline(visit: Visit, work: Work, student: str) -> str:
    """With what somebody granted them."""
    return deadline_text(work, visit.lang, visit.site.rulings.of(work.kept.id).own_due(student))


def span_text(seconds: int, lang: Lang) -> str:
    for size, key in ((86_400, "web_days"), (3600, "web_hours")):
        if seconds >= size:
            return say(key, lang, count=seconds // size)
    return say("web_minutes", lang, count=max(1, seconds // 60))


def rules_text(assignment: Assignment, lang: Lang) -> tuple[str, ...]:
    """What handing in late costs, and how often one may, in sentences."""
    lines = []
    if assignment.deadline is not None:
        lines += _late_text(assignment.deadline.late or LatePolicy(), lang)
    if assignment.attempts.max is None:
        lines.append(say("web_attempts_any", lang))
    lines.append(say(f"web_count_{assignment.attempts.count}", lang))
    return tuple(lines)


def _late_text(late: LatePolicy, lang: Lang) -> list[str]:
    lines = []
    if late.share:
        percent = rounded(late.share * 100)
        lines.append(say("web_late_hour" if late.period_s == 3600 else "web_late_day", lang, percent=percent))
        if late.grace_s:
            lines.append(say("web_late_grace", lang, time=span_text(late.grace_s, lang)))
    else:
        lines.append(say("web_late_free", lang))
    if late.until_s is not None:
        lines.append(say("web_late_until", lang, until=span_text(late.until_s, lang)))
    return lines


def reveal_text(visit: Visit, work: Work) -> str:
    """When students see their points, where they do not yet."""
    settings = work.kept.settings
    if settings.reveal == "at" and settings.reveal_at:
        return visit.say("web_points_at", time=shown_time(datetime.fromisoformat(settings.reveal_at), work))
    return visit.say("web_points_later")


def points_text(attempt: Attempt) -> str:
    if attempt.outcome is None or attempt.points is None:
        return "–"  # noqa: RUF001  # a dash
    return f"{rounded(attempt.points)} / {rounded(attempt.outcome.max_points + attempt.by_hand)}"


def _assignment(visit: Visit, work: Work, *, wrong: str = "", status: int = 200) -> Response:
    member = visit.member()
    handed_in = visit.site.handins.of_student(work.kept.id, member.student)
    record = record_of(visit.site, work, handed_in)
    most = work.assignment.attempts.max
    return page(
        visit,
        "assignment.html.j2",
        status=status,
        work=work,
        wrong=wrong,
        record=record,
        deadline=own_deadline(visit, work, member.student),
        hidden=reveal_text(visit, work) if record.hidden and record.attempts else "",
        may_read=_may_read(visit, work, handed_in),
        rules=rules_text(work.assignment, visit.lang),
        left=None if most is None else max(0, most - record.used),
        points=points_text,
        state_of=state_of,
        functions=json.dumps(list(work.assignment.functions)),
        whose="",
    )


def _found(visit: Visit) -> tuple[Work, Record, Attempt] | None:
    """The hand-in of the address, if it is the visitor's or the visitor is staff."""
    work = visit.work()
    each = visit.site.handins.by_receipt(visit.params["receipt"]) if work is not None else None
    if work is None or each is None or each.assignment_id != work.kept.id:
        return None
    if not visit.is_staff and each.student != visit.member().student:
        return None
    handed_in = visit.site.handins.of_student(work.kept.id, each.student)
    record = record_of(visit.site, work, handed_in, staff=visit.is_staff)
    mine = record.of(each.receipt)
    return (work, record, mine) if mine is not None else None


def _progress(visit: Visit, work: Work, mine: Attempt) -> dict[str, Any]:
    each = mine.handed_in
    until = visit.site.handins.held_until(each.job)
    before = visit.site.place(each.job) if each.state == "queued" else 0
    waits = each.state in ("queued", "leased")
    problem = each.submission.problem_ko if visit.lang == "ko" else each.submission.problem
    return {
        "work": work,
        "mine": each,
        "state": state_of(each),
        "before": before,
        "held": shown_time(until, work) if until is not None else "",
        "hidden": reveal_text(visit, work) if not visit.is_staff and not work.shows_points else "",
        "cases": len(visit.site.outline(work)),
        "problem": problem or each.submission.problem,
        "again_s": 0 if not waits else HELD_S if until is not None else SOON_S if before < 10 else LATER_S,
        "address": f"/c/{work.kept.course}/a/{work.kept.slug}/attempts/{each.receipt}",
    }


def _report(visit: Visit, work: Work, record: Record, mine: Attempt) -> Response:
    """The page that ``grade`` and ``batch`` write, below a bar of the server's own."""
    each, assignment = mine.handed_in, work.assignment
    store, hints = visit.site.store(work), {hint.name: hint.text for hint in record.ruled.hints if hint.text.en or hint.text.ko}
    sheet = sheet_of(mine, work, record.ruled, name=_name_of(visit, each))
    if hints:
        own_inputs = assignment.seed_per == "student"
        sheet = replace(sheet, hints=hints_for(store, each.key, hints, own_inputs=own_inputs))
    grade = hinted(fetch_grade(store, each.key, sheet.member, visit.site.outline(work), assignment), sheet)
    standing = standing_on(terms_of(assignment), sheet, grade.points, grade.max_points)
    asked = [each for each in visit.site.handins.asked(work.kept.id) if each.receipt == mine.handed_in.receipt]
    above = environment().get_template("above.html.j2").render(
        visit=visit, t=visit.say, work=work, mine=mine, record=record, asked=asked,
        own=not visit.is_staff, name=_name_of(visit, each), message=told_of(visit), harmless=harmless,
        files=[name for name, _ in store.fetch_files(each.submission.digest)] if visit.is_staff else [],
        said=[comment for comment in record.ruled.comments if comment.handin == each.id] if visit.is_staff else [],
        address=f"/c/{work.kept.course}/a/{work.kept.slug}",
    )  # fmt: skip
    title, course = assignment.title, assignment.course_name
    bar = Markup(above)  # noqa: S704  # the template escapes
    try:
        text = render_report(
            reveal(grade),
            title=title,
            files=store.fetch_files(each.submission.digest),
            lang=visit.lang,
            needs=assignment.needs,
            standing=standing,
            course=course,
            above=bar,
        )
    except Exception:  # noqa: BLE001  # whatever a file brings about, its points can be told
        notice = visit.say("plain_page")
        text = render_report(
            reveal(bare(grade)), title=title, files=(), lang=visit.lang, standing=standing, notice=notice, above=bar
        )
    return HTMLResponse(text, headers={"Content-Security-Policy": REPORT_POLICY})


def _name_of(visit: Visit, each: HandedIn) -> str:
    member = visit.member()
    if member.student == each.student:
        return member.name
    return next((other.name for other in visit.site.people.enrolled(member.course_id) if other.student == each.student), "")
