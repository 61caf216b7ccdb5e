"""What is told of a text that others handed in too, but for its comments: what reading it would tell."""

from collections.abc import Sequence

import pytest

from grader.judge.running.record import Record
from grader.judge.running.student import LiveStudent
from grader.judge.running.surveys import Surveys
from grader.model import Limits, Reveal
from grader.sandbox.inside.surveying import survey_of
from grader.sandbox.level import plan
from grader.sandbox.protocol import Survey
from grader.sandbox.remote import Worker
from grader.sandbox.slot import Slot

STUB = [("a.py", b"def first(x):\n    # TODO\n    pass\n")]
TEXT = b'''# Kim
"""What it is for.

# no comment
"""
import numpy as np
RATE = (
    0.5,
)


def first(x):
    # TODO
    return (x
            # of all

            + RATE[0])
def second(x):

    text = "one \\
# two"
    return len(text) + x


# the end
'''
LINES = (
    b"# Lee",
    b"",
    b"   # coding: later",
    b"\t",
    "# 이".encode(),
    b"#\\",
    b"\\",
    b"x = 1",
    b"'''",
    b"# \xff",
    b"# \r",
    b")",
    b"\x0c",
)


def read(text: bytes) -> Survey | None:
    """As a student process reads it; None of what is no Python."""
    try:
        unfilled, stateless, spans = survey_of([("a.py", text)], STUB)
    except (SyntaxError, ValueError):
        return None
    return Survey(frozenset(unfilled), stateless, tuple(tuple((first, last) for first, last in file) for file in spans))


def keeping(text: bytes) -> Surveys:
    surveys, survey = Surveys(), read(text)
    assert survey is not None
    surveys.keep([("a.py", text)], survey)
    return surveys


def variants(text: bytes) -> Sequence[bytes]:
    """With each of ``LINES`` at each place, and with each line left out."""
    lines = text.split(b"\n")
    more = [b"\n".join([*lines[:place], line, *lines[place:]]) for line in LINES for place in range(len(lines) + 1)]
    return [*more, *(b"\n".join([*lines[:place], *lines[place + 1 :]]) for place in range(len(lines)))]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.rstrip(),
        b"x = 1\n" + TEXT,
        b"x = 1; y = 2\n",
        b"x = \\\n1\n",
        b"x = 1 \\\n\n",
        b"\\\nx = 1\n",
        b"@(\nstaticmethod)\ndef f(x):\n    return x\n",
    ],
)
def test_told_as_if_read(text: bytes) -> None:
    surveys = keeping(text)
    for other in variants(text):
        known = surveys.known([("a.py", other)])
        assert known is None or known == read(other), other


def test_comments_around_statements_make_no_other_text() -> None:
    surveys, here = keeping(TEXT), read(TEXT)
    assert here is not None
    assert surveys.known([("a.py", TEXT)]) == here
    moved = surveys.known([("a.py", b"\n# 20261130\n" + TEXT.replace(b"def second", b"\n  # Lee\ndef second") + b"# again")])
    assert moved is not None
    assert moved.spans[0][0] == (4, 7)
    assert (moved.unfilled, moved.stateless) == (here.unfilled, True)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace(b"# of all", b"# of some"), TEXT.replace(b"# no comment\n", b""), TEXT.replace(b"0.5", b"0.25"),
        b"# coding: latin-1\n" + TEXT, b"\xef\xbb\xbf" + TEXT, TEXT.replace(b"\n", b"\r\n"), TEXT + b"# \xff\n", TEXT + b"x = 1\n",
    ],
)  # fmt: skip
def test_what_is_another_text_is_read(other: bytes) -> None:
    assert keeping(TEXT).known([("a.py", other)]) is None


def test_of_other_files_nothing_is_known() -> None:
    surveys = keeping(TEXT)
    assert surveys.known([("b.py", TEXT)]) is None
    assert surveys.known([("a.py", TEXT), ("b.py", b"")]) is None
    assert surveys.known([]) is None


def test_what_may_remember_is_not_kept() -> None:
    """Whether it does is found out from the text of each."""
    text = TEXT + b"seen = []\n"
    assert keeping(text).known([("a.py", text)]) is None


class Counting(Slot):
    """Knows how many workers it gave."""

    given = 0

    def worker(self) -> Worker:
        self.given += 1
        return super().worker()


def test_the_second_to_hand_it_in_stays_where_it_is() -> None:
    """In the worker in which a case of it failed; what may remember has another one that reads its text, each time."""
    limits, surveys = Limits(wall_s=5), Surveys()
    remembers, slot = TEXT + b"seen = []\n", Counting(limits, plan("process", ()))
    with slot:
        for text, workers, stays in ((TEXT, 2, False), (b"#\n" + TEXT, 1, True), (remembers, 2, False), (remembers, 2, False)):
            slot.given = 0
            live = LiveStudent(slot, [("a.py", text)], STUB, limits)
            live.surveys = surveys
            live.begin_case(Record(), reveal=Reveal.COUNTEREXAMPLE)
            assert live.call("first", (1,), {}) == 1.5
            assert live.may_stay is stays
            assert slot.given == workers
            live.close()
