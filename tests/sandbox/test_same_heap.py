"""Whoever is graded first in a class or last begins with the same heap: what is ordered by addresses is in the same order."""

import sys

import pytest

from grader.judge.supervisor import Judge
from grader.model import Limits, Submission
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot
from tests.classes import MakeCourse
from tests.marking import IsolationAt

LIMITS = Limits(wall_s=60, cpu_s=60)
# A set of instances is ordered by their addresses.
BY_ADDRESS = b"""
class Node:
    def __init__(self, name):
        self.name = name

NODES = {Node(name) for name in range(60)}

def double(x):
    return [node.name for node in NODES] + [node.name for node in {Node(name) for name in range(60)}]
"""
HEAVY = b"""
import numpy as np

KEPT = [{name: [name]} for name in range(100_000)]

def double(x):
    return float(np.ones(1 << 20).sum())
"""
# Where new objects of every size lie, when loaded and in a call. What arrives in pieces takes its room a little otherwise.
ADDRESSES = b"""
def placed():
    return [id(each) for each in [bytes(size) for size in range(0, 500, 8) for _ in range(20)]]

LOADED = placed()

def double(x):
    return LOADED + placed()
"""
MOST_APART = 0.05
RAISES = b"def double(x):\n    raise ValueError(x)\n"


def answer(slot: Slot, source: bytes) -> object:
    worker = slot.worker()
    worker.load((("work.py", source),), timeout_s=60)
    return worker.call(Ask(name="double", args=(1.0,), kwargs={}), timeout_s=60).value


@pytest.mark.long(seconds=2)
@pytest.mark.skipif(sys.platform != "linux", reason="addresses are laid out alike on Linux alone")
def test_the_order_of_a_set_of_instances(isolation_at: IsolationAt, level: Level) -> None:
    """The hundredth worker of a slot, after heavy ones and such as ended by themselves, begins as the first one did."""
    with Slot(LIMITS, isolation_at(level)) as slot:
        first = answer(slot, BY_ADDRESS)
        for number in range(98):
            if number % 20 == 0:
                answer(slot, HEAVY)
            else:
                worker = slot.worker()
                if number % 3 == 0:
                    worker.begin_case()
                    worker.close()
        assert answer(slot, BY_ADDRESS) == first


@pytest.mark.skipif(sys.platform != "linux", reason="addresses are laid out alike on Linux alone")
def test_the_addresses_of_objects(isolation_at: IsolationAt, level: Level) -> None:
    """Nothing of it drifts: what forks the workers is in the same state before each of them, whatever the one before did."""
    with Slot(LIMITS, isolation_at(level)) as slot:
        first = answer(slot, ADDRESSES)
        for number in range(30):
            if number % 3 == 0:
                answer(slot, HEAVY)
            worker = slot.worker()
            worker.begin_case()
            slot.watch()
            slot.unwatch()
            slot.stop()
            worker.close()
        later = answer(slot, ADDRESSES)
    assert isinstance(first, list)
    assert isinstance(later, list)
    assert sum(one != other for one, other in zip(first, later, strict=True)) < MOST_APART * len(first)


@pytest.mark.long
def test_the_same_points_alone_and_in_a_class(make_course: MakeCourse) -> None:
    """Of a file whose answer hangs on that order: right by chance, for the same cases each time."""
    hidden = "import pytest\n\n@pytest.mark.parametrize('n', range(12))\ndef test_a(student, n):\n"
    hidden += "    order = student.double(n)\n    assert order.index(n) < 20 or order == [n]\n"
    reference = "def double(n):\n    return [n]\n"
    course = make_course(hidden=hidden, reference=reference)

    def points(judge: Judge, source: bytes) -> list[str]:
        grade = judge.grade(Submission(student="kim", file="work.py", files=(("work.py", source),), digest="sha256:0"))
        return [str(case.verdict) for case in grade.cases]

    with Judge(course, "doubling", sandbox="process", feedback=False) as judge:
        alone = points(judge, BY_ADDRESS)
        for source in (HEAVY, RAISES, HEAVY, BY_ADDRESS + b"\n# another\n", RAISES):
            points(judge, source)
        assert points(judge, BY_ADDRESS) == alone
        assert len(set(alone)) == 2
