"""Both sides as an explanation asks them: the student's function, within a bound of restarts; the reference, within a time."""

from __future__ import annotations

import contextlib
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

import numpy as np

from grader.judge.explain.crowding import waited_s
from grader.judge.running.outcome import Args, Expected, Kwargs, Outcome, fingerprint
from grader.judge.running.pairs import kept_paths, opaque_paths, without
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.student import LiveStudent
from grader.judge.running.tree import as_data, leaves
from grader.model import CROWDED_S, FunctionSpec, Reveal
from grader.sandbox.protocol import Ask, StudentError

# How often the student's process may die, or be stopped, while it is asked for explanations.
MAX_RESTARTS = 2
# So often whoever waits for the judge hears that it goes on.
PAUSE_S = 0.5
# What a tier's explanation may cost the judge itself, in seconds of its own processor: a busy machine makes none of them longer.
OWN_S = 10.0
# The student's process waits for the same processor as the judge, and about as long.
BOTH = 2
# A processor budget is renewed after this many calls.
CALLS_A_BUDGET = 32
MAX_REMEMBERED = 20_000
# Fewer are not worth a request of their own, and more may take too long together.
FEW, MANY = 3, CALLS_A_BUDGET
STOPPED = Outcome(stopped=True)


class TooSlowError(Exception):
    """The net below every budget of calls: explaining this submission takes too long; what was found by then is told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is asked of a submission. ``mark``: what tells it from any other."""

    function: str
    args: Args
    kwargs: Kwargs
    mark: bytes = b""


# Instead of a call: a fresh process.
RENEWED = Step("", (), {})


def holds_function(step: Step) -> bool:
    """One that the suite handed over belongs to the case of the moment."""
    return any(callable(leaf) for value in (*step.args, *step.kwargs.values()) for leaf in leaves(value))


class Tape:
    """What is asked of a submission, with the answers: the first of them are known already."""

    def __init__(self, known: Sequence[tuple[Step, Outcome]]) -> None:
        self._waiting = deque(known)
        self.taken: list[tuple[Step, Outcome]] = []

    def known(self, step: Step) -> Outcome | None:
        """The answer that was given to just this; None from the first step on that is another one."""
        if self._waiting and self._waiting[0][0].mark == step.mark:
            return self._waiting.popleft()[1]
        self._waiting.clear()
        return None


def asked(live: LiveStudent, spec: FunctionSpec, args: Args, kwargs: Kwargs) -> Outcome:
    """What a function gives, with nothing in the places of its opaque parts: those stay with whoever made them."""
    keep = tuple(opaque_paths(spec))
    outcome = live.probe(Ask(name=spec.name, args=args, kwargs=kwargs, keep=keep))
    return replace(outcome, value=without(outcome.value, keep)) if keep else outcome


class Witness:
    """One submission's functions, asked again and again. Never raises for anything that student code does.

    ``reveal``: the least that may be shown of a case whose inputs are asked about. ``until``: the time.monotonic of the end,
    which comes later by what others take of the processor.
    """

    def __init__(
        self,
        live: LiveStudent,
        spec_for: Callable[[str], FunctionSpec],
        reveal: Reveal,
        until: float,
        *,
        on_pause: Callable[[], None],
    ) -> None:
        self._live, self._spec_for, self._reveal, self._on_pause = live, spec_for, reveal, on_pause
        self._paused = time.monotonic()
        self._until, self._own_until = until, time.process_time() + OWN_S
        self._waited, self._crowded = waited_s(), 0.0
        self._restarts = MAX_RESTARTS
        self.quiet = True  # nothing was ended before its time
        self._calls = 0
        self._tape: Tape | None = None
        self._ahead: deque[tuple[Step, Outcome | None]] = deque()
        self._many = True  # whether anybody may be asked many things at once

    def ask(self, function: str) -> Callable[[Args, Kwargs], Outcome]:
        return lambda args, kwargs: self._taken(function, args, kwargs)

    def renew(self) -> None:
        """A process in which nothing has been called yet, or one that cannot tell."""
        if self._tape is None or self._tape.known(RENEWED) is None:
            self.take(RENEWED)
        if self._tape is not None:
            self._tape.taken.append((RENEWED, Outcome()))

    def take(self, step: Step) -> Outcome:
        """Ask that, whatever was asked before."""
        if step is not RENEWED:
            return self._ask(step.function, step.args, step.kwargs)
        self._ahead.clear()
        self._live.freshen()
        self._begin()
        return Outcome()

    @contextlib.contextmanager
    def taped(self, known: Sequence[tuple[Step, Outcome]]) -> Iterator[Tape]:
        """Meanwhile what is asked is written down; ``known``: what was asked already, of which nothing is asked again."""
        self._tape = Tape(known)
        try:
            yield self._tape
        finally:
            self._tape = None

    def ahead(self, steps: Sequence[Step]) -> None:
        """Ask these in one request, of code that cannot tell; each gets its answer when it is asked next, in this order."""
        self._ahead.clear()
        if not self._many or self._tape is not None or self._restarts < 0 or len(steps) < FEW or any(map(holds_function, steps)):
            return
        self._begin()
        spec = self._spec_for(steps[0].function)
        keep = tuple(opaque_paths(spec))
        found = self._live.probed([Ask(name=each.function, args=each.args, kwargs=each.kwargs, keep=keep) for each in steps])
        # Which one it was is for asking them one at a time; what raises is asked for that once more, too.
        self._many = found is not None and any(each is not None for each in found)
        self._ahead.extend(zip(steps, found or (), strict=False))

    def _known_ahead(self, args: Args, kwargs: Kwargs) -> Outcome | None:
        if not self._ahead:
            return None
        step, outcome = self._ahead.popleft()
        if step.args is args and step.kwargs is kwargs:
            return outcome
        self._ahead.clear()
        return None

    def _taken(self, function: str, args: Args, kwargs: Kwargs) -> Outcome:
        if self._tape is None:
            return self._ask(function, args, kwargs)
        step = Step(function, args, kwargs, function.encode() + fingerprint(args, kwargs))
        outcome = self._tape.known(step) or self._ask(function, args, kwargs)
        self._tape.taken.append((step, outcome))
        return outcome

    def pause(self) -> None:
        """Tell whoever waits that this goes on. Raises TooSlowError."""
        self._on_pause()
        self._paused = time.monotonic()
        crowded = min(CROWDED_S, BOTH * (waited_s() - self._waited))
        self._live.deadline += crowded - self._crowded
        self._crowded = crowded
        if self._paused > self._until + crowded or time.process_time() > self._own_until:
            self.quiet = False
            raise TooSlowError

    def _ask(self, function: str, args: Args, kwargs: Kwargs) -> Outcome:
        if self._restarts < 0:
            return STOPPED
        if (known := self._known_ahead(args, kwargs)) is not None:
            return known
        if self._calls % CALLS_A_BUDGET == 0 or not self._live.alive:
            self._begin()
        self._calls += 1
        if time.monotonic() > self._paused + PAUSE_S:
            self.pause()
        outcome = asked(self._live, replace(self._spec_for(function), name=function), args, kwargs)
        if outcome.stopped:
            self.quiet = False
            self._restarts -= 1
            self.pause()
        return outcome

    def _begin(self) -> None:
        self.pause()
        with contextlib.suppress(StudentError):  # the file loaded before; the next call finds that it does not live
            self._live.begin_case(Record(), reveal=self._reveal)


class Oracle:
    """What the reference gives for an input, remembered for the life of a judge."""

    def __init__(self, reference: Reference, spec_for: Callable[[str], FunctionSpec], seconds: float) -> None:
        self._reference, self._spec_for, self._seconds = reference, spec_for, seconds
        self._known: dict[tuple[str, bytes], Expected | None] = {}

    def expect(self, function: str) -> Callable[[Args, Kwargs], Expected | None]:
        return lambda args, kwargs: self._expect(function, args, kwargs)

    def parameters(self, function: str) -> tuple[str, ...]:
        code = getattr(self._reference.attribute(function), "__code__", None)
        return () if code is None else code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    def warns(self, function: str, args: Args, kwargs: Kwargs) -> bool:
        """Whether the reference divides by zero, overflows or warns of anything else on an input that it accepts."""
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            try:
                with at_most(self._seconds):
                    self._reference.call(function, args, kwargs)
            except Exception:  # noqa: BLE001  # it did not when it was asked for its value
                return True
        return bool(caught)

    def _expect(self, function: str, args: Args, kwargs: Kwargs) -> Expected | None:
        key = (function, fingerprint(args, kwargs))
        if len(self._known) > MAX_REMEMBERED:
            self._known.clear()
        if key not in self._known:
            self._known[key] = self._call(function, args, kwargs)
        return self._known[key]

    def _call(self, function: str, args: Args, kwargs: Mapping[str, Any]) -> Expected | None:
        """None where the reference raises, or does not come to an end on an input that nobody meant it for.

        Also where it returns an object that is not declared: then there is no saying what of a value has to be alike.
        """
        spec = self._spec_for(function)
        try:
            with at_most(self._seconds), np.errstate(all="ignore"):
                value = as_data(self._reference.call(function, args, kwargs))
            opaque = opaque_paths(spec)
            return Expected(without(value, opaque)) if kept_paths(spec, value, instance=False) == opaque else None
        except Exception:  # noqa: BLE001  # an input that the reference refuses is no input
            return None


class _OutOfTimeError(Exception):
    """Raised into the reference by the clock."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """An iteration that waits for an error of zero to become smaller must not hold up a judge."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise _OutOfTimeError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
