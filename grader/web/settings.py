"""What an instructor says of an assignment beside its files: dates, open or closed, when points are shown, what is waived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from starlette.responses import Response

from grader.batch.store.courses import EditedError
from grader.batch.store.moments import now_text
from grader.batch.store.rulings import Waiver
from grader.grading.scoring import rounded
from grader.model import Text
from grader.web.decided import NOT_TRIED, waiver_points
from grader.web.dossier import clock_of, moment_of
from grader.web.room import room_of
from grader.web.site import Work
from grader.web.visit import Visit, go, not_found, page, refused

STATES, REVEALS = ("open", "closed", "archived"), ("at_once", "at", "by_hand")


def settings_page(visit: Visit) -> Response:
    return _settings(visit)


def change_settings(visit: Visit) -> Response:
    """Everything of the form at once. Who saw another edition of it is shown both."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    state, reveal = visit.field("state"), visit.field("reveal")
    times = {name: visit.field(name) for name in ("due", "reveal_at")}
    moments = {name: moment_of(text, work) if text else None for name, text in times.items()}
    if state not in STATES or reveal not in REVEALS or any(text and moments[name] is None for name, text in times.items()):
        return _settings(visit, wrong=visit.say("staff_time_wrong"))
    if reveal == "at" and moments["reveal_at"] is None:
        return _settings(visit, wrong=visit.say("staff_time_missing"))
    values: dict[str, object] = {name: moment.isoformat() if moment is not None else "" for name, moment in moments.items()}
    values |= {"state": state, "reveal": reveal, "blind": visit.field("blind") == "yes"}
    edition = visit.field("edition", 9)
    try:
        visit.site.courses.change(work.kept.id, int(edition) if edition.isascii() and edition.isdigit() else -1, values)
    except EditedError:
        return _settings(visit, wrong=visit.say("staff_edited"), status=409)
    visit.record("changed the settings", work.kept.slug, before=_said(asdict(work.kept.settings)), after=_said(values))
    return go(f"{work.path}/settings", told="web_saved")


def release(visit: Visit) -> Response:
    """By hand: now students see their points; or not any more."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    edition, released = visit.field("edition", 9), visit.field("released") == "yes"
    try:
        visit.site.courses.change(
            work.kept.id, int(edition) if edition.isascii() and edition.isdigit() else -1,
            {"released_at": now_text() if released else ""},
        )  # fmt: skip
    except EditedError:
        return _settings(visit, wrong=visit.say("staff_edited"), status=409)
    visit.record("released" if released else "took the release back", work.kept.slug)
    return go(f"{work.path}/settings", told="web_saved")


def waivers_page(visit: Visit) -> Response:
    return _waivers(visit)


def waive(visit: Visit) -> Response:
    """A broken check or question: everybody, or all who tried it, get its points, for a reason that students read."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    about, _, name = visit.field("what", 400).partition(":")
    whom, reason = visit.field("whom"), visit.text("reason", 1000)
    names = _nameable(visit, work)
    if name not in names.get(about, ()) or whom not in ("everybody", "tried"):
        return _waivers(visit, wrong=visit.say("staff_no_check", check=name))
    if not reason:
        return _waivers(visit, wrong=visit.say("staff_reason_missing"))
    visit.site.rulings.decide("waivers", work.kept.id, visit.me().name, about=about, name=name, whom=whom, reason=reason)
    visit.record("waived", f"{work.kept.slug}: {name}", after=f"{whom}: {reason}")
    return go(f"{work.path}/waivers", told="web_saved")


def save_hint(visit: Visit) -> Response:
    """One hint for everybody whose wrong values are the same. Two who write at once are shown both texts."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    name = visit.params["group"]
    room = room_of(visit.site, work, visit.lang)
    if name not in room.groups.names:
        return refused(visit, visit.say("staff_group_gone"), 409)
    text = Text(visit.text("en", 4000), visit.text("ko", 4000))
    seen = Text(visit.text("seen_en", 4000), visit.text("seen_ko", 4000))
    try:
        visit.site.rulings.save_hint(work.kept.id, name, text, visit.me().name, seen)
    except EditedError:
        now = next((each for each in visit.site.rulings.of(work.kept.id).hints if each.name == name), None)
        return page(visit, "hint_twice.html.j2", status=409, work=work, called=name, mine=text, now=now)
    visit.record("wrote a hint", f"{work.kept.slug}: {name}", before=f"{seen.en} {seen.ko}", after=f"{text.en} {text.ko}")
    return go(f"{work.path}/class", told="web_saved")


def _said(settings: Mapping[str, object]) -> str:
    """For the record."""
    due, blind = f"due {settings['due']}" if settings["due"] else "", "names hidden" if settings["blind"] else ""
    parts = (settings["state"], due, f"points {settings['reveal']}", settings["reveal_at"], blind)
    return ", ".join(str(part) for part in parts if part)


def _nameable(visit: Visit, work: Work) -> Mapping[str, tuple[str, ...]]:
    cases = visit.site.outline(work).values()
    return {"case": tuple(case.case for case in cases), "question": tuple(dict.fromkeys(case.question for case in cases))}


def _settings(visit: Visit, *, wrong: str = "", status: int = 422) -> Response:
    work = visit.work()
    if work is None:
        return not_found(visit)
    settings = work.kept.settings
    due = work.assignment.deadline.due if work.assignment.deadline is not None else None
    typed = {name: visit.field(name) if wrong else "" for name in ("state", "reveal", "reveal_at", "due", "blind")}
    return page(
        visit, "settings.html.j2", status=status if wrong else 200, work=work, wrong=wrong, settings=settings, due=due,
        states=STATES, reveals=REVEALS, typed=typed, edition=settings.edition, zone=str(clock_of(work)),
        reveal_at=_typed(datetime.fromisoformat(settings.reveal_at), work) if settings.reveal_at else "",
        due_at=_typed(datetime.fromisoformat(settings.due), work) if settings.due else "",
    )  # fmt: skip


def _typed(moment: datetime, work: Work) -> str:
    """As an input of date and time takes it, by the course's clock."""
    return moment.astimezone(clock_of(work)).replace(tzinfo=None).isoformat(timespec="minutes")


def _waivers(visit: Visit, *, wrong: str = "") -> Response:
    work = visit.work()
    if work is None:
        return not_found(visit)
    room, cases = room_of(visit.site, work, visit.lang), list(visit.site.outline(work).values())
    graded = [each.record.counting.outcome for each in room.lines if each.record.counting and each.record.counting.outcome]

    def reach(waiver: Waiver) -> int:
        """How many it gives something."""
        names = {case.case for case in cases if waiver.name == (case.case if waiver.about == "case" else case.question)}
        whom = () if waiver.whom == "everybody" else NOT_TRIED
        given = sum(
            any(case.case in names and case.points < case.max_points and case.verdict not in whom for case in outcome.cases)
            for outcome in graded
        )
        return given + (len(room.lines) - len(graded) if waiver.whom == "everybody" else 0)

    return page(
        visit, "waivers.html.j2", status=422 if wrong else 200, work=work, wrong=wrong, cases=cases,
        questions=list(dict.fromkeys(case.question for case in cases)), waivers=visit.site.rulings.of(work.kept.id).waivers,
        reach=reach, worth=lambda waiver: rounded(waiver_points(waiver, cases)),
        typed={name: visit.field(name, 400) if wrong else "" for name in ("what", "whom", "reason")},
    )  # fmt: skip
