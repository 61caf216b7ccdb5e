"""The levels of isolation, each where this machine has it."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from grader.sandbox.isolation import Isolation
from grader.sandbox.machine import reason_against

LEVELS = ("full", "landlock", "process")


@pytest.fixture(scope="session")
def isolation_at() -> Callable[..., Isolation]:
    """A function of a level; the test is skipped, with the reason, where that cannot be had."""

    def make(level: str, private: Sequence[Path] = ()) -> Isolation:
        if level != "process" and (why := reason_against(level)):
            pytest.skip(f"level {level} is not to be had here: {why}")
        return Isolation(level=level, own_uid=os.geteuid() == 0, private=tuple(map(str, private)))

    return make


@pytest.fixture(scope="module", params=LEVELS)
def level(request: pytest.FixtureRequest, isolation_at: Callable[..., Isolation]) -> str:
    isolation_at(request.param)
    return request.param
