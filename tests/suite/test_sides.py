"""The student's side of a suite, over several cases."""

import time

import pytest

from grader.judge.running.record import Record
from grader.judge.running.student import SHOWN, LiveStudent
from grader.model import Limits, Reveal, Verdict
from grader.sandbox.level import plan
from grader.sandbox.protocol import StudentStoppedError
from grader.sandbox.slot import Slot
from grader.sandbox.wire.frame import NO_MEMORY

LIMITS = Limits(wall_s=5, cpu_s=5, memory_mb=200)
SOURCE = b"""
import os, signal, time

seen = []

def keep(x):
    seen.append(x)
    return list(seen)

def leave_later():
    signal.setitimer(signal.ITIMER_REAL, 0.05)

def answer_later():
    signal.signal(signal.SIGALRM, lambda *_: os.write(3, bytes(64)))
    leave_later()

def shout():
    print('x' * 3000, end='')

def rest():
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        time.sleep(0.01)
    return 1
"""


@pytest.fixture(autouse=True)
def one_worker_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As code has it that reaches nothing outside of its process; what these files do could not be done without."""
    monkeypatch.setattr("grader.judge.running.student.reaches_out", lambda *_: False)


def test_a_worker_that_ends_between_two_cases_is_replaced() -> None:
    """It is no failure of the judge, nor of the case that comes next."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], LIMITS)
        live.begin_case(Record(), reveal=SHOWN)
        live.call("leave_later", (), {})
        time.sleep(1)
        live.begin_case(record := Record(), reveal=SHOWN)
        assert record.stop is None
        assert live.call("keep", (1,), {}) == [1]
        live.close()


@pytest.mark.parametrize("name", ["leave_later", "answer_later"])
def test_what_a_case_leaves_behind_ends_no_other(name: str) -> None:
    """Also where it comes only once the next case has begun: a fresh worker decides, as where it comes before."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], LIMITS)
        live.begin_case(Record(), reveal=SHOWN)
        live.call(name, (), {})
        live.begin_case(Record(), reveal=SHOWN)
        with pytest.raises(StudentStoppedError) as caught:
            live.call("rest", (), {})
        assert caught.value.stop.retry
        live.begin_case(Record(), reveal=SHOWN)
        assert live.call("rest", (), {}) == 1
        live.close()


def test_a_dismissed_worker_that_said_more_than_it_was_asked_is_remembered() -> None:
    """Also where no case of its own is to come, which would have found out."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], LIMITS)
        for name, remembered in (("rest", []), ("answer_later", ["protocol violation: an answer to nothing"])):
            live.begin_case(Record(), reveal=SHOWN)
            live.call(name, (), {})
            time.sleep(0.5)
            live.dismiss()
            assert [stop.detail for stop in live.stops] == remembered
            assert not live.alive


def test_a_worker_that_ends_in_a_call_of_its_own_case_is_not_tried_again() -> None:
    """Once it has answered anything in a case, and in the first case of all, its end is its own doing."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE + b"def leave(): os._exit(1)")], [], LIMITS)
        for calls_before in (0, 1):
            live.begin_case(Record(), reveal=SHOWN)
            for _ in range(calls_before):
                live.call("keep", (1,), {})
            with pytest.raises(StudentStoppedError) as caught:
                live.call("leave", (), {})
            assert not caught.value.stop.retry
        live.close()


def test_a_case_meets_no_input_of_one_that_shows_less() -> None:
    """Its worker was given no input of a case of which less is shown; the other way round nothing has to be hidden."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], LIMITS)
        for reveal, argument, seen in (
            (Reveal.COUNTEREXAMPLE, 1, [1]),
            (Reveal.VALUES, 2, [1, 2]),
            (Reveal.MESSAGE, 3, [1, 2, 3]),
            (Reveal.NONE, 4, [1, 2, 3, 4]),
            (Reveal.NONE, 5, [1, 2, 3, 4, 5]),
            (Reveal.VERDICT, 6, [6]),
            (Reveal.MESSAGE, 7, [7]),
            (Reveal.VERDICT, 8, [7, 8]),
            (Reveal.COUNTEREXAMPLE, 9, [9]),
            (Reveal.VALUES, 10, [9, 10]),
        ):
            live.begin_case(Record(), reveal=reveal)
            assert live.call("keep", (argument,), {}) == seen
        live.close()


def test_nobody_tells_of_his_own_text() -> None:
    """The answer decides verdicts, and whether a worker may stay: it comes from one in which nothing of the submission has run."""
    source = (
        SOURCE
        + b"""
import sys

from grader.sandbox.inside import server

server.survey_of = lambda files, stub: [["open"], True, []]
"""
    )
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", source)], [("a.py", b"def keep(x):\n    pass\n")], LIMITS)
        live.begin_case(Record(), reveal=Reveal.COUNTEREXAMPLE)
        assert live.call("keep", (1,), {}) == [1]
        assert (live.survey.unfilled, live.survey.stateless, live.may_stay) == (frozenset(), False, False)
        assert (live.cases_run, live.stops) == (1, [])
        live.begin_case(Record(), reveal=Reveal.COUNTEREXAMPLE)
        assert live.call("keep", (1,), {}) == [1]
        live.close()


def test_a_case_keeps_so_much_of_what_is_printed() -> None:
    """``output_kb`` is of the case and not of each of its calls, of which a suite may make thousands; the next case has its own."""
    limits = Limits(wall_s=5, output_kb=4)
    with Slot(limits, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], limits)
        for _ in range(2):
            live.begin_case(record := Record(), reveal=SHOWN)
            for _ in range(3):
                live.call("shout", (), {})
            assert "".join(record.printed) == "x" * 4096
            assert record.lost == 3 * 3000 - 4096
        live.close()


@pytest.mark.parametrize(("cases_before", "again"), [(0, False), (1, True)])
def test_memory_that_earlier_cases_kept_is_nobody_elses(cases_before: int, again: bool) -> None:  # noqa: FBT001  # of a table
    """Memory is the whole process's: whoever had none left in a worker with a past is asked again in one without."""
    without = f"def without_memory(): os._exit({NO_MEMORY})".encode()
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE + without)], [], LIMITS)
        for _ in range(cases_before):
            live.begin_case(Record(), reveal=SHOWN)
            live.call("keep", (1,), {})
        live.begin_case(Record(), reveal=SHOWN)
        live.call("keep", (1,), {})
        with pytest.raises(StudentStoppedError) as caught:
            live.call("without_memory", (), {})
        assert (caught.value.stop.verdict, caught.value.stop.retry) == (Verdict.MEMORY_LIMIT, again)
        live.close()


def test_no_more_time_is_given_back_than_there_was() -> None:
    """Of runs that are made once more; else whoever sleeps in each case would have three times as much."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], LIMITS)
        before, most = live.deadline, LIMITS.submission_s
        live.give_back(most / 4)
        assert live.deadline - before == pytest.approx(most / 4)
        live.give_back(most)
        live.give_back(most)
        assert live.deadline - before == pytest.approx(most)


CALLS_BACK = b"""
import sys

def ask(f):
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    it = frame.f_locals["self"]
    kinds, answer = type(it)._answer.__globals__["Kind"], it._answer

    def late(kind, message):
        if kind == kinds.LOOK:
            for part in it._encoded(kinds.CALLBACK, [f.number, [2], {}]):
                it._socket.sendall(part)
        return answer(kind, message)

    it._answer = late
    return f(1)
"""


def test_no_function_of_a_case_is_called_when_its_worker_ends() -> None:
    """The case is over, and with it whatever its functions speak to."""
    calls: list[int] = []

    def noted(x: int) -> int:
        calls.append(x)
        return x

    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", CALLS_BACK)], [], LIMITS)
        live.begin_case(Record(), reveal=SHOWN)
        assert live.call("ask", (noted,), {}) == 1
        live.dismiss()
        assert not live.alive
    assert calls == [1]
