"""The grades of a class in the forms that platforms take, by a button: what ``grader export`` writes, of what is kept here."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from starlette.responses import Response

from grader.batch.platforms.cells import Cells, TemplateError
from grader.batch.platforms.filled import AFTER, FORMS, WHERE, fill
from grader.batch.platforms.results import Result, load_results
from grader.batch.platforms.tables import TABLES, Heading
from grader.batch.render import fetch_grade, hinted, standing_on
from grader.grading.lateness import terms_of
from grader.grading.reveal import reveal
from grader.report import gradebook
from grader.report.documents import results_line
from grader.report.rows import questions_of
from grader.web.decided import rows_of
from grader.web.room import Room, room_of
from grader.web.site import Site, Work
from grader.web.visit import Visit, not_found, page

DECIDED = ("adjustments", "extensions", "marks")
OURS = ("gradebook", *TABLES, *DECIDED)
# Columns of what people wrote.
WRITTEN = ("student", "reason", "comment", "who")
MEDIA = {"csv": "text/csv; charset=utf-8", "xml": "application/xml"}


def export_page(visit: Visit) -> Response:
    return _export(visit)


def export_file(visit: Visit) -> Response:
    """The file, or the page again with what is wrong or left out."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    form = visit.field("form")
    room = room_of(visit.site, work, work.assignment.lang)
    if form in OURS:
        visit.record("exported", f"{work.kept.slug}: {form}")
        return _file(work, form, _made(visit.site, work, room, form))
    known = next((each for each in FORMS if each == form), None)
    if known is None:
        return _export(visit, wrong=visit.say("staff_no_form"))
    if not visit.files:
        return _export(visit, wrong=visit.say("staff_no_template"))
    try:
        filled = fill(
            known,
            Cells(visit.files[0].name, visit.files[0].content),
            results_of(visit.site, work, room),
            titles=tuple(dict.fromkeys(filter(None, (work.assignment.title.en, work.assignment.title.ko, work.kept.slug)))),
            column=visit.field("column"),
            absent_zero=visit.field("absent") == "zero",
        )
    except TemplateError as error:
        return _export(visit, wrong=error.text.in_lang(visit.lang))
    said = [
        *(each.in_lang(visit.lang) for each in filled.said),
        *(visit.say("staff_no_row", student=student) for student in filled.missing),
    ]
    if said and visit.field("anyway") != "yes":
        return _export(visit, said=said, written=filled.written)
    visit.record("exported", f"{work.kept.slug}: {form}")
    return _file(work, form, filled.content)


def results_of(site: Site, work: Work, room: Room) -> tuple[Result, ...]:
    """By the documents that a batch's folder has, read as the command reads them."""
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        Path(scratch, "gradebook.csv").write_bytes(_gradebook(site, work, room))
        Path(scratch, "results.jsonl").write_text("".join(f"{line}\n" for line in result_lines(site, work, room)), encoding="utf-8")
        return load_results(Path(scratch))


def result_lines(site: Site, work: Work, room: Room) -> Iterator[str]:
    outline, store = site.outline(work), site.store(work)
    hints = {name: hint.text for name, hint in room.hints.items()}
    sheets = [line.sheet for line in room.lines if line.sheet is not None]
    for sheet in room.groups.told(sheets, hints):
        grade = hinted(fetch_grade(store, sheet.key, sheet.member, outline, work.assignment), sheet)
        standing = standing_on(terms_of(work.assignment), sheet, grade.points, grade.max_points)
        yield results_line(reveal(grade), work.assignment.lang, standing)


def _gradebook(site: Site, work: Work, room: Room) -> bytes:
    outline = tuple(site.outline(work).values())
    lines = (gradebook.line(line.row) for line in room.lines if line.row is not None)
    return gradebook.head(questions_of(outline), work.assignment.manual) + b"".join(lines)


def _made(site: Site, work: Work, room: Room, form: str) -> bytes:
    if form in DECIDED:
        return _decided(site, work, room, form)
    if form == "gradebook":
        return _gradebook(site, work, room)
    deadline = work.assignment.deadline
    heading = Heading(work.kept.slug, deadline.due.isoformat() if deadline is not None else "")
    return TABLES[form].made(results_of(site, work, room), heading)


def _decided(site: Site, work: Work, room: Room, form: str) -> bytes:
    """What people decided, as the tables that ``grader batch`` reads."""
    ruled = site.rulings.of(work.kept.id)
    if form == "extensions":
        rows = [(each.student, work.kept.slug, each.due.isoformat()) for each in ruled.extensions]
        return _table(("student", "slug", "due"), rows)
    if form == "adjustments":
        given = [
            (line.student.student, each.case, str(each.points), each.reason, each.who)
            for line in room.lines
            for each in line.adjustments
        ]
        return _table(("student", "case", "points", "reason", "who"), given)
    marks = [
        (each.student, mark.question, mark.item, str(mark.points), mark.comment, mark.who, mark.when)
        for question in work.assignment.manual
        for each in ruled.markings
        if each.counts and each.question == question.name and question.name in ruled.released
        for mark in rows_of(each, question)
    ]
    return _table(("student", "question", "item", "points", "comment", "who", "when"), marks)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    """Numbers stay numbers, so that the command reads them; what people wrote is kept from being computed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([gradebook.cell(cell) if name in WRITTEN else cell for name, cell in zip(head, row, strict=True)])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _file(work: Work, form: str, content: bytes) -> Response:
    ending = TABLES[form].ending if form in TABLES else "csv"
    name = f"{work.kept.slug}-{form}.{ending}"
    return Response(content, media_type=MEDIA[ending], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _export(visit: Visit, *, wrong: str = "", said: list[str] | None = None, written: int = 0) -> Response:
    work = visit.work()
    if work is None:
        return not_found(visit)
    return page(
        visit, "export.html.j2", status=422 if wrong else 409 if said else 200, work=work, wrong=wrong, said=said or [],
        written=written, sends=bool(visit.site.outside.lines(work.kept.id)), forms=FORMS, ours=OURS, where=WHERE, after=AFTER,
        typed={name: visit.field(name) for name in ("form", "column", "absent")},
    )  # fmt: skip
