"""What a change of the assignment does to a class: the grades that were published beside those that stand now."""

from __future__ import annotations

from grader.batch.publish import Edition, decisions_of, sheets_of
from grader.batch.render import fetch_grade, points_on, read_outline
from grader.batch.store import Store
from grader.grading.lateness import terms_of
from grader.model import most_by_hand
from grader.report.regrade_page import Move, case_moves


def moves_of(store: Store, edition: Edition) -> tuple[Move, ...]:
    """Everybody whose points differ from what was published, by student. Deadlines and adjustments are today's on both sides."""
    published = store.fetch_published()
    outline = read_outline(store.fetch_outline(edition.assignment.words_digest) or b"[]")
    terms, by_hand = terms_of(edition.assignment), most_by_hand(edition.assignment.manual)
    found = []
    members = store.fetch_members()
    for sheet in sheets_of(store, edition, members, decisions_of(store, edition, members)):
        old = published.get(sheet.member.student)
        if not sheet.key or old is None or old == sheet.key:
            continue
        # The old grade keeps the words that it was given in; its cases may not exist any more.
        before = fetch_grade(store, old, sheet.member, {}, edition.assignment)
        after = fetch_grade(store, sheet.key, sheet.member, outline, edition.assignment)
        points_before = points_on(terms, sheet, before)
        points_after = points_on(terms, sheet, after)
        if (points_before, before.max_points) != (points_after, after.max_points):
            found.append(
                Move(
                    student=sheet.member.student,
                    name=sheet.member.submission.name,
                    before=points_before,
                    after=points_after,
                    # What people mark is in the points of both sides.
                    most_before=before.max_points + by_hand,
                    most_after=after.max_points + by_hand,
                    cases=case_moves(before, after),
                )
            )
    return tuple(found)
