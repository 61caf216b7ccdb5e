"""One failing call asked after each of many changes, in one request: most of them do not even mend that one."""

from __future__ import annotations

from collections.abc import Sequence

from grader.judge.running.context import Stage
from grader.judge.running.recorded import Line, kept_by
from grader.judge.running.repaired import RepairedStudent
from grader.sandbox.protocol import Repair

# Changes that go out together: few at first, since the likeliest come first.
FIRST, MOST = 8, 64


class Screen:
    """``line``: the call; None where there is none to be asked alone, and then every change may help."""

    def __init__(self, line: Line | None, live: RepairedStudent, stage: Stage) -> None:
        self._line, self._live, self._stage = line, live, stage
        self.size = FIRST

    def may_help(self, repairs: Sequence[Repair]) -> list[bool]:
        """Of each of them, or of the first ones, whether the call is answered rightly after it."""
        if self._line is None:
            return [True] * len(repairs)
        tried = self._live.tried(self._line.ask, [each.changes for each in repairs])
        if tried is None:  # one of them waits for ever, or the like: which one, is for who asks them one at a time
            self.size = FIRST
            return [True] * len(repairs)
        self.size = min(2 * self.size, MOST)
        kept = kept_by(self._line, tried.values, self._stage)
        return [place is not None and kept[place] for place in tried.places]
