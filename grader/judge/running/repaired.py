"""A submission with something of it changed, in the student's place: to see whether its cases would pass. It earns nothing."""

from __future__ import annotations

from collections.abc import Sequence

from grader.judge.running.outcome import Outcome
from grader.judge.running.probing import many_of
from grader.judge.running.record import Record
from grader.judge.running.student import LiveStudent
from grader.model import Reveal, SlipKind
from grader.sandbox.protocol import (
    Ask,
    Change,
    Loaded,
    Play,
    RefusedValueError,
    Repairs,
    StudentError,
    StudentStoppedError,
    Tried,
)


class RepairedStudent(LiveStudent):
    """One change after another in the same worker, and in the next one where that ends. What it says is shown to nobody."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # the same
        self._changes: tuple[Change, ...] = ()
        self.trouble = ""  # of ours, with listing what may be changed
        self.disturbed = False  # a worker ended, or refused to go on, while something was tried

    def listed(self, names: Sequence[str], first: Sequence[SlipKind], most: int, *, timeout_s: float) -> Repairs:
        """What may be changed of its files. From a worker in which none of them has run; it goes on with them."""
        self.close()
        worker = self._slot.worker()
        try:
            found = worker.repairs(self._files, names, first, most, timeout_s=timeout_s)
        except StudentError as error:
            self.trouble = f"the changes of a submission could not be listed: {error.fault.type}: {error.fault.message}"
        except StudentStoppedError as error:
            self.trouble = f"the changes of a submission could not be listed: {error.stop.limit} {error.stop.detail}"
        else:
            self._waiting = worker
            return found
        worker.close()
        return Repairs()

    def probed(self, asks: Sequence[Ask]) -> list[Outcome | None] | None:
        """Of code that can tell nothing from one to the next, whatever its worker knows: what it says is shown to nobody."""
        return many_of(self._living(), asks, self.limits.wall_s) if self.survey.stateless and self.alive else None

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
