"""The documents of a batch's folder, made from the store: reports, results, gradebook, class page. Grades nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

import grader
from grader import __version__
from grader.batch.attempts import Worth, best_of, earlier_attempts
from grader.batch.cache_key import GradedBy
from grader.batch.decisions import Decisions, load_decisions
from grader.batch.files import make_folder, save, saved
from grader.batch.pooled import MANY, Pooled
from grader.batch.render import Printed, Sheet, fetch_grade, points_on, read_outline
from grader.batch.render_pool import Job, print_all
from grader.batch.same_answers import FACT as GROUPS
from grader.batch.same_answers import grouped, hints_in
from grader.batch.seal import FACT as SEAL
from grader.batch.seal import GRADEBOOK, NAMES, PAGE, digest_of, seal_on
from grader.batch.store import Print, Store
from grader.batch.written import RESULTS, STAFF, Written, print_of, row_there
from grader.grading.lateness import Terms, terms_of
from grader.grading.scoring import max_points_of
from grader.model import Assignment, CaseResult, Lang, Member, most_by_hand
from grader.reading.submissions import file_name
from grader.report import gradebook
from grader.report.class_page import needs_attention, render_class_page
from grader.report.course_page import ClassFigures
from grader.report.rows import Row, questions_of
from grader.report.same_answers import Group
from grader.report.statistics import ClassStatistics

SHEET = TypeAdapter(Sheet)
TERMS = TypeAdapter(Terms)
STORE = "grades.db"
# The fact under which a folder keeps what the page of its course says of it.
FIGURES = "figures"
# Reports whose state is saved in one transaction.
SAVED = 200
# Folders of the package whose code makes what is printed.
PRINTING = ("batch", "grading", "model", "phrases", "report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything that a publication is made of, besides the store."""

    folder: Path
    course: Path
    assignment: Assignment
    graded_by: GradedBy
    lang: Lang
    jobs: int
    private_names: bool = False
    warning: str = ""


def publish(store: Store, edition: Edition, members: Sequence[Member] | None = None) -> tuple[Row, ...]:
    """Write everything; equal stores and tables give equal bytes. Returns a row a member, sorted by student.

    ``members``: the class, where it was read a moment ago. Where all lies there as it should, nothing is written.
    Raises StoreError where something cannot be written, UsageError for a table that is wrong.
    """
    make_folder(edition.folder / "reports")
    members = store.fetch_members() if members is None else members
    decisions = decisions_of(store, edition, members)
    sheets = sheets_of(store, edition, members, decisions)
    once = any(map(store.fetch_graded().get, (sheet.key for sheet in sheets)))  # withheld, and so replaced under the same key
    whole = digest_of(map(SHEET.dump_json, sheets))
    sealed = store.fetch_facts().get(SEAL, "")
    if sealed and not once and sealed == seal_on(edition.folder, _made_of(store, edition, decisions, whole)):
        rows = _rows_there(store, edition, sheets)
        if rows is not None:
            return rows
    store.save_facts({SEAL: ""})  # from here on what lies there is neither the old one nor the new, if this is killed
    rows = _published(store, edition, sheets, decisions)
    if not once and not any(row.unprinted for row in rows):
        store.save_facts({SEAL: seal_on(edition.folder, _made_of(store, edition, decisions, whole))})
    return rows


def _made_of(store: Store, edition: Edition, decisions: Decisions, sheets: str) -> str:
    """Everything that the documents are made of, as one digest. ``sheets``: theirs; the keys in them stand for the grades."""
    facts, assignment = store.fetch_facts(), edition.assignment
    settings = (edition.lang, edition.warning, edition.graded_by.feedback, edition.private_names, assignment.words_digest)
    told = [facts.get(name, "") for name in ("unmatched", "said", "roster", GROUPS)]
    text = json.dumps([sheets, _renderer(), settings, told, decisions.said])
    outline = store.fetch_outline(assignment.words_digest) or b""
    return digest_of((text.encode(), TERMS.dump_json(terms_of(assignment)), outline, *hints_in(edition.folder)))


def _rows_there(store: Store, edition: Edition, sheets: Sequence[Sheet]) -> tuple[Row, ...] | None:
    """As they were kept; None where one is not, or its report does not lie there."""
    kept, reports = store.fetch_prints(), {path.name for path in (edition.folder / "reports").iterdir()}
    printed = [sheet.member.student for sheet in sheets if sheet.key]
    if not all(student in kept and kept[student].lines and kept[student].file in reports for student in printed):
        return None
    lines = store.fetch_rows(printed)
    absent = print_all(_job(edition), store, edition.assignment, [sheet for sheet in sheets if not sheet.key], jobs=1)
    rows = (row_there(next(lines)) if sheet.key else next(absent).row for sheet in sheets)
    return tuple(_pooled(sheets, rows))


def _pooled(sheets: Sequence[Sheet], rows: Iterator[Row]) -> Iterator[Row]:
    pooled = Pooled()
    for sheet, row in zip(sheets, rows, strict=True):
        yield pooled.row(row, sheet.member) if len(sheets) >= MANY else row


def _published(store: Store, edition: Edition, bare: Sequence[Sheet], decisions: Decisions) -> tuple[Row, ...]:
    assignment, reports = edition.assignment, edition.folder / "reports"
    outline = tuple(read_outline(store.fetch_outline(assignment.words_digest) or b"[]").values())
    sheets, groups = grouped(store, bare, edition.folder, own_inputs=assignment.seed_per == "student")
    old = store.fetch_prints()
    statistics = ClassStatistics(outline, max_points_of(outline) + most_by_hand(assignment.manual))
    rows: list[Row] = []
    with Written(edition.folder) as written:
        fresh = _marked(sheets, store, edition, old, written)
        _remove_stale(store, reports, sheets, old)
        printed = print_all(_job(edition), store, assignment, [each.sheet for each in fresh if not each.kept], edition.jobs)
        for row in _pooled(sheets, _lines(edition, outline, sheets, _recorded(store, fresh, printed, written))):
            statistics.add(row)
            rows.append(row)
    facts = store.fetch_facts()
    page = render_class_page(
        rows,
        statistics,
        title=assignment.title,
        lang=edition.lang,
        problems=json.loads(facts.get("unmatched", "[]")),
        said=(*json.loads(facts.get("said", "[]")), *decisions.said),
        unconfined=bool(edition.warning),
        has_roster=bool(facts.get("roster")),
        groups=tuple(_titled(group, assignment, edition.lang) for group in groups),
        own_inputs=assignment.seed_per == "student",
        searched=edition.graded_by.feedback == "full",
        course=assignment.course_name,
    )
    save(edition.folder / PAGE, page.encode())
    store.save_facts({FIGURES: _figures(statistics, rows).text()})
    _write_map(edition, sheets)
    store.save_published({sheet.member.student: sheet.key for sheet in sheets if sheet.key})
    return tuple(rows)


def _job(edition: Edition) -> Job:
    terms, reports = terms_of(edition.assignment), edition.folder / "reports"
    return Job(course=edition.course, slug=edition.assignment.slug, lang=edition.lang, terms=terms, reports=reports)


def _lines(
    edition: Edition, outline: tuple[CaseResult, ...], sheets: Sequence[Sheet], recorded: Iterator[Printed]
) -> Iterator[Row]:
    """Each row, once its lines stand in the documents of the class. They are in place when the last one was asked for."""
    with (
        saved(edition.folder / RESULTS) as results,
        saved(edition.folder / STAFF) as staff,
        saved(edition.folder / GRADEBOOK) as book,
    ):
        together = any(sheet.member.group for sheet in sheets)
        book(gradebook.head(questions_of(outline), edition.assignment.manual, groups=together))
        for each in recorded:
            if each.results:
                results(each.results.encode() + b"\n")
                staff(each.staff.encode() + b"\n")
            book(gradebook.line(each.row, groups=together))
            yield each.row


def _figures(statistics: ClassStatistics, rows: Sequence[Row]) -> ClassFigures:
    return ClassFigures(
        submissions=sum(statistics.verdicts.values()),
        graded=statistics.graded,
        absent=statistics.absent,
        full=statistics.full,
        look=sum(map(needs_attention, rows)),
        mean="" if statistics.mean is None else str(statistics.mean),
        most=str(statistics.max_points),
    )


def _titled(group: Group, assignment: Assignment, lang: Lang) -> Group:
    """A known mistake by its name, which is its file's, and by what it is called."""
    title = assignment.mistake(group.known).title
    return replace(group, known=f"{group.known} ({title.in_lang(lang)})") if title else group


def decisions_of(store: Store, edition: Edition, members: Sequence[Member]) -> Decisions:
    """What the tables of the course and of the folder say of the class. Raises UsageError with all that is wrong with them."""
    outline = tuple(read_outline(store.fetch_outline(edition.assignment.words_digest) or b"[]").values())
    assignment = edition.assignment
    return load_decisions(edition.folder, edition.course, assignment.slug, members, outline, assignment.manual)


def sheets_of(store: Store, edition: Edition, members: Sequence[Member], decisions: Decisions) -> tuple[Sheet, ...]:
    """A sheet a member, with what people decided of them."""
    own = decisions.own_due
    secret = _secret(store) if edition.private_names else b""
    before = earlier_attempts(store, members, edition.assignment.attempts)
    terms = terms_of(edition.assignment)

    def sheet_of(member: Member) -> Sheet:
        return Sheet(
            member=member,
            key=edition.graded_by.key(member.submission) if member.present else "",
            report=_report_name(member, secret) if member.present else "",
            own_due=own[member.student].isoformat() if member.student in own else "",
            adjustments=decisions.adjustments.get(member.student, ()),
            marks=decisions.marks.get(member.student, ()),
        )

    def points_of(member: Member) -> Worth:
        sheet = sheet_of(member)
        grade = fetch_grade(store, sheet.key, member, {}, edition.assignment)
        points = points_on(terms, sheet, grade)
        return Worth(points, grade.max_points, known=points is not None or grade.points is None)

    def counting(member: Member) -> Sheet:
        tried = (*before.get(member.student, ()), member)
        return replace(sheet_of(best_of(tried, points_of)), best_of=len(tried)) if len(tried) > 1 else sheet_of(member)

    return tuple(counting(member) for member in members)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A sheet with the digest of what its report is made of. ``kept``: what lies there already, report and lines."""

    sheet: Sheet
    made_of: str
    kept: Print | None


def _marked(
    sheets: Sequence[Sheet], store: Store, edition: Edition, old: Mapping[str, Print], written: Written
) -> tuple[_Marked, ...]:
    """Each sheet, not to be rendered where the report of the same lies there, nor to be printed where its lines do too."""
    graded = store.fetch_graded()
    terms = TERMS.dump_json(terms_of(edition.assignment)).decode()
    there = {path.name for path in (edition.folder / "reports").iterdir()}
    found = []
    for sheet in sheets:
        # A withheld grade is replaced under its key, so it is always rendered anew.
        once = secrets.token_hex() if graded.get(sheet.key) else ""
        parts = (SHEET.dump_json(sheet).decode(), once, edition.lang, edition.assignment.words_digest, terms, _renderer())
        made_of = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        known = old.get(sheet.member.student)
        same = known is not None and (known.file, known.made_of) == (sheet.report, made_of) and sheet.report in there
        kept = known if known is not None and same and sheet.key and written.has(known) else None
        as_it_is = kept is not None or (sheet.key and not same)
        found.append(_Marked(sheet if as_it_is else replace(sheet, render=False), made_of, kept))
    return tuple(found)


def _recorded(store: Store, fresh: Sequence[_Marked], printed: Iterator[Printed], written: Written) -> Iterator[Printed]:
    """Hand on what is printed or lies there, and keep what lies there now."""
    waiting: list[Print] = []
    rows = store.fetch_rows(each.sheet.member.student for each in fresh if each.kept is not None)
    for each in fresh:
        if each.kept is not None:
            yield written.take(each.kept, next(rows))
            continue
        made = next(printed)
        if each.sheet.key:
            waiting.append(print_of(made, each.sheet.report, each.made_of))
        if len(waiting) >= SAVED:
            store.save_prints(waiting)
            waiting.clear()
        yield made
    store.save_prints(waiting)
    for _ in printed:  # to its end, where what prints is ended
        raise AssertionError("more was printed than was asked for")


def _remove_stale(store: Store, reports: Path, sheets: Sequence[Sheet], old: Mapping[str, Print]) -> None:
    """Reports of ours whose student is gone, or that go by another name now. Nothing that somebody else put there."""
    now = {sheet.member.student: sheet.report for sheet in sheets if sheet.key}
    kept = set(now.values())
    stale = [each for each in old.values() if now.get(each.student) != each.file]
    for each in stale:
        if each.file not in kept:
            with suppress(FileNotFoundError):
                (reports / each.file).unlink()
    store.forget_prints(each.student for each in stale)


def _write_map(edition: Edition, sheets: Sequence[Sheet]) -> None:
    """Which report is whose, for the instructor, where the names do not say so."""
    path = edition.folder / NAMES
    if not edition.private_names:
        path.unlink(missing_ok=True)
        return
    with saved(path) as write:
        write(gradebook.map_head())
        for sheet in sheets:
            if sheet.key:
                write(gradebook.map_line(sheet.member.student, sheet.member.submission.name, sheet.report))


def _report_name(member: Member, secret: bytes) -> str:
    if secret:
        return hmac.new(secret, member.student.encode("utf-8", "backslashreplace"), "sha256").hexdigest()[:32] + ".html"
    # Ids that differ only by case, which are withheld, have reports of their own wherever the folder lies.
    apart = (
        f"-{hashlib.sha256(member.student.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"
        if member.submission.withheld
        else ""
    )
    return f"{file_name(member.student)}{apart}.html"


def _secret(store: Store) -> bytes:
    """Made once a folder, so that links that were given out stay good."""
    known = store.fetch_facts().get("names_secret")
    if known is None:
        known = secrets.token_hex(32)
        store.save_facts({"names_secret": known})
    return bytes.fromhex(known)


@cache
def _renderer() -> str:
    """The renderer itself is part of what is printed: after an upgrade everything is printed again."""
    whole, package = hashlib.sha256(__version__.encode()), Path(grader.__file__).parent
    for folder in PRINTING:
        for path in sorted((package / folder).rglob("*")):
            if path.suffix in (".py", ".j2", ".js"):
                whole.update(path.read_bytes())
    return whole.hexdigest()
