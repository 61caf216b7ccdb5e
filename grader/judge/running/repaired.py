"""A submission with something of it changed, in the student's place: to see whether its cases would pass. It earns nothing."""

from __future__ import annotations

from collections.abc import Sequence

from grader.judge.running.record import Record
from grader.judge.running.student import LiveStudent
from grader.model import Reveal
from grader.sandbox.protocol import Change, Loaded, Play, RefusedValueError, StudentError, StudentStoppedError, Tried


class RepairedStudent(LiveStudent):
    """One change after another in the same worker, and in the next one where that ends. What it says is shown to nobody."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # the same
        self._changes: tuple[Change, ...] = ()
        self.disturbed = False  # a worker ended, or refused to go on, while something was tried

    def put(self, changes: Sequence[Change]) -> bool:
        """Whether the changed functions are there now. Starts a worker where there is none."""
        self._changes = tuple(changes)
        try:
            if not self.alive:
                self.load()
            else:
                self._exchange()
        except (StudentError, StudentStoppedError) as error:
            self.disturbed = self.disturbed or isinstance(error, StudentStoppedError)
            return False
        return True

    def tried(self, play: Play, some: Sequence[Sequence[Change]]) -> Tried | None:
        """What some calls give after each of some changes; None where that ends the worker, and one at a time may not."""
        self._changes = ()
        record = Record()
        self.begin_case(record, reveal=Reveal.NONE)
        if record.stop is not None:
            return None
        try:
            return self._living().tried([play], [(changes, 0) for changes in some], timeout_s=self.limits.wall_s)
        except (StudentError, StudentStoppedError, RefusedValueError):
            self.disturbed = True
            return None

    def load(self) -> Loaded:
        loaded = super().load()
        if self._changes:
            self._exchange()
        return loaded

    def begin_case(self, record: Record, *, reveal: Reveal, keep: bool = False) -> None:  # noqa: ARG002
        """Whatever is known in its worker stays there, so that one serves for cases of every level."""
        super().begin_case(record, reveal=Reveal.NONE, keep=keep)

    def _exchange(self) -> None:
        self._living().exchange(self._changes, timeout_s=self.limits.load_s)
