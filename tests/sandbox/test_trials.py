"""One call after each of many changes: every value once, each change alone, and nothing believed of the answer."""

import copy
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

import numpy as np
import pytest

from grader.model import Limits
from grader.sandbox.inside.listing import told
from grader.sandbox.protocol import Change, Earlier, Move, Play, Repairs, Reply, StudentStoppedError, Tried
from grader.sandbox.repairs import read_repairs, read_tried
from grader.sandbox.slot import Slot
from tests.marking import IsolationAt

SOURCE = b"""import numpy as np
import random


def f(x):
    x += 1
    print("seen")
    return x * 2


class Odd:
    pass
"""
MOST = (1 << 20, 1 << 20)
ARGUMENT = np.array([1.0, 2.0])


@pytest.fixture
def slot(isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(Limits(), isolation_at("process")) as opened:
        yield opened


def returned(text: str) -> tuple[Change, ...]:
    """``text`` for ``x * 2``."""
    return (Change("work.py", 8, 11, 8, 16, text, 8, 8, "x * 2", "return x * 2"),)


def tried(slot: Slot, *texts: str) -> Tried:
    worker = slot.worker()
    worker.load([("work.py", SOURCE)], timeout_s=30)
    worker.begin_case()
    return worker.tried([Play([Move("f", [ARGUMENT], {})], MOST)], [(returned(text), 0) for text in texts], timeout_s=30)


def test_what_each_change_gives(slot: Slot) -> None:
    """Each is made in the file as it was, with arguments as they were; equal values are told once."""
    answer = tried(slot, "x * 3", "x * 2", "3 * x", "x[0]")
    assert answer.places == (0, 1, 0, 2)
    assert [np.asarray(value).tolist() for value in answer.values] == [[6.0, 9.0], [4.0, 6.0], 2.0]


def test_what_gives_no_value(slot: Slot) -> None:
    """What raises, what is no Python, what is no data, and what is larger than anything right; the next is asked all the same."""
    texts = ("1 / 0", "x *", "exit()", "Odd()", "np.zeros(1 << 18)", "x")
    assert tried(slot, *texts).places == (None, None, None, None, None, 0)


def test_no_change_sees_the_one_before(slot: Slot) -> None:
    """The process's own generators are where the file's import left them."""
    answer = tried(slot, "random.random()", "random.random() + 0", "np.random.rand()", "np.random.rand() + 0")
    assert answer.places == (0, 0, 1, 1)


OBJECTS = b"""class Box:
    def __init__(self, x):
        self.x, self.seen = x, 0

    def add(self, y):
        self.seen += 1
        return self.x + y + self.seen, self


def both(x):
    return x * 2, Box(x)


def fill(x, out):
    out[:] = x * 2
"""


def of_objects(slot: Slot, play: Play) -> list[object]:
    """What it gives as the file stands, and with 3 for 2 in ``both`` and ``fill``."""
    worker = slot.worker()
    worker.load([("work.py", OBJECTS)], timeout_s=30)
    worker.begin_case()
    changes = [Change("work.py", line, column, line, column + 1, "3", line, line, "2", "") for line, column in ((11, 15), (15, 17))]
    answer = worker.tried([play], [((), 0), *(((each,), 0) for each in changes)], timeout_s=30)
    return [None if place is None else answer.values[place] for place in answer.places]


def test_calls_that_build_on_each_other(slot: Slot) -> None:
    """An object of an earlier call is asked; each time it is made anew; what is no data and not compared is left."""
    moves = [Move("both", [5], {}), Move("add", [Earlier(0, (0,))], {}, target=Earlier(0, (1,)))]
    assert of_objects(slot, Play(moves, MOST, left=((1,),))) == [(16, None), (21, None), (16, None)]
    looked = [*moves, Move("seen", [], {}, target=Earlier(0, (1,)), attribute=True)]
    assert of_objects(slot, Play(looked, MOST)) == [1, 1, 1]
    assert of_objects(slot, Play([*moves, Move("lost", [], {}, target=Earlier(0, (1,)))], MOST)) == [None, None, None]


def test_an_argument_as_the_call_leaves_it(slot: Slot) -> None:
    """By its place or its name, and filled anew each time."""
    two = np.zeros(2)
    for move, argument in (Move("fill", [4.0, two], {}), 1), (Move("fill", [4.0], {"out": two}), "out"):
        given = of_objects(slot, Play([move], MOST, argument=argument))
        assert [np.asarray(each).tolist() for each in given] == [[8.0, 8.0], [8.0, 8.0], [12.0, 12.0]]


def test_what_waits_ends_at_its_time(slot: Slot) -> None:
    """No longer than one call may take."""
    worker = slot.worker()
    worker.load([("work.py", SOURCE)], timeout_s=30)
    worker.begin_case()
    with pytest.raises(StudentStoppedError, match="wall_s"):
        worker.tried(
            [Play([Move("f", [ARGUMENT], {})], MOST)],
            [(returned("x"), 0), (returned("[1 for _ in iter(int, 1)]"), 0)],
            timeout_s=0.5,
        )


@pytest.mark.parametrize(
    "value",
    [None, [], [[1.0], [0], []], [[1.0], []], [[1.0], [1]], [[1.0], [-2]], [[1.0], [True]], [[1.0], [0, 0, 0]], [(), [0]]],
)
def test_what_no_honest_worker_answers(value: object) -> None:
    """Places of values that are not there, more answers than questions, or another form altogether."""
    with pytest.raises(ValueError, match="forged"):
        read_tried(Reply(value, (), "", 0), 2)


LISTED: list[object] = [
    [["sign", "operator"], [1, 2], ["f", "f"], [1, 2]],
    [["work.py"] * 3, [1, 2, 3], [0] * 3, [1, 2, 3], [4] * 3, ["-x", "y", "z"], [1, 2, 3], [1, 2, 3], ["x"] * 3, ["return x"] * 3],
    ["f"],
    [[] for _ in range(10)],
    [["f", ["g"]]],
]


def listed(*places: int, value: object) -> Reply:
    """An answer of a worker's, with something else in one place of it."""
    changed = copy.deepcopy(LISTED)
    inner: Any = changed
    for place in places[:-1]:
        inner = inner[place]
    inner[places[-1]] = value
    return Reply(changed, (), "", 0)


def test_a_list_of_repairs() -> None:
    """Each repair has the changes that follow those of the one before; as the worker writes them, so they are read."""
    found = read_repairs(Reply(LISTED, (), "", 0))
    assert [(each.kind, each.cost, [change.line for change in each.changes]) for each in found.listed] == [
        ("sign", 1, [1]),
        ("operator", 2, [2, 3]),
    ]
    assert (found.reached, found.left_out, found.uses) == (("f",), (), (("f", frozenset({"g"})),))
    rows = [[each.kind, each.cost, each.function, [list(astuple(change)) for change in each.changes]] for each in found.listed]
    assert told([rows, ["f"], [], [["f", ["g"]]]]) == LISTED
    assert read_repairs(Reply(told([[], [], [], []]), (), "", 0)) == Repairs()


@pytest.mark.parametrize(
    ("places", "value"),
    [
        ((0,), None),
        ((0,), [[], [], []]),
        ((0, 0), ["sign"]),
        ((0, 0, 0), "no kind of ours"),
        ((0, 0, 0), []),
        ((0, 1, 0), 0),
        ((0, 1, 0), True),
        ((0, 1, 0), 100),
        ((0, 3, 0), 0),
        ((0, 3, 0), 2),
        ((0, 3, 0), -1),
        ((0, 3), [0, 3]),
        ((1,), []),
        ((1, 0), ["work.py"] * 2),
        ((1, 1, 0), -1),
        ((1, 2, 0), 1 << 31),
        ((1, 2, 0), 1.0),
        ((1, 5, 0), "x" * 2001),
        ((1, 5, 0), b"x"),
        ((2, 0), 1),
        ((2,), ["f"] * 5001),
        ((3, 0), ["work.py"]),
        ((4, 0), ["f", [1]]),
        ((4, 0), "f"),
    ],
)
def test_no_list_of_an_honest_worker(places: tuple[int, ...], value: object) -> None:
    """Columns of another length or kind, numbers out of bounds, changes that are no repair's."""
    with pytest.raises(ValueError, match="forged"):
        read_repairs(listed(*places, value=value))


def test_many_calls_in_one_request(slot: Slot) -> None:
    """Each finds its arguments as they were handed over; what gives no value stops none of the others."""
    worker = slot.worker()
    worker.load([("work.py", SOURCE)], timeout_s=30)
    worker.begin_case()
    plays = [Play([Move("f", [argument], {})], MOST) for argument in (ARGUMENT, 2, "text", ARGUMENT, 3)]
    plays.append(Play([Move("nowhere", [], {})], MOST))
    answer = worker.tried(plays, [((), number) for number in range(6)], timeout_s=30)
    assert answer.places == (0, 1, None, 0, 2, None)
    assert [np.asarray(value).tolist() for value in answer.values] == [[4.0, 6.0], 6, 8]
    assert ARGUMENT.tolist() == [1.0, 2.0]
