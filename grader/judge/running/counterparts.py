"""The reference's side of what was asked of the student's side alone: the same calls, made by the reference once a check needs it.

So a suite may have a cache made without comparing what comes with it, and still check what is done with the cache.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.errors import AssignmentError
from grader.judge.running.provenance import MAX_EVENTS, Event, Origin, Path, family, history
from grader.judge.running.reference import Reference, called


class Counterparts:
    """Serves one run of a case. The calls are made in the order in which the student's side was asked.

    Where a check goes on with what the one before it was about, so does the reference; else it begins anew.
    """

    def __init__(self) -> None:
        self._played: list[Event] = []
        self._values: dict[Event, Any] = {}

    def catch_up(self, origins: Iterable[Origin], reference: Reference) -> None:
        """Make all calls that the student's objects have been through. Raises what the reference raises."""
        events = history(family(origins))
        if any(origin.cut for origin in {origin for event in events for origin in event.uses}):
            raise AssignmentError(f"an object that student made went through more than {MAX_EVENTS} calls before a check of it")
        if events[: len(self._played)] != self._played:
            self.forget()
        for event in events[len(self._played) :]:
            self.add(event, self._play(event, reference))

    def add(self, event: Event, value: object) -> None:
        """The reference's value of a call that it has made."""
        self._played.append(event)
        self._values[event] = value

    def forget(self) -> None:
        """Begin anew next time: the reference's objects went through a call that the student's broke off."""
        self._played.clear()
        self._values.clear()

    def of(self, origin: Origin) -> object:
        """The reference's object, once it has caught up."""
        try:
            return _part(self._values[origin.made_by], origin.path)
        except LookupError:
            name = origin.made_by.step.name
            raise AssignmentError(
                f"the reference's {name} returns nothing instead of the object that student.{name} returned"
            ) from None

    def _play(self, event: Event, reference: Reference) -> object:
        step = event.step
        if event.target is None:
            function = reference.attribute(step.name)
        else:
            owner = self.of(event.target)
            function = getattr(owner, step.name) if step.name else owner
        if step.attribute:
            return function
        try:
            return called(function, step.args, step.kwargs, (), lambda leaf: self.of(leaf) if type(leaf) is Origin else leaf)[0]
        except Exception as error:
            error.add_note(f"raised by the reference's {step.name}, with the arguments that student.{step.name} was given")
            raise


def _part(value: Any, path: Path) -> object:
    """As the path was found in the student's value, where named tuples arrive as tuples."""
    for place in path:
        if not isinstance(value, tuple | list):
            raise LookupError(path)
        value = value[place]
    return value
