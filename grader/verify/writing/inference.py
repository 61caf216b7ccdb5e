"""What the arguments of each function are: hypotheses from what is written, kept where the reference answers. In the studio.

Nothing is taken for true that the reference was not run with. What had to be assumed, and what could not be found, is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.verify.writing.argument import Argument, describe, made_of, symbols_of
from grader.verify.writing.builders import Builder
from grader.verify.writing.descriptions import Descriptions
from grader.verify.writing.docstring import returned_text
from grader.verify.writing.fitting import ORDER, is_usable, keeps, shaped_as_said, without_strays
from grader.verify.writing.hypotheses import combinations_of, given_text, hypotheses, like_value, with_known_sizes
from grader.verify.writing.plan import Assumption, CasePlan, Question, Sizes, Target
from grader.verify.writing.recording import handed_over
from grader.verify.writing.relations import kept_within
from grader.verify.writing.signature import Parameter, Reference, Signature
from grader.verify.writing.sizings import sizings
from grader.verify.writing.trial import Outcome, Trial

# In how many sizes a hypothesis is tried, and how many hypotheses at most.
TRIES = 10
FEW = 4
MOST = 600
LETTERS = "nmdkpqrs"
# Example calls of a function: arguments by place, and by name.
Called = tuple[tuple[Any, ...], Mapping[str, Any]]


class Inference:
    """The functions of one reference, each looked at once."""

    def __init__(
        self, reference: Reference, trial: Trial, told: Mapping[str, str], examples: Mapping[str, Sequence[Called]],
        tell: Callable[[], None], recording: Callable[[str], Trial],
    ) -> None:  # fmt: skip
        """``told``: descriptions by ``function.argument``, which count before everything written in the file; ``recording``: the
        reference with a recorder of one function's calls."""
        self._reference, self._trial, self._examples = reference, trial, examples
        self._descriptions = Descriptions(reference, told)
        self._tell, self._recording = tell, recording
        self._recorded: dict[str, list[Called]] = {}
        self._targets: dict[str, Target | None] = {}
        self.questions: list[Question] = []
        self.assumptions: list[Assumption] = []
        self._why = ""

    def target(self, name: str) -> Target | None:
        """How the function is asked; None where that could not be found out, and then there is a question."""
        if name not in self._targets:
            self._targets[name] = None  # a function that leads back to itself
            self._targets[name] = self._inferred(self._reference.of(name))
        return self._targets[name]

    def valid(self, target: Target, *, most: int = 1000) -> list[tuple[Sizes, Outcome]]:
        """The sizes at which the reference answers with something finite, with its answers, the most telling first."""
        found = []
        for sizes in itertools.islice(self._fitting(target), most):
            outcome = self._trial.answer(target, CasePlan(function=target.function, theme="general", sizes=sizes))
            if is_usable(outcome, target):
                found.append((sizes, outcome))
            elif outcome.failed:
                self._why = outcome.failed
        self._tell()
        return shaped_as_said(without_strays(found, target), self._reference.of(target.function))

    def _fitting(self, target: Target) -> Iterator[Sizes]:
        """The sizes that are in the order that was written."""
        least = {each.name: each.least for builder in target.builders for each in builder.arguments if each.kind == "size"}
        orders = self.orders(target)
        return (sizes for sizes in sizings(target.symbols, least) if keeps(orders, dict(sizes)))

    def orders(self, target: Target) -> list[tuple[str, ...]]:
        """What the docstrings say of two sizes: ``k <= n``."""
        return [
            match.groups()
            for builder in target.builders
            if builder.function in self._reference.names
            for match in ORDER.finditer(self._reference.of(builder.function).doc.whole)
        ]

    def _inferred(self, signature: Signature) -> Target | None:
        constructor = self._constructor(signature)
        if signature.owner and constructor is None and f"{signature.owner}.__init__" in self._reference.names:
            return None
        required = [each for each in signature.parameters if each.default is None and not each.starred]
        optional = [each for each in signature.parameters if each.default is not None]
        known = tuple(constructor.symbols) if constructor is not None else ()
        options = [list(self._options(signature, each, known, required)) for each in required]

        def made(choice: Sequence[Argument]) -> Target:
            producer = next((each.producer for each in choice if each.producer), "")
            inner = self.target(producer) if producer else None
            return Target(
                builder=Builder(function=signature.name, arguments=tuple(choice)),
                constructor=constructor,
                producer=inner.builder if inner is not None else None,
            )

        best = self._best(options, made)
        if best is None:
            best = self._changing(options, made)
        if best is None:
            self._ask(signature, required)
            return None
        settled = [each.name for each in required if self._descriptions.is_told(signature, each)]
        best = kept_within(self._trial, best, list(itertools.islice(self._fitting(best), TRIES)), settled)
        self._assume(signature, required, best)
        arguments = tuple(replace(each, opaque=self._is_opaque(each)) for each in best.builder.arguments)
        optionals = tuple(self._optional(signature, optional, best))
        return replace(best, builder=replace(best.builder, arguments=arguments, optional=optionals))

    def _is_opaque(self, argument: Argument) -> bool:
        """Whether a part that is handed on is its maker's own business: no plain number or array, or said to be nothing."""
        if argument.kind != "answer" or argument.part < 0:
            return False
        producer = self._reference.of(argument.producer)
        target = self.target(argument.producer)
        text = returned_text(producer.doc, str(producer.returns[argument.part]))
        said = describe(text)
        if said.shape is not None or said.keys:
            return False
        values = [outcome.value[argument.part] for _, outcome in self.valid(target, most=FEW)] if target is not None else []
        plain = bool(values) and all(isinstance(each, np.ndarray | np.generic | int | float) for each in values)
        return not plain or bool(text and said.kind is None)

    def _constructor(self, signature: Signature) -> Builder | None:
        if not signature.owner:
            return None
        name = f"{signature.owner}.__init__"
        if name not in self._reference.names:
            return Builder(function=name, arguments=())
        if name not in self._targets:
            self._targets[name] = None
            own = self._reference.of(name)
            doc = self._class_doc(own)
            required = [each for each in doc.parameters if each.default is None and not each.starred]
            options = [list(self._options(doc, each, (), required)) for each in required]

            def made(choice: Sequence[Argument]) -> Target:
                builder = Builder(function=name, arguments=tuple(choice))
                return Target(builder=builder, constructor=builder)

            self._targets[name] = self._best(options, made)
            if self._targets[name] is None:
                self._ask(own, required)
        found = self._targets[name]
        return found.builder if found is not None else None

    def _class_doc(self, signature: Signature) -> Signature:
        """A constructor is mostly described in the docstring of its class."""
        return signature if signature.doc.arguments else replace(signature, doc=self._reference.class_doc(signature.owner))

    def _options(
        self, signature: Signature, parameter: Parameter, known: Sequence[str], others: Sequence[Parameter]
    ) -> Iterator[Argument]:
        """What one argument may be, the likeliest first."""
        words, said = self._descriptions, self._descriptions.seen(signature, parameter)
        symbols = list(known)
        for each in others:
            if each.name != parameter.name:
                seen = words.seen(signature, each)
                symbols += [symbol for dimension in seen.shape or seen.likely for symbol in symbols_of(dimension)]
        sizes = [
            each.name for each in others if each.name != parameter.name and self._descriptions.seen(signature, each).kind == "size"
        ]
        symbols += sizes
        symbols += [
            f"{each.name}_length"
            for each in others
            if each.name != parameter.name and words.said(signature, each).kind in ("list", "tuple")
        ]
        symbols += [symbol for dimension in said.shape or said.likely for symbol in symbols_of(dimension)]
        symbols = [symbol for symbol in dict.fromkeys(symbols) if symbol not in ("lead", "shape")]
        if choices := list(dict.fromkeys((*said.choices, *parameter.choices))):
            yield from (given_text(parameter.name, repr(choice), choices) for choice in choices)
            return
        yield from self._descriptions.answers(signature, parameter, said)
        if said.kind is None and parameter.name in symbols:
            yield Argument(name=parameter.name, kind="size")
        yield from self._from_examples(signature, parameter, self._examples.get(signature.name, ()))
        if said.says_nothing:
            yield from self._from_examples(signature, parameter, self._by_callers(signature))
        named = {symbol for each in others for dim in words.said(signature, each).shape or () for symbol in symbols_of(dim)}
        yield from hypotheses(parameter.name, said, symbols, sizes=sizes, written=named)

    def _by_callers(self, signature: Signature) -> list[Called]:
        """What other functions of the file hand over to this one."""
        if signature.name not in self._recorded:
            self._recorded[signature.name] = []
            callers = [each for each in self._reference.handed if signature.name in each.calls and each.name != signature.name]
            targets = [target for each in callers if not signature.owner and (target := self.target(each.name)) is not None]
            if targets:
                asked = [(target, [sizes for sizes, _ in self.valid(target, most=FEW)]) for target in targets]
                with self._recording(signature.name) as recording:
                    self._recorded[signature.name] = list(handed_over(recording, asked))
        return self._recorded[signature.name]

    def _from_examples(self, signature: Signature, parameter: Parameter, examples: Sequence[Called]) -> Iterator[Argument]:
        place = [each.name for each in signature.parameters].index(parameter.name)
        for args, kwargs in examples[:2]:
            letters: dict[int, str] = {}
            for value in (*args, *kwargs.values()):
                for size in value.shape if isinstance(value, np.ndarray) else ():
                    letters.setdefault(size, LETTERS[len(letters) % len(LETTERS)])
            value = kwargs.get(parameter.name, args[place] if place < len(args) else None)
            if value is not None:
                yield from like_value(parameter.name, value, letters)

    def _best(self, options: Sequence[Sequence[Argument]], made: Callable[[Sequence[Argument]], Target]) -> Target | None:
        """The first hypothesis at which the reference always answers; else that at which it does so most often."""
        if any(not each for each in options):
            return None
        best = [each[0] for each in options]
        score = self._score(made(best))
        for combination in itertools.islice(combinations_of(options), 1, MOST) if score < 1 else ():
            target = made(combination)
            if not (self.valid(target, most=FEW) if score == 0 else self._answers_all(target)):
                continue
            share = self._score(target)
            if score == 0 or share == 1:
                best, score = list(combination), share
            if score == 1:
                break
        if score == 0:
            return None
        for place, alternatives in enumerate(options):
            if score == 1:
                break
            for each in alternatives:
                if each != best[place]:
                    now = [*best[:place], each, *best[place + 1 :]]
                    if (better := self._score(made(now))) > score:
                        best, score = now, better
        return made(best)

    def _answers_all(self, target: Target) -> bool:
        """Whether there is a usable answer at each of the first few sizes; the first that has none is enough to say no."""
        if not target.symbols or (any(each.kind == "answer" for each in target.builder.arguments) and target.producer is None):
            return False
        few = list(itertools.islice(self._fitting(target), FEW))
        cases = (CasePlan(function=target.function, theme="general", sizes=sizes) for sizes in few)
        return bool(few) and all(is_usable(self._trial.answer(target, case), target) for case in cases)

    def _score(self, target: Target) -> float:
        """The share of a few sizes at which there is a usable answer; of many where few of them fit together."""
        if any(each.kind == "answer" for each in target.builder.arguments) and target.producer is None:
            return 0.0
        has_shapes = not any(each.kind == "array" and not each.shape for each in target.builder.arguments)
        for most in (TRIES, 4 * TRIES) if target.symbols and has_shapes else (TRIES,):
            if found := len(self.valid(target, most=most)):
                return found / sum(1 for _ in itertools.islice(self._fitting(target), most))
        return 0.0

    def _changing(self, options: Sequence[Sequence[Argument]], made: Callable[[Sequence[Argument]], Target]) -> Target | None:
        """The same for a function that returns nothing and changes an argument."""
        arrays = [place for place, each in enumerate(options) if each and each[0].kind in ("array", "table", "list")]

        def changing(choice: Sequence[Argument]) -> Target:
            return replace(made(choice), mutates=tuple(choice[place].name for place in arrays))

        best = self._best(options, changing) if arrays else None
        if best is None:
            return None
        before = replace(best, mutates=())
        outcomes = self.valid(best, most=2)
        changed = [
            name
            for number, name in enumerate(best.mutates, 1)
            if outcomes
            and isinstance(outcomes[0][1].value, tuple)
            and outcomes[0][1].value[0] is None
            and outcomes[0][1].value[number] is not None
        ]
        return replace(before, mutates=tuple(changed)) if changed else None

    def _optional(self, signature: Signature, optional: Sequence[Parameter], target: Target) -> Iterator[tuple[Argument, str]]:
        for each in optional:
            assert each.default is not None  # noqa: S101  # that is what makes it optional
            said = self._descriptions.said(signature, each)
            if choices := tuple(dict.fromkeys((*said.choices, *each.choices))):
                yield given_text(each.name, each.default, choices), each.default
                continue
            for argument in hypotheses(each.name, said, target.symbols, default=None if said.kind == "array" else each.default):
                if set(with_known_sizes(argument, target.symbols).symbols) - {each.name} <= set(target.symbols):
                    yield argument, each.default
                    break

    def _ask(self, signature: Signature, required: Sequence[Parameter]) -> None:
        unknown = [each for each in required if self._descriptions.said(signature, each).says_nothing] or required[:1]
        for each in unknown:
            self.questions.append(Question(function=signature.name, argument=each.name, why=self._why))
        if not unknown:
            self.questions.append(Question(function=signature.name, argument="", why=self._why))

    def _assume(self, signature: Signature, required: Sequence[Parameter], target: Target) -> None:
        for parameter, argument in zip(required, target.builder.arguments, strict=True):
            said = self._descriptions.said(signature, parameter)
            if argument.kind == "size" and said.least is None:
                self.assumptions.append(
                    Assumption(function=signature.name, argument=parameter.name, taken=f"integer >= {argument.least}")
                )
            elif argument.domain == "index" and not said.bound:
                taken = f"array {argument.shape_text} of integers, 0 <= {argument.name} < {argument.bound}"
                self.assumptions.append(Assumption(function=signature.name, argument=parameter.name, taken=taken))
            elif argument.within:
                taken = f"{made_of(argument)}, none above that of {argument.within} in its place"
                self.assumptions.append(Assumption(function=signature.name, argument=parameter.name, taken=taken))
            elif said.says_nothing and argument.kind not in ("answer", "given"):
                taken = made_of(argument)
                self.assumptions.append(Assumption(function=signature.name, argument=parameter.name, taken=taken))
