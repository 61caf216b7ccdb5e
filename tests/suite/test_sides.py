"""The student's side of a suite, over several cases."""

import time

from grader.model import Limits
from grader.sandbox.isolation import plan
from grader.sandbox.slot import Slot
from grader.suite.sides import LiveStudent
from grader.suite.stage import Record

LIMITS = Limits(wall_s=5, cpu_s=5, memory_mb=200)
SOURCE = b"""
import signal

seen = []

def keep(x):
    seen.append(x)
    return list(seen)

def leave_later():
    signal.setitimer(signal.ITIMER_REAL, 0.05)
"""


def test_a_worker_that_ends_between_two_cases_is_replaced() -> None:
    """It is no failure of the judge, nor of the case that comes next."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], LIMITS)
        live.begin_case(Record())
        live.call("leave_later", (), {})
        time.sleep(1)
        live.begin_case(record := Record())
        assert record.stop is None
        assert live.call("keep", (1,), {}) == [1]
        live.close()


def test_a_case_whose_texts_are_shown_meets_no_secret_of_another() -> None:
    """Its worker was given no input of a case whose texts are not; the other way round nothing has to be hidden."""
    with Slot(LIMITS, plan("process", ())) as slot:
        live = LiveStudent(slot, [("a.py", SOURCE)], [], LIMITS)
        for secret, argument, seen in (
            (False, 1, [1]),
            (True, 2, [1, 2]),
            (True, 3, [1, 2, 3]),
            (False, 4, [4]),
            (False, 5, [4, 5]),
        ):
            live.begin_case(Record(), secret=secret)
            assert live.call("keep", (argument,), {}) == seen
        live.close()
