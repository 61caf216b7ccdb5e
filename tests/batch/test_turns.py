"""Whose turn a task is: each is done once, and files that are one program go to the judge that met it first."""

import random

from grader.batch.turns import MOST_WAITING, Task, Turn, Turns
from grader.judge.running.surveys import mark_of
from grader.model import Submission, Verdict

ONE, OTHER = b"one", b"other"


def turns_of(count: int) -> Turns:
    return Turns(Task(f"k{number}", Submission(student=f"s{number}")) for number in range(count))


def taken(turns: Turns, judge: int) -> Turn:
    turn = turns.take(judge)
    assert turn is not None
    return turn


def test_one_program_goes_to_one_judge() -> None:
    """While that one works; another program does not."""
    turns = turns_of(5)
    first, second, third = taken(turns, 0), taken(turns, 1), taken(turns, 1)
    assert not turns.passes_on(0, first, ONE)
    assert turns.passes_on(1, second, ONE)
    assert not turns.passes_on(1, third, OTHER)
    passed = taken(turns, 0)
    assert (passed.task, passed.passed) == (second.task, True)
    assert not turns.passes_on(0, passed, OTHER)  # whatever it is: it was passed on once


def test_what_got_every_point_is_anybodys() -> None:
    """There is nothing to explain; so is what says nothing of its statements."""
    turns = turns_of(4)
    first, second, third, fourth = (taken(turns, judge) for judge in (0, 1, 1, 1))
    assert not turns.passes_on(0, first, ONE)
    turns.done(ONE, Verdict.WRONG_ANSWER)
    assert turns.passes_on(1, second, ONE)
    turns.done(ONE, Verdict.ACCEPTED)
    assert not turns.passes_on(1, third, ONE)
    assert not turns.passes_on(1, fourth, None)


def test_nobody_waits_at_the_end() -> None:
    """So many wait for one judge and no more, and who has nothing to do takes from them; who has left is left nothing."""
    turns = turns_of(MOST_WAITING + 3)
    assert not turns.passes_on(0, taken(turns, 0), ONE)
    passed = [turns.passes_on(1, taken(turns, 1), ONE) for _ in range(MOST_WAITING + 1)]
    assert passed == [True] * MOST_WAITING + [False]
    assert turns.take(2) is not None  # the last that nobody had
    assert [taken(turns, judge).passed for judge in (1, 2) * (MOST_WAITING // 2)] == [True] * MOST_WAITING
    assert [turns.take(judge) for judge in (0, 1, 2)] == [None] * 3
    turns = turns_of(3)
    assert not turns.passes_on(0, taken(turns, 0), ONE)
    assert not turns.passes_on(1, taken(turns, 1), OTHER)
    last = taken(turns, 1)
    assert turns.take(0) is None
    assert not turns.passes_on(1, last, ONE)


def test_each_is_done_once() -> None:
    """Whatever the judges make of them, and in whatever order they come."""
    for seed in range(200):
        chance = random.Random(seed)  # noqa: S311
        turns, done, working = turns_of(30), [], set(range(3))
        while working:
            judge = chance.choice(sorted(working))
            turn = turns.take(judge)
            if turn is None:
                working.remove(judge)
                continue
            mark = chance.choice([ONE, OTHER, None])
            if not turns.passes_on(judge, turn, mark):
                done.append(turn.task.key)
                turns.done(mark, chance.choice([Verdict.ACCEPTED, Verdict.WRONG_ANSWER]))
        assert sorted(done) == sorted(f"k{number}" for number in range(30)), seed


def test_what_tells_a_program() -> None:
    """Its statements and the names of its files, and no comment or empty line; nothing where it is not plain UTF-8."""
    here = mark_of([("a.py", b"x = 1\n\n# Kim\ndef f():\n    return x\n")])
    assert here == mark_of([("a.py", b"# Lee\nx = 1\ndef f():\n    # why\n    return x\n\n")])
    assert here != mark_of([("b.py", b"x = 1\ndef f():\n    return x\n")])
    assert here != mark_of([("a.py", b"x = 2\ndef f():\n    return x\n")])
    assert mark_of([("a.py", b"\xff\xfe")]) is None
    assert mark_of([]) is None
