"""A case that is run once more: what it asked before is answered as it was, in the same order, and nobody is asked again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.judge.running.marks import by_number, fingerprint
from grader.sandbox.protocol import Ask, Reply
from grader.sandbox.wire.frame import UnsupportedError


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked in a case, and what came of it."""

    ask: Ask
    outcome: Reply | Exception


class Retelling:
    """Of one case after another. A case that asks something else than before, or more, is told nothing from there on."""

    def __init__(self) -> None:
        self._asked: list[_Asked] | None = None  # while it is kept, to be told again
        self._told: deque[_Asked] = deque()
        self._departs = False

    def begin(self, *, keep: bool) -> None:
        """Another case. ``keep``: what it is answered, so that it can be told again."""
        self._asked = [] if keep else None
        self._told.clear()

    def again(self) -> None:
        """The case is run once more."""
        self._told.extend(self._asked or ())
        self._asked, self._departs = None, False

    @property
    def keeps(self) -> bool:
        return self._asked is not None

    @property
    def outcomes(self) -> Sequence[Reply | Exception]:
        """What came of the calls, where they are kept."""
        return [each.outcome for each in self._asked or ()]

    @property
    def is_whole(self) -> bool:
        """Whether all was told that was kept, and nothing else was asked."""
        return not self._departs and not self._told

    def expect(self, ask: Ask) -> None:
        """What comes next is asked."""
        if self._told and not _equal(ask, self._told[0].ask):
            self.depart()

    def depart(self) -> None:
        self._told.clear()
        self._departs = True

    def outcome(self, ask: Ask, request: Callable[[], Reply | Exception]) -> Reply | Exception:
        """As it was, or by ``request``."""
        self._departs = self._departs or not self._told
        asked = self._told.popleft() if self._told else _Asked(ask, request())
        if self._asked is not None:
            self._asked.append(asked)
        return asked.outcome


def _equal(one: Ask, other: Ask) -> bool:
    try:
        return fingerprint(_whole(one), by_number) == fingerprint(_whole(other), by_number)
    except UnsupportedError:
        return False


def _whole(ask: Ask) -> object:
    return [list(ask.target), ask.name, list(ask.args), dict(ask.kwargs), list(ask.keep), list(ask.mutates)]
