"""The values that writing an assignment passes on: what was found out of each function, and the cases chosen for it. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter

from grader.verify.kinds import MutantKind
from grader.verify.writing.argument import Argument
from grader.verify.writing.builders import Builder

# What a case asks that others do not; decides its title and its hint.
Theme = Literal["general", "integers", "ties", "large", "tiny", "prose", "again", "value", "option", "empty", "error"]
# A size, or any number of them, or the name of a function.
Size = int | str | tuple[int, ...]
Sizes = tuple[tuple[str, Size], ...]
# Names with Python source.
Sources = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One function as it is asked: its builder, that of its class's constructor, and of the function whose answer it takes."""

    builder: Builder
    constructor: Builder | None = None
    producer: Builder | None = None
    mutates: tuple[str, ...] = ()

    @property
    def function(self) -> str:
        return self.builder.function

    @property
    def maker(self) -> str:
        """Who makes the answer that is handed on. Plain data the reference makes: nobody loses by an earlier function. What is
        opaque, as a cache, is the student's own."""
        answers = [each for each in self.builder.arguments if each.kind == "answer"]
        return "reference" if answers and not any(each.opaque for each in answers) else "student"

    @property
    def builders(self) -> tuple[Builder, ...]:
        return tuple(each for each in (self.constructor, self.producer, self.builder) if each is not None)

    @property
    def symbols(self) -> tuple[str, ...]:
        """Everything that a case has to give a value, in the order of the arguments."""
        return tuple(dict.fromkeys(symbol for each in self.builders for symbol in each.symbols))


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlan:
    """One call: ``sizes`` of all symbols, how numbers are drawn, arguments with values of their own, options that are given."""

    function: str
    theme: Theme
    sizes: Sizes
    draw: str = "real"
    given: Sources = ()
    options: Sources = ()
    raises: str = ""  # the exception that is the answer

    @property
    def whole_numbers(self) -> dict[str, object]:
        """The sizes, and the options that are whole numbers."""
        numbers = ((name, int(source)) for name, source in self.options if source.lstrip("-").isdigit())
        return {**dict(self.sizes), **dict(numbers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What only the author can say. ``why``: what the reference answered to everything that was tried."""

    function: str
    argument: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What was taken for true because the reference answers it, where nothing was written about it."""

    function: str
    argument: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One part of what a function returns, as the reference returned it. ``kind``: the ending of what the handout says of it.

    ``shape``: of an array, in the symbols of the inputs, empty where it varies. ``entries``: of a dict; of a list one, without a
    name, which all are like.
    """

    name: str
    kind: str
    shape: tuple[str, ...] = ()
    entries: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One call worked by the reference, as Python source. ``answer``: of the whole value; ``parts``: of each part of a tuple."""

    function: str
    prepare: tuple[str, ...]  # statements before it, over ``student``
    call: str
    answer: str
    parts: tuple[str, ...] = ()
    changed: str = ""  # the argument whose value after the call is the answer

    def without(self, closed: Collection[int]) -> Example:
        """Of what stands before the first of these parts, which every program makes as it likes; else of one other part."""
        taken = list(itertools.takewhile(lambda place: place not in closed, range(len(self.parts))))
        taken = taken or [place for place in range(len(self.parts)) if place not in closed][:1]
        if not closed or not taken:
            return self
        parts = [self.parts[place] for place in taken]
        some = f"[{taken[0]}]" if len(taken) == 1 else f"[:{len(taken)}]"
        return replace(self, call=f"{self.call}{some}", answer=parts[0] if len(parts) == 1 else f"({', '.join(parts)})", parts=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A mutant that students resemble: the file that is kept of it."""

    kind: MutantKind
    key: str
    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionPlan:
    """All that is written of one function. ``weight``: how many ways there are to get it wrong."""

    function: str
    target: Target | None
    cases: tuple[CasePlan, ...] = ()
    outputs: tuple[Output, ...] = ()
    example: Example | None = None
    wrongs: tuple[Wrong, ...] = ()
    questions: tuple[Question, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    least: tuple[tuple[str, int], ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()  # of two sizes, as ("k", "<=", "n")
    nan: bool = False
    inf: bool = False
    exact: bool = False
    is_given: bool = False  # what is handed out answers every case
    weight: int = 1
    mutants: int = 0
    killed: int = 0
    unseen: tuple[str, ...] = ()  # mutants that no call tried told from the reference

    @property
    def is_whole(self) -> bool:
        return bool(self.cases)


PLAN: TypeAdapter[FunctionPlan] = TypeAdapter(FunctionPlan)

__all__ = ["PLAN", "Argument", "Assumption", "CasePlan", "Example", "FunctionPlan", "Output", "Question", "Size", "Sizes",
           "Sources", "Target", "Theme", "Wrong"]  # fmt: skip
