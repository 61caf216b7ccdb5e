"""An explanation on a crowded machine: its end comes later by what others take of the processor."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from grader.judge.explain import ask, crowding
from grader.judge.explain.ask import TooSlowError, Witness
from grader.model import CROWDED_S, FunctionSpec, Reveal


class Clocks:
    """The time of day, and what the judge waited for a processor."""

    def __init__(self) -> None:
        self.now = self.waited = 0.0

    def monotonic(self) -> float:
        return self.now

    def process_time(self) -> float:
        return 0.0


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(ask, "time", clocks)
    monkeypatch.setattr(ask, "waited_s", lambda: clocks.waited)
    return clocks


def begun(live: Any) -> Witness:
    return Witness(cast(Any, live), lambda name: FunctionSpec(name=name), Reveal.NONE, 30.0, on_pause=lambda: None)


def test_what_others_take_is_added(clocks: Clocks) -> None:
    """Judge and student share a processor, so both have waited; a call may take as much longer as well."""
    live = SimpleNamespace(deadline=30.0)
    witness = begun(live)
    clocks.now, clocks.waited = 45.0, 10.0
    witness.pause()
    assert live.deadline == 50.0
    clocks.now, clocks.waited = 51.0, 10.0
    with pytest.raises(TooSlowError):
        witness.pause()


def test_who_sleeps_gets_nothing_more(clocks: Clocks) -> None:
    live = SimpleNamespace(deadline=30.0)
    witness = begun(live)
    clocks.now = 31.0
    with pytest.raises(TooSlowError):
        witness.pause()
    assert live.deadline == 30.0


def test_there_is_an_end_on_any_machine(clocks: Clocks) -> None:
    live = SimpleNamespace(deadline=30.0)
    witness = begun(live)
    clocks.now, clocks.waited = 31.0 + CROWDED_S, 1000.0
    with pytest.raises(TooSlowError):
        witness.pause()
    assert live.deadline == 30.0 + CROWDED_S


def test_a_system_that_does_not_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Then nothing is added; where it tells, the second number is nanoseconds."""
    monkeypatch.setattr(crowding, "WAITS", tmp_path / "schedstat")
    assert crowding.waited_s() == 0.0
    (tmp_path / "schedstat").write_text("81 2500000000 7\n")
    assert crowding.waited_s() == 2.5
