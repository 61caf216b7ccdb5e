"""Marking by hand: one question, student after student, by the keys of its rubric; how far two people differ; and the release."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from starlette.responses import Response

from grader.batch.store.courses import EditedError
from grader.batch.store.handins import HandedIn
from grader.batch.store.rulings import Marking, Ruled
from grader.batch.tables import parse_points
from grader.grading.scoring import rounded
from grader.model import ManualQuestion
from grader.report.source import read_sources
from grader.web.decided import marked_points
from grader.web.room import Line, room_of
from grader.web.site import Work
from grader.web.visit import Visit, go, not_found, page, refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is marked: the attempt of a student that counts, or their latest. ``number``: its place, in an order without names."""

    number: int
    line: Line
    handed_in: HandedIn
    markings: tuple[Marking, ...]

    def by(self, who: str) -> Marking | None:
        return next((each for each in self.markings if each.who == who), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Of one question. ``twice``: answers that two people marked; ``apart``: their mean difference in points."""

    question: ManualQuestion
    released: bool
    count: int
    done: int
    mine: int
    twice: int
    apart: Fraction
    disputed: tuple[Answer, ...]


def marking_page(visit: Visit) -> Response:
    """Every question: how many are left, how far two people differ, and the release."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    ruled = visit.site.rulings.of(work.kept.id)
    rows = [_progress(visit, work, question, ruled) for question in work.assignment.manual]
    return page(
        visit, "marking.html.j2", work=work, rows=rows, may_change=visit.member().role == "instructor",
        marked=lambda question, marking: rounded(marked_points(marking, question)),
    )  # fmt: skip


def mark_next(visit: Visit) -> Response:
    """To the first answer that the visitor has not marked and that waits for somebody; else for a second one's opinion."""
    work, question = _question(visit)
    if work is None or question is None:
        return not_found(visit)
    after = visit.query.get("after", "")
    answers = _answers(visit, work, question, visit.site.rulings.of(work.kept.id))
    places = [each.handed_in.receipt for each in answers]
    start = places.index(after) + 1 if after in places else 0
    turned = [*answers[start:], *answers[:start]]
    unmarked = [each for each in turned if not each.markings]
    me = _me(visit)
    seconds = [each for each in turned if each.by(me) is None] if visit.query.get("second") else []
    found = unmarked or seconds
    address = f"{work.path}/marking"
    return go(f"{address}/{question.name}/{found[0].handed_in.receipt}") if found else go(address, told="staff_all_marked")


def mark_page(visit: Visit) -> Response:
    return _mark(visit)


def mark(visit: Visit) -> Response:
    """One person's marks of one answer. Somebody else's are not touched; but who marks what is marked already says so first."""
    work, question = _question(visit)
    if work is None or question is None:
        return not_found(visit)
    answer = _answer(visit, work, question)
    if answer is None:
        return not_found(visit)
    items = tuple(item.name for item in question.items if visit.fields.get(f"item_{item.name}") == "yes")
    typed, comment, me = visit.field("points", 40), visit.text("comment", 4000), _me(visit)
    try:
        points = parse_points(typed) if typed else None
    except ValueError:
        return _mark(visit, wrong=visit.say("staff_points_wrong"))
    if points is None and not items and not question.items:
        return _mark(visit, wrong=visit.say("staff_points_wrong"))
    made = Marking(
        id=0, student=answer.line.student.student, question=question.name, items=items, points=points, comment=comment, who=me,
        at="", counts=True,
    )  # fmt: skip
    if not 0 <= marked_points(made, question) <= question.points:
        return _mark(visit, wrong=visit.say("staff_points_range", most=rounded(question.points)))
    others = [each for each in answer.markings if each.who != me]
    if others and answer.by(me) is None and visit.field("second") != "yes":
        return _mark(visit, wrong=visit.say("staff_marked_already", who=others[0].who), ask_second=True, status=409)
    seen = visit.field("seen", 12)
    try:
        visit.site.rulings.save_marking(work.kept.id, made, int(seen) if seen.isascii() and seen.isdigit() else 0)
    except EditedError:
        return _mark(visit, wrong=visit.say("staff_edited"), status=409)
    visit.record(
        "marked", f"{work.kept.slug}: {made.student}: {question.name}", after=f"{rounded(marked_points(made, question))} {comment}"
    )
    return go(f"{work.path}/marking/{question.name}?after={answer.handed_in.receipt}")


def settle_mark(visit: Visit) -> Response:
    """Of two people's marks this one counts."""
    work, number = visit.work(), visit.number("number")
    if work is None:
        return not_found(visit)
    if not visit.site.rulings.settle_marking(work.kept.id, number):
        return refused(visit, visit.say("staff_gone"), 409)
    visit.record("settled marks", f"{work.kept.slug}: {number}")
    return go(f"{work.path}/marking", told="web_saved")


def release_marks(visit: Visit) -> Response:
    """From here on students read the marks of a question, and its points are part of theirs; or not any more."""
    work, question = _question(visit)
    if work is None or question is None:
        return not_found(visit)
    released = visit.field("released") == "yes"
    visit.site.rulings.release_marks(work.kept.id, question.name, visit.me().name, released=released)
    visit.record("released marks" if released else "took marks back", f"{work.kept.slug}: {question.name}")
    return go(f"{work.path}/marking", told="web_saved")


def _question(visit: Visit) -> tuple[Work | None, ManualQuestion | None]:
    work = visit.work()
    if work is None:
        return None, None
    return work, next((each for each in work.assignment.manual if each.name == visit.params["question"]), None)


def _answers(visit: Visit, work: Work, question: ManualQuestion, ruled: Ruled) -> list[Answer]:
    """In an order that says nothing of who they are, and is the same for everybody."""
    found = []
    for line in room_of(visit.site, work, visit.lang).lines:
        readable = [each for each in line.record.attempts if each.handed_in.number is not None]
        counting = line.record.counting or (readable[-1] if readable else None)
        if counting is not None:
            found.append((line, counting.handed_in))
    found.sort(key=lambda pair: hashlib.sha256(f"{question.name} {pair[1].receipt}".encode()).digest())
    return [
        Answer(
            number=number,
            line=line,
            handed_in=handed_in,
            markings=tuple(
                each for each in ruled.markings if (each.student, each.question) == (line.student.student, question.name)
            ),
        )
        for number, (line, handed_in) in enumerate(found, 1)
    ]


def _me(visit: Visit) -> str:
    """What a person's marks are kept under: two of one name must not write over each other."""
    me = visit.me()
    return f"{me.name} ({me.login})" if visit.site.people.has_namesake(me) else me.name


def _answer(visit: Visit, work: Work, question: ManualQuestion) -> Answer | None:
    answers = _answers(visit, work, question, visit.site.rulings.of(work.kept.id))
    return next((each for each in answers if each.handed_in.receipt == visit.params["receipt"]), None)


def _progress(visit: Visit, work: Work, question: ManualQuestion, ruled: Ruled) -> Progress:
    answers, me = _answers(visit, work, question, ruled), _me(visit)
    pairs = [each for each in answers if len(each.markings) > 1]
    gaps = [_gap(each.markings, question) for each in pairs]
    return Progress(
        question=question,
        released=question.name in ruled.released,
        count=len(answers),
        done=sum(bool(each.markings) for each in answers),
        mine=sum(each.by(me) is not None for each in answers),
        twice=len(pairs),
        apart=sum(gaps, Fraction(0)) / len(gaps) if gaps else Fraction(0),
        disputed=tuple(each for each, gap in zip(pairs, gaps, strict=True) if gap),
    )


def _gap(markings: Sequence[Marking], question: ManualQuestion) -> Fraction:
    points = [marked_points(each, question) for each in markings]
    return max(points) - min(points)


def _mark(visit: Visit, *, wrong: str = "", ask_second: bool = False, status: int = 0) -> Response:
    work, question = _question(visit)
    if work is None or question is None:
        return not_found(visit)
    answers = _answers(visit, work, question, visit.site.rulings.of(work.kept.id))
    answer = next((each for each in answers if each.handed_in.receipt == visit.params["receipt"]), None)
    if answer is None:
        return not_found(visit)
    mine = answer.by(_me(visit))
    files = visit.site.store(work).fetch_files(answer.handed_in.submission.digest)
    return page(
        visit,
        "mark.html.j2",
        status=status or (422 if wrong else 200),
        work=work,
        question=question,
        answer=answer,
        answers=answers,
        mine=mine,
        items=[item.name for item in question.items if visit.fields.get(f"item_{item.name}") == "yes"]
        if wrong
        else mine.items
        if mine
        else (),
        typed=visit.field("points", 40) if wrong else str(mine.points) if mine and mine.points is not None else "",
        comment=visit.text("comment", 4000) if wrong else mine.comment if mine else "",
        others=[each for each in answer.markings if mine is None or each.id != mine.id] if mine or ask_second else [],
        marked=lambda marking: rounded(marked_points(marking, question)),
        left=sum(not each.markings for each in answers),
        blind=work.kept.settings.blind,
        wrong=wrong,
        ask_second=ask_second,
        sources=[source for name, content in files for source in read_sources(name, content)],
    )
