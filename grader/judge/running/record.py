"""What happened while one case ran once: who was asked what, what was compared, and what a report may make of a failure."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from grader.grading.forms import NOTHING
from grader.judge.running.allowance import LEAST_BYTES, Allowance
from grader.judge.running.answers import Answered, Exchange
from grader.judge.running.calllog import Attempts
from grader.judge.running.compared import MAX_COMPARED, Compared, place_in
from grader.judge.running.counterparts import Counterparts
from grader.judge.running.fingerprint import returned
from grader.judge.running.literal import Verbatim, value_text
from grader.judge.running.provenance import Event, Origin, Recipe, Step, noted, recipe_of, recipe_text, snapshot
from grader.judge.running.tree import part_at, places
from grader.model import Evidence, FunctionSpec, Limits, Mismatch, Names, Returned, Rule
from grader.model.extent import is_within
from grader.model.opaque import NoData, remember_origin
from grader.sandbox.budget import Budget
from grader.sandbox.protocol import Stop

# A suite may check in a loop.
MAX_FAILURES = 12
# A value that takes more than this is kept as the text that a report would show of it: a suite has many cases.
KEPT_BYTES = 1 << 16
RECIPE_BYTES = 1 << 20
# Of the checks of a case that are passed, so many are kept to be played again.
MAX_CHAINS = 4
CHAIN_BYTES = 1 << 16


# None: the whole value, or each of its parts.
Nothing = Literal["", "whole", "parts"]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was answered. Kept as it is while its case runs, and turned into text only where that fails."""

    value: object  # in brief
    event: Event

    def evidence(self) -> Evidence:
        return Evidence(call=self.text(), actual=value_text(self.value))

    def text(self) -> str:
        return recipe_text(recipe_of(self.event))


@dataclass(slots=True)
class Record:
    """What happened while one case ran once. Filled by the student's side and the proxies, read when blame is laid."""

    deadline: float = float("inf")  # of time.monotonic
    limits: Limits | None = None  # of the student's process; None where the reference stands in
    called: list[str] = field(default_factory=list)
    checked: set[str] = field(default_factory=set)  # of these, the ones that were compared with the reference
    asked: str = ""  # the function that the latest comparison was about
    latest: Call | None = None  # while the case runs
    latest_evidence: Evidence | None = None  # what the latest call showed, once the case has ended and failed
    evidence: Evidence | None = None  # of the latest comparison that failed
    nothing_returned: Nothing = ""  # where a value was asked for
    attempts: Attempts = field(default_factory=Attempts)
    answers: list[Answered | Exchange] | None = None  # where it matters whether the student's side answers the same again
    stop: Stop | None = None
    callback_error: BaseException | None = None  # what a function of the suite raised inside the call that failed
    wrong: Returned | None = None  # the value behind the evidence in brief, without what was kept
    recipe: Recipe = ()  # the calls that led to the evidence, the failing one last; values, so that they can be played again
    # The function and the recipe of checks, passed and failed, of what no function tells that is asked by itself.
    chains: list[tuple[str, Recipe]] = field(default_factory=list)
    failures: list[tuple[str, Recipe]] = field(default_factory=list)  # the function and the recipe of each check that failed
    mutated: list[str] = field(default_factory=list)  # ``function(argument)``: changed in place without being asked to
    events: int = 0
    counterparts: Counterparts = field(default_factory=Counterparts)
    spec_for: Callable[[str], FunctionSpec] = lambda label: FunctionSpec(name=label)  # what is declared of it
    printed: list[str] = field(default_factory=list)
    kept: int = 0  # characters of it
    lost: int = 0  # and those past the limit
    started: float = field(default_factory=time.monotonic)
    compared: list[Compared] = field(default_factory=list)  # where there is no reference: what values the suite named
    credit: Fraction = Fraction(1)  # the least that any comparison which was close enough earned
    close: Evidence | None = None  # of that comparison
    close_about: str = ""  # and the function that it was about
    values: Budget = field(default_factory=lambda: Budget(LEAST_BYTES))  # of calls and attributes that are not checked
    calls: Budget = field(default_factory=lambda: Budget(LEAST_BYTES))  # of arguments for functions of the suite
    allowance: Allowance = field(default_factory=lambda: Allowance(0, 0))

    def allow(self, allowance: Allowance) -> None:
        """What the case may take in beside the least."""
        self.allowance = allowance
        self.values.most += allowance.values
        self.calls.most += allowance.calls

    def settle(self, *, failed: bool) -> None:
        """The case has ended: what only its failure needs is written down or let go of. Once more changes nothing."""
        self.callback_error = None
        if self.latest is not None:
            self.latest_evidence = self.latest.evidence() if failed else None
            self.latest = None

    def note_compared(self, expected: object, actual: object, rule: Rule) -> None:
        """A free-hand assertion about the latest call's value, or a part of it; what was made of it tells nothing of the call."""
        latest = self.latest
        if latest is None or len(self.compared) >= MAX_COMPARED:
            return
        place, step = place_in(latest.value, actual), latest.event.step
        if not isinstance(place, str) and latest.event.target is None and not latest.event.uses:
            self.compared.append(Compared(step.name, place, step.args, step.kwargs, expected, actual, rule))

    def take_credit(self, mismatch: Mismatch) -> bool:
        """Whether the comparison that just left its ``evidence`` earns a share; then the case goes on, and earns no more."""
        if 0 < mismatch.credit < self.credit:
            self.credit, self.close, self.close_about = mismatch.credit, self.evidence, self.asked
        return mismatch.credit > 0

    def note(self, step: Step, target: object, value: object, *, makes: bool = False, alone: bool = True) -> Event:
        """The student's side answered a call. Whatever object the value holds comes from there; ``makes``: a pair will too.

        ``alone``: the reference was not asked.
        """
        fresh = tuple(places(value, lambda part: isinstance(part, NoData)))
        self.events += 1
        event = noted(self.events, step, target, makes=makes or bool(fresh), alone=alone)
        for path in fresh:
            remember_origin(part_at(value, path), Origin(event, path), self)  # type: ignore[arg-type]  # places() found them
        return event

    def broke(self, step: Step, target: object) -> None:
        """A checked call raised: what led to it can be played again as well."""
        self.recipe = kept_recipe(recipe_of(noted(self.events + 1, step, target, makes=False)))
        self.keep_chain(self.recipe)

    def passed(self, event: Event, argument: tuple[int | str, str] | None = None) -> None:
        """A check of what is done with objects, or of an argument after the call, was passed: that, too, tells something."""
        if len(self.chains) < MAX_CHAINS and (event.uses or argument is not None):
            self.keep_chain(kept_recipe(recipe_of(event), argument, CHAIN_BYTES))

    def keep_chain(self, recipe: Recipe) -> None:
        if recipe:
            self.chains.append((self.asked, recipe))

    def failed(
        self,
        event: Event,
        evidence: Evidence,
        spec: FunctionSpec,
        value: object,
        argument: tuple[int | str, str] | None = None,
    ) -> None:
        """A value broke its rule. ``argument``: place and name of the argument that it was left in, where it was not returned."""
        self.wrong = returned(spec, value)
        recipe = recipe_of(event)
        self.recipe = kept_recipe(recipe, argument)
        self.keep_chain(self.recipe)
        if len(self.failures) < MAX_FAILURES:
            self.failures.append((self.asked, self.recipe))
        self.evidence = dataclasses.replace(evidence, call=recipe_text(recipe))
        self.nothing_returned = nothing_in(value, evidence.mismatch)
        if self.nothing_returned == "parts" and evidence.mismatch is not None:
            named = tuple(name for name in _names(spec.returns) if name and name not in spec.opaque)
            self.evidence = dataclasses.replace(self.evidence, mismatch=dataclasses.replace(evidence.mismatch, missing=named))


def kept_recipe(recipe: Recipe, argument: tuple[int | str, str] | None = None, most: int = RECIPE_BYTES) -> Recipe:
    """The recipe where it is small enough to be played again later, of ``argument`` as its last call leaves it; else none."""
    values = [(*step.args, *step.kwargs.values()) for step in recipe]
    if not is_within(values, most):
        return ()
    # A suite may change its arrays after the call.
    return (*recipe[:-1], replace(snapshot(recipe[-1]), argument=argument))


def in_brief(value: object) -> object:
    """The value where it is small, else what a report shows of it."""
    return value if is_within(value, KEPT_BYTES) else Verbatim(value_text(value))


def nothing_in(value: object, mismatch: Mismatch | None, whole: object = None) -> Nothing:
    """Whether nothing but None stands where values were asked for: the mark of a function that nobody has written yet.

    One value beside a None was written by somebody, and is wrong. ``whole``: what the call returned, where that is known; the value
    may be a part of it.
    """
    if mismatch is None or mismatch.kind not in ("type", "structure") or mismatch.actual_form != NOTHING:
        return ""
    if value is None and whole is None:
        return "whole"
    return "parts" if _is_nothing(value if whole is None else whole) else ""


def _is_nothing(value: object) -> bool:
    """None, or a container of nothing else."""
    parts = value.values() if type(value) is dict else value if type(value) in (tuple, list) else ()
    return value is None or (bool(parts) and all(map(_is_nothing, parts)))  # type: ignore[call-overload]  # a container's


def _names(names: Names) -> Iterator[str]:
    if isinstance(names, str):
        yield names
    else:
        for name in names:
            yield from _names(name)
