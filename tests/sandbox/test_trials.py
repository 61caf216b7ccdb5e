"""One call after each of many changes: every value once, each change alone, and nothing believed of the answer."""

from collections.abc import Iterator

import numpy as np
import pytest

from grader.model import Limits
from grader.sandbox.protocol import Ask, Change, Reply, StudentStoppedError, Tried
from grader.sandbox.repairs import read_tried
from grader.sandbox.slot import Slot

SOURCE = b"""import numpy as np
import random


def f(x):
    x += 1
    print("seen")
    return x * 2


class Odd:
    pass
"""
ARGUMENT = np.array([1.0, 2.0])


@pytest.fixture
def slot(isolation_at) -> Iterator[Slot]:
    with Slot(Limits(), isolation_at("process")) as opened:
        yield opened


def returned(text: str) -> tuple[Change, ...]:
    """``text`` for ``x * 2``."""
    return (Change("work.py", 8, 11, 8, 16, text, 8, 8, "x * 2", "return x * 2"),)


def tried(slot: Slot, *texts: str, most: tuple[int, int] = (1 << 20, 1 << 20)) -> Tried:
    worker = slot.worker()
    worker.load([("work.py", SOURCE)], timeout_s=30)
    worker.begin_case()
    return worker.tried(Ask(name="f", args=(ARGUMENT,), most=most), [returned(text) for text in texts], timeout_s=30)


def test_what_each_change_gives(slot: Slot) -> None:
    """Each is made in the file as it was, with arguments as they were; equal values are told once."""
    answer = tried(slot, "x * 3", "x * 2", "3 * x", "x[0]")
    assert answer.places == (0, 1, 0, 2)
    assert [np.asarray(value).tolist() for value in answer.values] == [[6.0, 9.0], [4.0, 6.0], 2.0]


def test_what_gives_no_value(slot: Slot) -> None:
    """What raises, what is no Python, what is no data, and what is larger than anything right; the next is asked all the same."""
    texts = ("1 / 0", "x *", "exit()", "Odd()", "np.zeros(1 << 18)", "x")
    assert tried(slot, *texts, most=(1 << 20, 1 << 20)).places == (None, None, None, None, None, 0)


def test_no_change_sees_the_one_before(slot: Slot) -> None:
    """The process's own generators are where the file's import left them."""
    answer = tried(slot, "random.random()", "random.random() + 0", "np.random.rand()", "np.random.rand() + 0")
    assert answer.places == (0, 0, 1, 1)


def test_what_waits_ends_at_its_time(slot: Slot) -> None:
    """No longer than one call may take."""
    worker = slot.worker()
    worker.load([("work.py", SOURCE)], timeout_s=30)
    worker.begin_case()
    with pytest.raises(StudentStoppedError, match="wall_s"):
        worker.tried(Ask(name="f", args=(ARGUMENT,)), [returned("x"), returned("[1 for _ in iter(int, 1)]")], timeout_s=0.5)


@pytest.mark.parametrize(
    "value",
    [None, [], [[1.0], [0], []], [[1.0], []], [[1.0], [1]], [[1.0], [-2]], [[1.0], [True]], [[1.0], [0, 0, 0]], [(), [0]]],
)
def test_what_no_honest_worker_answers(value: object) -> None:
    """Places of values that are not there, more answers than questions, or another form altogether."""
    with pytest.raises(ValueError, match="forged"):
        read_tried(Reply(value, (), "", 0), 2)
