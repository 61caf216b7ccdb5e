"""The queue in front of the laboratories: what is started waits for nobody, and every laboratory is put away."""

import threading
from typing import Any, Self, cast

import pytest

from grader.verify.laboratory import Laboratory, Pool


class Bench:
    """Stands in for a laboratory: remembers what was done to it."""

    def __init__(self) -> None:
        self.closed = self.abandoned = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.closed = True

    def abandon(self) -> None:
        self.abandoned = True


class Makers:
    """Makes stand-ins, and keeps them all."""

    def __init__(self) -> None:
        self.made: list[Bench] = []

    def __call__(self) -> Laboratory:
        self.made.append(Bench())
        return cast("Laboratory", self.made[-1])


def test_a_fresh_laboratory_stands_in_the_same_queue() -> None:
    """Its question comes after what was started before it, is asked of a laboratory of its own, and that one is closed at once."""
    make, order = Makers(), list[Any]()
    with Pool(make, 1) as pool:
        gate = threading.Event()

        def at_the_gate(laboratory: Laboratory) -> None:
            gate.wait(10)
            order.append(laboratory)

        first = pool.start([at_the_gate])
        fresh = pool.start_afresh(order.append, make)
        gate.set()
        assert fresh.result(10) is None
        assert first[0].done()
        assert order == make.made
        assert [bench.closed for bench in make.made] == [False, True]
        assert pool.each([lambda laboratory: laboratory, lambda _: 2]) == [make.made[0], 2]
    assert all(bench.closed for bench in make.made)


def test_an_error_ends_what_runs_and_drops_what_waits() -> None:
    """The command does not wait for questions that nobody wants an answer to any more."""
    make = Makers()
    asked = list[str]()
    gate = threading.Event()
    started = list[Any]()

    def begin_and_fail() -> None:
        with Pool(make, 1) as pool:
            started.extend(pool.start([lambda _: gate.wait(10), lambda _: asked.append("waiting")]))
            threading.Timer(0.05, gate.set).start()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin_and_fail()
    assert started[0].done()
    assert started[1].cancelled()
    assert asked == []
    assert make.made[0].abandoned
